"""Readings: an utterance as it stands, with names masked, and with its subject masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.intents.classifying import Array, Classifier
from bot.intents.slots import Found
from bot.intents.wording import COURTESIES, Word

_STANDING_IN = {
    "signatory": "someone",
    "speaker": "someone",
    "person": "someone",
    "place": "somewhere",
    "date": "sometime",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance in the readings that intents take of it, and what is known of those."""

    classifier: Classifier
    opened: str  # with names and the subject masked
    masked: str  # with names masked
    bare: str
    types: frozenset[str]  # of the names that were found
    readings: tuple[str, ...]
    lexical: Mapping[str, Array]


def joined(said: Sequence[str]) -> str:
    """The words for comparing: without courtesies, unless there is nothing else."""
    return " ".join([word for word in said if word not in COURTESIES] or said)


def stand_in(slot_type: str) -> str:
    return _STANDING_IN.get(slot_type, "something")


def masked_words(words: Sequence[Word], found: Sequence[Found]) -> str:
    """The words with a stand-in for each name; where names overlap, for the longest."""
    said: list[str] = []
    covered = -1
    for word in words:
        if word.span.start < covered:
            continue
        over = [each for each in found if each.span.overlaps(word.span)]
        if over:
            longest = max(over, key=lambda each: (len(each.span), each.score))
            said.append(stand_in(longest.type))
            covered = longest.span.end
        else:
            said.append(word.text)
    return joined(said)
