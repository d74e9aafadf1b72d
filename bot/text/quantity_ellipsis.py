"""Figures that lean on their surroundings: "instead of six", "19 votes to 6", "7-2", "by a third".

And the label of a figure: the words from its beginning to the end of what it counts.
"""

from __future__ import annotations

import re

from bot.domain.span import Span
from bot.text.counted import counted_span
from bot.text.quantity_patterns import UNIT_AFTER
from bot.text.words import fold

LONGEST_LABEL = 60  # code points
_SCORE = re.compile(r"(?P<won>[0-9]{1,3})[-–‑](?P<lost>[0-9]{1,3})(?![\w%]|[.,:/\-–][0-9])")
_VOTE = re.compile(
    r"(?i)\b(?:vot(?:e|ed|es|ing)|passed|approved|rejected|decided|carried|adopted|ruled|split)\b"
    r"[^.;:!?]{0,16}\Z"
)
_GAME = re.compile(
    r"(?i)\b(?:won|wins?|lost|loses?|beat|beats|beaten|defeat(?:ed|s)?|drew|tied|led|leads?"
    r"|score of)\b[^.;:!?]{0,30}\Z"
)
_VOTED = re.compile(r"\s(?:votes?|decision|majority|ruling|split|margin)\b")
_PLAYED = re.compile(r"\s(?:win|victory|defeat|loss|draw|tie|lead|scoreline)\b")
_INSTEAD = re.compile(
    r"[^\S\n]{1,2}(?:[^.;:!?\n]{0,24}[^\S\n])?(?:instead of|rather than|compared (?:with|to)"
    r"|as against|against|versus|(?:down|up) from|not)[^\S\n](?:just[^\S\n]|only[^\S\n])?\Z"
)
_TO = re.compile(r"[^\S\n]{1,2}(?:to|against)[^\S\n]{1,2}\Z")
_CONTESTED = frozenset("votes goals points seats games sets runs wins".split())
_AT_START = re.compile(r"(?:\A|[.!?:…\n])[\s\"“‘'(•-]{0,4}\Z")
_WHEN = re.compile(
    r"[^\S\n](?P<tie>in|at|on|by|per)[^\S\n]"
    r"(?!the[^\S\n](?:morning|afternoon|evening|end)\b|a row\b)"
    r"(?:the[^\S\n]|a[^\S\n])?(?P<where>[^\W\d_][\w’'-]{2,20})"
)
_AND_WHEN = re.compile(r"[^\S\n](?:in|at|on|by|per)[^\S\n][^.;:!?\n]{2,28}?(?:,|,? and|;)[^\S\n]\Z")
_TAIL = re.compile(
    r"[^\S\n](?:(?:deep|wide|tall|long|high|thick|apart|away|across)\b|(?:an?|per|each|every)[^\S\n]"
    r"(?:second|minute|hour|day|night|week|month|year|person|head)\b)"
)


def score(text: str, area: Span, start: int) -> tuple[int, Span, str] | None:
    """The score or vote that begins at `start`: first figure, span, and "votes" where it is one."""
    found = _SCORE.match(text, start, area.end)
    if found is None:
        return None
    before = text[max(area.start, start - 50) : start]
    after = text[found.end() : min(area.end, found.end() + 12)]
    voted = _VOTE.search(before) or _VOTED.match(after)
    if not (voted or _GAME.search(before) or _PLAYED.match(after)):
        return None
    return int(found["won"]), Span(start, found.end()), "votes" if voted else ""


def stands_bare(text: str, area: Span, end: int) -> bool:
    """Whether nothing that could be counted follows the figure that ends at `end`."""
    after = text[end : end + 1]
    if after and after not in " \u00a0\n\t.,;:!?)”\"’'":
        return False
    return counted_span(text, end, area.end) is None and not UNIT_AFTER.match(text, end, area.end)


def leans_on(text: str, before: Span, start: int, unit: str, counted: str) -> bool:
    """Whether the bare figure at `start` has unit and noun of the quantity `before` it."""
    gap = text[before.end : start]
    if not 0 < len(gap) <= 48 or not (unit or counted):
        return False
    if _INSTEAD.fullmatch(gap) is not None:
        return True
    contested = bool(unit) or fold(counted.split()[-1] if counted else "") in _CONTESTED
    return contested and _TO.fullmatch(gap) is not None


def told_alone(text: str, area: Span, start: int, end: int, earlier: Span | None) -> int | None:
    """The end of "Twenty-two in summer" where a sentence opens so, or where one such stretch
    follows another ("and nine in winter"); none for any other figure."""
    when = _WHEN.match(text, end, area.end)
    if when is None:
        return None
    opens = _AT_START.search(text[max(area.start, start - 8) : start]) is not None
    gap = text[earlier.end : start] if earlier is not None else ""
    goes_on = 0 < len(gap) <= 48 and _AND_WHEN.fullmatch(gap) is not None
    return when.end() if opens or goes_on else None


def label_of(text: str, span: Span, counted_end: int, limit: int) -> str:
    """The stretch from the figure at `span` to the end of what it counts, as it is written."""
    end = max(span.end, counted_end)
    tail = _TAIL.match(text, end, limit)
    if tail is not None and tail.end() - span.start <= LONGEST_LABEL:
        end = tail.end()
    if end - span.start > LONGEST_LABEL:
        blank = text.rfind(" ", span.end, span.start + LONGEST_LABEL + 1)
        end = blank if blank > span.end else span.end
    return text[span.start : end].rstrip(" ,;\n")
