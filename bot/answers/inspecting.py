"""Inspecting: is what a message quotes verbatim, altered, or not in the sources at all?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.answers.citing import citation
from bot.answers.corpus import Corpus
from bot.domain.citation import Citation
from bot.domain.fact import Anchor
from bot.domain.source import Document
from bot.domain.span import Span
from bot.text.words import Token, stem, tokens

_QUOTED = re.compile(
    r"“([^“”]{3,2000})”|\"([^\"]{3,2000})\"|«([^«»]{3,2000})»|„([^„“”]{3,2000})[“”]"
    r"|(?<![^\W_])‘([^‘]{3,2000}?)’(?![^\W_])|^>[ ]?(.{3,2000})$",
    re.MULTILINE,
)
_LEAST_WORDS = 2
_ALIKE = 0.6  # share of words in order that an altered quotation still has
_PASSAGES = 8


class Verdict(StrEnum):
    """What became of a quotation."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Inspection:
    """One quotation of a message, and the words of the source that it stands for.

    `differences` are pairs (words of the source, words of the message), one of them empty
    where words were left out or put in.
    """

    quoted: str
    span: Span  # in the message, without the quotation marks
    verdict: Verdict
    citation: Citation | None = None
    differences: tuple[tuple[str, str], ...] = ()


def inspect(text: str, corpus: Corpus) -> tuple[Inspection, ...]:
    """Each quotation of `text`, checked; a text without any is checked as a whole.

    Verbatim means word for word; case, white space, and the shape of quotation marks,
    apostrophes and dashes do not count as differences.
    """
    found = list(_quotations(text)) or [Span(0, len(text)).stripped(text)]
    return tuple(
        _inspected(span, text, corpus)
        for span in found
        if len(_words(span.of(text))) >= _LEAST_WORDS
    )


def _quotations(text: str) -> Iterator[Span]:
    for match in _QUOTED.finditer(text):
        group = next(n for n, value in enumerate(match.groups(), start=1) if value is not None)
        yield Span(*match.span(group)).stripped(text)


def _words(text: str) -> list[Token]:
    return list(tokens(text))


def _inspected(span: Span, text: str, corpus: Corpus) -> Inspection:
    quoted = span.of(text)
    asked = _words(quoted)
    best: tuple[float, Span, Document] | None = None
    for document, area in _places(asked, corpus):
        score, place = _aligned(asked, document, area)
        if place is not None and (best is None or score > best[0]):
            best = (score, place, document)
    if best is None or best[0] < _ALIKE:
        return Inspection(quoted, span, Verdict.NOT_FOUND)
    score, place, document = best
    cited = citation(corpus.edition, Anchor(document.source.id, place), (), 1)
    if [t.text for t in _words(place.of(document.text))] == [t.text for t in asked]:
        return Inspection(quoted, span, Verdict.VERBATIM, cited)
    differences = _differences(place.of(document.text), quoted)
    return Inspection(quoted, span, Verdict.ALTERED, cited, differences)


def _places(asked: list[Token], corpus: Corpus) -> Iterator[tuple[Document, Span]]:
    """The passages that share the most words, each with the one after it."""
    hits = corpus.edition.search({stem(token.text) for token in asked}, _PASSAGES)
    for hit in hits:
        source = hit.passage.source_id
        following = [p for p in corpus.passages_of(source) if p.number == hit.passage.number + 1]
        end = following[0].span.end if following else hit.passage.span.end
        yield corpus.edition.document(source), Span(hit.passage.span.start, end)


def _aligned(asked: list[Token], document: Document, area: Span) -> tuple[float, Span | None]:
    """How much of the quotation stands in `area` in order, and where."""
    there = _words(area.of(document.text))
    matcher = SequenceMatcher(None, [t.text for t in there], [t.text for t in asked], False)
    longest = matcher.find_longest_match()
    if not longest.size:
        return 0.0, None
    first = max(0, longest.a - longest.b - 4)
    last = min(len(there), longest.a + len(asked) - longest.b + 4)
    window = SequenceMatcher(
        None, [t.text for t in there[first:last]], [t.text for t in asked], False
    )
    blocks = [block for block in window.get_matching_blocks() if block.size]
    start = there[first + blocks[0].a].span.start
    end = there[first + blocks[-1].a + blocks[-1].size - 1].span.end
    share = sum(block.size for block in blocks) / len(asked)
    return share, Span(start, end).shifted(area.start)


def _differences(source: str, message: str) -> tuple[tuple[str, str], ...]:
    left, right = _words(source), _words(message)
    matcher = SequenceMatcher(None, [t.text for t in left], [t.text for t in right], False)
    return tuple(
        (_between(source, left[a:b]), _between(message, right[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def _between(text: str, words: list[Token]) -> str:
    return text[words[0].span.start : words[-1].span.end] if words else ""
