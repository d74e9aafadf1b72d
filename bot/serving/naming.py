"""Naming: commands have a prefix on a platform, so that two bots can live in one place."""

from __future__ import annotations

import re
from collections.abc import Container

_COMMAND = re.compile(r"([/!]*)(\S+)(.*)", re.DOTALL)


def unprefixed(text: str, prefix: str, commands: Container[str]) -> str:
    """A text that begins with one of the `commands` and the prefix, without the prefix.

    It is marked as a command, which without the prefix not every name is. Every other text is
    given back as it is.
    """
    found = _COMMAND.match(text)
    name = found[2].lower() if found else ""
    if not prefix or found is None or not name.startswith(prefix):
        return text
    name = name.removeprefix(prefix)
    return f"{found[1] or '/'}{name}{found[3]}" if name in commands else text
