"""Pages: a list too long for one message, cut where each page fits the platform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def pages(
    entries: Sequence[T], cost: Callable[[T], int], budget: int, most: int
) -> list[Sequence[T]]:
    """`entries` in order, cut into pages of at most `most` entries and a total cost of `budget`.

    An entry that costs more than the budget has a page of its own: shortening it is the
    caller's. Without entries there is one empty page.
    """
    cut: list[Sequence[T]] = []
    first, spent = 0, 0
    for at, entry in enumerate(entries):
        price = cost(entry)
        if at > first and (spent + price > budget or at - first == most):
            cut.append(entries[first:at])
            first, spent = at, 0
        spent += price
    return [*cut, entries[first:]]


def shortened(text: str, most: int, units: Callable[[str], int] = len) -> str:
    """`text` in at most `most` units, cut at a word with an ellipsis where it is longer.

    `units` counts as the platform counts. Never cuts a quote that is cited: what is cited
    verbatim is paged instead.
    """
    if units(text) <= most:
        return text
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits with its ellipsis
        middle = (low + high + 1) // 2
        low, high = (middle, high) if units(text[:middle]) + 1 <= most else (low, middle - 1)
    kept = text[:low]
    space = kept.rfind(" ")
    return (kept[:space] if space > low // 2 else kept).rstrip() + "…"
