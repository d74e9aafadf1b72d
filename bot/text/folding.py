"""Folding: a copy of a text for finding quotes in, with the way back to the exact offsets."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

from bot.domain.span import Span

_QUOTES = dict.fromkeys("‘’‚‛′`´ʼ＇", "'") | dict.fromkeys("“”„‟″«»＂", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−﹘－", "-")
_FOLDED = _QUOTES | _DASHES | {"…": "..."}
_NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen, zero widths, byte order mark
_SPECIAL = re.compile(rf"[\s{_NOTHING}]+|[{re.escape(''.join(_FOLDED))}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text: one shape of quotation marks and dashes, each white space one blank.

    `offsets` has, for each code point of `text`, the offset in the original that it is from.
    """

    text: str
    offsets: array[int]

    def find_all(self, quote: str, most: int = 1000) -> list[Span]:
        """The places of `quote` (folded likewise) in the original, at most `most`."""
        wanted = fold_text(quote).text.strip()
        spans: list[Span] = []
        at = self.text.find(wanted) if wanted else -1
        while at >= 0 and len(spans) < most:
            last = at + len(wanted) - 1
            spans.append(Span(self.offsets[at], self.offsets[last] + 1))
            at = self.text.find(wanted, at + 1)
        return spans


def fold_text(text: str) -> Folded:
    """`text` folded. Case and letters stay as they are."""
    parts: list[str] = []
    offsets = array("q")
    at = 0
    for found in _SPECIAL.finditer(text):
        start, end = found.span()
        parts.append(text[at:start])
        offsets.extend(range(at, start))
        folded = _FOLDED.get(found.group()) or (" " if _has_space(found.group()) else "")
        parts.append(folded)
        offsets.extend([start] * len(folded))
        at = end
    parts.append(text[at:])
    offsets.extend(range(at, len(text)))
    return Folded("".join(parts), offsets)


def _has_space(run: str) -> bool:
    return any(c.isspace() for c in run)
