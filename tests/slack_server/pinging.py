"""Pings: what in a message or a view would notify or name somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Slack escapes `<` as `&lt;`, so an angle bracket that is still one begins a reference.
_ACTIVE = re.compile(
    r"<(?:!(?:channel|here|everyone|group|subteam\^[A-Z0-9]+)|@[UW][A-Z0-9]+|#C[A-Z0-9]+)"
    r"(?:\|[^<>]*)?>"
)
_RICH = {"user": "user_id", "channel": "channel_id", "usergroup": "usergroup_id"}


@dataclass(frozen=True)
class Ping:
    """Somebody or something named: the markup, and the call that did it."""

    markup: str
    method: str


def pings(text: str, blocks: list[dict[str, Any]]) -> Iterator[str]:
    """The active mentions of a text and of blocks, as markup."""
    yield from _in_text(text)
    yield from _in_blocks(blocks)


def _in_text(text: str) -> Iterator[str]:
    yield from (found.group() for found in _ACTIVE.finditer(text))


def _in_blocks(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _in_blocks(part)
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind in ("mrkdwn", "markdown"):
        yield from _in_text(value["text"])
        return
    if kind == "broadcast":
        yield f"<!{value['range']}>"
    elif kind in _RICH and _RICH[kind] in value:
        sign = {"user": "@", "channel": "#", "usergroup": "!subteam^"}[kind]
        yield f"<{sign}{value[_RICH[kind]]}>"
    for part in value.values():
        yield from _in_blocks(part)
