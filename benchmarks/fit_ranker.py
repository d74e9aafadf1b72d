"""Fit the ranker and the confidence of free questions; writes bot/answers/weights.json.

Usage: python -m benchmarks.fit_ranker --data SQUAD_JSON [--embedding none | --unspaced]
    [--ablate] [--write]

The data is any file in the format of SQuAD 2.0; `benchmarks/gathering.py` asks its questions of
editions made from its articles.

The ranker is a softmax over the candidate sentences of a question (the sentence that holds the
gold answer is right), fitted by gradient descent with weight decay. The confidence is a logistic
regression on whether the sentence ranked first is right; wrong are also all answers to
questions that the edition does not answer: those marked impossible, those about another
article, and those whose sentence was cut. Figures are cross-validated by article; what is
written is fitted on all.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.gathering import KINDS, Array, Asked, Remembering, gather
from bot.answers.features import FEATURES
from bot.answers.ranking import CONFIDENCE_FEATURES, Ranked, confidence_values
from bot.evaluation.scores import auroc
from bot.text.embedding import load_embedder

FOLDS = 5
BINS = 10
TARGET = Path(__file__).parent.parent / "bot" / "answers" / "weights.json"
# How much each kind of question counts for the confidence: half of them can be answered.
SHARES = {"answerable": 0.5, "impossible": 0.25, "elsewhere": 0.1, "removed": 0.15}
# Shares that must be refused of what the documents do not treat, and of what they might have
# said and do not: the second is what chat asks, and cannot be told as surely from an answer.
REFUSED = {"elsewhere": 0.98, "removed": 0.6}
RANK_DECAY, CONFIDENCE_DECAY = 1e-3, 2.0
# Features that are left out together for the ablation.
GROUPS = {
    "words": "cover exact complete verbs local heaviest bm25",
    "passage and title": "around passage title",
    "neighbouring sentences": "before after beside refers",
    "order and nearness of words": "pairs window",
    "embedding": "meaning context average beside nearest",
    "kind of answer": "person date place quantity reason fresh_number fresh_name fresh_person",
    "what is asked for": "numbers_missing counted uncounted countless sort headless",
    "names": "names names_missing somebody_else",
    "shape of the sentence": "first new asks display",
}


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights of both models, in the order of their features."""

    rank: Array
    confidence: Array


def fit_rank(asked: Iterable[Asked], without: Collection[int] = (), steps: int = 400) -> Array:
    """Softmax regression by Adam over the candidates of each question."""
    used = [a for a in asked if a.kind == "answerable" and a.right.any()]
    values = np.vstack([a.values for a in used])
    values[:, list(without)] = 0
    right = np.concatenate([a.right / a.right.sum() for a in used])
    sizes = [len(a.values) for a in used]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    owner = np.repeat(np.arange(len(used)), sizes)
    weights, first, second = (np.zeros(values.shape[1]) for _ in range(3))
    for step in range(1, steps + 1):
        scores = values @ weights
        scores -= np.maximum.reduceat(scores, starts)[owner]
        shares = np.exp(scores)
        shares /= np.add.reduceat(shares, starts)[owner]
        gradient = values.T @ (shares - right) / len(used) + RANK_DECAY * weights
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights = weights - 0.2 * (first / (1 - 0.9**step)) / (
            np.sqrt(second / (1 - 0.999**step)) + 1e-8
        )
    weights[list(without)] = 0
    return weights


