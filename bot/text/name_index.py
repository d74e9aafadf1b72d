"""The index over names: which of them hold a word, or what the word is mistyped from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nsmallest

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.text.spelling import WordIndex, bare
from bot.text.words import STOP_WORDS, folded_words

WHOLE = 0.999  # the coverage of a whole name
_ENOUGH = 5_000  # names that begin with what has been typed; more are not looked at
_NEAR = 0.5  # least similarity of a neighbour
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


class NameIndex:
    """Names, made ready for resolving, finding in texts and completing; immutable.

    Building is linear in the names; a look-up touches the names that share a word. Up to
    100,000 names a look-up stays within some tens of milliseconds.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(name for name in names if name.strip()))
        self._tokens = [tuple(map(bare, folded_words(name))) for name in self.names]
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
        if coverage > WHOLE and (len(ranked) == 1 or ranked[1][0] < WHOLE):
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
        typed = [bare(word) for word in folded_words(prefix)]
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
        typed = [bare(word) for word in folded_words(words)]
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
