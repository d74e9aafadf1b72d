"""Limits of a message on Discord, and how its texts are counted.

From Discord's documentation (components/reference, "Components V2"). Discord counts code
points; UTF-16 units are never fewer, so that what fits here fits there and in every client.
"""

from __future__ import annotations

TEXT = 4_000  # of all text displays of a message together
COMPONENTS = 40  # of a message, with everything inside of everything
CUSTOM_ID = 100  # of a button; a control's code takes 40
ROW = 5  # buttons in a row
LABEL = 80  # of a button


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) + sum(1 for c in text if c > "\uffff")
