"""How dates are written: the vocabulary and the patterns, without any thought about them.

Every repetition is bounded, so that each pattern is linear in the text's length. The strict
patterns want names of months and days as prose writes them ("May", "NOV."); the loose ones,
for questions, take any case.
"""

from __future__ import annotations

import re
from functools import cache


def _numbered(groups: str, first: int) -> dict[str, int]:
    return {
        name: number
        for number, names in enumerate(groups.split(";"), start=first)
        for name in names.split()
    }


# The full name stands first in each group.
_MONTHS = (
    "january jan; february feb; march mar; april apr; may; june jun; july jul; august aug;"
    "september sept sep; october oct; november nov; december dec"
)
_WEEKDAYS = (
    "monday mon; tuesday tues tue; wednesday wed; thursday thurs thur thu; friday fri;"
    "saturday sat; sunday sun"
)
MONTHS = _numbered(_MONTHS, 1)
WEEKDAYS = _numbered(_WEEKDAYS, 0)  # Monday is 0, as in `datetime`
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
SMALL = {
    word: value
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"a": 1, "an": 1}
DECADE_WORDS = {
    word: 10 * tens
    for tens, word in enumerate(
        "twenties thirties forties fifties sixties seventies eighties nineties".split(), start=2
    )
}
# Months that are verbs or first names as well: they need more of a context.
DOUBTFUL_MONTHS = frozenset({"march", "mar", "april", "may", "june", "jan", "august"})

# White space inside of an expression: at most one line end, so that no blank line is crossed.
S = r"(?:[^\S\n]{1,4}(?:\n[^\S\n]{0,8})?|\n[^\S\n]{0,8})"
_DASH = r"[-–—‑]"
_YEAR = r"(?:1[5-9][0-9]{2}|20[0-9]{2}|2100)"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9])"
_TO = rf"(?:[^\S\n]?{_DASH}[^\S\n]?|{S}(?:to|through|until){S})"
_AFTER_YEAR = rf"(?![0-9A-Za-z%°]|[.,:/][0-9]|{_DASH}[0-9])"
_BEFORE_NUMBER = r"(?<![\w$€£¥₹#+.,:/\-–])"
_PART = r"(?:morning|afternoon|evening|night|noon|midday)"
_UNIT = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_COUNT = (
    rf"(?:[0-9]{{1,4}}|{_TENS}(?:[-‑ ]{_ONES})?|{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen"
    rf"|sixteen|seventeen|eighteen|nineteen|a{S}(?:few|couple{S}of|dozen|hundred|thousand)|several"
    rf"|many|some|(?:hundreds|thousands){S}of|an?)"
)
_ABOUT = (
    rf"(?:(?:nearly|almost|about|around|roughly|some|just{S}over|just{S}under|more{S}than|less{S}than"
    rf"|at{S}least|over|only|just|barely|approximately){S})"
)


def _names(groups: str, full: bool, loose: bool) -> str:
    cut = slice(1) if full else slice(1, None)
    words = [w for group in groups.split(";") for w in group.split()[cut]]
    forms = words if loose else [f for w in words for f in (w.capitalize(), w.upper())]
    return "(?:" + "|".join(sorted(dict.fromkeys(forms), key=len, reverse=True)) + ")"


