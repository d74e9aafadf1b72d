"""Classifying: kernel ridge regression over a sum of kernels.

One regression a label, towards 1 for the label's own samples and 0 for the others
(Saunders, Gammerman, Vovk 1998): alpha = (K + ridge / weights)^-1 Y. The scores of an
utterance that is like no sample are all near 0, so the best score says as well whether the
utterance belongs to any label. The name of a label is a sample of it, too: with few samples
it is among the best.

A label of few or motley samples scores low even for what is its own. How low is known without
fitting again: the score of a sample by all the others is 1 - alpha_i / ((K + ridge)^-1)_ii
(leave-one-out; Cawley and Talbot 2003). The labels' scores are levelled by it.

A sum of similarities need not be positive definite, and where it is not, solving blows up:
the ridge is then doubled until it is. Up to `EXACT` samples the whole Gram matrix is solved;
beyond that, `LANDMARKS` samples, spread evenly over the labels, stand for all (Nyström method;
Williams and Seeger 2000), in blocks, so that memory grows with the number of samples and not
with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.text.embedding import Embedder
from bot.text.kernels import EMBEDDING, Kernel, make_kernel

Array = NDArray[np.float64]
Similarities = NDArray[np.float32]

EXACT = 8_000  # samples and names; solving that many takes 1.8 GB for half a minute
LANDMARKS = 2_000
MOST_LABELS = LANDMARKS  # so that each has one
_BLOCK = 1_000
_SHARED = 5  # samples' worth of trust in what labels of like size score
_LEAST_LEVEL = 0.25  # of the mean; no label's scores are more than doubled by it
_TINY = 1e-6
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Weights:
    """What the classifier is made of: the share of each kernel, the ridge, the balance.

    Chosen by cross-validation on training examples of public sets, never on our own
    questions; `python -m benchmarks.intents --choose` repeats the choice. `balance` is the
    power of the inverse size of a label that weighs its samples: 0 for none, 1 for full.
    `name` is what the name of a label weighs, 1 for as much as a sample, 0 for nothing;
    `level` the power of the labels' own scores that theirs are divided by.
    """

    kernels: Mapping[str, float]
    ridge: float = 0.2
    balance: float = 0.5
    name: float = 1.0
    level: float = 0.5


SEMANTIC_WEIGHTS = Weights({"token_sort": 0.3, "characters": 0.1, "words": 0.2, "embedding": 1})
LEXICAL_WEIGHTS = Weights({"token_sort": 1, "characters": 1, "words": 1}, ridge=0.3, level=0.25)


def default_weights(embedder: Embedder | None) -> Weights:
    """The weights for what there is."""
    return SEMANTIC_WEIGHTS if embedder else LEXICAL_WEIGHTS


def spelt_out(label: str) -> str:
    """The name of a label as words, "FindConnection" as "find connection"; empty for numbers."""
    words = _BETWEEN.sub(" ", _CAMEL.sub(" ", label)).strip().lower()
    return words if any(character.isalpha() for character in words) else ""


def fitted_shape(texts: Sequence[str], labels: Sequence[str], weights: Weights) -> tuple[int, int]:
    """The shape of the `alpha` of a classifier for these."""
    every = _Samples.of(texts, labels, weights)
    return len(every.kept()), len(every.names)


@dataclass(frozen=True, slots=True)
class _Samples:
    """Samples and then the names of labels, each with its label's column and its weight."""

    texts: tuple[str, ...]
    column: NDArray[np.int64]
    weight: Array
    names: tuple[str, ...]
    given: int

    @classmethod
    def of(cls, texts: Sequence[str], labels: Sequence[str], weights: Weights) -> _Samples:
        names = tuple(sorted(set(labels)))
        number = {label: i for i, label in enumerate(names)}
        named = [label for label in names if weights.name and spelt_out(label)]
        column = np.array([number[label] for label in (*labels, *named)])
        sizes = np.bincount(column[: len(texts)], minlength=len(names))
        weight = (len(texts) / len(names) / sizes[column]) ** weights.balance
        weight[len(texts) :] = weights.name
        return cls((*texts, *map(spelt_out, named)), column, weight, names, len(texts))

    def kept(self) -> list[int]:
        """The rows that utterances are compared with."""
        if len(self.texts) <= EXACT:
            return list(range(len(self.texts)))
        return _spread(self.column)

    def probes(self, among: Sequence[int]) -> NDArray[np.int64]:
        """Rows whose scores by all others say something: `among` them, no names, no loners."""
        rows = np.array(among, dtype=np.int64)
        company = np.bincount(self.column)
        telling = (rows < self.given) & (company[self.column[rows]] > 1)
        probes: NDArray[np.int64] = rows[telling]
        return probes


