"""Replies as Slack messages: blocks for eyes, a text for notifications. Pure.

A long list opens with a short page, page 0; "Show all 34" leads to page 1, which begins the
list again, as many full pages as it takes. So each page can replace the one before it. A
list that is not much longer than an opening has one page.

Whatever a reply holds, its message keeps within Slack's limits: what is a quote is put on
another page, what is not is shortened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.adapters.slack import buttons
from bot.adapters.slack.blocks import (
    LONGEST_LABEL,
    LONGEST_SECTION,
    MOST_BLOCKS,
    MOST_CHARACTERS,
    Block,
    Element,
    bullets,
    context,
    line,
    rich_text,
    weight,
    words,
)
from bot.adapters.slack.quoting import FEW, Entry, Places, entries, prices, shown
from bot.adapters.slack.text import fallback, one_line, ours, units
from bot.answers.plain_text import complete, plain_text
from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Clarification, Help, Reply
from bot.serving.paging import pages

_FIRST = 10  # entries of the opening of a list
_SPARE = 2  # a list longer by no more than this is not worth another page
_SHORT = 5_000  # characters of an opening
_MOST = MOST_BLOCKS - 14  # entries of a full page: a block each at most, and all the others
_MOST_RELATED = 5
_HEADLINE = 500
_REASON = 500
_QUESTION = 150
_NAME = 80
_CHOICE = 300
_ROWS = 300  # characters of the line that counts, of buttons between pages and at the end
_COMMAND = re.compile(r"/(?=[a-z0-9])")

CHANGED = "The documents have changed since this was first answered. This is what they say now."


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its blocks, and an escaped text for notifications and screen readers."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """The entries of one page, and where it stands among the others."""

    entries: Sequence[Entry]
    number: int = 0
    count: int = 1
    opening: bool = False  # whether page 0 is only the opening of a list
    total: int = 0  # items of all pages

    @property
    def citations(self) -> tuple[Citation, ...]:
        cited = {c.n: c for entry in self.entries for c in entry.citations}
        return tuple(cited[n] for n in sorted(cited))

    @property
    def told(self) -> str:
        """Which items are on this page, unless all are."""
        if self.count == 1:
            return ""
        first, last = self.entries[0].number + 1, self.entries[-1].number + 1
        if (first, last) == (1, self.total):
            return ""
        which = f"{first}-{last}" if last > first else f"{first}"
        return f"Showing {which} of {self.total}"


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
    """The message that shows page `page` of a reply; the last page when there are fewer.

    `reader` is the public address of the reader, `prefix` stands before each command name.
    A `private` answer can be shared, and repeats the question, which nobody else has seen.
    `changed` says that the documents are others than when it was first given. `shared_by` is
    the name of who shared it: what only the asker needs is left out.
    """
    reply = _prefixed(reply, prefix)
    places = Places(reader, reply.edition)
    head = [*_notes(reply, private, changed, shared_by), *_head(reply)]
    offered = [] if shared_by is not None else _offers(reply)
    room = MOST_CHARACTERS - weight([*head, *offered]) - _ROWS
    part = _page(reply, page, places, room)
    few = part.total <= FEW
    body = [*_count(reply, part), *shown(part.entries, places, few=few)]
    turns = buttons.turning(reply.id, part.number, part.count, short=part.opening, total=part.total)
    seen = [*turns, *buttons.contexts(reply.id, part.citations)]
    final = _final(reply, part.number, private and shared_by is None)
    related = _related(reply, places, room - weight([*body, *seen])) if part.number == 0 else []
    text = "\n".join([*_told(private, changed, shared_by, reply), plain_text(_of(reply, part))])
    return Message(
        fallback(text, LONGEST_SECTION) or "…",
        (*head, *body, *related, *offered, *seen, *final),
    )


def sentence(text: str) -> Message:
    """A plain sentence: busy, failed, in doubt."""
    told = ours(text.strip(), LONGEST_SECTION) or "…"
    return Message(fallback(told, LONGEST_SECTION), (rich_text(line(words(told))),))


# -- before the items -------------------------------------------------------------------------


def _told(private: bool, changed: bool, shared_by: str | None, reply: Reply) -> list[str]:
    """What is said about the answer as such: who asked, who shared it, whether it changed."""
    question = one_line(reply.question, _QUESTION) if reply.question.strip() else ""
    told = []
    if shared_by is not None:
        asked = f", who asked: {question}" if question else ""
        told.append(f"Shared by {one_line(shared_by, _NAME)}{asked}")
    elif private and question:
        told.append(f"You asked: {question}")
    return [*told, CHANGED] if changed else told


def _notes(reply: Reply, private: bool, changed: bool, shared_by: str | None) -> list[Block]:
    told = _told(private, changed, shared_by, reply)
    return [context("\n".join(told))] if told else []


def _head(reply: Reply) -> list[Block]:
    """The headline, and the reason of an abstention below it."""
    headline, reason = ours(reply.headline.strip(), _HEADLINE), ""
    if isinstance(reply, Abstention) and reply.reason != reply.headline:
        reason = ours(reply.reason.strip(), _REASON)
    lines = [*_paragraph(headline, "bold"), *_paragraph(reason)]
    return [rich_text(*lines)] if lines else []


def _paragraph(text: str, *styles: str) -> list[Element]:
    return [line(words(text, *styles))] if text else []


def _count(reply: Reply, part: _Page) -> list[Block]:
    """How complete a list is, and which part of it the page shows."""
    how_much = ""
    if isinstance(reply, Answer) and reply.completeness:
        how_much = complete(reply.completeness, reply.headline)
    told = [said for said in (how_much, part.told) if said]
    return [context(" · ".join(told))] if told else []


# -- the items --------------------------------------------------------------------------------


def _page(reply: Reply, number: int, places: Places, room: int) -> _Page:
    """The page `number` of a reply's items, cut so that its blocks take at most `room`."""
    if not isinstance(reply, Answer | Help):
        return _Page(())
    citations = reply.citations if isinstance(reply, Answer) else ()
    listed = entries(reply.items, citations)
    if not listed:
        return _Page(())
    total = listed[-1].number + 1
    paid, spare = prices(listed, places, few=total <= FEW)
    whole = pages(range(len(listed)), paid.__getitem__, room - spare, _MOST)
    cut, opening = whole, False
    if isinstance(reply, Answer):
        enough = len(listed) <= _FIRST + _SPARE and sum(paid) <= _SHORT
        first = pages(range(len(listed)), paid.__getitem__, _SHORT, _FIRST)[0]
        if not enough and len(first) < len(listed):
            cut, opening = [first, *whole], True
    number = min(max(number, 0), len(cut) - 1)
    return _Page([listed[at] for at in cut[number]], number, len(cut), opening, total)


