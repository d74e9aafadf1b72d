"""Names: resolving what people type against names that are known, exactly or not at all.

The rule is "exact or ask": every telling word that was typed must be found in the name, by
itself or as a typing error of it, so that names that differ in one telling word (North and
South Korea) are never taken for one another. What fits several names equally well is
ambiguous, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.domain.span import Span
from bot.text.name_index import WHOLE, NameIndex
from bot.text.spelling import WordIndex, bare, correct
from bot.text.words import STOP_WORDS, Token, tokens

__all__ = [
    "NameIndex",
    "NameMention",
    "Resolution",
    "WordIndex",
    "correct",
    "find_names",
    "index_of",
    "nearest",
    "resolve",
]

Kind = Literal["exact", "fuzzy", "ambiguous", "none"]

TITLES = frozenset(
    """mr mrs ms mx dr prof professor sir dame lord lady president vice premier chancellor king
    queen prince princess secretary minister senator representative congressman congresswoman
    governor mayor ambassador general admiral colonel captain chairman chairwoman chair leader
    spokesman spokeswoman spokesperson director judge justice reverend bishop pope""".split()
)
_LONGEST_MENTION = 12  # words
_SHOWN = 25  # names of an ambiguous resolution


@dataclass(frozen=True, slots=True)
class Resolution:
    """What typed words stand for: one name, several that fit equally well, or none."""

    kind: Kind
    names: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name inside a text: where, which, how surely; `others` fit the words equally well.

    The score is 1 for a whole name, less for a typing error or a part of a name.
    """

    span: Span
    name: str
    score: float
    others: tuple[str, ...] = ()


_index = lru_cache(maxsize=64)(NameIndex)


def index_of(names: NameIndex | Sequence[str]) -> NameIndex:
    """The index over `names`, made once for the same names."""
    return names if isinstance(names, NameIndex) else _index(tuple(names))


def resolve(words: str, names: NameIndex | Sequence[str]) -> Resolution:
    """The name that `words` stand for: exact, fuzzy (typing errors or a part), or ambiguous.

    Every telling word must be found in the name; titles ("President") may be left over when
    no name holds them.
    """
    index = index_of(names)
    typed = [bare(t.text) for t in tokens(words)]
    exact = index.exact(typed)
    if exact:
        kind: Kind = "exact" if len(exact) == 1 else "ambiguous"
        return Resolution(kind, tuple(index.names[i] for i in exact), 1.0)
    telling = [t for t in typed if t not in STOP_WORDS]
    without = [t for t in telling if t not in TITLES or index.holds(t)]
    telling = without or telling
    if not telling:
        return Resolution("none")
    rows, similarity, coverage = index.best(telling)
    if not rows:
        return Resolution("none")
    score = similarity * (0.5 + 0.5 * coverage)
    found = tuple(index.names[i] for i in rows[:_SHOWN])
    return Resolution("fuzzy" if len(rows) == 1 else "ambiguous", found, score)


def find_names(
    text: str,
    names: NameIndex | Sequence[str],
    common: Collection[str] = frozenset(),
    guarded: bool = True,
) -> list[NameMention]:
    """The names that stand in `text`, whole or in part, mistyped or not, the longest first found.

    `common` are words of the question itself ("say", "sign"): no name begins with a typing
    error of one. While `guarded`, a part of a name beside an unknown telling word is not taken:
    in "Ada Blake" the Blake may not be the one that is known, and "Lake Side Choir" is not
    "Lake Side Bakers". Titles before a name ("President") belong to the mention. In the order
    of the text, without overlaps.
    """
    index = index_of(names)
    found = [
        NameMention(Span(at, at + len(index.names[i])), index.names[i], 1.0)
        for i, at in index.inside(text)
    ]
    taken = [mention.span for mention in found]
    words = list(tokens(text))
    folded = [bare(word.text) for word in words]
    at = 0
    while at < len(words):
        end, rows, similarity, coverage = _longest(folded, at, index, common)
        if rows and coverage < WHOLE:
            initials = end == at + 1 and len(folded[at]) >= 3 and words[at].span.of(text).isupper()
            beside = _beside(
                text, words, at, end, any(index.goes_on(i, folded[at:end]) for i in rows)
            )
            strange = any(_strange(folded[n], index, common) for n in beside)
            if guarded and strange and not initials:
                rows = []
            several = sum(index.holds(word) for word in folded[at:end]) > 1
            coverage = max(coverage, 0.95 if initials else 0.8 if several else 0.0)
        if rows:
            first_word = at
            while first_word > 0 and folded[first_word - 1] in TITLES:
                first_word -= 1
            span = Span(words[first_word].span.start, _end(text, words[end - 1].span))
            first, *others = (index.names[i] for i in rows[:_SHOWN])
            if not any(span.overlaps(other) for other in taken):
                score = similarity * min(1.0, coverage)
                found.append(NameMention(span, first, score, tuple(others)))
        at = end
    return sorted(found, key=lambda mention: mention.span)


def _beside(text: str, words: Sequence[Token], at: int, end: int, goes_on: bool) -> Iterable[int]:
    """The neighbours that may make another name of a part of one: before it, and after it
    where the name goes on. A small word beside one with a capital is no part of its name."""
    capital = text[words[at].span.start].isupper()
    around = [at - 1] if at > 0 else []
    around += [end] if goes_on and end < len(words) else []
    return [n for n in around if not capital or not text[words[n].span.start].islower()]


def _strange(word: str, index: NameIndex, common: Collection[str]) -> bool:
    """Whether nothing is known of a word: it may belong to a name that nobody knows."""
    return not (word in STOP_WORDS or word in TITLES or word in common or index.holds(word))


def _end(text: str, span: Span) -> int:
    """The end of a word without a possessive ending."""
    word = span.of(text)
    return span.end - 2 if word.lower().endswith(("'s", "’s")) else span.end


def _longest(
    folded: Sequence[str], at: int, index: NameIndex, common: Collection[str]
) -> tuple[int, list[int], float, float]:
    """The longest run of words from `at` that are words of one name, each once.

    Gives its end, the names, how alike the words are, and the share of the name they cover.
    """
    first = folded[at]
    if (first in STOP_WORDS or first in common) and not index.holds(first):
        return at + 1, [], 0.0, 0.0
    held: list[str] = []
    used: set[str] = set()
    rows: set[int] = set()
    end = at
    for to in range(at, min(len(folded), at + _LONGEST_MENTION)):
        word = folded[to]
        known = {other for other, _ in index.words.near(word)}
        candidates = index.candidates(word)
        if word in STOP_WORDS and not candidates:
            continue
        if (word in common and not index.holds(word)) or (known and known <= used):
            break
        fitting = rows & set(candidates) if held else set(candidates)
        if not fitting:
            break
        rows, end = fitting, to + 1
        held.append(word)
        used |= known
    if not held:
        return at + 1, [], 0.0, 0.0
    exact = index.exact(folded[at:end])
    if exact:
        return end, exact, 1.0, 1.0
    return end, *index.best(held)


def nearest(words: str, names: NameIndex | Sequence[str], limit: int = 3) -> tuple[str, ...]:
    """The names nearest to `words`, to be offered and never taken; see `NameIndex.nearest`."""
    return index_of(names).nearest(words, limit)
