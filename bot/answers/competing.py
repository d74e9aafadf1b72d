"""Competing: free text is answered by an intent's list or by the ranked sentences."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.composing import which_intent
from bot.answers.declining import declined, small_talk
from bot.answers.excluding import exclusion_in
from bot.answers.forms import form_of, subject_of
from bot.answers.free import Considered, consider
from bot.answers.helping import help_reply, is_offered, questions
from bot.answers.letters import about_letter
from bot.answers.lookup import LOOKUPS
from bot.answers.lookup.asking import Asking
from bot.answers.lookup.leaving_out import NOTHING, LeftOut, leave_out
from bot.answers.lookup.outcome import Finding, Missing, Outcome, Unsure
from bot.answers.plainly import denied, plainly
from bot.answers.question import Wanted, read_question
from bot.answers.recognising import (
    Desk,
    likely_intents,
    loose_words,
    recognise,
    wants_something_else,
)
from bot.answers.respelling import respelled
from bot.answers.routed import Routed, free_intent, reply_of, trace_of
from bot.answers.speaking_to import speaking_to
from bot.domain.intent import Intent
from bot.domain.match import Match
from bot.domain.reply import Abstention, Answer, Trace

_SUBJECT_WORDS = 2  # an utterance of so few telling words that is no question names a subject
_NOT_ASKED = frozenset(("declined", "small talk", "denied"))  # ways of a reply to no question
_FAR_AHEAD = 2.5  # times the margin: an intent that accounts for all words needs no threshold


def free_text(text: str, desk: Desk, out: LeftOut = NOTHING) -> Routed:
    """The reply to one question or remark; of a list, without what is left out.

    Where nothing answers, the words may be mistyped: what they probably are is asked then.
    """
    text = plainly(text)
    routed = _free_text(text, desk, out)
    if isinstance(routed.reply, Abstention) and routed.trace.path not in _NOT_ASKED:
        right = respelled(text, desk.corpus)
        again = _free_text(right, desk, out) if right != text else routed
        return again if isinstance(again.reply, Answer) else routed
    return routed


def _free_text(text: str, desk: Desk, out: LeftOut) -> Routed:
    question = read_question(text)
    if (reason := declined(question)) is not None:
        return Routed(Abstention(headline=reason, reason=reason), Trace(path="declined"))
    if (found := about_letter(question, desk.corpus)) is not None:
        return Routed(reply_of(found, free_intent(desk), desk), Trace(path="letter"))
    if (exclusion := exclusion_in(text, desk)) is not None:
        both = LeftOut(exclusion.out.words, out.shown)
        return looked_up(exclusion.intent, exclusion.match, (), "excluding", desk, both)
    if (routed := _denial(text, desk)) is not None:
        return routed
    match = recognise(text, desk)
    intent = desk.intents.get(match.intent or "")
    if match.accepted and intent is not None and is_offered(intent, desk.corpus.edition):
        if intent.answer.lookup == "help" and not match.unexplained:
            return get_help(desk)
        if intent.answer.lookup in LOOKUPS:
            return _by_intent(text, intent, match, desk, out)
    if (greeting := small_talk(question)) is not None:
        return Routed(Abstention(headline=greeting, reason=greeting), Trace(path="small talk"))
    return _by_words(text, match, desk)


def get_help(desk: Desk) -> Routed:
    """What can be asked."""
    return Routed(help_reply(tuple(desk.intents.values()), desk.corpus.edition))


def looked_up(
    intent: Intent,
    match: Match,
    loose: tuple[str, ...],
    path: str,
    desk: Desk,
    out: LeftOut = NOTHING,
) -> Routed:
    """The reply of the intent's lookup alone."""
    if intent.answer.lookup not in LOOKUPS:
        return asked_freely(match.text, intent, desk, match)
    outcome = _list(desk.asking(intent, match, loose), out)
    return Routed(reply_of(outcome, intent, desk), trace_of(path, match))


def _list(asking: Asking, out: LeftOut) -> Outcome:
    return leave_out(LOOKUPS[asking.intent.answer.lookup](asking), asking, out)