def ordered(a: Asked, weights: Array) -> list[Ranked]:
    """The candidates, the best first."""
    scores = a.values @ weights
    return [Ranked(a.found[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")]


def confidence_table(asked: Sequence[Asked], weights: Array) -> tuple[Array, Array]:
    """Features of the confidence, and whether the first sentence is right."""
    nothing = (1.0, *[0.0] * (len(CONFIDENCE_FEATURES) - 1))
    rows = [confidence_values(r, a.needs) if (r := ordered(a, weights)) else nothing for a in asked]
    return np.array(rows), first_right(asked, weights)


def first_right(asked: Sequence[Asked], weights: Array) -> Array:
    """Of each question, whether the sentence ranked first holds the answer: 0 or 1."""
    return np.array(
        [float(a.right[np.argmax(a.values @ weights)]) if len(a.right) else 0.0 for a in asked]
    )


def costs(asked: Sequence[Asked]) -> Array:
    """How much each question counts, by the shares of the kinds."""
    kinds = np.array([a.kind for a in asked])
    counts = {kind: max(1, int((kinds == kind).sum())) for kind in KINDS}
    return np.array([SHARES[kind] / counts[kind] for kind in kinds]) * len(asked)


def fit_logistic(values: Array, labels: Array, cost: Array) -> Array:
    """Logistic regression by Newton's method with a ridge (none on the bias, which is first)."""
    weights = np.zeros(values.shape[1])
    ridge = np.diag([0.0, *[CONFIDENCE_DECAY] * (len(weights) - 1)])
    for _ in range(50):
        chance = logistic(values @ weights)
        gradient = values.T @ (cost * (chance - labels)) + ridge @ weights
        curve = (values * (cost * chance * (1 - chance) + 1e-9)[:, None]).T @ values
        step = np.linalg.solve(curve + ridge + 1e-9 * np.eye(len(weights)), gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def logistic(values: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))


def fit(asked: Sequence[Asked], without: Collection[int] = ()) -> Fitted:
    """Both models, fitted on all that was asked."""
    rank = fit_rank(asked, without)
    values, labels = confidence_table(asked, rank)
    gone = [
        column
        for column, name in enumerate(CONFIDENCE_FEATURES)
        if name in FEATURES and FEATURES.index(name) in without
    ]
    values[:, gone] = 0
    return Fitted(rank, fit_logistic(values, labels, costs(asked)))


def cross_validated(asked: Sequence[Asked], without: Collection[int] = ()) -> tuple[Array, Array]:
    """The confidence of each question, and whether the first sentence is right.

    Both by models that were fitted on other articles.
    """
    folds = np.array([a.article % FOLDS for a in asked])
    sure, right = np.zeros(len(asked)), np.zeros(len(asked))
    for fold in range(FOLDS):
        fitted = fit([a for a, f in zip(asked, folds, strict=True) if f != fold], without)
        test = [a for a, f in zip(asked, folds, strict=True) if f == fold]
        values, labels = confidence_table(test, fitted.rank)
        sure[folds == fold] = logistic(values @ fitted.confidence)
        right[folds == fold] = labels
    return sure, right


def threshold_of(asked: Sequence[Asked], sure: Array) -> float:
    """The least confidence under which the shares `REFUSED` of the questions lie."""
    kind = np.array([a.kind for a in asked])
    there = {k: share for k, share in REFUSED.items() if (kind == k).any()}
    return float(round(max(np.quantile(sure[kind == k], s) for k, s in there.items()), 2))


def report(asked: Sequence[Asked], sure: Array, right: Array) -> None:
    """The cross-validated figures."""
    kind = np.array([a.kind for a in asked])
    whole = np.array([a.whole for a in asked])
    answerable = kind == "answerable"
    for name, which in (("small editions", ~whole), ("one large edition", whole)):
        share = right[answerable & which].mean()
        print(f"sentence first, {name}: {share:.3f} of {(answerable & which).sum()}")
    for other in KINDS[1:]:
        pair = answerable | (kind == other)
        print(f"AUROC answerable against {other}: {_area(sure[pair], answerable[pair])}")
    pair = whole & (answerable | (kind == "impossible"))
    print(f"AUROC against impossible, large edition: {_area(sure[pair], answerable[pair])}")
    print(f"AUROC right first against all else: {auroc(sure, right > 0):.3f}")
    print("threshold  answered  right if answered  refused: impossible  elsewhere  removed")
    for threshold in (threshold_of(asked, sure), *np.arange(0.1, 0.8, 0.1)):
        said = sure >= threshold
        shares = [said[answerable].mean(), right[said & answerable].mean()]
        shares += [1 - said[kind == k].mean() if (kind == k).any() else 1.0 for k in KINDS[1:]]
        print(f"{threshold:9.2f}", *(f"{share:12.3f}" for share in shares))
    print("confidence  share of questions  mean confidence  first sentence right")
    cost = costs(asked)
    tenth = np.minimum(BINS - 1, (sure * BINS).astype(int))
    for low in range(BINS):
        held = cost * (tenth == low)
        if held.any():
            mean, good = (held @ sure) / held.sum(), (held @ right) / held.sum()
            print(f"{low / BINS:4.1f}{held.sum() / cost.sum():18.3f}{mean:18.3f}{good:18.3f}")


def ablate(asked: Sequence[Asked], sure: Array, right: Array) -> None:
    """What each group of features is worth: the figures without it."""
    kind = np.array([a.kind for a in asked])
    pair = (kind == "answerable") | (kind == "impossible")
    print(f"{'without':30} sentence first  AUROC against impossible  against removed")
    for name, members in {"nothing": "", **GROUPS}.items():
        gone = [FEATURES.index(each) for each in members.split()]
        if gone:
            sure, right = cross_validated(asked, gone)
        figures = [right[kind == "answerable"].mean()]
        for other in ("impossible", "removed"):
            pair = (kind == "answerable") | (kind == other)
            figures.append(auroc(sure[pair], kind[pair] == "answerable"))
        print(f"{name:30}", *(f"{figure:14.3f}" for figure in figures))


def _area(sure: Array, labels: NDArray[np.bool_]) -> str:
    """The AUROC; a dash where a set has no such questions."""
    area = auroc(sure, labels)
    return "-" if area is None else f"{area:.3f}"


def store(name: str, fitted: Fitted, threshold: float) -> None:
    """Put one set of weights into the file, leaving the other as it is."""
    data = json.loads(TARGET.read_text("utf-8")) if TARGET.exists() else {}
    data["made_by"] = (
        "python -m benchmarks.fit_ranker --data SQUAD_JSON [--embedding none] [--unspaced] --write"
    )
    data[name] = {
        "threshold": threshold,
        "rank": _named(FEATURES, fitted.rank),
        "confidence": _named(CONFIDENCE_FEATURES, fitted.confidence),
    }
    TARGET.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def _named(names: Sequence[str], weights: Array) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--embedding", default="", help="none: without the embedding")
    parser.add_argument("--share", type=float, default=0.4, help="of the questions to use")
    parser.add_argument(
        "--unspaced", action="store_true", help="questions in Chinese, Japanese or Korean"
    )
    parser.add_argument("--ablate", action="store_true", help="leave out groups of features")
    parser.add_argument("--write", action="store_true", help="write the weights file")
    options = parser.parse_args()
    lexical = options.unspaced or options.embedding == "none"
    embedder = None if lexical else load_embedder(options.embedding or None)
    articles = json.loads(options.data.read_text("utf-8"))["data"]
    remembering = Remembering(embedder) if embedder is not None else None
    asked = gather(articles, remembering, options.share, random.Random(7))
    print({kind: sum(a.kind == kind for a in asked) for kind in KINDS})
    sure, right = cross_validated(asked)
    report(asked, sure, right)
    if options.ablate:
        ablate(asked, sure, right)
    fitted = fit(asked)
    for name, weight in _named(FEATURES, fitted.rank).items():
        print(f"  {name:16} {weight:7.2f}")
    for name, weight in _named(CONFIDENCE_FEATURES, fitted.confidence).items():
        print(f"  confidence {name:20} {weight:7.2f}")
    if options.write:
        name = "unspaced" if options.unspaced else "lexical" if lexical else "semantic"
        store(name, fitted, threshold_of(asked, sure))


if __name__ == "__main__":
    main()
