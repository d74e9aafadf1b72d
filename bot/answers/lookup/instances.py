"""Instances: which lines of a list are what a common noun names ("universities")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answers.corpus import Corpus
from bot.answers.topics import Topic
from bot.domain.fact import Fact
from bot.text.lexicon import known
from bot.text.words import telling_words

_SURE = 0.8  # share of the words asked for, forms and synonyms, that a line must have
_EACH_ALIKE = 0.35  # least cosine of each word asked for and the nearest word of a line
_ALIKE = 0.66  # the same for all that was asked for, together


def instances(
    wanted: str, every: Sequence[Fact], lines: Sequence[str], corpus: Corpus
) -> list[Fact]:
    """The facts whose `lines` are what a common noun names, the nearest first.

    Only for ordinary words of the language, and only where an ordinary word of the line is
    near in meaning ("School").
    """
    words = [token.text for token in telling_words(wanted)]
    if not words or not all(known(word) for word in words) or wanted != wanted.lower():
        return []
    topic = Topic(wanted, corpus)
    kept = [f for f, line in zip(every, lines, strict=True) if topic.coverage(line) >= _SURE]
    return kept or _alike(wanted, words, every, lines, corpus)


def _alike(
    wanted: str, words: list[str], every: Sequence[Fact], lines: Sequence[str], corpus: Corpus
) -> list[Fact]:
    ordinary = [[t.text for t in telling_words(line) if known(t.text)] for line in lines]
    others = sorted({word for some in ordinary for word in some})
    whole, *single = (corpus.likeness(asked, others) for asked in (wanted, *words))
    scored = [
        (_nearest(whole, own), fact)
        for fact, own in zip(every, ordinary, strict=True)
        if all(_nearest(alike, own) >= _EACH_ALIKE for alike in single)
    ]
    scored.sort(key=lambda pair: -pair[0])
    return [fact for score, fact in scored if score >= _ALIKE]


def _nearest(alike: Mapping[str, float], words: list[str]) -> float:
    return max((alike.get(word, 0.0) for word in words), default=0.0)
