"""Who said it, and what did somebody say."""

from __future__ import annotations

from itertools import pairwise

from bot.answers.lookup.asking import Asking, named
from bot.answers.lookup.outcome import Entry, Finding, Missing, Outcome, Unsure, entry_of
from bot.answers.topics import Topic, absent
from bot.domain.fact import Anchor, Fact
from bot.domain.reply import Completeness
from bot.text.words import STOP_WORDS, terms

_WORDS_FOUND = 0.7  # share of the words asked for that a statement must have
_TITLES = frozenset("mr mrs ms dr prof professor president sir madam the a an".split())
_MOST_SAYINGS = 3


def look_up_statements(asking: Asking) -> Outcome:
    """Statements by words (`words` slot) or by speaker, addressee and topic."""
    if any(slot.name == "words" for slot in asking.intent.slots):
        return _who_said(asking)
    return _what_said(asking)


def _who_said(asking: Asking) -> Outcome:
    words = asking.slot("words") or " ".join(asking.loose)
    if not words:
        return Missing("Tell me the words that somebody said, or some of them.")
    asked = _stems(words)
    scored = []
    for order, fact in enumerate(asking.facts("statement")):
        said = _stems(_said(fact, asking))
        share = len(asked & said) / len(asked) if asked else 0.0
        scored.append((share, _order(words, fact, asking), -order, fact))
    scored.sort(key=lambda row: row[:3], reverse=True)
    kept = [fact for share, _, _, fact in scored if share >= _WORDS_FOUND]
    if kept:
        best = scored[0][0]
        kept = [fact for share, _, _, fact in scored if share >= max(_WORDS_FOUND, best - 0.1)]
        return _by(kept[:_MOST_SAYINGS], len(kept), words)
    topic = Topic(words, asking.corpus)
    if topic.missing and len(topic.missing) == len(topic.needs):
        return Missing(absent(topic.missing))
    near = tuple(row[3].evidence[0] for row in scored[:2] if row[0] >= 0.4)
    return Missing("No statement in the sources has these words.", near)


def _stems(words: str) -> frozenset[str]:
    found = frozenset(terms(words))
    return found - STOP_WORDS or found


def _said(fact: Fact, asking: Asking) -> str:
    return f"{fact.text('words')} {_evidence(fact, asking)}"


def _evidence(fact: Fact, asking: Asking) -> str:
    document = asking.corpus.edition.document(fact.source_id)
    return " ".join(document.quote(anchor.span) for anchor in fact.evidence)


def _order(words: str, fact: Fact, asking: Asking) -> float:
    """Share of neighbouring words of `words` that are neighbours in the statement too."""
    asked, said = terms(words), terms(_said(fact, asking))
    pairs = set(pairwise(said))
    wanted = list(pairwise(asked))
    return sum(pair in pairs for pair in wanted) / max(1, len(wanted))


def _by(kept: list[Fact], total: int, words: str) -> Finding:
    speakers = list(dict.fromkeys(fact.text("speaker") for fact in kept))
    return Finding(
        entries=tuple(_entry(fact) for fact in kept),
        wording="one" if len(speakers) == 1 else "headline",
        values={"speaker": _listing(speakers), "words": words, "query": words},
        completeness=Completeness(len(kept), total),
    )


def _entry(fact: Fact, group: str | None = None) -> Entry:
    """The evidence, headed by the speaker where the quote itself does not name them."""
    return entry_of(fact, text=fact.text("speaker"), group=group)


def _listing(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _what_said(asking: Asking) -> Outcome:
    every = asking.facts("statement")
    speaker = asking.slot("speaker")
    kept = list(every)
    if speaker:
        names = named(speaker, asking.corpus.names("speaker"))
        if len(names) > 1 and not _one_person(names):
            return Unsure("speaker", speaker, names)
        speaker = max(names, key=len) if names else speaker
        kept = [fact for fact in every if same_person(fact.text("speaker"), speaker)]
        if not kept:
            return _nobody(speaker, asking)
    if addressee := asking.slot("addressee"):
        told = [fact for fact in kept if same_person(fact.text("addressee"), addressee)]
        kept = told or [
            f for f in kept if Topic(addressee, asking.corpus).coverage(_said(f, asking)) > 0.9
        ]
        if not kept:
            return Missing(f"The sources do not say what {speaker or 'anybody'} told {addressee}.")
    topic = asking.topic("topic")
    spoken = len(kept)
    if topic:
        about = topic.chosen(kept, lambda fact: (_said(fact, asking),))
        if not about:
            return _silent(speaker, topic, kept)
        kept = about
    if not kept:
        return Missing("The sources hold no statements.")
    values = {"speaker": speaker or "Somebody", "topic": topic.words, "query": topic.words}
    return Finding(
        entries=tuple(_entry(fact) for fact in kept),
        wording="one" if len(kept) == 1 else "headline",
        values=values,
        completeness=Completeness(len(kept), spoken),
    )


def _nobody(speaker: str, asking: Asking) -> Missing:
    topic = Topic(speaker, asking.corpus)
    if topic.missing:
        return Missing(f"No source mentions {speaker}.")
    return Missing(f"No source quotes {speaker}.")


def _silent(speaker: str, topic: Topic, kept: list[Fact]) -> Missing:
    related = tuple(Anchor(f.evidence[0].source_id, f.evidence[0].span) for f in kept[:2])
    if topic.missing:
        return Missing(absent(topic.missing), related)
    who = f"by {speaker} " if speaker else ""
    return Missing(f"The sources hold no statement {who}about {topic.words}.", related)


def same_person(one: str, other: str) -> bool:
    """Whether one name is the other, or a part of it ("Xi", "Mr. Xi" and "Xi Jinping")."""
    first, second = (frozenset(terms(name)) - _TITLES for name in (one, other))
    return bool(first) and bool(second) and (first <= second or second <= first)


def _one_person(names: tuple[str, ...]) -> bool:
    longest = max(names, key=len)
    return all(same_person(name, longest) for name in names)
