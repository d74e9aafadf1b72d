"""Figures that are known by their place: section numbers, and ages behind a name."""

from __future__ import annotations

import re

from bot.domain.span import Span

_SECTION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?")
_LINE_START = re.compile(r"(?:\A|\n)[^\S\n]{0,8}(?:§[^\S\n]?)?\Z")
_HEADING = re.compile(r"\.?[^\S\n]{1,4}[“\"‘(]?[^\W\d_]")
_SCALED = re.compile(
    r"(?i)[^\S\n]{1,4}(?:hundred|thousand|million|billion|trillion|per\s?cent|percent)"
)
_NAME = re.compile(
    r"(?P<name>[^\W\d_][^\W\d_.'’-]{0,20}(?:[-'’.][^\W\d_]{0,20}){0,2}"
    r"(?:[^\S\n][^\W\d_][^\W\d_.'’-]{0,20}(?:[-'’.][^\W\d_]{0,20}){0,2}){0,3}),[^\S\n]\Z"
)
_CLOSES = re.compile(
    r"[,;](?:\s|\Z)|[.!?](?:[\s”’\")]|\Z)|[^\S\n](?:and|who|has|had|was|is|said)\b"
)
_NO_NAMES = frozenset(
    """january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday street road lane avenue square quay way alley
    drive place boulevard local room page article section chapter figure table number""".split()
)
_LONGEST = 60  # code points of a name with its comma


def numbers_section(text: str, span: Span) -> bool:
    """Whether a figure like 3.1 opens a line and numbers the heading that follows it."""
    if _SECTION.fullmatch(text, span.start, span.end) is None:
        return False
    if _LINE_START.search(text[max(0, span.start - 12) : span.start]) is None:
        return False
    following = text[span.end : span.end + 16]
    heading = _HEADING.match(following)
    return (
        heading is not None and heading.group()[-1].isupper() and _SCALED.match(following) is None
    )


def aged_name(text: str, area: Span, start: int, end: int) -> str:
    """The person's name of "Ada Brink, 91," whose age the figure in `[start, end)` is, or "".

    A single name needs a comma behind the age; a full one may also close the sentence.
    """
    figures = text[start:end]
    if not (figures.isdecimal() and len(figures) <= 3 and 0 < int(figures) <= 120):
        return ""
    closing = _CLOSES.match(text, end, min(len(text), end + 8))
    if closing is None:
        return ""
    before = _NAME.search(text[max(area.start, start - _LONGEST) : start])
    if before is None:
        return ""
    parts: list[str] = []
    for word in reversed(before["name"].split()):
        if not word[:1].isupper():
            break
        parts.insert(0, word)
    if not parts or any(word.lower().rstrip(".") in _NO_NAMES for word in parts):
        return ""
    if len(parts) < 2 and not closing.group().startswith(","):
        return ""
    return " ".join(parts)
