"""Who said it, and what did somebody say."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from bot.answers.identity import one_person, same_person
from bot.answers.lookup.asking import Asking, named
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome, Unsure, entry_of
from bot.answers.lookup.several import of_each, together
from bot.answers.topics import Topic, absent
from bot.domain.fact import Anchor, Fact
from bot.domain.reply import Completeness
from bot.text.words import STOP_WORDS, terms_of, tokens

_WORDS_FOUND = 0.7  # share of the words asked for that a statement must have
_NEAR = 0.4  # of them, for a near miss
_TOLD_TO = re.compile(r"\b(?:to|tell|told|tells|asked?|answer(?:ed)?)\b", re.IGNORECASE)
_TOLD = 0.9  # share of an addressee's name that must stand in a statement
_MOST_SAYINGS = 3
_ANYBODY = frozenset(
    terms_of("anyone anybody everyone everybody someone somebody people person others else")
)
_OF = "statements"


def look_up_statements(asking: Asking) -> Outcome:
    """Statements by words (`words` slot) or by speaker, addressee and topic."""
    if any(slot.name == "words" for slot in asking.intent.slots):
        return _who_said(asking)
    speaker = asking.slot("speaker")
    if _ANYBODY.issuperset(terms_of(speaker)):
        asking = replace(asking, slots={**asking.slots, "speaker": ""})
    elif speakers := together(asking.text, asking.corpus.names("speaker"), speaker):
        return of_each(speakers, "speaker", asking, _what_said)
    return _what_said(asking)


def _every(asking: Asking) -> list[Fact]:
    """All statements, one of each speaker and place."""
    known: dict[tuple[str, tuple[Anchor, ...]], Fact] = {}
    for fact in asking.facts("statement"):
        known.setdefault((fact.text("speaker"), fact.evidence), fact)
    return list(known.values())


def _who_said(asking: Asking) -> Outcome:
    words = asking.slot("words") or " ".join(asking.loose)
    if not words:
        return Missing("Tell me the words that somebody said, or some of them.", prompt=True)
    asked = _stems(words)
    scored = []
    for order, fact in enumerate(_every(asking)):
        said = _said(fact, asking)
        share = len(asked & _stems(said)) / len(asked) if asked else 0.0
        scored.append((share, _in_order(words, said), -order, fact))
    scored.sort(key=lambda row: row[:3], reverse=True)
    least = max(_WORDS_FOUND, scored[0][0] - 0.1) if scored else 1.0
    kept = [row[3] for row in scored if row[0] >= least]
    if kept:
        return _by(kept[:_MOST_SAYINGS], len(kept), words, asking)
    topic = Topic(words, asking.corpus)
    if topic.missing and len(topic.missing) == len(topic.needs):
        return Missing(absent(topic.missing))
    near = tuple(row[3].evidence[0] for row in scored[:2] if row[0] >= _NEAR)
    return Missing("No statement in the sources has these words.", near, open=not near)


def _stems(words: str) -> frozenset[str]:
    found = frozenset(terms_of(words))
    return found - STOP_WORDS or found


def _said(fact: Fact, asking: Asking) -> str:
    document = asking.corpus.edition.document(fact.source_id)
    quotes = (document.quote(anchor.span) for anchor in fact.evidence)
    return " ".join([fact.text("words"), *quotes])


def _led_up_to(fact: Fact, asking: Asking) -> str:
    """The paragraph up to the statement: its first sentences name what the next ones are about."""
    anchor = fact.evidence[0]
    passage = asking.corpus.passage_at(anchor.source_id, anchor.span)
    start = passage.span.start if passage else anchor.span.start
    return asking.corpus.edition.document(anchor.source_id).text[start : anchor.span.end]


def _in_order(words: str, said: str) -> float:
    """Share of neighbouring words of `words` that are neighbours in `said` too."""
    pairs = set(pairwise(terms_of(said)))
    wanted = list(pairwise(terms_of(words)))
    return sum(pair in pairs for pair in wanted) / max(1, len(wanted))


def _by(kept: list[Fact], total: int, words: str, asking: Asking) -> Finding:
    speakers = list(dict.fromkeys(fact.text("speaker") for fact in kept))
    return Finding(
        entries=tuple(_entry(fact, asking) for fact in kept),
        wording="one" if len(speakers) == 1 else "headline",
        values={"speaker": _listing(speakers), "words": words, "query": words},
        completeness=Completeness(len(kept), total, of=_OF),
    )


def _entry(fact: Fact, asking: Asking) -> Entry:
    """The evidence, headed by the speaker where the quote itself does not name them."""
    document = asking.corpus.edition.document(fact.source_id)
    quote = {token.text for token in tokens(document.quote(fact.evidence[0].span))}
    speaker = fact.text("speaker")
    named_there = any(token.text in quote for token in tokens(speaker))
    return entry_of(fact, text="" if named_there else speaker)


def _listing(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _what_said(asking: Asking) -> Outcome:
    kept = _every(asking)
    speaker = asking.slot("speaker")
    if speaker:
        names = named(speaker, asking.corpus.names("speaker"))
        if len(names) > 1 and not one_person(names):
            return Unsure("speaker", speaker, names)
        called = max(names, key=len) if names else speaker
        kept = [fact for fact in kept if same_person(fact.text("speaker"), called)]
        if not kept:
            return _nobody(speaker, asking)
        speaker = max((fact.text("speaker") for fact in kept), key=len)
    addressee = asking.slot("addressee")
    if addressee and speaker and same_person(addressee, speaker):
        addressee = ""
    if addressee and not speaker and not _TOLD_TO.search(asking.text):
        return _nobody(addressee, asking)
    if addressee:
        kept = _told(addressee, kept, asking)
        if not kept:
            return Missing(f"The sources do not say what {speaker or 'anybody'} told {addressee}.")
    topic = asking.topic("topic")
    if not speaker and (person := named(topic.words, asking.corpus.names("person"))):
        return Missing(f"No source quotes {max(person, key=len)}.", open=True)
    spoken = len(kept)
    if topic:
        about = topic.chosen(kept, lambda fact: (_said(fact, asking),))
        if not about and not topic.missing:
            about = [f for f in kept if topic.coverage(_led_up_to(f, asking)) >= _TOLD]
        if not about:
            return _silent(speaker, topic, kept, asking)
        kept = sorted(about, key=lambda fact: -topic.coverage(_said(fact, asking)))
    if not kept:
        return Missing("The sources hold no statements.")
    values = {"speaker": speaker or "everybody", "topic": topic.words, "query": topic.words}
    return Finding(
        entries=tuple(_entry(fact, asking) for fact in kept),
        wording="one" if len(kept) == 1 else "headline",
        values=values,
        completeness=Completeness(len(kept), spoken, of=_OF),
    )


def _told(addressee: str, kept: list[Fact], asking: Asking) -> list[Fact]:
    """The statements to the addressee; where none names one, those that mention them."""
    told = [fact for fact in kept if same_person(fact.text("addressee"), addressee)]
    topic = Topic(addressee, asking.corpus)
    return told or [fact for fact in kept if topic.coverage(_said(fact, asking)) >= _TOLD]


def _nobody(speaker: str, asking: Asking) -> Missing:
    """No statements of theirs. Of a person that closes the matter; "the letter" is none."""
    if Topic(speaker, asking.corpus).missing:
        return Missing(f"No source mentions {speaker}.")
    person = bool(named(speaker, asking.corpus.names("person")))
    return Missing(f"No source quotes {speaker}.", open=not person)


def _silent(speaker: str, topic: Topic, kept: list[Fact], asking: Asking) -> Missing:
    """No statement fits the topic; those that share a word of it are near misses."""
    scored = sorted(((topic.coverage(_said(fact, asking)), -n) for n, fact in enumerate(kept)))
    near = tuple(kept[-n].evidence[0] for score, n in reversed(scored[-2:]) if score >= _NEAR)
    if topic.missing:
        return Missing(absent(topic.missing), near)
    who = f"by {speaker} " if speaker else ""
    return Missing(f"I found no statement {who}that mentions {topic.words}.", near)
