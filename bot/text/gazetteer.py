"""The gazetteer: countries, regions and well-known cities, with their other names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.text.words import fold

_FILE = Path(__file__).parent / "data" / "places.txt"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the list: its usual name, its kind, what it lies in, its other names.

    `doubtful`: the word often means something else, so it counts only where a place is due.
    """

    name: str
    kind: str  # country, region, city or site
    within: str = ""
    others: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One written form of a place. `short` forms ("Calif.", "CA") count only after a comma."""

    place: Place
    short: bool = False


def key(words: str) -> str:
    """The form under which a name is listed: folded, with blanks for hyphens."""
    return " ".join(re.sub(r"[\s\-‐‑]+", " ", fold(words).replace("’", "'")).split())


@cache
def places() -> dict[str, Entry]:
    """All written forms, by `key`."""
    table: dict[str, Entry] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        kind, within, names = (part.strip() for part in line.split("|"))
        for forms in _grouped(names):
            name = forms[0].rstrip("?")
            place = Place(name, kind, within, tuple(forms[1:]), forms[0].endswith("?"))
            for form in (name, *forms[1:]):
                table.setdefault(key(form), Entry(place, _is_short(form, kind)))
    return table


@cache
def longest() -> int:
    """The most words that a listed name has."""
    return max(len(name.split()) for name in places())


def _grouped(names: str) -> list[list[str]]:
    return [
        [form.strip() for form in part.split(" = ")] for part in names.split(";") if part.strip()
    ]


def _is_short(form: str, kind: str) -> bool:
    return (
        kind == "region"
        and (form.endswith(".") or re.fullmatch(r"[A-Z]{2}", form) is not None)
        and (form != "EU")
    )
