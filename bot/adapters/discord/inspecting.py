"""Checked quotations as a message: "Check against sources". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.discord.citing import Links, links_to, place_line
from bot.adapters.discord.limits import TEXT, units
from bot.adapters.discord.text import block_quote, line, portions, written
from bot.adapters.discord.views import Message
from bot.answers.inspecting import Inspection, Verdict
from bot.answers.plain_text import marked

COLOUR = 0x3949AB
NO_WORDS = "I found no words in this message that could be checked."

_ROOM = TEXT - 200  # units, for the quotations that fit
_QUOTED = 600  # of the message's own words
_WORDS = 150  # of a difference
_DIFFERENCES = 5
_PORTION = 1_300

_SAID = {
    Verdict.VERBATIM: "✅ **Word for word in the sources**",
    Verdict.ALTERED: "✏️ **Not word for word: the sources say it differently**",
    Verdict.NOT_FOUND: "❔ **Not found in the sources**",
}


def inspections(
    found: Sequence[Inspection], *, reader: str | None = None, edition: str = ""
) -> Message:
    """Each quotation of a message: its verdict, its words, and what the source has instead.

    The words of a source are whole, those of the message may be shortened. What does not fit
    one message is counted. Links lead to the passages in `edition` at the address `reader`.
    """
    if not found:
        return Message((NO_WORDS,))
    texts: list[str] = []
    room = _ROOM
    for one in found:
        text = _inspected(one, links_to(reader, edition))
        room -= units(text) + 2
        if room < 0:
            break
        texts.append(text)
    left = len(found) - len(texts)
    shown = ["\n\n".join(texts)] if texts else []
    more = [f"-# … and {left:,} more in this message"] if left else []
    return Message((*shown, *more), (), COLOUR)


def _inspected(one: Inspection, links: Links) -> str:
    parts = [_SAID[one.verdict], block_quote(line(one.quoted, _QUOTED) or "…")]
    cited = one.citation
    if cited is not None and one.verdict is Verdict.ALTERED:
        told = [block_quote(written(some)) for some in portions(marked(cited), _PORTION)]
        parts += ["The source says:", *told, *_differences(one)]
    if cited is not None:
        parts.append(place_line(cited, links))
    return "\n".join(parts)


def _differences(one: Inspection) -> list[str]:
    """One by one, what the message made of the words of the source."""
    lines = [_difference(*pair) for pair in one.differences[:_DIFFERENCES]]
    left = len(one.differences) - len(lines)
    return [*lines, f"- … and {left} more"] if left > 0 else lines


def _difference(source: str, message: str) -> str:
    """Words of the source and words of the message; one of them may be empty."""
    there, here = line(source, _WORDS), line(message, _WORDS)
    if not there:
        return f"- added: ~~{here}~~"
    if not here:
        return f"- left out: **{there}**"
    return f"- **{there}** became ~~{here}~~"
