"""Appositions: what explains a name behind it (", 34," and ", the head of ...,")."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.span import Span
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.wordlists import (
    DETERMINERS,
    FUNCTION_WORDS,
    TIME_WORDS,
    is_role,
    speech_forms,
    words,
)


def explanation(text: str, tokens: Sequence[Token], end: int) -> tuple[Span | None, Span | None]:
    """What explains the name that ends before token `end`: the stretch, and a role in it.

    ", 34," and ", who ..." and ", [a|the] ROLE of ...," and "(ROLE)".
    """
    if end + 1 >= len(tokens) or tokens[end].low not in (",", "(", "–", "—"):
        return None, None
    first = end + 1
    opener = tokens[first]
    if opener.low.isdigit() and first + 1 < len(tokens) and tokens[first + 1].low in ",)":
        more, role = explanation(text, tokens, first + 1)
        return more or opener.span, role
    stop = _stop(tokens, first)
    stretch = Span(opener.start, tokens[stop - 1].end) if stop > first else None
    if opener.low == "who":
        return stretch, _role_in(tokens, first, stop, clause=True)
    role = _role_in(tokens, first, stop, clause=False) or _somebody_who(tokens, first, stop)
    return (stretch, role) if role else (None, None)


def _somebody_who(tokens: Sequence[Token], first: int, stop: int) -> Span | None:
    """What a person is in ", a keen ringer who ...": "who" makes a role of any noun but a body."""
    if tokens[first].low not in ("a", "an"):
        return None
    for k in range(first + 1, min(stop, first + 6)):
        token = tokens[k]
        if token.low == "who":
            last = tokens[k - 1].low
            body = last in words("organisation_words") or last in _GROUPS
            told = k > first + 1 and not body
            return Span(tokens[first + 1].start, tokens[k - 1].end) if told else None
        if not token.is_word or not token.text.islower() or token.low in FUNCTION_WORDS:
            return None
    return None


_GROUPS = frozenset("band duo trio quartet couple pair team crew choir group family firm".split())


def _stop(tokens: Sequence[Token], first: int) -> int:
    """Where an apposition ends: at a comma, a bracket, a dash or a full stop."""
    stop = first
    while stop < len(tokens) and stop - first < 30:
        if tokens[stop].low in (",", ".", ")", "–", "—", ";", ":", "!", "?", "“", "”", '"'):
            break
        stop += 1
    return stop


_WHEN = frozenset("in on since from until after before during".split())
_NO_BODY = (DETERMINERS - {"the"}) | TIME_WORDS | {"him", "them", "me", "us", "more"}
ROLE_OPENERS = frozenset(("a", "an", "the", "its", "his", "her", "their", "our"))


_CLAUSE_OPENERS = frozenset(("as", "a", "an", "the"))


def _role_in(tokens: Sequence[Token], first: int, stop: int, *, clause: bool) -> Span | None:
    """The role named in an apposition ("the head of ...") or a clause ("who is a nurse").

    In an apposition the head noun comes before any preposition or verb; in a clause the role
    follows "is", "was", "as" and an article.
    """
    k = first
    if clause:
        verb = next((n for n in range(first, min(stop, first + 6)) if tokens[n].low in _BE), None)
        if verb is None:
            return None
        k = verb + 1
        while k < stop and tokens[k].low not in _CLAUSE_OPENERS:
            if tokens[k].low not in ("also", "widely", "well", "best", "now", "currently") and not (
                tokens[k].low.endswith(("ed", "ised", "ized")) or tokens[k].low == "known"
            ):
                break
            k += 1
        if k < stop and tokens[k].low == "as":
            k += 1
    if k < stop and tokens[k].low in ROLE_OPENERS:
        k += 1
    start = k
    while k < stop and k - start < 8:
        token = tokens[k]
        if not token.is_word and token.low not in ("'s", "&", "/"):
            return None
        if token.low in speech_forms() and token.text.islower() and not is_role(token.low):
            return None
        if token.low in FUNCTION_WORDS and token.low not in (
            "and",
            "first",
            "last",
            "former",
            "five",
        ):
            return None
        following = tokens[k + 1] if k + 1 < stop else None
        heads = is_role(token.low) or _heads_by_company(tokens, start, k, stop)
        if heads and following is not None and is_role(following.low):
            k += 1  # "Secretary General"
            continue
        if heads and following is not None and following.is_capital:
            return None  # "General Motors"
        if heads:
            end = _role_end(tokens, k, stop)
            return Span(tokens[start].start, tokens[end - 1].end) if end else None
        k += 1
    return None


def _heads_by_company(tokens: Sequence[Token], start: int, k: int, stop: int) -> bool:
    """ "Head of Sales", "board member": roles only with what they are of."""
    if tokens[k].low == "member" and k > start:
        return True
    return tokens[k].low in ("head", "lead", "member") and (
        k + 2 < stop and tokens[k + 1].low == "of"
    )


def role_from(tokens: Sequence[Token], first: int) -> Span | None:
    """The role that begins at token `first`, with its "of ..."; none without a head noun."""
    return _role_in(tokens, first, _stop(tokens, first), clause=False)


_BE = frozenset(
    ("is", "was", "are", "were", "became", "becomes", "serves", "served", "works", "worked")
)


def _role_end(tokens: Sequence[Token], head: int, stop: int) -> int | None:
    """The role with its "of the ..." or "for the ...", up to a clause or a verb."""
    k = head + 1
    if k < stop and tokens[k].low in speech_forms():
        return None
    if k < stop and tokens[k].low in ("of", "for", "at", "in", "with", "to"):
        behind = tokens[k + 1] if k + 1 < stop else None
        if behind is None or (tokens[k].low != "of" and behind.low in _NO_BODY):
            return head + 1  # "chair for two years", "treasurer in his place"
        while k < stop and tokens[k].low not in ("who", "which", "that", "and", "said", "says"):
            timed = tokens[k].low in _WHEN and k + 1 < stop and k > head + 1
            if timed and (tokens[k + 1].low in TIME_WORDS or tokens[k + 1].low[0].isdigit()):
                break  # "mayor of Brunn | in May"
            k += 1
        return k
    return head + 1
