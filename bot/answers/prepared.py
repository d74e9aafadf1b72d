"""Prepared passages: the sentences of a passage as the ranker reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answers.question import Wanted
from bot.domain.passage import Passage
from bot.domain.ports import Hit
from bot.domain.span import Span
from bot.text.words import STOP_WORDS, stem

STOP_STEMS = STOP_WORDS | {stem(word) for word in STOP_WORDS}
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_DATE = re.compile(
    rf"\b(?:(?:1[0-9]|20)\d\ds?"
    rf"|(?:{_MONTHS})[a-z]{{0,6}}\.?,? \d|\d{{1,2}} (?:{_MONTHS})[a-z]{{0,6}}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow"
    r"|(?:last|next|this) (?:year|month|week|spring|summer|autumn|fall|winter)"
    r"|in (?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)|centur(?:y|ies)|decades?"
    r"|(?:months?|years?|weeks?|days?|decades?) (?:ago|after|before|later|earlier)"
    r"|(?:in|until|by|since|this|last|next) (?:the )?(?:spring|summer|autumn|fall|winter)"
    r"|(?:mid)?night|noon|\d ?[ap]\.?m)\b"
    r"|\d{4}年|\d{1,2}月",
)
_QUANTITY = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|twice|several|many|few)\b"
    r"|[一二三四五六七八九十百千万亿]",
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
)
# Those that tell no capitals are looked for in small letters, where they are found sooner.
_CASED = (Wanted.PLACE, Wanted.PERSON)
_SIGNS = {
    Wanted.DATE: _DATE,
    Wanted.QUANTITY: _QUANTITY,
    Wanted.PLACE: _PLACE,
    Wanted.PERSON: _PERSON,
    Wanted.REASON: _REASON,
}


Places = tuple[int, ...]


@dataclass(slots=True)
class PreparedSentence:
    """One sentence: its span in the document, its text, and its stems in order.

    `numbers` are the places of numbers, in digits or in words. Places count telling words
    only, so that "the" does not part neighbours.
    """

    span: Span
    text: str
    stems: tuple[str, ...]
    numbers: Places
    telling: int  # how many different words it has that are no stop words
    _kinds: dict[Wanted, bool] = field(default_factory=dict)

    def holds(self, kind: Wanted) -> bool:
        """Whether it has a sign of a kind of thing; looked for when it is asked for."""
        found = self._kinds.get(kind)
        if found is None:
            sign = _SIGNS.get(kind)
            text = self.text if kind in _CASED else self.text.lower()
            found = self._kinds[kind] = sign is not None and sign.search(text) is not None
        return found


@dataclass(frozen=True, slots=True)
class PreparedPassage:
    """One passage with its sentences prepared.

    `postings` tell for each stem in which sentences it stands, and at which places there.
    """

    passage: Passage
    sentences: tuple[PreparedSentence, ...]
    postings: Mapping[str, tuple[tuple[int, Places], ...]]
    first_sentence: int
    heading: frozenset[str] = frozenset()  # stems of the heading that it stands under


def prepare(hit: Hit, heading: frozenset[str] = frozenset()) -> PreparedPassage:
    """The passage of a hit, prepared; pure, so that it can be kept."""
    sentences = []
    postings: dict[str, list[tuple[int, Places]]] = {}
    offset = hit.passage.span.start
    for row, (span, line) in enumerate(
        zip(hit.passage.sentences, hit.stems.split("\n"), strict=False)
    ):
        stems = tuple(line.split())
        places: dict[str, list[int]] = {}
        numbers: list[int] = []
        told = 0
        for term in stems:
            places.setdefault(term, []).append(told)
            if term in _NUMBERS or term[0].isdigit():
                numbers.append(told)
            told += term not in STOP_STEMS
        for term, at in places.items():
            postings.setdefault(term, []).append((row, tuple(at)))
        text = hit.text[span.start - offset : span.end - offset]
        telling = len(places.keys() - STOP_STEMS)
        sentences.append(PreparedSentence(span, text, stems, tuple(numbers), telling))
    fixed = {term: tuple(found) for term, found in postings.items()}
    return PreparedPassage(hit.passage, tuple(sentences), fixed, hit.first_sentence, heading)
