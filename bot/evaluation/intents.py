"""Evaluating intents: how well utterances are told apart, and told from those of no intent.

What is fitted is the classifier that decides in chat (kernel ridge regression over a sum of
kernels). The threshold on its best score is chosen on a validation file, or by cross-validation
on the training file, never on the test file.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.domain.errors import UsageError
from bot.evaluation.labelled import Labelled
from bot.evaluation.scores import Flags, Floats, auroc, percentile, share
from bot.intents.classifying import MOST_LABELS, Classifier, Weights, default_weights
from bot.intents.matching import THRESHOLD
from bot.text.embedding import Embedder
from bot.text.kernels import EMBEDDING, KERNELS

_FOLDS = 5
_TIMED = 500  # utterances whose latency is measured, one at a time
_WORST = 10
_THRESHOLDS = np.linspace(0.0, 1.0, 101)
_ORACLE_RECALL = 0.8
_MOST_REFITTED = 4_000  # training rows used to choose the threshold by cross-validation


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often utterances of one intent were taken for another's, threshold aside."""

    label: str
    taken_for: str
    count: int


@dataclass(frozen=True, slots=True)
class IntentReport:
    """The figures of one evaluation; shares from 0 to 1, none where nothing can be measured.

    `in_scope_accuracy` counts an utterance of an intent as right when that intent wins and
    passes the threshold; `in_scope_accuracy_any` when it wins. `out_of_scope_recall` is the
    share of the utterances of no intent that are refused, `out_of_scope_precision` the share
    of the refused ones that are of no intent. `in_scope_accuracy_at_oos_recall_80` takes the
    threshold from the test file itself: an oracle's figure, for comparing. `auroc` tells
    utterances of an intent from those of none by the best score.
    """

    in_scope_accuracy: float | None
    in_scope_accuracy_any: float | None
    out_of_scope_recall: float | None
    out_of_scope_precision: float | None
    in_scope_accuracy_at_oos_recall_80: float | None
    auroc: float | None
    threshold: float
    threshold_from: str
    kernels: tuple[str, ...]
    labels: int
    train: int
    test: int
    fit_seconds: float
    latency_ms_p50: float
    latency_ms_p99: float
    confusions: tuple[Confusion, ...]

    def as_json(self) -> dict[str, object]:
        """The figures as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Scored:
    """For each utterance the winner's score, and whether the winner is right."""

    best: Floats
    right: Flags

    def accuracy(self, threshold: float) -> float | None:
        return share(self.right & (self.best >= threshold))

    def refused(self, threshold: float) -> float | None:
        return share(self.best < threshold)


def evaluate_intents(
    train: Labelled,
    test: Labelled,
    valid: Labelled | None = None,
    *,
    oos: str = "out_of_scope",
    embedder: Embedder | None = None,
    kernels: Sequence[str] | None = None,
) -> IntentReport:
    """Fit on `train`, choose the threshold, report on `test`.

    Rows of `train` with the label `oos` are not fitted; they serve to choose the threshold.
    Raises `UsageError` when the files do not fit each other.
    """
    _check(train, test, valid, oos)
    weights = _weights(embedder, kernels)
    known, started = train.within(oos), time.perf_counter()
    classifier = Classifier(known.texts, known.labels, embedder, weights)
    fitted = time.perf_counter() - started
    threshold, where = _threshold(classifier, train, valid, oos, embedder, weights)
    inside, outside = test.within(oos), test.outside(oos)
    scores = classifier.scores(inside.texts)
    within, without = _scored(classifier, scores, inside), _score(classifier, outside)
    refused_inside = int((within.best < threshold).sum())
    refused_outside = int((without.best < threshold).sum())
    refused = refused_inside + refused_outside
    times = _timed(classifier, test)
    return IntentReport(
        in_scope_accuracy=within.accuracy(threshold),
        in_scope_accuracy_any=within.accuracy(-np.inf),
        out_of_scope_recall=without.refused(threshold),
        out_of_scope_precision=refused_outside / refused if refused and len(outside) else None,
        in_scope_accuracy_at_oos_recall_80=_at_recall(within, without, _ORACLE_RECALL),
        auroc=auroc(
            np.concatenate([within.best, without.best]),
            np.arange(len(test)) < len(inside),
        ),
        threshold=round(threshold, 4),
        threshold_from=where,
        kernels=tuple(name for name, weight in weights.kernels.items() if weight),
        labels=len(classifier.labels),
        train=len(known),
        test=len(test),
        fit_seconds=round(fitted, 3),
        latency_ms_p50=round(percentile(times, 0.5), 3),
        latency_ms_p99=round(percentile(times, 0.99), 3),
        confusions=_confusions(classifier, scores, inside),
    )


def cross_validate(
    train: Labelled, embedder: Embedder | None, weights: Weights
) -> tuple[float | None, float | None]:
    """Accuracy on held-out examples, and AUROC against examples of held-out intents.

    This is what `weights` are chosen by; no other file has a say in it.
    """
    within, without = _cross_validated(train, embedder, weights)
    best = np.concatenate([within.best, without.best])
    return within.accuracy(-np.inf), auroc(best, np.arange(len(best)) < len(within.best))


def _check(train: Labelled, test: Labelled, valid: Labelled | None, oos: str) -> None:
    labels = set(train.labels) - {oos}
    if len(labels) < 2:
        raise UsageError(
            f"the training file has {len(labels)} intent(s) beside {oos!r}; at least 2 are needed"
        )
    if len(labels) > MOST_LABELS:
        raise UsageError(
            f"the training file has {len(labels)} intents; at most {MOST_LABELS} can be told apart"
        )
    for name, rows in (("test", test), ("validation", valid)):
        unknown = sorted(set(rows.labels) - labels - {oos}) if rows else []
        if unknown:
            shown = ", ".join(unknown[:5]) + (", ..." if len(unknown) > 5 else "")
            raise UsageError(
                f"the {name} file has labels that the training file lacks: {shown}; "
                f"name the label of no intent with --oos"
            )


