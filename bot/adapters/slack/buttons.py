"""Buttons under an answer: their state is in their value, so that they outlive a restart. Pure.

Every `action_id` is `briefing:KIND:N`, unique within its message; every value is the code of
a control. A control whose code could not be read again is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.slack.blocks import (
    MOST_IN_A_ROW,
    MOST_OPTIONS,
    Block,
    Element,
    actions,
    button,
    menu,
    option,
)
from bot.adapters.slack.text import one_line
from bot.answers.plain_text import place
from bot.domain.citation import Citation
from bot.serving.controls import Control, Kind, read_control

MOST_OFFERS = 5
MOST_CHOICES = 25
_TITLE = 30  # characters of a title in a menu


def _control(kind: Kind, answer: str, n: int, label: str, spoken: str = "") -> list[Element]:
    control = Control(kind, answer, n)
    if read_control(str(control)) is None:
        return []
    return [button(label, f"briefing:{kind}:{n}", str(control), spoken)]


def offers(answer: str, labels: Sequence[str], most: int = MOST_OFFERS) -> list[Block]:
    """What can be asked next, in rows of a few buttons."""
    made = [
        element
        for n, label in enumerate(labels[:most])
        for element in _control(Kind.OFFER, answer, n, label)
    ]
    rows = range(0, len(made), MOST_IN_A_ROW)
    return [row for start in rows for row in actions(made[start : start + MOST_IN_A_ROW])]


def turning(answer: str, page: int, pages: int, *, short: bool, total: int) -> list[Block]:
    """Buttons to the other pages; with `short`, page 0 is an opening and the rest the whole."""
    if short and page == 0:
        return actions(_control(Kind.PAGE, answer, 1, f"Show all {total}"))
    row: list[Element] = []
    if page > (1 if short else 0):
        row += _control(Kind.PAGE, answer, page - 1, "Previous", "Previous page")
    if page + 1 < pages:
        row += _control(Kind.PAGE, answer, page + 1, "Next", "Next page")
    if short:
        row += _control(Kind.PAGE, answer, 0, "Show less")
    return actions(row)


def contexts(answer: str, citations: Sequence[Citation]) -> list[Block]:
    """The text around each citation of a page: a button each, or a menu when they are many."""
    single = len(citations) == 1
    row = [
        element
        for citation in citations[: MOST_IN_A_ROW + 1]
        for element in _control(
            Kind.CONTEXT,
            answer,
            citation.n,
            "Context" if single else f"Context [{citation.n}]",
            f"Show the text around quote {citation.n}",
        )
    ]
    if len(row) <= MOST_IN_A_ROW and len(citations) <= MOST_IN_A_ROW:
        return actions(row)
    options = [
        option(menu_label(citation), str(control))
        for citation in citations[:MOST_OPTIONS]
        if read_control(str(control := Control(Kind.CONTEXT, answer, citation.n)))
    ]
    made = menu("Show a quote in its context", f"briefing:{Kind.CONTEXT}:0", options)
    return actions([made] if options else [])


def menu_label(citation: Citation) -> str:
    """A citation in a menu: `[3] Title, line 12`."""
    title = one_line(citation.title or citation.source_id, _TITLE)
    return f"[{citation.n}] {place(replace(citation, title=title, credit=None))}"


def closing_row(answer: str, page: int, *, share: bool) -> list[Block]:
    """What can be done with the whole answer: share it (the page that is seen), judge it."""
    return actions(
        [
            *(_control(Kind.SHARE, answer, page, "Share in channel") if share else []),
            *_control(Kind.HELPFUL, answer, 0, "👍", "This was helpful"),
            *_control(Kind.UNHELPFUL, answer, 0, "👎", "This was not helpful"),
        ]
    )
