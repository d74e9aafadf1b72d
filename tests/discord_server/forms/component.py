"""What the components of a message may be: rows of old, and Components V2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.discord_server.refusing import Form

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
AT_TOP = (ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = (ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR)
LINK, PREMIUM = 5, 6
MOST_COMPONENTS, MOST_TEXT = 40, 4000


def walk(components: object) -> Iterator[dict[str, Any]]:
    """Yield every component of a tree, outer before inner, in the order they are read."""
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        yield component
        yield from walk(component.get("components"))
        yield from walk([component[key] for key in ("accessory", "component") if key in component])


def check_components(spot: Form, *, v2: bool) -> None:
    """Note every mistake in the components of a message."""
    if v2:
        for component in spot.items(MOST_COMPONENTS, least=1):
            _check_v2(component, AT_TOP)
        _check_sizes(spot)
    else:
        for row in spot.items(5):
            if row["type"].value != ROW:
                _union(row["type"], (ROW,))
                continue
            _check_row(row)
    check_unique(spot)


def check_unique(spot: Form) -> None:
    """Note a `custom_id` or an `id` that stands twice in one tree."""
    seen: set[tuple[str, object]] = set()
    for component in walk(spot.value):
        for key in ("custom_id", "id"):
            value = component.get(key)
            if value and (key, value) in seen:
                message = f"Component {key} cannot be duplicated: {value}"
                spot.wrong("COMPONENT_CUSTOM_ID_DUPLICATED", message)
            seen.add((key, value))


def _union(spot: Form, allowed: tuple[int, ...]) -> None:
    if not spot.given:
        spot.missing()
    else:
        message = f'Value of field "type" must be one of {allowed}.'
        spot.wrong("UNION_TYPE_CHOICES", message)


def _check_row(row: Form) -> None:
    width = 0
    for component in row["components"].items(5, least=1):
        kind = component["type"].value
        if kind == BUTTON:
            width += 1
            check_button(component)
        elif kind in SELECTS:
            width += 5
            check_select(component)
        else:
            _union(component["type"], (BUTTON, *SELECTS))
    if width > 5:
        message = "The specified component exceeds the maximum width"
        row["components"].wrong("COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)


def check_button(button: Form) -> None:
    """Note every mistake in a button."""
    style = button["style"].number(1, 6, required=True)
    button["label"].text(80)
    button["disabled"].yes()
    if style == LINK:
        button["url"].url(512, "http", "https", "discord")
        if button["custom_id"].given:
            message = "A custom id and url cannot both be specified"
            button["custom_id"].wrong("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    elif style == PREMIUM:
        if not button["sku_id"].given:
            button["sku_id"].missing()
        return
    else:
        button["custom_id"].text(100, least=1, required=True)
        if button["url"].given:
            message = "A custom id and url cannot both be specified"
            button["url"].wrong("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    if not button["label"].value and not button["emoji"].given:
        message = "Must provide either a label or emoji for this component"
        button.wrong("BUTTON_COMPONENT_INVALID", message)


def check_select(select: Form) -> None:
    """Note every mistake in a select menu."""
    select["custom_id"].text(100, least=1, required=True)
    select["placeholder"].text(150)
    low = select["min_values"].number(0, 25, default=1)
    high = select["max_values"].number(1, 25, default=1)
    if low > high:
        select["max_values"].wrong("NUMBER_TYPE_MIN", "Must not be under min_values.")
    if select["type"].value != STRING_SELECT:
        return
    options = list(select["options"].items(25, least=1))
    values: set[object] = set()
    for option in options:
        option["label"].text(100, least=1, required=True)
        option["value"].text(100, least=1, required=True)
        option["description"].text(100)
        if option["value"].value in values:
            message = "The specified option value is already used"
            option["value"].wrong("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        values.add(option["value"].value)
    if high > max(len(options), 1):
        select["max_values"].wrong("NUMBER_TYPE_MAX", "More than there are options.")


def _check_v2(component: Form, allowed: tuple[int, ...]) -> None:
    kind = component["type"].value
    if kind not in allowed:
        _union(component["type"], allowed)
    elif kind == ROW:
        _check_row(component)
    elif kind == TEXT_DISPLAY:
        component["content"].text(MOST_TEXT, least=1, required=True)
    elif kind == SECTION:
        for text in component["components"].items(3, least=1):
            _check_v2(text, (TEXT_DISPLAY,))
        accessory = component["accessory"]
        if accessory["type"].value == BUTTON:
            check_button(accessory)
        elif accessory["type"].value == THUMBNAIL:
            accessory["media"]["url"].url(2048, "http", "https", "attachment")
            accessory["description"].text(1024)
        else:
            _union(accessory["type"], (BUTTON, THUMBNAIL))
    elif kind == GALLERY:
        for item in component["items"].items(10, least=1):
            item["media"]["url"].url(2048, "http", "https", "attachment")
            item["description"].text(1024)
    elif kind == FILE:
        component["file"]["url"].url(2048, "attachment")
    elif kind == SEPARATOR:
        component["spacing"].number(1, 2, default=1)
        component["divider"].yes()
    else:
        component["accent_color"].number(0, 0xFFFFFF)
        component["spoiler"].yes()
        for inner in component["components"].items(MOST_COMPONENTS, least=1):
            _check_v2(inner, IN_CONTAINER)


def _check_sizes(spot: Form) -> None:
    everything = list(walk(spot.value))
    if len(everything) > MOST_COMPONENTS:
        message = f"The maximum number of components is {MOST_COMPONENTS}: {len(everything)}"
        spot.wrong("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    length = sum(len(text) for text in map(_displayed, everything))
    if length > MOST_TEXT:
        message = f"The total displayable text size is over {MOST_TEXT}: {length}"
        spot.wrong("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def _displayed(component: dict[str, Any]) -> str:
    content = component.get("content") if component.get("type") == TEXT_DISPLAY else None
    return content if isinstance(content, str) else ""
