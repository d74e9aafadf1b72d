"""Classifying: kernel ridge regression over a sum of kernels.

One regression a label, towards 1 for the label's own samples and 0 for the others
(Saunders, Gammerman, Vovk 1998): alpha = (K + ridge / weights)^-1 Y. The scores of an
utterance that is like no sample are all near 0, so the best score says as well whether the
utterance belongs to any label.

A sum of similarities need not be positive definite, so the system is solved by LU, never by
Cholesky. Up to `EXACT` samples the whole Gram matrix is solved; beyond that, `LANDMARKS`
samples, spread evenly over the labels, stand for all (Nyström method; Williams and Seeger
2000), in blocks, so that memory grows with the number of samples and not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.text.embedding import Embedder
from bot.text.kernels import EMBEDDING, Kernel, make_kernel

Array = NDArray[np.float64]
Similarities = NDArray[np.float32]

EXACT = 8_000  # samples; the Gram matrix then takes 256 MB
LANDMARKS = 2_000
_BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Weights:
    """What the classifier is made of: the share of each kernel, the ridge, the balance.

    Chosen by cross-validation on training examples of public sets, never on our own
    questions; `python -m benchmarks.intents --choose` repeats the choice. `balance` is the
    power of the inverse size of a label that weighs its samples: 0 for none, 1 for full.
    """

    kernels: Mapping[str, float]
    ridge: float = 0.1
    balance: float = 0.5


SEMANTIC_WEIGHTS = Weights(
    {"token_sort": 0.2, "characters": 0.1, "words": 0.1, "embedding": 1}, 0.2
)
LEXICAL_WEIGHTS = Weights({"token_sort": 1, "characters": 2, "words": 2}, 0.3)


def default_weights(embedder: Embedder | None) -> Weights:
    """The weights for what there is."""
    return SEMANTIC_WEIGHTS if embedder else LEXICAL_WEIGHTS


class Classifier:
    """Scores utterances for labels; immutable once it is fitted, and safe in threads.

    `alpha` is what fitting finds, (samples, labels): whoever has kept that of a classifier
    with the same texts, labels, embedder and weights spares the fitting. Raises `ValueError`
    when there are no samples, or not as many labels as texts.
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
        self.labels = tuple(sorted(set(labels)))
        rows = _landmarks(labels) if len(texts) > EXACT else list(range(len(texts)))
        self.texts = tuple(texts[i] for i in rows)
        self.owners = tuple(labels[i] for i in rows)
        self._kernels: dict[str, tuple[float, Kernel]] = {
            name: (share / total, make_kernel(name, self.texts, embedder))
            for name, share in chosen.kernels.items()
            if share > 0 and (name != EMBEDDING or embedder is not None)
        }
        self.alpha = self._fit(texts, labels, chosen) if alpha is None else alpha

    def _fit(self, texts: Sequence[str], labels: Sequence[str], weights: Weights) -> Similarities:
        number = {label: i for i, label in enumerate(self.labels)}
        column = np.array([number[label] for label in labels])
        sizes = np.bincount(column, minlength=len(self.labels))
        importance = (len(texts) / len(self.labels) / sizes[column]) ** weights.balance
        if len(self.texts) == len(texts):
            gram = self.similarities(texts)
            gram[np.diag_indices_from(gram)] += weights.ridge / importance
            targets = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
            targets[np.arange(len(texts)), column] = 1
            return _solve(gram, targets)
        inner = self.similarities(self.texts)
        normal = inner.astype(np.float64) * weights.ridge
        right = np.zeros((len(self.texts), len(self.labels)))
        for start in range(0, len(texts), _BLOCK):
            stop = min(start + _BLOCK, len(texts))
            block = self.similarities(texts[start:stop]).astype(np.float64)
            weighted = block * importance[start:stop, None]
            normal += weighted.T @ block
            targets = np.zeros((stop - start, len(self.labels)), dtype=np.float32)
            targets[np.arange(stop - start), column[start:stop]] = 1
            right += weighted.T @ targets
        normal[np.diag_indices_from(normal)] += 1e-6 * np.trace(normal) / len(normal)
        return np.linalg.solve(normal, right).astype(np.float32)

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
        for share, kernel in self._kernels.values():
            result += np.float32(share) * kernel.against(texts)
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


def _solve(gram: Similarities, targets: Similarities) -> Similarities:
    """Solve by LU; where the matrix is singular, the shortest solution."""
    try:
        solved = np.linalg.solve(gram, targets)
    except np.linalg.LinAlgError:
        solved = np.linalg.lstsq(gram, targets, rcond=None)[0]
    return solved.astype(np.float32)


def _landmarks(labels: Sequence[str]) -> list[int]:
    """Rows of about `LANDMARKS` samples: the labels take turns, each evenly over its own."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for i, label in enumerate(labels):
        rows[label].append(i)
    share = max(1, LANDMARKS // len(rows))
    chosen: list[int] = []
    for own in rows.values():
        step = max(1.0, len(own) / share)
        chosen.extend(own[int(k * step)] for k in range(min(share, len(own))))
    return sorted(chosen)
