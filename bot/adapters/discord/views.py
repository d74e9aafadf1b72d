"""Messages as data, and as the components that Discord shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from discord import ButtonStyle, ComponentType

from bot.serving.controls import Control


class Style(IntEnum):
    """How a button looks."""

    PRIMARY = ButtonStyle.primary.value
    SECONDARY = ButtonStyle.secondary.value


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says, and the code of a control, its `custom_id` on Discord."""

    label: str
    code: str
    style: Style = Style.SECONDARY


@dataclass(frozen=True, slots=True)
class Message:
    """A message, within all limits: texts in Markdown, then rows of buttons.

    With a colour everything stands in a container with a bar of that colour.
    """

    texts: tuple[str, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    colour: int | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, in reading order."""
        return tuple(button for row in self.rows for button in row)


def control(label: str, code: Control, style: Style = Style.SECONDARY) -> Button:
    """A button with a control of ours."""
    return Button(label, str(code), style)


def components(message: Message) -> list[dict[str, Any]]:
    """The message as components of Discord's HTTP interface."""
    shown: list[dict[str, Any]] = [
        *({"type": ComponentType.text_display.value, "content": text} for text in message.texts),
        *(
            {"type": ComponentType.action_row.value, "components": [*map(_component, row)]}
            for row in message.rows
        ),
    ]
    if message.colour is None:
        return shown
    container = ComponentType.container.value
    return [{"type": container, "accent_color": message.colour, "components": shown}]


def _component(button: Button) -> dict[str, Any]:
    return {
        "type": ComponentType.button.value,
        "label": button.label,
        "style": button.style.value,
        "custom_id": button.code,
    }
