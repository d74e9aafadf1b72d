"""Slots: sample utterances laid over an utterance, word by word, to find what fills the gaps.

A sample is a pattern: fixed words, which may be mistyped, and gaps. A gap for a name takes a
name that was found in the utterance, or else (at a cost) a few words that are none; a gap for
a date takes a date; a gap for text takes any words. Every fixed word must be there, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.intent import Slot
from bot.domain.span import Span
from bot.intents.wording import (
    ARTICLES,
    BEING,
    COURTESIES,
    DOING,
    FILLERS,
    QUESTION_WORDS,
    Pattern,
    PhraseWords,
    Word,
    key,
)
from bot.text.lexicon import known
from bot.text.words import STOP_WORDS

TEXT_TYPES = frozenset({"text", "topic"})
OPEN_TYPES = frozenset({"signatory", "speaker", "person", "place"})  # may be names nobody knows
QUOTING = frozenset({"words", "question", "quote"})  # slots that keep every word as it is

_SUBJECT = 5  # telling words of a subject
_LONGEST_NAME = 8  # words of a name that nobody knows
_FIRST_PERSON = frozenset({"i", "we", "my", "our"})
_NEVER_NAMES = QUESTION_WORDS | BEING | DOING | FILLERS | frozenset("i you he she it we".split())
_PARTICLES = frozenset("the of and for in on at to with without against from by us".split())

SKIPPED_FILLER, SKIPPED_WORD = 0.1, 0.8
UNKNOWN_NAME, ANY_WORDS, MISTYPED = 0.5, 0.4, 0.1
LONG = 0.25  # more for each telling word of a subject that has many
ORDINARY = 0.6  # more for a name nobody knows that is one ordinary word
_DEAREST = 1.2


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
        if at == len(self.words):
            return (0.0, ()) if part == len(self.parts) else None
        ways: list[_Way] = []
        here = self.parts[part] if part < len(self.parts) else None
        if isinstance(here, Slot):
            ways.extend(self._fill(here, part, at))
        elif here is not None and here in self.keys[at]:
            rest = self.best(part + 1, at + 1)
            if rest is not None:
                typed = key(self.words[at].text) == here
                ways.append((rest[0] + (0.0 if typed else MISTYPED), rest[1]))
        rest = self.best(part, at + 1) if not self.words[at].quoted else None
        if rest is not None:
            ways.append((rest[0] + _skipped(self.words[at]), rest[1]))
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
        telling, subject = 0, slot.type in TEXT_TYPES and slot.name not in QUOTING
        for after in range(at + 1, min(most, len(self.words)) + 1):
            if slot.type in OPEN_TYPES and not self._may_name(slot, after - 1):
                return
            telling += self.words[after - 1].telling
            if not telling or self.words[after - 1].text in COURTESIES:
                continue
            rest = self.best(part + 1, after)
            if rest is not None:
                span = Span(self.words[at].span.start, self.words[after - 1].span.end)
                filling = Filling(plain(self.text, span, slot), span)
                ordinary = after == at + 1 and slot.type in OPEN_TYPES and self._ordinary(at)
                extra = ORDINARY if ordinary else 0.0
                extra += LONG * max(0, telling - _SUBJECT) if subject else 0.0
                yield rest[0] + cost + extra, ((slot.name, filling), *rest[1])

    def _may_name(self, slot: Slot, at: int) -> bool:
        """Whether a word may be of a name that nobody knows.

        Organizations are named with ordinary words, people and places with others, or with
        capitals.
        """
        word = self.words[at]
        if word.quoted or word.text in _NEVER_NAMES:
            return word.quoted
        if word.text in STOP_WORDS:
            return word.text in _PARTICLES
        return slot.type == "signatory" or not self._ordinary(at)

    def _ordinary(self, at: int) -> bool:
        """Whether a word is one of the language's, written small."""
        word = self.words[at]
        return not word.span.of(self.text)[:1].isupper() and known(word.text)


def _skipped(word: Word) -> float:
    """What it costs that a word stands in the utterance and not in the sample."""
    if word.text in ARTICLES:
        return 0.0
    asking = word.text in QUESTION_WORDS or word.text in ("what", "which")
    weighs = word.telling or asking or word.text in _FIRST_PERSON
    return SKIPPED_WORD if weighs else SKIPPED_FILLER


def plain(text: str, span: Span, slot: Slot) -> str:
    """The words at `span` as a slot's value: a leading article goes, unless words are quoted."""
    value = span.of(text).strip()
    head, _, tail = value.partition(" ")
    if slot.name not in QUOTING and head.lower() in ARTICLES and tail.strip():
        value = tail.strip()
    return value
