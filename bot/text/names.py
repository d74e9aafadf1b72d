"""Names: resolving what people type against names that are known, exactly or not at all.

The rule is "exact or ask": every telling word that was typed must be found in the name, by
itself or as a typing error of it, so that names that differ in one telling word (North and
South Korea) are never taken for one another. What fits several names equally well is
ambiguous, and nothing is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.domain.span import Span
from bot.text.spelling import WordIndex, bare, correct
from bot.text.words import STOP_WORDS, tokens

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
_ENOUGH = 5_000  # names that begin with what has been typed; more are not looked at
_NEAR = 0.5  # least similarity of a neighbour
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


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


class NameIndex:
    """Names, made ready for resolving, finding in texts and completing; immutable.

    Building is linear in the names; a look-up touches the names that share a word. Up to
    100,000 names a look-up stays within some tens of milliseconds.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(name for name in names if name.strip()))
        self._tokens = [tuple(bare(t.text) for t in tokens(name)) for name in self.names]
        self._telling = [
            frozenset(t for t in ts if t not in STOP_WORDS) or frozenset(ts) for ts in self._tokens
        ]
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        self._acronyms: defaultdict[str, list[int]] = defaultdict(list)
        for i, words in enumerate(self._tokens):
            for key in dict.fromkeys(("".join(words), "".join(_without_article(words)))):
                self._exact[key].append(i)
            for word in self._telling[i]:
                self._holding[word].append(i)
            initials = "".join(word[0] for word in words)
            if len(initials) >= 3:
                self._acronyms[initials].append(i)
        self.words = WordIndex(self._holding)
        self._sorted_words = sorted(self._holding)
        self._keys = [" ".join(sorted(words)) for words in self._tokens]
        self._heads = lru_cache(maxsize=4)(self._cut)
        self._han = [i for i, name in enumerate(self.names) if _HAN.search(name)]

    def __len__(self) -> int:
        return len(self.names)

    def candidates(self, word: str) -> dict[int, float]:
        """The names that hold `word` or what it is mistyped from, with the similarity."""
        found: dict[int, float] = {}
        for known, similarity in self.words.near(word):
            for i in self._holding[known]:
                found[i] = max(similarity, found.get(i, 0.0))
        if not found:
            found = dict.fromkeys(self._acronyms.get(word, ()), 0.95)
        return found

    def fitting(self, words: Sequence[str]) -> dict[int, float]:
        """The names that hold every one of `words`, with the mean similarity."""
        sums: dict[int, float] = {}
        for n, word in enumerate(words):
            found = self.candidates(word)
            sums = found if n == 0 else {i: s + found[i] for i, s in sums.items() if i in found}
            if not sums:
                return {}
        return {i: s / len(words) for i, s in sums.items()}

    def covered(self, i: int, words: Sequence[str]) -> float:
        """The share of the telling letters of name `i` that `words` account for."""
        telling = self._telling[i]
        held = {known for word in words for known, _ in self.words.near(word)} & telling
        total = sum(map(len, telling))
        if not held and any(i in self._acronyms.get(word, ()) for word in words):
            return 1.0
        return sum(map(len, held)) / total if total else 0.0

    def best(self, words: Sequence[str]) -> tuple[list[int], float, float]:
        """The names that fit `words` best (several: equally well), similarity and coverage."""
        fitting = self.fitting(words)
        if not fitting:
            return [], 0.0, 0.0
        top = max(fitting.values())
        rows = [i for i, similarity in fitting.items() if similarity >= top - 1e-9]
        ranked = sorted(((self.covered(i, words), -i) for i in rows), reverse=True)
        coverage = ranked[0][0]
        if coverage > 0.999 and (len(ranked) == 1 or ranked[1][0] < 0.999):
            ranked = ranked[:1]
        return [-i for _, i in ranked], top, coverage

    def exact(self, words: Sequence[str]) -> list[int]:
        """The names that are these words, but for blanks and a leading article."""
        for key in dict.fromkeys(("".join(words), "".join(_without_article(words)))):
            if key and key in self._exact:
                return self._exact[key]
        return []

    def holds(self, word: str) -> bool:
        """Whether a telling word of some name is exactly `word`."""
        return word in self._holding

    def goes_on(self, i: int, words: Sequence[str]) -> bool:
        """Whether name `i` has telling words after the last of `words`."""
        last = {known for known, _ in self.words.near(words[-1])}
        telling = [word for word in self._tokens[i] if word in self._telling[i]]
        return bool(telling) and telling[-1] not in last

    def inside(self, text: str) -> Iterable[tuple[int, int]]:
        """Names in Han, kana or hangul that stand in `text`, with their places."""
        if self._han and _HAN.search(text):
            for i in self._han:
                at = text.find(self.names[i])
                if at >= 0:
                    yield i, at

    def complete(self, prefix: str, limit: int = 25) -> tuple[str, ...]:
        """Names that begin with, hold, or nearly hold what has been typed; the best first."""
        typed = [bare(t.text) for t in tokens(prefix)]
        if not typed:
            return self.names[:limit]
        *whole, last = typed
        rows: set[int] | None = None
        for word in whole:
            found = set(self.candidates(word)) or self._beginning(word)
            if found or word not in STOP_WORDS:
                rows = found if rows is None else rows & found
        if rows is None:
            rows = self._beginning(last) or self._nearly_beginning(last)
        else:
            near = {known for known, _ in self.words.near(last)}
            rows = {
                i
                for i in rows
                if any(word.startswith(last) or word in near for word in self._tokens[i])
            }
        start = " ".join(typed)
        order = nsmallest(
            limit,
            rows,
            key=lambda i: (not " ".join(self._tokens[i]).startswith(start), self.names[i], i),
        )
        if len(order) < limit and len(start) > 3:
            known = set(order)
            order += [i for i in self._neighbours(start, limit) if i not in known]
        return tuple(self.names[i] for i in order[:limit])

    def _beginning(self, prefix: str) -> set[int]:
        found: set[int] = set()
        at = bisect_left(self._sorted_words, prefix)
        while at < len(self._sorted_words) and self._sorted_words[at].startswith(prefix):
            found.update(self._holding[self._sorted_words[at]])
            at += 1
            if len(found) > _ENOUGH:
                break
        return found

    def _cut(self, length: int) -> list[str]:
        return [word[:length] for word in self._sorted_words]

    def _nearly_beginning(self, prefix: str) -> set[int]:
        if len(prefix) < 4:
            return set()
        heads = self._heads(len(prefix))
        hits = process.extract(prefix, heads, scorer=OSA.distance, score_cutoff=1, limit=50)
        return {i for _, _, at in hits for i in self._holding[self._sorted_words[at]]}

    def _neighbours(self, words: str, limit: int) -> list[int]:
        key = " ".join(sorted(words.split()))
        hits = process.extract(
            key, self._keys, scorer=fuzz.ratio, score_cutoff=100 * _NEAR, limit=limit
        )
        return [at for _, _, at in hits]

    def nearest(self, words: str, limit: int = 3) -> tuple[str, ...]:
        """Names that look like `words` or share a telling word with them, the best first.

        For "did you mean": they are offered, never taken.
        """
        typed = [bare(t.text) for t in tokens(words)]
        key = " ".join(sorted(typed))
        rows = set(self._neighbours(" ".join(typed), limit * 4))
        for word in typed:
            if word not in STOP_WORDS:
                rows.update(sorted(self.candidates(word))[: limit * 8])
        scored = sorted(
            ((fuzz.token_set_ratio(key, self._keys[i]) + fuzz.ratio(key, self._keys[i]), -i))
            for i in rows
        )
        return tuple(self.names[-i] for score, i in reversed(scored[-limit:]) if score > 90)


