"""How quantities are written: the patterns and the words that tell figures from labels.

Every repetition is bounded, so that each pattern is linear in the text's length.
"""

from __future__ import annotations

import re

from bot.text.numerals import DIGITS, FRACTIONS, SCALES, SPELT
from bot.text.units import CURRENCIES, UNITS

_GAP = r"(?:[^\S\n]|\n(?![^\S\n]*\n))"
_CURRENCY = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)).replace(r"\ ", _GAP)
_FRACTION = "|".join(FRACTIONS)
NUMBER = re.compile(
    rf"(?<![\w.,:/#\-‑–−&@])(?:(?P<cur>{_CURRENCY}){_GAP}?)?(?P<digits>{DIGITS})"
    rf"(?:(?P<glue>{_GAP}|[-‑])?(?P<scale>{_SCALE})\b)?"
    rf"|(?<![\w\-‑])(?:(?P<lead>(?i:an?|one|two|three|four|five|six|seven|eight|nine)(?:{_GAP}|[-‑]))?"
    rf"(?P<frac>(?i:{_FRACTION}))(?P<many>s)?\b(?P<half>{_GAP}(?:an?|of{_GAP}an?){_GAP})?"
    rf"(?P<fscale>(?<=\s)(?:{_SCALE})\b)?"
    rf"|(?P<doz>(?:(?i:an?|one|two|three|four|five|six|half{_GAP}a|several|a{_GAP}few|many){_GAP})?"
    rf"(?i:dozen))\b(?![-‑])"
    rf"|(?P<vague>(?i:(?:tens|hundreds){_GAP}of{_GAP}(?:thousands|millions)|dozens|scores|hundreds|thousands"
    rf"|millions|billions|trillions))(?={_GAP}of\b)"
    rf"|(?P<spelt>(?i:{SPELT})))"
)
RANGE = re.compile(
    rf"(?:[^\S\n]?[-–—‑][^\S\n]?|{_GAP}(?:to|and|or){_GAP})(?P<cur>{_CURRENCY})?"
    rf"(?:(?P<digits>{DIGITS})|(?P<spelt>(?i:{SPELT})))(?:{_GAP}?(?P<scale>{_SCALE})\b)?"
)
SHARE = re.compile(
    rf"{_GAP}(?:in|out{_GAP}of|in{_GAP}every){_GAP}(?:(?P<digits>{DIGITS})|(?P<spelt>(?i:{SPELT})))\b"
)
UNIT_AFTER = re.compile(
    rf"(?P<tail>{_GAP}and{_GAP}a{_GAP}half)?(?P<glue>{_GAP}|[-‑])?(?:(?P<more>more|full|straight|long"
    rf"|consecutive){_GAP})?(?P<unit>{_UNIT})(?![\w])(?P<old>(?:{_GAP}|[-‑])old\b)?"
)
AND_A_HALF = re.compile(rf"{_GAP}and{_GAP}a{_GAP}half\b")
HYPHENED = re.compile(r"[-‑](?P<noun>[a-z]{3,15})\b(?![-‑])")
APPROXIMATOR = re.compile(
    rf"(?i)\b(?:well{_GAP}|just{_GAP}|an{_GAP})?(?:about|around|approximately|roughly|nearly|almost"
    rf"|some|over|under|(?:more|less|fewer|greater|better|no{_GAP}more|no{_GAP}fewer){_GAP}than"
    rf"|at{_GAP}(?:least|most)|up{_GAP}to|close{_GAP}to|estimated|as{_GAP}(?:many|much|few|little)"
    rf"{_GAP}as|upwards{_GAP}of|circa|above|below)(?:{_GAP}(?:some|an{_GAP}estimated))?{_GAP}\Z"
    rf"|(?:~|≈|c\.){_GAP}?\Z"
)
LATER = re.compile(rf"(?:\+|{_GAP}or{_GAP}(?:so|more|fewer|less)\b)")
PHONE = re.compile(r"(?<![\w.])\+?\(?[0-9]{1,4}\)?(?:[ .\-]\(?[0-9]{2,4}\)?){2,5}(?![\w%])")
HYPHEN_NOUNS = frozenset(
    "member person seat nation country page point storey story car bed room state party team lane "
    "strong man woman".split()
)
LABELS = frozenset(
    """page p pp no number nos article section chapter room flight route highway resolution
    figure table part phase level grade tier boeing airbus model type version step
    question item paragraph rule title proposition apollo covid windows iphone channel
    area bus line box suite unit act verse street platform gate seat psalm interstate
    volume vol issue episode season group class size""".split()
)
DEFINITE = frozenset("the these those both your our all other".split())
AGED = frozenset(("aged", "age"))
DURATION = frozenset(
    "seconds minutes hours days nights weeks months years decades centuries".split()
)
VAGUE = {"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1_000, "tens": 10}
VAGUE |= {"millions": 1_000_000, "billions": 10**9, "trillions": 10**12}
ONE_NOT_AFTER = frozenset(
    "no any the this that each every only which some another a first last big".split()
)
ONE_NOT_BEFORE = frozenset(
    "another day time thing way side hand point reason more such else same day's too".split()
)
