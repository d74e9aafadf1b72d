"""Interactive elements and images, with their limits."""

from __future__ import annotations

from tests.slack_server.validating.rich_text import RICH_TEXT
from tests.slack_server.validating.shapes import (
    Check,
    Shape,
    anything,
    boolean,
    integer,
    many,
    one_of,
    string,
    typed,
    url,
)
from tests.slack_server.validating.texts import CONFIRM, GROUPS, OPTIONS, either, option, plain

_ACTION_ID = string(255)
_PLACEHOLDER = plain(150)
_DISPATCH = Shape({"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"))})


def _interactive(
    kind: str, fields: dict[str, Check], required: list[str], any_of: list[str] | None = None
) -> Shape:
    common: dict[str, Check] = {"action_id": _ACTION_ID, "confirm": CONFIRM}
    return typed(kind, {**common, **fields}, required, any_of or [])


def _picker(kind: str, initial: str, check: Check) -> Shape:
    fields: dict[str, Check] = {
        initial: check,
        "placeholder": _PLACEHOLDER,
        "focus_on_load": boolean,
    }
    return _interactive(kind, fields, [])


def _menu(kind: str, fields: dict[str, Check], any_of: list[str] | None = None) -> Shape:
    common: dict[str, Check] = {"placeholder": _PLACEHOLDER, "focus_on_load": boolean}
    if kind.startswith("multi_"):
        common["max_selected_items"] = integer(1)
    return _interactive(kind, {**common, **fields}, [], any_of)


def _writing(kind: str, fields: dict[str, Check]) -> Shape:
    common: dict[str, Check] = {
        "placeholder": _PLACEHOLDER,
        "focus_on_load": boolean,
        "dispatch_action_config": _DISPATCH,
    }
    return _interactive(kind, {**common, **fields}, [])


_OPTION = option(plain(75))
_FEEDBACK = Shape(
    {"text": plain(75), "value": string(2000), "accessibility_label": string(75)},
    ["text", "value"],
)
_BOXES = many(option(either(75)), 10)
_LISTED = {"options": OPTIONS, "option_groups": GROUPS}
_ONE_LIST = ["options", "option_groups"]

IMAGE = typed(
    "image",
    {"image_url": url(), "slack_file": anything, "alt_text": string(2000)},
    ["alt_text"],
    ["image_url", "slack_file"],
)
BUTTON = _interactive(
    "button",
    {
        "text": plain(75),
        "value": string(2000),
        "url": url(),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75),
    },
    ["text"],
)
MENUS: dict[str, Check] = {
    "static_select": _menu("static_select", {**_LISTED, "initial_option": _OPTION}, _ONE_LIST),
    "multi_static_select": _menu(
        "multi_static_select", {**_LISTED, "initial_options": many(_OPTION)}, _ONE_LIST
    ),
    "external_select": _menu(
        "external_select", {"initial_option": _OPTION, "min_query_length": integer(0)}
    ),
    "users_select": _menu("users_select", {"initial_user": string()}),
    "channels_select": _menu(
        "channels_select", {"initial_channel": string(), "response_url_enabled": boolean}
    ),
    "conversations_select": _menu(
        "conversations_select",
        {
            "initial_conversation": string(),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": anything,
        },
    ),
}
ACTIONS: dict[str, Check] = {
    **MENUS,
    "button": BUTTON,
    "overflow": _interactive("overflow", {"options": many(_OPTION, 5)}, ["options"]),
    "checkboxes": _interactive(
        "checkboxes",
        {"options": _BOXES, "initial_options": _BOXES, "focus_on_load": boolean},
        ["options"],
    ),
    "radio_buttons": _interactive(
        "radio_buttons",
        {"options": _BOXES, "initial_option": option(either(75)), "focus_on_load": boolean},
        ["options"],
    ),
    "datepicker": _picker("datepicker", "initial_date", string(10, 10)),
    "timepicker": _picker("timepicker", "initial_time", string(5, 5)),
}
CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": typed(
        "feedback_buttons",
        {"action_id": _ACTION_ID, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        ["positive_button", "negative_button"],
    ),
    "icon_button": _interactive(
        "icon_button",
        {
            "icon": one_of("trash"),
            "text": plain(75),
            "value": string(2000),
            "visible_to_user_ids": many(string()),
            "accessibility_label": string(75),
        },
        ["icon", "text"],
    ),
}
INPUTS: dict[str, Check] = {
    **{kind: check for kind, check in ACTIONS.items() if kind not in ("button", "overflow")},
    "plain_text_input": _writing(
        "plain_text_input",
        {
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    "number_input": _writing(
        "number_input",
        {
            "is_decimal_allowed": boolean,
            "initial_value": string(),
            "min_value": string(),
            "max_value": string(),
        },
    ),
    "email_text_input": _writing("email_text_input", {"initial_value": string()}),
    "url_text_input": _writing("url_text_input", {"initial_value": string()}),
    "rich_text_input": _writing("rich_text_input", {"initial_value": RICH_TEXT}),
}
