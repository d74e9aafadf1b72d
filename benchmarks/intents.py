"""How well utterances are told apart, on public intent sets: `python -m benchmarks.intents`.

Reads folders with train.csv, test.csv and maybe valid.csv (columns `text`, `label`; the label
`out_of_scope` for what belongs nowhere). Settings are chosen on training examples only
(`--choose`: cross-validation), thresholds on valid.csv; test.csv is for reporting.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from bot.intents.classifying import LEXICAL_WEIGHTS, SEMANTIC_WEIGHTS, Classifier, Weights
from bot.text.embedding import Embedder, load_embedder
from bot.text.kernels import EMBEDDING, KERNELS

OUT = "out_of_scope"
Rows = tuple[list[str], list[str]]


def read(path: Path) -> Rows:
    """The texts and the labels of a CSV file; two empty lists when there is none."""
    if not path.exists():
        return [], []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def inside(rows: Rows) -> Rows:
    """The rows that belong to an intent."""
    kept = [(text, label) for text, label in zip(*rows, strict=True) if label != OUT]
    return [text for text, _ in kept], [label for _, label in kept]


def share_right(classifier: Classifier, rows: Rows) -> float:
    """The share of `rows` whose label has the best score."""
    texts, labels = inside(rows)
    best = classifier.scores(texts).argmax(axis=1)
    return float(
        np.mean([classifier.labels[i] == label for i, label in zip(best, labels, strict=True)])
    )


@dataclass(frozen=True)
class Scored:
    """The best score of each row, whether it was right, and whether the row is out of scope."""

    best: NDArray[np.float64]
    right: NDArray[np.bool_]
    outside: NDArray[np.bool_]

    def scope(self, threshold: float) -> tuple[float, float]:
        """In-scope accuracy and out-of-scope recall with this threshold on the best score."""
        accepted = self.best >= threshold
        inside = (self.right & accepted)[~self.outside].mean()
        return float(inside), float((~accepted)[self.outside].mean())

    def best_threshold(self) -> float:
        """The threshold with the greatest mean of the two."""
        return float(max(np.linspace(0.05, 0.8, 76), key=lambda t: sum(self.scope(float(t)))))


def scored(classifier: Classifier, rows: Rows) -> Scored:
    """What the classifier makes of `rows`."""
    scores, labels = classifier.scores(rows[0]), np.array(rows[1])
    right = np.array(classifier.labels)[scores.argmax(axis=1)] == labels
    return Scored(scores.max(axis=1), right, labels == OUT)


def folds(labels: list[str], count: int, seed: int = 0) -> NDArray[np.int64]:
    """A fold for each row, the labels spread evenly."""
    rng = np.random.default_rng(seed)
    result = np.zeros(len(labels), dtype=np.int64)
    for label in sorted(set(labels)):
        rows = rng.permutation([i for i, own in enumerate(labels) if own == label])
        result[rows] = np.arange(len(rows)) % count
    return result


def cross_validated(rows: Rows, weights: Weights, embedder: Embedder | None) -> float:
    """The share that is right when each fifth is scored by the other four."""
    texts, labels = inside(rows)
    fold = folds(labels, 5)
    right = 0.0
    for k in range(5):
        learn, hold = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        known = [texts[i] for i in learn], [labels[i] for i in learn]
        unknown = [texts[i] for i in hold], [labels[i] for i in hold]
        right += len(hold) * share_right(Classifier(*known, embedder, weights), unknown)
    return right / len(texts)


class Remembering:
    """An embedder that embeds each text once, for trying many settings."""

    def __init__(self, inner: Embedder) -> None:
        self.id, self.dimensions, self._inner = inner.id, inner.dimensions, inner
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._inner.embed(new), strict=True))
        return np.array([self._known[text] for text in texts])


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True
)
@click.option("--kernels", default=",".join(KERNELS), help="Kernels to use, for ablation.")
@click.option("--choose", is_flag=True, help="Try settings by cross-validation on train.csv.")
def main(data: Path, kernels: str, choose: bool) -> None:
    """Score every set in the folder DATA."""
    chosen = kernels.split(",")
    inner = load_embedder() if EMBEDDING in chosen else None
    embedder = Remembering(inner) if inner else None
    weights = SEMANTIC_WEIGHTS if embedder else LEXICAL_WEIGHTS
    weights = replace(weights, kernels={k: v for k, v in weights.kernels.items() if k in chosen})
    sets = sorted(path for path in data.iterdir() if (path / "train.csv").exists())
    if choose:
        _choose(sets, weights, embedder)
        return
    for path in sets:
        started = time.perf_counter()
        classifier = Classifier(*inside(read(path / "train.csv")), embedder, weights)
        fitted = time.perf_counter() - started
        test, valid = read(path / "test.csv"), read(path / "valid.csv")
        line = f"{path.name:18} accuracy {share_right(classifier, test):.3f}"
        if OUT in valid[1]:
            threshold = scored(classifier, valid).best_threshold()
            accuracy, recall = scored(classifier, test).scope(threshold)
            line += f"  with threshold {threshold:.2f}: in scope {accuracy:.3f}, out {recall:.3f}"
        print(f"{line}  (fitted in {fitted:.1f} s)", flush=True)


def _choose(sets: list[Path], weights: Weights, embedder: Embedder | None) -> None:
    small = [read(path / "train.csv") for path in sets]
    small = [rows for rows in small if len(rows[0]) < 2_000]
    for ridge, balance, share in product((0.05, 0.1, 0.2, 0.4), (0.0, 0.5), (0.5, 1.0, 2.0)):
        scaled = {k: v if k == EMBEDDING else v * share for k, v in weights.kernels.items()}
        tried = Weights(scaled, ridge, balance)
        scores = [cross_validated(rows, tried, embedder) for rows in small]
        print(f"{np.mean(scores):.4f}  {tried}", flush=True)


if __name__ == "__main__":
    main()
