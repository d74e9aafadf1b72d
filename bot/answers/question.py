"""Questions: what an utterance asks for, read from its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.answers.characters import asked_terms
from bot.domain.span import Span
from bot.text.cjk import has_cjk
from bot.text.cjk_questions import kind_asked
from bot.text.words import STOP_WORDS, stem, telling_words, tokens


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
_HEAD = re.compile(
    r"^what(?:['’]?s| is| was| are| were) (?:the|an?) ([\w\s-]+?) of ", re.IGNORECASE
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
    sort: str = ""  # the stem of the sort of thing: "city" in "which city"
    head: frozenset[str] = frozenset()  # stems of X in "what is the X of ..."

    @property
    def put_as_question(self) -> bool:
        return self.wanted is not Wanted.NOTHING


@lru_cache(maxsize=1024)
def read_question(text: str) -> Question:
    """The question in `text`."""
    found = list(tokens(text))
    lower = text == text.lower()
    shouted = text == text.upper()
    unspaced = has_cjk(text)
    asked = []
    for at, token in enumerate(found):
        if unspaced and has_cjk(token.text):
            terms = asked_terms(text, token.span)
            asked += [Asked(term.text, term.text, term.span, term.name) for term in terms]
            continue
        idle = token.text in _IDLE and (token.text != "well" or at == 0)  # "how deep is the well"
        if token.text in STOP_WORDS or token.text in _QUESTION_WORDS or idle:
            continue
        if token.text == "time" and at > 0 and found[at - 1].text in ("what", "which"):
            continue
        if at and found[at - 1].text == "how" and token.text in _HOW_QUANTITY:
            continue  # "how old" asks for an age, not for the word "old"
        written = token.span.of(text)
        name = not lower and not shouted and at > 0 and bool(_CAPITALISED.match(written))
        name = name or (unspaced and written[0].isupper())
        asked.append(Asked(token.text, stem(token.text), token.span, name))
    words = [token.text for token in found]
    wanted, head = _wanted(words, text), _HEAD.match(text)
    if unspaced and (kind := kind_asked(text)) is not None:
        wanted = Wanted(kind)
    return Question(text, tuple(asked), wanted, _counted(words), _sort(words), _head(head))


def _counted(words: list[str]) -> str:
    for at, word in enumerate(words[:-2]):
        if word == "how" and words[at + 1] in ("many", "much"):
            return next((stem(w) for w in words[at + 2 : at + 5] if w not in STOP_WORDS), "")
    return ""


def _sort(words: list[str]) -> str:
    for at, word in enumerate(words[:6]):
        if word in ("what", "which"):
            after = words[at + 1 : at + 3]
            if not after or after[0] in STOP_WORDS:
                return ""
            return stem(next((w for w in after if w not in _IDLE), ""))
    return ""


def _head(found: re.Match[str] | None) -> frozenset[str]:
    if found is None:
        return frozenset()
    return frozenset(stem(token.text) for token in telling_words(found.group(1)))


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
    return Wanted.THING if text.rstrip().endswith(("?", "？")) else Wanted.NOTHING


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
