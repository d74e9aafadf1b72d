"""Prepared passages: the sentences of a passage as the ranker reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answers.question import Wanted
from bot.domain.passage import Passage
from bot.domain.ports import Hit
from bot.domain.span import Span
from bot.text.words import STOP_WORDS, stem, terms

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_DATE = re.compile(
    rf"\b(?:(?:1[0-9]|20)\d\d|(?:{_MONTHS})[a-z]{{0,6}}\.?,? \d|\d{{1,2}} (?:{_MONTHS})[a-z]{{0,6}}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow"
    r"|(?:last|next|this) (?:year|month|week|spring|summer|autumn|fall|winter)"
    r"|in (?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)|century|decade|(?:months?|years?|weeks?|days?|decades?) (?:ago|after|before|later"
    r"|earlier)|(?:in|until|by|since|this|last|next) (?:the )?(?:spring|summer|autumn|fall|winter)"
    r"|(?:mid)?night|noon|\d ?[ap]\.?m)\b"
    r"|\d{4}年|\d{1,2}月",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|twice|several|many|few)\b"
    r"|[一二三四五六七八九十百千万亿]",
    re.IGNORECASE,
)
_NUMBERS = frozenset(
    stem(word)
    for word in """one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred hundreds thousand thousands million millions billion billions dozen dozens half
    several""".split()
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|outside|across|of|throughout|toward|towards|into|via|through)"
    r" (?:the |a |an )?(?:[a-z]+(?:ern|al)? )?[^\W\d_a-z]\w+|在|位于"
)
_PERSON = re.compile(
    r"(?<![.?!\"“] )(?<!^)\b[^\W\d_a-z][^\W\d_]+"
    r"|\b(?:official|spokes\w+|president|minister|he|she|they|author|people|group)s?\b|[一-龥]"
)
_REASON = re.compile(
    r"\b(?:because|since|due|so that|in order|reasons?|caused?|therefore|as a result|thanks to"
    r"|owing|to \w+|for)\b|因为|由于",
    re.IGNORECASE,
)
_SIGNS = {
    Wanted.DATE: _DATE,
    Wanted.QUANTITY: _QUANTITY,
    Wanted.PLACE: _PLACE,
    Wanted.PERSON: _PERSON,
    Wanted.REASON: _REASON,
}


@dataclass(frozen=True, slots=True)
class PreparedSentence:
    """One sentence: its span in the document, its stems in order, the stems' places."""

    span: Span
    text: str
    stems: tuple[str, ...]
    places: dict[str, tuple[int, ...]]
    kinds: frozenset[Wanted]  # what it holds signs of
    numbers: tuple[int, ...] = ()  # the places of numbers, in digits or words


@dataclass(frozen=True, slots=True)
class PreparedPassage:
    """One passage with its sentences prepared."""

    passage: Passage
    sentences: tuple[PreparedSentence, ...]
    stems: frozenset[str]
    first_sentence: int
    heading: frozenset[str] = frozenset()  # stems of the heading that it stands under


def prepare(hit: Hit, heading: str = "") -> PreparedPassage:
    """The passage of a hit, prepared; pure, so that it can be cached."""
    sentences = []
    for span in hit.passage.sentences:
        text = span.shifted(-hit.passage.span.start).of(hit.text)
        stems = tuple(terms(text))
        places: dict[str, list[int]] = {}
        numbers: list[int] = []
        told = 0  # places count telling words only, so that "the" does not part neighbours
        for term in stems:
            places.setdefault(term, []).append(told)
            if term[0].isdigit() or term in _NUMBERS:
                numbers.append(told)
            told += term not in STOP_WORDS
        kinds = frozenset(kind for kind, sign in _SIGNS.items() if sign.search(text))
        fixed = {term: tuple(found) for term, found in places.items()}
        sentences.append(PreparedSentence(span, text, stems, fixed, kinds, tuple(numbers)))
    every = frozenset(term for sentence in sentences for term in sentence.stems)
    under = frozenset(terms(heading))
    return PreparedPassage(hit.passage, tuple(sentences), every, hit.first_sentence, under)
