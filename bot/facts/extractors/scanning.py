"""Scanning: tokens that keep case and punctuation, for rules about names and speech."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.span import Span
from bot.text.words import fold

# A word keeps inner full stops, apostrophes, hyphens and ampersands; anything else is one mark.
_TOKEN = re.compile(r"[^\W_]+(?:[.'’\-‐‑&][^\W_]+)*|[^\w\s]|_")
_SHORT = frozenset(
    """mr mrs ms cllr dr prof sen rep gov gen col lt sgt capt cmdr adm maj rev hon st jr sr inc corp
    co ltd jan feb mar apr jun jul aug sep sept oct nov dec calif messrs""".split()
)
_POSSESSIVES = ("'s", "’s")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a possessive ending, a punctuation mark or a whole quotation.

    `low` is the folded text, without a closing full stop; a possessive ending is "'s", a
    quotation is "“”". `start` and `end` are offsets in the document.
    """

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_quote(self) -> bool:
        return self.low == QUOTE

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


QUOTE = "“”"


def scan(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]` with offsets in `text`.

    "Mr.", "J." and "U.S." keep their full stop; "Xi’s" becomes two tokens.
    """
    found: list[Token] = []
    at = start
    while match := _TOKEN.search(text, at, end):
        first, at = match.start(), match.end()
        raw = match.group()
        if raw[0].isalnum():
            if raw.endswith(_POSSESSIVES) and len(raw) > 2:
                cut = at - 2
                found.append(Token(raw[:-2], fold(raw[:-2]), first, cut))
                found.append(Token(text[cut:at], "'s", cut, at))
                continue
            if at < end and text[at] == "." and _keeps_stop(raw):
                at += 1
                found.append(Token(raw + ".", fold(raw), first, at))
                continue
        found.append(Token(raw, fold(raw) or raw, first, at))
    return found


def _keeps_stop(raw: str) -> bool:
    if len(raw) == 1:
        return raw.isalpha() and raw.isupper() and raw != "I"
    return raw.lower() in _SHORT or ("." in raw and raw.replace(".", "").isalpha())
