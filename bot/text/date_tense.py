"""Tense around a date: whether its sentence looks ahead, looks back, or leaves that open."""

from __future__ import annotations

import re

from bot.domain.span import Span

_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]{0,2}\s{1,3}(?=[“‘\"'(]?[A-Z])|\n[^\S\n]{0,8}\n")
_FUTURE = re.compile(
    r"(?i)\b(?:will|won['’]t|shall|would|wouldn['’]t|(?:is|are|was|were)\s{1,3}(?:to|set|scheduled"
    r"|expected|planned|slated|likely|going\s{1,3}to)|(?:is|are|was|were)\s{1,3}due|due\s{1,3}(?:in|on|by|back"
    r"|for|to\s{1,3}(?!the\b|a\b|an\b|its\b|his\b|her\b|their\b))|scheduled|planned|plans?|upcoming"
    r"|deadline|expects?|next\s{1,3}(?:meeting|session|hearing|vote|talks))\b|['’]ll\b"
)
_LIMIT = re.compile(
    r"(?i)\b(?:by|until|till|before|no\s{1,3}later\s{1,3}than)\s{1,3}(?:at\s{1,3}least\s{1,3}"
    r"|(?:the\s{1,3})?(?:very\s{1,3})?(?:end|middle|beginning|start|close)\s{1,3}of\s{1,3}|early\s{1,3}|late\s{1,3}"
    r"|mid-?\s{0,3})?\Z"
)
_DONE = re.compile(r"(?i)\b(?:had|was|were)\s{1,3}(?:\w{1,12}ly\s)?\w{2,20}\s")
_INFINITIVE = re.compile(r"(?i)\bto\s{1,3}[a-z]")
_PAST = re.compile(
    r"(?i)\b(?:was|were|had|did|didn['’]t|wasn['’]t|weren['’]t|hadn['’]t|has|have|been|since|ago|earlier"
    r"|began|came|went|met|took|gave|made|held|fell|rose|won|lost|left|found|saw|spoke|wrote"
    r"|built|bought|brought|sold|sent|spent|grew|ran|led|kept|got|became|broke|chose|drew|drove|flew"
    r"|knew|paid|sank|shook|shot|stood|stuck|struck|swept|taught|thought|threw|wore|[a-z]{2,20}ed)\b"
)
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Gov|Rep|Prof|Rev|Col|Sgt|[ap]\.m|[A-Z]))\Z")
_REPORTED = re.compile(
    r"(?i)\b(?:said|announced|added|noted|wrote|told\s{1,3}(?:\w{1,20}\s{1,3}){1,4})\s{0,3}"
    r"(?:(?:late|early|on)\s{1,3}){0,2}\Z"
)
_REACH = 160  # code points looked at on either side of a date


def looks_ahead(text: str, area: Span, start: int, end: int | None = None) -> bool | None:
    """Whether the sentence speaks of what is to come at the date in `[start, end)`.

    False where it speaks of what is past, None where it does not tell. "Would" looks ahead,
    as reports do ("said that the mill would open in May"), and so do "by", "until" and "before"
    right before a date, unless only the past stands around them.
    """
    end = start if end is None else end
    begin = max(area.start, start - _REACH)
    begin = next((stop.end() for stop in reversed(_stops(text, begin, start))), begin)
    close = min(area.end, end + _REACH)
    close = next((stop.start() for stop in _stops(text, end, close)), close)
    before, after = text[begin:start], text[end:close]
    if _REPORTED.search(before[-90:]):
        return False
    past = _PAST.search(before) or _PAST.search(after)
    if _FUTURE.search(before):
        return True
    if _LIMIT.search(before[-60:]):
        done = _DONE.search(before[-80:]) is not None and _INFINITIVE.search(before) is None
        return None if done else True
    if len(before) < _OPENING and _FUTURE.search(after):
        return True
    return False if past else None


def _stops(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The ends of sentences; the full stop of "Mr." is none."""
    found = _SENTENCE_END.finditer(text, start, end)
    return [m for m in found if not _SHORT.search(text[max(start, m.start() - 6) : m.start()])]


_OPENING = 40  # code points before a date that opens its sentence
