"""Citations: the exact words, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.span import Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with its place, after the W3C Web Annotation selectors.

    `quote`, `prefix` and `suffix` are a TextQuoteSelector, `span` is a
    TextPositionSelector (https://www.w3.org/TR/annotation-model/#selectors).
    `n` is the number that is shown; it is given once and rendered everywhere.
    `marks` are spans of the telling words, within `span`.
    """

    n: int
    source_id: str
    title: str
    sha256: str
    span: Span
    lines: tuple[int, int]
    quote: str
    prefix: str
    suffix: str
    url: str | None = None
    date: str | None = None
    page: int | None = None
    heading: str | None = None
    credit: str | None = None
    marks: tuple[Span, ...] = ()
