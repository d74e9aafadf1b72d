"""Questions: what an utterance asks for, read from its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.domain.span import Span
from bot.text.words import STOP_WORDS, stem, tokens


class Wanted(StrEnum):
    """The kind of thing that a question asks for."""

    PERSON = "person"
    DATE = "date"
    PLACE = "place"
    QUANTITY = "quantity"
    REASON = "reason"
    YES_NO = "yes or no"
    THING = "thing"
    NOTHING = "nothing"  # not put as a question


_HOW_QUANTITY = frozenset("many much long old often far tall high big large wide deep fast".split())
_UNITS_OF_TIME = frozenset("time year years date dates day days month months time century".split())
_PLACES = frozenset("city cities country countries place places town state region venue".split())
_PEOPLE = frozenset("person people man woman leader official president minister whose".split())
_NUMBERS = frozenset("number percentage percent share proportion amount sum age".split())
_AUXILIARIES = frozenset(
    "did does do is are was were has have had can could will would should may might".split()
)
_QUESTION_WORDS = frozenset(
    "who whom whose whos what whats which when where wheres why how".split()
)
# Words that ask, or that keep a conversation going, and tell nothing about the subject.
_IDLE = frozenset(
    """tell give show say know want like list find get explain describe mention mentioned anything
    something everything everyone everybody anyone anybody someone somebody nobody nothing else
    thing things way ways lot bit hi hello hey thanks ok okay well also actually exactly just
    really kind sort type many much name names named called dr mr mrs ms prof
    happen happens happened happening occur occurs occurred""".split()
)
_CAPITALISED = re.compile(r"[^\W\d_a-z]")


@dataclass(frozen=True, slots=True)
class Asked:
    """One telling word of a question: folded, stemmed, and whether it is put as a name."""

    word: str
    stem: str
    span: Span
    name: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the words that tell, and the kind of thing that is wanted."""

    text: str
    asked: tuple[Asked, ...]
    wanted: Wanted
    counted: str = ""  # the stem of what is to be counted: "boat" in "how many boats sank"

    @property
    def put_as_question(self) -> bool:
        return self.wanted is not Wanted.NOTHING


@lru_cache(maxsize=1024)
def read_question(text: str) -> Question:
    """The question in `text`."""
    found = list(tokens(text))
    lower = text == text.lower()
    shouted = text == text.upper()
    asked = []
    for at, token in enumerate(found):
        idle = token.text in _IDLE and (token.text != "well" or at == 0)  # "how deep is the well"
        if token.text in STOP_WORDS or token.text in _QUESTION_WORDS or idle:
            continue
        if token.text == "time" and at > 0 and found[at - 1].text in ("what", "which"):
            continue
        if at and found[at - 1].text == "how" and token.text in _HOW_QUANTITY:
            continue  # "how old" asks for an age, not for the word "old"
        written = token.span.of(text)
        name = not lower and not shouted and at > 0 and bool(_CAPITALISED.match(written))
        asked.append(Asked(token.text, stem(token.text), token.span, name))
    words = [token.text for token in found]
    return Question(text, tuple(asked), _wanted(words, text), _counted(words))


def _counted(words: list[str]) -> str:
    for at, word in enumerate(words[:-2]):
        if word == "how" and words[at + 1] in ("many", "much"):
            return next((stem(w) for w in words[at + 2 : at + 5] if w not in STOP_WORDS), "")
    return ""


def _wanted(words: list[str], text: str) -> Wanted:
    for at, word in enumerate(words[:6]):
        after = words[at + 1] if at + 1 < len(words) else ""
        if word in ("who", "whom", "whose", "whos", "who's"):
            return Wanted.PERSON
        if word == "when":
            return Wanted.DATE
        if word in ("where", "wheres", "where's"):
            return Wanted.PLACE
        if word == "why":
            return Wanted.REASON
        if word == "how":
            return Wanted.QUANTITY if after in _HOW_QUANTITY else Wanted.THING
        if word in ("what", "which", "whats", "what's"):
            return _which(words[at + 1 : at + 4])
    if words and words[0] in _AUXILIARIES:
        return Wanted.YES_NO
    return Wanted.THING if text.rstrip().endswith("?") else Wanted.NOTHING


def _which(following: list[str]) -> Wanted:
    for word in following:
        if word in _UNITS_OF_TIME:
            return Wanted.DATE
        if word in _PLACES:
            return Wanted.PLACE
        if word in _NUMBERS:
            return Wanted.QUANTITY
        if word in _PEOPLE:
            return Wanted.PERSON
    return Wanted.THING
