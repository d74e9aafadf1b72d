"""Characters: Chinese, Japanese and Korean questions, as the ranker needs them.

Their words are bigrams, so what English tells by words is told by characters: how many of the
question's characters a sentence has, and which of its words no source has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from bot.domain.span import Span
from bot.text.cjk import RUN, grams, has_cjk
from bot.text.cjk_questions import (
    counted_unit,
    phrases,
    telling_grams,
    without_function_words,
)
from bot.text.cjk_signs import DOTS, SIGNS, fresh_name, fresh_number, names
from bot.text.words import fold, stem, tokens

_NUMERIC = ("date", "quantity")
_NAMED = ("person", "place", "thing")
_SHORTEST = 2  # characters of a word that is named as missing


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a text as the index has it, where it stands, and whether it is of a name."""

    text: str
    span: Span
    name: bool


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a question, each with the least weight of the bigrams it is in."""

    question: str
    weights: dict[str, float]
    unit: re.Pattern[str] | None


def asked_terms(text: str, within: Span) -> list[Term]:
    """The telling terms of one word of a question: bigrams, and what stands between the runs."""
    of_names = [Span(*found.span()) for found in names(text)]
    telling = {gram.span for gram in telling_grams(text)}
    return [
        Term(term.text, term.span, any(name.contains(term.span) for name in of_names))
        for term in terms_within(text, within)
        if term.span in telling or not has_cjk(term.text)
    ]


def terms_within(text: str, within: Span) -> list[Term]:
    """The terms of one word of a text as `words.terms` gives them, with their spans."""
    found = [Term(fold(gram.text), gram.span, False) for gram in grams(text, within)]
    at = within.start
    for run in [*RUN.finditer(text, within.start, within.end), None]:
        end = run.start() if run else within.end
        if (term := stem(fold(text[at:end]))) and any(map(str.isalnum, term)):
            found.append(Term(term, Span(at, end), text[at].isupper()))
        at = run.end() if run else end
    return sorted(found, key=lambda term: term.span)


def characters_of(question: str, weighted: Iterable[tuple[str, float]]) -> Characters | None:
    """The characters of a question; none when most of its words are of another script."""
    pairs = list(weighted)
    own = [(word, weight) for word, weight in pairs if has_cjk(word)]
    if not own or 2 * len(own) < len(pairs):
        return None
    weights: dict[str, float] = {}
    for word, weight in own:
        for character in word:
            weights[character] = min(weight, weights.get(character, weight))
    return Characters(question, weights, counted_unit(question))


def read_characters(asked: Characters, wanted: str, sentence: str) -> dict[str, float]:
    """The features of one sentence that Chinese, Japanese and Korean tell otherwise."""
    held = sum(weight for character, weight in asked.weights.items() if character in sentence)
    total = sum(asked.weights.values())
    counted = asked.unit is not None and asked.unit.search(sentence) is not None
    signs = {kind: float(kind == wanted and bool(s.search(sentence))) for kind, s in SIGNS.items()}
    new_name = wanted in _NAMED and fresh_name(sentence, asked.question)
    return signs | {
        "characters": held / total if total else 0.0,
        "counted": float(counted),
        "uncounted": float(asked.unit is not None and not counted),
        "fresh_number": float(wanted in _NUMERIC and fresh_number(sentence, asked.question)),
        "fresh_name": float(new_name),
        "fresh_person": float(new_name and wanted == "person"),
        "asks": float(sentence.rstrip().endswith(("?", "？"))),
    }


def as_written(text: str, known: Callable[[str], bool]) -> list[str]:
    """The words of a question that no source has, as they are written: whole, not in bigrams.

    A character that stands in a known bigram belongs to a known word; between two words that
    are both known there may be a bigram that is not. Of a foreign name all is missing when any
    of it is.
    """
    unknown, several = _unknown(text, known), len(phrases(text)) > 1
    spans = [Span(*found.span()) for found in names(text) if _touches(found, unknown)]
    for phrase in phrases(text):
        start = phrase.start
        for at in [
            *(at for at in range(phrase.start, phrase.end) if at not in unknown),
            phrase.end,
        ]:
            bare = without_function_words(text, Span(start, at))
            if len(bare) >= (_SHORTEST if several else 1):
                spans += [bare] if not any(bare.overlaps(span) for span in spans) else []
            start = at + 1
    return list(dict.fromkeys(span.of(text) for span in _joined(text, sorted(spans))))


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """The spans, those that only a dot parts as one: the parts of a foreign name."""
    joined: list[Span] = []
    for span in spans:
        if joined and text[joined[-1].end : span.start] in DOTS and joined[-1].end < span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def missing_names(text: str, known: Callable[[str], bool]) -> list[str]:
    """The names in a question, as far as they are known by how they are written, that no
    source has."""
    unknown = _unknown(text, known)
    return [found.group() for found in names(text) if _touches(found, unknown)]


def _unknown(text: str, known: Callable[[str], bool]) -> set[int]:
    """Where the characters of a question stand that no known bigram holds."""
    unknown: set[int] = set()
    for phrase in phrases(text):
        unknown |= set(range(phrase.start, phrase.end))
        for gram in grams(text, phrase):
            if known(fold(gram.text)):
                unknown -= set(range(gram.span.start, gram.span.end))
    return unknown


def _touches(found: re.Match[str], places: Collection[int]) -> bool:
    return any(at in places for at in range(*found.span()))


def beside(text: str, said: Iterable[str]) -> bool:
    """Whether a text in Chinese, Japanese or Korean asks more than what was `said` of it."""
    for part in said:
        text = text.replace(part, " ")
    return bool(phrases(text))


def marked(text: str, wanted: Collection[str]) -> list[Span]:
    """The spans of the wanted terms in `text`; what overlaps or touches is one."""
    found: list[Span] = []
    for token in tokens(text):
        for term in terms_within(text, token.span):
            if term.text not in wanted:
                continue
            if found and found[-1].end >= term.span.start:
                found[-1] = Span(found[-1].start, max(found[-1].end, term.span.end))
            else:
                found.append(term.span)
    return found
