"""Messages and views as people see them, in plain text, so that tests can read them.

Markup is applied as Slack applies it: what mrkdwn would make bold loses its asterisks, so a
quote that was put into mrkdwn unprotected is no longer verbatim here either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

Json = dict[str, Any]

_REFERENCE = re.compile(r"<([^<>]+)>")
_FORMATTED = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]+?)(?<=\S)\1(?![\w*_~`])")
_PREFORMATTED = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)


def shown(message_or_view: Any) -> str:
    """What people see of a message, a view or its JSON, block by block, a line or more each."""
    content = _content(message_or_view)
    blocks = content.get("blocks") or []
    if not blocks:
        return mrkdwn(content.get("text") or "")
    lines = [_text(content["title"])] if content.get("title") else []
    lines += [_block(block) for block in blocks]
    ends = [f"[{_text(content[name])}]" for name in ("close", "submit") if content.get(name)]
    return "\n".join([*lines, *([" ".join(ends)] if ends else [])])


def quotes(message_or_view: Any) -> list[str]:
    """The text of each quote of rich text, whole."""
    return [
        "".join(map(_part, element["elements"]))
        for block in _content(message_or_view).get("blocks") or []
        if block["type"] == "rich_text"
        for element in block["elements"]
        if element["type"] == "rich_text_quote"
    ]


def buttons(message_or_view: Any) -> list[str]:
    """The labels of all buttons, in their order."""
    return list(_labels(_content(message_or_view).get("blocks") or []))


def mrkdwn(text: str) -> str:
    """The text that Slack makes of mrkdwn: references, formatting, then entities."""
    pieces: list[str] = []
    at = 0
    for found in _PREFORMATTED.finditer(text):
        pieces += [_formatted(text[at : found.start()]), found.group(1)]
        at = found.end()
    pieces.append(_formatted(text[at:]))
    whole = _REFERENCE.sub(_reference, "".join(pieces))
    return whole.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _content(of: Any) -> Json:
    return of if isinstance(of, dict) else of.content()


def _formatted(text: str) -> str:
    while (plainer := _FORMATTED.sub(r"\2", text)) != text:
        text = plainer
    return text


def _reference(found: re.Match[str]) -> str:
    target, _, label = found.group(1).partition("|")
    if target[0] == "!":
        return label or f"@{target[1:]}"
    return label or target


def _text(value: Json) -> str:
    return mrkdwn(value["text"]) if value["type"] == "mrkdwn" else str(value["text"])


def _block(block: Json) -> str:
    kind = block["type"]
    if kind == "section":
        parts = [_text(part) for part in (block.get("text"), *block.get("fields", [])) if part]
        return "\n".join(parts) + (
            f" {_element(block['accessory'])}" if "accessory" in block else ""
        )
    if kind == "header":
        return _text(block["text"])
    if kind in ("context", "actions", "context_actions"):
        return " ".join(map(_element, block["elements"]))
    if kind == "rich_text":
        return "\n".join(_rich(element) for element in block["elements"])
    if kind == "input":
        hint = f"\n{_text(block['hint'])}" if "hint" in block else ""
        return f"{_text(block['label'])}: {_element(block['element'])}{hint}"
    if kind == "table":
        return "\n".join(" | ".join(map(_cell, row)) for row in block["rows"])
    if kind == "markdown":
        return str(block["text"])
    return "---" if kind == "divider" else f"({block['alt_text']})"


def _cell(cell: Json) -> str:
    if cell["type"] == "rich_text":
        return "\n".join(_rich(element) for element in cell["elements"])
    return str(cell.get("text", cell.get("value", "")))


def _element(element: Json) -> str:
    kind = element["type"]
    if kind in ("mrkdwn", "plain_text"):
        return _text(element)
    if kind == "image":
        return f"({element['alt_text']})"
    if kind in ("button", "icon_button"):
        return f"[{_text(element['text'])}]"
    if kind == "feedback_buttons":
        pair = (element["positive_button"], element["negative_button"])
        return " ".join(f"[{_text(button['text'])}]" for button in pair)
    options = [_text(option["text"]) for option in _options(element)]
    if options:
        return f"[{' / '.join(options)}]"
    placeholder = element.get("placeholder")
    return f"[{element.get('initial_value') or (_text(placeholder) if placeholder else '')}]"


def _options(element: Json) -> Iterator[Json]:
    yield from element.get("options", [])
    for group in element.get("option_groups", []):
        yield from group["options"]


def _rich(element: Json) -> str:
    kind, parts = element["type"], element["elements"]
    if kind == "rich_text_list":
        first = element.get("offset", 0) + 1
        indent = "  " * element.get("indent", 0)
        signs = (f"{n}." if element["style"] == "ordered" else "•" for n in range(first, 10_000))
        return "\n".join(
            f"{indent}{sign} {''.join(map(_part, item['elements']))}"
            for sign, item in zip(signs, parts, strict=False)
        )
    text = "".join(map(_part, parts))
    # The bar beside a quote stands before its first line only: the quote itself stays whole.
    return f"> {text}" if kind == "rich_text_quote" else text


def _part(part: Json) -> str:
    kind = part["type"]
    if kind in ("text", "link"):
        return str(part.get("text") or part.get("url"))
    if kind == "emoji":
        return f":{part['name']}:"
    if kind == "date":
        return str(part.get("fallback") or part["format"])
    if kind == "broadcast":
        return f"@{part['range']}"
    names = ("user_id", "channel_id", "usergroup_id", "team_id", "value")
    return "".join(str(part[name]) for name in names if name in part)


def _labels(blocks: Iterable[Json]) -> Iterator[str]:
    for block in blocks:
        elements = block.get("elements", []) if block["type"] != "rich_text" else []
        for element in [*elements, *([block["accessory"]] if "accessory" in block else [])]:
            if element["type"] in ("button", "icon_button"):
                yield _text(element["text"])
            elif element["type"] == "feedback_buttons":
                yield _text(element["positive_button"]["text"])
                yield _text(element["negative_button"]["text"])
