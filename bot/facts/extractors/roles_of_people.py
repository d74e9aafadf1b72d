"""Roles of people: heads of roles, what they tell of gender, and who "the president" can be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from bot.facts.extractors.wordlists import is_role, singular, words
from bot.text.words import fold, tokens

_WOMEN = frozenset(
    ("ms", "mrs", "miss", "madam", "madame", "dame", "lady", "señora", "frau", "mme")
)
_MEN = frozenset(("mr", "sir", "lord", "herr", "señor", "monsieur", "don"))
_WOMEN_HEADS = ("woman", "queen", "actress", "duchess", "empress", "princess", "nun", "baroness")
_MEN_HEADS = ("spokesman", "chairman", "king", "actor", "duke", "emperor", "prince", "businessman")
_DETERMINERS = frozenset(("the", "a", "an", "his", "her", "their", "its"))
_TOPS = ("president", "premier", "chancellor", "king", "queen")


class Roled(Protocol):
    """Somebody with a name and roles."""

    name: str

    def holdings(self) -> list[tuple[str, str]]: ...


def head_of(role: str) -> str:
    """The head noun of a role as written: the last role noun before any "of" or "for"."""
    head = ""
    for word in role.split():
        if word.lower() in ("of", "for", "at", "in", "with", "to"):
            break
        if is_role(fold(word.strip(",."))):
            head = word.strip(",.")
    return head


def gender_of(signs: Iterable[tuple[str, str]]) -> str:
    """ "f", "m" or "" from pairs of title and role, when no two of them disagree."""
    found = set()
    for title, role in signs:
        bare, head = fold(title).rstrip("."), fold(head_of(role))
        if bare in _WOMEN or head.endswith(_WOMEN_HEADS):
            found.add("f")
        elif bare in _MEN or head in _MEN_HEADS:
            found.add("m")
    return found.pop() if len(found) == 1 else ""


_Held = tuple[str, list[str], frozenset[str]]  # name, words of the role, and those of its body


class RolesHeld:
    """Who holds which role in a document: finds whom a role alone can mean."""

    def __init__(self, people: Iterable[Roled]) -> None:
        self._by_word: dict[str, list[_Held]] = {}
        for person in people:
            for role, of in person.holdings():
                held = _in_order(role)
                wide = frozenset(held) | frozenset(_bare(of))
                for word in dict.fromkeys(held):
                    self._by_word.setdefault(word, []).append((person.name, held, wide))
        self._known: dict[str, frozenset[str]] = {}

    def holders(self, mention: str) -> frozenset[str]:
        """The names of all whom `mention` can mean ("the president", "the Chinese leader").

        A bare role word prefers those who bear exactly that title, with nothing before it;
        nations and other modifiers must stand in the person's role as well, before it or after
        "of" ("the chamber's director" is "director of the chamber").
        """
        said = _in_order(mention)
        if not said or not is_role(said[-1]) or singular(said[-1]) != said[-1]:
            return frozenset()
        key = " ".join(said)
        if key not in self._known:
            self._known[key] = self._search(said)
        return self._known[key]

    def _search(self, said: list[str]) -> frozenset[str]:
        heads = (said[-1], *_TOPS) if said[-1] == "leader" else (said[-1],)
        near = [held for head in heads for held in self._by_word.get(head, ())]
        exact = frozenset(name for name, held, _ in near if held == said)
        return exact or frozenset(name for name, held, wide in near if _covers(held, wide, said))


def _bare(phrase: str) -> list[str]:
    return [token.text.removesuffix("'s") for token in tokens(phrase)]


def _in_order(phrase: str) -> list[str]:
    """The words of a role with its head last: "director of the chamber" as chamber, director."""
    said = [word for word in _bare(phrase) if word not in _DETERMINERS]
    at = next((k for k, word in enumerate(said) if word in ("of", "at", "for") and k), len(said))
    if at < len(said) and is_role(said[at - 1]):
        return [word for word in said[at + 1 :] if word not in ("of", "and")] + said[:at]
    return said


def _covers(held: list[str], wide: frozenset[str], said: list[str]) -> bool:
    head = said[-1]
    heads = [word for word in held if is_role(word)]
    same = head in heads or (head == "leader" and any(word in _TOPS for word in heads))
    return same and all(word in wide or word in words("titles") for word in said[:-1])
