"""Spans: where words stand in a canonical text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval `[start, end)` of Unicode code points, 0-based.

    Raises `ValueError` when `start` is negative or `end` lies before `start`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end < self.start:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return self.end > self.start

    def of(self, text: str) -> str:
        """The slice of `text` at this span."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span (equal spans contain each other)."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    def shifted(self, offset: int) -> Span:
        """This span moved by `offset` code points."""
        return Span(self.start + offset, self.end + offset)

    def stripped(self, text: str) -> Span:
        """This span without the white space at its ends in `text`."""
        quote = self.of(text)
        start = self.start + len(quote) - len(quote.lstrip())
        return Span(start, max(start, self.start + len(quote.rstrip())))


def cover(spans: list[Span] | tuple[Span, ...]) -> Span:
    """The smallest span that contains all `spans`; `ValueError` when there are none."""
    return Span(min(s.start for s in spans), max(s.end for s in spans))
