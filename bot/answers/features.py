"""Features: what the ranker knows of a sentence as an answer to a question.

Each is a number between 0 and 1 (the cosines between -1 and 1) that a person can check by
reading the question and the sentence. The names are the keys of the weights file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.answers.corpus import Corpus, Vector
from bot.answers.prepared import PreparedPassage, PreparedSentence
from bot.answers.question import Question, Wanted
from bot.domain.passage import Role
from bot.text.lexicon import commonness
from bot.text.words import STOP_WORDS, stem

FEATURES = (
    "cover",  # share of the question's words in the sentence, by weight; forms and synonyms count
    "exact",  # the same, for the very words
    "around",  # share of the words missing in the sentence that the passage has
    "title",  # share of the words missing in the passage that the document's title has
    "bm25",  # BM25 of the sentence, over what it could be at most
    "passage",  # BM25 of the passage, over the best passage's
    "pairs",  # share of neighbouring words of the question that are near each other here
    "meaning",  # cosine of question and sentence
    "context",  # cosine of question and the nearest sentence of the passage
    "kind",  # the kind of thing wanted has a sign in the sentence
    "no_kind",  # a kind is wanted and there is no sign of it
    "counted",  # what is to be counted ("hours" in "how many hours") follows a number
    "names",  # share of the names asked for in the sentence
    "names_missing",  # a name asked for is neither in the passage nor in the title
    "first",  # the sentence opens its passage
    "short",  # under six words
    "long",  # over forty words
    "display",  # a title, heading or caption
)

TYPED = (Wanted.PERSON, Wanted.DATE, Wanted.PLACE, Wanted.QUANTITY, Wanted.REASON)
_K1, _B, _TYPICAL = 1.2, 0.4, 22.0  # BM25 for sentences; typical length in words
_NEAR = 2
_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Need:
    """A word of the question with its weight and the stems that may stand for it."""

    word: str
    stem: str
    weight: float
    forms: dict[str, float]
    name: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """All words of a question, weighted against a corpus."""

    words: tuple[Need, ...]
    wanted: Wanted
    total: float  # sum of the weights; 0 when nothing telling was asked
    counted: Need | None
    vector: Vector | None

    def stems(self) -> list[str]:
        """What to search for: the words, and what may stand for those that are missing."""
        found: dict[str, None] = {}
        for need in self.words:
            found.update(dict.fromkeys(s for s, weight in need.forms.items() if weight >= 0.8))
            if not found.keys() & need.forms.keys():
                found.update(dict.fromkeys(need.forms))
        return list(found)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its features, in the order of `FEATURES`."""

    passage: PreparedPassage
    sentence: PreparedSentence
    values: tuple[float, ...]
    missing: tuple[str, ...]  # words that neither sentence, passage nor title have


def weigh(question: Question, corpus: Corpus) -> Needs:
    """The words of a question, each weighted by how much it tells in this corpus.

    The weight is the inverse document frequency, lowered for words that are common in the
    language at large, and more so for verbs and adverbs: "come" and "together" tell less than
    "semiconductor" even where the corpus has none of them.
    """
    words: dict[str, Need] = {}
    for asked in question.asked:
        common, light = commonness(asked.word)
        weight = corpus.idf(asked.stem) * (1 - 0.16 * min(common, 3.0)) * (1 - light)
        words.setdefault(
            asked.stem,
            Need(asked.word, asked.stem, weight, corpus.forms(asked.word), asked.name),
        )
    needs = tuple(words.values())
    vector = corpus.embed(question.text.strip(" ?!.")) if needs else None
    counted = words.get(question.counted)
    return Needs(needs, question.wanted, sum(need.weight for need in needs), counted, vector)


# Passages that name things without saying anything of them.
_SILENT = (
    Role.TITLE,
    Role.HEADING,
    Role.ADDRESS,
    Role.SALUTATION,
    Role.VALEDICTION,
    Role.SIGNATURE,
)


def candidates(needs: Needs, corpus: Corpus, limit: int = 24) -> list[Candidate]:
    """All sentences of the passages that the words or the meaning find, with features.

    Left out are passages that only name things, and sentences that only say the question's
    words again; a heading that is found brings its section in.
    """
    if not needs.total:
        return []
    found: list[Candidate] = []
    for passage, score in corpus.search(needs.stems(), limit, needs.vector):
        if passage.passage.role not in _SILENT or needs.wanted is Wanted.NOTHING:
            found.extend(_of_passage(passage, score, needs, corpus))
    return [candidate for candidate in found if _says_more(candidate.sentence, needs)]


