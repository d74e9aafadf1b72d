"""Features: what the ranker knows of a sentence as an answer to a question.

Each is a number that a person can check by reading the question and the sentence, most of
them between 0 and 1 (the cosines between -1 and 1). The names are the keys of the weights
file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answers.close_reading import read_closely
from bot.answers.corpus import Corpus
from bot.answers.evidence import SURE, Array, Evidence, lay
from bot.answers.needs import Needs
from bot.answers.prepared import PreparedPassage, PreparedSentence
from bot.answers.question import Wanted
from bot.domain.passage import Role

FEATURES = (
    "cover",  # share of the question's words in the sentence, by weight; forms and synonyms count
    "exact",  # the same, for the very words
    "complete",  # the square of "cover": the last words tell more than the first
    "verbs",  # share of the verbs and adverbs that stand in the sentence
    "local",  # share of the words here, each counting less the more of its passage has it
    "heaviest",  # the weightiest word stands in the sentence
    "around",  # share of the words missing in the sentence that the passage has
    "before",  # share of the words missing in the sentence that the one before has
    "after",  # share of the words missing in the sentence that the next one has
    "title",  # share of the words missing in the passage that the document's title has
    "bm25",  # BM25 of the sentence, over what it could be at most
    "passage",  # BM25 of the passage, over the best passage's
    "pairs",  # share of neighbouring words of the question that are near each other here
    "window",  # share of the words within a few words of the sentence, by weight
    "meaning",  # cosine of question and sentence
    "context",  # cosine of question and the nearest sentence of the passage
    "average",  # mean cosine of question and the sentences of the passage
    "beside",  # mean cosine of question and the sentences next to this one
    "nearest",  # no other sentence is nearer in meaning
    "person",  # a person is wanted, and the sentence has a sign of one
    "date",  # the same for a time
    "place",  # the same for a place
    "quantity",  # the same for a number or a measure
    "reason",  # the same for a reason
    "fresh_number",  # a time or a number is wanted, and there is one that was not asked with
    "fresh_name",  # a person, place or thing is wanted, and there is a new name
    "fresh_person",  # a person is wanted, and somebody is named who was not asked about
    "numbers_missing",  # a number asked with does not stand there
    "counted",  # what is to be counted ("hours" in "how many hours") follows a number
    "uncounted",  # something is to be counted, and no number stands before it
    "countless",  # what is to be counted is not there at all
    "sort",  # what says the sort of thing wanted ("city" in "which city") stands there
    "headless",  # X of "what is the X of ..." is not there
    "somebody_else",  # another person than the one asked about
    "names",  # share of the names asked for in the sentence
    "names_missing",  # a name asked for is neither in the passage nor in the title
    "refers",  # begins with a pronoun that stands for something before
    "first",  # the sentence opens its passage
    "new",  # how many telling words were not asked with (log, of twenty)
    "asks",  # a question itself
    "display",  # a title, heading or caption
    "characters",  # share of the characters of a question in Chinese, Japanese or Korean
)

_K1, _B, _TYPICAL = 1.2, 0.4, 22.0  # BM25 for sentences; typical length in words
CLOSE = 48  # sentences that are looked at closely, for one answer


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its features, in the order of `FEATURES`.

    `held` says how well it has each word of the question, `reach` how well the sentence,
    its passage or its title have it.
    """

    passage: PreparedPassage
    sentence: PreparedSentence
    values: tuple[float, ...]
    held: tuple[float, ...]
    reach: tuple[float, ...]


# Passages that name things without saying anything of them.
_SILENT = (
    Role.TITLE,
    Role.HEADING,
    Role.ADDRESS,
    Role.SALUTATION,
    Role.VALEDICTION,
    Role.SIGNATURE,
)


