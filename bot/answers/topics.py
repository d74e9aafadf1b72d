"""Topics: how well a text is about given words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot.answers.characters import as_written
from bot.answers.corpus import Corpus
from bot.answers.needs import Need, weigh
from bot.answers.question import Asked, Question, Wanted, read_question
from bot.answers.refusing import worth_naming
from bot.text.cjk import has_cjk
from bot.text.words import stem, telling_words, terms_of

T = TypeVar("T")

_ENOUGH = 0.5  # share of the topic's weight that a text must have at least
_WHOLE = 0.95  # from here on a text has the whole topic
_NEAR_BEST = 0.8  # of the best, where no text has the whole


class Topic:
    """Words to look for, weighted by how much they tell in this corpus."""

    def __init__(self, words: str, corpus: Corpus) -> None:
        self.words = words.strip()
        self._corpus = corpus
        question = read_question(self.words)
        if not question.asked:  # nothing but stop words: they are all there is to go by
            asked = (Asked(t.text, stem(t.text), t.span, False) for t in telling_words(words))
            question = Question(self.words, tuple(asked), Wanted.NOTHING)
        self._needs = weigh(question, corpus)
        self._written = {asked.word: asked.span.of(self.words) for asked in question.asked}

    def __bool__(self) -> bool:
        return bool(self._needs.words)

    @property
    def needs(self) -> tuple[Need, ...]:
        return self._needs.words

    @property
    def missing(self) -> tuple[str, ...]:
        """The words that the corpus has in no form, as they were written."""
        lacking = (need for need in self.needs if not self._corpus.covers(need.word))
        words = [self._written.get(n.word, n.word) for n in lacking if not has_cjk(n.word)]
        return (*words, *as_written(self.words, self._corpus.covers))

    def coverage(self, *texts: str) -> float:
        """Share of the topic's weight that stands in any of `texts`, between 0 and 1."""
        stems = frozenset[str]().union(*map(terms_of, texts))
        total = sum(need.weight for need in self.needs)
        if not total:
            return float(all(need.stem in stems for need in self.needs))
        found = sum(
            need.weight * max((w for form, w in need.forms.items() if form in stems), default=0.0)
            for need in self.needs
        )
        return found / total

    def chosen(self, things: Iterable[T], texts: Callable[[T], Sequence[str]]) -> list[T]:
        """The things that are about the topic, in their order.

        Those that have the whole of it, if there are any; else those nearly as good as the
        best, if the best has at least half of it by weight.
        """
        scored = [(self.coverage(*texts(thing)), thing) for thing in things]
        best = max((score for score, _ in scored), default=0.0)
        if best < _ENOUGH:
            return []
        least = _WHOLE if best >= _WHOLE else best * _NEAR_BEST
        return [thing for score, thing in scored if score >= least]


def absent(words: Sequence[str]) -> str:
    """The sentence that says that no source has the words."""
    words = worth_naming(words)
    listing = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    return f"No source mentions {listing}."
