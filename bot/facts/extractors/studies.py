"""Studies: "a report by the harbour office", to which "the report" refers later."""

from __future__ import annotations

from collections.abc import Sequence

from bot.facts.extractors.scanning import Token
from bot.facts.extractors.subjects import RELATIVES, Phrase
from bot.facts.extractors.wordlists import (
    DETERMINERS,
    FUNCTION_WORDS,
    TIME_WORDS,
    speech_forms,
)

_STUDIES = frozenset(
    """report survey study review analysis audit poll inquiry investigation inspection assessment
    paper""".split()
)


def study_at(tokens: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """The study by somebody that a phrase is ("the first survey by ..."); none otherwise."""
    for k in range(phrase[0], min(phrase[1], phrase[0] + 4)):
        found = study_by(tokens, k)
        if found is not None:
            return found
    return None


def study_by(tokens: Sequence[Token], first: int) -> Phrase | None:
    """The phrase "report by the harbour office" that begins at `first`, up to a mark or verb."""
    if first + 2 >= len(tokens) or tokens[first].low not in _STUDIES:
        return None
    if tokens[first + 1].low not in ("by", "from"):
        return None
    end = first + 2
    while end < len(tokens) and end - first < 12:
        token = tokens[end]
        inside = token.low in DETERMINERS | {"of", "for", "and"} or token.low in ("'s", "&")
        if not (token.is_word or inside) or (token.low in speech_forms() and not token.is_capital):
            break
        if token.low in FUNCTION_WORDS | TIME_WORDS | RELATIVES and not inside:
            break
        end += 1
    return (first, end) if end > first + 2 and tokens[end - 1].is_word else None
