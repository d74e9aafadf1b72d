"""Drift: how the manifest that Slack has differs from the one that we would write.

What Slack adds of its own, and the names and descriptions of the app that an owner may choose,
are nobody's mistake and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.serving.checkup import Finding, error, warning

_CHOSEN = (("display_information",), ("features", "bot_user"))
_TEXTS = ("description", "usage_hint", "agent_description", "suggested_prompts", "name")
_KEYS = {"slash_commands": "command", "shortcuts": "callback_id"}
_FIX = "paste the output of `briefing manifest slack` into App Manifest, save, and reinstall"

Path = tuple[str, ...]


def drift(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> list[Finding]:
    """What of `wanted` is missing or other in the manifest `there`, and what is too much.

    Something missing breaks what people use, and is an error; other words are a warning.
    """
    return list(_compared(wanted, there, ()))


def _compared(wanted: Mapping[str, Any], there: Any, path: Path) -> Iterator[Finding]:
    there = there if isinstance(there, Mapping) else {}
    for key, value in wanted.items():
        here = (*path, key)
        if here in _CHOSEN:
            continue
        if isinstance(value, dict):
            yield from _compared(value, there.get(key), here)
        elif isinstance(value, list) and key != "suggested_prompts":
            yield from _lists(value, there.get(key), here)
        elif there.get(key, False if value is False else None) != value:  # unset is off
            yield _other(here, value, there.get(key))


def _lists(wanted: list[Any], there: Any, path: Path) -> Iterator[Finding]:
    """Lists of names, or of entries with a name each: their order means nothing."""
    theirs = _by_name(there if isinstance(there, list) else [], path[-1])
    ours = _by_name(wanted, path[-1])
    for name, entry in ours.items():
        if name not in theirs:
            yield error(f"{_named(path)}: {name} is missing", _FIX)
        elif isinstance(entry, dict):
            yield from _compared(entry, theirs[name], (*path, name))
    for name in sorted(theirs.keys() - ours.keys()):
        yield warning(f"{_named(path)}: {name} is not used any more", _FIX)


def _by_name(entries: list[Any], key: str) -> dict[str, Any]:
    field = _KEYS.get(key)
    if field is None:
        return {str(entry): entry for entry in entries}
    return {str(entry.get(field)): entry for entry in entries if isinstance(entry, dict)}


def _named(path: Path) -> str:
    return f"manifest, {'.'.join(path)}"


def _other(path: Path, ours: object, theirs: object) -> Finding:
    if path[-1] in _TEXTS:
        return warning(f"{_named(path)} differs", _FIX)
    shown = "not set" if theirs is None else repr(theirs)
    return error(f"{_named(path)} is {shown}, not {ours!r}", _FIX)
