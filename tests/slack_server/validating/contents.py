"""Whole messages and views: read from the arguments of a call and checked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from tests.slack_server.validating.blocks import MOST_CHARACTERS, check_blocks, length
from tests.slack_server.validating.shapes import (
    Problems,
    Shape,
    anything,
    boolean,
    one_of,
    string,
    wrong,
)
from tests.slack_server.validating.texts import plain
from tests.slack_server.world import Json

LONGEST_TEXT = 40_000
LARGEST_VIEW = 250_000  # bytes

_SHORT = plain(24)
_COMMON = {
    "type": one_of("modal", "home"),
    "blocks": anything,  # checked apart, for its limits depend on the surface
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_VIEWS = {
    "modal": Shape(
        {
            **_COMMON,
            "title": _SHORT,
            "close": _SHORT,
            "submit": _SHORT,
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
        ["title", "blocks"],
    ),
    "home": Shape(_COMMON, ["blocks"]),
}


class Refused(Exception):
    """Slack does not do it, for a reason that is not in the form of the call."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Malformed(Refused):
    """The call itself is wrong; `problems` are sentences for `server.violations`."""

    def __init__(self, error: str, problems: Sequence[str]) -> None:
        shown = [f"[ERROR] {problem}" for problem in problems]
        super().__init__(error, errors=list(problems), response_metadata={"messages": shown})
        self.problems = list(problems)


def decoded(value: Any, error: str) -> Any:
    """An argument that is JSON inside of a form, or already an object."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Malformed(error, ["is not valid JSON"]) from None


def message_content(args: Json) -> tuple[str, list[Json]]:
    """The text and the blocks of a message; raises `Malformed`. Blocks get the ids they lack."""
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise Malformed("invalid_arguments", ["text must be a string"])
    if len(text) > LONGEST_TEXT:
        raise Malformed("msg_too_long", [f"the text has {len(text)} characters"])
    if args.get("attachments"):
        raise Malformed("invalid_attachments", ["attachments are legacy: blocks are expected"])
    blocks = decoded(args.get("blocks"), "invalid_blocks_format")
    if not blocks:
        if not text:
            raise Malformed("no_text", ["neither text nor blocks"])
        return text, []
    if problems := check_blocks(blocks, "message"):
        raise Malformed("invalid_blocks", problems)
    if (characters := length(blocks)) > MOST_CHARACTERS:
        raise Malformed("msg_blocks_too_long", [f"the blocks have {characters} characters"])
    return text, with_ids(blocks)


def view_content(args: Json, kinds: Sequence[str] = ("modal",)) -> Json:
    """The view in the arguments of a call; raises `Malformed`."""
    view = decoded(args.get("view"), "invalid_arguments")
    if problems := check_view(view, kinds):
        raise Malformed("invalid_arguments", problems)
    if len(json.dumps(view).encode()) > LARGEST_VIEW:
        raise Malformed("view_too_large", ["the view is larger than 250 kB"])
    return {**view, "blocks": with_ids(view["blocks"])}


def check_view(view: Any, kinds: Sequence[str], path: str = "/view") -> Problems:
    """What Slack would not accept of a view."""
    problems: Problems = []
    kind = str(view.get("type") if isinstance(view, dict) else None)
    if kind not in kinds:
        wrong(problems, path, f"must be of the type {' or '.join(kinds)}, not {kind}")
        return problems
    _VIEWS[kind](view, path, problems)
    if problems:
        return problems
    problems += check_blocks(view["blocks"], kind, f"{path}/blocks")
    if kind == "modal" and not problems:
        if not view["blocks"]:
            wrong(problems, f"{path}/blocks", "no fewer than 1 items required")
        inputs = any(block["type"] == "input" for block in view["blocks"])
        if inputs and not view.get("submit"):
            wrong(problems, path, "missing required field: submit, for there are inputs")
    return problems


def check_acknowledged_view(payload: Json) -> Problems:
    """What Slack would not accept of the answer to a submitted view."""
    problems: Problems = []
    action = payload.get("response_action")
    if action in ("update", "push"):
        problems += check_view(payload.get("view"), ("modal",))
    elif action == "errors":
        errors = payload.get("errors")
        if not isinstance(errors, dict) or not errors:
            wrong(problems, "/errors", "must name the blocks that are wrong")
    elif action != "clear":
        wrong(problems, "/response_action", f"unknown: {action}")
    return problems


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks with the ids that Slack gives to blocks and to what can be clicked."""
    return [_with_ids(block) for block in blocks]


def _with_ids(block: Json) -> Json:
    full = {"block_id": secrets.token_urlsafe(4), **block}
    if full["type"] in ("actions", "context_actions"):
        full["elements"] = [_with_action_id(element) for element in full["elements"]]
    for name in ("accessory", "element"):
        if name in full and full[name]["type"] != "image":
            full[name] = _with_action_id(full[name])
    return full


def _with_action_id(element: Json) -> Json:
    return {"action_id": secrets.token_urlsafe(4), **element}
