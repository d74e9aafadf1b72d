"""Scanning for places: words with their surroundings, runs of capitals, listed names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.span import Span
from bot.text import gazetteer
from bot.text.gazetteer import Entry
from bot.text.place_words import COMPASS, LOCATIVES, OF_CUES
from bot.text.words import fold

_FUNCTION = frozenset(
    """a an the and or but nor as at by for from in into of on onto to toward towards with
    within without over under above below after before during since until till while
    when where who whose which that this these those it he she they we i you his her
    their our your its is are was were be been has have had do does did will would so
    than then there if though although through between against about across among amid
    near outside inside around off not no yes also both each every some many most all
    more few several one what why how here despite unlike like via mr mrs ms dr""".split()
)


_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*|&")


_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")


_SPACE = re.compile(r"[^\S\n]{1,3}(?:\n[^\S\n]{0,8})?|\n[^\S\n]{0,8}")


_COMMA = re.compile(r",(?:[^\S\n]{1,3}(?:\n[^\S\n]{0,8})?|\n[^\S\n]{0,8})")


_POSSESSIVE = ("'s", "’s")


JOINTS = frozenset(("of", "the", "de", "del", "la", "da", "do", "al", "el", "von", "upon"))


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    low: str
    start: int
    end: int
    gap: str  # what stands between the word before and this one
    possessive: bool = False

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() and self.low not in _FUNCTION


def scan(text: str, area: Span) -> list[Word]:
    result: list[Word] = []
    last = area.start
    for found in _WORD.finditer(text, area.start, area.end):
        raw, start, end = found.group(), found.start(), found.end()
        possessive = raw.endswith(_POSSESSIVE) and len(raw) > 2
        if possessive:
            raw, end = raw[:-2], end - 2
        elif text[end : end + 1] == "." and end < area.end and _keeps_stop(raw):
            raw, end = raw + ".", end + 1
        low = fold(raw)
        result.append(Word(raw, low.rstrip("."), start, end, text[last:start], possessive))
        last = found.end() if possessive else end
    return result


def _keeps_stop(raw: str) -> bool:
    entry = gazetteer.places().get(gazetteer.key(raw + "."))
    return (
        _INITIALS.fullmatch(raw) is not None
        or (len(raw) == 1 and raw.isupper())
        or (entry is not None and entry.short)
        or fold(raw) in ("mr", "mrs", "ms", "dr", "gov", "sen", "rep", "gen", "st", "mt", "ft")
    )


def joined(word: Word) -> bool:
    return _SPACE.fullmatch(word.gap) is not None


def run_end(words: list[Word], at: int) -> int:
    """The end of the run of capitalised words (with "of", "&", "de" inside) from `at`."""
    end = at + 1
    while end < len(words) and end - at < 12:
        if words[end - 1].possessive and words[end - 1].text != "People":
            break
        if words[end].capital and joined(words[end]):
            end += 1
            continue
        step = end
        while step < len(words) and step - end < 2 and _joint(words[step]):
            step += 1
        if step == end or step >= len(words) or not words[step].capital or not joined(words[step]):
            break
        end = step + 1
    return end


def _joint(word: Word) -> bool:
    return joined(word) and (word.low in JOINTS or word.text == "&")


def listed(words: list[Word], at: int, limit: int) -> tuple[int, Entry | None]:
    """The longest listed name from `at`, with its end."""
    table = gazetteer.places()
    best: tuple[int, Entry | None] = (at, None)
    parts: list[str] = []
    for i in range(at, min(limit, at + gazetteer.longest())):
        word = words[i]
        if i > at and not (joined(word) or word.gap in ("-", "‑", "–") or _dc(words, at, i)):
            break
        comma = "," if _dc(words, at, i) and i > at else ""
        if comma:
            parts[-1] += ","
        parts.append(word.text + ("'s" if word.possessive and word.low == "people" else ""))
        entry = table.get(gazetteer.key(" ".join(parts)))
        if entry is None and word.text.endswith("."):
            entry = table.get(gazetteer.key(" ".join([*parts[:-1], word.text[:-1]])))
        if entry is not None and (len(word.text) > 2 or i > at or word.text.isupper()):
            best = (i + 1, entry)
        if word.possessive and word.low != "people":
            break
    return best


def _dc(words: list[Word], at: int, i: int) -> bool:
    """Whether word `i` is the D.C. of Washington."""
    return (
        i == at + 1
        and words[at].low == "washington"
        and words[i].low in ("d.c", "dc")
        and (words[i].gap in (", ", " ", ","))
    )


def listed_before(words: list[Word], at: int) -> tuple[int, Entry | None]:
    for first in range(max(0, at - 3), at):
        stop, entry = listed(words, first, at)
        if entry is not None and stop == at:
            return first, entry
    return at, None


def located(words: list[Word], at: int) -> bool:
    """Whether a preposition of place stands before word `at` (an article may lie between)."""
    i = at - 1
    if i >= 0 and words[i + 1].gap.strip(" \n\u00a0") not in ("", "“", "‘", '"', "("):
        return False
    while i >= 0 and words[i].low in ("the", "a", "an", "nearby", "downtown", "central", *COMPASS):
        i -= 1
    if i < 0:
        return False
    if words[i].low == "of":
        return i > 0 and words[i - 1].low in OF_CUES
    return words[i].low in LOCATIVES


def in_list(words: list[Word], at: int, last: int) -> bool:
    """Whether a place that ends at `last` stands before word `at` in a list: "Kenya and Chad"."""
    i = at - 1 if at and words[at - 1].low in ("and", "or") else at
    near = words[at].gap if i == at else words[i].gap + words[at].gap
    return (
        i > 0 and words[i - 1].end == last and near.strip() in ("", ",") and (i < at or "," in near)
    )


# After "In Brussels, France": the country is the subject of what follows, no container.
_GOES_ON = frozenset(
    "and or said says has have had is was will would are were can could may also".split()
)


def container_after(words: list[Word], at: int, sure: bool = False) -> Entry | None:
    """The country or region after ", " at word `at`, if the pair is closed like one.

    `sure`: the list itself says what the name before lies in, so more may follow.
    """
    if at >= len(words) or words[at - 1].possessive or _COMMA.fullmatch(words[at].gap) is None:
        return None
    stop, entry = listed(words, at, len(words))
    if entry is None or entry.place.kind not in ("country", "region") or words[stop - 1].possessive:
        return None
    if stop < len(words) and joined(words[stop]) and not sure:
        after = words[stop]
        if after.capital or after.low in _GOES_ON:
            return None
    return entry