@cache
def patterns(loose: bool = False) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns with their names, the more telling ones first."""
    full_month, weekday = _names(_MONTHS, True, loose), _names(_WEEKDAYS, True, loose)
    month = rf"(?:{full_month}\b|{_names(_MONTHS, False, loose)}\b\.?)"
    day_name = rf"(?:{weekday}\b|{_names(_WEEKDAYS, False, loose)}\b\.?)"
    full_month += r"\b"
    lead = rf"(?:\b(?P<w>{day_name}),?{S})?"
    y, d = rf"(?P<y>{_YEAR}){_AFTER_YEAR}", rf"(?P<d>{_DAY})"
    upto = rf"(?:{_TO}(?P<d2>{_DAY}))?"
    noun = r"(?:week|month|year|decade|quarter|weekend|night|spring|summer|autumn|fall|winter"
    noun += rf"|{_PART})"
    table = {
        "iso": rf"{_BEFORE_NUMBER}(?P<y>{_YEAR})(?P<sep>[-/])(?P<m>1[0-2]|0[1-9])(?P=sep)"
        r"(?P<d>3[01]|[12][0-9]|0[1-9])(?![0-9\-/])(?:T[0-9:]{2,8}Z?)?",
        "cjk": r"(?<!\d)(?P<y>\d{4})[^\S\n]?年(?:[^\S\n]?(?P<m>\d{1,2})[^\S\n]?月"
        r"(?:[^\S\n]?(?P<d>\d{1,2})[^\S\n]?[日号號])?)?",
        "mdmdy": rf"\b{lead}(?P<m>{month}),?{S}{d}{_TO}(?P<m2>{month}),?{S}(?P<d2>{_DAY}),?{S}{y}",
        "dmdmy": rf"{_BEFORE_NUMBER}{d}{S}(?P<m>{month}){_TO}(?P<d2>{_DAY}){S}"
        rf"(?P<m2>{month}),?{S}{y}",
        "mdy": rf"\b{lead}(?P<m>{month}),?{S}{d}{upto}[^\S\n]?,?{S}{y}",
        "dmy": rf"{_BEFORE_NUMBER}{lead}(?:the{S})?{d}{upto}{S}(?:of{S})?(?P<m>{month}),?{S}{y}",
        "my": rf"\b(?P<m>{month})(?:{_TO}(?P<m2>{month}))?,?(?:{S}of)?{S}{y}",
        "md": rf"\b{lead}(?P<m>{month}),?{S}{d}{upto}(?![\w%]|[.,:][0-9])",
        "dm": rf"{_BEFORE_NUMBER}{lead}(?:the{S})?{d}{upto}{S}(?:of{S})?(?P<m>{month})",
        "slash": rf"{_BEFORE_NUMBER}(?P<a>[0-9]{{1,2}})(?P<sep>[/.])(?P<b>[0-9]{{1,2}})(?P=sep)"
        rf"{y}(?!{_DASH})",
        "years": rf"{_BEFORE_NUMBER}(?P<y>{_YEAR})(?:(?P<dash>[^\S\n]?{_DASH}[^\S\n]?)"
        rf"(?P<y2>{_YEAR}|[0-9]{{2}})|{S}(?:to|through|until|(?P<and>and)){S}(?P<y3>{_YEAR})){_AFTER_YEAR}",
        "quarter": rf"\b(?:(?P<q>[QqH][1-4]),?{S}?(?:of{S})?(?:FY{S}?|fiscal{S}(?:year{S})?)?{y}"
        rf"|(?P<y2>{_YEAR})[^\S\n]?[-–]?(?P<q2>[QH][1-4])(?!\w))",
        "part": rf"\b(?:the{S})?(?P<o>(?i:first|second|third|fourth|last|final))[-\s]"
        r"(?P<p>quarter|half)"
        rf"(?:,?{S}(?:of{S})?(?:fiscal{S}(?:year{S})?|the{S}year{S})?{y})?",
        "season": rf"\b(?:(?:early|late|mid)[-\s])?(?i:spring|summer|autumn|fall|winter)"
        rf"(?:,?{S}of)?,?{S}{y}",
        "decade": rf"(?:\b(?:the{S})?(?i:early|mid|late)[-\s](?:to[-\s]late[-\s])?|\b(?i:the){S})?"
        rf"(?:(?<![\w$€£.,/])(?P<y>(?:1[5-9]|20)[0-9]0)['’]?s\b|['’](?P<s>[2-9]0)s\b"
        rf"|\bthe{S}(?:(?:early|mid|late)[-\s])?(?P<n>{'|'.join(DECADE_WORDS)})\b)",
        "century": rf"\b(?:the{S})?(?:(?:early|mid|late)[-\s])?(?P<c>1[0-9]|2[01])(?:st|nd|rd|th)"
        r"[-\s]century\b",
        "prefixed": rf"\b(?:mid|early|late|pre|post){_DASH}{y}",
        "fiscal": rf"\b(?:(?i:fiscal)(?:{S}year)?{S}|FY{S}?){y}",
        "year": rf"{_BEFORE_NUMBER}{y}",
        "month": rf"\b(?P<m>{full_month})",
        "weekday": rf"\b(?:(?P<which>(?i:early|late|last|next|this|past|coming))(?:{S}on)?{S})?"
        rf"(?P<w>{weekday})\b(?:{S}{_PART})?",
        "nearmonth": rf"\b(?i:(?P<which>last|next|this|past|coming)){S}(?P<m>{full_month})",
        "nearday": rf"\b(?i:(?:early{S}|late{S}|later{S})?(?P<n>today|tonight|tomorrow|yesterday)"
        rf"(?:{S}{_PART})?)\b",
        "near": rf"\b(?i:(?:(?:early|earlier|late|later){S})?(?P<which>last|next|this|past|coming"
        rf"|previous|following){S}(?P<n>{noun}))\b",
        "day": rf"\b(?i:the){S}(?:(?:very|same|previous|following|next){S}day"
        rf"|day{S}(?:before|after))\b",
        "ago": rf"\b(?i:{_ABOUT}?{_COUNT}{S}|(?:just{S})?(?=(?:months|years|decades|weeks)\b))"
        rf"(?i:{_UNIT}){S}(?P<rel>ago|earlier|later|before|after|since|from{S}now)\b",
        "span": rf"\b(?i:over|in|during|for|within|across|throughout){S}(?:the{S})?"
        rf"(?:next|past|last|coming|previous|recent|preceding|following)(?:{S}{_COUNT})?"
        rf"{S}{_UNIT}\b",
        "time": rf"\b(?i:at|around|about|by|before|after|until|from|about){S}(?P<t>"
        rf"[0-9]{{1,2}}(?:[:.][0-9]{{2}})?{S}?(?i:[ap]\.m\.|[ap]m\b)|(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
        rf"(?![0-9:])|(?i:noon|midnight)\b)(?:{S}(?:E[SD]?T|P[SD]?T|C[SD]?T|GMT|UTC|BST|CES?T|JST"
        rf"|local{S}time)\b)?",
    }
    return tuple((k, re.compile(v, re.IGNORECASE if loose else 0)) for k, v in table.items())


# A sentence without any of these holds no date: one cheap look spares the patterns.
TRIGGER = re.compile(
    r"(?:1[5-9]|20|21)[0-9]{2}|年|[0-9][./][0-9]|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|q[1-4]"
    r"|quarter|half|centur|ago\b|earlier|later|before|after|since|from now|last|next|this|past"
    r"|coming|previous|following|recent|today|tonight|tomorrow|yesterday|during|over|within|same"
    r"|spring|summer|autumn|fall\b|winter|noon|midnight|day|early|late|mid|the (?:twen|thir|for"
    r"|fif|six|seven|eigh|nine)t)|['’][2-9]0s|[0-9][^\S\n]?[ap]\.?m|[0-9]:[0-9]",
    re.IGNORECASE,
)
