"""Text objects, options and confirmations: what elements are put together from."""

from __future__ import annotations

from tests.slack_server.validating.shapes import (
    Check,
    Shape,
    boolean,
    by_type,
    many,
    one_of,
    string,
    typed,
    url,
)


def plain(most: int = 3000, least: int = 1) -> Check:
    """A `plain_text` object."""
    return typed("plain_text", {"text": string(most, least), "emoji": boolean}, ["text"])


def marked_up(most: int = 3000) -> Check:
    """A `mrkdwn` object."""
    return typed("mrkdwn", {"text": string(most), "verbatim": boolean}, ["text"])


def either(most: int = 3000) -> Check:
    """A `plain_text` or a `mrkdwn` object."""
    return by_type({"plain_text": plain(most), "mrkdwn": marked_up(most)})


def option(text: Check) -> Shape:
    """An option of a menu, of checkboxes or of radio buttons."""
    fields = {"text": text, "value": string(150), "description": either(75), "url": url()}
    return Shape(fields, ["text", "value"])


OPTIONS = many(option(plain(75)), 100)
GROUPS = many(Shape({"label": plain(75), "options": OPTIONS}, ["label", "options"]), 100)

CONFIRM = Shape(
    {
        "title": plain(100),
        "text": either(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
    ["title", "text", "confirm", "deny"],
)
