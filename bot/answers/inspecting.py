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
from bot.text.words import Token, fold, stem, tokens

_QUOTED = re.compile(
    r"“([^“”]{3,2000})”|\"([^\"]{3,2000})\"|«([^«»]{3,2000})»|„([^„“”]{3,2000})[“”]"
    r"|(?<![^\W_])‘([^‘]{3,2000}?)’(?![^\W_])|^>[ ]?(.{3,2000})$",
    re.MULTILINE,
)
_SIGNS = "$€£¥₹%°±−-+"
_SHAPES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "\u00ad": None,
    }
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
    there, here = _signed(document.text, place), _signed(text, _of_words(span, asked))
    if _plain(there) == _plain(here):
        return Inspection(quoted, span, Verdict.VERBATIM, cited)
    differences = _differences(place.of(document.text), quoted) or ((there, here),)
    return Inspection(quoted, span, Verdict.ALTERED, cited, differences)


def _of_words(span: Span, words: list[Token]) -> Span:
    """From the first word to the last of a quotation at `span`."""
    return Span(span.start + words[0].span.start, span.start + words[-1].span.end)


def _signed(text: str, span: Span) -> str:
    """The words at `span` with the signs that belong to a number at either end."""
    start, end = span.start, span.end
    while start and text[start - 1] in _SIGNS:
        start -= 1
    while end < len(text) and text[end] in _SIGNS:
        end += 1
    return text[start:end]


def _plain(text: str) -> str:
    """`text` without what does not count: case, white space, shapes of marks and dashes."""
    return " ".join(fold(text.translate(_SHAPES)).split())


def _places(asked: list[Token], corpus: Corpus) -> Iterator[tuple[Document, Span]]:
    """The passages that share the most words, each with as many after it as the quotation needs."""
    hits = corpus.edition.search({stem(token.text) for token in asked}, _PASSAGES)
    length = asked[-1].span.end - asked[0].span.start
    for hit in hits:
        source, start, end = hit.passage.source_id, hit.passage.span.start, hit.passage.span.end
        for passage in corpus.passages_of(source)[hit.passage.number + 1 :]:
            end = passage.span.end
            if end - hit.passage.span.end >= length:
                break
        yield corpus.edition.document(source), Span(start, end)


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
