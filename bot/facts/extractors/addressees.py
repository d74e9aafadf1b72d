"""Addressees: who is told, asked or warned, and where the words said begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.facts.extractors.acts import CLAUSE_SIGNS, TOLD, Act
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.subjects import MentionEnd
from bot.facts.extractors.wordlists import (
    DETERMINERS,
    PREPOSITIONS,
    TIME_WORDS,
    speech_forms,
)

_STOPS = frozenset(
    """that about to how why what whether if when where of not against in on at during after before
    for over he she they we i it there as who whose""".split()
)


def with_addressee(tokens: Sequence[Token], act: Act, mention: MentionEnd) -> Act:
    """The act with its addressee, and `after` behind it and behind "that"."""
    at = act.after
    addressee = None
    if not act.inverted and at < len(tokens):
        if act.lemma in TOLD:
            end = _addressee_end(tokens, at, act.lemma, mention)
            relative = end < len(tokens) and tokens[end].low in ("who", "whose")
            if not (relative and act.lemma == "thank"):
                addressee = (at, end) if end > at else None
                at = _past_relative(tokens, end) if relative and addressee else end
        elif tokens[at].low == "to" and act.lemma in ("say", "write", "explain", "complain"):
            end = _addressee_end(tokens, at + 1, "tell", mention)
            addressee = (at + 1, end) if end > at + 1 else None
            at = end if addressee else at
    at = _past_that(tokens, at)
    if at + 1 < len(tokens) and tokens[at].low in _DAYS and tokens[at + 1].low in _CLAUSE_OPENERS:
        at += 1  # "said Thursday he would"
    return replace(act, addressee=addressee, after=at)


def _in_name(tokens: Sequence[Token], at: int, k: int) -> bool:
    """ "The Evening Post": a word of time inside of a name."""
    before = tokens[k - 1]
    return k > at and tokens[k].is_capital and before.is_capital and tokens[k].low not in _DAYS


_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday""".split()
)
_CLAUSE_OPENERS = DETERMINERS | {"he", "she", "they", "it", "there", "we"}


def _addressee_end(tokens: Sequence[Token], at: int, lemma: str, mention: MentionEnd) -> int:
    end = at
    to_type = lemma in (
        "ask",
        "urge",
        "beg",
        "implore",
        "exhort",
        "encourage",
        "request",
        "instruct",
    )
    while end < len(tokens) and end - at < 12:
        token = tokens[end]
        inner = token.low in ("in", "of", "at", "on", "from", "for") and to_type and end > at
        if token.is_quote or not (token.is_word or token.low == "'s"):
            break
        if (token.low in _STOPS and not inner) or (
            token.low in TIME_WORDS and not inner and not _in_name(tokens, at, end)
        ):
            # "told her" is an addressee, "told it was late" is not.
            break
        person = end > at and mention(tokens[end - 1].end) is not None
        if end > at and token.low in DETERMINERS - {"his", "her", "their"} and not inner:
            joined = tokens[end - 1].low in ("of", "in", "at", "and", "from", "for")
            if not joined or person:
                break
        end += 1
    needs_to = lemma in (
        "ask",
        "encourage",
        "request",
        "beg",
        "advise",
        "warn",
        "promise",
        "caution",
    )
    follows = tokens[end] if end < len(tokens) else None
    if needs_to and (
        follows is None or not (follows.is_quote or follows.low in _STOPS | {",", ":"})
    ):
        return at
    if lemma in ("warn", "promise", "caution", "advise") and (
        follows is not None and follows.low not in ("that", "to", "not", "against", "of")
    ):
        return at
    return end


def _past_relative(tokens: Sequence[Token], at: int) -> int:
    """Behind "who had waited for hours", where "that" or quoted words follow it."""
    for k in range(at, min(at + 16, len(tokens))):
        if tokens[k].is_quote or tokens[k].low == "that":
            return k
    return at


def _past_that(tokens: Sequence[Token], at: int) -> int:
    """Behind "that", over "on Tuesday" and "in a statement"; `at` where no "that" comes."""
    if at < len(tokens) and tokens[at].low == "that":
        pronoun = at + 1 < len(tokens) and tokens[at + 1].low in CLAUSE_SIGNS - {"what"}
        return at if pronoun else at + 1
    if at >= len(tokens) or tokens[at].low not in TIME_WORDS | PREPOSITIONS - {"to"}:
        return at
    for k in range(at, min(at + 12, len(tokens))):
        token = tokens[k]
        if token.low == "that":
            return k + 1
        if token.is_quote or not (token.is_word or token.low in ("'s", ",")):
            break
        if token.low in CLAUSE_SIGNS or token.low in speech_forms():
            break
    return at
