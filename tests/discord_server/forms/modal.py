"""What a modal may be."""

from __future__ import annotations

from tests.discord_server.forms.component import (
    ROW,
    SELECTS,
    TEXT_DISPLAY,
    TEXT_INPUT,
    check_select,
    check_unique,
)
from tests.discord_server.refusing import Form

LABEL = 18
OTHERS = (19, 21, 22, 23)  # file upload, radio group, checkbox group, checkbox


def check_modal(spot: Form) -> None:
    """Note every mistake in a modal."""
    spot["custom_id"].text(100, least=1, required=True)
    spot["title"].text(45, least=1, required=True)
    for component in spot["components"].items(5, least=1):
        kind = component["type"].value
        if kind == ROW:
            for inner in component["components"].items(1, least=1):
                _check_text_input(inner, labelled=False)
        elif kind == LABEL:
            component["label"].text(45, least=1, required=True)
            component["description"].text(100)
            _check_field(component["component"])
        elif kind == TEXT_DISPLAY:
            component["content"].text(4000, least=1, required=True)
        else:
            message = f'Value of field "type" must be one of {(ROW, TEXT_DISPLAY, LABEL)}.'
            component["type"].wrong("UNION_TYPE_CHOICES", message)
    check_unique(spot["components"])


def _check_field(field: Form) -> None:
    kind = field["type"].value
    if kind in SELECTS:
        check_select(field)
    elif kind in OTHERS:
        field["custom_id"].text(100, least=1, required=True)
    else:
        _check_text_input(field, labelled=True)


def _check_text_input(field: Form, *, labelled: bool) -> None:
    if field["type"].value != TEXT_INPUT:
        field["type"].wrong("UNION_TYPE_CHOICES", f'Value of field "type" must be {TEXT_INPUT}.')
        return
    field["custom_id"].text(100, least=1, required=True)
    field["style"].number(1, 2, required=True)
    if labelled and field["label"].given:
        field["label"].wrong("BASE_TYPE_FORBIDDEN", "The label belongs to the component around")
    elif not labelled:
        field["label"].text(45, least=1, required=True)
    low = field["min_length"].number(0, 4000)
    high = field["max_length"].number(1, 4000, default=4000)
    if low > high:
        field["max_length"].wrong("NUMBER_TYPE_MIN", "Must not be under min_length.")
    field["value"].text(4000)
    field["placeholder"].text(100)
