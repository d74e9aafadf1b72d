"""Places in text: listed ones, and others that their surroundings give away. Never a guess.

A word is a place when the list knows it and nothing around it says otherwise ("Lloyd Austin",
"The Boston Globe"), when a word of place belongs to it ("Hebei province", "the Filoli Estate",
"city of Muscatine"), when what it lies in follows ("Woodside, California"), or when it stands
after "in" or "near" and is neither a person nor a thing that this document knows otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot.domain.span import Span
from bot.text import gazetteer
from bot.text.gazetteer import Entry, Place
from bot.text.place_scanning import (
    JOINTS,
    Word,
    container_after,
    in_list,
    joined,
    listed,
    listed_before,
    located,
    run_end,
    scan,
)
from bot.text.place_words import (
    AREA_HEADS,
    AREA_WORDS,
    COMPASS,
    LAND_WORDS,
    NOT_PLACES,
    OF_CUES,
    PLAIN_SITES,
    SETTLEMENTS,
    SITE_WORDS,
    SITUATED,
    TITLES,
    TRUSTING,
    demonym,
)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One mention: the words at `span`; `base` is the name without what it lies in.

    `kind` is country, region, city, site or unknown; `within` what the text says it lies in.
    `strength` grows with the evidence: 1 a listed name, 2 after a preposition of place, 3 with
    what it lies in. `place` is the entry of the list, if there is one.
    """

    span: Span
    text: str
    base: str
    kind: str
    within: str = ""
    strength: int = 1
    place: Place | None = None

    @property
    def key(self) -> str:
        """What mentions of one place have in common."""
        return gazetteer.key(self.place.name if self.place else self.base)


_DIVISIONS = ("province", "state", "prefecture")
_BOTH = frozenset(("house", "state", "government", "congress", "army", "navy", "police"))


def places(
    text: str,
    within: Span | None = None,
    others: Set[str] = frozenset(),
    known: Set[str] = frozenset(),
) -> list[PlaceMention]:
    """The places in `text` (or in `within`), in order, without overlaps.

    `others` are folded words that this document uses for persons or organisations; `known`
    are folded names that it has shown to be places elsewhere.
    """
    area = within or Span(0, len(text))
    words = scan(text, area)
    found: list[PlaceMention] = []
    at = 0
    while at < len(words):
        if not words[at].capital:
            at += 1
            continue
        end = run_end(words, at)
        last = found[-1].span.end if found else -1
        found += _in_run(text, words, at, end, others, known, last)
        at = end
        while found and at < len(words) and words[at].start < found[-1].span.end:
            at += 1
    return _situated(text, _contained(text, words, found))


def _in_run(
    text: str,
    words: list[Word],
    start: int,
    end: int,
    others: Set[str],
    known: Set[str],
    last: int,
) -> list[PlaceMention]:
    """The places of one run of capitalised words; `last` is where the place before ends."""
    if words[start].low == "care":
        return []
    whole = _named(text, words, start, end)
    if whole is not None:
        return whole
    found: list[PlaceMention] = []
    at = start
    while at < end:
        stop, entry = listed(words, at, min(end + 2, len(words)))
        closed = end if stop <= end else run_end(words, stop - 1)
        if entry is not None and not entry.short and _free(words, start, at, stop, closed, entry):
            last = found[-1].span.end if found else last
            mention = _listed_mention(text, words, at, stop, entry, last)
            if mention is not None:
                found.append(mention)
        at = max(stop, at + 1)
    if not found and not any(listed(words, i, end)[1] for i in range(start, end)):
        joints = [i for i in range(start + 1, end) if words[i].low == "of"]
        if joints and joints[-1] + 1 < end:  # "Anna Berg of Tromso, Norway"
            start = joints[-1] + 1
        unknown = _unknown(text, words, start, end, others) or _known(
            text, words, start, end, known
        )
        if unknown is not None:
            found.append(unknown)
    return found


