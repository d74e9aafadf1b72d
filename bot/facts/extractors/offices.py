"""Offices: the role that somebody is elected or appointed to, or becomes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.span import Span
from bot.facts.extractors.appositions import role_from
from bot.facts.extractors.scanning import Token

_CHOSEN = frozenset(
    """elected re-elected reelected appointed reappointed re-appointed named chosen hired nominated
    promoted installed confirmed crowned selected picked""".split()
)
_BE = frozenset("was were been is be".split())
_BECOME = frozenset("became becomes become".split())
_FILLERS = frozenset("as to be the a an its their our new next first".split())


def office_taken(tokens: Sequence[Token], first: int, end: int) -> Span | None:
    """The role in "NAME was elected [as] ROLE", "NAME became the ROLE" and "elected NAME ROLE".

    The name is `tokens[first:end]`.
    """
    k = end
    while k < len(tokens) and tokens[k].low in ("has", "have", "had", "also", "then", "been"):
        k += 1
    passive = k + 1 < len(tokens) and tokens[k].low in _BE | _CHOSEN
    if passive and (tokens[k].low in _CHOSEN) == (k > end and tokens[k - 1].low == "been"):
        chosen = k if tokens[k].low in _CHOSEN else k + 1
        return _role(tokens, chosen + 1) if tokens[chosen].low in _CHOSEN else None
    if k < len(tokens) and tokens[k].low in _BECOME:
        return _role(tokens, k + 1)
    chose = first and tokens[first - 1].low in _CHOSEN
    if chose and not (first > 1 and tokens[first - 2].low in _BE):
        return _role(tokens, end)
    return None


def _role(tokens: Sequence[Token], k: int) -> Span | None:
    while k < len(tokens) and tokens[k].low in _FILLERS:
        k += 1
    return role_from(tokens, k)
