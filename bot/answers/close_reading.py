"""Close reading: the features that are worked out for one sentence at a time.

They are for the few dozen sentences that share the most with the question.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise

from bot.answers.characters import read_characters
from bot.answers.needs import Needs
from bot.answers.prepared import Places, PreparedSentence
from bot.answers.question import Wanted

TYPED = (Wanted.PERSON, Wanted.DATE, Wanted.PLACE, Wanted.QUANTITY, Wanted.REASON)
_NEAR = 2
_WINDOW = 8  # telling words
_PRONOUN = re.compile(
    r"\W*(?:he|she|it|they|his|her|its|their|this|these|that|those|such|the (?:former|latter))\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:)’'\"-] )[^\W\d_a-z][\w’'-]*|[一-龥]+")
_NUMERIC = (Wanted.DATE, Wanted.QUANTITY)
_NAMED = (Wanted.PERSON, Wanted.PLACE, Wanted.THING)


def read_closely(
    needs: Needs, sentence: PreparedSentence, places: dict[int, Places], persons: frozenset[str]
) -> dict[str, float]:
    """The features that are worked out for one sentence."""
    wanted, asked = needs.wanted, {need.stem for need in needs.words}
    signs = {kind.value: 0.0 for kind in TYPED}
    if wanted in TYPED:
        signs[wanted.value] = float(sentence.holds(wanted))
    fresh_number = wanted in _NUMERIC and any(
        term[0].isdigit() and term not in asked for term in sentence.stems
    )
    fresh_name = wanted in _NAMED and any(
        name.lower() not in needs.written for name in _NAME.findall(sentence.text)
    )
    repeated = len(places)
    told = needs.counted is not None and needs.words.index(needs.counted) in places
    counted = told and _counts(sentence, needs, places)
    somebody_else = fresh_person = False
    if needs.persons or wanted is Wanted.PERSON:
        there = persons.intersection(sentence.stems)
        fresh_person = wanted is Wanted.PERSON and bool(there - needs.persons)
        somebody_else = bool(needs.persons - there) and bool(there - needs.persons)
    told_otherwise = (
        {"characters": 0.0}
        if needs.characters is None
        else read_characters(needs.characters, wanted, sentence.text)
    )
    features = signs | {
        "pairs": _pairs([places.get(column, ()) for column in range(len(needs.words))]),
        "window": _window(needs, places),
        "fresh_number": float(fresh_number),
        "fresh_name": float(fresh_name),
        "fresh_person": float(fresh_person),
        "counted": float(counted),
        "uncounted": float(needs.counted is not None and not counted),
        "countless": float(needs.counted is not None and not counted and not told),
        "sort": float(needs.sort in places),
        "headless": float(any(at not in places for at in needs.head)),
        "somebody_else": float(somebody_else),
        "refers": float(_PRONOUN.match(sentence.text) is not None),
        "new": math.log1p(max(0, sentence.telling - repeated)) / math.log1p(20),
        "asks": float(sentence.text.rstrip().endswith("?")),
    }
    return features | told_otherwise


def _counts(sentence: PreparedSentence, needs: Needs, places: dict[int, Places]) -> bool:
    """Whether a number stands just before what is to be counted."""
    if needs.counted is None or not sentence.numbers:
        return False
    found = places.get(needs.words.index(needs.counted), ())
    return any(0 < at - number <= _NEAR for at in found for number in sentence.numbers)


def _pairs(at: list[Places]) -> float:
    """Share of neighbouring words of the question that stand near each other, in order."""
    if len(at) < 2:
        return 0.0
    near = sum(
        any(0 < right - left <= _NEAR for left in first for right in second)
        for first, second in pairwise(at)
    )
    return near / (len(at) - 1)


def _window(needs: Needs, places: dict[int, Places]) -> float:
    """The greatest share of the words, by weight, that stand within `_WINDOW` words."""
    stands = sorted((at, column) for column, found in places.items() for at in found)
    best, first = 0.0, 0
    for last, (at, _) in enumerate(stands):
        while at - stands[first][0] > _WINDOW:
            first += 1
        inside = {column for _, column in stands[first : last + 1]}
        best = max(best, sum(needs.words[column].weight for column in inside))
    return best / needs.total
