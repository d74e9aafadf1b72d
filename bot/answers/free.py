"""Free questions: the sentences that answer, or what is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.answers.characters import as_written, missing_names
from bot.answers.corpus import Corpus
from bot.answers.declining import declined, small_talk
from bot.answers.features import CLOSE, FEATURES, Candidate, candidates
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome
from bot.answers.marking import marks_of
from bot.answers.needs import Need, Needs, weigh
from bot.answers.question import Question, read_question
from bot.answers.ranking import Ranked, Weights, confidence, load_weights, rank
from bot.answers.sources import meant_source, without_source
from bot.answers.topics import absent
from bot.domain.fact import Anchor
from bot.domain.passage import Role
from bot.text.cjk import has_cjk
from bot.text.lexicon import commonness

MOST = 3  # sentences of an answer
_SHARE = 0.15  # of the probability among all candidates that a further sentence must have
_RELATED = 2
_WORTH_SHOWING = 0.35  # share of the question's words that a near miss must have
_PERHAPS = 0.3  # under this confidence an answer is given as a perhaps
_ALIKE = 0.5  # cosine of question and sentence from which a word that is missing may be bridged
_VERY_COMMON = 2.0  # a word as common as "child" may be put otherwise too
_COVER = FEATURES.index("cover")
_MEANING = FEATURES.index("meaning")


@dataclass(frozen=True, slots=True)
class Considered:
    """An outcome with what led to it, for the trace."""

    outcome: Outcome
    confidence: float
    ranked: tuple[Ranked, ...] = ()
    weights: Weights | None = None


def consider(text: str, corpus: Corpus) -> Considered:
    """What the sources say to a free question.

    The sentences of the passages that hold its words or its meaning are ranked; the best one
    to three answer when the confidence reaches the threshold. Otherwise the reason is the
    words that no source has, or that nothing answers.
    """
    question = read_question(text)
    if (reason := declined(question) or small_talk(question)) is not None:
        return Considered(Missing(reason), 0.0)
    meant = meant_source(text, corpus)
    if meant is not None:
        question = without_source(question, meant, corpus)
    needs = weigh(question, corpus)
    if not needs.words:
        return Considered(Missing("I did not find a subject in that."), 0.0)
    weights = load_weights(corpus.embedder is not None, needs.characters is not None)
    ranked = rank(candidates(needs, corpus, most=CLOSE, source_id=meant), weights)
    sure = confidence(ranked, needs, weights)
    unsaid = _unsaid(needs, ranked)
    telling = any(_must_be_said(need, needs) for need in unsaid)
    telling = telling or bool(missing_names(text, corpus.covers))
    if not ranked or telling or sure < weights.threshold:
        words = _written(unsaid, question, corpus)
        reason = absent(words) if words else "No sentence of theirs answers it."
        outcome: Outcome = Missing(reason, _related(ranked))
        return Considered(outcome, sure, tuple(ranked[:8]), weights)
    entries = tuple(_entry(r.candidate, needs) for r in _best(ranked))
    values = {"query": text, "perhaps": "Perhaps:" if sure < _PERHAPS else ""}
    outcome = Finding(entries, values=values, confidence=sure)
    return Considered(outcome, sure, tuple(ranked[:8]), weights)


def _unsaid(needs: Needs, ranked: list[Ranked]) -> list[Need]:
    """The names and things that the corpus has in no form, and the best sentence not in meaning.

    Another country is near in meaning, and is another country: names are not bridged.
    """
    unknown = [need for need in needs.words if not need.forms and (need.name or need.thing)]
    unknown = [need for need in unknown if not has_cjk(need.word)]  # bigrams are no words
    alike = bool(ranked) and ranked[0].candidate.values[_MEANING] >= _ALIKE
    return [need for need in unknown if need.name or not alike]


def _must_be_said(need: Need, needs: Needs) -> bool:
    """Whether a question is refused for this word alone, where no source has it.

    Names and rare words, and what is to be counted: "how many children" wants no other number.
    """
    return need.name or need is needs.counted or commonness(need.word)[0] < _VERY_COMMON


def _written(lacking: list[Need], question: Question, corpus: Corpus) -> list[str]:
    """The words as they were written, each once."""
    words = {need.word for need in lacking if not has_cjk(need.word)}
    written = [a.span.of(question.text) for a in question.asked if a.word in words]
    return list(dict.fromkeys(written + as_written(question.text, corpus.covers)))


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
