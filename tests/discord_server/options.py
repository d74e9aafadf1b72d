"""What people can choose on their side: options of commands, buttons, selects, modals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_server.forms.component import (
    BUTTON,
    LINK,
    SELECTS,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
    walk,
)
from tests.discord_server.forms.modal import LABEL
from tests.discord_server.message import Message
from tests.discord_server.world import Json, User

STRING, INTEGER, BOOLEAN, USER, NUMBER = 3, 4, 5, 6, 10
TYPES: dict[int, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    USER: User,
    NUMBER: (int, float),
}
LONGEST_OPTION = 6000
CHECKBOX = 23


def descend(command: Json, path: list[str]) -> tuple[list[Json], list[Json]]:
    """Return the options under a path of sub-commands, and the path as options."""
    inner, options = command.get("options", []), []
    for step in path:
        found = next((entry for entry in inner if entry["name"] == step), None)
        if found is None or found["type"] > 2:
            raise LookupError(f"/{command['name']} has no sub-command {step!r}")
        options.append({"name": step, "type": found["type"]})
        inner = found.get("options", [])
    return inner, options


def typed(known: list[Json], given: Mapping[str, Any], focused: str | None = None) -> list[Json]:
    """Return the options of an interaction; raise for what Discord's client does not let send.

    With `focused` they are those of an autocompletion: nothing is required yet.
    """
    by_name = {option["name"]: option for option in known}
    result: list[Json] = []
    for name, value in given.items():
        if name not in by_name:
            raise LookupError(f"no option {name!r} among {sorted(by_name)}")
        option = by_name[name]
        if name != focused:
            _check_value(option, value)
        sent = value.id if isinstance(value, User) else value
        entry = {"name": name, "type": option["type"], "value": sent}
        result.append(entry | {"focused": True} if name == focused else entry)
    missing = [o["name"] for o in known if o.get("required") and o["name"] not in given]
    if missing and focused is None:
        raise ValueError(f"required options are missing: {missing}")
    return result


def _check_value(option: Json, value: object) -> None:
    kind, name = option["type"], option["name"]
    wanted = TYPES[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != BOOLEAN):
        raise ValueError(f"option {name!r} is of type {kind}, not {value!r}")
    choices = [choice["value"] for choice in option.get("choices", [])]
    if choices and value not in choices:
        raise ValueError(f"option {name!r} is one of {choices}, not {value!r}")
    if isinstance(value, str):
        low, high = option.get("min_length", 0), option.get("max_length", LONGEST_OPTION)
        if not low <= len(value) <= high:
            raise ValueError(f"option {name!r} has {low} to {high} characters, not {len(value)}")
    elif isinstance(value, (int, float)) and not (
        option.get("min_value", value) <= value <= option.get("max_value", value)
    ):
        raise ValueError(f"option {name!r} is out of bounds: {value}")


def buttons(message: Message) -> list[Json]:
    """Return the buttons under or in a message."""
    return [entry for entry in walk(message.components) if entry.get("type") == BUTTON]


def find_button(message: Message, wanted: str) -> Json:
    """Return the button with this label or `custom_id`; raise if nobody could press it."""
    found = [b for b in buttons(message) if wanted in (b.get("label"), b.get("custom_id"))]
    if not found:
        labels = [button.get("label") for button in buttons(message)]
        raise LookupError(f"no button {wanted!r} among {labels}")
    if len(found) > 1:
        raise LookupError(f"{len(found)} buttons are called {wanted!r}; take the custom_id")
    if found[0].get("disabled") or found[0]["style"] == LINK:
        raise LookupError(f"the button {wanted!r} cannot be clicked: {found[0]}")
    return found[0]


def find_select(message: Message, wanted: str | None, values: list[str]) -> Json:
    """Return the select menu of this `custom_id` or placeholder, or the only one."""
    menus = [entry for entry in walk(message.components) if entry.get("type") in SELECTS]
    named = [m for m in menus if wanted in (None, m["custom_id"], m.get("placeholder"))]
    if len(named) != 1:
        raise LookupError(f"{len(named)} select menus are called {wanted!r}")
    menu = named[0]
    options = [option["value"] for option in menu.get("options", [])]
    if menu["type"] == STRING_SELECT and not set(values) <= set(options):
        raise LookupError(f"{values} are not all among {options}")
    if not menu.get("min_values", 1) <= len(values) <= menu.get("max_values", 1):
        raise ValueError(f"{len(values)} values are too few or too many")
    return menu


def filled(modal: Json, values: Mapping[str, Any]) -> list[Json]:
    """Return the components of a modal as they are submitted.

    `values` are by `custom_id` or label. What is missing stays as the modal opened.
    """
    left = dict(values)
    result: list[Json] = []
    for number, component in enumerate(modal["components"], start=1):
        kind = component["type"]
        entry: Json = {"type": kind, "id": component.get("id", number)}
        if kind == LABEL:
            entry["component"] = _field(component["component"], component["label"], left)
        elif kind != TEXT_DISPLAY:
            inner = component["components"]
            entry["components"] = [_field(field, field.get("label"), left) for field in inner]
        result.append(entry)
    if left:
        raise LookupError(f"the modal has no fields {sorted(left)}")
    return result


def _field(field: Json, label: str | None, left: dict[str, Any]) -> Json:
    entry: Json = {"type": field["type"], "custom_id": field["custom_id"], "id": field.get("id", 9)}
    given = left.pop(field["custom_id"], left.pop(label or "", None))
    if field["type"] == TEXT_INPUT:
        text = given if given is not None else field.get("value") or ""
        low = field.get("min_length") or 0
        if field.get("required", True):
            low = max(low, 1)
        if text and not low <= len(text) <= (field.get("max_length") or 4000):
            raise ValueError(f"the field {label!r} does not take {len(text)} characters")
        if not text and field.get("required", True):
            raise ValueError(f"the field {label!r} is required")
        return entry | {"value": text}
    if field["type"] == CHECKBOX:
        return entry | {"value": bool(given)}
    if given is None and field.get("required", True):
        raise ValueError(f"the field {label!r} is required")
    return entry | {"values": given or []}