def _of(reply: Reply, part: _Page) -> Reply:
    """The reply with the items of one page only."""
    if not isinstance(reply, Answer | Help):
        return reply
    on_page = sorted({entry.number for entry in part.entries})
    items = tuple(reply.items[number] for number in on_page if number < len(reply.items))
    if isinstance(reply, Help):
        return replace(reply, items=items)
    related = reply.related if part.number == 0 else ()
    return replace(reply, items=items, citations=part.citations, related=related)


def _related(reply: Reply, places: Places, room: int) -> list[Block]:
    """Near misses, whole, as many as there is room for."""
    title = context("Nearest in the sources:")
    left = room - weight(title)
    near: list[Element] = []
    for citation in reply.related[:_MOST_RELATED]:
        lines = places.near(citation)
        left -= weight(lines)
        if left < 0:
            break
        near += lines
    return [title, rich_text(*near)] if near else []


# -- after the items --------------------------------------------------------------------------


def _offers(reply: Reply) -> list[Block]:
    """What can be asked next: the choices of a clarification, or suggestions."""
    if not isinstance(reply, Clarification):
        rows = buttons.offers(reply.id, reply.suggestions)
        return [context("You can ask:"), *rows] if rows else []
    labels = [choice.label for choice in reply.choices[: buttons.MOST_CHOICES]]
    rows = buttons.offers(reply.id, labels, buttons.MOST_CHOICES)
    cut = any(one_line(label, _CHOICE) != label or units(label) > LONGEST_LABEL for label in labels)
    full = [line(words(one_line(label, _CHOICE))) for label in labels] if cut else []
    return [*([rich_text(bullets(full))] if full else []), *rows]


def _final(reply: Reply, page: int, share: bool) -> list[Block]:
    """Sharing and opinions; a clarification and help need neither."""
    if not isinstance(reply, Answer | Abstention):
        return []
    return buttons.closing_row(reply.id, page, share=share and isinstance(reply, Answer))


# -- commands ---------------------------------------------------------------------------------


def _prefixed(reply: Reply, prefix: str) -> Reply:
    """The reply with its commands as they are called here; only what is shown, never quotes."""
    if not prefix:
        return reply
    reply = replace(reply, suggestions=tuple(called(text, prefix) for text in reply.suggestions))
    if isinstance(reply, Help):
        items = tuple(replace(item, text=called(item.text, prefix)) for item in reply.items)
        return replace(reply, items=items)
    if isinstance(reply, Clarification):
        choices = tuple(replace(c, label=called(c.label, prefix)) for c in reply.choices)
        return replace(reply, choices=choices)
    return reply


def called(text: str, prefix: str) -> str:
    """`text` that may begin with a command, with the prefix before the command's name."""
    return _COMMAND.sub(f"/{prefix}", text, count=1) if _COMMAND.match(text) else text
