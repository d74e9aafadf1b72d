"""Slots: sample utterances laid over an utterance, word by word, to find what fills the gaps.

A sample is a pattern: fixed words, which may be mistyped, and gaps. A gap for a name takes a
name that was found in the utterance, or else (at a cost) a few words that are none; a gap for
a date takes a date; a gap for text takes any words. Every fixed word must be there, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.intent import Intent, Slot
from bot.domain.span import Span
from bot.text.lexicon import entry, known
from bot.text.spelling import WordIndex
from bot.text.words import STOP_WORDS, stem, tokens

TEXT_TYPES = frozenset({"text", "topic"})
OPEN_TYPES = frozenset({"signatory", "speaker", "person", "place"})  # may be names nobody knows
QUOTING = frozenset({"words", "question", "quote"})  # slots that keep every word as it is

# Words of courtesy and of asking: they tell nothing about what is asked for.
FILLERS = frozenset(
    """please hi hey hello ok okay well so and then now just actually really exactly again maybe
    tell show give list find let get know want like need thanks thank kindly quickly also still yet
    ever even anyway um uh oh yes dear bot sir madam anything something everything everyone thing
    things exact got""".split()
)
_NEGATIONS = frozenset(
    """not no never nor without except didn't don't doesn't isn't aren't wasn't weren't hasn't
    haven't won't wouldn't can't couldn't shouldn't didnt dont doesnt isnt wasnt wont cant
    neither nobody none""".split()
)
QUESTION_WORDS = frozenset({"who", "whose", "when", "where", "why", "how"})
_BEING = frozenset("is are was were be been being".split())
_DOING = frozenset("do does did has have had will would can could should may might".split())
_SPOKEN: Mapping[str, tuple[str, ...]] = {
    "u": ("you",),
    "ur": ("your",),
    "r": ("are",),
    "ya": ("you",),
    "pls": ("please",),
    "plz": ("please",),
    "gimme": ("give", "me"),
    "lemme": ("let", "me"),
    "wanna": ("want", "to"),
    "gonna": ("going", "to"),
    "orgs": ("organizations",),
    "org": ("organization",),
    "docs": ("documents",),
    "doc": ("document",),
    "info": ("information",),
    "stats": ("statistics",),
    "i've": ("i", "have"),
    "i'm": ("i", "am"),
    "you've": ("you", "have"),
    "you're": ("you", "are"),
    "they're": ("they", "are"),
}
_WITH_IS = re.compile(r"(who|what|where|when|how|why|which|it|that|there|here)'?s\Z")
_GAP = re.compile(r"\{(\w+)\}")
_QUOTED = re.compile(r"“([^“”]{1,600})”|\"([^\"]{1,600})\"|«([^«»]{1,600})»|„([^„“”]{1,600})[“”]")
_MOST_WORDS = 48  # of an utterance that are matched
_LONGEST_NAME = 8  # words of a name that nobody knows
_COURTESY = frozenset({"please", "thanks", "thank"})  # no value ends with them
_NEVER_NAMES = QUESTION_WORDS | _BEING | _DOING | FILLERS | frozenset("i you he she it we".split())
_PARTICLES = frozenset("de da di du van von der den la le el al bin ibn of and the".split())
_ARTICLES = frozenset({"the", "a", "an"})

SKIPPED_FILLER, SKIPPED_WORD = 0.1, 0.8
UNKNOWN_NAME, ANY_WORDS, MISTYPED = 0.5, 0.4, 0.1
_DEAREST = 1.2


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an utterance; a quotation in quotation marks is one word."""

    text: str
    span: Span
    quoted: bool = False

    @property
    def telling(self) -> bool:
        """Whether the word says what is asked for, unlike "the" or "please"; "not" does."""
        passed_over = self.text in STOP_WORDS or self.text in FILLERS
        return self.quoted or self.text in _NEGATIONS or not passed_over


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a slot: the value, and where it stands in the utterance."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Found:
    """A name or a date in the utterance that may fill slots of this type."""

    type: str
    value: str
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """A sample laid over an utterance: what fills its gaps, and what it costs (0: nothing)."""

    row: int
    fillings: Mapping[str, Filling]
    cost: float
    fixed: int


def spoken(folded: str) -> tuple[str, ...]:
    """A folded word as it would be written out: "what's" and "whats" are "what is"."""
    known = _SPOKEN.get(folded)
    if known is not None:
        return known
    found = _WITH_IS.match(folded)
    return (found.group(1), "is") if found else (folded,)


