"""Pointing: the parts of a question that a later remark may point at or change."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.answers.identity import distinct, same_person
from bot.answers.question import read_question
from bot.domain.span import Span, cover
from bot.text.dates import date_in_question, dates
from bot.text.lexicon import commonness, entry
from bot.text.names import NameIndex, find_names
from bot.text.words import STOP_WORDS, tokens

_OPENS = re.compile(
    r"^\W*(?:(?:and|so|but|also|please|ok)\s+)*"
    r"(?:(?:in|at|on|to|for|from|with|by|of|about|since|until)\s+)?"
    r"(?:how (?:many|much|long|old|far|often|big|come)|what (?:time|year|day|date)"
    r"|who|whom|whose|what|which|when|where|why|how)\b(?:['’]s\b)?\s*",
    re.IGNORECASE,
)
_DETERMINED = re.compile(r"\b(?:the|a|an|this|that|our|their|his|her|its)\s+(?=\w)", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(in|at|on|to|for|from|with|by|of|about|since|until|during|after|before)\s+", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:he|she|him|it|they|them)\b", re.IGNORECASE)
_MOSTLY_VERB = 0.15  # of `commonness`: from here on a word is more of a verb than of a thing
_LONGEST = 4  # words of a thing


def tail_of(question: str) -> str:
    """The question without the words that ask: "was the mill closed" of "when was ..."."""
    return _OPENS.sub("", question.strip().lstrip("/!")).strip(" ?.!")


def persons_in(text: str, names: Mapping[str, NameIndex]) -> tuple[str, ...]:
    """The persons whom a text names, each once."""
    found = [
        mention.name
        for kind in ("person", "speaker")
        if kind in names
        for mention in find_names(text, names[kind])
        if not mention.others
    ]
    return distinct(found)


def short_name(person: str, names: Mapping[str, NameIndex]) -> str:
    """The shortest of the person's names that is nobody else's: what texts go on calling them."""
    known = [name for kind in ("person", "speaker") if kind in names for name in names[kind].names]
    own = [name for name in known if same_person(name, person)]
    others = [name for name in known if not same_person(name, person)]
    alone = [name for name in own if not any(same_person(name, other) for other in others)]
    return min(alone, key=len, default=person)


def subject_in(question: str, names: Mapping[str, NameIndex]) -> str | None:
    """The first thing or name that a question is about, as it is written there."""
    spans = [*_named(question, names)[:1], *_things(question)[:1]]
    return min(spans).of(question) if spans else None


def with_changed(question: str, value: str, names: Mapping[str, NameIndex]) -> tuple[str, ...]:
    """The question again with `value` instead of what it may replace, the likeliest first.

    "In 1998" stands for another "in ..." or a date, a name for the name, "the other mill" for
    the mill; where there is nothing of the kind, `value` stands beside all telling words.
    """
    readings: list[str] = []
    asked = question.strip(" ?.!")
    if preposition := _PREPOSITION.match(value):
        same = re.compile(rf"\s+{preposition.group(1)}\s+[^?]*$", re.IGNORECASE)
        readings.append(f"{same.sub('', asked)} {value}?")
    else:
        dated = [mention.span for mention in dates(asked)]
        if date_in_question(value) is not None and dated:
            readings.append(_replaced(asked, dated[0], value))
        elif named := _named(asked, names):
            readings += [_replaced(asked, span, value) for span in named[:1]]
        elif leaning := _PRONOUN.search(asked):
            readings.append(_replaced(asked, Span(*leaning.span()), value))
        elif things := _things(asked):
            readings.append(_replaced(asked, things[0], value))
    words = " ".join(word.span.of(asked) for word in read_question(asked).asked)
    if not readings and words:
        readings.append(f"{value} {words}?")
    return tuple(readings)


def _replaced(text: str, span: Span, value: str) -> str:
    return f"{text[: span.start]}{value}{text[span.end :]}?"


def _named(text: str, names: Mapping[str, NameIndex]) -> list[Span]:
    """Where names stand: the edition's own, and what is written as one."""
    own = [m.span for index in names.values() for m in find_names(text, index)]
    if not own:
        asked = [word for word in read_question(text).asked if word.name]
        runs: list[list[Span]] = []
        for word in asked:
            if runs and word.span.start - runs[-1][-1].end == 1:
                runs[-1].append(word.span)
            else:
                runs.append([word.span])
        own = [cover(run) for run in runs]
    return sorted(own, key=lambda span: (span.start, -len(span)))


def _things(text: str) -> list[Span]:
    """Where things stand: an article and the words up to a verb or a small word."""
    found = []
    for article in _DETERMINED.finditer(text):
        words: list[Span] = []
        headed = False
        for token in tokens(text[article.end() :]):
            verb = headed and commonness(token.text)[1] >= _MOSTLY_VERB
            if token.text in STOP_WORDS or verb or len(words) == _LONGEST:
                break
            words.append(token.span.shifted(article.end()))
            headed = headed or not _describes(token.text)
        if words:
            found.append(Span(article.start(), words[-1].end))
    return found


def _describes(word: str) -> bool:
    """Whether a word is more of an adjective or an adverb than of a noun."""
    counts = entry(word).counts or (1, 0, 0, 0)
    return counts[0] < counts[2] + counts[3]
