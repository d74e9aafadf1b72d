"""Tense around a date: whether its sentence looks ahead, looks back, or leaves that open.

What governs a date is the nearest verb before it in its own clause; without one, the first
verb after it there; without any verb in its clause, that of the clauses around. Appositions
and relative clauses that the date does not stand in are passed over.
"""

from __future__ import annotations

import re

from bot.domain.span import Span
from bot.text.date_verbs import DETERMINED, VERB, verdict

_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]{0,2}\s{1,3}(?=[“‘\"'(]?[A-Z])|\n[^\S\n]{0,8}\n")
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Gov|Rep|Prof|Rev|Col|Sgt|[ap]\.m|[A-Z]))\Z")
_LIMIT = re.compile(
    r"(?i)\b(?:by|until|till|before|no\s{1,3}later\s{1,3}than)\s{1,3}(?:at\s{1,3}least\s{1,3}"
    r"|(?:the\s{1,3})?(?:very\s{1,3})?(?:end|middle|beginning|start|close)\s{1,3}of\s{1,3}|early\s{1,3}|late\s{1,3}"
    r"|mid-?\s{0,3})?\Z"
)
_FOR = re.compile(r"(?i)\bfor\s{1,3}(?:the\s{1,3})?(?:early\s{1,3}|late\s{1,3}|mid-?\s{0,3})?\Z")
_STARTING = re.compile(
    r"(?i)\b(?:for|from|starting|beginning|as\s{1,3}of)\s{1,3}(?:the\s{1,3})?(?:early\s{1,3}|late\s{1,3}|mid-?\s{0,3})?\Z"
)
_JUST_ANNOUNCED = re.compile(
    r"\b(?:announced|advertised)(?:\s{1,3}(?:it|this|that))?(?:\s{1,3}(?:late|early|on|in)){0,3}\s{0,3}\Z"
)
_AFTERWARDS = re.compile(r"(?i)\s{0,3}(?:after|following|since)\b")
_ARRANGED = re.compile(
    r"(?i)\b(?:announc|plann|schedul|call|set\b|book|fix|promis|propos|summon|invit|postpon|mov|due\b"
    r"|expect|list|arrang|slat|tim(?:ed|etabled)|demand|agree|put\s{1,3}(?:off|back)|order|advertis)"
    r"[^.;:!?]{0,90}\Z"
)
_CLAUSE_END = re.compile(r"(?<![0-9]),\s|,\s(?![0-9])|[;:()“”\"]|\s[–—-]\s|[–—]")
_ASIDE = re.compile(
    r"(?i)\s{0,3}(?:who|which|whose|where|when|while|as|after|if|because|although|an?|[a-z]{3,20}(?:ed|ing))\b"
)
_POSSESSIVE = re.compile(r"['’]s?\b")
_REACH = 220  # code points looked at on either side of a date


def looks_ahead(text: str, area: Span, start: int, end: int | None = None) -> bool | None:
    """Whether the sentence speaks of what is to come at the date in `[start, end)`.

    False where it speaks of what is past, None where it does not tell. "Would" looks ahead,
    as reports do ("said that the mill would open in May"), and so do "by", "until" and "before"
    right before a date, unless only the past stands around them, and "for" after a verb of
    arranging ("announced a march for Saturday").
    """
    end = start if end is None else end
    begin = max(area.start, start - _REACH)
    begin = next((stop.end() for stop in reversed(_stops(text, begin, start))), begin)
    close = min(area.end, end + _REACH)
    close = next((stop.start() for stop in _stops(text, end, close)), close)
    before, after = text[begin:start], text[end:close]
    own_before, *earlier = reversed(_clauses(before))
    own_after, *later = _clauses(after)
    told = _nearest(own_before)
    if told == "announced":
        if _STARTING.search(own_before[-40:]) or _LIMIT.search(own_before[-60:]):
            return True
        # "announced a strike on 4 May": the strike's day or that of the news.
        return False if _JUST_ANNOUNCED.search(own_before) else None
    lasting = _FOR.search(before[-40:]) is None or _POSSESSIVE.match(after) is not None
    if not lasting and told != "done" and _ARRANGED.search(before[:-4][-120:]):
        return True
    if told is None:
        told = _first(own_after)
        around = [_nearest(clause) for clause in earlier if not _ASIDE.match(clause)]
        opens = not earlier
        beyond = [_first(clause) for clause in later if not _ASIDE.match(clause)]
        asides = [_nearest(clause) for clause in earlier] + [_first(clause) for clause in later]
        choices = [told, *((beyond + around) if opens else (around + beyond)), *asides]
        told = next((choice for choice in choices if choice), None)
        if told == "ahead" and _AFTERWARDS.match(own_before) is not None:
            return None  # "After the flood in June, the weir will be rebuilt"
    if _LIMIT.search(before[-60:]):
        return None if told == "done" else True
    return {"ahead": True, "back": False, "done": False, "announced": False}.get(told or "")


def _clauses(part: str) -> list[str]:
    """The clauses of a stretch of one sentence, at least one; by marks alone."""
    found, at = [], 0
    for mark in _CLAUSE_END.finditer(part):
        found.append(part[at : mark.start()])
        at = mark.end()
    return [*found, part[at:]]


def _nearest(clause: str) -> str | None:
    """What the last verb of the clause tells."""
    return next(iter(reversed(_told(clause))), None)


def _first(clause: str) -> str | None:
    """What the first verb of the clause tells."""
    return next(iter(_told(clause)), None)


def _told(clause: str) -> list[str]:
    found: list[str] = []
    infinitive: str | None = None
    for match in VERB.finditer(clause):
        if DETERMINED.search(clause[max(0, match.start() - 24) : match.start()]) and (
            match.lastgroup in ("past", "present", "plain")
        ):
            continue
        told = verdict(match, clause, infinitive)
        if match.lastgroup == "infinitive":
            infinitive = told
        if told:
            found.append(told)
    return found


def _stops(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The ends of sentences; the full stop of "Mr." is none."""
    found = _SENTENCE_END.finditer(text, start, end)
    return [m for m in found if not _SHORT.search(text[max(start, m.start() - 6) : m.start()])]
