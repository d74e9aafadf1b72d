"""Signs: what a sentence must hold to answer a question for a measure or an amount of money."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """What a sentence must hold; the pattern is of small letters, which are found sooner."""

    pattern: re.Pattern[str]

    def stands_in(self, text: str) -> bool:
        return self.pattern.search(text.lower()) is not None


_WORDED = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|half|(?:dozen|hundred|thousand|million|billion)s?)\b"
)
_NUMBER = rf"(?:\d|{_WORDED})"
# "In 1985" and "the 1985 trip" count nothing; "2000 people" do.
_DATING = (
    r"(?<!\bin )(?<!\bof )(?<!\bby )(?<!['’]s )(?<!the )(?<!from )(?<!since )(?<!until )"
    r"(?<!during )"
)
_YEAR = r"(?:1\d|20)\d\d\b"
_COUNT = rf"(?:(?=\d)(?<![\d.,])(?:{_DATING}(?={_YEAR})|(?!{_YEAR}))\d|{_WORDED})"
_LENGTH = (
    r"(?:\b(?:metres?|meters?|kilomet(?:re|er)s?|centimet(?:re|er)s?|feet|foot|inch(?:es)?|miles?"
    r"|yards?|acres?|hectares?|square|storeys?|stories)\b|\d ?(?:m|km|cm|mm|ft|in)\b)"
)
_TIME = (
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|until"
    r"|since)\b"
)
_MONEY = (
    r"[$€£¥₹]|\b(?:dollars?|euros?|pounds?|yuan|yen|francs?|cents?|pence|rupees?|free|usd|eur|gbp"
    r"|cny|[mb]illions?)\b"
)
_OFTEN = (
    r"\b(?:every|each|once|twice|times|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|nightly"
    r"|regular(?:ly)?|always|never|usually|per)\b"
)
_AGE = r"\byears? old\b|\baged?\b|-year-old\b|\bborn\b|\bbirthday\b|\byears? of age\b"

_SIGNS = {
    "old": _AGE,
    "tall": _LENGTH,
    "high": rf"{_LENGTH}|{_NUMBER}",
    "wide": _LENGTH,
    "deep": _LENGTH,
    "far": rf"{_LENGTH}|{_TIME}",
    "long": rf"{_LENGTH}|{_TIME}",
    "big": _NUMBER,
    "large": _NUMBER,
    "fast": _NUMBER,
    "often": _OFTEN,
    "many": _COUNT + r"|\b(?:several|many|few|all|both|none|no)\b",
}
_HOW = re.compile(r"\bhow (old|tall|high|wide|deep|far|long|big|large|fast|often|many)\b")
_PRICE = re.compile(
    r"\bhow much (?!of\b)|\b(?:cost|costs|price|salary|wage|fee|fine|budget|revenue|salaries)\b"
)
_PATTERNS = {word: Sign(re.compile(pattern)) for word, pattern in _SIGNS.items()}
# "It costs four crowns" is a price, "they agreed on two points" is none.
_PAYING = (
    r"\b(?:costs?|pric(?:e[ds]?|ing)|pay(?:s|ing)?|paid|spen[dt]s?|worth|charg(?:e[ds]?|ing)|fe(?:e|es)"
    r"|sells?|sold|buys?|bought|sums?|earn(?:s|ed)?|salar(?:y|ies)|wages?|fined?|budget|revenues?)\b"
)
_AMOUNT = Sign(re.compile(rf"{_MONEY}|\d|^(?=.*{_PAYING}).*{_WORDED}", re.DOTALL))


def sign_wanted(question: str) -> Sign | None:
    """What the answering sentence must hold; none when the question asks for no measure."""
    text = question.lower()
    if found := _HOW.search(text):
        return _PATTERNS[found.group(1)]
    return _AMOUNT if _PRICE.search(text) else None
