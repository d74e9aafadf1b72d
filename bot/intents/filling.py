"""Filling: slot values where no sample can be laid over the words, and for commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.intent import Intent, Slot
from bot.domain.span import Span
from bot.intents.slots import OPEN_TYPES, TEXT_TYPES, Filling, Found, plain
from bot.intents.wording import Word
from bot.text.dates import dates
from bot.text.names import NameIndex, find_names, index_of, resolve

Names = Mapping[str, NameIndex | Sequence[str]]

_LEAST_NAME = 0.6  # score of a mention that is taken ...
_LEAST_PERSON = 0.2  # ... and of a person's, where a last name is enough
_PEOPLE = frozenset({"speaker", "person"})
_LINKS = frozenset({"about", "on", "regarding", "concerning"})  # what comes next is the subject
_JOINTS = _LINKS | {"of", "for", "to", "by", "from", "in", "at", "with", "and", "did", "that"}


def find(text: str, types: Iterable[str], names: Names, common: frozenset[str]) -> list[Found]:
    """Names and dates in `text` that may fill slots of `types`; `common` are phrase words."""
    found: list[Found] = []
    for kind in sorted(types):
        if kind == "date":
            found += [Found(kind, d.text, d.span, 1.0) for d in dates(text, loose=True)]
        elif kind not in TEXT_TYPES and names.get(kind):
            least = _LEAST_PERSON if kind in _PEOPLE else _LEAST_NAME
            for mention in find_names(text, index_of(names[kind]), common):
                if mention.score >= least:
                    value = mention.span.of(text) if mention.others else mention.name
                    found.append(Found(kind, value, mention.span, mention.score))
    return found


def fill_loosely(
    intent: Intent, text: str, words: Sequence[Word], found: Sequence[Found]
) -> dict[str, Filling]:
    """What may fill the slots of `intent` although no sample of it fits the utterance.

    Names and dates go to the slots of their types in order, a quotation to the first slot for
    text, and so do the words at the end after "about" or "on".
    """
    fillings: dict[str, Filling] = {}
    taken: list[Span] = []
    for slot in intent.slots:
        for each in found:
            if each.type == slot.type and not any(each.span.overlaps(span) for span in taken):
                fillings[slot.name] = Filling(each.value, each.span)
                taken.append(each.span)
                break
    texts = [slot for slot in intent.slots if slot.type in TEXT_TYPES]
    if not texts:
        return fillings
    slot = texts[0]
    span = subject_span(words)
    if span is not None and not any(span.overlaps(other) for other in taken):
        fillings[slot.name] = Filling(plain(text, span, slot), span)
    return fillings


def subject_span(words: Sequence[Word]) -> Span | None:
    """Where the subject stands by the look of it: a quotation, or all after "about" or "on"."""
    quoted = next((word for word in words if word.quoted), None)
    if quoted is not None:
        return quoted.span
    link = next((i for i, word in enumerate(words[:-1]) if word.text in _LINKS), None)
    if link is None or not any(word.telling for word in words[link + 1 :]):
        return None
    return Span(words[link + 1].span.start, words[-1].span.end)


def fill_command(intent: Intent, rest: str, names: Names) -> dict[str, Filling]:
    """What the words after a command fill: names and dates first, the others go to the text.

    A sole slot takes all words, a name among them in its known form. Without a slot for text
    the first slot for names takes the words that are left.
    """
    whole = Span(0, len(rest)).stripped(rest)
    if not whole:
        return {}
    if len(intent.slots) == 1:
        return {intent.slots[0].name: _known(intent.slots[0], rest, whole, names)}
    left = [whole]
    fillings: dict[str, Filling] = {}
    for slot in intent.slots:
        if slot.type in TEXT_TYPES:
            continue
        for area in left:
            mention = _first(slot, area.of(rest), names)
            if mention is None:
                continue
            span = mention.span.shifted(area.start)
            fillings[slot.name] = Filling(mention.value, span)
            cut = (Span(area.start, span.start), Span(span.end, area.end))
            left = [piece for a in left for piece in (cut if a is area else (a,))]
            left = [piece.stripped(rest) for piece in left if piece.stripped(rest)]
            break
    pieces = [piece for area in left if (piece := _without_joints(rest, area))]
    longest = max(pieces, key=len, default=None)
    open_slots = [s for s in intent.slots if s.name not in fillings]
    takers = [slot for slot in open_slots if slot.type in TEXT_TYPES]
    takers += [slot for slot in open_slots if slot.type in OPEN_TYPES and not fillings]
    if longest is not None and takers:
        fillings[takers[0].name] = Filling(plain(rest, longest, takers[0]), longest)
    return fillings


def fill_given(intent: Intent, given: Mapping[str, str], names: Names) -> dict[str, str]:
    """The values that were put into the fields of a command, names in their known form."""
    values: dict[str, str] = {}
    for slot in intent.slots:
        value = given.get(slot.name, "")
        if whole := Span(0, len(value)).stripped(value):
            values[slot.name] = _known(slot, value, whole, names).value
    return values


def _known(slot: Slot, rest: str, whole: Span, names: Names) -> Filling:
    """All words as the value of a slot, in the known form where they are one name."""
    value = plain(rest, _unquoted(rest, whole), slot)
    if slot.type not in TEXT_TYPES and names.get(slot.type):
        resolution = resolve(value, names[slot.type])
        if len(resolution.names) == 1:
            value = resolution.names[0]
    return Filling(value, whole)


def _first(slot: Slot, text: str, names: Names) -> Found | None:
    """The first name or date of the slot's type; after a command no word stands in the way."""
    if slot.type == "date":
        return next((Found("date", d.text, d.span, 1.0) for d in dates(text, loose=True)), None)
    if not names.get(slot.type):
        return None
    least = _LEAST_PERSON if slot.type in _PEOPLE else _LEAST_NAME
    for mention in find_names(text, index_of(names[slot.type]), guarded=False):
        if mention.score >= least:
            value = mention.span.of(text) if mention.others else mention.name
            return Found(slot.type, value, mention.span, mention.score)
    return None


def _unquoted(text: str, span: Span) -> Span:
    """The span without quotation marks around it."""
    if len(span) > 2 and text[span.start] in "\"“'‘«„" and text[span.end - 1] in "\"”'’»“":
        return Span(span.start + 1, span.end - 1).stripped(text)
    return span


def _without_joints(text: str, area: Span) -> Span | None:
    """The area without words such as "about" and "'s" at its ends; none when nothing is left."""
    span = area
    if text[span.start : span.end].lower().startswith(("'s", "’s")):
        span = Span(span.start + 2, span.end).stripped(text)
    while span:
        head, *tail = span.of(text).split(None, 1)
        if head.lower().strip(",:;?-–") not in _JOINTS and head.strip(",:;?-–"):
            break
        span = Span(span.end - len(tail[0]), span.end) if tail else Span(span.end, span.end)
    return _unquoted(text, span) if span else None