def candidates(
    needs: Needs,
    corpus: Corpus,
    limit: int = 24,
    most: int | None = None,
    source_id: str | None = None,
) -> list[Candidate]:
    """The sentences of the passages that the words or the meaning find, with features.

    Left out are passages that only name things, sentences that only say the question's words
    again, and those without the measure that is asked for; a heading that is found brings its
    section in. Of more than `most` sentences only those are looked at closely that share the
    most with the question; without `most`, all that have any of its words. With `source_id`
    only sentences of that source count.
    """
    if not needs.total:
        return []
    cosines = corpus.cosines(needs.vector)
    found = [
        (passage, score)
        for passage, score in corpus.search(needs.stems(), limit, cosines)
        if (passage.passage.role not in _SILENT or needs.wanted is Wanted.NOTHING)
        and source_id in (None, passage.passage.source_id)
    ]
    if not found:
        return []
    passages = [passage for passage, _ in found]
    titles = [
        corpus.title_stems.get(p.passage.source_id, frozenset()) | p.heading for p in passages
    ]
    evidence = lay(needs, passages, titles)
    sentences = [
        (number, row, sentence)
        for number, passage in enumerate(passages)
        for row, sentence in enumerate(passage.sentences)
    ]
    meaning = corpus.meaning(passages, needs.vector, cosines)
    columns = _columns(needs, evidence, sentences, np.array([score for _, score in found]), meaning)
    telling = np.array([sentence.telling for _, _, sentence in sentences])
    more = telling > evidence.repeats
    kept = np.flatnonzero(more if most is not None else more & (columns["cover"] > 0))
    if (sign := needs.sign) is not None:
        there = [sign.stands_in(sentences[at][2].text) for at in kept.tolist()]
        kept = kept[np.array(there, dtype=bool)]
    if most is not None and len(kept) > most:
        rough = columns["cover"] + columns["around"] + columns["bm25"] + columns["meaning"]
        rough += columns["context"] + columns["passage"] / 2
        kept = np.sort(kept[np.argsort(-rough[kept], kind="stable")[:most]])
    table = np.column_stack([columns[name][kept] for name in _SHARED])
    reach = np.maximum(np.maximum(evidence.held, evidence.around), evidence.titled)
    nameless = _names_missing(needs, evidence)
    result = []
    for at, shared in zip(kept.tolist(), table.tolist(), strict=True):
        number, row, sentence = sentences[at]
        passage = passages[number]
        values = dict(zip(_SHARED, shared, strict=True))
        values |= read_closely(needs, sentence, evidence.places[at], corpus.person_stems)
        values["names_missing"] = nameless[at]
        values["first"] = float(row == 0)
        values["display"] = float(passage.passage.role in (Role.TITLE, Role.HEADING, Role.CAPTION))
        ordered = tuple(values[name] for name in FEATURES)
        result.append(
            Candidate(passage, sentence, ordered, tuple(evidence.held[at]), tuple(reach[at]))
        )
    return result


_SHARED = (
    "cover exact complete verbs local heaviest around before after title bm25 passage meaning "
    "context average beside nearest names numbers_missing"
).split()


def _columns(
    needs: Needs,
    evidence: Evidence,
    sentences: Sequence[tuple[int, int, PreparedSentence]],
    scores: Array,
    meaning: Array,
) -> dict[str, Array]:
    """The features that are worked out for all sentences at once."""
    weights = np.array([need.weight for need in needs.words]) / needs.total
    held, owner = evidence.held, evidence.owner
    cover = held @ weights
    lengths = np.array([len(sentence.stems) for _, _, sentence in sentences], dtype=float)
    norm = _K1 * (1 - _B + _B * lengths / _TYPICAL)
    times = np.maximum(evidence.times, 1)
    bm25 = (held * times / (times + norm[:, None])) @ weights
    opens = np.diff(owner, prepend=-1) > 0
    closes = np.diff(owner, append=-1) != 0
    names = [column for column, need in enumerate(needs.words) if need.name]
    verbs = [column for column, need in enumerate(needs.words) if not need.thing]
    numbers = [column for column, need in enumerate(needs.words) if need.stem[:1].isdigit()]
    heaviest = int(np.argmax(weights))
    starts = np.flatnonzero(opens)
    sizes = np.diff(starts, append=len(held))[:, None]
    common = (np.add.reduceat(held > 0, starts, axis=0) / sizes)[np.cumsum(opens) - 1]
    average = (np.add.reduceat(meaning, starts) / sizes[:, 0])[np.cumsum(opens) - 1]
    context = np.maximum.reduceat(meaning, starts)[np.cumsum(opens) - 1]
    left = np.where(opens, np.roll(meaning, -1), np.roll(meaning, 1))
    right = np.where(closes, np.roll(meaning, 1), np.roll(meaning, -1))
    alone = opens & closes
    return {
        "cover": cover,
        "exact": (evidence.times > 0) @ weights,
        "complete": cover * cover,
        "verbs": _share_of(verbs, held),
        "local": (held * (1 - common)) @ weights,
        "heaviest": held[:, heaviest],
        "around": np.maximum(0, evidence.around - held) @ weights,
        "before": np.maximum(0, np.where(opens[:, None], 0, np.roll(held, 1, axis=0)) - held)
        @ weights,
        "after": np.maximum(0, np.where(closes[:, None], 0, np.roll(held, -1, axis=0)) - held)
        @ weights,
        "title": np.maximum(0, evidence.titled - np.maximum(held, evidence.around)) @ weights,
        "bm25": bm25,
        "passage": scores[owner],
        "meaning": meaning,
        "context": context,
        "average": average,
        "beside": np.where(alone, meaning, (left + right) / 2),
        "nearest": (meaning >= meaning.max()) * (meaning.max() > 0.0),
        "names": _share_of(names, held),
        "numbers_missing": np.any(held[:, numbers] == 0, axis=1),
    }


def _share_of(columns: list[int], held: Array) -> Array:
    """The share of the words in `columns` that each sentence has; 0 where there are none."""
    share: Array = (held[:, columns] > 0).mean(axis=1) if columns else np.zeros(len(held))
    return share


def _names_missing(needs: Needs, evidence: Evidence) -> list[float]:
    names = [column for column, need in enumerate(needs.words) if need.name]
    there = np.maximum(evidence.around, evidence.titled)[:, names]
    return [float(lacking) for lacking in np.any(there < SURE, axis=1)]


def logistic(value: float) -> float:
    """1 / (1 + exp(-value)), safe for any value."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, value))))