def _weights(embedder: Embedder | None, kernels: Sequence[str] | None) -> Weights:
    weights = default_weights(embedder)
    if kernels is None:
        return weights
    unknown = [name for name in kernels if name not in KERNELS]
    if unknown or not kernels:
        raise UsageError(f"no kernel {', '.join(unknown)}; there are: {', '.join(KERNELS)}")
    if EMBEDDING in kernels and embedder is None:
        raise UsageError("the kernel embedding needs the package's extra `semantic`")
    shares = {name: weights.kernels.get(name, 1.0) for name in kernels}
    return replace(weights, kernels=shares)


def _scored(classifier: Classifier, scores: Floats, rows: Labelled) -> _Scored:
    if not len(rows):
        return _Scored(np.zeros(0), np.zeros(0, dtype=bool))
    winners = np.array(classifier.labels)[scores.argmax(axis=1)]
    return _Scored(scores.max(axis=1), winners == np.array(rows.labels))


def _score(classifier: Classifier, rows: Labelled) -> _Scored:
    return _scored(classifier, classifier.scores(rows.texts), rows)


def _joined(parts: Sequence[_Scored]) -> _Scored:
    return _Scored(
        np.concatenate([np.zeros(0), *(part.best for part in parts)]),
        np.concatenate([np.zeros(0, dtype=bool), *(part.right for part in parts)]),
    )


def _threshold(
    classifier: Classifier,
    train: Labelled,
    valid: Labelled | None,
    oos: str,
    embedder: Embedder | None,
    weights: Weights,
) -> tuple[float, str]:
    """The threshold, and what it was chosen on."""
    if valid is not None and len(valid.outside(oos)) and len(valid.within(oos)):
        within = _score(classifier, valid.within(oos))
        return _chosen(within, _score(classifier, valid.outside(oos))), "validation file"
    within, without = _cross_validated(train.within(oos), embedder, weights)
    if len(train.outside(oos)):
        without = _score(classifier, train.outside(oos))
    if not len(within.best) or not len(without.best):
        return THRESHOLD, "the default, for want of examples to choose one on"
    return _chosen(within, without), "cross-validation on the training file"


def _chosen(within: _Scored, without: _Scored) -> float:
    """The threshold with the greatest mean of in-scope accuracy and out-of-scope recall."""

    def mean(threshold: float) -> float:
        return (within.accuracy(threshold) or 0.0) + (without.refused(threshold) or 0.0)

    return float(max(_THRESHOLDS, key=lambda threshold: mean(float(threshold))))


def _cross_validated(
    train: Labelled, embedder: Embedder | None, weights: Weights
) -> tuple[_Scored, _Scored]:
    """Scores of held-out examples, and of examples whose whole intent was held out.

    In each round one fold of the examples is held out, and one fold of the intents: the
    utterances of an intent that the classifier has never seen stand for those of no intent.
    With one example an intent there is nothing to hold out.
    """
    if len(train) > _MOST_REFITTED:
        step = len(train) / _MOST_REFITTED
        train = train.at([int(k * step) for k in range(_MOST_REFITTED)])
    labels = sorted(set(train.labels))
    example, intent = _folds(train.labels), {name: k % _FOLDS for k, name in enumerate(labels)}
    home = np.array([intent[label] for label in train.labels])
    within: list[_Scored] = []
    without: list[_Scored] = []
    for k in range(_FOLDS):
        learn = train.at(np.flatnonzero((example != k) & (home != k)).tolist())
        if not len(learn):
            continue
        classifier = Classifier(learn.texts, learn.labels, embedder, weights)
        held = np.flatnonzero((example == k) & (home != k)).tolist()
        seen = set(learn.labels)
        within.append(_score(classifier, train.at([i for i in held if train.labels[i] in seen])))
        without.append(_score(classifier, train.at(np.flatnonzero(home == k).tolist())))
    return _joined(within), _joined(without)


def _folds(labels: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each example, the examples of an intent dealt out in turn."""
    dealt: Counter[str] = Counter()
    folds = np.zeros(len(labels), dtype=np.int64)
    for row, label in enumerate(labels):
        folds[row] = dealt[label] % _FOLDS
        dealt[label] += 1
    return folds


def _at_recall(within: _Scored, without: _Scored, recall: float) -> float | None:
    """In-scope accuracy at the lowest threshold that refuses `recall` of the others."""
    if not len(without.best):
        return None
    ordered = np.sort(without.best)
    at = min(len(ordered), int(np.ceil(recall * len(ordered)))) - 1
    return within.accuracy(float(np.nextafter(ordered[at], np.inf)))


def _confusions(classifier: Classifier, scores: Floats, rows: Labelled) -> tuple[Confusion, ...]:
    if not len(rows):
        return ()
    winners = [classifier.labels[i] for i in scores.argmax(axis=1)]
    pairs = Counter(
        (label, winner)
        for label, winner in zip(rows.labels, winners, strict=True)
        if label != winner
    )
    worst = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:_WORST]
    return tuple(Confusion(label, winner, count) for (label, winner), count in worst)


def _timed(classifier: Classifier, test: Labelled) -> list[float]:
    """Milliseconds of one utterance at a time, spread over the test file."""
    step = max(1, len(test) // _TIMED)
    times = []
    for text in test.texts[::step][:_TIMED]:
        started = time.perf_counter()
        classifier.scores([text])
        times.append((time.perf_counter() - started) * 1000)
    return times
