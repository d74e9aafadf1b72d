"""Blocks of messages, modals and the Home tab, with their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.slack_server.validating.elements import ACTIONS, CONTEXT_ACTIONS, IMAGE, INPUTS
from tests.slack_server.validating.rich_text import RICH_TEXT
from tests.slack_server.validating.shapes import (
    Check,
    Problems,
    Shape,
    anything,
    boolean,
    by_type,
    integer,
    many,
    one_of,
    string,
    typed,
    url,
    wrong,
)
from tests.slack_server.validating.texts import either, marked_up, plain

MOST_CHARACTERS = 13_200  # of all blocks of a message, see `length`


def _block(
    kind: str, fields: dict[str, Check], required: list[str], any_of: list[str] | None = None
) -> Check:
    return typed(kind, {"block_id": string(255), **fields}, required, any_of or [])


_CELL = by_type(
    {
        "raw_text": typed("raw_text", {"text": string()}, ["text"]),
        "raw_number": typed("raw_number", {"value": anything, "text": string()}, ["value"]),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = Shape({"align": one_of("left", "center", "right"), "is_wrapped": boolean})

_BLOCKS: dict[str, Check] = {
    "section": _block(
        "section",
        {
            "text": either(3000),
            "fields": many(either(2000), 10),
            "accessory": by_type({**ACTIONS, "image": IMAGE}),
            "expand": boolean,
        },
        [],
        ["text", "fields"],
    ),
    "header": _block("header", {"text": plain(150), "level": integer(1, 4)}, ["text"]),
    "divider": _block("divider", {}, []),
    "context": _block(
        "context",
        {
            "elements": many(
                by_type({"image": IMAGE, "plain_text": plain(), "mrkdwn": marked_up()}), 10
            )
        },
        ["elements"],
    ),
    "actions": _block("actions", {"elements": many(by_type(ACTIONS), 25)}, ["elements"]),
    "context_actions": _block(
        "context_actions", {"elements": many(by_type(CONTEXT_ACTIONS), 5)}, ["elements"]
    ),
    "image": _block(
        "image",
        {
            "image_url": url(),
            "slack_file": anything,
            "alt_text": string(2000),
            "title": plain(2000),
        },
        ["alt_text"],
        ["image_url", "slack_file"],
    ),
    "input": _block(
        "input",
        {
            "label": plain(2000),
            "element": by_type(INPUTS),
            "hint": plain(2000),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        ["label", "element"],
    ),
    "markdown": _block("markdown", {"text": string(12_000)}, ["text"]),
    "rich_text": RICH_TEXT,
    "table": _block(
        "table",
        {"rows": many(many(_CELL, 20), 100), "column_settings": many(_COLUMN, 20)},
        ["rows"],
    ),
}
_MESSAGES_ONLY = ("context_actions", "markdown", "table")
_ON_SURFACE = {
    "message": by_type(_BLOCKS),
    "modal": by_type({k: v for k, v in _BLOCKS.items() if k not in _MESSAGES_ONLY}),
    "home": by_type({k: v for k, v in _BLOCKS.items() if k not in _MESSAGES_ONLY}),
}
_MOST = {"message": 50, "modal": 100, "home": 100}


def check_blocks(blocks: Any, surface: str, path: str = "/blocks") -> Problems:
    """What Slack would not accept of the blocks on a surface: message, modal or home."""
    problems: Problems = []
    many(_ON_SURFACE[surface], _MOST[surface], least=0)(blocks, path, problems)
    if problems:
        return problems
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    for block_id, times in ids.items():
        if times > 1:
            wrong(problems, path, f"block_id is not unique: {block_id}")
    for number, block in enumerate(blocks):
        actions = Counter(e["action_id"] for e in elements(block) if e.get("action_id"))
        for action_id, times in actions.items():
            if times > 1:
                wrong(problems, f"{path}/{number}", f"action_id already exists: {action_id}")
    tables = sum(block["type"] == "table" for block in blocks)
    if tables > 1:
        wrong(problems, path, "only one table is allowed")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > 12_000:
        wrong(problems, path, "the markdown blocks together must be less than 12001 characters")
    return problems


def elements(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What of a block people can click, choose or fill in."""
    if block["type"] in ("actions", "context_actions"):
        yield from block["elements"]
    elif block["type"] == "input":
        yield block["element"]
    elif block.get("accessory"):
        yield block["accessory"]


def length(value: Any) -> int:
    """How much of the limit on all blocks of a message a value takes up.

    Slack does not say how it counts. Messages were refused whose `text` fields had 11,341
    characters and whose links came on top (slackapi/bolt-js issue 2867), hence the addresses
    of links count too; markdown alone was refused past 13,297 (issue 2509).
    """
    if isinstance(value, list):
        return sum(map(length, value))
    if not isinstance(value, dict):
        return 0
    names = ("text", "alt_text", "fallback", *(["url"] if value.get("type") == "link" else []))
    texts = (value[name] for name in names if name in value)
    own = sum(len(text) for text in texts if isinstance(text, str))
    return own + sum(length(part) for part in value.values() if isinstance(part, dict | list))
