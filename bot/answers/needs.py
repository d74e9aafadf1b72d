"""Needs: the words of a question, each with its weight and what may stand for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.characters import Characters, characters_of
from bot.answers.corpus import Corpus, Vector
from bot.answers.question import Question, Wanted
from bot.answers.signs import Sign, sign_wanted
from bot.intents.wording import written_out
from bot.text.cjk import has_cjk
from bot.text.lexicon import commonness
from bot.text.words import folded_words

_MOSTLY_VERB = 0.15  # of `commonness`: from here on a word is more of a verb or an adverb


@dataclass(frozen=True, slots=True)
class Need:
    """A word of the question with its weight and the stems that may stand for it."""

    word: str
    stem: str
    weight: float
    forms: dict[str, float]
    name: bool
    thing: bool  # names a thing or a quality; a verb or an adverb may be put otherwise


@dataclass(frozen=True, slots=True)
class Needs:
    """All words of a question, weighted against a corpus."""

    words: tuple[Need, ...]
    wanted: Wanted
    total: float  # sum of the weights; 0 when nothing telling was asked
    counted: Need | None
    vector: Vector | None
    written: frozenset[str]  # all words of the question, folded
    sort: int | None  # which of the words says what sort of thing is wanted
    head: tuple[int, ...]  # which of them stand for X in "what is the X of ..."
    persons: frozenset[str]  # stems that are of persons' names
    sign: Sign | None  # what a sentence must hold: "how old" wants an age
    characters: Characters | None = None  # of a question in Chinese, Japanese or Korean

    def stems(self) -> list[str]:
        """What to search for: the words, and what may stand for those that are missing."""
        found: dict[str, None] = {}
        for need in self.words:
            found.update(dict.fromkeys(s for s, weight in need.forms.items() if weight >= 0.8))
            if not found.keys() & need.forms.keys():
                found.update(dict.fromkeys(need.forms))
        return list(found)


def weigh(question: Question, corpus: Corpus) -> Needs:
    """The words of a question, each weighted by how much it tells in this corpus.

    The weight is the inverse document frequency, lowered for words that are common in the
    language at large, and more so for verbs and adverbs: "come" and "together" tell less than
    "semiconductor" even where the corpus has none of them.
    """
    words: dict[str, Need] = {}
    for asked in question.asked:
        if asked.stem in words:
            continue
        common, light = commonness(asked.word)
        weight = corpus.idf(asked.stem) * (1 - 0.16 * min(common, 3.0)) * (1 - light)
        words[asked.stem] = Need(
            asked.word,
            asked.stem,
            weight,
            corpus.forms(asked.word),
            asked.name,
            light < _MOSTLY_VERB and (asked.name or not has_cjk(asked.word)),
        )
    needs = tuple(words.values())
    characters = characters_of(question.text, ((need.word, need.weight) for need in needs))
    plain = needs and characters is None  # the embedding reads English
    vector = corpus.embed(written_out(question.text)) if plain else None
    written = frozenset(folded_words(question.text))
    counted = words.get(question.counted)
    order = list(words)
    return Needs(
        needs,
        question.wanted,
        sum(need.weight for need in needs),
        counted,
        vector,
        written,
        order.index(question.sort) if question.sort in words else None,
        tuple(at for at, term in enumerate(order) if term in question.head),
        frozenset(term for term in order if term in corpus.person_stems),
        sign_wanted(question.text),
        characters,
    )
