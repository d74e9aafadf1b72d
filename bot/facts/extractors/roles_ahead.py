"""Roles ahead: the role before a comma and a name ("its campaign director, NAME")."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.span import Span
from bot.facts.extractors.appositions import ROLE_OPENERS
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.wordlists import (
    FUNCTION_WORDS,
    TIME_WORDS,
    is_role,
    speech_forms,
    words,
)

_FARTHEST = 8  # tokens of a role with what it is of
_TIES = frozenset(("of", "for", "at"))
_INSIDE = frozenset("of the for and & 's at".split())


def role_ahead(text: str, tokens: Sequence[Token], start: int) -> Span | None:
    """The role that the name at token `start` explains.

    Knows "its campaign director, NAME", "the chamber's director, NAME", "the firm's director for
    sales, NAME" and "to the Minister of
    Culture, NAME". A role that itself follows a comma explains the name before it.
    """
    if start < 2 or tokens[start - 1].low != ",":
        return None
    head = _head(tokens, start - 2)
    if head is None:
        return None
    first = role_start(text, tokens, head)
    tied = head < start - 2  # "vice-president for sales": complete without an owner
    if (
        not tied
        and first > 1
        and tokens[first - 1].low == "'s"
        and tokens[first - 2].text.islower()
    ):
        owner = first - 2  # "the chamber's": a common noun belongs to the role
        first = role_start(text, tokens, owner) if tokens[owner].is_word else first
    before = tokens[first - 1].low if first else ""
    introduced = first > 0 and before in ROLE_OPENERS | {"'s"}
    addressed = first == 0 and tied
    if before == "," or not (introduced or addressed or tokens[head].text.islower()):
        return None
    return Span(tokens[first].start, tokens[start - 2].end)


def _head(tokens: Sequence[Token], last: int) -> int | None:
    """The head noun of the role that ends at token `last`; what "for" ties may lie between."""
    if is_role(tokens[last].low):
        return last
    for k in range(last, max(-1, last - _FARTHEST), -1):
        token = tokens[k]
        if not (token.is_word or token.low in ("&", "'s")) or (
            token.low in FUNCTION_WORDS and token.low not in _INSIDE
        ):
            return None
        if token.low in speech_forms() and token.text.islower() and not is_role(token.low):
            return None
        if token.low in _TIES and k and is_role(tokens[k - 1].low):
            return k - 1
    return None


def role_start(text: str, tokens: Sequence[Token], head: int) -> int:
    """The first word of a role whose head noun is at `head` ("former House Speaker")."""
    start = head
    while start and head - start < 6:
        before = tokens[start - 1]
        if not before.is_word or not adjacent(text, before, tokens[start]):
            break
        modifier = before.low in words("role_words") or (
            tokens[start].low == "member" and before.low in words("organisation_words")
        )
        name_like = before.is_capital and (
            before.low not in FUNCTION_WORDS | TIME_WORDS or before.text in ("US", "U.S.")
        )
        if before.low in ("dear", "h", "e", "photo"):
            break
        if not (modifier or name_like or before.low in words("not_names")) or (
            before.low in speech_forms() and before.text.islower()
        ):
            break
        start -= 1
    return start


def adjacent(text: str, left: Token, right: Token) -> bool:
    """Whether nothing but a blank stands between two tokens of one line."""
    gap = text[left.end : right.start]
    return 0 < len(gap) <= 3 and gap.isspace() and "\n" not in gap
