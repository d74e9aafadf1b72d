"""Values of figures as they are written: digits, words, dozens, fractions and ranges."""

from __future__ import annotations

import re

from bot.text.counted import word_before
from bot.text.numerals import FRACTIONS, SCALES, digits_value, spelt_value
from bot.text.quantity_patterns import VAGUE
from bot.text.words import fold


def value_of(m: re.Match[str]) -> tuple[float, bool] | None:
    """The value and whether the words are vague by themselves; none for what is no number."""
    if m["digits"]:
        return digits_value(m["digits"]) * SCALES.get(m["scale"] or "", 1), False
    if m["doz"]:
        first = fold(m["doz"]).split()[0]
        vague = first in ("several", "many") or " few " in fold(m["doz"])
        if first == "half":
            return 6, False
        lead = None if vague or first == "dozen" else spelt_value(first)
        return 12 * (lead or 1), vague
    if m["vague"]:
        value = 1.0
        for word in fold(m["vague"]).split():
            value *= VAGUE.get(word, 1)
        return value, True
    if m["frac"]:
        return _fraction(m)
    spelt = spelt_value(m["spelt"])
    return None if spelt is None else (spelt, False)


def _fraction(m: re.Match[str]) -> tuple[float, bool] | None:
    lead = fold(m["lead"] or "").strip(" -‑\n\u00a0")
    word = fold(m["frac"])
    if not lead and word != "half":
        return None  # "third" alone is an ordinal
    if bool(m["many"]) != (lead not in ("", "a", "an", "one")):
        return None
    count = 1.0 if lead in ("", "a", "an") else spelt_value(lead) or 1.0
    return count * FRACTIONS[word] * SCALES.get(m["fscale"] or "", 1), False


def figure_of(m: re.Match[str]) -> float | None:
    """The value of digits or number words."""
    return digits_value(m["digits"]) if m["digits"] else spelt_value(m["spelt"])


def ends_of_range(
    text: str, m: re.Match[str], upper: re.Match[str], low: float
) -> tuple[float, float] | None:
    """Both ends of a range; none when the second figure is not its upper end."""
    if m["vague"] or m["frac"] or m["doz"]:
        return None
    joint = upper.group()[:6].strip().split()[0]
    if joint == "and" and word_before(text, m.start(), 0) != "between":
        return None
    high = figure_of(upper)
    if high is None:
        return None
    if upper["scale"]:
        high *= SCALES[upper["scale"]]
        low = low if m["scale"] else low * SCALES[upper["scale"]]
    return (low, high) if high > low else None
