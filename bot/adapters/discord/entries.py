"""Entries: what a reply lists, in pieces of which each fits a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.adapters.discord.buttons import label_of, with_prefix
from bot.adapters.discord.citing import Links, numbered_line, place_line
from bot.adapters.discord.limits import units
from bot.adapters.discord.text import Piece, block_quote, escaped, line, portions, written
from bot.answers.plain_text import marked, quoted, references
from bot.domain.citation import Citation
from bot.domain.reply import Answer, Clarification, Help, Item, Reply

RELATED = "**Related in the sources**"

# Units. Together with the heading and the notes of a page, the largest entry fits a message.
_PORTION = 1_300  # of a quote in one entry
_WORDS = 1_000  # of an item that is no quote
_BEFORE, _AFTER, _GROUP = 150, 100, 120  # of words beside a quote, of a heading
_SOURCES = 1_000  # of the source lines that one entry brings along
_SHORT = 100  # characters of a quote that stands in a list like any other words


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of a reply: written text, and the citations whose numbers stand in it."""

    text: str
    citations: tuple[Citation, ...] = ()
    group: str = ""  # the heading above it, written
    listed: bool = False  # a line of a list


def entries(reply: Reply, links: Links, prefix: str = "") -> list[Entry]:
    """Everything that the reply lists, in order; a page shows some of them.

    Choices are listed only where a button is too short for one of them.
    """
    match reply:
        case Answer():
            listed = list(_of_answer(reply, links))
        case Help():
            several = len(reply.items) > 1
            listed = [
                _words(with_prefix(item.text, prefix), "", _heading(item.group), several)
                for item in reply.items
            ]
        case Clarification():
            labels = [with_prefix(choice.label, prefix) for choice in reply.choices]
            short = all(label_of(label) == label for label in labels)
            listed = [] if short else [_words(label, "", "", True) for label in labels]
        case _:
            listed = []
    return [*listed, *_related(reply.related, links)]


def _heading(group: str | None) -> str:
    return f"**{line(group, _GROUP)}**" if group and group.strip() else ""


def _words(text: str, numbers: str, group: str, several: bool) -> Entry:
    """An entry of words that are no quote; they may be shortened."""
    words = " ".join(part for part in (line(text, _WORDS), numbers) if part)
    return Entry(f"- {words}" if several else words, (), group, several)


def _of_answer(reply: Answer, links: Links) -> Iterator[Entry]:
    cited = {citation.n: citation for citation in reply.citations}
    several = len(reply.items) > 1
    shown: set[int] = set()  # numbers whose quote has been shown
    for item in reply.items:
        yield from _of_item(item, cited, shown, several, links)
    for citation in cited.values():
        if citation.n not in shown:
            yield from _quoted(marked(citation), (citation,), "", links)


def _of_item(
    item: Item, cited: Mapping[int, Citation], shown: set[int], several: bool, links: Links
) -> Iterator[Entry]:
    """An item with its numbers; then the quotes that it does not say and nobody has shown."""
    mine = [cited[n] for n in dict.fromkeys(item.citations) if n in cited]
    said = next((c for c in mine if c.quote and c.quote in item.text), None)
    here = [c for c in mine if c.n in shown or (said and c.quote in said.quote)]
    apart = [c for c in mine if c not in here]
    shown.update(c.n for c in mine)
    group = _heading(item.group)
    if said is None:
        entry = _words(item.text, "", group, several)
        yield from _numbered(entry.text, here, group, several, links)
    else:
        yield from _saying(item.text, said, here, group, several, links)
    for citation in apart:
        yield from _quoted(marked(citation), (citation,), group, links)


def _saying(
    text: str, said: Citation, here: Sequence[Citation], group: str, several: bool, links: Links
) -> Iterator[Entry]:
    """An item around a quote: on one line where that is short, else as a block quote."""
    at = text.find(said.quote)
    before, after = text[:at], text[at + len(said.quote) :]
    pieces = marked(said)
    if before[-1:] in tuple('“"«„') and after[:1] in tuple('”"»“'):
        pieces = ((before[-1], False), *pieces, (after[0], False))
        before, after = before[:-1], after[1:]
    before, after = line(before, _BEFORE), line(after, _AFTER)
    if several and len(said.quote) <= _SHORT and not set(said.quote) & set("\r\n\u2028\u2029"):
        words = " ".join(part for part in (before, written(pieces), after) if part)
        yield from _numbered(f"- {words}", here, group, True, links)
        return
    yield from _quoted(pieces, here, group, links, before, after)


def _quoted(
    pieces: Sequence[Piece],
    citations: Sequence[Citation],
    group: str,
    links: Links,
    before: str = "",
    after: str = "",
) -> Iterator[Entry]:
    """A block quote between other words; one that is too long goes on in further entries."""
    *first, last = portions(pieces, _PORTION)
    for portion in first:
        text = block_quote(written(portion))
        yield Entry(f"{before}\n{text}" if before else text, (), group)
        before = ""
    batch, *rest = _batches(citations, links)
    text = block_quote(f"{written(last)} {_numbers(batch)}".rstrip(" "))
    yield Entry("\n".join(part for part in (before, text, after) if part), batch, group)
    for batch in rest:
        yield Entry(_numbers(batch), batch, group)


def _numbered(
    text: str, citations: Sequence[Citation], group: str, several: bool, links: Links
) -> Iterator[Entry]:
    batch, *rest = _batches(citations, links)
    yield Entry(f"{text} {_numbers(batch)}".rstrip(" "), batch, group, several)
    for batch in rest:
        yield Entry(_numbers(batch), batch, group)


def _numbers(citations: Iterable[Citation]) -> str:
    return escaped(references([citation.n for citation in citations]))


def cost_of_sources(citations: Iterable[Citation], links: Links) -> int:
    """The length of the source lines of `citations`, at most."""
    return sum(units(numbered_line(citation, links)) + 2 for citation in citations)


def _batches(citations: Sequence[Citation], links: Links) -> list[tuple[Citation, ...]]:
    """The citations in runs whose source lines fit an entry; at least one, perhaps empty."""
    batches: list[tuple[Citation, ...]] = [()]
    for citation in citations:
        grown = (*batches[-1], citation)
        if batches[-1] and cost_of_sources(grown, links) > _SOURCES:
            batches.append((citation,))
        else:
            batches[-1] = grown
    return batches


def _related(related: Sequence[Citation], links: Links) -> Iterator[Entry]:
    """Near misses, each with its place below it; without a number, for they are no answer."""
    for citation in related:
        pieces = marked(citation)
        if quoted(citation.quote) != citation.quote:
            pieces = (("“", False), *pieces, ("”", False))
        *first, last = portions(pieces, _PORTION)
        for portion in first:
            yield Entry(block_quote(written(portion)), (), RELATED)
        text = block_quote(written(last))
        yield Entry(f"{text}\n{place_line(citation, links)}", (), RELATED)
