"""Blocks: the lines of a text joined into paragraphs, whichever way it was broken.

In some texts each line is a paragraph, with or without blank lines between; in others the
paragraphs are wrapped at a column and only blank lines part them. Which it is gets decided for
each run of lines: a line was wrapped when the first word of the next one would not have fitted
into the width of the run, or when the next one goes on in lower case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.span import Span

_WIDEST = 120  # columns; nobody wraps wider
_NARROWEST = 40
_WRAPPED = 0.7  # share of the lines of a run that must look wrapped
_FIRST_WORD = re.compile(r"\S+")
_BLANK = "\ufeff\u200b"  # not white space for Python, but nothing to read either
_TERMINAL = tuple(".!?。！？…:;")

# A bullet, "1.", "(2)", "b)": what opens an item of a list. Three digits at most: not a year.
MARKER = re.compile(
    r"(?:[•‣◦▪▫●○■□►▶✓✔→·∙*+-]|[–—](?= +[^a-z])|\(?\d{1,3}[.)]|\(?[a-z][)]|[a-z]\.|"
    r"\(?[ivx]{1,5}[.)]|\[[ xX]\])"
    r"[ \t\u00a0]+(?=\S)"
)
# "ANNA:", "Q:", "Dr. Ford:": a turn of a transcript, or a key with its value.
TURN = re.compile(
    r"(?:[A-Z][A-Z0-9.'’ -]{0,30}|(?:[A-Z][\w.'’-]{0,20} ){0,3}[A-Z][\w.'’-]{0,20}"
    r"(?: \([^()\n]{1,30}\))?)[:：](?=\s|$)"
)
_COLUMNS = "    "  # within a line: it is a row of a table, or a running head
# With these a line does not end, unless its sentence goes on in the next.
_UNFINISHED = frozenset(
    "the a an of and or nor but if as at by in into on onto from for with than which its".split()
)
# "2.4 Moorings" is a section, "2.4 million" a quantity that a wrapped line happens to begin with.
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|§ ?\d+|#{1,6})\s+(?![a-z%])\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its span without outer white space, indent and width."""

    span: Span
    text: str
    indent: int
    width: int
    gap: bool  # a blank line, or nothing, before it


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph to be: its span, its text, and what stands around it.

    `gap` tells of a blank line (or nothing) before it, `alone` of one on either side.
    """

    span: Span
    text: str
    lines: int
    gap: bool
    alone: bool
    stanza: int  # blocks of one run of lines share the number


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not blank."""
    lines: list[Line] = []
    at, gap = 0, True
    for raw in text.splitlines(keepends=True):
        start, end = at, at + len(raw)
        at = end
        while start < end and (text[start].isspace() or text[start] in _BLANK):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in _BLANK):
            end -= 1
        if start == end:
            gap = True
            continue
        bare = text[start:end]
        width = len(bare) if bare.isascii() else sum(_columns(c) for c in bare)
        indent = start - (at - len(raw))
        lines.append(Line(Span(start, end), bare, indent, width, gap))
        gap = raw.endswith("\x0c")
    return lines


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def blocks(text: str) -> list[Block]:
    """The paragraphs of `text`, in order; every line that is not blank is in one of them."""
    runs: list[list[Line]] = []
    for line in lines_of(text):
        if line.gap or not runs:
            runs.append([])
        runs[-1].append(line)
    usual = _usual_width(runs)
    letters = sum(map(str.isupper, text[:20_000]))
    lower = letters * 100 < len(text[:20_000])  # notes without capitals: case tells nothing
    result: list[Block] = []
    for number, run in enumerate(runs):
        groups = _grouped(run, usual, lower)
        for i, group in enumerate(groups):
            span = Span(group[0].span.start, group[-1].span.end)
            single = len(groups) == 1
            result.append(Block(span, span.of(text), len(group), i == 0, single, number))
    return result


def _usual_width(runs: Sequence[Sequence[Line]]) -> int:
    """The column at which the text is wrapped, if it is: nine in ten inner lines are shorter."""
    widths = sorted(
        line.indent + line.width for run in runs for line in run[:-1] if line.width <= _WIDEST
    )
    return widths[int(len(widths) * 0.9)] if widths else 0


def _grouped(run: list[Line], usual: int, lower: bool) -> list[list[Line]]:
    """The lines of a run, joined where one goes on in the next."""
    wrapped = _is_wrapped(run, usual, lower)
    width = max(line.indent + line.width for line in run)
    groups = [run[:1]]
    for before, line in pairwise(run):
        goes_on = not lower and before.width >= _NARROWEST and _goes_on(before, line)
        hangs = MARKER.match(groups[-1][0].text) and line.indent > groups[-1][0].indent
        if _opens(line):
            joined = False
        elif wrapped:
            ends = before.text.endswith(_TERMINAL) and before.indent + before.width < width * 0.6
            joined = goes_on or not (ends or _indented(run, before, line))
        else:
            joined = bool(hangs) or (goes_on and before.width <= _WIDEST)
        if joined:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _is_wrapped(run: Sequence[Line], usual: int, lower: bool) -> bool:
    if len(run) < 2 or any(line.width > _WIDEST for line in run):
        return False
    width = max(max(line.indent + line.width for line in run), min(usual, _WIDEST))
    if width < _NARROWEST:
        return False
    # Lines of about one length may be a list of names; prose goes on somewhere, or ends.
    on = any(_goes_on(before, line) for before, line in pairwise(run))
    if not on and not run[-1].text.endswith(_TERMINAL):
        return False
    full = 0
    for before, line in pairwise(run):
        word = _FIRST_WORD.search(line.text)
        fits = before.indent + before.width + 1 + len(word.group() if word else "")
        if fits > width or (not lower and _goes_on(before, line)) or _opens(line):
            full += 1
    items = sum(1 for line in run[1:] if _opens(line))
    return full >= _WRAPPED * (len(run) - 1) and items < len(run) - 1


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a sentence runs from one line into the next, by its look."""
    if before.text.endswith(_TERMINAL) or _opens(line):
        return False
    return line.text[0].islower() or before.text.rpartition(" ")[2] in _UNFINISHED


def _opens(line: Line) -> bool:
    """Whether a line opens an item, a turn or a numbered section, or stands for itself."""
    text = line.text
    if (text[0] in "[(" and text[-1] in "])") or _COLUMNS in text:  # a stage direction, a row
        return True
    return bool(MARKER.match(text) or TURN.match(text) or _NUMBERED.match(text))


def _indented(run: Sequence[Line], before: Line, line: Line) -> bool:
    """Whether `line` is the indented first line of a new paragraph."""
    usual = min(other.indent for other in run)
    return line.indent > before.indent == usual and before.text.endswith(_TERMINAL)
