"""Replies as plain text: for a pipe, a log, a screen reader, or a chat without blocks.

Headline, items with the numbers of their citations, then the sources. What an item says
word for word is not said again below: its source line gives the place only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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


def place(citation: Citation) -> str:
    """Where a quote stands, for a reader: `Title, p. 3, lines 12-13`."""
    first, last = citation.lines
    line = f"line {first}" if first == last else f"lines {first}-{last}"
    page = f"p. {citation.page}" if citation.page is not None else None
    credit = citation.credit and f"({citation.credit})"
    words = ", ".join(part for part in (citation.title or citation.source_id, page, line) if part)
    return f"{words} {credit}" if credit else words


def quoted(text: str) -> str:
    """`text` in quotation marks, unless it brings its own at both ends."""
    own = text[:1] in '"“«„' and text[-1:] in '"”»“'
    return text if own else f"“{text}”"


def complete(completeness: Completeness) -> str:
    """How much of a list is shown: `34 of 34 lines of the list`."""
    words = f"{completeness.shown} of {completeness.total} lines of the list"
    missed = completeness.not_understood
    if missed:
        words += f"; {missed} more {'line was' if missed == 1 else 'lines were'} not understood"
    return words


def references(numbers: Sequence[int]) -> str:
    """The numbers of citations as they follow an item: `[1][2]`."""
    return "".join(f"[{n}]" for n in numbers)


def _runs(citations: Sequence[Citation], bare: Sequence[bool]) -> Iterator[list[Citation]]:
    """Neighbours that can share a line: bare ones of one source, on lines that follow."""
    run: list[Citation] = []
    for citation, is_bare in zip(citations, bare, strict=True):
        follows = (
            run
            and is_bare
            and citation.source_id == run[-1].source_id
            and 0 <= citation.lines[0] - run[-1].lines[1] <= 2  # 2: a blank line between
        )
        if run and not follows:
            yield run
            run = []
        run.append(citation)
        if not is_bare:
            yield run
            run = []
    if run:
        yield run


def cited_lines(citations: Sequence[Citation], items: Iterable[Item]) -> list[str]:
    """The list of sources under an answer, one line each.

    A quote that an item shows word for word is not repeated; neighbours of one source
    that need no words of their own share a line: `[1]-[34] Title, lines 32-65`.
    """
    said = {n: item.text for item in items for n in item.citations}
    bare = [citation.quote in said.get(citation.n, "") for citation in citations]
    worded = {c.n for c, is_bare in zip(citations, bare, strict=True) if not is_bare}
    lines: list[str] = []
    for run in _runs(citations, bare):
        first, last = run[0], run[-1]
        if first.n in worded:
            lines.append(f"[{first.n}] {quoted(first.quote)} - {place(first)}")
        elif first is last:
            lines.append(f"[{first.n}] {place(first)}")
        else:
            joined = replace(first, lines=(first.lines[0], last.lines[1]))
            lines.append(f"[{first.n}]-[{last.n}] {place(joined)}")
    return lines


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
    how_much = [complete(reply.completeness)] if reply.completeness else []
    return [
        [reply.headline, *how_much],
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
