"""Working out relative dates from a known one; an empty answer where that would be a guess."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.text.date_parts import WEEKDAY_NAMES, iso
from bot.text.date_patterns import SMALL


def normal_reference(reference: str | None) -> str:
    if not reference:
        return ""
    found = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?", reference)
    if found is None:
        return ""
    parts = [int(p) for p in found.group().split("-")]
    return iso(*parts) if 1500 <= parts[0] <= 2100 else ""


def _day(reference: str) -> date | None:
    return date.fromisoformat(reference) if len(reference) == 10 else None


def with_year(yearless: str, base: str, ahead: bool, first: str) -> str:
    """A month or a day (--11, --11-13) with the year that fits before or after the date `base`.

    `first` is the first word of the expression: "last November" lies before this month.
    """
    if len(base) <= 4:
        return ""
    short, year = yearless[1:], int(base[:4])
    length = min(len(base), len(f"{year}{short}"))
    forward = first in ("next", "coming") or (ahead and first != "last")
    for candidate in (year, year + 1) if forward else (year, year - 1):
        start, known = f"{candidate}{short}"[:length], base[:length]
        same = start == known and first not in ("last", "next")
        if same or (start > known if forward else start < known):
            return f"{candidate}{short}"
    return ""


def nearest_year(yearless: str, base: str) -> str:
    """A month or a day with the year that lies nearest to `base`, in the absence of any tense;
    empty where both neighbours are half a year away, or `base` does not tell the month."""
    if len(base) < 7:
        return ""
    short, year, here = yearless[1:], int(base[:4]), _in_days(base)
    away = {abs(_in_days(f"{y}{short}") - here): f"{y}{short}" for y in (year - 1, year, year + 1)}
    least = min(away)
    return away[least] if least < _HALF_A_YEAR else ""


_HALF_A_YEAR = 168  # days; beyond it the other side is as near


def _in_days(day: str) -> int:
    """Days since a fixed time, counting years of 365 days and months of thirty."""
    year, month, *rest = (int(part) for part in day.split("-"))
    return year * 365 + (month - 1) * 365 // 12 + (rest[0] if rest else 15)


def on_weekday(name: str, base: str, ahead: bool, first: str) -> str:
    day = _day(base)
    if day is None:
        return ""
    back = (day.weekday() - WEEKDAY_NAMES.index(name)) % 7
    if first == "last":
        back = back or 7
    elif first in ("next", "coming") or (ahead and first not in ("past", "this")):
        forward = (-back) % 7 or (7 if first in ("next", "coming") else 0)
        return (day + timedelta(days=forward)).isoformat()
    elif first == "this":
        return ""
    return (day - timedelta(days=back)).isoformat()


_DAYS_AWAY = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}


_PARTS = frozenset("morning afternoon evening night midday noon".split())


_STEPS = {"last": -1, "this": 0, "next": 1, "coming": 1}


_VAGUE = frozenset("nearly almost about around roughly some over under more less least".split())


def worked_out(words: list[str], base: str) -> str:
    """The ISO date of relative words against a day, a month or a year; empty when unsure."""
    day, year = _day(base), int(base[:4])
    if any(w in _DAYS_AWAY for w in words):
        away = next(_DAYS_AWAY[w] for w in words if w in _DAYS_AWAY)
        return (day + timedelta(days=away)).isoformat() if day else ""
    step = next((_STEPS[w] for w in words if w in _STEPS), None)
    last = words[-1]
    if step is not None and len(words) <= 3:
        if last == "year":
            return str(year + step)
        if last == "month":
            return _months_away(base, step)
        if last in _PARTS and day and (step == 0 or (step == -1 and last == "night")):
            return (day + timedelta(days=step)).isoformat()
        return ""
    if last == "ago" and len(words) == 3 and not _VAGUE & set(words):
        count = SMALL.get(words[0]) or (int(words[0]) if words[0].isdecimal() else 0)
        unit = words[1].rstrip("s")
        if unit == "day" and day and count:
            return (day - timedelta(days=count)).isoformat()
        if unit == "month" and count:
            return _months_away(base, -count)
        if unit == "year" and 0 < count < year - 1500:
            return str(year - count)
    return ""


def _months_away(base: str, step: int) -> str:
    if len(base) < 7:
        return ""
    months = int(base[:4]) * 12 + int(base[5:7]) - 1 + step
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
