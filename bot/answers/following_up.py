"""Following up: what a short remark means after the turns before it.

The conversation is handed in as data; nothing is remembered here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.answers.question import read_question
from bot.domain.intent import Intent
from bot.domain.utterance import Turn
from bot.text.dates import date_in_question
from bot.text.names import NameIndex, resolve
from bot.text.words import telling_words

_LINK = re.compile(
    r"^(?:(?:ok|okay|so|right|well|thanks|yes|no)[,.]? )?(?:and|also|but|then)\b[, ]*"
)
_INSTEAD = re.compile(
    r"^(?:what|how) about\b|^(?:only|just)\b|^(?:the )?ones? (?:from|by|with|about)\b"
)
_MORE = re.compile(
    r"^(?:who|what|anyone|anybody|anything|which others?|any)(?: else| others?| more)\b[^?]*\??$"
    r"|^more\??$|^(?:the )?(?:others|rest)\??$|^all of (?:them|it)\??$"
    r"|^show (?:me )?(?:all|more|the rest)\??$"
)
_ABOUT = re.compile(r"^(?:about|on|regarding) ", re.IGNORECASE)
_HIM = re.compile(r"\b(?:he|she|him|her|they|them)\b", re.IGNORECASE)
_BACK = re.compile(
    r"\b(?:that|this|it|they|them|he|she|him|her|his|those|these|there|then|its|their)\b"
)
_OWN_WORDS = 1  # a question that points back has so few telling words of its own
_VALUE_WORDS = 5
_EARLIER = 3  # turns looked at


@dataclass(frozen=True, slots=True)
class Continuation:
    """What a remark means: an intent with its slots, or a text that stands by itself."""

    text: str
    intent: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)


def continued(
    text: str,
    earlier: Sequence[Turn],
    intents: Mapping[str, Intent],
    names: Mapping[str, NameIndex],
) -> Continuation | None:
    """The meaning of a remark that leans on earlier turns; none when it stands by itself."""
    last = next((turn for turn in reversed(earlier[-_EARLIER:]) if turn.text.strip()), None)
    if last is None:
        return None
    plain = " ".join(text.lower().split())
    linked = _LINK.match(plain)
    rest = plain[linked.end() :] if linked else plain
    intent = intents.get(last.intent or "")
    if intent is not None and intent.slots and _MORE.match(rest):
        return Continuation(text, intent.name, {})
    instead = _INSTEAD.match(rest)
    value = text[len(text) - len(rest) + (instead.end() if instead else 0) :].strip(" ?.!,")
    short = 0 < len(telling_words(value)) <= _VALUE_WORDS
    question = read_question(value).put_as_question
    if (instead or linked) and short and not question:
        changed = _changed(value, last, intent, names)
        if changed is not None:
            return changed
    alone = value if linked else text
    return _pointing_back(alone, last) or (Continuation(alone) if linked else None)


def _changed(
    value: str, last: Turn, intent: Intent | None, names: Mapping[str, NameIndex]
) -> Continuation | None:
    """The last turn again, with one slot changed to `value`."""
    value = _ABOUT.sub("", value)
    if intent is None or not intent.slots:
        words = " ".join(token.span.of(last.text) for token in telling_words(last.text))
        return Continuation(f"{value} {words}") if words else None
    for slot in intent.slots:
        if slot.type == "date" and date_in_question(value) is not None:
            return Continuation(value, intent.name, {**dict(last.slots), slot.name: value})
        index = names.get(slot.type)
        if index is not None and (found := resolve(value, index)).kind in ("exact", "fuzzy"):
            return Continuation(value, intent.name, {**dict(last.slots), slot.name: found.names[0]})
    free = [slot for slot in intent.slots if slot.type == "text"] or list(intent.slots)
    return Continuation(value, intent.name, {**dict(last.slots), free[0].name: value})


def _pointing_back(text: str, last: Turn) -> Continuation | None:
    """A question such as "when was that?", with the subject of the last turn put in."""
    own = read_question(text)
    if not own.put_as_question or len(own.asked) > _OWN_WORDS or not _BACK.search(text.lower()):
        return None
    persons = [value for slot, value in last.slots if slot in ("person", "speaker")]
    if len(persons) == 1 and len(_HIM.findall(text)) == 1:
        return Continuation(_HIM.sub(lambda _: persons[0], text))
    before = read_question(last.text.lstrip("/!"))
    words = [asked.span.of(before.text) for asked in before.asked]
    words += [value for _, value in last.slots if value not in words]
    if not words:
        return None
    return Continuation(f"{text.rstrip(' ?.!')} {' '.join(dict.fromkeys(words))}?")
