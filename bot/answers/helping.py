"""Helping: what can be asked of this edition."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.composing import suggestion
from bot.answers.kinds import OF_LOOKUP
from bot.domain.intent import Intent
from bot.domain.ports import Edition
from bot.domain.reply import Help, Item

_MOST = 4  # suggestions, as many as Slack shows


def kind_of(intent: Intent) -> str | None:
    """The kind of fact that an intent needs; none when it needs none."""
    return intent.answer.kind or OF_LOOKUP.get(intent.answer.lookup)


def is_offered(intent: Intent, edition: Edition) -> bool:
    """Whether the edition holds facts of the kind that the intent needs."""
    kind = kind_of(intent)
    return kind is None or edition.kinds().get(kind, 0) > 0


def offered(intents: Sequence[Intent], edition: Edition) -> tuple[Intent, ...]:
    """The intents for which the edition holds something."""
    return tuple(intent for intent in intents if is_offered(intent, edition))


def suggestions(intents: Sequence[Intent], edition: Edition) -> tuple[str, ...]:
    """A few things that the edition can answer: the most particular ones first."""
    return questions(offered(intents, edition))


def questions(intents: Sequence[Intent]) -> tuple[str, ...]:
    """What a few of the intents suggest to ask: the most particular ones first."""
    useful = [intent for intent in intents if intent.suggestion]
    useful.sort(key=lambda intent: (kind_of(intent) is None, intent.name))
    return tuple(suggestion(intent) for intent in useful[:_MOST])


def help_reply(intents: Sequence[Intent], edition: Edition) -> Help:
    """What this is, and each command with what it does."""
    titles = [source.title for source in edition.sources()]
    listing = "; ".join(titles[:5]) + (f"; and {len(titles) - 5} more" if len(titles) > 5 else "")
    items = tuple(
        Item(f"/{intent.command} - {intent.description}")
        for intent in offered(intents, edition)
        if intent.command
    )
    return Help(
        intent="help",
        headline=f"I answer from these documents, in their own words: {listing}.",
        items=items,
        suggestions=suggestions(intents, edition),
        confidence=1.0,
    )
