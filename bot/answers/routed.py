"""Routed replies: a reply, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answers.composing import abstention, answer, which_name
from bot.answers.free import Considered
from bot.answers.lookup.outcome import Finding, Missing, Outcome, Unsure
from bot.answers.recognising import Desk
from bot.domain.intent import AnswerSpec, Intent
from bot.domain.match import Match
from bot.domain.reply import Reply, Trace

_FREE = Intent("ask", "A free question", (), AnswerSpec(lookup="question", headline="{perhaps}"))


@dataclass(frozen=True, slots=True)
class Routed:
    """A reply and how it came about."""

    reply: Reply
    trace: Trace = field(default_factory=lambda: Trace(path="help"))


def free_intent(desk: Desk) -> Intent:
    """The intent that free questions are answered by."""
    return desk.intents.get("ask", _FREE)


def reply_of(outcome: Outcome, intent: Intent, desk: Desk) -> Reply:
    """The reply that an outcome becomes."""
    match outcome:
        case Finding():
            return answer(outcome, intent, desk.corpus.edition)
        case Missing():
            return abstention(outcome, intent.name, desk.corpus.edition)
        case Unsure():
            return which_name(outcome, intent)


def trace_of(path: str, match: Match, considered: Considered | None = None) -> Trace:
    """What `:why` shows: how the intents competed, and the first sentences with their features."""
    best = match.candidates[0] if match.candidates else None
    sentences: tuple[Mapping[str, object], ...] = ()
    notes: tuple[str, ...] = ()
    if considered is not None and considered.weights is not None:
        sentences = tuple(r.explained(considered.weights) for r in considered.ranked[:3])
        notes = (f"confidence {considered.confidence:.3f}, {considered.weights.threshold} needed",)
    return Trace(
        path=path,
        winner=match.intent,
        runner_up=match.runner_up.intent if match.runner_up else None,
        score=round(match.score, 4),
        margin=round(match.margin, 4),
        slots=match.slots,
        kernels=best.kernels if best else {},
        unexplained=match.unexplained,
        sentences=sentences,
        notes=notes,
    )
