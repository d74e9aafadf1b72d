"""From the groups of a date pattern to the parts of a date: precision, start and end."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable

from bot.text.date_patterns import DECADE_WORDS, MONTHS, ORDINALS
from bot.text.words import fold

Groups = dict[str, str | None]


Parts = tuple[str, str, str, str]  # precision, start, end, yearless


_NOTHING: Parts = ("", "", "", "")


WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def iso(year: int | str, month: int | str | None = None, day: int | str | None = None) -> str:
    """A partial ISO date, or an empty string where the calendar has no such day."""
    if month is None:
        return f"{int(year):04d}"
    if not 1 <= int(month) <= 12:
        return ""
    if day is None:
        return f"{int(year):04d}-{int(month):02d}"
    number = int(re.sub(r"\D", "", str(day)) or 0)
    if not 1 <= number <= monthrange(int(year), int(month))[1]:
        return ""
    return f"{int(year):04d}-{int(month):02d}-{number:02d}"


def _month(name: str | None) -> int | None:
    return MONTHS.get(fold(name).rstrip(".")) if name else None


def _numeric(g: Groups) -> Parts:
    year, month, day = g["y"], g["m"], g["d"]
    start = iso(year or 0, month, day) if int(year or 0) else ""
    return ("day" if day else "month" if month else "year", start, "", "") if start else _NOTHING


def _named(g: Groups) -> Parts:
    year, month = g.get("y") or "", _month(g["m"])
    other = _month(g.get("m2")) or month
    day, last = g.get("d"), g.get("d2")
    if not year:
        short = iso(2000, month, day)[4:]
        return ("day" if day else "month", "", "", f"-{short}") if short else _NOTHING
    start = iso(year, month, day)
    if not start:
        return _NOTHING
    if last or other != month:
        end = iso(year, other, last)
        return ("range", start, end, "") if end > start else _NOTHING
    return ("day" if day else "month", start, "", "")


def _slashed(g: Groups) -> Parts:
    a, b, year = int(g["a"] or 0), int(g["b"] or 0), g["y"] or ""
    if g["sep"] == "." or a > 12 or a == b:
        start = iso(year, b, a)
    elif b > 12:
        start = iso(year, a, b)
    else:  # day and month could be either: only the year is sure
        return ("unresolved", year, "", "") if a > 0 and b > 0 else _NOTHING
    return ("day", start, "", "") if start else _NOTHING


def _years(g: Groups) -> Parts:
    first, second = g["y"] or "", g.get("y2") or g.get("y3") or ""
    if len(second) == 2:
        if 1 <= int(second) <= 12 and int(second) <= int(first[2:]):
            tight = (g.get("dash") or "").strip() == "-"
            return ("month", f"{first}-{second}", "", "") if tight else _NOTHING
        second = first[:2] + second
    return ("range", first, second, "") if second > first else _NOTHING


def _quarter(g: Groups) -> Parts:
    year = g.get("y") or g.get("y2") or ""
    return _part_of(year, (g.get("q") or g.get("q2") or "").upper())


def _part(g: Groups) -> Parts:
    if not g.get("y"):
        return ("unresolved", "", "", "") if g["p"] == "quarter" else _NOTHING
    number = ORDINALS[fold(g["o"] or "")]
    letter = "H" if g["p"] == "half" else "Q"
    return _part_of(g["y"] or "", f"{letter}{min(number, 2) if letter == 'H' else number}")


def _part_of(year: str, label: str) -> Parts:
    number, months = int(label[1]), 3 if label[0] == "Q" else 6
    if number * months > 12:
        return _NOTHING
    first, last = iso(year, (number - 1) * months + 1), iso(year, number * months)
    return ("quarter" if months == 3 else "range", first, last, "")


def _year(g: Groups) -> Parts:
    return ("year", g["y"] or "", "", "")


def _decade(g: Groups) -> Parts:
    if g.get("y"):
        first = int(g["y"] or 0)
    else:
        tens = int(g["s"] or 0) if g.get("s") else DECADE_WORDS[fold(g["n"] or "")]
        first = 1900 + tens
    return ("decade", str(first), str(first + 9), "")


def _century(g: Groups) -> Parts:
    number = int(g["c"] or 0)
    return ("range", f"{number - 1}01", f"{number}00", "")


def _bare_weekday(_: Groups) -> Parts:
    return ("weekday", "", "", "")


BUILDERS: dict[str, Callable[[Groups], Parts]] = {
    "iso": _numeric,
    "cjk": _numeric,
    "mdmdy": _named,
    "dmdmy": _named,
    "mdy": _named,
    "dmy": _named,
    "my": _named,
    "md": _named,
    "dm": _named,
    "slash": _slashed,
    "years": _years,
    "quarter": _quarter,
    "part": _part,
    "season": _year,
    "decade": _decade,
    "century": _century,
    "prefixed": _year,
    "fiscal": _year,
    "year": _year,
    "month": _named,
    "nearmonth": _named,
    "weekday": _bare_weekday,
}