def _denial(text: str, desk: Desk) -> Routed | None:
    """The reply to "who did not sign": a list tells who did, and nobody else."""
    positive = denied(text)
    if positive is None:
        return None
    match = desk.matcher.match(positive, desk.names)
    intent = desk.intents.get(match.intent or "")
    if intent is None or not match.accepted or intent.answer.lookup != "signatories":
        return None
    reason = "The sources list who signed; they do not say who did not."
    reply = Abstention(intent=intent.name, headline=reason, reason=reason)
    return Routed(replace(reply, suggestions=questions([intent])), trace_of("denied", match))


def _by_intent(text: str, intent: Intent, match: Match, desk: Desk, out: LeftOut) -> Routed:
    """The intent's lookup; words that it cannot place are given to it as a filter.

    Where the lookup finds nothing, or where it had to take loose words in, the ranked
    sentences compete: they answer only when they are surer. Where the question wants a time
    or a place and the intent lists outcomes, the sentences alone may answer.
    """
    loose = loose_words(match, desk)
    outcome = _list(desk.asking(intent, match, loose), out)
    if isinstance(outcome, Unsure):
        return Routed(reply_of(outcome, intent, desk), trace_of("intent", match))
    foreign = wants_something_else(read_question(text).wanted, intent)
    if isinstance(outcome, Finding) and not (loose or foreign):
        return Routed(reply_of(outcome, intent, desk), trace_of("intent", match))
    considered = consider(text, desk.corpus)
    free = considered.outcome
    if foreign:
        reply = reply_of(free, free_intent(desk), desk)
        return Routed(reply, trace_of("question", match, considered))
    if isinstance(outcome, Finding):
        if isinstance(free, Finding) and considered.confidence > outcome.confidence:
            return _answered(considered, desk, match)
        return Routed(reply_of(outcome, intent, desk), trace_of("intent", match, considered))
    if isinstance(free, Finding) and outcome.open:
        return _answered(considered, desk, match)
    return Routed(reply_of(outcome, intent, desk), trace_of("intent", match, considered))


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
            return Routed(reply_of(outcome, about, desk), trace_of("subject", match))
    return asked_freely(text, free_intent(desk), desk, match)


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
    return Routed(reply_of(outcome, intent, desk), trace_of("form", match))


def asked_freely(text: str, intent: Intent, desk: Desk, match: Match) -> Routed:
    """The sentences that answer, or the intent that is likely and bears it out."""
    likely = [] if match.by_command else likely_intents(match, desk)
    loose = loose_words(match, desk)
    if not loose and (verified := _verified(likely, loose, match, desk)) is not None:
        return verified
    considered = speaking_to(text, consider(text, desk.corpus), desk.corpus)
    if isinstance(considered.outcome, Finding):
        return _answered(considered, desk, match)
    if loose and (verified := _verified(likely, loose, match, desk)) is not None:
        return verified
    if len(likely) > 1 and not (loose or small_talk(read_question(text))):
        return Routed(which_intent(likely, text), trace_of("clarify", match, considered))
    reply = replace(reply_of(considered.outcome, intent, desk), confidence=considered.confidence)
    reply = replace(reply, suggestions=questions(likely))
    return Routed(reply, trace_of("question", match, considered))


def _verified(
    likely: list[Intent], loose: tuple[str, ...], match: Match, desk: Desk
) -> Routed | None:
    """The answer of an intent that is likely, not sure, if its lookup bears it out.

    Either the lookup finds what the words name that the intent's phrases lack ("any
    universities under it" is about signatories if there are some), or the intent accounts for
    all words and is far ahead. It never answers what it does not list.
    """
    if not likely or likely[0].name != match.intent or likely[0].answer.lookup not in LOOKUPS:
        return None
    if not loose and match.margin < _FAR_AHEAD * desk.matcher.margin:
        return None
    if wants_something_else(read_question(match.text).wanted, likely[0]):
        return None
    outcome = LOOKUPS[likely[0].answer.lookup](desk.asking(likely[0], match, loose))
    if not isinstance(outcome, Finding) or not outcome.entries:
        return None
    return Routed(reply_of(outcome, likely[0], desk), trace_of("verified", match))


def _answered(considered: Considered, desk: Desk, match: Match) -> Routed:
    reply = reply_of(considered.outcome, free_intent(desk), desk)
    return Routed(reply, trace_of("question", match, considered))