def _free(words: list[Word], start: int, at: int, stop: int, end: int, entry: Entry) -> bool:
    """Whether the capitalised words around a listed name leave it a name of its own."""
    place = entry.place
    if at > start:
        before = words[at - 1]
        if before.text == "&" or before.low in JOINTS:
            head = next((w.low for w in reversed(words[start : at - 1]) if w.low not in JOINTS), "")
            if head not in OF_CUES and head not in NOT_PLACES:
                return False
        elif before.low not in COMPASS and before.low not in NOT_PLACES and not demonym(before.low):
            return False
    hyphen = words[at].gap if at and words[at].gap in ("-", "‑", "–") else ""
    if hyphen and at > 0:
        _, neighbour = listed_before(words, at)
        if words[at - 1].capital and neighbour is None and not demonym(words[at - 1].low):
            return False
    if stop < end and not words[stop - 1].possessive:
        after = words[stop]
        if after.low in TITLES or demonym(after.low):
            return place.kind in ("country", "region", "city")
        return after.low in JOINTS and after.text != "&"
    return True


def _listed_mention(
    text: str, words: list[Word], at: int, stop: int, entry: Entry, last: int
) -> PlaceMention | None:
    place, is_located = entry.place, located(words, at)
    end = stop
    suffix = words[stop] if stop < len(words) and not words[stop - 1].possessive else None
    area = suffix is not None and joined(suffix) and suffix.low in _DIVISIONS
    if area and place.kind == "region":
        end, is_located = stop + 1, True
    if place.doubtful and not (
        is_located or container_after(words, stop) or in_list(words, at, last)
    ):
        return None
    span = Span(words[at].start, words[end - 1].end)
    return PlaceMention(
        span, span.of(text), span.of(text), place.kind, "", 2 if is_located else 1, place
    )


def _contained(text: str, words: list[Word], found: list[PlaceMention]) -> list[PlaceMention]:
    """Mentions with the container that follows them: "Muscatine, Iowa"."""
    ends = {word.end: i + 1 for i, word in enumerate(words)}
    result: list[PlaceMention] = []
    for m in found:
        at = ends.get(m.span.end)
        sure = m.place is not None and bool(m.place.within)
        entry = container_after(words, at, sure) if at is not None else None
        fits = entry is not None and m.kind not in ("country",) and _fits(m, entry)
        if not fits or entry is None or at is None:
            result.append(m)
            continue
        stop, _ = listed(words, at, len(words))
        container = Span(words[at].start, words[stop - 1].end)
        full = Span(m.span.start, container.end)
        kind = "city" if m.kind == "unknown" else m.kind
        result.append(
            replace(
                m, span=full, text=full.of(text), kind=kind, within=entry.place.name, strength=3
            )
        )
    return result


def _fits(m: PlaceMention, entry: Entry) -> bool:
    """Whether a listed place may lie in the container; an unlisted one always may."""
    if m.place is None:
        return True
    if not m.place.within:
        return m.place.kind != "region" or entry.place.kind == "country"
    names = {m.place.within}
    parent = gazetteer.places().get(gazetteer.key(m.place.within))
    if parent is not None:
        names.add(parent.place.within)
    return entry.place.name in names or entry.place.within in names


_IN = re.compile(r"[^\S\n]{1,3}(?:in|near|outside|on)[^\S\n]{1,3}(?:the[^\S\n]{1,3})?")


