"""Kernels: how alike two utterances are, in several ways, as matrices of numbers in [0, 1].

A kernel is fitted on sample texts and then compares any texts with them. What is compared
often is prepared once: sorted words for the edit ratio, an inverted list of n-grams for the
cosines, unit vectors for the meaning. None of them needs scipy or scikit-learn.

Similarities that are all positive and close to each other make kernel ridge regression
collapse; hence the powers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from math import log
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.text.embedding import Embedder
from bot.text.words import folded_words, stem

Matrix = NDArray[np.float32]
Features = Callable[[str], Iterable[str]]

FEATURES = "3"  # raise it whenever a kernel gives other numbers than before
_EDIT_POWER = 3
_MEANING_POWER = 2
_GRAMS = (3, 4, 5)
_FEW = 4  # texts that are compared one by one
_LONGEST = 2_000  # characters of an utterance that are compared


class Kernel(Protocol):
    """Compares texts with the sample texts that it was made for.

    `against` returns shape (texts, samples), float32, from 0 (nothing in common) to 1
    (the same); the same text always gives the same row. Pure, hence safe in threads.
    """

    def against(self, texts: Sequence[str]) -> Matrix: ...


def sorted_words(text: str) -> str:
    """The folded words of `text` in alphabetical order, with blanks between them."""
    return " ".join(sorted(folded_words(text[:_LONGEST])))


class TokenSort:
    """Edit similarity (Indel ratio) of the alphabetically sorted words, to the third power."""

    def __init__(self, samples: Sequence[str]) -> None:
        self._samples = [sorted_words(sample) for sample in samples]

    def against(self, texts: Sequence[str]) -> Matrix:
        queries = [sorted_words(text) for text in texts]
        ratios = process.cdist(queries, self._samples, scorer=fuzz.ratio, dtype=np.float32)
        shaped = np.asarray(ratios, dtype=np.float32).reshape(len(texts), len(self._samples))
        return (shaped / np.float32(100)) ** np.float32(_EDIT_POWER)


def character_grams(text: str) -> Iterable[str]:
    """The 3- to 5-grams of characters of each folded word with a blank at either end."""
    return chain.from_iterable(map(_grams, folded_words(text[:_LONGEST])))


@lru_cache(maxsize=8192)
def _grams(folded: str) -> tuple[str, ...]:
    word = f" {folded} "
    found: list[str] = []
    for length in _GRAMS:
        if len(word) <= length:
            found.append(word)
            break
        found.extend(word[start : start + length] for start in range(len(word) - length + 1))
    return tuple(found)


def word_grams(text: str) -> Iterable[str]:
    """The stems of `text` and the pairs of neighbours, stop words among them."""
    stems = [stem(word) for word in folded_words(text[:_LONGEST])]
    pairs = pairwise(["^", *stems, "$"])
    return [*stems, *(f"{first} {second}" for first, second in pairs)]


class Cosine:
    """Cosine of weighted features: 1 + log of the count, times the inverse frequency.

    The samples are kept as an inverted list, so that memory is linear in their features and
    a comparison touches nothing but the features that the text has. Features that no sample
    has count towards the length of the text alone.
    """

    def __init__(self, samples: Sequence[str], features: Features) -> None:
        self._features = features
        self._count = len(samples)
        counts = [Counter(features(sample)) for sample in samples]
        self._numbers = {
            name: number for number, name in enumerate(dict.fromkeys(chain.from_iterable(counts)))
        }
        # Three columns with an entry for each feature of each sample, sorted by feature below.
        names = chain.from_iterable(counts)
        numbers = np.fromiter(map(self._numbers.__getitem__, names), dtype=np.int64)
        times = np.fromiter(chain.from_iterable(c.values() for c in counts), dtype=np.float64)
        rows = np.repeat(np.arange(len(counts), dtype=np.int32), [len(count) for count in counts])
        frequency = np.bincount(numbers, minlength=len(self._numbers))
        self._rarity = [self._inverse(found) for found in frequency.tolist()]
        self._unseen = self._inverse(0)
        weights = (1 + np.log(times)) * np.array(self._rarity)[numbers]
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(counts)))
        order = np.argsort(numbers, kind="stable")
        self._starts: list[int] = [0, *np.cumsum(frequency).tolist()]
        self._rows = rows[order]
        self._weights = (weights / lengths[rows])[order].astype(np.float32)

    def _inverse(self, found: int) -> float:
        return log((1 + self._count) / (1 + found)) + 1

    def _weigh(self, count: Counter[str]) -> tuple[list[tuple[int, float]], float]:
        """The weights of the known features, and the length over all of them."""
        vector: list[tuple[int, float]] = []
        square = 0.0
        for name, times in count.items():
            number = self._numbers.get(name)
            rarity = self._unseen if number is None else self._rarity[number]
            weight = (1 + log(times)) * rarity
            square += weight * weight
            if number is not None:
                vector.append((number, weight))
        return vector, square**0.5 or 1.0

    def against(self, texts: Sequence[str]) -> Matrix:
        result = np.zeros((len(texts), self._count), dtype=np.float32)
        for i, text in enumerate(texts):
            vector, length = self._weigh(Counter(self._features(text)))
            if not vector:
                continue
            slices = [slice(self._starts[n], self._starts[n + 1]) for n, _ in vector]
            sizes = [s.stop - s.start for s in slices]
            times = np.repeat(np.array([w / length for _, w in vector], dtype=np.float32), sizes)
            rows = np.concatenate([self._rows[s] for s in slices])
            weights = np.concatenate([self._weights[s] for s in slices])
            result[i] = np.bincount(rows, weights * times, minlength=self._count)
        return np.clip(result, 0.0, 1.0)


class Meaning:
    """Cosine of sentence embeddings, nothing below zero, squared.

    A text that is one of the samples is not embedded again.
    """

    def __init__(self, samples: Sequence[str], embedder: Embedder) -> None:
        self._embedder = embedder
        self._samples = embedder.embed(samples)
        self._rows = {sample: row for row, sample in enumerate(samples)}

    def against(self, texts: Sequence[str]) -> Matrix:
        if len(texts) > _FEW:
            cosines = self._vectors(texts) @ self._samples.T
        else:  # the threads of a matrix product cost more than they save
            vectors = [self._vector(text) for text in texts]
            rows = [np.einsum("nd,d->n", self._samples, vector) for vector in vectors]
            cosines = np.reshape(rows, (len(texts), len(self._samples)))
        result: Matrix = np.clip(cosines, 0.0, 1.0) ** np.float32(_MEANING_POWER)
        return result

    def _vectors(self, texts: Sequence[str]) -> Matrix:
        rows = np.array([self._rows.get(text, -1) for text in texts])
        vectors: Matrix = self._samples[rows]
        new = [text for text, row in zip(texts, rows, strict=True) if row < 0]
        if new:
            vectors[rows < 0] = self._embedder.embed(new)
        return vectors

    def _vector(self, text: str) -> Matrix:
        row = self._rows.get(text)
        vector: Matrix = self._embedder.embed([text])[0] if row is None else self._samples[row]
        return vector


def make_kernel(name: str, samples: Sequence[str], embedder: Embedder | None) -> Kernel:
    """The kernel called `name`, for `samples`.

    Raises `KeyError` for an unknown name, `ValueError` for `embedding` without an embedder.
    """
    if name == EMBEDDING:
        if embedder is None:
            raise ValueError("the kernel 'embedding' needs an embedder")
        return Meaning(samples, embedder)
    return _LEXICAL[name](samples)


EMBEDDING = "embedding"
_LEXICAL: Mapping[str, Callable[[Sequence[str]], Kernel]] = {
    "token_sort": TokenSort,
    "characters": lambda samples: Cosine(samples, character_grams),
    "words": lambda samples: Cosine(samples, word_grams),
}
LEXICAL = tuple(_LEXICAL)
KERNELS = (*LEXICAL, EMBEDDING)
