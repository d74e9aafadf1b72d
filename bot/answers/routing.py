"""Routing: which way an utterance is answered. Decides; nothing is sent from here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.answers.composing import abstention, answer, suggestion, which_intent, which_name
from bot.answers.corpus import Corpus
from bot.answers.declining import declined, small_talk
from bot.answers.following_up import continued
from bot.answers.forms import form_of, subject_of
from bot.answers.free import Considered, consider
from bot.answers.helping import help_reply, is_offered
from bot.answers.letters import about_letter
from bot.answers.lookup import LOOKUPS
from bot.answers.lookup.asking import Asking
from bot.answers.lookup.outcome import Finding, Missing, Outcome, Unsure
from bot.answers.question import Wanted, read_question
from bot.answers.recognising import (
    Desk,
    Names,
    likely_intents,
    loose_words,
    recognise,
    wants_something_else,
)
from bot.domain.intent import AnswerSpec, Intent
from bot.domain.match import Candidate, Match
from bot.domain.reply import Abstention, Reply, Trace
from bot.domain.utterance import Turn
from bot.intents.matching import Matcher
from bot.text.names import NameIndex

_COMMAND = re.compile(r"^[/!]([\w-]+)(?:\s+(.*))?$", re.DOTALL)
_FREE = Intent("ask", "A free question", (), AnswerSpec(lookup="question", headline="{perhaps}"))
_SUBJECT_WORDS = 2  # an utterance of so few telling words that is no question names a subject
_FAR_AHEAD = 2.5  # times the margin: an intent that accounts for all words needs no threshold


@dataclass(frozen=True, slots=True)
class Routed:
    """A reply and how it came about."""

    reply: Reply
    trace: Trace = field(default_factory=lambda: Trace(path="help"))


def route(
    text: str,
    earlier: Sequence[Turn],
    corpus: Corpus,
    matcher: Matcher,
    intents: Sequence[Intent],
    names: Names,
) -> Routed:
    """The reply to a cleaned, non-empty text."""
    desk = Desk(corpus, matcher, {intent.name: intent for intent in intents}, names)
    command = _COMMAND.match(text)
    if command:
        return _command(command.group(1), command.group(2) or "", desk)
    first, _, rest = text.partition(" ")
    commands = {i.command for i in intents if i.command}
    if first.lower() in commands and ("-" in first or not rest):
        return _command(first, rest, desk)
    if first.lower() == "help" and not rest:
        return _help(desk)
    meant = continued(text, earlier, desk.intents, names)
    if meant is None:
        return _free_text(text, desk)
    if meant.intent is None:
        return _free_text(meant.text, desk)
    match = Match(text, (Candidate(meant.intent, 1.0),), accepted=True, slots=meant.slots)
    return _looked_up(desk.intents[meant.intent], match, (), "follow-up", desk)


def _looked_up(
    intent: Intent, match: Match, loose: tuple[str, ...], path: str, desk: Desk
) -> Routed:
    """The reply of the intent's lookup alone."""
    if intent.answer.lookup not in LOOKUPS:
        return _question(match.text, intent, desk, match)
    outcome = LOOKUPS[intent.answer.lookup](desk.asking(intent, match, loose))
    return Routed(_reply(outcome, intent, desk), _trace(path, match))


def _help(desk: Desk) -> Routed:
    return Routed(help_reply(tuple(desk.intents.values()), desk.corpus.edition))


def _command(name: str, rest: str, desk: Desk) -> Routed:
    wanted = name.lower()
    intent = next((i for i in desk.intents.values() if wanted in (i.command, i.name)), None)
    if intent is None:
        near = NameIndex(i.command for i in desk.intents.values() if i.command).nearest(wanted, 3)
        reply = Abstention(
            headline=f"There is no command /{name}.",
            reason=f"There is no command /{name}.",
            suggestions=tuple(f"/{command}" for command in near) or ("/briefing-help",),
        )
        return Routed(reply, Trace(path="command"))
    if intent.answer.lookup == "help":
        return _help(desk)
    match = desk.matcher.match_command(intent.name, rest, desk.names)
    if intent.answer.lookup == "question":
        return _question(match.slots.get("question", rest), intent, desk, match)
    return _looked_up(intent, match, match.unexplained, "command", desk)


def _free_text(text: str, desk: Desk) -> Routed:
    question = read_question(text)
    if (reason := declined(question)) is not None:
        return Routed(Abstention(headline=reason, reason=reason), Trace(path="declined"))
    if (found := about_letter(question, desk.corpus)) is not None:
        return Routed(_reply(found, desk.intents.get("ask", _FREE), desk), Trace(path="letter"))
    match = recognise(text, desk)
    intent = desk.intents.get(match.intent or "")
    if match.accepted and intent is not None and is_offered(intent, desk.corpus.edition):
        if intent.answer.lookup == "help" and not match.unexplained:
            return _help(desk)
        if intent.answer.lookup in LOOKUPS:
            return _by_intent(text, intent, match, desk)
    if (greeting := small_talk(question)) is not None:
        return Routed(Abstention(headline=greeting, reason=greeting), Trace(path="small talk"))
    return _by_words(text, match, desk)


