r"""Text that is not ours, written so that Discord shows it word for word and obeys none of it.

Discord's Markdown knows one escape: a backslash before a sign that is neither a letter, a
digit nor white space shows that sign. So nothing is put in that a reader would see or copy
from the screen, no zero-width characters and no code fences. Escaped are

- everywhere: backslashes and * _ ~ ` | < > [ ] @ #. With them go emphasis, spoilers, code,
  quotes, headings, masked links, and everything in pointed brackets: mentions of users, roles,
  channels, commands and the guide, times, emoji, links, addresses; @everyone and @here;
- the colon of `https://`, for a bare link begins with its scheme; that of `:smile:`;
- the first slash after a name with dots: invitations (`discord.gg/x`) need no scheme;
- at the beginning of a line: - and + before a space, the full stop of `1. `.

What cannot be shown as it is: control characters, lone surrogates and characters that turn
the direction of the text are shown as visible signs, CRLF as a line end (`visible`). Discord
itself shows a tab as spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.adapters.discord.limits import units
from bot.answers.plain_text import visible
from bot.serving.paging import shortened

Piece = tuple[str, bool]  # words, and whether they are telling ones

# The last character of each match is the one to escape.
_GUARDED = (
    re.compile(r"[\\*_~`|<>\[\]@#]"),
    re.compile(r":(?=//|[^\s:]+:)"),
    re.compile(r"\.[^\s./]+/"),
    re.compile(r"(?:^|[\n\u2028\u2029])[^\S\n\u2028\u2029]*(?:[-+](?=[\s#]|\Z)|\d+\.(?=\s|\Z))"),
)
_IN_A_LINE = re.compile(r"\S(?:[^\n]*\S)?")


def written(pieces: Iterable[Piece]) -> str:
    """The pieces joined, escaped, with the telling ones bold.

    What must be escaped is found in the whole text, for a sign may mean something only
    together with the piece behind it. Bold ends with its line, and leaves out the white
    space at its ends.
    """
    shown = [(visible(words), telling) for words, telling in pieces if words]
    text = "".join(words for words, _ in shown)
    guarded = {match.end() - 1 for pattern in _GUARDED for match in pattern.finditer(text)}
    out: list[str] = []
    at = 0
    for telling, run in groupby(shown, key=lambda piece: piece[1]):
        words = "".join(piece for piece, _ in run)
        safe = "".join(
            f"\\{sign}" if number in guarded else sign
            for number, sign in enumerate(words, start=at)
        )
        out.append(_IN_A_LINE.sub(r"**\g<0>**", safe) if telling else safe)
        at += len(words)
    return "".join(out)


def escaped(text: str) -> str:
    """`text` so that it reads verbatim."""
    return written([(text, False)])


def line(text: str, most: int) -> str:
    """`text` on one line, escaped, in at most `most` units; shortened where it is longer.

    Never for quotes that are cited.
    """
    flat = " ".join(text.split())[: 2 * most]
    return escaped(shortened(flat, most, lambda part: units(escaped(part))))


def block_quote(text: str) -> str:
    """Written text as a block quote; a blank line inside does not end it."""
    return "\n".join(f"> {part}" for part in text.split("\n"))


def portions(pieces: Sequence[Piece], most: int) -> Iterator[Sequence[Piece]]:
    """The pieces in portions of at most `most` units when written; joined, all of them.

    A text that is too long is halved at a space where there is one near the middle.
    """
    length = sum(len(words) for words, _ in pieces)
    if length < 2 or units(written(pieces)) <= most:
        yield pieces
        return
    text = "".join(words for words, _ in pieces)
    space = text.rfind(" ", length // 4, length // 2 + 1)
    middle = length // 2 if space < 0 else space
    first: list[Piece] = []
    second: list[Piece] = []
    at = 0
    for words, telling in pieces:
        cut = min(max(middle - at, 0), len(words))
        first += [(words[:cut], telling)] if cut else []
        second += [(words[cut:], telling)] if cut < len(words) else []
        at += len(words)
    yield from portions(first, most)
    yield from portions(second, most)
