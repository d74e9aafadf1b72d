"""What happened when: dated facts in the order of time."""

from __future__ import annotations

from bot.answers.lookup.asking import Asking
from bot.answers.lookup.outcome import Finding, Missing, Outcome, entry_of
from bot.answers.topics import absent
from bot.domain.fact import Fact
from bot.domain.reply import Completeness
from bot.text.dates import date_in_question

_UNDATED = "Without a date of their own"


def look_up_timeline(asking: Asking) -> Outcome:
    """All dated facts, or those of a time and about a topic, sorted; grouped by year."""
    every = asking.facts("event")
    kept = list(every)
    when = asking.slot("when")
    if when:
        mention = date_in_question(when)
        if mention is None or not mention.start:
            return Missing(f"I cannot tell which time “{when}” means.")
        kept = [f for f in every if _within(f, mention.start, mention.end or mention.start)]
        if not kept:
            return Missing(f"No source dates anything to {when}.")
    topic = asking.topic("topic")
    if topic:
        kept = topic.chosen(kept, lambda fact: (_sentence(fact, asking),))
        if not kept:
            return Missing(
                absent(topic.missing)
                if topic.missing
                else f"The sources date nothing about {topic.words}.",
                open=True,
            )
    if not kept:
        return Missing("The sources hold no dates.")
    kept.sort(key=lambda fact: (not fact.text("date"), fact.text("sort"), fact.evidence[0]))
    return Finding(
        entries=tuple(
            entry_of(fact, text=fact.text("date_text"), group=_year(fact), most=1) for fact in kept
        ),
        wording="one" if len(kept) == 1 else "headline",
        values={"when": when, "topic": topic.words, "query": when or topic.words},
        completeness=Completeness(len(kept), len(every), of="dated passages"),
    )


def _year(fact: Fact) -> str:
    return fact.text("date")[:4] or _UNDATED


def _sentence(fact: Fact, asking: Asking) -> str:
    return asking.corpus.edition.document(fact.source_id).quote(fact.evidence[0].span)


def _within(fact: Fact, start: str, end: str) -> bool:
    """Whether the fact's time and the time asked for overlap.

    A partial date is as long as its year or month: two dates compare as far as both go.
    """
    first = fact.text("date")
    last = fact.text("end") or first
    return bool(first) and _by(first, end) and _by(start, last)


def _by(one: str, other: str) -> bool:
    size = min(len(one), len(other))
    return one[:size] <= other[:size]