class Classifier:
    """Scores utterances for labels; immutable once it is fitted, and safe in threads.

    `texts` and `owners` are the samples that utterances are compared with and their labels,
    `rows` which of the given texts they are; names of labels come last and have no row.
    `alpha` is what fitting finds, of `fitted_shape`, (samples, labels): whoever has kept that
    of a classifier with the same texts, labels, embedder and weights spares the fitting.
    Raises `ValueError` when there are no samples, not as many labels as texts, or more than
    `MOST_LABELS` different ones.
    """

    def __init__(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        embedder: Embedder | None = None,
        weights: Weights | None = None,
        alpha: Similarities | None = None,
    ) -> None:
        if not texts or len(texts) != len(labels):
            raise ValueError(f"{len(texts)} texts and {len(labels)} labels cannot be fitted")
        chosen = weights or default_weights(embedder)
        total = sum(chosen.kernels.values())
        every = _Samples.of(texts, labels, chosen)
        self.labels = every.names
        if len(self.labels) > MOST_LABELS:
            raise ValueError(f"{len(self.labels)} labels; at most {MOST_LABELS} can be fitted")
        kept = every.kept()
        self.texts = tuple(every.texts[i] for i in kept)
        self.owners = tuple(self.labels[every.column[i]] for i in kept)
        self.rows = tuple(i for i in kept if i < every.given)
        self._kernels: dict[str, tuple[float, Kernel]] = {
            name: (share / total, make_kernel(name, self.texts, embedder))
            for name, share in chosen.kernels.items()
            if share > 0 and (name != EMBEDDING or embedder is not None)
        }
        self.alpha = self._fit(every, kept, chosen) if alpha is None else alpha

    def _fit(self, every: _Samples, kept: list[int], weights: Weights) -> Similarities:
        exact = len(kept) == len(every.texts)
        fit = self._fit_exactly if exact else self._fit_by_landmarks
        probes = every.probes(kept if len(kept) <= LANDMARKS else _spread(every.column))
        alpha, held = fit(every, kept, probes, weights.ridge)
        sizes = np.bincount(every.column[: every.given], minlength=len(self.labels))
        levels = _levels(held, every.column[probes], sizes)
        return (alpha / levels**weights.level).astype(np.float32)

    def _fit_exactly(
        self, every: _Samples, kept: list[int], probes: NDArray[np.int64], ridge: float
    ) -> tuple[Array, Array]:
        """Alpha, and the score of each probe for its own label by all samples but itself."""
        gram = self.similarities(every.texts)
        gram[np.diag_indices_from(gram)] += ridge / every.weight
        while not _positive(gram):
            gram[np.diag_indices_from(gram)] += ridge / every.weight
            ridge *= 2
        count = len(self.labels)
        wanted = np.zeros((len(kept), count + len(probes)), dtype=np.float32)
        wanted[kept, every.column] = 1
        wanted[probes, count + np.arange(len(probes))] = 1
        solved = np.linalg.solve(gram, wanted).astype(np.float64)
        own = solved[probes, every.column[probes]]
        return solved[:, :count], 1 - own / solved[probes, count + np.arange(len(probes))]

    def _fit_by_landmarks(
        self, every: _Samples, kept: list[int], probes: NDArray[np.int64], ridge: float
    ) -> tuple[Array, Array]:
        """The same with `kept` for all, in blocks of samples."""
        inner = self.similarities(self.texts).astype(np.float64)
        normal = inner * ridge
        right = np.zeros((len(kept), len(self.labels)))
        for start in range(0, len(every.texts), _BLOCK):
            part = slice(start, start + _BLOCK)
            block = self.similarities(every.texts[part]).astype(np.float64)
            weighted = block * every.weight[part, None]
            normal += weighted.T @ block
            np.add.at(right.T, every.column[part], weighted)
        normal[np.diag_indices_from(normal)] += _TINY * np.trace(normal) / len(normal)
        probed = inner[np.isin(kept, probes)]
        solved = np.linalg.solve(normal, np.concatenate([right, probed.T], axis=1))
        alpha, spans = solved[:, : len(self.labels)], solved[:, len(self.labels) :]
        own = (probed @ alpha)[np.arange(len(probes)), every.column[probes]]
        hat = every.weight[probes] * np.einsum("pm,mp->p", probed, spans)
        return alpha, (own - hat) / np.maximum(1 - hat, _TINY)

    def parts(self, texts: Sequence[str], names: Sequence[str] | None = None) -> dict[str, Array]:
        """The similarity of `texts` to the samples by kernel (all, or those in `names`)."""
        return {
            name: kernel.against(texts).astype(np.float64)
            for name, (_, kernel) in self._kernels.items()
            if names is None or name in names
        }

    def similarities(self, texts: Sequence[str]) -> Similarities:
        """The weighted sum of the kernels, (texts, samples)."""
        result = np.zeros((len(texts), len(self.texts)), dtype=np.float32)
        for start in range(0, len(texts), _BLOCK):
            part = slice(start, start + _BLOCK)
            for share, kernel in self._kernels.values():
                result[part] += np.float32(share) * kernel.against(texts[part])
        return result

    def combined(self, parts: Mapping[str, Array]) -> Array:
        """The weighted sum of the given kernels' similarities, each (texts, samples)."""
        result = np.zeros_like(next(iter(parts.values())))
        for name, part in parts.items():
            result += self._kernels[name][0] * part
        return result

    def decide(self, similarities: NDArray[np.floating]) -> Array:
        """Scores, (texts, labels), of texts with these similarities to the samples."""
        return (similarities.astype(np.float32) @ self.alpha).astype(np.float64)

    def scores(self, texts: Sequence[str]) -> Array:
        """Scores, (texts, labels): about 1 for what the label's samples say, 0 for others."""
        if not texts:
            return np.zeros((0, len(self.labels)))
        blocks = [
            self.decide(self.similarities(texts[start : start + _BLOCK]))
            for start in range(0, len(texts), _BLOCK)
        ]
        return np.concatenate(blocks)


