"""Citing: anchors become numbered citations, each checked against its document."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.citation import Citation
from bot.domain.errors import CitationError
from bot.domain.fact import Anchor
from bot.domain.ports import Edition
from bot.domain.source import Document
from bot.domain.span import Span, cover

LONGEST = 600  # code points of a quote
_AROUND = 32  # code points of prefix and suffix


class Citer:
    """Gives each place its number once, in the order in which places are cited."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._numbers: dict[Anchor, int] = {}
        self._citations: list[Citation] = []

    def cite(self, anchor: Anchor, marks: Iterable[Span] = ()) -> int:
        """The number of the citation of `anchor`; a new one when it was not cited before."""
        if anchor not in self._numbers:
            number = len(self._citations) + 1
            self._citations.append(citation(self._edition, anchor, tuple(marks), number))
            self._numbers[anchor] = number
        return self._numbers[anchor]

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citations)


def citation(edition: Edition, anchor: Anchor, marks: tuple[Span, ...], number: int) -> Citation:
    """The citation of `anchor`, shortened to its telling words when it is too long to quote.

    Raises `CitationError` when the place lies outside of its document.
    """
    document = edition.document(anchor.source_id)
    if anchor.span.end > len(document.text) or not anchor.span:
        raise CitationError(anchor.source_id, anchor.span, "the document has no such place")
    source = document.source
    inside = tuple(mark for mark in marks if anchor.span.contains(mark))
    span = shortened(
        document, anchor.span, inside, min(LONGEST, source.policy.longest_quote or LONGEST)
    )
    text = document.text
    return Citation(
        n=number,
        source_id=source.id,
        title=source.title,
        sha256=document.sha256,
        span=span,
        lines=document.lines(span),
        quote=document.quote(span),
        prefix=text[max(0, span.start - _AROUND) : span.start],
        suffix=text[span.end : span.end + _AROUND],
        url=source.url,
        date=source.date,
        page=document.page(span),
        heading=document.heading(span),
        credit=source.policy.credit,
        marks=tuple(mark for mark in inside if span.contains(mark)),
    )


def shortened(document: Document, span: Span, marks: tuple[Span, ...], longest: int) -> Span:
    """`span`, or the part of it around the marks that is at most `longest` code points long.

    The cut falls between words, so that what is left is still verbatim.
    """
    if len(span) <= longest:
        return span
    centre = cover(marks) if marks else Span(span.start, span.start)
    start = span.start
    if centre.end - span.start > longest:
        start = max(span.start, min(centre.start, centre.end - longest))
        while start > span.start and not document.text[start - 1].isspace():
            start -= 1
        if centre.end - start > longest:
            start = centre.start
    end = min(span.end, start + longest)
    if end < span.end and not document.text[end].isspace():
        cut = max(document.text.rfind(mark, start, end) for mark in (" ", "\n", "\u00a0"))
        end = cut if cut > start else end
    return Span(start, end).stripped(document.text)


def verify(edition: Edition, citations: Iterable[Citation]) -> None:
    """Raises `CitationError` for the first citation that is not verbatim in the edition."""
    for cited in citations:
        document = edition.document(cited.source_id)
        if document.sha256 != cited.sha256:
            raise CitationError(cited.source_id, cited.span, "the document is another version")
        if document.quote(cited.span) != cited.quote or not cited.quote:
            raise CitationError(cited.source_id, cited.span, "the words there are others")
