"""Free questions: the sentences that answer, or what is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.answers.corpus import Corpus
from bot.answers.declining import declined
from bot.answers.features import FEATURES, Candidate, Needs, candidates, weigh
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome
from bot.answers.marking import marks_of
from bot.answers.question import Question, read_question
from bot.answers.ranking import Ranked, Weights, confidence, load_weights, rank
from bot.answers.topics import absent
from bot.domain.fact import Anchor
from bot.domain.passage import Role

MOST = 3  # sentences of an answer
_SHARE = 0.15  # of the probability among all candidates that a further sentence must have
_RELATED = 2
_WORTH_SHOWING = 0.35  # share of the question's words that a near miss must have
_COVER = FEATURES.index("cover")


@dataclass(frozen=True, slots=True)
class Considered:
    """An outcome with what led to it, for the trace."""

    outcome: Outcome
    confidence: float
    ranked: tuple[Ranked, ...] = ()
    weights: Weights | None = None
    needs: Needs | None = None


def consider(text: str, corpus: Corpus) -> Considered:
    """What the sources say to a free question.

    The sentences of the passages that hold its words or its meaning are ranked; the best one
    to three answer when the confidence reaches the threshold. Otherwise the reason is the
    words that no source has, or that nothing answers.
    """
    question = read_question(text)
    if (reason := declined(question)) is not None:
        return Considered(Missing(reason), 0.0)
    needs = weigh(question, corpus)
    if not needs.words:
        return Considered(Missing("I did not find a subject in that."), 0.0)
    weights = load_weights(corpus.embedder is not None)
    ranked = rank(candidates(needs, corpus), weights)
    sure = confidence(ranked, needs, weights)
    missing = _missing(question, needs, corpus)
    nameless = [word for word in missing if _is_name(word, needs)]
    if not ranked or sure < weights.threshold or nameless:
        reason = absent(nameless or missing) if missing else "No sentence of theirs answers it."
        outcome: Outcome = Missing(reason, _related(ranked))
        return Considered(outcome, sure, tuple(ranked[:8]), weights, needs)
    entries = tuple(_entry(r.candidate, needs) for r in _best(ranked))
    outcome = Finding(entries, values={"query": text}, confidence=sure)
    return Considered(outcome, sure, tuple(ranked[:8]), weights, needs)


def _missing(question: Question, needs: Needs, corpus: Corpus) -> list[str]:
    """The words that no source has in any form, as they were written."""
    lacking = {need.word for need in needs.words if not corpus.covers(need.word)}
    return list(
        dict.fromkeys(
            asked.span.of(question.text) for asked in question.asked if asked.word in lacking
        )
    )


def _is_name(written: str, needs: Needs) -> bool:
    return any(need.name and need.word == written.lower() for need in needs.words)


def _best(ranked: list[Ranked]) -> list[Ranked]:
    """The best sentence, and up to two more that are likely too, a text only once."""
    top = ranked[0].score
    total = sum(math.exp(r.score - top) for r in ranked)
    kept: list[Ranked] = []
    seen: set[str] = set()
    for r in ranked:
        text = " ".join(r.candidate.sentence.stems)
        likely = math.exp(r.score - top) / total >= _SHARE
        if text not in seen and (not kept or likely):
            kept.append(r)
            seen.add(text)
        if len(kept) == MOST:
            break
    return kept


def _entry(candidate: Candidate, needs: Needs) -> Entry:
    anchor = Anchor(candidate.passage.passage.source_id, candidate.sentence.span)
    return Entry((anchor,), marks=marks_of(candidate.sentence, needs))


def _related(ranked: list[Ranked]) -> tuple[Anchor, ...]:
    worth = [
        r.candidate
        for r in ranked[:_RELATED]
        if r.candidate.values[_COVER] >= _WORTH_SHOWING
        and r.candidate.passage.passage.role is not Role.ADDRESS
    ]
    return tuple(Anchor(c.passage.passage.source_id, c.sentence.span) for c in worth)
