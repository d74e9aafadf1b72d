"""Numbers as they are written: digits with their separators, words, scales and fractions."""

from __future__ import annotations

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS: dict[str, int] = {w: n for n, w in enumerate(_ONES)} | {
    w: 10 * n for n, w in enumerate(_TENS, start=2)
}
SCALES: dict[str, int] = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "lakh": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
    "tn": 1_000_000_000_000,
}
FRACTIONS: dict[str, float] = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fourth": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "eighth": 1 / 8,
    "tenth": 1 / 10,
}

# 50,000 | 12,34,567 | 1.234.567 | 50 000 (with a no-break space) | 3,5 | 3.5 | 12
DIGITS = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,9})?|[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,6}(?:,[0-9]{1,9})?|[0-9]{1,3}(?:[\u00a0\u202f\u2009][0-9]{3}){1,6}"
    r"|[0-9]{1,15}[.,][0-9]{1,9}|[0-9]{1,15})(?![0-9])"
)
_MULTIPLIERS = "(?:hundred|thousand|million|billion|trillion)"
_WORD = "(?:" + "|".join([*_ONES, *_TENS]) + f"|{_MULTIPLIERS})"
SPELT = rf"(?:(?:an?[^\S\n](?={_MULTIPLIERS}))?{_WORD}(?:(?:[-‑]|\s(?:and\s)?){_WORD}){{0,8}})\b"


def number(value: float) -> int | float:
    """A whole number as an `int`, any other rounded to six places."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def digits_value(digits: str) -> float:
    """The value of digits with separators in English, Indian or European manner."""
    bare = re.sub(r"[\u00a0\u202f\u2009]", "", digits)
    if bare.count(".") > 1:
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[0-9]+,[0-9]{1,2}", bare) or re.fullmatch(r"[0-9]+,[0-9]{4,9}", bare):
        bare = bare.replace(",", ".")
    else:
        bare = bare.replace(",", "")
    return float(bare)


def spelt_value(words: str) -> float | None:
    """The value of number words ("two hundred and five"); none when they make no number."""
    total = current = 0
    last = 0
    for word in re.split(r"[-‑\s]+", words.lower()):
        if word in ("and", "a", "an"):
            continue
        if word in WORDS:
            value = WORDS[word]
            if last and not (last >= 100 or (last >= 20 and last % 10 == 0 and 0 < value < 10)):
                return None  # "two three", "nineteen eighty-five"
            current += value
            last = value
        elif word == "hundred":
            current = (current or 1) * 100
            last = 100
        else:
            total += (current or 1) * SCALES[word]
            current, last = 0, SCALES[word]
    return float(total + current)
