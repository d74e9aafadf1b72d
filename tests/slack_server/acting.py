"""What people can do with what they see: finding a button or a field and filling it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.slack_server.rendering import mrkdwn
from tests.slack_server.validating import elements
from tests.slack_server.world import Json

_TYPED_IN = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
_CHOSEN_ID = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}


def clicked(blocks: list[Json], what: str, option: str | None, action_ts: str) -> Json:
    """The action of a click on the one thing with that action id or that label.

    Raises `LookupError` where there is no such thing, or more than one.
    """
    things = list(_things(blocks))
    found = [thing for thing in things if thing[1]["action_id"] == what]
    found = found or [thing for thing in things if thing[2] == what]
    if len(found) != 1:
        offered = [f"{label} ({thing['action_id']})" for _, thing, label in things]
        raise LookupError(f"{len(found)} times {what!r} among {offered}")
    block_id, element, label = found[0]
    common = {"action_id": element["action_id"], "block_id": block_id, "action_ts": action_ts}
    if element["type"] == "feedback_buttons":
        chosen = _feedback(element, option or what)
        return {**common, "type": "feedback_buttons", **chosen}
    if element["type"] in ("button", "icon_button"):
        kept: Json = {k: element[k] for k in ("value", "style", "text", "url") if k in element}
        return {**common, "type": element["type"], **kept}
    return {**common, **_value(element, option if option is not None else label)}


def filled(blocks: list[Json], values: Mapping[str, Any]) -> Json:
    """The state of a form in which people filled in `values`: by label, action id or block id.

    Raises `LookupError` for a field that is not there, a required one left empty, or a value
    that Slack would not let through.
    """
    left = dict(values)
    state: Json = {}
    for block in blocks:
        for element in elements(block) if block["type"] == "input" else ():
            names = (mrkdwn(block["label"]["text"]), element["action_id"], block["block_id"])
            name = next((name for name in names if name in left), None)
            given = left.pop(name) if name is not None else element.get("initial_value")
            if (
                given in (None, "")
                and not block.get("optional")
                and "initial_option" not in element
            ):
                raise LookupError(f"the field {names[0]!r} must be filled in")
            state[block["block_id"]] = {element["action_id"]: _value(element, given)}
    if left:
        raise LookupError(f"there is no field {sorted(left)}")
    return state


def _things(blocks: list[Json]) -> Iterator[tuple[str, Json, str]]:
    """All that can be clicked: block id, element, label. Feedback buttons come one by one."""
    for block in blocks:
        if block["type"] in ("rich_text", "context"):
            continue
        for element in elements(block):
            if element["type"] == "image":
                continue
            if element["type"] == "feedback_buttons":
                for name in ("positive_button", "negative_button"):
                    yield block["block_id"], element, element[name]["text"]["text"]
            else:
                text = element.get("text") or element.get("placeholder") or {"text": ""}
                yield block["block_id"], element, text["text"]


def _feedback(element: Json, label: str) -> Json:
    for name in ("positive_button", "negative_button"):
        button = element[name]
        if label in (button["text"]["text"], button["value"]):
            return {"text": button["text"], "value": button["value"]}
    raise LookupError(f"no feedback button {label!r}")


def _value(element: Json, given: Any) -> Json:
    """The state of a field, or the action of a menu."""
    kind = element["type"]
    if kind in _TYPED_IN:
        text = None if given in (None, "") else str(given)
        size = len(text or "")
        if size and not element.get("min_length", 0) <= size <= element.get("max_length", 3000):
            raise LookupError(f"{size} characters are not what the field takes")
        return {"type": kind, "value": text}
    if kind in _CHOSEN_ID:
        return {"type": kind, _CHOSEN_ID[kind]: given}
    options = [*element.get("options", [])]
    options += [o for group in element.get("option_groups", []) for o in group["options"]]
    several = kind.startswith("multi_") or kind == "checkboxes"
    wanted = given if isinstance(given, list) else [given] if given is not None else []
    chosen = [o for o in options if o["text"]["text"] in wanted or o["value"] in wanted]
    if len(chosen) != len(wanted):
        raise LookupError(f"no option {given!r} among {[o['text']['text'] for o in options]}")
    if several:
        return {"type": kind, "selected_options": chosen}
    initial = element.get("initial_option")
    return {"type": kind, "selected_option": chosen[0] if chosen else initial}