def _without_article(words: Sequence[str]) -> Sequence[str]:
    return words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words


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
    "Lake Side Bakers". In the order of the text,
    without overlaps.
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
        upper = words[at].span.of(text).isupper()
        end, rows, score = _longest(folded, at, index, common, guarded, upper)
        if rows:
            span = Span(words[at].span.start, _end(text, words[end - 1].span))
            first, *others = (index.names[i] for i in rows[:_SHOWN])
            if not any(span.overlaps(other) for other in taken):
                found.append(NameMention(span, first, score, tuple(others)))
        at = end if rows else at + 1
    return sorted(found, key=lambda mention: mention.span)


def _end(text: str, span: Span) -> int:
    """The end of a word without a possessive ending."""
    word = span.of(text)
    return span.end - 2 if word.lower().endswith(("'s", "’s")) else span.end


def _longest(
    folded: Sequence[str],
    at: int,
    index: NameIndex,
    common: Collection[str],
    guarded: bool,
    upper: bool,
) -> tuple[int, list[int], float]:
    """The longest run of words from `at` that are words of one name: end, names, score."""
    nothing: tuple[int, list[int], float] = (at + 1, [], 0.0)
    first = folded[at]
    if (first in STOP_WORDS or first in common) and not index.holds(first):
        return nothing
    held: list[str] = []
    rows: set[int] = set()
    end = at
    for to in range(at, min(len(folded), at + _LONGEST_MENTION)):
        word = folded[to]
        candidates = index.candidates(word)
        if word in STOP_WORDS and not candidates:
            continue
        if word in common and not index.holds(word):
            break
        fitting = rows & set(candidates) if held else set(candidates)
        if not fitting:
            break
        rows, end = fitting, to + 1
        held.append(word)
    if not held:
        return nothing
    exact = index.exact(folded[at:end])
    if exact:
        return end, exact, 1.0
    best, similarity, coverage = index.best(held)
    whole = coverage > 0.999
    acronym = len(held) == 1 and len(first) >= 3 and upper
    if guarded and not whole and not acronym:
        around = folded[max(0, at - 1) : at]
        if len(held) > 1 and any(index.goes_on(i, held) for i in best):
            around = [*around, *folded[end : end + 1]]
        if any(
            not (w in STOP_WORDS or w in TITLES or w in common or index.holds(w)) for w in around
        ):
            return nothing
    return end, best, similarity * (1.0 if whole else 0.95 if acronym else _partial(held, coverage))


def _partial(held: Sequence[str], coverage: float) -> float:
    """How surely a part of a name means the name: two words in a row nearly as the whole."""
    return max(coverage, 0.8 if len(held) > 1 else 0.0)


def nearest(words: str, names: NameIndex | Sequence[str], limit: int = 3) -> tuple[str, ...]:
    """The names nearest to `words`, to be offered and never taken; see `NameIndex.nearest`."""
    return index_of(names).nearest(words, limit)
