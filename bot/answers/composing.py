"""Composing: outcomes become replies. Words that are not quoted come from templates only."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.citing import Citer, citation
from bot.answers.filling import fill
from bot.answers.lookup.outcome import Entry, Finding, Missing, Unsure
from bot.domain.citation import Citation
from bot.domain.fact import Anchor
from bot.domain.intent import Intent
from bot.domain.ports import Edition
from bot.domain.reply import Abstention, Answer, Choice, Clarification, Item


def answer(finding: Finding, intent: Intent, edition: Edition) -> Answer:
    """The answer of a finding: every entry cited, every number given once."""
    citer = Citer(edition)
    items = tuple(_item(entry, citer) for entry in finding.entries)
    complete = finding.completeness
    values = {
        "count": str(len(items)),
        "shown": str(complete.shown if complete else len(items)),
        "total": str(complete.total if complete else len(items)),
        **finding.values,
    }
    spec = intent.answer
    templates = {"headline": spec.headline, "one": spec.one or spec.headline, "none": spec.none}
    headline = fill(templates[finding.wording], values)
    return Answer(
        intent=intent.name,
        headline=_capital(_headed(finding.note, headline)),
        items=items,
        citations=citer.citations,
        completeness=complete,
        confidence=round(finding.confidence, 3),
        related=near(finding.related, edition),
    )


def _headed(note: str, headline: str) -> str:
    """The headline with a note before it; a note alone leads up to what is quoted."""
    if not note:
        return headline
    return f"{note}. {headline}" if headline else f"{note}:"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _item(entry: Entry, citer: Citer) -> Item:
    numbers = tuple(citer.cite(anchor, entry.marks) for anchor in entry.anchors)
    quote = citer.citations[numbers[0] - 1].quote if numbers else ""
    text = f"{entry.text}: {quote}" if entry.text and quote else entry.text or quote
    return Item(text, tuple(sorted(numbers)), entry.group)


def near(anchors: Sequence[Anchor], edition: Edition) -> tuple[Citation, ...]:
    """Near misses as citations, numbered on their own: they are offered, never the answer."""
    return tuple(
        citation(edition, anchor, (), number) for number, anchor in enumerate(anchors, start=1)
    )


def abstention(missing: Missing, intent: str | None, edition: Edition) -> Abstention:
    """The abstention that says what is missing."""
    return Abstention(
        intent=intent,
        headline=missing.reason if missing.prompt else "The sources do not answer that.",
        reason=missing.reason,
        related=near(missing.related, edition),
    )


def which_name(unsure: Unsure, intent: Intent) -> Clarification:
    """The clarification for words that may mean several names."""
    return Clarification(
        intent=intent.name,
        headline=f"Which “{unsure.words}” do you mean?",
        choices=tuple(
            Choice(name, f"/{intent.command or intent.name} {name}", intent.name)
            for name in unsure.names[:5]
        ),
    )


def which_intent(intents: Sequence[Intent], text: str) -> Clarification:
    """The clarification for an utterance that may mean several intents."""
    return Clarification(
        headline="Do you mean one of these?",
        choices=tuple(
            Choice(intent.description, suggestion(intent) or f"/{intent.name}", intent.name)
            for intent in intents
        ),
        question=text,
    )


def suggestion(intent: Intent) -> str:
    """What to ask for this intent: its own suggestion, else its command."""
    return intent.suggestion or (f"/{intent.command}" if intent.command else "")
