"""Ranking: sentences in the order in which they answer, and how sure that is.

Two linear models over features that a person can check. The weights are fitted on public
question sets by `benchmarks/fit_ranker.py` and kept in `weights.json`; nothing is fitted on
the questions of this project.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.answers.close_reading import TYPED
from bot.answers.features import FEATURES, Candidate, logistic
from bot.answers.needs import Needs

_FILE = Path(__file__).parent / "weights.json"

_CARRIED = (  # features of the ranker that the confidence weighs as well
    "cover complete exact heaviest bm25 pairs window meaning context counted uncounted "
    "countless verbs local average sort headless somebody_else names names_missing "
    "fresh_number fresh_name fresh_person refers new"
).split()

CONFIDENCE_FEATURES = (
    "bias",
    *_CARRIED,
    "reach",  # words that sentence, passage or title have
    "sign",  # the kind of thing wanted has a sign in the sentence
    "no_sign",  # such a kind is wanted and there is no sign of it
    "unsaid",  # share of the question, by number, of verbs and adverbs that nothing stands for
    "unsaid_of_typed",  # the same, where a time, a place, a person or a measure is wanted
    "unnamed",  # share, by number, of things that nothing stands for in the sentence
    "unknown",  # share of the question, by weight, of which the corpus has no form at all
    "unknown_things",  # how many things (two at most) of which it has none
    "unknown_verbs",  # how many verbs and adverbs (two at most)
    "unmet_numbers",  # numbers asked with that the sentence does not have
    "heaviest_missing",  # the weightiest word that the sentence lacks, over the whole weight
    "lead",  # how far the best sentence is ahead of the second
    "share",  # of the probability among all candidates that the best sentence has
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


@lru_cache(maxsize=3)
def load_weights(semantic: bool, unspaced: bool = False) -> Weights:
    """The fitted weights, with or without the embedding's features.

    Questions in scripts without blanks between words have their own, without the embedding.
    """
    name = "unspaced" if unspaced else "semantic" if semantic else "lexical"
    data = json.loads(_FILE.read_text("utf-8"))[name]
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
    total, count = needs.total or 1.0, len(needs.words)
    lacking = [n for n, held in zip(needs.words, best.candidate.held, strict=True) if not held]
    unknown = [need for need in needs.words if not need.forms]
    typed = needs.wanted in TYPED
    sign = sum(value[kind.value] for kind in TYPED)
    unsaid = sum(not need.thing for need in lacking) / count
    told = {
        "bias": 1.0,
        "reach": value["cover"] + value["around"] + value["title"],
        "sign": sign,
        "no_sign": float(typed and not sign),
        "unsaid": unsaid,
        "unsaid_of_typed": unsaid * typed,
        "unnamed": sum(need.thing for need in lacking) / count,
        "unknown": sum(need.weight for need in unknown) / total,
        "unknown_things": min(2, sum(need.thing for need in unknown)),
        "unknown_verbs": min(2, sum(not need.thing for need in unknown)),
        "unmet_numbers": min(2, sum(need.stem[:1].isdigit() for need in lacking)),
        "heaviest_missing": max((need.weight for need in lacking), default=0.0) / total,
        "lead": min(1.0, best.score - ranked[1].score if len(ranked) > 1 else 1.0),
        "share": 1 / sum(math.exp(other.score - best.score) for other in ranked),
        "words": min(10, count) / 10,
    }
    return tuple(float(told[n] if n in told else value[n]) for n in CONFIDENCE_FEATURES)


def confidence(ranked: Sequence[Ranked], needs: Needs, weights: Weights) -> float:
    """How likely the best candidate answers, between 0 and 1; 0 without candidates."""
    if not ranked:
        return 0.0
    values = confidence_values(ranked, needs)
    return logistic(sum(v * w for v, w in zip(values, weights.confidence, strict=True)))