def _situated(text: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """Sites and counties with the place that "in" ties to them."""
    result: list[PlaceMention] = []
    for m, following in zip_longest(found, found[1:]):
        gap = text[m.span.end : following.span.start] if following else ""
        tied = following is not None and m.kind != "country" and not m.within
        if tied and following is not None and len(gap) < 16 and _IN.fullmatch(gap) and " in" in gap:
            m = replace(m, within=following.text, strength=3)
        result.append(m)
    return result


def _named(text: str, words: list[Word], start: int, end: int) -> list[PlaceMention] | None:
    """A run that a word of place makes one: "Orange County", "Hebei province", a site."""
    last = words[end - 1]
    if start > 0 and words[start].gap in ("-", "‑"):
        return None
    if listed(words, start, end)[0] == end:
        return None
    lows = [w.low for w in words[start:end]]
    span = Span(words[start].start, last.end)
    is_located = located(words, start)
    if any(low in TITLES and low not in _BOTH for low in lows):
        return None
    suffix = words[end] if end < len(words) and not last.possessive else None
    if suffix is not None and joined(suffix) and suffix.low in AREA_WORDS:
        is_listed = any(listed(words, i, end)[1] for i in range(start, end))
        if (
            end - start <= 2
            and not is_listed
            and not demonym(lows[-1])
            and lows[-1] not in NOT_PLACES
        ):
            base = span.of(text)
            if suffix.low in SETTLEMENTS:
                return [PlaceMention(span, base, base, "city", "", 2)]
            span = Span(span.start, suffix.end)
            return [PlaceMention(span, span.of(text), base, "region", "", 2)]
    name = span.of(text)
    long = end - start >= 2 and not demonym(lows[0])
    if long and is_located and any(low in SITE_WORDS for low in lows):
        return [PlaceMention(span, name, name, "site", "", 2)]
    plain = end - start <= 4 and lows[-1] in PLAIN_SITES and lows[0] not in NOT_PLACES
    if long and plain and "of" not in lows and not any(w.text.isupper() for w in words[start:end]):
        return [PlaceMention(span, name, name, "site", "", 1)]
    area = lows[-1] in LAND_WORDS or (lows[0] in AREA_HEADS and is_located)
    if long and area and end - start <= 4 and "of" not in lows[1:-1]:
        return [PlaceMention(span, name, name, "region", "", 2 if is_located else 1)]
    return None


def _known(
    text: str, words: list[Word], start: int, end: int, known: Set[str]
) -> PlaceMention | None:
    """A name that the document has shown to be a place elsewhere."""
    span = Span(words[start].start, words[end - 1].end)
    if gazetteer.key(span.of(text)) not in known:
        return None
    strength = 2 if located(words, start) else 1
    return PlaceMention(span, span.of(text), span.of(text), "unknown", "", strength)


def _unknown(
    text: str, words: list[Word], start: int, end: int, others: Set[str]
) -> PlaceMention | None:
    """A name that is not listed, but stands where only a place stands."""
    first, last = words[start], words[end - 1]
    lows = [w.low for w in words[start:end]]
    span = Span(first.start, last.end)
    contained = container_after(words, end)
    sure = contained is not None and located(words, start)
    bad = (
        any(
            low in TITLES or low in NOT_PLACES or (low in others and not sure) or demonym(low)
            for low in lows
        )
        or end - start > 3
        or len(last.text) < 3
    )
    if bad or any(w.text.isupper() and len(w.text) < 6 for w in words[start:end]):
        return None
    before = words[start - 1] if start else None
    if before is None or not joined(first):
        strong = contained is not None and contained.place.kind == "region"
        return PlaceMention(span, span.of(text), span.of(text), "city", "", 2) if strong else None
    if contained is not None and (sure or before.low == "of" or contained.place.kind == "region"):
        return PlaceMention(span, span.of(text), span.of(text), "city", "", 2)
    if last.possessive:
        return None
    if before.low == "of" and start > 1 and words[start - 2].low in SITUATED:
        kind = "city" if words[start - 2].low in ("city", "town", "village") else "region"
        return PlaceMention(span, span.of(text), span.of(text), kind, "", 2)
    outside = before.low == "of" and start > 1 and words[start - 2].low in ("outside", "outskirts")
    if before.low in ("in", "near", "outside") or outside:
        verb = words[start - 2].low if start > 1 else ""
        if verb in TRUSTING or (end < len(words) and words[end].gap in ("-", "‑")):
            return None
        return PlaceMention(span, span.of(text), span.of(text), "unknown", "", 2)
    return None
