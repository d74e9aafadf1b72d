"""Rich text: sections, lists, quotes and preformatted text, and what stands in them."""

from __future__ import annotations

from tests.slack_server.validating.shapes import (
    Check,
    Shape,
    boolean,
    by_type,
    integer,
    many,
    one_of,
    string,
    typed,
    url,
)

_STYLE = Shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_MENTION_STYLE = Shape({**_STYLE.fields, "highlight": boolean, "client_highlight": boolean})


def _part(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Shape:
    fields: dict[str, Check] = {**required, **(optional or {}), "style": _STYLE}
    return typed(kind, fields, list(required))


_TEXT = _part("text", {"text": string()})
_LINK = _part("link", {"url": url()}, {"text": string(), "unsafe": boolean})
_PARTS = by_type(
    {
        "text": _TEXT,
        "link": _LINK,
        "emoji": _part(
            "emoji", {"name": string()}, {"unicode": string(), "skin_tone": integer(1, 6)}
        ),
        "user": typed("user", {"user_id": string(), "style": _MENTION_STYLE}, ["user_id"]),
        "channel": typed(
            "channel", {"channel_id": string(), "style": _MENTION_STYLE}, ["channel_id"]
        ),
        "usergroup": typed(
            "usergroup", {"usergroup_id": string(), "style": _MENTION_STYLE}, ["usergroup_id"]
        ),
        "broadcast": _part("broadcast", {"range": one_of("here", "channel", "everyone")}),
        "team": _part("team", {"team_id": string()}),
        "color": _part("color", {"value": string()}),
        "date": _part(
            "date",
            {"timestamp": integer(0), "format": string()},
            {"url": url(), "fallback": string()},
        ),
    }
)
_BORDER = one_of(0, 1)
_SECTION = typed("rich_text_section", {"elements": many(_PARTS)}, ["elements"])

RICH_TEXT_ELEMENTS = many(
    by_type(
        {
            "rich_text_section": _SECTION,
            "rich_text_quote": typed(
                "rich_text_quote", {"elements": many(_PARTS), "border": _BORDER}, ["elements"]
            ),
            "rich_text_preformatted": typed(
                "rich_text_preformatted",
                {
                    "elements": many(by_type({"text": _TEXT, "link": _LINK})),
                    "border": _BORDER,
                    "language": string(),
                },
                ["elements"],
            ),
            "rich_text_list": typed(
                "rich_text_list",
                {
                    "elements": many(by_type({"rich_text_section": _SECTION})),
                    "style": one_of("bullet", "ordered"),
                    "indent": integer(0, 8),
                    "offset": integer(0),
                    "border": _BORDER,
                },
                ["elements", "style"],
            ),
        }
    )
)
RICH_TEXT = typed(
    "rich_text", {"elements": RICH_TEXT_ELEMENTS, "block_id": string(255)}, ["elements"]
)
