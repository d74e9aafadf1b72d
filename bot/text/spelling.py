"""Spelling: the words that a mistyped word may stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MANY = 2_000  # words of one length; more are told apart by their first letter


def bare(word: str) -> str:
    """A folded word without possessive ending and full stops: how words are compared here."""
    return word.removesuffix("'s").removesuffix("’s").replace(".", "").rstrip("'")


def allowance(length: int) -> int:
    """How many typing errors a word of this length may have."""
    if length <= 4:
        return 0
    return 1 if length <= 8 else 2 if length <= 12 else 3


class WordIndex:
    """Words by length, for finding the ones that a mistyped word may stand for."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        self._by_head: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        for word in sorted(self._known):
            self._by_length[len(word)].append(word)
            self._by_head[len(word), word[:1]].append(word)
        self.near = lru_cache(maxsize=8192)(self._near)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def __len__(self) -> int:
        return len(self._known)

    def _near(self, word: str) -> tuple[tuple[str, float], ...]:
        """Words that `word` may be, with similarities: itself, or else the nearest ones.

        A word of up to four letters must be exact or have two neighbours swapped; a number
        must be exact.
        """
        if word in self._known:
            return ((word, 1.0),)
        if len(word) < 3 or any(c.isdigit() for c in word):
            return ()
        if len(word) <= 4:
            swaps = (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))
            return tuple((swap, 0.75) for swap in dict.fromkeys(swaps) if swap in self._known)
        found: list[tuple[str, int]] = []
        most = allowance(len(word))
        for length in range(len(word) - most, len(word) + most + 1):
            limit = min(most, max(1, allowance(length))) if length >= 4 else 0
            for bucket in self._buckets(word, length) if limit else ():
                hits = process.extract(
                    word, bucket, scorer=OSA.distance, score_cutoff=limit, limit=8
                )
                found += [(choice, int(distance)) for choice, distance, _ in hits]
        least = min((distance for _, distance in found), default=0)
        return tuple((w, 1 - d / max(len(word), len(w))) for w, d in found if d == least)

    def _buckets(self, word: str, length: int) -> list[list[str]]:
        """The words of this length; of very many those that begin with either first letter.

        Few typing errors alter the first letter, and fewer do anything but swap or add one.
        """
        every = self._by_length.get(length, [])
        if len(every) <= _MANY:
            return [every] if every else []
        return [self._by_head.get((length, head), []) for head in dict.fromkeys(word[:2])]

    def replaced(self, word: str) -> tuple[str, ...]:
        """The words that differ from `word` in one letter, added, left out or another."""
        lengths = range(len(word) - 1, len(word) + 2)
        return tuple(
            choice
            for length in lengths
            for choice in self._by_length.get(length, ())
            if OSA.distance(word, choice, score_cutoff=1) <= 1
        )


def correct(word: str, vocabulary: WordIndex) -> str | None:
    """The word of `vocabulary` that `word` is mistyped from; none when unsure or known.

    Sure means: one word only is nearest, or one only of the nearest has the same first
    letter and the same last one.
    """
    typed = bare(word)
    if typed in vocabulary:
        return None
    near = [known for known, _ in vocabulary.near(typed)]
    if len(near) > 1:
        near = [known for known in near if known[0] == typed[0] and known[-1] == typed[-1]]
    return near[0] if len(near) == 1 else None
