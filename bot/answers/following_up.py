"""Following up: what a short remark means after the turns before it.

The conversation is handed in as data; nothing is remembered here. What a turn was answered
with is worked out again (`recall`) where a remark points at it: "the second one", "who else".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.answers.pointing import persons_in, short_name, subject_in, tail_of, with_changed
from bot.answers.question import read_question
from bot.answers.splitting import questions_of
from bot.domain.citation import Citation
from bot.domain.intent import Intent
from bot.domain.reply import Answer, Clarification, Reply
from bot.domain.utterance import Turn
from bot.intents.phrases import words_of
from bot.text.dates import date_in_question
from bot.text.lexicon import known
from bot.text.names import NameIndex, resolve
from bot.text.words import stem, telling_words

Recall = Callable[[], Reply]

_LINK = re.compile(
    r"^(?:(?:ok|okay|so|right|well|thanks|yes|no)[,.]? )?(?:and|also|but|then)\b[, ]*"
)
_INSTEAD = re.compile(
    r"^(?:what|how) about\b|^(?:only|just)\b|^(?:the )?ones? (?:from|by|with|about)\b"
)
_SAME_OF = re.compile(r"^(?:did|does|do|has|have|is|was|were|are|will|can)\s+(?=\S)", re.IGNORECASE)
_ELSE = re.compile(
    r"^(?:who|what|where|when|anyone|anybody|anything|which others?|any)(?: else| others?| more)\b"
    r"[^?]*\??$"
    r"|^(?:(?:tell|show|give) (?:me|us) )?(?:some )?more\??$|^(?:the )?(?:others|rest)\??$"
    r"|^show (?:me )?(?:more|the rest)\??$"
)
_ANYBODY = frozenset(map(stem, "anyone anybody anything else other others more rest".split()))
_ALL = re.compile(r"^all of (?:them|it)\??$|^(?:show )?(?:me )?all\??$")
_ELSE_WORD = re.compile(r"\s+\b(?:else|others?|more)\b", re.IGNORECASE)
_MORE = re.compile(
    r"^(?:can you |could you |please )*(?:tell|show|give) (?:me|us) more(?: (?:about|on) "
    r"(?:it|that|this|them|him|her|those|these))?\W*$"
    r"|^(?:more|go on|continue|keep going|what more|anything more|and)\W*$"
    r"|^more (?:about|on) (?:it|that|this|them|him|her)\W*$"
)
_WHICH_ONE = re.compile(
    r"^(?:(?:tell|show|give) (?:me|us) |(?:more |what )?(?:about|on) |more )*"
    r"(?:the |number |no\. ?|option |#)*"
    r"(first|second|third|fourth|fifth|sixth|last|\d{1,2})(?:st|nd|rd|th)?"
    r"(?: (?:one|item|point|entry|quote|result|answer))?\W*$"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": 0}
_BARE = re.compile(
    r"^(?:(?:in|at|on|to|for|from|with|by|since|until) )?(?:who|whom|whose|what|which|when|where"
    r"|why|how|how (?:long|many|much|often|far|old|big)|how come|what for|who with|where to)"
    r"(?: (?:exactly|not|so|then))?\W*$"
)
_TOO = re.compile(r"\s+(?:too|also|as well)$", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:about|on|regarding) ", re.IGNORECASE)
_HIM = re.compile(
    r"\b(?:(his|her)(?=\s+\w)|he|she|him|her|they|them|(their)(?=\s+\w))\b", re.IGNORECASE
)
_BACK = re.compile(
    r"\b(?:that|this|it|they|them|he|she|him|her|his|those|these|there|then|its|their)\b"
)
_IT = re.compile(r"\b(?:(its|their)|it|they|them|that|this|those|these)\b", re.IGNORECASE)
_OWN_WORDS = 1  # a question that points back has so few telling words of its own
_VALUE_WORDS = 5
_EARLIER = 3  # turns looked at
_PEOPLE = frozenset(("speaker", "person"))  # types of slots
_FREE = frozenset(("question", "subject", "person"))  # lookups that are asked in any words


@dataclass(frozen=True, slots=True)
class Continuation:
    """What a remark means: an intent with its slots, a place, or a text that stands by itself.

    `others` are further readings of the text, for where the first is not answered.
    `something_else` asks for what was not shown before.
    """

    text: str
    intent: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    something_else: bool = False
    all_shown: bool = False
    place: Citation | None = None


def continued(
    text: str,
    earlier: Sequence[Turn],
    intents: Mapping[str, Intent],
    names: Mapping[str, NameIndex],
    recall: Recall | None = None,
) -> Continuation | None:
    """The meaning of a remark that leans on earlier turns; none when it stands by itself."""
    last = _last(earlier)
    if last is None:
        return None
    plain = " ".join(text.lower().split())
    linked = _LINK.match(plain)
    rest = plain[linked.end() :] if linked else plain
    written = text[len(text) - len(rest) :]
    intent = intents.get(last.intent or "")
    if recall is not None and (picked := _picked(text, rest, recall)) is not None:
        return picked
    if (more := _more(text, rest, last, intent, intents)) is not None:
        return more
    if _BARE.match(rest) and (tail := tail_of(last.text)):
        return Continuation(f"{rest.rstrip(' ?.!')} {tail}?")
    instead = _INSTEAD.match(rest) or (
        _SAME_OF.match(rest) if _names_only(written, names) else None
    )
    value = text[len(text) - len(rest) + (instead.end() if instead else 0) :].strip(" ?.!,")
    value = _TOO.sub("", value)
    short = 0 < len(telling_words(value)) <= _VALUE_WORDS
    question = read_question(value).put_as_question
    if (instead or linked) and short and not question:
        changed = _changed(value, last, intent, names)
        if changed is not None:
            return changed
    alone = value if linked else text
    return _pointing_back(alone, last, names, recall) or (Continuation(alone) if linked else None)


def _last(earlier: Sequence[Turn]) -> Turn | None:
    """The last turn with a subject: "when?" has none; of several questions the last one counts."""
    turns = [turn for turn in reversed(earlier[-_EARLIER:]) if turn.text.strip()]
    whole = next((turn for turn in turns if not _BARE.match(turn.text.strip().lower())), None)
    return whole and replace(whole, text=questions_of(whole.text)[-1])


def _names_only(written: str, names: Mapping[str, NameIndex]) -> bool:
    """Whether "did Moss?" has nothing but a name after its verb."""
    asked = _SAME_OF.match(written)
    if asked is None:
        return False
    value = _TOO.sub("", written[asked.end() :].strip(" ?.!"))
    words = [token.span.of(value) for token in telling_words(value)]
    named = bool(words) and all(w[0].isupper() or not known(w.lower()) for w in words)
    return named or any(resolve(value, index).kind == "exact" for index in names.values())


def _picked(text: str, rest: str, recall: Recall) -> Continuation | None:
    """The choice of a clarification, or the entry of an answer, that a remark points at."""
    one = _WHICH_ONE.match(rest)
    if one is None and (read_question(text).put_as_question or len(rest.split()) > _VALUE_WORDS):
        return None
    reply = recall()
    number = (_ORDINALS.get(one.group(1)) if one else None) or (
        int(one.group(1)) if one and one.group(1).isdigit() else 0
    )
    if isinstance(reply, Clarification):
        if one is None:
            found = resolve(rest, [choice.label for choice in reply.choices])
            chosen = [c for c in reply.choices if (c.label,) == found.names]
        else:
            chosen = list(reply.choices[number - 1 : number] or reply.choices[-1:])
        return Continuation(chosen[0].text) if chosen else None
    if one is None or not isinstance(reply, Answer):
        return None
    cited = [item for item in reply.items if item.citations]
    if not cited or number > len(cited):
        return None
    n = cited[number - 1].citations[0]
    return Continuation(text, place=reply.citations[n - 1])


def _more(
    text: str,
    rest: str,
    last: Turn,
    intent: Intent | None,
    intents: Mapping[str, Intent],
) -> Continuation | None:
    """More of the same list, without what was shown; or more on the same subject."""
    lists = intent is not None and intent.slots and intent.answer.lookup not in _FREE
    if intent is not None and lists and _ALL.match(rest):
        return Continuation(text, intent.name, {})
    if intent is not None and lists and (_ELSE.match(rest) or _MORE.match(rest)):
        own = words_of(intent.phrases) | _ANYBODY
        if all(stem(token.text) in own for token in telling_words(rest)):
            kept = _kept(rest, last, intent)
            everything = not any(value for _, value in last.slots)
            return Continuation(text, intent.name, kept, something_else=True, all_shown=everything)
        return Continuation(_ELSE_WORD.sub("", text), something_else=True)
    about = next((i for i in intents.values() if i.answer.lookup == "subject"), None)
    if about is None or not (_MORE.match(rest) or _ALL.match(rest)):
        return None
    subject = next((v for name, v in last.slots if name in ("subject", "person") and v), "")
    subject = subject or " ".join(a.span.of(last.text) for a in read_question(last.text).asked)
    if not subject:
        return None
    return Continuation(text, about.name, {about.slots[0].name: subject}, something_else=True)


def _kept(rest: str, last: Turn, intent: Intent) -> dict[str, str]:
    """The slots that stay: "what else" asks of the same people, "who else" of the same subject."""
    people = {slot.name for slot in intent.slots if slot.type in _PEOPLE}
    listed = {slot.name for slot in intent.slots if slot.type == "signatory"}
    same = bool(_HIM.search(rest)) or not re.match(
        r"who|any(?:one|body)|(?:the )?(?:others|rest)", rest
    )
    return {
        name: value
        for name, value in last.slots
        if (name in people) == same and value and name not in listed
    }


def _changed(
    value: str, last: Turn, intent: Intent | None, names: Mapping[str, NameIndex]
) -> Continuation | None:
    """The last turn again, with one slot or one name changed to `value`."""
    bare = _ABOUT.sub("", value)
    if intent is None or not intent.slots or intent.answer.lookup == "question":
        first, *others = with_changed(last.text, value, names) or ("",)
        return Continuation(first, others=tuple(others)) if first else None
    for slot in intent.slots:
        if slot.type == "date" and date_in_question(bare) is not None:
            return Continuation(bare, intent.name, {**dict(last.slots), slot.name: bare})
        index = names.get(slot.type)
        if index is not None and (found := resolve(bare, index)).kind in ("exact", "fuzzy"):
            return Continuation(bare, intent.name, {**dict(last.slots), slot.name: found.names[0]})
    free = [slot for slot in intent.slots if slot.type == "text"] or list(intent.slots)
    return Continuation(bare, intent.name, {**dict(last.slots), free[0].name: bare})


def _pointing_back(
    text: str, last: Turn, names: Mapping[str, NameIndex], recall: Recall | None
) -> Continuation | None:
    """A question such as "when was that?", with what it points at put in."""
    own = read_question(text)
    if not own.put_as_question or not _BACK.search(text.lower()):
        return None
    few = len(own.asked) <= _OWN_WORDS
    if _HIM.search(text) and not persons_in(text, names):
        person = _person(
            last, names, recall if re.search(r"\b(?:he|she|him|his|her)\b", text.lower()) else None
        )
        if person:
            person = short_name(person, names)
            return Continuation(_HIM.sub(lambda m: f"{person}'s" if m[1] or m[2] else person, text))
    if any(asked.name for asked in own.asked):
        return None
    readings: list[str] = []
    subject = subject_in(last.text, names)
    if subject and len(_IT.findall(text)) == 1:
        readings.append(_IT.sub(lambda m: f"{subject}'s" if m[1] else subject, text))
    if few:
        before = read_question(last.text.lstrip("/!"))
        words = [asked.span.of(before.text) for asked in before.asked]
        words += [value for _, value in last.slots if value and value not in words]
        if words:
            readings.append(f"{text.rstrip(' ?.!')} {' '.join(dict.fromkeys(words))}?")
    elif readings:
        readings.append(text)
    if not readings:
        return None
    return Continuation(readings[0], others=tuple(readings[1:]))


def _person(last: Turn, names: Mapping[str, NameIndex], recall: Recall | None) -> str | None:
    """The one person that the last turn was about, or else that its answer names first."""
    slots = dict.fromkeys(
        value for slot, value in last.slots if slot in ("person", "speaker") and value
    )
    if len(slots) == 1:
        return next(iter(slots))
    asked = persons_in(last.text, names)
    if asked or recall is None:
        return asked[0] if len(asked) == 1 else None
    reply = recall()
    if not isinstance(reply, Answer):
        return None
    for text in (reply.headline, *(c.quote for c in reply.citations[:1])):
        if len(found := persons_in(text, names)) == 1:
            return found[0]
    return None
