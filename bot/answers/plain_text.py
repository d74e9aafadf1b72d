"""Replies as plain text: for a pipe, a log, a screen reader, or a chat without blocks.

Headline, items with the numbers of their citations, then the sources. What an item says
word for word is not said again below: its source line gives the place only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Clarification, Completeness, Help, Item, Reply

# What a terminal obeys instead of showing: C0 (but line feed and tab), DEL, C1, and the
# embeddings, overrides and isolates that turn the direction of the text around them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _shown(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures of Unicode: ESC is shown as one sign
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"<U+{code:04X}>"


def visible(text: str) -> str:
    """`text` for showing: control characters as visible signs, CRLF as a line feed.

    For eyes only; never for citations, which keep every code point of their source.
    """
    return _CONTROL.sub(_shown, text.replace("\r\n", "\n"))


def marked(citation: Citation) -> tuple[tuple[str, bool], ...]:
    """The quote in pieces, each with whether it is a telling word; joined, the whole quote.

    Marks outside of the quote or overlapping an earlier one are left out or cut.
    """
    pieces: list[tuple[str, bool]] = []
    quote, offset, at = citation.quote, citation.span.start, 0
    for mark in sorted(citation.marks):
        start, end = max(at, mark.start - offset), min(len(quote), mark.end - offset)
        if start >= end:
            continue
        if start > at:
            pieces.append((quote[at:start], False))
        pieces.append((quote[start:end], True))
        at = end
    if at < len(quote) or not pieces:
        pieces.append((quote[at:], False))
    return tuple(pieces)


def where(citation: Citation, last: Citation | None = None) -> str:
    """Page and lines of a citation, or of the run of citations that ends with `last`."""
    start, end = citation.lines[0], (last or citation).lines[1]
    line = f"line {start}" if start == end else f"lines {start}-{end}"
    return line if citation.page is None else f"p. {citation.page}, {line}"


def _title(citation: Citation) -> str:
    return citation.title or citation.source_id


def _credit(citation: Citation) -> str:
    return f" ({citation.credit})" if citation.credit else ""


def place(citation: Citation) -> str:
    """Where a quote stands, for a reader: `Title, p. 3, lines 12-13`."""
    return f"{_title(citation)}, {where(citation)}{_credit(citation)}"


def quoted(text: str) -> str:
    """`text` in quotation marks, unless it brings its own at both ends."""
    own = text[:1] in '"“«„' and text[-1:] in '"”»“'
    return text if own else f"“{text}”"


def complete(completeness: Completeness, headline: str = "") -> str:
    """How much of a list is shown: `Complete: 34 of 34`, or `3 of 34`.

    Empty when every line was understood and the headline says as much already.
    """
    count = f"{completeness.shown} of {completeness.total}"
    missed = completeness.not_understood
    if missed:
        were = "line of the list was" if missed == 1 else "lines of the list were"
        return f"{count}; {missed} more {were} not understood"
    if re.search(rf"\b{count}\b", headline):
        return ""
    return f"Complete: {count}" if completeness.shown == completeness.total else count


def references(numbers: Sequence[int]) -> str:
    """The numbers of citations as they follow an item: `[1][2]`."""
    return "".join(f"[{n}]" for n in numbers)


def _follows(citation: Citation, last: Citation) -> bool:
    """Whether number, page and lines of `citation` go on from those of `last`."""
    gap = citation.lines[0] - last.lines[1]
    return citation.n == last.n + 1 and citation.page == last.page and 0 <= gap <= 1


def consecutive(citations: Iterable[Citation]) -> Iterator[tuple[Citation, Citation]]:
    """First and last of each run of citations that follow each other."""
    runs: list[list[Citation]] = []
    for citation in citations:
        if runs and _follows(citation, runs[-1][-1]):
            runs[-1].append(citation)
        else:
            runs.append([citation])
    return ((run[0], run[-1]) for run in runs)


def _together(citations: Sequence[Citation]) -> str:
    """Citations of one source on one line."""
    if len(citations) == 1:
        return f"[{citations[0].n}] {place(citations[0])}"
    parts = []
    for first, last in consecutive(citations):
        numbers = f"[{first.n}]" if first is last else f"[{first.n}]-[{last.n}]"
        parts.append(f"{numbers} {where(first, last)}")
    return f"{_title(citations[0])}: {', '.join(parts)}{_credit(citations[0])}"


def cited_lines(citations: Sequence[Citation], items: Iterable[Item]) -> list[str]:
    """The list of sources under an answer.

    A quote that no item shows word for word gets a line with its words; the others share one
    line a source: `Title: [1]-[34] lines 32-65, [35] line 70`.
    """
    said = {n: item.text for item in items for n in item.citations}
    lines: list[str] = []
    bare: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.quote in said.get(citation.n, ""):
            bare.setdefault(citation.source_id, []).append(citation)
        else:
            lines.append(f"[{citation.n}] {quoted(citation.quote)} - {place(citation)}")
    return lines + [_together(some) for some in bare.values()]


def _listed(items: Sequence[Item]) -> list[str]:
    """The items, under their groups; a lone item needs no bullet."""
    lines: list[str] = []
    bullet = "- " if len(items) > 1 else ""
    for group, run in groupby(items, key=lambda item: item.group):
        if group:
            lines += ["", group] if lines else [group]
        lines += [f"{bullet}{item.text} {references(item.citations)}".rstrip() for item in run]
    return lines


def _nearest(related: Sequence[Citation]) -> list[str]:
    if not related:
        return []
    return ["Nearest in the sources:", *(f"- {quoted(c.quote)} - {place(c)}" for c in related)]


def _offers(suggestions: Sequence[str]) -> list[str]:
    return [f"You can ask: {' | '.join(suggestions)}"] if suggestions else []


def _answer(reply: Answer) -> list[list[str]]:
    how_much = complete(reply.completeness, reply.headline) if reply.completeness else ""
    return [
        [reply.headline, how_much],
        _listed(reply.items),
        cited_lines(reply.citations, reply.items),
        _nearest(reply.related),
    ]


def _abstention(reply: Abstention) -> list[list[str]]:
    first = [part for part in (reply.headline, reply.reason) if part]
    return [list(dict.fromkeys(first)), _nearest(reply.related), _offers(reply.suggestions)]


def plain_text(reply: Reply) -> str:
    """The whole reply as plain text, without a line end; blocks are parted by empty lines.

    Suggestions are shown where they help to go on: with abstentions and help.
    """
    match reply:
        case Answer():
            blocks = _answer(reply)
        case Clarification():
            choices = [f"{n}. {choice.label}" for n, choice in enumerate(reply.choices, 1)]
            blocks = [[reply.headline], choices, _nearest(reply.related)]
        case Abstention():
            blocks = _abstention(reply)
        case Help():
            blocks = [[reply.headline], _listed(reply.items), _offers(reply.suggestions)]
        case _:
            assert_never(reply)
    texts = ("\n".join(block).strip() for block in blocks)
    return "\n\n".join(text for text in texts if text)
