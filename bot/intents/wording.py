"""Wording: the words of an utterance, and which words of the phrases they are.

People write "whats", "u" and "sgined". Words are written out, compared by their stems, and
taken for the word of a phrase that they are mistyped from; a quotation is one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.intent import Intent, Slot
from bot.domain.span import Span
from bot.text.lexicon import commonness, entry, known
from bot.text.spelling import WordIndex
from bot.text.words import STOP_WORDS, folded_words, stem, tokens

# Words of courtesy and of asking: they tell nothing about what is asked for.
FILLERS = frozenset(
    """please hi hey hello ok okay well so and then now just actually really exactly again maybe
    tell show give list find let get know want like need thanks thank kindly quickly also still yet
    ever even anyway um uh oh yes dear bot sir madam anything something everything everyone thing
    things exact got""".split()
)
NEGATIONS = frozenset(
    """not no never nor without except didn't don't doesn't isn't aren't wasn't weren't hasn't
    haven't won't wouldn't can't couldn't shouldn't didnt dont doesnt isnt wasnt wont cant
    neither nobody none""".split()
)
QUESTION_WORDS = frozenset({"who", "whose", "when", "where", "why", "how"})
BEING = frozenset("is are was were be been being".split())
DOING = frozenset("do does did has have had will would can could should may might".split())
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
    "wich": ("which",),
    "wat": ("what",),
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
COURTESIES = frozenset("please thanks thank kindly so well ok okay hey dear um uh oh just".split())
ARTICLES = frozenset({"the", "a", "an"})
_GAP = re.compile(r"\{(\w+)\}")
_QUOTED = re.compile(r"“([^“”]{1,600})”|\"([^\"]{1,600})\"|«([^«»]{1,600})»|„([^„“”]{1,600})[“”]")
_MOST_WORDS = 48  # of an utterance that are matched


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
        return self.quoted or self.text in NEGATIONS or not passed_over


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


def written_out(text: str) -> str:
    """The words of `text` with blanks between them, written out and without courtesies."""
    said = [word.text for word in read_words(text)]
    return " ".join([word for word in said if word not in COURTESIES] or said)


@lru_cache(maxsize=8192)
def key(word: str) -> str:
    """What a word of a phrase is compared by: its stem, an irregular form's base's stem.

    Forms of "be" are one, and so are the other auxiliary verbs.
    """
    if word in BEING or word in DOING:
        return "<be>" if word in BEING else "<do>"
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
        written = (word for folded in folded_words(piece) for word in spoken(folded))
        parts.extend(key(word) for word in written if word not in ARTICLES)
    return Pattern(tuple(parts), frozenset(p for p in parts if isinstance(p, str)))


def ordinary(word: str) -> bool:
    """Whether a folded word is one of the language's, and not one that nobody uses."""
    return known(word) and commonness(word)[0] > 0


class PhraseWords:
    """The fixed words of all phrases: which of them a word is, or is mistyped from."""

    def __init__(self, samples: Iterable[str]) -> None:
        self.words = frozenset(
            word
            for sample in samples
            for folded in folded_words(_GAP.sub(" ", sample))
            for word in spoken(folded)
        )
        self._keys = frozenset(key(word) for word in self.words)
        self._index = WordIndex(self.words)
        self.meant = lru_cache(maxsize=8192)(self._meant)
        self.keys = lru_cache(maxsize=8192)(self._keys_of)

    def _meant(self, word: str) -> str:
        """The phrase word that `word` is mistyped from, or `word` itself.

        An ordinary word of the language stays what it is, unless it has exactly the letters
        of the phrase word ("singed", "signed").
        """
        if word in self.words or word in STOP_WORDS:
            return word
        near = [other for other, _ in self._index.near(word)]
        if ordinary(word):
            near = [other for other in near if sorted(other) == sorted(word)]
            near = [other for other in near if other not in STOP_WORDS]
            near = [] if key(word) in self._keys else near
        elif not near and len(word) == 4:
            near = [other for other in self._index.replaced(word) if other[0] == word[0]]
        return near[0] if near and len({key(other) for other in near}) == 1 else word

    def joined(self, words: Sequence[Word]) -> list[Word]:
        """The words, with two that are one phrase word written apart ("time line") made one."""
        result: list[Word] = []
        for word in words:
            if result and not word.quoted and not result[-1].quoted:
                both = result[-1].text + word.text
                if both in self.words and word.text not in self.words:
                    span = Span(result[-1].span.start, word.span.end)
                    result[-1] = Word(both, span)
                    continue
            result.append(word)
        return result

    def _keys_of(self, word: str) -> frozenset[str]:
        """The keys of the phrase words that `word` stands for; none for another word."""
        own = key(self.meant(word))
        found = {own, "<do>"} if own == "<be>" else {own}
        return frozenset(found & self._keys)
