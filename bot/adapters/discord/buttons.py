"""The rows of buttons below a reply. What a button does stands in its code alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.adapters.discord.limits import LABEL, ROW, units
from bot.adapters.discord.turning import Turn
from bot.adapters.discord.views import Button, Style, control
from bot.answers.plain_text import visible
from bot.domain.citation import Citation
from bot.domain.reply import Abstention, Answer, Clarification, Reply
from bot.serving.controls import Control, Kind, read_control
from bot.serving.paging import shortened

MOST_CONTEXTS = 20  # on one page
_MOST_OFFERS = 20  # without citations
_OFFERS_BESIDE = 5  # with citations

Rows = tuple[tuple[Button, ...], ...]


def label_of(text: str) -> str:
    """`text` as the label of a button: plain text on one line, shortened where it is longer."""
    flat = " ".join(visible(text).split())[: 2 * LABEL]
    return shortened(flat, LABEL, units) or "…"


def with_prefix(text: str, prefix: str) -> str:
    """A command as it is called here; other text as it is."""
    return f"/{prefix}{text[1:]}" if text.startswith("/") else text


def rows(
    reply: Reply,
    cited: Iterable[Citation],
    turn: Turn,
    prefix: str = "",
    private: bool = False,
) -> Rows:
    """All rows below one page of a reply: contexts of its citations, ways on, opinions.

    A reply without an id was not posted: nothing can be made of a click, so it has no buttons.
    """
    contexts = [
        control(f"Context [{n}]", Control(Kind.CONTEXT, reply.id, n))
        for n in list(dict.fromkeys(citation.n for citation in cited))[:MOST_CONTEXTS]
    ]
    most = _OFFERS_BESIDE if contexts else _MOST_OFFERS
    rest = [*_turning(reply, turn), *_opinions(reply, private)]
    every = (contexts, _offers(reply, prefix)[:most], rest)
    return tuple(row for buttons in every for row in _in_rows(_readable(buttons)))


def _offers(reply: Reply, prefix: str) -> list[Button]:
    chosen = isinstance(reply, Clarification)
    labels = (
        [choice.label for choice in reply.choices]
        if isinstance(reply, Clarification)
        else reply.suggestions
    )
    style = Style.PRIMARY if chosen else Style.SECONDARY
    return [
        control(label_of(with_prefix(label, prefix)), Control(Kind.OFFER, reply.id, n), style)
        for n, label in enumerate(labels)
    ]


def _turning(reply: Reply, turn: Turn) -> list[Button]:
    """To the page before and to the next one."""

    def to(page: int, label: str, style: Style = Style.SECONDARY) -> Button:
        return control(label, Control(Kind.PAGE, reply.id, page), style)

    if turn.opens:
        count = len(reply.items) if isinstance(reply, Answer) else turn.count
        return [to(1, f"Show all {count}", Style.PRIMARY)]
    buttons = []
    if turn.number > 1:
        label = f"Previous ({turn.number - 1} of {turn.count})"
        buttons.append(to(turn.code(turn.number - 1), label))
    elif turn.has_opening:
        buttons.append(to(0, "Show less"))
    if turn.number < turn.count:
        label = f"Next ({turn.number + 1} of {turn.count})"
        buttons.append(to(turn.code(turn.number + 1), label, Style.PRIMARY))
    return buttons


def _opinions(reply: Reply, private: bool) -> list[Button]:
    """To share an answer that only the asker sees, and to say whether it helped."""
    buttons = []
    if private and isinstance(reply, Answer):
        buttons.append(control("Share", Control(Kind.SHARE, reply.id)))
    if isinstance(reply, Answer | Abstention):
        buttons.append(control("👍 Helpful", Control(Kind.HELPFUL, reply.id)))
        buttons.append(control("👎 Not helpful", Control(Kind.UNHELPFUL, reply.id)))
    return buttons


def _readable(buttons: Sequence[Button]) -> list[Button]:
    """The buttons whose code can be read back: an id and a number have their limits."""
    return [button for button in buttons if read_control(button.code)]


def _in_rows(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + ROW]) for at in range(0, len(buttons), ROW)]
