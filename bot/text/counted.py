"""What a figure counts: the few words after it that make its noun phrase."""

from __future__ import annotations

import re

from bot.domain.span import Span
from bot.text.words import fold

_NEXT = re.compile(r"(?:[^\S\n]{1,3}|[^\S\n]{0,3}\n(?![^\S\n]*\n)[^\S\n]{0,8})([^\W_][\w'’&.-]*)")
_LAST = re.compile(r"([^\W_][\w'’.-]*)[\s\"“‘(]{0,3}\Z")
_YEAR = re.compile(r"[^\S\n]{1,3}(?:1[5-9]|20)[0-9]{2}\b(?![.,][0-9])")
_OF = re.compile(r"[^\S\n]{1,3}(?:of|in|worth of)(?=[^\S\n])")
_WHERE = re.compile(
    r"[^\S\n]{1,3}(?:in|from|of)[^\S\n]{1,3}(?:the[^\S\n]{1,3})?(?:(?:[A-Z]\.){2,4}|[A-Z]\w*)(?:[^\S\n][A-Z]\w*){0,2}"
)
_STOPS = frozenset(
    """a an the and or but nor as at by for from in into of on onto to toward towards with
    within without over under above below after before during since until till while
    when where who whom whose which that this these those it he she they we i you him
    them us me his her their our your its is are was were be been being am has have had
    having do does did will would shall should can could may might must not also only so
    than then there if though although through between against about across among amid
    per via both each more less fewer most up down out off ago later earlier away apart
    already yet still now again together long old hence early late next said says say
    told tell added added noted died die dies killed hurt injured wounded met meet made
    make makes took take takes came come comes went go goes got get gave give left led
    held hold won lost rose rise fell fall grew grow began begin became become saw see
    found find kept keep put set sent stood stand ran run cut spent built paid signed
    voted attended took showed show know think want wanted need needed remain remained
    agreed live lived living work worked suggest suggested according because however
    today yesterday tomorrow percent per whether including monday tuesday wednesday
    thursday friday saturday sunday january february march april june july august
    september october november december""".split()
)
_PLURALS = frozenset(
    """people men women children police staff cattle aircraft sheep fish personnel feet
    teeth mice data criteria alumni troops congressmen congresswomen lawmen firefighters
    policemen servicemen businessmen businesswomen spokesmen fishermen youth crew clergy
    spacecraft offspring""".split()
)
_PRONOUNS = frozenset("them us it you these those which whom that this".split())


def plural(word: str) -> bool:
    """Whether a folded word looks like a plural noun."""
    bare = word.rstrip(".,'’")
    return bare in _PLURALS or (
        len(bare) > 3 and bare.endswith("s") and not bare.endswith(("ss", "us", "is", "'s", "’s"))
    )


def word_before(text: str, start: int, floor: int) -> str:
    """The folded word before `start` in the same clause, not before `floor`; empty without one."""
    found = _LAST.search(text[max(floor, start - 30) : start])
    return fold(found.group(1)).rstrip(".") if found else ""


def word_after(text: str, end: int) -> str:
    """The word right after `end` as written; empty without one."""
    found = _NEXT.match(text, end, min(len(text), end + 40))
    return found.group(1) if found else ""


def counted_span(text: str, at: int, limit: int, ties: tuple[str, ...] = ()) -> Span | None:
    """The noun phrase that a figure ending at `at` counts, or none.

    After a unit ("83 per cent", "four hours") the phrase must be tied by one of `ties` ("of",
    "in"). A place that follows belongs to it: "respondents in the US".
    """
    tied = _OF.match(text, at, limit)
    if tied is not None and _YEAR.match(text, tied.end(), limit):
        return None  # "£7,975 in 2024"
    if tied is not None and tied.group().split()[-1] in (ties or ("of",)):
        start = tied.end()
        skipped = _NEXT.match(text, start, limit)
        if skipped is not None and fold(skipped.group(1)) in (
            "the",
            "all",
            "its",
            "their",
            "his",
            "her",
        ):
            phrase = _phrase(text, skipped.end(), limit, figures=True)
            phrase = Span(start, phrase.end) if phrase else None
        else:
            phrase = _phrase(text, start, limit, figures=True)
    else:
        if ties:
            return None
        phrase = _phrase(text, at, limit)
    if phrase is None:
        return None
    where = _WHERE.match(text, phrase.end, limit)
    end = where.end() if where else phrase.end
    return Span(phrase.start, end).stripped(text)


def _phrase(text: str, at: int, limit: int, figures: bool = False) -> Span | None:
    start, end, taken, ended = at, at, 0, False
    while taken < 5:
        found = _NEXT.match(text, end, limit)
        if found is None:
            break
        raw = found.group(1)
        word = fold(raw).rstrip(".")
        if word in _STOPS or word in _PRONOUNS or (raw[0].isdigit() and not figures):
            break
        if ended and not (plural(word) and raw[0].islower()):
            break
        if not ended and word.endswith(("ing", "ly", "ed")):
            following = _NEXT.match(text, found.end(), limit)
            if following is None or fold(following.group(1)).rstrip(".") in _STOPS:
                break
        taken, end = taken + 1, found.end()
        ended = plural(word)
        if raw.endswith(".") and not re.fullmatch(r"(?:[A-Z]\.){1,4}", raw):
            end -= 1
            break
        if raw.endswith(("'", "’")):
            ended = False
    span = Span(start, end).stripped(text)
    return span if taken else None
