"""Replies for a terminal: rich renderables with hanging indents and marked words. Pure.

Only `Text` is used, never console markup, and everything goes through `visible`: what a
document or a question holds is shown, not obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.answers.plain_text import (
    cited_lines,
    complete,
    marked,
    place,
    quoted,
    references,
    visible,
)
from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Clarification, Help, Item, Reply

HEAD = "bold"
MARK = "bold underline"
QUIET = "dim"
NUMBER = "cyan"
WARNING = "yellow"
_BLANK = Text("")


def shown(text: str, style: str = "") -> Text:
    """`text` with its control characters made visible."""
    return Text(visible(text), style)


def marked_text(citation: Citation) -> Text:
    """The quote with its telling words marked."""
    quote = Text()
    for piece, telling in marked(citation):
        quote.append(visible(piece), MARK if telling else "")
    return quote


def item_text(item: Item, citations: Mapping[int, Citation]) -> Text:
    """An item with the telling words of the quotes in it marked, and its numbers."""
    text, at = Text(), 0
    for citation in (citations[n] for n in item.citations if n in citations):
        found = item.text.find(citation.quote, at) if citation.quote else -1
        if found >= 0:
            text.append(visible(item.text[at:found]))
            text.append_text(marked_text(citation))
            at = found + len(citation.quote)
    text.append(visible(item.text[at:]))
    if item.citations:
        text.append(" ").append(references(item.citations), NUMBER)
    return text


def rows(pairs: Iterable[tuple[RenderableType, RenderableType]], indent: int = 0) -> RenderableType:
    """Two columns, the second with a hanging indent."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for left, right in pairs:
        grid.add_row(left, right)
    return Padding(grid, (0, 0, 0, indent))


def _items(items: Sequence[Item], citations: Mapping[int, Citation]) -> list[RenderableType]:
    blocks: list[RenderableType] = []
    for group, run in groupby(items, key=lambda item: item.group):
        if group:
            blocks += [*([_BLANK] if blocks else []), shown(group, "italic")]
        texts = [item_text(item, citations) for item in run]
        if len(items) == 1:
            blocks.append(Padding(texts[0], (0, 0, 0, 1)))
        else:
            blocks.append(rows([(Text("•", NUMBER), text) for text in texts], 1))
    return blocks


def _sources(reply: Answer) -> list[RenderableType]:
    lines = [shown(line, QUIET) for line in cited_lines(reply.citations, reply.items)]
    for line in lines:
        line.highlight_regex(r"\[\d+\]", f"not dim {NUMBER}")
    return [Padding(line, (0, 0, 0, 1)) for line in lines]


def _nearest(related: Sequence[Citation]) -> list[RenderableType]:
    if not related:
        return []
    lines = [
        (Text("~", NUMBER), shown(quoted(c.quote)).append(f" - {visible(place(c))}", QUIET))
        for c in related
    ]
    return [Text("Nearest in the sources:", QUIET), rows(lines, 1)]


def _offers(suggestions: Sequence[str]) -> list[RenderableType]:
    if not suggestions:
        return []
    return [
        Text("You can ask:", QUIET),
        rows([(Text("›", NUMBER), shown(s)) for s in suggestions], 1),
    ]


def _blocks(reply: Reply) -> list[list[RenderableType]]:
    head: list[RenderableType] = [shown(reply.headline, HEAD)] if reply.headline else []
    match reply:
        case Answer():
            if reply.completeness and (words := complete(reply.completeness, reply.headline)):
                partial = reply.completeness.not_understood > 0
                head.append(shown(words, WARNING if partial else QUIET))
            items = _items(reply.items, {c.n: c for c in reply.citations})
            return [head, items, _sources(reply), _nearest(reply.related)]
        case Clarification():
            choices = [
                (Text(f"{n}", NUMBER), shown(c.label)) for n, c in enumerate(reply.choices, 1)
            ]
            hint = [Text("Type the number, or ask in other words.", QUIET)]
            return [head, [rows(choices, 1)], _nearest(reply.related), [*hint]]
        case Abstention():
            if reply.reason and reply.reason != reply.headline:
                head.append(shown(reply.reason, WARNING))
            return [head, _nearest(reply.related), _offers(reply.suggestions)]
        case Help():
            return [head, _items(reply.items, {}), _offers(reply.suggestions)]


def rendered(reply: Reply) -> RenderableType:
    """The whole reply, blocks parted by empty lines, with what took how long at the end."""
    parts: list[RenderableType] = []
    for block in _blocks(reply):
        if block:
            parts += [*([_BLANK] if parts else []), *block]
    how = [reply.intent or "", f"{reply.elapsed_ms:.1f} ms"]
    parts.append(Text(" · ".join(part for part in how if part), QUIET, justify="right"))
    return Group(*parts)