def _by_intent(text: str, intent: Intent, match: Match, desk: Desk) -> Routed:
    """The intent's lookup; words that it cannot place are given to it as a filter.

    Where the lookup finds nothing, or where it had to take loose words in, the ranked
    sentences compete: they answer only when they are surer. Where the question wants a time
    or a place and the intent lists outcomes, the sentences alone may answer.
    """
    loose = loose_words(match, desk)
    outcome = LOOKUPS[intent.answer.lookup](desk.asking(intent, match, loose))
    if isinstance(outcome, Unsure):
        return Routed(which_name(outcome, intent), _trace("intent", match))
    foreign = wants_something_else(read_question(text).wanted, intent)
    if isinstance(outcome, Finding) and not (loose or foreign):
        return Routed(_reply(outcome, intent, desk), _trace("intent", match))
    considered = consider(text, desk.corpus)
    free = considered.outcome
    if foreign:
        ask = desk.intents.get("ask", _FREE)
        return Routed(_reply(free, ask, desk), _trace("question", match, considered))
    if isinstance(outcome, Finding):
        if isinstance(free, Finding) and considered.confidence > outcome.confidence:
            return _answered(considered, desk, match)
        return Routed(_reply(outcome, intent, desk), _trace("intent", match, considered))
    if isinstance(free, Finding) and outcome.open:
        return _answered(considered, desk, match)
    return Routed(_reply(outcome, intent, desk), _trace("intent", match, considered))


def _by_words(text: str, match: Match, desk: Desk) -> Routed:
    question = read_question(text)
    if (routed := _by_form(text, match, desk)) is not None:
        return routed
    about = next((i for i in desk.intents.values() if i.answer.lookup == "subject"), None)
    few = 0 < len(question.asked) <= _SUBJECT_WORDS
    named = subject_of(text)
    if about is not None and few and (question.wanted is Wanted.NOTHING or named):
        asking = Asking(desk.corpus, about, {"subject": named or text}, text)
        outcome = LOOKUPS["subject"](asking)
        if isinstance(outcome, Finding):
            return Routed(_reply(outcome, about, desk), _trace("subject", match))
    return _question(text, desk.intents.get("ask", _FREE), desk, match)


def _by_form(text: str, match: Match, desk: Desk) -> Routed | None:
    """The answer to a question whose form alone says what it asks, where its lookup decides."""
    form = form_of(text)
    if form is None:
        return None
    intent = next(
        (
            i
            for i in desk.intents.values()
            if i.answer.lookup == form.lookup and all(i.slot(name) for name in form.slots)
        ),
        None,
    )
    if intent is None or not is_offered(intent, desk.corpus.edition):
        return None
    outcome = LOOKUPS[form.lookup](Asking(desk.corpus, intent, form.slots, text, form.loose))
    if isinstance(outcome, Missing) and (outcome.open or not form.closed):
        return None
    return Routed(_reply(outcome, intent, desk), _trace("form", match))


def _question(text: str, intent: Intent, desk: Desk, match: Match) -> Routed:
    likely = [] if match.by_command else likely_intents(match, desk)
    loose = loose_words(match, desk)
    if not loose and (verified := _verified(likely, loose, match, desk)) is not None:
        return verified
    considered = consider(text, desk.corpus)
    if isinstance(considered.outcome, Finding):
        return _answered(considered, desk, match)
    if loose and (verified := _verified(likely, loose, match, desk)) is not None:
        return verified
    if len(likely) > 1 and not (loose or small_talk(read_question(text))):
        return Routed(which_intent(likely, text), _trace("clarify", match, considered))
    reply = _reply(considered.outcome, intent, desk)
    if likely:
        reply = replace(reply, suggestions=tuple(suggestion(i) for i in likely if suggestion(i)))
    return Routed(reply, _trace("question", match, considered))


def _verified(
    likely: list[Intent], loose: tuple[str, ...], match: Match, desk: Desk
) -> Routed | None:
    """The answer of an intent that is likely, not sure, if its lookup bears it out.

    Either the lookup finds what the words name that the intent's phrases lack ("any
    universities under it" is about signatories if there are some), or the intent accounts for
    all words and is far ahead.
    """
    if not likely or likely[0].name != match.intent or likely[0].answer.lookup not in LOOKUPS:
        return None
    if not loose and match.margin < _FAR_AHEAD * desk.matcher.margin:
        return None
    outcome = LOOKUPS[likely[0].answer.lookup](desk.asking(likely[0], match, loose))
    if not isinstance(outcome, Finding) or not outcome.entries:
        return None
    return Routed(_reply(outcome, likely[0], desk), _trace("verified", match))


def _answered(considered: Considered, desk: Desk, match: Match) -> Routed:
    intent = desk.intents.get("ask", _FREE)
    reply = _reply(considered.outcome, intent, desk)
    return Routed(reply, _trace("question", match, considered))


def _reply(outcome: Outcome, intent: Intent, desk: Desk) -> Reply:
    match outcome:
        case Finding():
            return answer(outcome, intent, desk.corpus.edition)
        case Missing():
            return abstention(outcome, intent.name, desk.corpus.edition)
        case Unsure():
            return which_name(outcome, intent)


def _trace(path: str, match: Match, considered: Considered | None = None) -> Trace:
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
