"""Roles of people: heads of roles, what they tell of gender, and who "the president" can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.facts.extractors.wordlists import is_role, singular, words
from bot.text.words import fold, tokens

_WOMEN = frozenset(
    ("ms", "mrs", "miss", "madam", "madame", "dame", "lady", "señora", "frau", "mme")
)
_MEN = frozenset(("mr", "sir", "lord", "herr", "señor", "monsieur", "don"))
_WOMEN_HEADS = ("woman", "queen", "actress", "duchess", "empress", "princess", "nun", "baroness")
_MEN_HEADS = ("spokesman", "chairman", "king", "actor", "duke", "emperor", "prince", "businessman")
_TOPS = frozenset("president premier chancellor king queen leader".split())


class Roled(Protocol):
    """Somebody with a name and roles."""

    name: str

    def roles(self) -> list[str]: ...


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


def fitting_role(mention: str, people: Sequence[Roled]) -> str | None:
    """The one person whose role is what `mention` says ("the president", "the Chinese leader").

    A bare role word prefers the person who bears exactly that title, with nothing before it;
    nations and other modifiers must stand in the person's role as well.
    """
    said = [token.text.removesuffix("'s") for token in tokens(mention)]
    said = [word for word in said if word not in ("the", "a", "an", "his", "her", "their", "its")]
    if not said or not is_role(said[-1]) or singular(said[-1]) != said[-1]:
        return None
    exact: set[str] = set()
    wide: set[str] = set()
    for person in people:
        for role in person.roles():
            held = [token.text.removesuffix("'s") for token in tokens(role)]
            if held == said:
                exact.add(person.name)
            if _covers(held, said):
                wide.add(person.name)
    for group in (exact, wide):
        if group:
            return next(iter(group)) if len(group) == 1 else None
    return None


def _covers(held: list[str], said: list[str]) -> bool:
    head = said[-1]
    heads = [word for word in held if is_role(word)]
    same = head in heads or (head == "leader" and any(word in _TOPS for word in heads))
    return same and all(word in held or word in words("titles") for word in said[:-1])
