"""Sources and documents: a named origin, and one version of it."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from bot.domain.span import Span

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be shown of a source, where and when (from its sidecar)."""

    embargo_until: str | None = None  # ISO date or date-time
    places: tuple[str, ...] = ()  # empty: everywhere
    credit: str | None = None
    longest_quote: int | None = None  # code points


@dataclass(frozen=True, slots=True)
class Source:
    """A named origin. `id` is the file's stem; the rest is what text or sidecar say."""

    id: str
    file: str  # relative to the folder of documents
    title: str
    title_is_ours: bool = False  # the text has no title of its own
    publisher: str | None = None
    date: str | None = None  # ISO 8601, possibly partial: 2023, 2023-11, 2023-11-13
    url: str | None = None
    kind: str | None = None  # letter, article, transcript, ...
    language: str = "en"
    policy: Policy = field(default_factory=Policy)


def digest(text: str) -> str:
    """The sha256 of a canonical text, over its UTF-8 bytes, in hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Document:
    """One version of a source: its canonical text and what was read from the file.

    The text is never normalised: spans of passages, facts and citations count in it.
    `pages` and `headings` map a start offset to a page number or a heading.
    """

    source: Source
    text: str
    pages: Mapping[int, int] = field(default_factory=dict)
    headings: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        return digest(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def quote(self, span: Span) -> str:
        """The exact words at `span`."""
        return span.of(self.text)

    def lines(self, span: Span) -> tuple[int, int]:
        """First and last line of `span`, 1-based; a line ends with a line feed."""
        first = bisect.bisect_right(self._line_starts, span.start)
        last = bisect.bisect_right(self._line_starts, max(span.start, span.end - 1))
        return first, last

    def line_span(self, number: int) -> Span:
        """The span of line `number` (1-based) without its line end."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] - 1 if number < len(self._line_starts) else len(self.text)
        return Span(start, end)

    def page(self, span: Span) -> int | None:
        """The page on which `span` starts, where the format has pages."""
        return _last_before(self.pages, span.start)

    def heading(self, span: Span) -> str | None:
        """The heading above `span`, where the format has headings."""
        return _last_before(self.headings, span.start)


def _last_before(marks: Mapping[int, _T], offset: int) -> _T | None:
    at = max((start for start in marks if start <= offset), default=None)
    return None if at is None else marks[at]
