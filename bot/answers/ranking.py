"""Ranking: sentences in the order in which they answer, and how sure that is.

Two linear models over features that a person can check. The weights are fitted on public
question sets by `benchmarks/fit_ranker.py` and kept in `weights.json`; nothing is fitted on
the questions of this project.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.answers.features import FEATURES, Candidate, Needs, logistic

_FILE = Path(__file__).parent / "weights.json"

CONFIDENCE_FEATURES = (
    "bias",
    "cover",
    "exact",
    "reach",  # words that sentence, passage or title have
    "bm25",
    "pairs",
    "meaning",
    "kind",
    "no_kind",
    "names_missing",
    "unknown",  # share of the question, by weight, of which the corpus has no form at all
    "heaviest_missing",  # the weightiest word that the sentence lacks, over the whole weight
    "lead",  # how far the best sentence is ahead of the second
    "words",  # how many words were asked for (a tenth each, ten at most)
)


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of both models, and the confidence from which an answer is given."""

    rank: tuple[float, ...]  # in the order of FEATURES
    confidence: tuple[float, ...]  # in the order of CONFIDENCE_FEATURES
    threshold: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score (the sum of weight times feature)."""

    candidate: Candidate
    score: float

    def explained(self, weights: Weights) -> Mapping[str, object]:
        """What `:why` shows of it: place, score, and what each feature added."""
        parts = zip(FEATURES, self.candidate.values, weights.rank, strict=True)
        return {
            "source": self.candidate.passage.passage.source_id,
            "start": self.candidate.sentence.span.start,
            "text": self.candidate.sentence.text,
            "score": round(self.score, 3),
            **{name: round(value * weight, 3) for name, value, weight in parts if value},
        }


@lru_cache(maxsize=2)
def load_weights(semantic: bool) -> Weights:
    """The fitted weights, with or without the embedding's features."""
    data = json.loads(_FILE.read_text("utf-8"))["semantic" if semantic else "lexical"]
    return Weights(
        tuple(float(data["rank"].get(name, 0.0)) for name in FEATURES),
        tuple(float(data["confidence"].get(name, 0.0)) for name in CONFIDENCE_FEATURES),
        float(data["threshold"]),
    )


def rank(found: Sequence[Candidate], weights: Weights) -> list[Ranked]:
    """The candidates, best first; ties go to the earlier source and place."""
    if not found:
        return []
    scores = np.array([c.values for c in found]) @ np.array(weights.rank)
    ranked = [Ranked(c, float(score)) for c, score in zip(found, scores, strict=True)]
    return sorted(
        ranked,
        key=lambda r: (
            -round(r.score, 6),
            r.candidate.passage.passage.source_id,
            r.candidate.sentence.span,
        ),
    )


def confidence_values(ranked: Sequence[Ranked], needs: Needs) -> tuple[float, ...]:
    """The confidence model's features for the best candidate, as CONFIDENCE_FEATURES names."""
    best = ranked[0]
    value = dict(zip(FEATURES, best.candidate.values, strict=True))
    total = needs.total or 1.0
    stems = best.candidate.sentence.places
    lacking = [n.weight for n in needs.words if not any(form in stems for form in n.forms)]
    unknown = sum(need.weight for need in needs.words if not need.forms)
    lead = best.score - ranked[1].score if len(ranked) > 1 else 1.0
    return (
        1.0,
        value["cover"],
        value["exact"],
        value["cover"] + value["around"] + value["title"],
        value["bm25"],
        value["pairs"],
        value["meaning"],
        value["kind"],
        value["no_kind"],
        value["names_missing"],
        unknown / total,
        max(lacking, default=0.0) / total,
        min(1.0, lead),
        min(10, len(needs.words)) / 10,
    )


def confidence(ranked: Sequence[Ranked], needs: Needs, weights: Weights) -> float:
    """How likely the best candidate answers, between 0 and 1; 0 without candidates."""
    if not ranked:
        return 0.0
    values = confidence_values(ranked, needs)
    return logistic(sum(v * w for v, w in zip(values, weights.confidence, strict=True)))
