"""Recognising: which intent a text means, over what the edition holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answers.characters import beside
from bot.answers.close_reading import TYPED
from bot.answers.corpus import Corpus
from bot.answers.helping import is_offered, kind_of
from bot.answers.kinds import GENERAL
from bot.answers.lookup.asking import Asking
from bot.answers.question import Wanted, read_question
from bot.domain.intent import Intent
from bot.domain.match import Match
from bot.intents.matching import Matcher
from bot.intents.phrases import expand
from bot.text.cjk import RUN, has_cjk
from bot.text.lexicon import known as known_word
from bot.text.names import NameIndex
from bot.text.words import Token, stem, telling_words, terms

Names = Mapping[str, NameIndex]

_MAYBE = 0.6  # of the threshold: from here on an intent is offered in a clarification
_SAMPLES = 6  # of a phrase, to see what it asks for
_WORTH_A_SECOND_LOOK = 0.1
_CHOICES = 3
_FEW_SOURCES = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """What one reply is made from: the edition, the intents by name, the names."""

    corpus: Corpus
    matcher: Matcher
    intents: Mapping[str, Intent]
    names: Names

    def asking(self, intent: Intent, match: Match, loose: tuple[str, ...] = ()) -> Asking:
        """What the intent's lookup is asked."""
        return Asking(self.corpus, intent, match.slots, match.text, loose)


def recognise(text: str, desk: Desk) -> Match:
    """The match of a text; where none is accepted, of the text without the title's words.

    "What came out of the harbour talks" asks for the outcomes of the one document called
    "Harbour talks end in a deal" as surely as "what came out of the talks".
    """
    match = desk.matcher.match(text, desk.names)
    if has_cjk(text) and _in_other_words(match, desk):
        return replace(match, accepted=False, candidates=())
    if match.accepted:
        return match
    telling = telling_words(text)
    near = [c.intent for c in match.candidates if c.score >= _WORTH_A_SECOND_LOOK]
    for intent in (desk.intents[name] for name in near):
        titles = _titles_of(intent, desk)
        words = [t for t in telling if stem(t.text) in titles]
        own = _stems_of(intent.phrases) if words else frozenset()
        words = [t for t in words if stem(t.text) not in own or not known_word(t.text)]
        if not words:
            continue
        shorter = desk.matcher.match(_without(text, words), desk.names)
        if shorter.accepted and shorter.intent == intent.name:
            return replace(shorter, text=text)
    return match


def _in_other_words(match: Match, desk: Desk) -> bool:
    """Whether a text in Chinese, Japanese or Korean says more than the intent's phrases can.

    Its words are not parted, so that phrases in English seem to account for all of a question
    that holds a name or a date.
    """
    intent = desk.intents.get(match.intent or "")
    if intent is None or any(has_cjk(phrase) for phrase in intent.phrases):
        return False
    letters = sum(map(len, RUN.findall(match.text)))
    latin = sum(character.isascii() and character.isalpha() for character in match.text)
    return letters >= latin and beside(match.text, match.slots.values())


def wants_something_else(wanted: Wanted, intent: Intent) -> bool:
    """Whether a question for a time, a place, a reason, a person or a measure is not what the
    intent lists: "how long did they meet" is not answered by what the meeting achieved.

    An intent with a phrase that asks for such a thing lists it: its author says so.
    """
    lookup, kind = intent.answer.lookup, intent.answer.kind
    if wanted in _asked_for(intent.phrases):
        return False
    if lookup == "facts" and kind not in GENERAL:
        return wanted in TYPED
    if lookup in ("signatories", "statements"):
        others = {Wanted.DATE, Wanted.PLACE, Wanted.REASON}
        return wanted in (others if lookup == "signatories" else others | {Wanted.QUANTITY})
    return False


@lru_cache(maxsize=256)
def _asked_for(phrases: tuple[str, ...]) -> frozenset[Wanted]:
    """The kinds of things that the phrases ask for."""
    samples = (text for phrase in phrases for text in expand(phrase, _SAMPLES))
    return frozenset(read_question(text).wanted for text in samples)


def loose_words(match: Match, desk: Desk) -> tuple[str, ...]:
    """The unexplained words, but for those that only say again which source is meant.

    Of a person every word counts: "the mayor of Osk" is not just any mayor. Where several
    sources hold what the intent lists, their titles tell them apart, and are left to the lookup.
    """
    intent = desk.intents.get(match.intent or "")
    if intent is not None and intent.answer.lookup == "person":
        return match.unexplained
    kind = kind_of(intent) if intent is not None else None
    if kind is not None and kind not in GENERAL and len(desk.corpus.sources_of(kind)) > 1:
        return match.unexplained
    titles = desk.corpus.all_title_stems
    return tuple(word for word in match.unexplained if not titles.issuperset(terms(word)))


def likely_intents(match: Match, desk: Desk) -> list[Intent]:
    """The best candidates from `_MAYBE` of the threshold on, for which the edition has facts.

    To ask anything is no likely intent: it is what happens otherwise.
    """
    least = desk.matcher.threshold * _MAYBE
    found = (desk.intents.get(c.intent) for c in match.candidates[:_CHOICES] if c.score >= least)
    likely = [i for i in found if i is not None and i.answer.lookup != "question"]
    return [intent for intent in likely if is_offered(intent, desk.corpus.edition)]


@lru_cache(maxsize=256)
def _stems_of(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem(word) for phrase in phrases for word in terms(phrase))


def _titles_of(intent: Intent, desk: Desk) -> frozenset[str]:
    """The stems of the titles of the few sources that hold an intent's particular facts."""
    kind = kind_of(intent)
    if kind is None or kind in GENERAL:
        return frozenset()
    sources = desk.corpus.sources_of(kind)
    if len(sources) > _FEW_SOURCES:
        return frozenset()
    return frozenset().union(*(desk.corpus.title_stems[source] for source in sources))


def _without(text: str, words: Sequence[Token]) -> str:
    for token in reversed(words):
        text = text[: token.span.start] + text[token.span.end :]
    return " ".join(text.split())
