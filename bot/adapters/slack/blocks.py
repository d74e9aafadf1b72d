"""Block Kit in small constructors: literal text only, so that nothing has to be neutralised.

Limits are Slack's own (https://docs.slack.dev/reference/block-kit); the one on all text of a
message is not documented, and known from messages that were refused. Lengths of labels are
kept by the constructors, which shorten; numbers of blocks and of characters by those who
put messages together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.adapters.slack.text import one_line, ours, units

Block = dict[str, object]
Element = dict[str, object]
View = dict[str, object]

MOST_BLOCKS = 50  # of a message; a view takes 100
MOST_CHARACTERS = 12_000  # of all texts and addresses of a message together
LONGEST_SECTION = 3000
LONGEST_HEADER = 150
LONGEST_LABEL = 75  # of a button or an option
LONGEST_VALUE = 2000  # of a button
LONGEST_OPTION = 150  # value of an option
LONGEST_PLACEHOLDER = 150
LONGEST_TITLE = 24  # of a modal, and of its buttons
LONGEST_HINT = 2000
MOST_IN_A_ROW = 5  # buttons: 25 are allowed, more than a few are not read
MOST_OPTIONS = 100


def plain(text: str, most: int) -> Element:
    """A `plain_text` object on one line, taken literally."""
    return {"type": "plain_text", "text": one_line(text, most), "emoji": False}


# -- rich text: what stands in a line ---------------------------------------------------------


def words(text: str, *styles: str) -> list[Element]:
    """Literal text in the styles bold, italic, strike or code; nothing for no text."""
    if not text:
        return []
    element: Element = {"type": "text", "text": text}
    if styles:
        element["style"] = dict.fromkeys(styles, True)
    return [element]


def link(text: str, url: str | None) -> list[Element]:
    """A link, or just its text when there is nowhere to go."""
    return [{"type": "link", "url": url, "text": text}] if url else words(text)


# -- rich text: lines, quotes, lists ----------------------------------------------------------


def line(*elements: Iterable[Element]) -> Element:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": [e for some in elements for e in some]}


def quotation(elements: Sequence[Element]) -> Element:
    """A quotation, with a bar beside it."""
    return {"type": "rich_text_quote", "elements": list(elements)}


def bullets(lines: Sequence[Element], *, indent: int = 0, quoted: bool = False) -> Element:
    """A list of paragraphs; `quoted` puts the bar of a quotation beside it."""
    listed: Element = {
        "type": "rich_text_list",
        "style": "bullet",
        "indent": indent,
        "elements": list(lines),
    }
    return {**listed, "border": 1} if quoted else listed


# -- blocks -----------------------------------------------------------------------------------


def rich_text(*elements: Element) -> Block:
    """A block of paragraphs, quotations and lists."""
    return {"type": "rich_text", "elements": list(elements)}


def context(text: str) -> Block:
    """A small grey line."""
    element = {
        "type": "plain_text",
        "text": ours(text.strip(), LONGEST_SECTION) or "…",
        "emoji": False,
    }
    return {"type": "context", "elements": [element]}


def header(text: str) -> Block:
    """A large headline, for views."""
    return {"type": "header", "text": plain(text, LONGEST_HEADER)}


def divider() -> Block:
    return {"type": "divider"}


def button(label: str, action_id: str, value: str, spoken: str = "") -> Element:
    """A button; `spoken` is what a screen reader says instead of the label."""
    element: Element = {
        "type": "button",
        "action_id": action_id,
        "text": plain(label, LONGEST_LABEL),
        "value": value,
    }
    return (
        {**element, "accessibility_label": one_line(spoken, LONGEST_LABEL)} if spoken else element
    )


def option(label: str, value: str) -> Element:
    """One entry of a menu; its value must not be longer than `LONGEST_OPTION`."""
    return {"text": plain(label, LONGEST_LABEL), "value": value}


def menu(placeholder: str, action_id: str, options: Sequence[Element]) -> Element:
    """A menu of up to `MOST_OPTIONS` options."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, LONGEST_PLACEHOLDER),
        "options": list(options[:MOST_OPTIONS]),
    }


def actions(elements: Sequence[Element], block_id: str = "") -> list[Block]:
    """A row of buttons or menus; nothing for none."""
    if not elements:
        return []
    row: Block = {"type": "actions", "elements": list(elements)}
    return [{**row, "block_id": block_id} if block_id else row]


def modal(title: str, blocks: Sequence[Block], **more: object) -> View:
    """A modal that can be closed; `more` are further fields of the view, or others instead."""
    view: View = {"type": "modal", "title": plain(title, LONGEST_TITLE), "blocks": list(blocks)}
    return {**view, "close": plain("Close", LONGEST_TITLE), **more}


def weight(value: object) -> int:
    """How much of `MOST_CHARACTERS` a block or any part of it takes: all texts and addresses."""
    if isinstance(value, list | tuple):
        return sum(weight(part) for part in value)
    if not isinstance(value, dict):
        return 0
    named = (value.get(name) for name in ("text", "url", "alt_text"))
    own = sum(units(text) for text in named if isinstance(text, str))
    return own + sum(weight(part) for part in value.values() if isinstance(part, dict | list))
