"""Signs: what a sentence must hold to answer a question for a measure or an amount of money."""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|hundred|thousand)\b)"
)
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
    "many": _NUMBER + r"|\b(?:several|many|few|all|both|none|no|million|billion)\b",
}
_HOW = re.compile(r"\bhow (old|tall|high|wide|deep|far|long|big|large|fast|often|many)\b")
_PRICE = re.compile(
    r"\bhow much (?!of\b)|\b(?:cost|costs|price|salary|wage|fee|fine|budget|revenue|salaries)\b"
)
_PATTERNS = {word: re.compile(pattern, re.IGNORECASE) for word, pattern in _SIGNS.items()}
_MONEY_SIGN = re.compile(f"{_MONEY}|{_NUMBER}", re.IGNORECASE)


def sign_wanted(question: str) -> re.Pattern[str] | None:
    """What the answering sentence must hold; none when the question asks for no measure."""
    text = question.lower()
    if found := _HOW.search(text):
        return _PATTERNS[found.group(1)]
    return _MONEY_SIGN if _PRICE.search(text) else None
