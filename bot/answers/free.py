"""Free questions: the sentences that answer, or what is missing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from bot.answers.corpus import Corpus
from bot.answers.declining import declined, small_talk
from bot.answers.features import FEATURES, TYPED, Candidate, Need, Needs, candidates, weigh
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome
from bot.answers.marking import marks_of
from bot.answers.question import Question, read_question
from bot.answers.ranking import Ranked, Weights, confidence, load_weights, rank
from bot.answers.signs import sign_wanted
from bot.answers.sources import meant_source, without_source
from bot.answers.topics import absent
from bot.domain.fact import Anchor
from bot.domain.passage import Role
from bot.text.lexicon import commonness
from bot.text.words import stem, telling_words

MOST = 3  # sentences of an answer
_SHARE = 0.15  # of the probability among all candidates that a further sentence must have
_RELATED = 2
_WORTH_SHOWING = 0.35  # share of the question's words that a near miss must have
_PERHAPS = 0.3  # under this confidence an answer is given as a perhaps
_ALIKE = 0.5  # least cosine of a word of the question and one that may stand for it
_COMPARED = 24  # words of a sentence that are compared so
_SURE = 0.8  # how well a stem must stand for a word to count as the word
_VERY_COMMON = 2.0  # a word as common as "child" may be put otherwise too
_MOSTLY_VERB = 0.15  # of `commonness`: from here on a word is more of a verb or an adverb
_HEAD = re.compile(
    r"^what(?:['’]?s| is| was| are| were) (?:the|an?) ([\w\s-]+?) of ", re.IGNORECASE
)
# What is left of the confidence where something of what was asked is not in the sentence:
_UNSAID = 0.7  # for each verb or adverb that nothing stands for
_UNSAID_OF_TYPED = 0.4  # the same, where a time, a place or a person of that doing is wanted
_UNHEADED = 0.3  # the thing asked for by name ("the population of ...")
_UNCOUNTED = 0.35  # a number before what is to be counted
_SOMEBODY_ELSE = 0.35  # the person asked about, while there is another
_UNKIND = 0.5  # any sign of the kind of thing that is wanted
_COUNTED = FEATURES.index("counted")
_COVER = FEATURES.index("cover")


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
    weights = load_weights(corpus.embedder is not None)
    ranked = _from(meant, rank(candidates(needs, corpus), weights))
    ranked = _with_sign(sign_wanted(text), ranked)
    lacking = _lacking(needs, ranked, corpus)
    sure = confidence(ranked, needs, weights) * _doubt(lacking, needs, ranked, corpus)
    sure *= _UNHEADED if _headless(text, needs, ranked, corpus) else 1.0
    unsaid = [need for need in lacking if need.name or _names_a_thing(need)]
    telling = any(n.name or commonness(n.word)[0] < _VERY_COMMON for n in unsaid)
    if not ranked or telling or sure < weights.threshold:
        words = _written(unsaid, question)
        reason = absent(words) if words else "No sentence of theirs answers it."
        outcome: Outcome = Missing(reason, _related(ranked))
        return Considered(outcome, sure, tuple(ranked[:8]), weights)
    entries = tuple(_entry(r.candidate, needs) for r in _best(ranked))
    values = {"query": text, "perhaps": "Perhaps:" if sure < _PERHAPS else ""}
    outcome = Finding(entries, values=values, confidence=sure)
    return Considered(outcome, sure, tuple(ranked[:8]), weights)


def _from(source_id: str | None, ranked: list[Ranked]) -> list[Ranked]:
    if source_id is None:
        return ranked
    return [r for r in ranked if r.candidate.passage.passage.source_id == source_id]


def _with_sign(sign: re.Pattern[str] | None, ranked: list[Ranked]) -> list[Ranked]:
    """The sentences that hold what is measured; "how old" is not answered without an age."""
    if sign is None:
        return ranked
    return [r for r in ranked if sign.search(r.candidate.sentence.text)]


def _lacking(needs: Needs, ranked: list[Ranked], corpus: Corpus) -> list[Need]:
    """The words that the corpus has in no form, and the best sentence not in meaning."""
    unknown = [need for need in needs.words if not need.forms]
    if not unknown or not ranked:
        return unknown
    sentence = ranked[0].candidate.sentence
    asked = {need.stem for need in needs.words}
    words = [t.text for t in telling_words(sentence.text) if stem(t.text) not in asked]
    # Another country is near in meaning, and is another country: names are not bridged.
    return [n for n in unknown if n.name or not _meant(n, words[:_COMPARED], corpus)]


def _meant(need: Need, words: list[str], corpus: Corpus) -> bool:
    return any(cosine >= _ALIKE for cosine in corpus.likeness(need.word, words).values())


def _names_a_thing(need: Need) -> bool:
    """Whether a word names a thing or a quality; a verb or an adverb may be put otherwise."""
    return commonness(need.word)[1] < _MOSTLY_VERB


def _doubt(lacking: list[Need], needs: Needs, ranked: list[Ranked], corpus: Corpus) -> float:
    """What is left of the confidence for lacking words and for a lacking kind of thing.

    "How many boats" wants a number of boats, not any number in a sentence about boats.
    """
    typed = needs.wanted in TYPED
    left = (_UNSAID_OF_TYPED if typed else _UNSAID) ** len(lacking)
    if not ranked:
        return left
    best = ranked[0].candidate
    if typed and needs.wanted not in best.sentence.kinds:
        left *= _UNKIND
    if needs.counted is not None and not best.values[_COUNTED]:
        left *= _UNCOUNTED
    return left * (_SOMEBODY_ELSE if _of_another(needs, best, corpus) else 1.0)


def _of_another(needs: Needs, best: Candidate, corpus: Corpus) -> bool:
    """Whether the sentence is about another person than the one that was asked about."""
    asked = {need.stem for need in needs.words if need.stem in corpus.person_stems}
    there = {term for term in best.sentence.places if term in corpus.person_stems}
    return bool(asked - there) and bool(there - asked)


def _headless(text: str, needs: Needs, ranked: list[Ranked], corpus: Corpus) -> bool:
    """Whether the thing asked for by name, "the population of ...", is not in the best sentence."""
    head = _HEAD.match(text)
    if head is None or not ranked:
        return False
    stems = {stem(token.text) for token in telling_words(head.group(1))}
    sentence = ranked[0].candidate.sentence
    words = [token.text for token in telling_words(sentence.text)][:_COMPARED]
    wanted = [need for need in needs.words if need.stem in stems]
    return any(
        not any(form in sentence.places for form, weight in need.forms.items() if weight >= _SURE)
        and not _meant(need, words, corpus)
        for need in wanted
    )


def _written(lacking: list[Need], question: Question) -> list[str]:
    """The words as they were written, each once."""
    words = {need.word for need in lacking}
    written = (a.span.of(question.text) for a in question.asked if a.word in words)
    return list(dict.fromkeys(written))


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
