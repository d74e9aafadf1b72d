"""Replies as messages on Discord. Pure.

Components V2, not embeds, and so for every message of ours:

- an embed needs the permission Embed Links in the channel, and anybody may have switched
  embeds off for themselves: the answer would be lost. Text displays are always shown;
- text has its full size and width, and the words of a quote, its source and its buttons
  stand together in one container whose bar tells an answer from a doubt;
- 40 components hold a "Context" button for each citation of a page; embeds come with 25
  buttons in all.

What it costs: 4,000 characters instead of 6,000, so a long list has more pages; the
notification of such a message has no preview, which matters little to somebody who has just
asked; a mention in a text display would ping, so nothing is a mention, and the connection
allows none. A message with the flag stays one: each edit of ours is of this kind too.

Headings are Markdown headings and quotes block quotes, which screen readers announce; the
colour says nothing that the words do not say.

A long list opens with a short page, page 0. "Show all 34" leads to page 1, where the list
begins again on as many full pages as it takes, so that each page can replace the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.adapters.discord.buttons import MOST_CONTEXTS, rows
from bot.adapters.discord.citing import Links, links_to, source_lines
from bot.adapters.discord.entries import Entry, cost_of_sources, entries
from bot.adapters.discord.limits import TEXT, units
from bot.adapters.discord.text import block_quote, escaped, line, written
from bot.adapters.discord.turning import Turn
from bot.adapters.discord.views import Message
from bot.answers.assistant import Context
from bot.answers.plain_text import complete
from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Clarification, Help, Reply
from bot.domain.span import Span
from bot.serving.paging import pages
from bot.serving.returning import Around

ANSWERED, UNSURE, SILENT = 0x2E7D32, 0xF9A825, 0x607D8B
CHANGED = "-# The documents have changed since this was asked; this is what they say today."
CITED_THEN = "-# The source has another version by now; this is the one that was cited."
NOTHING = "There is nothing to show."

_SPARE = 100  # units of a message that are left free
_SENTENCE = 1_800
_NOTE = 40  # which page this is
_HEADLINE, _REASON, _QUESTION, _NAME, _TITLE = 250, 600, 150, 80, 200
_HEADING = 100  # units up to which a headline is a heading
_FIRST = 10  # entries of the opening of a list
_NOT_WORTH = 2  # a list longer by no more than this has no opening


def message(
    reply: Reply,
    *,
    page: int = 0,
    reader: str | None = None,
    prefix: str = "",
    private: bool = False,
    changed: bool = False,
    shared_by: str | None = None,
) -> Message:
    """One page of a reply, 0-based; the nearest one where there is no such page.

    `reader` is the address of the reader for links, `prefix` stands before the names of
    commands. `private` when only the asker sees the message, which can then be shared;
    `shared_by` is the name of who did. `changed` when the documents were others at first.
    """
    links = links_to(reader, reply.edition)
    listed = entries(reply, links, prefix)
    head = _head(reply, changed, shared_by)
    opening, full = _cut(listed, TEXT - _SPARE - units(head), links)
    opening = opening if isinstance(reply, Answer) else None
    turn = Turn.to(page, len(full), opening is not None)
    shown = opening if opening is not None and turn.opens else full[turn.number - 1]
    cited = _cited(shown)
    foot = "\n".join(part for part in (source_lines(cited, links), turn.note) if part)
    texts = tuple(text for text in (head, _body(shown), foot) if text)
    below = rows(reply, cited, turn, prefix, private)
    return Message(texts or (NOTHING,), below, _colour(reply))


def sentence(text: str) -> Message:
    """A plain sentence of ours, in which a question or a name may stand."""
    return Message((line(text, _SENTENCE) or NOTHING,))


def context(around: Around, n: int) -> Message:
    """The passage around citation `n`, with the quote in it bold, for the asker alone.

    What does not fit is left out at both ends, never of the quote.
    """
    first, last = around.lines
    lines = f"line {first}" if first == last else f"lines {first}-{last}"
    head = f"### {escaped(f'[{n}]')} in its context\n-# {line(around.title, _TITLE)}, {lines}"
    if around.changed:
        head = f"{head}\n{CITED_THEN}"
    budget = TEXT - _SPARE - units(head)
    return Message((head, block_quote(_surrounded(around.context, budget))), (), ANSWERED)


def _surrounded(passage: Context, budget: int) -> str:
    """The quote, bold, with as much of the text before and after it as fits."""
    text, quote = passage.text, passage.quote
    low, high = 0, min(budget, max(quote.start, len(text) - quote.end))
    while low < high:
        reach = (low + high + 1) // 2
        low, high = (reach, high) if _size(text, quote, reach) <= budget else (low, reach - 1)
    if not low and _size(text, quote, 0) > budget:  # only signs that are shown as several each
        return line(quote.of(text), budget)
    return _reaching(text, quote, low)


def _reaching(text: str, quote: Span, reach: int) -> str:
    """The quote with `reach` characters at either side, and an ellipsis where more was left."""
    start, end = max(0, quote.start - reach), min(len(text), quote.end + reach)
    before, after = text[start : quote.start], text[quote.end : end]
    if start > 0:
        before = f"…{before}"
    if end < len(text):
        after = f"{after}…"
    return written([(before, False), (quote.of(text), True), (after, False)])


def _size(text: str, quote: Span, reach: int) -> int:
    return units(block_quote(_reaching(text, quote, reach)))


def _colour(reply: Reply) -> int:
    match reply:
        case Answer():
            return ANSWERED
        case Clarification():
            return UNSURE
        case _:
            return SILENT


def _head(reply: Reply, changed: bool, shared_by: str | None) -> str:
    """The headline, and what is to be known before the rest is read."""
    headline = line(reply.headline, _REASON if isinstance(reply, Help) else _HEADLINE)
    parts = []
    if shared_by is not None:
        asked = f" asked: “{line(reply.question, _QUESTION)}”" if reply.question.strip() else ""
        parts.append(f"-# Shared by {line(shared_by, _NAME)}{', who' if asked else ''}{asked}")
    if headline:
        parts.append(_headline(reply, headline))
    if isinstance(reply, Abstention) and reply.reason != reply.headline:
        parts.append(line(reply.reason, _REASON))
    if isinstance(reply, Answer) and reply.completeness:
        words = escaped(complete(reply.completeness, reply.headline))
        partial = reply.completeness.not_understood > 0
        parts.append(f"⚠ {words}" if partial else f"-# {words}" if words else "")
    if changed:
        parts.append(CHANGED)
    return "\n".join(part for part in parts if part)


def _headline(reply: Reply, written_line: str) -> str:
    """A heading where it is short, and plain words where it is a sentence of ours."""
    if isinstance(reply, Help):
        return written_line
    heading = not isinstance(reply, Abstention) and units(written_line) <= _HEADING
    return f"### {written_line}" if heading else f"**{written_line}**"


def _cut(
    listed: Sequence[Entry], budget: int, links: Links
) -> tuple[Sequence[Entry] | None, list[Sequence[Entry]]]:
    """The opening of a long list, and all entries on pages.

    Each fits a message together with its headings and the source lines of its citations.
    """
    widest = max((units(entry.group) for entry in listed), default=0)
    before = [listed[0], *listed] if listed else []
    fresh = [a.group != b.group for a, b in pairwise(before)]
    costs = {
        id(entry): units(entry.text)
        + cost_of_sources(entry.citations, links)
        + (units(entry.group) + 4 if new else 2)
        for entry, new in zip(listed, fresh, strict=True)
    }
    room = budget - widest - _NOTE
    full = pages(listed, lambda entry: costs[id(entry)], room, MOST_CONTEXTS)
    if len(listed) <= _FIRST + _NOT_WORTH:
        return None, full
    first = pages(listed[:_FIRST], lambda entry: costs[id(entry)], room, _FIRST)
    return first[0], full


def _cited(shown: Iterable[Entry]) -> list[Citation]:
    """The citations whose numbers stand on a page, in the order of the numbers."""
    cited = {citation.n: citation for entry in shown for citation in entry.citations}
    return [cited[n] for n in sorted(cited)]


def _body(shown: Sequence[Entry]) -> str:
    """The entries below their headings; lines of one list stand together."""
    text = ""
    last: Entry | None = None
    for entry in shown:
        new = entry.group != (last.group if last else "")
        together = last is not None and last.listed and entry.listed and not new
        text += ("\n" if together else "\n\n") if last else ""
        text += f"{entry.group}\n" if new and entry.group else ""
        text += entry.text
        last = entry
    return text
