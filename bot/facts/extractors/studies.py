"""Studies: "a report by the harbour office", to which "the report" refers later."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.span import Span
from bot.facts.extractors.full_names import is_full_name
from bot.facts.extractors.people import PeopleIndex
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


def author(index: PeopleIndex, text: str, tokens: Sequence[Token], study: Phrase) -> str | None:
    """Whose words a study is: those of the one person, or of the two, that it is by.

    None for a body: its study speaks by itself ("study by the harbour office").
    """
    k = study[0] + 2
    while k < study[1] - 1 and tokens[k].low in DETERMINERS:
        k += 1
    named = index.mentions_in(Span(tokens[k].start, tokens[study[1] - 1].end))
    if named and named[0].full.start <= tokens[k].start:
        gap = text[named[0].span.end : named[1].full.start] if len(named) > 1 else ""
        pair = gap.strip() == "and"
        return f"{named[0].person} and {named[1].person}" if pair else named[0].person
    bare = tokens[k - 1].low in ("by", "from")
    while k < study[1] and tokens[k].text.islower() and tokens[k].low not in FUNCTION_WORDS:
        bare, k = True, k + 1
    end = k
    while end < study[1] and tokens[end].is_capital:
        end += 1
    name = " ".join(token.text for token in tokens[k:end])
    return name if bare and is_full_name(name) else None


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