def read_words(text: str) -> list[Word]:
    """The first words of `text`, written out; each quotation is one word."""
    quotes = [(Span(*m.span()), Span(*m.span(m.lastindex or 0))) for m in _QUOTED.finditer(text)]
    result: list[Word] = []
    passed = 0
    for token in tokens(text):
        while passed < len(quotes) and quotes[passed][0].end <= token.span.start:
            passed += 1
        if passed < len(quotes) and quotes[passed][0].contains(token.span):
            inner = quotes[passed][1]
            if not (result and result[-1].quoted and result[-1].span == inner):
                result.append(Word(inner.of(text), inner, quoted=True))
        else:
            result.extend(Word(part, token.span) for part in spoken(token.text))
        if len(result) >= _MOST_WORDS:
            break
    return result


@lru_cache(maxsize=8192)
def key(word: str) -> str:
    """What a word of a phrase is compared by: its stem, an irregular form's base's stem.

    Forms of "be" are one, and so are the other auxiliary verbs.
    """
    if word in _BEING or word in _DOING:
        return "<be>" if word in _BEING else "<do>"
    return stem(next(iter(entry(word).bases), word))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sample utterance as fixed words (stems) and gaps (slots)."""

    parts: tuple[str | Slot, ...]
    fixed: frozenset[str]


def read_pattern(sample: str, intent: Intent) -> Pattern:
    """The pattern of a sample of `intent`."""
    parts: list[str | Slot] = []
    for i, piece in enumerate(_GAP.split(sample)):
        if i % 2:
            parts.append(intent.slot(piece) or Slot(piece))
            continue
        if parts and piece[:2] in ("'s", "’s"):
            piece = piece[2:]
        written = (word for token in tokens(piece) for word in spoken(token.text))
        parts.extend(key(word) for word in written if word not in _ARTICLES)
    return Pattern(tuple(parts), frozenset(p for p in parts if isinstance(p, str)))


class PhraseWords:
    """The fixed words of all phrases: which of them a word is, or is mistyped from."""

    def __init__(self, samples: Iterable[str]) -> None:
        self.words = frozenset(
            word
            for sample in samples
            for token in tokens(_GAP.sub(" ", sample))
            for word in spoken(token.text)
        )
        self._keys = frozenset(key(word) for word in self.words)
        self._index = WordIndex(word for word in self.words if word not in STOP_WORDS)
        self.meant = lru_cache(maxsize=8192)(self._meant)
        self.keys = lru_cache(maxsize=8192)(self._keys_of)

    def _meant(self, word: str) -> str:
        """The phrase word that `word` is mistyped from, or `word` itself.

        An ordinary word of the language stays what it is, unless it has exactly the letters
        of the phrase word ("singed", "signed").
        """
        if key(word) in self._keys or word in STOP_WORDS:
            return word
        near = [other for other, _ in self._index.near(word)]
        if known(word):
            near = [other for other in near if sorted(other) == sorted(word)]
        elif not near and len(word) == 4:
            near = [other for other in self._index.replaced(word) if other[0] == word[0]]
        return near[0] if near and len({key(other) for other in near}) == 1 else word

    def _keys_of(self, word: str) -> frozenset[str]:
        """The keys of the phrase words that `word` stands for; none for another word."""
        own = key(self.meant(word))
        found = {own, "<do>"} if own == "<be>" else {own}
        return frozenset(found & self._keys)


class Aligner:
    """All patterns, made ready for being laid over utterances."""

    def __init__(self, patterns: Sequence[Pattern], words: PhraseWords) -> None:
        self._patterns = patterns
        self._words = words
        self._gapped = [
            row
            for row, pattern in enumerate(patterns)
            if any(isinstance(part, Slot) for part in pattern.parts)
        ]

    def align(self, text: str, words: Sequence[Word], found: Sequence[Found]) -> list[Alignment]:
        """Every sample with gaps that can be laid over the utterance."""
        keys = [frozenset[str]() if w.quoted else self._words.keys(w.text) for w in words]
        there = frozenset[str]().union(*keys)
        result: list[Alignment] = []
        for row in self._gapped:
            pattern = self._patterns[row]
            if pattern.fixed <= there:
                walk = _Walk(text, words, keys, found, pattern)
                best = walk.best(0, 0)
                if best is not None and best[0] <= _DEAREST:
                    fixed = sum(isinstance(part, str) for part in pattern.parts)
                    result.append(Alignment(row, dict(best[1]), best[0], fixed))
        return result


_Way = tuple[float, tuple[tuple[str, Filling], ...]]


class _Walk:
    """The cheapest way of laying one pattern over one utterance (dynamic programming)."""

    def __init__(
        self,
        text: str,
        words: Sequence[Word],
        keys: Sequence[frozenset[str]],
        found: Sequence[Found],
        pattern: Pattern,
    ) -> None:
        self.text, self.words, self.keys, self.found = text, words, keys, found
        self.parts = pattern.parts
        self.known: dict[tuple[int, int], _Way | None] = {}

    def best(self, part: int, at: int) -> _Way | None:
        """The cheapest way for the parts from `part` on and the words from `at` on."""
        state = (part, at)
        if state not in self.known:
            self.known[state] = None
            self.known[state] = self._best(part, at)
        return self.known[state]

    def _best(self, part: int, at: int) -> _Way | None:
        ways: list[_Way] = []
        if at < len(self.words):
            word = self.words[at]
            rest = self.best(part, at + 1) if not word.quoted else None
            if rest is not None:
                ways.append((rest[0] + _skipped(word), rest[1]))
        if part == len(self.parts):
            if at == len(self.words):
                ways.append((0.0, ()))
        elif at < len(self.words):
            here = self.parts[part]
            if isinstance(here, Slot):
                ways.extend(self._fill(here, part, at))
            elif here in self.keys[at]:
                rest = self.best(part + 1, at + 1)
                if rest is not None:
                    typed = key(self.words[at].text) == here
                    ways.append((rest[0] + (0.0 if typed else MISTYPED), rest[1]))
        return min(ways, key=lambda way: way[0], default=None)

    def _fill(self, slot: Slot, part: int, at: int) -> Iterable[_Way]:
        for found in self.found:
            if found.type == slot.type and found.span.overlaps(self.words[at].span):
                after = at
                while after < len(self.words) and self.words[after].span.overlaps(found.span):
                    after += 1
                if at and self.words[at - 1].span.overlaps(found.span):
                    continue
                rest = self.best(part + 1, after)
                if rest is not None:
                    filling = Filling(found.value, found.span)
                    yield rest[0] + 0.1 * (1 - found.score), ((slot.name, filling), *rest[1])
        if slot.type in TEXT_TYPES:
            yield from self._free(slot, part, at, len(self.words), ANY_WORDS)
        elif slot.type in OPEN_TYPES:
            yield from self._free(slot, part, at, at + _LONGEST_NAME, UNKNOWN_NAME)

    def _free(self, slot: Slot, part: int, at: int, most: int, cost: float) -> Iterable[_Way]:
        """Any words for the slot, at least one of them telling."""
        telling = False
        for after in range(at + 1, min(most, len(self.words)) + 1):
            if slot.type in OPEN_TYPES and not self._may_name(slot, after - 1):
                return
            telling = telling or self.words[after - 1].telling
            if not telling or self.words[after - 1].text in _COURTESY:
                continue
            rest = self.best(part + 1, after)
            if rest is not None:
                span = Span(self.words[at].span.start, self.words[after - 1].span.end)
                filling = Filling(plain(self.text, span, slot), span)
                yield rest[0] + cost, ((slot.name, filling), *rest[1])

    def _may_name(self, slot: Slot, at: int) -> bool:
        """Whether a word may be of a name that nobody knows.

        Organizations are named with ordinary words, people and places with others, or with
        capitals.
        """
        word = self.words[at]
        if word.quoted or word.text in _NEVER_NAMES:
            return word.quoted
        if slot.type == "signatory" or word.text in _PARTICLES:
            return True
        capital = self.text[word.span.start : word.span.start + 1].isupper()
        return word.text not in STOP_WORDS and (capital or not known(word.text))


def _skipped(word: Word) -> float:
    if word.text in _ARTICLES:
        return 0.0
    return SKIPPED_WORD if word.telling or word.text in QUESTION_WORDS else SKIPPED_FILLER


def plain(text: str, span: Span, slot: Slot) -> str:
    """The words at `span` as a slot's value: a leading article goes, unless words are quoted."""
    value = span.of(text).strip()
    head, _, tail = value.partition(" ")
    if slot.name not in QUOTING and head.lower() in _ARTICLES and tail.strip():
        value = tail.strip()
    return value
