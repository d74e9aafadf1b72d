"""Routing: which way an utterance is answered. Decides; nothing is sent from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.answers.commanding import command_in, commanded, question_of
from bot.answers.competing import free_text, looked_up
from bot.answers.corpus import Corpus
from bot.answers.following_up import Continuation, continued
from bot.answers.lookup.leaving_out import LeftOut
from bot.answers.lookup.outcome import Entry, Finding
from bot.answers.merging import merged
from bot.answers.recognising import Desk, Names
from bot.answers.routed import Routed, free_intent, reply_of
from bot.answers.splitting import MOST, questions_of
from bot.domain.citation import Citation
from bot.domain.fact import Anchor
from bot.domain.intent import Intent
from bot.domain.match import Candidate, Match
from bot.domain.reply import Abstention, Answer, Reply, Trace
from bot.domain.span import cover
from bot.domain.utterance import Turn
from bot.intents.matching import Matcher

__all__ = ["Routed", "route"]

_REMEMBERED = 3  # turns whose replies may be looked at again
_SENTENCES = 2  # shown of a place that somebody wants to see again


def route(
    text: str,
    earlier: Sequence[Turn],
    corpus: Corpus,
    matcher: Matcher,
    intents: Sequence[Intent],
    names: Names,
    given: Mapping[str, str] = MappingProxyType({}),
) -> Routed:
    """The reply to a cleaned, non-empty text; `given` are the filled fields of a command."""
    desk = Desk(corpus, matcher, {intent.name: intent for intent in intents}, names)
    return _routed(text, tuple(earlier[-_REMEMBERED:]), desk, given)


def _routed(
    text: str,
    earlier: tuple[Turn, ...],
    desk: Desk,
    given: Mapping[str, str] = MappingProxyType({}),
) -> Routed:
    command = command_in(text, tuple(desk.intents.values()))
    if command is not None:
        question = question_of(*command, desk, given)
        if question is None:
            return commanded(*command, desk, given)
        text = question
    questions = questions_of(text)
    if len(questions) > 1:
        return _several(questions, earlier, desk)
    return _one(text, earlier, desk)


def _several(questions: Sequence[str], earlier: tuple[Turn, ...], desk: Desk) -> Routed:
    """Each question by itself, the ones before it being earlier turns to it."""
    parts: list[tuple[str, Routed]] = []
    for question in questions[:MOST]:
        routed = _one(question, earlier, desk)
        turn = Turn(question, routed.reply.intent, tuple(routed.trace.slots.items()))
        earlier = (*earlier, turn)[-_REMEMBERED:]
        parts.append((question, routed))
    return merged(parts, left=len(questions) - len(parts))


def _one(text: str, earlier: tuple[Turn, ...], desk: Desk) -> Routed:
    """The reply to one question or remark."""
    recalled = _Recalled(earlier, desk)
    meant = continued(text, earlier, desk.intents, desk.names, recalled.reply)
    if meant is None:
        return free_text(text, desk)
    if meant.place is not None:
        return _again(meant.place, desk)
    if meant.all_shown:
        reason = "There is nothing else: the whole list was shown."
        reply = Abstention(intent=meant.intent, headline=reason, reason=reason)
        return Routed(reply, Trace(path="follow-up"))
    out = LeftOut(shown=recalled.shown(meant.intent)) if meant.something_else else LeftOut()
    if meant.intent is None:
        return _first_answered(meant, desk, earlier, out)
    match = Match(text, (Candidate(meant.intent, 1.0),), accepted=True, slots=meant.slots)
    match = replace(match, text=meant.text)
    return looked_up(desk.intents[meant.intent], match, (), "follow-up", desk, out)


def _first_answered(
    meant: Continuation, desk: Desk, earlier: tuple[Turn, ...], out: LeftOut
) -> Routed:
    """The reply to the first reading that is answered; where none is, to the first."""
    if meant.text.startswith("/"):  # a choice of a clarification
        return _routed(meant.text, earlier, desk)
    first = free_text(meant.text, desk, out)
    if not isinstance(first.reply, Abstention):
        return first
    for text in meant.others:
        routed = free_text(text, desk, out)
        if isinstance(routed.reply, Answer):
            return routed
    return first


def _again(place: Citation, desk: Desk) -> Routed:
    """A place that was cited before, with the sentence after it."""
    passage = desk.corpus.passage_at(place.source_id, place.span)
    spans = [s for s in (passage.sentences if passage else ()) if s.end > place.span.start]
    whole = cover(spans[:_SENTENCES]) if spans else place.span
    entry = Entry((Anchor(place.source_id, whole),), marks=(place.span,))
    reply = reply_of(Finding((entry,)), free_intent(desk), desk)
    return Routed(reply, Trace(path="follow-up"))


@dataclass(frozen=True, slots=True)
class _Recalled:
    """The replies to earlier turns, worked out again when somebody points at one.

    A turn holds what was asked, not what was answered; from the same edition the same answer
    comes again.
    """

    earlier: tuple[Turn, ...]
    desk: Desk

    def reply(self, back: int = 1) -> Reply:
        """The reply to the turn `back` turns ago."""
        at = len(self.earlier) - back
        return _routed(self.earlier[at].text, self.earlier[:at], self.desk).reply

    def shown(self, intent: str | None) -> frozenset[Anchor]:
        """The places that the last turns cited, back to the first one of another intent."""
        found: set[Anchor] = set()
        for back in range(1, len(self.earlier) + 1):
            if intent is not None and self.earlier[-back].intent != intent:
                break
            reply = self.reply(back)
            cited = reply.citations if isinstance(reply, Answer) else ()
            found.update(Anchor(c.source_id, c.span) for c in cited)
        return frozenset(found)