def _positive(gram: Similarities) -> bool:
    """Whether the matrix is positive definite."""
    try:
        np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        return False
    return True


def _levels(held: Array, column: NDArray[np.int64], sizes: NDArray[np.int64]) -> Array:
    """What each label's own utterances score, 1 for the mean of all samples.

    `held` are the scores of samples for their own labels, in `column`, by all other samples.
    A mean of few is trusted less: it is drawn to what labels of that size score, a straight
    line over the logarithm of the size.
    """
    held = np.clip(held, 0, 1)
    if not len(held) or held.mean() < _TINY:
        return np.ones(len(sizes))
    size = np.log(sizes)
    away = size[column] - size[column].mean()
    slope = away @ held / max(float(away @ away), _TINY)
    expected = held.mean() + slope * (size - size[column].mean())
    found = np.bincount(column, held, minlength=len(sizes)) + _SHARED * expected
    levels: Array = found / (np.bincount(column, minlength=len(sizes)) + _SHARED) / held.mean()
    return np.maximum(levels, _LEAST_LEVEL)


def _spread(column: NDArray[np.int64]) -> list[int]:
    """Rows of about `LANDMARKS` samples: the labels take turns, each evenly over its own."""
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for i, label in enumerate(column.tolist()):
        rows[label].append(i)
    share = max(1, LANDMARKS // len(rows))
    chosen: list[int] = []
    for own in rows.values():
        step = max(1.0, len(own) / share)
        chosen.extend(own[int(k * step)] for k in range(min(share, len(own))))
    return sorted(chosen)
