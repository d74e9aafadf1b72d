"""Items with their quotes and citations as rich text. Pure.

A few items are shown as quotations, each with its place below; more of them as a list with
the bar of a quotation beside it, the places below the whole list. A quote is never cut and
nothing is put inside it: numbers, labels and places stand before or after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.adapters.slack.blocks import (
    LONGEST_LABEL,
    Block,
    Element,
    bullets,
    line,
    link,
    quotation,
    rich_text,
    weight,
    words,
)
from bot.adapters.slack.text import closing, linkable, one_line, ours, units, verbatim
from bot.answers.plain_text import cited_lines, marked, place
from bot.domain.citation import Citation
from bot.domain.reply import Item
from bot.serving.links import passage_link

FEW = 3  # items up to this many are quotations; more are a list
_TOGETHER = 3  # quotes of an item that stay on one page
_LABEL = 300  # characters of words of ours before or after a quote
_UNQUOTED = 1000  # characters of an item that quotes nothing
_TITLE = 150  # characters of a title, a heading or a credit
_DATE = 40
_COMMAND = re.compile(r"/[a-z0-9_-]+")
_RUN = 60  # characters that a citation takes at most in a list of places


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, or the part of one that stays on a page.

    `number` is the item's place among all, 0-based. `pieces` are its words in order: ours as
    text, quotes as their citations. `beside` are citations whose words are not among them.
    """

    number: int
    pieces: tuple[str | Citation, ...]
    beside: tuple[Citation, ...] = ()
    group: str | None = None

    @property
    def worded(self) -> tuple[Citation, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Citation))

    @property
    def citations(self) -> tuple[Citation, ...]:
        return (*self.worded, *self.beside)


def entries(items: Sequence[Item], citations: Sequence[Citation]) -> list[Entry]:
    """The items as entries; citations that no item names come last, by themselves."""
    known = {citation.n: citation for citation in citations}
    named = {n for item in items for n in item.citations}
    alone = [Item("", (citation.n,)) for citation in citations if citation.n not in named]
    return [
        entry
        for number, item in enumerate([*items, *alone])
        for entry in _parts(number, item, known)
    ]


def _parts(number: int, item: Item, known: Mapping[int, Citation]) -> Iterator[Entry]:
    """One item, in parts of a few quotes each."""
    pieces: list[str | Citation] = []
    beside: list[Citation] = []
    at = 0
    for citation in (known[n] for n in dict.fromkeys(item.citations) if n in known):
        start = item.text.find(citation.quote, at) if citation.quote else -1
        if start < 0:
            beside.append(citation)
            continue
        pieces += [item.text[at:start], citation]
        at = start + len(citation.quote)
    pieces.append(item.text[at:])
    most = _LABEL if item.citations else _UNQUOTED
    ready = [piece if isinstance(piece, Citation) else ours(piece, most) for piece in pieces]
    yield from _cut(number, [piece for piece in ready if piece], beside, item.group)


def _cut(
    number: int, pieces: Sequence[str | Citation], beside: Sequence[Citation], group: str | None
) -> Iterator[Entry]:
    part: list[str | Citation] = []
    quotes = 0
    for piece in pieces:
        if isinstance(piece, Citation):
            if quotes == _TOGETHER:
                yield Entry(number, tuple(part), (), group)
                part, quotes = [], 0
            quotes += 1
        part.append(piece)
    room = _TOGETHER - quotes
    if part or beside:
        yield Entry(number, tuple(part), tuple(beside[:room]), group)
    for start in range(room, len(beside), _TOGETHER):
        yield Entry(number, (), tuple(beside[start : start + _TOGETHER]), group)


@dataclass(frozen=True, slots=True)
class Places:
    """Where quotes stand, as words and links: `reader` is the reader's public address."""

    reader: str | None
    edition: str

    def passage(self, citation: Citation) -> str | None:
        """The address of the passage in the reader."""
        return linkable(passage_link(self.reader, citation, self.edition))

    def number(self, citation: Citation) -> list[Element]:
        """`[n]`, a link to the passage where there is one."""
        return link(f"[{citation.n}]", self.passage(citation))

    def below(self, citation: Citation) -> Element:
        """The line below a quotation: number, place, date and source."""
        told = words(f" {place(_brief(citation))}")
        return line(self.number(citation), told, _origin(citation))

    def near(self, citation: Citation) -> list[Element]:
        """A near miss: its words and its place, without a number, for it carries no answer."""
        where = link(place(_brief(citation)), self.passage(citation))
        return [*_quoted(citation), line(where, _origin(citation))]

    def list(self, citations: Iterable[Citation]) -> list[Element]:
        """A line for each source, with the places of all its citations."""
        ordered = {citation.n: citation for citation in citations}
        sources: dict[str, list[Citation]] = {}
        for citation in ordered.values():
            sources.setdefault(citation.source_id, []).append(_brief(citation))
        # The quotes have been shown: the line is to give their places only.
        return [
            line(words(text), _origin(some[0]))
            for some in sources.values()
            for text in cited_lines(some, [Item(c.quote, (c.n,)) for c in some])
        ]