def _says_more(sentence: PreparedSentence, needs: Needs) -> bool:
    asked = {form for need in needs.words for form in (need.stem, *need.forms)}
    return any(term not in asked and term not in _STOP_STEMS for term in sentence.places)


def _of_passage(
    passage: PreparedPassage, score: float, needs: Needs, corpus: Corpus
) -> list[Candidate]:
    title = corpus.title_stems.get(passage.passage.source_id, frozenset()) | passage.heading
    cosines = _cosines(passage, needs, corpus)
    nearest = float(np.max(cosines)) if cosines is not None and len(cosines) else 0.0
    around = [_best(need, passage.stems) for need in needs.words]
    titled = [_best(need, title) for need in needs.words]
    missing = tuple(
        need.word
        for need, near, far in zip(needs.words, around, titled, strict=True)
        if max(near, far) < 0.8
    )
    names = [need for need in needs.words if need.name]
    no_name = any(need.word in missing for need in names)
    result = []
    for row, sentence in enumerate(passage.sentences):
        meaning = float(cosines[row]) if cosines is not None else 0.0
        values = _values(sentence, needs, around, titled)
        values |= {
            "passage": score,
            "meaning": meaning,
            "context": nearest,
            "names": _share(names, sentence),
            "names_missing": float(no_name),
            "first": float(row == 0),
            "display": float(passage.passage.role in (Role.TITLE, Role.HEADING, Role.CAPTION)),
        }
        ordered = tuple(values[name] for name in FEATURES)
        result.append(Candidate(passage, sentence, ordered, missing))
    return result


def _cosines(passage: PreparedPassage, needs: Needs, corpus: Corpus) -> Vector | None:
    if needs.vector is None:
        return None
    vectors = corpus.vectors_of(passage)
    return None if vectors is None else np.asarray(vectors @ needs.vector)


def _best(need: Need, stems: frozenset[str]) -> float:
    return max((weight for form, weight in need.forms.items() if form in stems), default=0.0)


def _share(names: list[Need], sentence: PreparedSentence) -> float:
    return sum(_has(sentence, name) for name in names) / max(1, len(names))


def _counts(sentence: PreparedSentence, need: Need | None) -> bool:
    """Whether a number stands just before what is to be counted."""
    if need is None:
        return False
    places = [
        at for form, w in need.forms.items() if w >= 0.8 for at in sentence.places.get(form, ())
    ]
    return any(0 < at - number <= _NEAR for at in places for number in sentence.numbers)


def _has(sentence: PreparedSentence, need: Need | None) -> bool:
    return need is not None and any(form in sentence.places for form in need.forms)


def _values(
    sentence: PreparedSentence, needs: Needs, around: list[float], titled: list[float]
) -> dict[str, float]:
    cover = exact = near = far = bm25 = most = 0.0
    length = len(sentence.stems)
    norm = _K1 * (1 - _B + _B * length / _TYPICAL)
    at: list[tuple[int, ...]] = []
    for need, passage, title in zip(needs.words, around, titled, strict=True):
        best, own = 0.0, 0
        places: tuple[int, ...] = ()
        for form, weight in need.forms.items():
            if weight > best and form in sentence.places:
                best, places = weight, sentence.places[form]
        if need.stem in sentence.places:
            own = len(sentence.places[need.stem])
        at.append(places)
        cover += need.weight * best
        exact += need.weight * (own > 0)
        near += need.weight * max(0.0, passage - best)
        far += need.weight * max(0.0, title - max(best, passage))
        bm25 += need.weight * best * (own or 1) * (_K1 + 1) / ((own or 1) + norm)
        most += need.weight * (_K1 + 1)
    total = needs.total
    return {
        "cover": cover / total,
        "exact": exact / total,
        "around": near / total,
        "title": far / total,
        "bm25": bm25 / most,
        "pairs": _pairs(at),
        "kind": float(needs.wanted in sentence.kinds),
        "no_kind": float(needs.wanted in TYPED and needs.wanted not in sentence.kinds),
        "counted": float(_counts(sentence, needs.counted)),
        "short": float(length < 6),
        "long": float(length > 40),
    }


def _pairs(at: list[tuple[int, ...]]) -> float:
    """Share of neighbouring words of the question that stand near each other, in order."""
    if len(at) < 2:
        return 0.0
    near = sum(
        any(0 < right - left <= _NEAR for left in first for right in second)
        for first, second in pairwise(at)
    )
    return near / (len(at) - 1)


def logistic(value: float) -> float:
    """1 / (1 + exp(-value)), safe for any value."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, value))))
