"""Dates in text: full, partial, relative and vague ones, with their places. Never a guess.

What a reader could not tell from the words alone stays untold: "11/12/2023" keeps its year
only, "In November" has no year unless the document's own date gives one, "two months after
the meeting" is kept as it is written.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.span import Span
from bot.text.date_context import follows_between, is_month, is_weekday, is_year, looks_ahead, phrase_end
from bot.text.date_patterns import DECADE_WORDS, MONTHS, ORDINALS, SMALL, TRIGGER, WEEKDAYS, patterns
from bot.text.words import fold


@dataclass(frozen=True, slots=True)
class DateMention:
    """One expression of a date in a text.

    `start` and `end` are ISO 8601, possibly partial (2023, 2023-11, 2023-11-13); `end` is
    inclusive and stands for ranges, decades and quarters; both are empty when the date is
    not known. `yearless` holds month and day without a year after XML Schema's gMonth and
    gMonthDay (--11, --11-13). `precision` is one of day, month, year, quarter, decade, range,
    weekday, relative, unresolved. `absolute` says that the words themselves name a date of the
    calendar. `resolved_by` is what made a relative expression known: "document date", or the
    words of the text that did.
    """

    span: Span
    text: str
    precision: str
    start: str = ""
    end: str = ""
    yearless: str = ""
    weekday: str = ""
    absolute: bool = True
    resolved_by: str = ""


_Found = dict[str, str | None]


def dates(
    text: str, within: Span | None = None, reference: str | None = None, loose: bool = False
) -> list[DateMention]:
    """The dates in `text` (or in `within`), in order, without overlaps.

    `reference` is the document's own date (ISO 8601, possibly partial): it resolves "last
    year", "Wednesday" and "In November". `loose` reads names in any case and takes every
    bare year, which is right for questions and wrong for prose.
    """
    area = within or Span(0, len(text))
    if TRIGGER.search(text, area.start, area.end) is None:
        return []
    found = sorted(_candidates(text, area, loose), key=lambda m: (m.span.start, -m.span.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    joined = _joined(text, kept)
    base = _reference(reference)
    if not base:
        return joined
    return [_resolved(m, base, looks_ahead(text, area, m.span.start)) for m in joined]


def date_in_question(text: str, reference: str | None = None) -> DateMention | None:
    """The date that a question asks about, in any case ("in november 2022"); the most exact."""
    order = ("day", "month", "quarter", "range", "year", "decade", "weekday", "relative")
    found = dates(text, reference=reference, loose=True)
    ranked = [(order.index(m.precision), m.span.start, m) for m in found if m.precision in order]
    return min(ranked, key=lambda r: r[:2])[2] if ranked else None


def full_date(mention: DateMention) -> bool:
    """Whether the words name one day of one year."""
    return mention.absolute and mention.precision == "day" and len(mention.start) == 10


def tied_by_weekday(
    mention: DateMention, reference: str, words: str, ahead: bool = False
) -> DateMention:
    """A weekday resolved from a full date of the same text; `words` are those of that date."""
    resolved = _resolved(mention, reference, ahead)
    return replace(resolved, resolved_by=words) if resolved.start else mention


def _candidates(text: str, area: Span, loose: bool) -> Iterator[DateMention]:
    for kind, pattern in patterns(loose):
        for found in pattern.finditer(text, area.start, area.end):
            mention = _built(kind, found, text, loose)
            if mention is not None:
                yield mention


def _iso(year: int | str, month: int | str | None = None, day: int | str | None = None) -> str:
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


def _built(kind: str, found: re.Match[str], text: str, loose: bool) -> DateMention | None:
    span = Span(found.start(), found.end())
    g: _Found = found.groupdict()
    if kind == "month" and not is_month(text, span, loose):
        return None
    if kind == "weekday" and not is_weekday(text, span, found.start("w"), loose):
        return None
    if kind in ("year", "years") and not is_year(text, span, loose, kind == "years"):
        return None
    if kind == "years" and g["and"] and not follows_between(text, span.start):
        return None
    if kind in ("ago", "span", "near", "nearday", "day", "time"):
        return _relative(kind, g, text, span)
    build = _BUILDERS[kind]
    precision, start, end, yearless = build(g)
    if not precision:
        return None
    weekday = WEEKDAYS.get(fold(g.get("w") or "").rstrip("."))
    name = _WEEKDAY_NAMES[weekday] if weekday is not None else ""
    absolute = kind not in ("weekday", "nearmonth") and not (kind == "part" and not start)
    return DateMention(span, span.of(text), precision, start, end, yearless, name, absolute)


_WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_Parts = tuple[str, str, str, str]  # precision, start, end, yearless
_NOTHING: _Parts = ("", "", "", "")


def _numeric(g: _Found) -> _Parts:
    year, month, day = g["y"], g["m"], g["d"]
    start = _iso(year or 0, month, day) if int(year or 0) else ""
    return ("day" if day else "month" if month else "year", start, "", "") if start else _NOTHING


def _named(g: _Found) -> _Parts:
    year, month = g.get("y") or "", _month(g["m"])
    other = _month(g.get("m2")) or month
    day, last = g.get("d"), g.get("d2")
    if not year:
        short = _iso(2000, month, day)[4:]
        return ("day" if day else "month", "", "", f"-{short}") if short else _NOTHING
    start = _iso(year, month, day)
    if not start:
        return _NOTHING
    if last or other != month:
        end = _iso(year, other, last)
        return ("range", start, end, "") if end > start else _NOTHING
    return ("day" if day else "month", start, "", "")


def _slashed(g: _Found) -> _Parts:
    a, b, year = int(g["a"] or 0), int(g["b"] or 0), g["y"] or ""
    if g["sep"] == "." or a > 12 or a == b:
        start = _iso(year, b, a)
    elif b > 12:
        start = _iso(year, a, b)
    else:  # day and month could be either: only the year is sure
        return ("unresolved", year, "", "") if 0 < a and 0 < b else _NOTHING
    return ("day", start, "", "") if start else _NOTHING


def _years(g: _Found) -> _Parts:
    first, second = g["y"] or "", g.get("y2") or g.get("y3") or ""
    if len(second) == 2:
        if 1 <= int(second) <= 12 and int(second) <= int(first[2:]):
            tight = (g.get("dash") or "").strip() == "-"
            return ("month", f"{first}-{second}", "", "") if tight else _NOTHING
        second = first[:2] + second
    return ("range", first, second, "") if second > first else _NOTHING


def _quarter(g: _Found) -> _Parts:
    year = g.get("y") or g.get("y2") or ""
    return _part_of(year, (g.get("q") or g.get("q2") or "").upper())


def _part(g: _Found) -> _Parts:
    if not g.get("y"):
        return ("unresolved", "", "", "") if g["p"] == "quarter" else _NOTHING
    number = ORDINALS[fold(g["o"] or "")]
    letter = "H" if g["p"] == "half" else "Q"
    return _part_of(g["y"] or "", f"{letter}{min(number, 2) if letter == 'H' else number}")


def _part_of(year: str, label: str) -> _Parts:
    number, months = int(label[1]), 3 if label[0] == "Q" else 6
    if number * months > 12:
        return _NOTHING
    first, last = _iso(year, (number - 1) * months + 1), _iso(year, number * months)
    return ("quarter" if months == 3 else "range", first, last, "")


def _year(g: _Found) -> _Parts:
    return ("year", g["y"] or "", "", "")


def _decade(g: _Found) -> _Parts:
    if g.get("y"):
        first = int(g["y"] or 0)
    else:
        tens = int(g["s"] or 0) if g.get("s") else DECADE_WORDS[fold(g["n"] or "")]
        first = 1900 + tens
    return ("decade", str(first), str(first + 9), "")


def _century(g: _Found) -> _Parts:
    number = int(g["c"] or 0)
    return ("range", f"{number - 1}01", f"{number}00", "")


_BUILDERS = {
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
    "weekday": lambda _: ("weekday", "", "", ""),
}


def _relative(kind: str, g: _Found, text: str, span: Span) -> DateMention | None:
    if kind == "ago":
        if g["rel"] in ("before", "after", "since"):
            end = phrase_end(text, span.end)
            if end == span.end and g["rel"] != "before":
                return None
            span = Span(span.start, end)
        span = span.stripped(text)
    precision = "unresolved" if kind == "time" else "relative"
    return DateMention(span, span.of(text), precision, absolute=False)


_JOINT = re.compile(r"\s{0,3}(?:[-–—]|to|through|until|till|and)\s{0,3}")
_TIME_JOINT = re.compile(r",?\s{0,3}(?:on\s{1,2})?")


def _joined(text: str, found: list[DateMention]) -> list[DateMention]:
    """Neighbours made one: "from 5 May 2020 to 7 June 2021", "Wednesday at 3 p.m."."""
    result: list[DateMention] = []
    for mention in found:
        before = result[-1] if result else None
        both = _pair(text, before, mention) if before is not None else None
        if both is not None:
            result[-1] = both
        else:
            result.append(mention)
    return result


def _pair(text: str, a: DateMention, b: DateMention) -> DateMention | None:
    gap = text[a.span.end : b.span.start] if b.span.start - a.span.end <= 12 else "?"
    span = Span(a.span.start, b.span.end)
    if "unresolved" in (a.precision, b.precision) and _TIME_JOINT.fullmatch(gap):
        dated, timed = (b, a) if a.precision == "unresolved" else (a, b)
        if not timed.start and not timed.absolute and dated.precision in ("day", "weekday", "relative"):
            return replace(dated, span=span, text=span.of(text))
        return None
    words = _JOINT.fullmatch(gap)
    if words is None or not (a.absolute and b.start and b.absolute):
        return None
    if "and" in gap and not follows_between(text, a.span.start):
        return None
    start = a.start or (b.start[:4] + a.yearless[1:] if a.yearless else "")
    end = b.end or b.start
    if not start or start >= end or {a.precision, b.precision} - {"day", "month", "year", "decade"}:
        return None
    return replace(a, span=span, text=span.of(text), precision="range", start=start, end=end, yearless="")


def _reference(reference: str | None) -> str:
    if not reference:
        return ""
    found = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?", reference)
    if found is None:
        return ""
    parts = [int(p) for p in found.group().split("-")]
    return _iso(*parts) if 1500 <= parts[0] <= 2100 else ""


def _day(reference: str) -> date | None:
    return date.fromisoformat(reference) if len(reference) == 10 else None


def _resolved(m: DateMention, base: str, ahead: bool) -> DateMention:
    """The mention with its date worked out from the document's date, where that is possible."""
    if m.start or m.precision == "unresolved":
        return m
    words = fold(m.text).split()
    if m.yearless:
        start = _with_year(m.yearless, base, ahead, words[0])
        precision = m.precision
    elif m.precision == "weekday":
        start, precision = _weekday(m.weekday, base, ahead, words[0]), "day"
    else:
        start = _worked_out(words, base)
        precision = {4: "year", 7: "month", 10: "day"}.get(len(start), "")
    if not start:
        return m
    return replace(m, start=start, precision=precision, resolved_by="document date")


def _with_year(yearless: str, base: str, ahead: bool, first: str) -> str:
    short = yearless[1:]
    year = int(base[:4])
    if first not in ("next", "coming") and not ahead:
        candidates = (year, year - 1)
        good = [y for y in candidates if f"{y}{short}"[: len(base)] <= base]
        return f"{good[0]}{short}" if good and (len(base) > 4) else ""
    good = [y for y in (year, year + 1) if f"{y}{short}"[: len(base)] >= base[: len(f"{y}{short}")]]
    return f"{good[0]}{short}" if good and len(base) > 4 else ""


def _weekday(name: str, base: str, ahead: bool, first: str) -> str:
    day = _day(base)
    if day is None:
        return ""
    back = (day.weekday() - _WEEKDAY_NAMES.index(name)) % 7
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


def _worked_out(words: list[str], base: str) -> str:
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