def _brief(citation: Citation) -> Citation:
    """The citation with a title and a credit that fit a line."""
    credit = one_line(citation.credit, _TITLE) if citation.credit else None
    title = one_line(citation.title or citation.source_id, _TITLE)
    return replace(citation, title=title, credit=credit)


def _origin(citation: Citation) -> list[Element]:
    """Date and address of the source, as far as they are known."""
    told = words(f" · {one_line(citation.date, _DATE)}") if citation.date else []
    url = linkable(citation.url)
    return [*told, *words(" · "), *link("Open source", url)] if url else told


def _marked(citation: Citation) -> list[Element]:
    """The exact words of a quote, the telling ones bold."""
    return [
        element
        for piece, telling in marked(citation)
        for element in words(verbatim(piece), *(["bold"] if telling else []))
    ]


def _quoted(citation: Citation) -> list[Element]:
    return [quotation(_marked(citation))] if citation.quote else []


# -- a few items: quotations with their places ------------------------------------------------


def _as_quotations(entry: Entry, places: Places) -> list[Element]:
    shown: list[Element] = []
    for piece in entry.pieces:
        shown += _quoted(piece) if isinstance(piece, Citation) else _lead(piece, entry)
    for citation in entry.beside:
        shown += _quoted(citation)
    return [*shown, *(places.below(citation) for citation in entry.citations)]


def _lead(words_of_ours: str, entry: Entry) -> list[Element]:
    """A label above a quotation; white space between two quotations is none."""
    text = words_of_ours.strip() if entry.citations else words_of_ours
    return [line(_label(text, entry))] if text else []


def _label(text: str, entry: Entry) -> list[Element]:
    """Words of ours: bold before a quote; the command that a line of help is about, as code."""
    if entry.worded:
        return words(text, "bold")
    command = None if entry.citations else _COMMAND.match(text)
    if command is None:
        return words(text)
    return [*words(command.group(), "code"), *words(text[command.end() :])]


# -- many items: a list -----------------------------------------------------------------------


def _as_lines(entry: Entry, places: Places) -> tuple[list[Element], list[Element]]:
    """The lines of an entry: its own, and those of quotes beside it."""
    beside = [line(_marked(c), *_numbers([c], places)) for c in entry.beside]
    if not entry.pieces:
        return beside, []
    parts = [
        _marked(piece) if isinstance(piece, Citation) else _label(piece, entry)
        for piece in entry.pieces
    ]
    return [line(*parts, *_numbers(entry.worded, places))], beside


def _numbers(citations: Sequence[Citation], places: Places) -> Iterator[list[Element]]:
    """The numbers after a line, outside of whatever direction its quotes turned it to."""
    if citations:
        yield words(f"{''.join(closing(c.quote) for c in citations)} ")
    yield from (places.number(citation) for citation in citations)


def _listed(run: Sequence[Entry], places: Places) -> Iterator[Element]:
    """The entries as lists: quotes beside an item are indented below it."""
    lines: list[Element] = []
    quoted = any(entry.citations for entry in run)
    for entry in run:
        own, beside = _as_lines(entry, places)
        lines += own
        if beside:
            yield bullets(lines, quoted=quoted)
            yield bullets(beside, indent=1, quoted=quoted)
            lines = []
    if lines:
        yield bullets(lines, quoted=quoted)


# -- pages of them ----------------------------------------------------------------------------


def shown(page: Sequence[Entry], places: Places, *, few: bool) -> list[Block]:
    """The blocks of a page of entries, under their groups; `few` shows them as quotations."""
    blocks: list[Block] = []
    for group, run in groupby(page, key=lambda entry: entry.group):
        some = list(run)
        title = [_heading(group)] if group else []
        if few:
            parts = [_as_quotations(entry, places) for entry in some]
            parts[0] = [*title, *parts[0]]
            blocks += [rich_text(*elements) for elements in parts if elements]
        else:
            blocks.append(rich_text(*title, *_listed(some, places)))
    cited = [citation for entry in page for citation in entry.citations]
    if cited and not few:
        blocks.append(rich_text(*places.list(cited)))
    return blocks


def _heading(group: str) -> Element:
    return line(words(one_line(group, _TITLE), "italic"))


def prices(all_entries: Sequence[Entry], places: Places, *, few: bool) -> tuple[Sequence[int], int]:
    """What each entry takes of a page in characters, and what a page must keep besides.

    Titles of sources and headings of groups are counted where they change; the second number
    pays for those with which a page begins.
    """
    paid: list[int] = []
    spare = 0
    before: Entry | None = None
    for entry in all_entries:
        if few:
            own = weight(_as_quotations(entry, places))
        else:
            own = weight(_as_lines(entry, places)) + _RUN * len(entry.citations)
        menu = LONGEST_LABEL * len(entry.citations)
        paid.append(own + menu + _opening(entry, before, places))
        spare = max(spare, _opening(entry, None, places))
        before = entry
    return paid, spare


def _opening(entry: Entry, before: Entry | None, places: Places) -> int:
    """What the heading and the sources take that `before` has not brought to the page yet."""
    known = {citation.source_id for citation in before.citations} if before else set()
    fresh = {c.source_id: c for c in entry.citations if c.source_id not in known}
    heading = entry.group if entry.group and (not before or before.group != entry.group) else ""
    return weight(places.list(fresh.values())) + min(units(heading), _TITLE)
