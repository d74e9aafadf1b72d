"""Completing: names of the edition as choices of an option, the long ones too. Pure.

Discord shows and takes 100 characters of a choice. A longer name is shown shortened; what
stands for it is its beginning and a few digits of its fingerprint, by which it is found again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import sha256

from bot.adapters.discord.limits import units
from bot.answers.assistant import SLOT_TYPES
from bot.serving.paging import shortened

MOST = 25  # choices
_LONGEST = 100  # characters of a choice
_DIGITS = 8
_SHORT = re.compile(rf"(?P<beginning>.+)…(?P<digits>[0-9a-f]{{{_DIGITS}}})", re.DOTALL)


def choices(names: Iterable[str]) -> list[dict[str, str]]:
    """The choices that stand for `names`; no more than Discord takes."""
    return [
        {"name": shortened(name, _LONGEST, units), "value": _value(name)}
        for name in list(dict.fromkeys(names))[:MOST]
    ]


def _value(name: str) -> str:
    if units(name) <= _LONGEST:
        return name
    return f"{shortened(name, _LONGEST - _DIGITS, units)}{_digits(name)}"


def _digits(name: str) -> str:
    return sha256(name.encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def whole(value: str, complete: Callable[[str, str], Iterable[str]]) -> str:
    """The name that the `value` of a choice stands for; what was typed freely stays as it is.

    `complete(slot_type, prefix)` knows the names.
    """
    found = _SHORT.fullmatch(value) if units(value) <= _LONGEST else None
    if found is None:
        return value
    names = (name for kind in SLOT_TYPES for name in complete(kind, found["beginning"]))
    return next((name for name in names if _digits(name) == found["digits"]), value)
