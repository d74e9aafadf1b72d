"""Speaking to: a yes-or-no question about a place or a time, where the sources name another.

"Was the fair held in Osk?" is not answered by a sentence about Osk, but by the one that says
where the fair was held. Yes or no is left to the reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.answers.corpus import Corpus
from bot.answers.free import Considered, consider
from bot.answers.letters import about_letter
from bot.answers.lookup.outcome import Finding, Missing
from bot.answers.question import read_question
from bot.answers.topics import Topic
from bot.domain.fact import Anchor
from bot.text.dates import date_in_question
from bot.text.words import telling_words, terms

_POLAR = re.compile(
    r"^(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could)\s+\S+", re.IGNORECASE
)
_ASIDE = re.compile(
    r"\s+(in|at|on|near|inside|outside|before|after|until|since|during)\s+"
    r"((?:the\s+)?(?:\S+\s*){1,4}?)[\s?.!]*$",
    re.IGNORECASE,
)
_OF_PLACES = frozenset(("in", "at", "on", "near", "inside", "outside"))
_LEAST = 2  # telling words that are left without the place or the time
_ABOUT_IT = 0.5  # of the rest's weight that a sentence must have to be about the same thing
_MORE = 0.1  # of the rest's weight that the other sentence must have more


@dataclass(frozen=True, slots=True)
class Opened:
    """A yes-or-no question put as an open one: "where was the fair held", checked: "in Osk"."""

    question: str
    rest: str
    checked: str


def opened(text: str, corpus: Corpus) -> Opened | None:
    """The open question behind one for yes or no; none where no place or time is asked about."""
    aside = _ASIDE.search(text)
    if aside is None or not _POLAR.match(text):
        return None
    word, value = aside.group(1).lower(), aside.group(2).strip(" ?.!")
    rest = text[: aside.start()]
    if len(telling_words(rest)) < _LEAST or not telling_words(value):
        return None
    if date_in_question(value) is not None:
        asks = "when"
    elif word in _OF_PLACES and (value[:1].isupper() or _is_place(value, corpus)):
        asks = "where"
    else:
        return None
    return Opened(f"{asks} {rest[:1].lower()}{rest[1:]}?", rest, f"{word} {value}")


def speaking_to(text: str, considered: Considered, corpus: Corpus) -> Considered:
    """What was considered, or the sentence that tells where or when, if that is another.

    Where the thing asked about stands in no source, the sentence is a near miss.
    """
    asked = opened(text, corpus)
    if asked is None:
        return considered
    other, outcome = _told(asked.question, corpus), considered.outcome
    if isinstance(other.outcome, Missing) and isinstance(outcome, Finding):
        own = outcome.entries[0].anchors[0]
        if _share(own, asked, corpus) >= _ABOUT_IT:
            return considered
        reason = f"No sentence says “{asked.checked}” of it."
        near = tuple(dict.fromkeys((*other.outcome.related, own)))
        return replace(considered, outcome=Missing(reason, near))
    if not isinstance(other.outcome, Finding):
        return considered
    first = other.outcome.entries[0].anchors[0]
    if isinstance(outcome, Missing):
        if Topic(asked.checked, corpus).missing:
            return replace(considered, outcome=replace(outcome, related=(first,)))
    elif isinstance(outcome, Finding):
        own = outcome.entries[0].anchors[0]
        if own == first or _share(own, asked, corpus) + _MORE >= _share(first, asked, corpus):
            return considered
    checked = {term for token in telling_words(asked.checked) for term in terms(token.text)}
    if checked <= set(terms(_quote(first, corpus))):
        return other
    note = f"I found no sentence that says “{asked.checked}” of it; this one speaks to it"
    return replace(other, outcome=replace(other.outcome, note=note))


def _told(question: str, corpus: Corpus) -> Considered:
    """What the sources say to the open question; of a letter's date, its date line."""
    line = about_letter(read_question(question), corpus)
    return Considered(line, line.confidence) if line else consider(question, corpus)


def _is_place(value: str, corpus: Corpus) -> bool:
    wanted = terms(value)
    return any(terms(name) == wanted for name in corpus.edition.names("place"))


def _quote(anchor: Anchor, corpus: Corpus) -> str:
    return corpus.edition.document(anchor.source_id).quote(anchor.span)


def _share(anchor: Anchor, asked: Opened, corpus: Corpus) -> float:
    return Topic(asked.rest, corpus).coverage(_quote(anchor, corpus))
