"""Turning pages: which one a number in a button means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """Where in a reply a message is: on its opening, or on the full page `number` of `count`."""

    number: int  # 1-based; 0 for the opening
    count: int
    has_opening: bool

    @classmethod
    def to(cls, page: int, count: int, has_opening: bool) -> Turn:
        """The page that a code means, or the nearest one; 0 is where a reply begins."""
        first = 0 if has_opening else 1
        return cls(min(max(page + (0 if has_opening else 1), first), count), count, has_opening)

    @property
    def opens(self) -> bool:
        """Whether this is the opening."""
        return self.number == 0

    def code(self, number: int) -> int:
        """What a button to the full page `number` says."""
        return number if self.has_opening else number - 1

    @property
    def note(self) -> str:
        """Which page this is, small, where there are several."""
        return f"-# Page {self.number} of {self.count}" if self.number and self.count > 1 else ""
