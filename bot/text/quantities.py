"""Quantities in text: a value, its unit and what is counted, each as it is written."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from bot.domain.span import Span
from bot.text.counted import counted_span, plural, word_after, word_before
from bot.text.dates import DateMention, dates
from bot.text.numerals import SCALES, digits_value, number, spelt_value
from bot.text.quantity_ellipsis import (
    LONGEST_LABEL,
    label_of,
    leans_on,
    score,
    stands_bare,
    told_alone,
)
from bot.text.quantity_patterns import (
    AGED,
    AND_A_HALF,
    APPROXIMATOR,
    DEFINITE,
    DURATION,
    HYPHEN_NOUNS,
    HYPHENED,
    LABELS,
    LATER,
    NUMBER,
    ONE_NOT_AFTER,
    ONE_NOT_BEFORE,
    PHONE,
    RANGE,
    SHARE,
    UNIT_AFTER,
)
from bot.text.quantity_places import aged_name, numbers_section
from bot.text.quantity_values import ends_of_range, figure_of, value_of
from bot.text.units import CURRENCIES, UNITS
from bot.text.words import fold


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """One quantity: `text` with its approximator and unit ("about four hours") at `span`.

    `value_to` is the upper end of a range ("10 to 15 per cent"), None without one. `unit` is
    a name of `bot.text.units`, "years old", or empty; `counted` is what is counted, as written,
    or who is of that age.
    `approximate` says that the words themselves do not claim an exact figure; `weak` that the
    figure hardly informs ("one man", "at least two"). `label` is the stretch from the figure to
    the end of what it counts ("83 per cent of respondents"), the same as `text` where nothing is
    counted; of a figure that leans on another one, with that one ("19 minutes instead of six").
    """

    span: Span
    text: str
    value: int | float
    unit: str = ""
    counted: str = ""
    approximate: bool = False
    value_to: int | float | None = None
    weak: bool = False
    label: str = ""


def quantities(text: str, within: Span | None = None) -> list[QuantityMention]:
    """The quantities in `text` (or in `within`), in order, without overlaps.

    Dates, times of day, ordinals, telephone numbers, labels ("page 12") and pronouns
    ("one another") are none.
    """
    area = within or Span(0, len(text))
    taken = sorted(
        [m.span for m in dates(text, area) if _claims(m)]
        + [
            Span(m.start(), m.end())
            for m in PHONE.finditer(text, area.start, area.end)
            if sum(c.isdigit() for c in m.group()) >= 7 and not _grouped(m.group())
        ]
    )
    starts = [span.start for span in taken]
    found: list[QuantityMention] = []
    for match in NUMBER.finditer(text, area.start, area.end):
        span = Span(match.start(), match.end())
        near = bisect_right(starts, span.end) - 1
        if any(taken[i].overlaps(span) for i in (near - 1, near) if i >= 0):
            continue
        if found and span.start < found[-1].span.end:
            continue
        if numbers_section(text, span):
            continue
        before = found[-1] if found else None
        mention = _score(text, area, span.start) or _mention(text, area, match)
        mention = mention or _elliptic(text, area, match, before)
        if mention is not None:
            found.append(mention)
    return found


def _score(text: str, area: Span, start: int) -> QuantityMention | None:
    """A vote or a result: "voted 7-2"."""
    told = score(text, area, start)
    if told is None:
        return None
    value, span, counted = told
    words = span.of(text)
    return QuantityMention(span, words, value, counted=counted, label=words)


def _elliptic(
    text: str, area: Span, m: re.Match[str], before: QuantityMention | None
) -> QuantityMention | None:
    """A figure without a noun that has that of the one before it, or that opens a sentence."""
    start, end = m.start(), m.end()
    plain = (m["spelt"] or m["digits"]) and not (m["cur"] or m["scale"] or m["frac"])
    read = value_of(m) if plain else None
    if read is None or not _stands_free(text, m) or not stands_bare(text, area, end):
        return None
    if fold(word_after(text, end)) == "of":
        return None  # "not one of them"
    span, value = Span(start, end), number(read[0])
    if before is not None:
        whole = Span(before.span.start, before.span.start + len(before.label))
        last = max((before.span, whole), key=len)
        if leans_on(text, last, start, before.unit, before.counted):
            words = span.of(text)
            both = text[before.span.start : end]  # "19 minutes instead of six"
            label = both if len(both) <= LONGEST_LABEL else words
            return QuantityMention(span, words, value, before.unit, before.counted, label=label)
    until = told_alone(text, area, start, end, before.span if before is not None else None)
    if until is None or not m["spelt"] or value < 2:
        return None
    return QuantityMention(span, span.of(text), value, label=text[start:until])


def _claims(mention: DateMention) -> bool:
    """Whether a date owns its figures: "two months after" leaves them to us, "1985" does not."""
    return mention.absolute or mention.precision in ("unresolved", "weekday", "day")


def _grouped(figures: str) -> bool:
    """Whether the groups are those of one large figure ("50 000 000"), not of a telephone."""
    return bool(re.fullmatch(r"[0-9]{1,3}(?:[ .][0-9]{3})+", figures))


def _mention(text: str, area: Span, m: re.Match[str]) -> QuantityMention | None:
    read = value_of(m)
    if read is None or not _stands_free(text, m):
        return None
    value, vague = read
    start, end = m.start(), m.end()
    unit = CURRENCIES.get(m["cur"] or "", "")
    value_to: float | None = None
    shared = False
    if m["scale"] == "m" and not unit and not plural(fold(word_after(text, end))):
        value, unit = value / SCALES["m"], "metres"
    upper = RANGE.match(text, end, area.end)
    ends = ends_of_range(text, m, upper, value) if upper is not None else None
    if upper is not None and ends is not None:
        value, value_to = ends
        end = upper.end()
    elif (share := SHARE.match(text, end, area.end)) is not None and not (unit or m["frac"]):
        of = figure_of(share)
        if of and 0 < value < of <= 100 and not UNIT_AFTER.match(text, share.end(), area.end):
            value, end = value / of, share.end()
            shared = True
    aged = False
    after = UNIT_AFTER.match(text, end, area.end) if not m["vague"] else None
    if after is not None and _unit_fits(m, after, unit):
        value += 0.5 if after["tail"] else 0
        unit = UNITS[re.sub(r"\s+", " ", after["unit"])]
        aged, end = bool(after["old"]), after.end()
    elif (tail := AND_A_HALF.match(text, end, area.end)) is not None and not unit:
        value, end = value + 0.5, tail.end()
    before = APPROXIMATOR.search(text[max(area.start, start - 32) : start])
    about = before is not None and not (
        fold(before.group().strip()) == "over" and unit in DURATION and not aged
    )
    previous = word_before(text, start, area.start)
    if before is not None and about:
        start -= len(before.group())
        previous = word_before(text, start, area.start)
    later = LATER.match(text, end, area.end)
    if later is not None and not unit:
        end = later.end()
    about = about or later is not None or vague
    aged = aged or _is_age(text, m, end, previous, unit)
    named = aged_name(text, area, start, end) if m["digits"] and not (unit or about) else ""
    if aged or named:
        unit = "years old"
    what, counts = _what(text, area, m, end, unit)
    counted, counted_end = (what.of(text), what.end) if what is not None else (named, end)
    noun = HYPHENED.match(text, end, area.end)
    if noun is not None and not unit:
        if noun["noun"] not in HYPHEN_NOUNS:
            return None
        counted, counts, counted_end = noun["noun"], True, noun.end()
    weak = not shared and (_weak(m, unit) or (value_to is None and _bare(m, value, unit, counted)))
    one_of = fold(word_after(text, end)) == "of" and not (unit or shared)
    telling = before is not None or about or shared
    if m["frac"] and (m["lead"] or previous == "by"):
        # "fallen by a third", not "moved to a third place"
        telling = (telling or previous in ("by", "to", "than")) and stands_bare(text, area, end)
    if not _tells(m, previous, unit, counted, counts, telling, one_of):
        return None
    span = Span(start, end).stripped(text)
    label = label_of(text, span, counted_end, area.end)
    return QuantityMention(
        span, span.of(text), number(value), unit, counted, about, _whole(value_to), weak, label
    )


def _whole(value: float | None) -> int | float | None:
    return None if value is None else number(value)


def _stands_free(text: str, m: re.Match[str]) -> bool:
    """Whether the figure is a word of its own: not 45th, 24/7, 3D, 10:30, Four Seasons."""
    following = text[m.end() : m.end() + 2]
    if m["digits"]:
        if re.match(r"[/:.,][0-9]|[²³'’]", following):
            return False
        attached = text[m.end() : m.end() + 8]
        return not re.match(r"[^\W\d_]", attached) or UNIT_AFTER.match(attached) is not None
    word = m.group()
    if word[:1].isupper() and not word.isupper():
        at_start = not text[: m.start()].rstrip(" \t\"“‘'\u00a0•-") or bool(
            re.search(r"[.!?:…\n][\s\"“‘'”’)]*\Z", text[max(0, m.start() - 8) : m.start()])
        )
        if not at_start or word_after(text, m.end())[:1].isupper():
            return False
    return True


def _unit_fits(m: re.Match[str], after: re.Match[str], currency: str) -> bool:
    if currency:
        return False
    if m["frac"] and m["half"] is None and not after["glue"]:
        return False
    name = after["unit"]
    return not (name == "second" and not m["digits"] and not m["spelt"])


def _is_age(text: str, m: re.Match[str], end: int, previous: str, unit: str) -> bool:
    if unit or m["scale"] or not (m["digits"] or m["spelt"]):
        return False
    if previous in AGED:
        return True
    if not m["digits"] or len(m["digits"]) > 3 or not 0 < int(digits_value(m["digits"])) <= 120:
        return False
    named = re.search(r"[^\W\d_]{2,},[^\S\n]\Z", text[max(0, m.start() - 40) : m.start()])
    return named is not None and text[end : end + 2] in (", ", ",\n")


def _what(text: str, area: Span, m: re.Match[str], end: int, unit: str) -> tuple[Span | None, bool]:
    """What is counted, and whether it follows like a plural noun."""
    ties: tuple[str, ...] = ("of", "in") if m["cur"] else ("of",) if unit else ()
    if m["frac"] and not m["fscale"]:
        ties = ("of",)
    span = counted_span(text, end, area.end, ties)
    if not span or unit == "years old":
        return None, False
    return span, any(plural(fold(w)) for w in span.of(text).split())


def _weak(m: re.Match[str], unit: str) -> bool:
    return bool(m["spelt"]) and not unit and fold(m.group()) == "one"


def _bare(m: re.Match[str], value: float, unit: str, counted: str) -> bool:
    """Whether a small number word counts nothing ("at least two")."""
    return bool(m["spelt"]) and value <= 12 and not (unit or counted)


def _tells(
    m: re.Match[str],
    previous: str,
    unit: str,
    counted: str,
    counts: bool,
    about: bool,
    one_of: bool,
) -> bool:
    """Whether the figure is a quantity worth a fact, not a label, a pronoun or "the two X"."""
    if previous in LABELS and not (m["cur"] or unit):
        return False
    if m["frac"]:
        ordinal = previous in ("first", "second", "other", "the", "last", "top", "bottom", "better")
        share = about and bool(m["lead"] or previous == "by")
        return bool(unit or counted or m["fscale"] or share) and not ordinal
    if m["spelt"]:
        words = fold(m.group())
        if words == "one":
            head = fold(counted).split()[:1]
            if previous in ONE_NOT_AFTER or set(head) & ONE_NOT_BEFORE or one_of:
                return False
            if unit == "days" and not counted:
                return False
        superlative = fold(counted.split()[0] if counted else "").endswith(("est", "most"))
        small = (spelt_value(words) or 0) <= 12
        if not unit and previous in DEFINITE and small and not superlative:
            return False
        return bool(unit or counted) or "illion" in words or "thousand" in words or about
    if not m["digits"] or m["cur"] or unit or m["scale"] or "," in m["digits"]:
        return bool(m["digits"] or m["doz"] or m["vague"])
    year_like = re.fullmatch(r"1[5-9]\d\d|20\d\d", m["digits"]) is not None
    return counts or (about and not year_like)
