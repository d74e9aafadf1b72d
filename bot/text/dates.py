"""Dates in text: full, partial, relative and vague ones, with their places. Never a guess.

What a reader could not tell from the words alone stays untold: "11/12/2023" keeps its year
only, "In November" has no year unless the document's own date gives one, "two months after
the meeting" is kept as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain.span import Span
from bot.text.date_context import (
    follows_between,
    is_month,
    is_weekday,
    is_year,
    phrase_end,
)
from bot.text.date_parts import BUILDERS, WEEKDAY_NAMES, Groups
from bot.text.date_patterns import TRIGGER, WEEKDAYS, patterns
from bot.text.date_resolving import (
    nearest_year,
    normal_reference,
    on_weekday,
    with_year,
    worked_out,
)
from bot.text.date_tense import looks_ahead
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
    base = normal_reference(reference)
    if not base:
        return joined
    return [_resolved(m, base, _ahead(text, area, m)) for m in joined]


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
    mention: DateMention, reference: str, words: str, ahead: bool | None = False
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


def _built(kind: str, found: re.Match[str], text: str, loose: bool) -> DateMention | None:
    span = Span(found.start(), found.end())
    g: Groups = found.groupdict()
    if kind == "month" and not is_month(text, span, loose):
        return None
    if kind == "weekday" and not is_weekday(text, span, found.start("w"), loose):
        return None
    if kind in ("year", "years") and not is_year(text, span, loose, kind == "years"):
        return None
    if kind == "years" and g["and"] and not follows_between(text, span.start):
        return None
    if kind in ("ago", "span", "near", "nearday", "day", "time"):
        return _relative(kind, g, text, span, found.endpos)
    precision, start, end, yearless = BUILDERS[kind](g)
    if not precision:
        return None
    weekday = WEEKDAYS.get(fold(g.get("w") or "").rstrip("."))
    name = WEEKDAY_NAMES[weekday] if weekday is not None else ""
    absolute = kind not in ("weekday", "nearmonth") and not (kind == "part" and not start)
    return DateMention(span, span.of(text), precision, start, end, yearless, name, absolute)


def _relative(kind: str, g: Groups, text: str, span: Span, last: int) -> DateMention | None:
    if kind == "ago":
        if g["rel"] in ("before", "after", "since"):
            end = phrase_end(text, span.end, last)
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
        if (
            not timed.start
            and not timed.absolute
            and dated.precision in ("day", "weekday", "relative")
        ):
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
    return replace(
        a, span=span, text=span.of(text), precision="range", start=start, end=end, yearless=""
    )


def _ahead(text: str, area: Span, m: DateMention) -> bool | None:
    """Whether the text looks ahead at a date that leans on its tense; None for any other."""
    leans = not m.start and bool(m.yearless or m.precision == "weekday")
    return looks_ahead(text, area, m.span.start, m.span.end) if leans else None


def _resolved(m: DateMention, base: str, ahead: bool | None) -> DateMention:
    """The mention with its date worked out from the document's date, where that is possible.

    Without a tense (`ahead` is None) a month or a day has the year that lies nearest, where one
    does; a weekday is the last one.
    """
    if m.start or m.precision == "unresolved":
        return m
    words = fold(m.text).split()
    if m.yearless:
        told = ahead is not None or words[0] in ("last", "next", "coming", "past", "this")
        start = (
            with_year(m.yearless, base, bool(ahead), words[0])
            if told
            else nearest_year(m.yearless, base)
        )
        precision = m.precision
    elif m.precision == "weekday":
        start, precision = on_weekday(m.weekday, base, bool(ahead), words[0]), "day"
    else:
        start = worked_out(words, base)
        precision = {4: "year", 7: "month", 10: "day"}.get(len(start), "")
    if not start:
        return m
    return replace(m, start=start, precision=precision, resolved_by="document date")
