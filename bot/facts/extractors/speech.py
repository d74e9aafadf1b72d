"""Speech: who says what in one segment of a passage.

Finds verbs of speech with their subjects and the stretches that are said: before the
attribution, after it, or around it. Positions are indexes in the segment's tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts.extractors.scanning import Token
from bot.facts.extractors.segments import ends_sentence
from bot.facts.extractors.subjects import (
    PRONOUNS,
    RELATIVES,
    MentionEnd,
    Phrase,
    can_speak,
    subject_left,
    subject_right,
)
from bot.facts.extractors.wordlists import (
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    TIME_WORDS,
    is_role,
    singular,
    speech_forms,
    words,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One act of speech: verb, subject, addressee, and where the words said stand.

    `lemma` is "" where a colon or a dash attributes. `said` are stretches of tokens.
    `first` is where the attribution begins; `shared` when the subject stands with an earlier
    verb of the same sentence. `reporter` is the subject of the speech that reports this one.
    """

    verb: int
    lemma: str
    kind: str
    subject: Phrase
    first: int
    after: int
    addressee: Phrase | None = None
    inverted: bool = False
    shared: bool = False
    said: tuple[Phrase, ...] = ()
    reporter: Phrase | None = None


_ADVERBS = frozenset(
    """also then later again already now once often repeatedly just first previously still further
    even both himself herself themselves have has had 've been simply recently soon always
    thus today yesterday""".split()
)
_BE = frozenset("is was are were be been being am 's get got".split())
_HYPOTHETICAL = frozenset(
    """not never to would could should might may must can cannot will shall n't did does do didn't
    doesn't don't won't wouldn't can't couldn't nor neither if let""".split()
)
_GOING_ON = frozenset("went goes go continued continues moved proceeded".split())
_NOUN_SIGNS = DETERMINERS | {"'s", "the", "of", "official", "joint", "new", "recent"}
_TOLD = frozenset(
    """tell remind inform assure ask urge beg implore exhort encourage advise warn caution instruct
    request promise thank""".split()
)
_INVERTING = frozenset(("strong", "clause", "quoted"))
# These mean something else as often when a plain object follows; a clause must follow.
_NEEDS_CLAUSE = frozenset(
    """add write answer repeat recall maintain observe report state show note relate conclude find
    reply estimate object advise indicate""".split()
)
_CLAUSE_SIGNS = frozenset(
    """is are was were be been has have had will would could can should may might must did does do
    that it's there's he's she's they're isn't aren't wasn't weren't won't can't whether how why
    what""".split()
)


def events(tokens: Sequence[Token], mention: MentionEnd) -> list[Event]:
    """The acts of speech in a segment, in order, with what is said."""
    found: list[Event] = []
    forms = speech_forms()
    for i, token in enumerate(tokens):
        if token.low == "according" and i + 1 < len(tokens) and tokens[i + 1].low == "to":
            phrase = subject_right(tokens, i + 2, mention)
            if phrase is not None and can_speak(tokens, phrase, strong=False):
                found.append(Event(i, "according to", "strong", phrase, i, phrase[1]))
            continue
        if token.low not in forms or (token.is_capital and i and not token.text.isupper()):
            continue
        event = _event(tokens, i, found, mention)
        if event is not None:
            found.append(event)
    if not found:
        mark = _by_mark(tokens, mention)
        found = [mark] if mark else []
    return _with_words(tokens, found)


def _event(
    tokens: Sequence[Token], i: int, earlier: Sequence[Event], mention: MentionEnd
) -> Event | None:
    lemma, kind, tense = speech_forms()[tokens[i].low]
    before = tokens[i - 1] if i else None
    if before is not None and (before.low in _NOUN_SIGNS) and tense != "ing":
        return None
    if kind == "quoted" and not any(token.is_quote for token in tokens):
        return None
    shared = False
    inverted = False
    subject: Phrase | None = None
    if tense == "ing":
        subject, shared = _subject_of_participle(tokens, i, earlier, mention)
        if subject is None:
            return None
    else:
        j = _over_adverbs(tokens, i)
        if j is None:
            return _passive(tokens, i, lemma, kind, mention)
        coordinated = j >= 0 and tokens[j].low in ("and", "but", "then", "or")
        if coordinated:
            subject, shared = _main_subject(tokens, j, earlier, mention), True
        elif j >= 0 and not tokens[j].is_quote:
            subject = subject_left(tokens, j, mention)
        if subject is not None and not can_speak(tokens, subject, strong=kind == "strong"):
            subject = None
        if subject is None and kind in _INVERTING and _may_invert(tokens, i):
            subject = subject_right(tokens, i + 1, mention)
            inverted = subject is not None
            if subject is not None and not can_speak(tokens, subject, strong=False):
                return None
    if subject is None:
        return None
    if tense == "base" and not _is_plural(tokens, subject):
        return None
    after = subject[1] if inverted else i + 1
    first = min(subject[0], i) if not shared else i
    event = Event(i, lemma, kind, subject, first, after, None, inverted, shared)
    event = _with_addressee(tokens, event, mention)
    return event if _is_speech(tokens, event) else None


def _over_adverbs(tokens: Sequence[Token], i: int) -> int | None:
    """The token that the subject ends at; none when the verb is passive, negated or supposed."""
    j = i - 1
    while j >= 0:
        low = tokens[j].low
        if low in _BE:
            return None
        if low == "to" and j and tokens[j - 1].low == "on" and tokens[j - 2].low in _GOING_ON:
            return j - 3
        if low in _HYPOTHETICAL:
            return None
        adverb = low in _ADVERBS or (
            low.endswith("ly") and tokens[j].text.islower() and low not in ("family", "assembly")
        )
        if not adverb:
            return j
        j -= 1
    return -1


def _subject_of_participle(
    tokens: Sequence[Token], i: int, earlier: Sequence[Event], mention: MentionEnd
) -> tuple[Phrase | None, bool]:
    """"..., adding that" and "in a statement saying": the subject of the sentence; "is saying": its own."""
    j = i - 1
    while j >= 0 and (tokens[j].low in _ADVERBS or tokens[j].low.endswith("ly")):
        j -= 1
    if j < 0:
        comma = next((k for k, t in enumerate(tokens[:60]) if t.low == ","), None)
        if comma is None:
            return None, False
        for k in range(comma + 1, min(comma + 12, len(tokens))):
            if mention(tokens[k].end) is not None or tokens[k].low in PRONOUNS:
                return subject_left(tokens, k, mention), True
        return None, False
    low = tokens[j].low
    if low in _BE and low != "'s":
        return subject_left(tokens, j - 1, mention), False
    paper = singular(low) in words("speaker_nouns") and tokens[j].text.islower()
    if tokens[j].is_quote or low in (",", "by", "while", "and", "before", "as", "–", "—") or paper:
        return _main_subject(tokens, j, earlier, mention), True
    return None, False


def _main_subject(
    tokens: Sequence[Token], j: int, earlier: Sequence[Event], mention: MentionEnd
) -> Phrase | None:
    """Whose verb it is when no subject stands beside it: the last speaker's, or the first name's."""
    if earlier:
        return earlier[-1].subject
    k = 0
    if tokens[0].low in PREPOSITIONS | {"when", "as", "while", "although", "if", "asked"}:
        comma = next((n for n in range(1, min(j, 40)) if tokens[n].low == ","), None)
        k = comma + 1 if comma is not None else 0
    for n in range(k, min(j, k + 10)):
        if tokens[n].low in PRONOUNS and n == k:
            return (n, n + 1)
        if mention(tokens[n].end) is not None and tokens[min(n + 1, j)].low != "'s":
            return subject_left(tokens, n, mention)
    if tokens[k].low in DETERMINERS:
        for n in range(k + 1, min(j, k + 6)):
            noun = singular(tokens[n].low)
            if is_role(noun) or noun in words("speaker_nouns"):
                return (k, n + 1)
    return None


def _passive(
    tokens: Sequence[Token], i: int, lemma: str, kind: str, mention: MentionEnd
) -> Event | None:
    """"Residents were told by the mayor that ...": the agent speaks, the subject is addressed."""
    if lemma not in _TOLD or i < 2 or i + 2 >= len(tokens) or tokens[i + 1].low != "by":
        return None
    if tokens[i - 1].low not in _BE:
        return None
    agent = subject_right(tokens, i + 2, mention)
    told = subject_left(tokens, i - 2, mention)
    if agent is None or not can_speak(tokens, agent, strong=False):
        return None
    after = agent[1]
    if after < len(tokens) and tokens[after].low == "that":
        after += 1
    return Event(i, lemma, kind, agent, i - 1, after, told)


def _may_invert(tokens: Sequence[Token], i: int) -> bool:
    """Whether "said X" can follow what stands before the verb."""
    if not i:
        return False
    j = i - 1
    while j > 0 and tokens[j].low.endswith("ly"):
        j -= 1
    return tokens[j].is_quote or tokens[j].low in (",", "—", "–")


def _is_plural(tokens: Sequence[Token], subject: Phrase) -> bool:
    lows = [token.low for token in tokens[subject[0] : subject[1]]]
    return "and" in lows or "they" in lows or any(
        low != singular(low) or low in ("people", "police", "who") for low in lows
    )


def _with_addressee(tokens: Sequence[Token], event: Event, mention: MentionEnd) -> Event:
    """The event with its addressee, and `after` behind it and behind "that"."""
    at = event.after
    addressee = None
    if not event.inverted and at < len(tokens):
        if event.lemma in _TOLD:
            end = _addressee_end(tokens, at, event.lemma, mention)
            addressee = (at, end) if end > at else None
            at = end
        elif tokens[at].low == "to" and event.lemma in ("say", "write", "explain", "complain"):
            end = _addressee_end(tokens, at + 1, "tell", mention)
            addressee = (at + 1, end) if end > at + 1 else None
            at = end if addressee else at
    return replace(event, addressee=addressee, after=_past_that(tokens, at))


_STOPS = frozenset(
    """that about to how why what whether if when where of not against in on at during after before
    for over he she they we i it there as""".split()
)


def _addressee_end(tokens: Sequence[Token], at: int, lemma: str, mention: MentionEnd) -> int:
    end = at
    to_type = lemma in ("ask", "urge", "beg", "implore", "exhort", "encourage", "request", "instruct")
    while end < len(tokens) and end - at < 12:
        token = tokens[end]
        inner = token.low in ("in", "of", "at", "on", "from", "for") and to_type and end > at
        if token.is_quote or not (token.is_word or token.low == "'s"):
            break
        if (token.low in _STOPS and not inner) or (token.low in TIME_WORDS and not inner):
            # "told her" is an addressee, "told it was late" is not.
            break
        person = end > at and mention(tokens[end - 1].end) is not None
        if end > at and token.low in DETERMINERS - {"his", "her", "their"} and not inner:
            joined = tokens[end - 1].low in ("of", "in", "at", "and", "from", "for")
            if not joined or person:
                break
        end += 1
    needs_to = lemma in ("ask", "encourage", "request", "beg", "advise", "warn", "promise", "caution")
    follows = tokens[end] if end < len(tokens) else None
    if needs_to and (follows is None or not (follows.is_quote or follows.low in _STOPS | {",", ":"})):
        return at
    if lemma in ("warn", "promise", "caution", "advise") and (
        follows is not None and follows.low not in ("that", "to", "not", "against", "of")
    ):
        return at
    return end


def _past_that(tokens: Sequence[Token], at: int) -> int:
    """Behind "that", over "on Tuesday" and "in a statement"; `at` where no "that" comes."""
    if at < len(tokens) and tokens[at].low == "that":
        return at + 1
    if at >= len(tokens) or tokens[at].low not in TIME_WORDS | PREPOSITIONS:
        return at
    for k in range(at, min(at + 12, len(tokens))):
        token = tokens[k]
        if token.low == "that":
            return k + 1
        if token.is_quote or not (token.is_word or token.low in ("'s", ",")):
            break
        if token.low in _CLAUSE_SIGNS:
            break
    return at


def _is_speech(tokens: Sequence[Token], event: Event) -> bool:
    """Whether the verb means speech here, judged by what follows."""
    rest = tokens[event.after : event.after + 14]
    quoted = any(token.is_quote for token in tokens)
    low = rest[0].low if rest else "."
    if event.lemma == "call":
        if low in ("off", "in", "back", "up", "out"):
            return False
        return quoted or low in ("for", "on") or len(rest) >= 4
    if event.kind == "object":
        return bool(rest) and (rest[0].is_word or rest[0].is_quote or low in (":", ","))
    if event.kind == "clause" and event.lemma in _NEEDS_CLAUSE and not quoted:
        that = event.after and tokens[event.after - 1].low == "that"
        trailing = low in (".", ",", "!", "?") or event.inverted
        return bool(that) or trailing or any(token.low in _CLAUSE_SIGNS for token in rest)
    return True


def _by_mark(tokens: Sequence[Token], mention: MentionEnd) -> Event | None:
    """Attribution without a verb: `Roe was clear: “…”` and `“…” — Roe`."""
    for i in range(1, len(tokens)):
        before = tokens[i - 1]
        if tokens[i].is_quote and before.low == ":":
            subject = _main_subject(tokens, i - 1, (), mention)
            if subject is not None:
                return Event(i - 1, "", "strong", subject, 0, i)
        if before.is_quote and tokens[i].low in ("—", "–", "-") and i + 1 < len(tokens):
            subject = subject_right(tokens, i + 1, mention)
            short = len(tokens) - i <= 14
            if subject and short and tokens[i + 1].is_capital and i == 1:
                return Event(i, "", "strong", subject, i, len(tokens), None, True)
    return None


def _with_words(tokens: Sequence[Token], found: list[Event]) -> list[Event]:
    """The events with the stretches that are said."""
    result: list[Event] = []
    for n, event in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        floor = 0
        for earlier in result:
            if earlier.said and not _nested(tokens, earlier, event):
                floor = max(floor, earlier.said[-1][1] if not earlier.inverted else earlier.after)
        event = _reported(tokens, event, result)
        said = _said(tokens, event, following, floor)
        if said:
            result.append(replace(event, said=said))
        elif event.reporter is None and following is not None:
            result.append(event)
    return [event for event in result if event.said and not _is_frame(event, result)]


def _nested(tokens: Sequence[Token], outer: Event, inner: Event) -> bool:
    return bool(outer.said) and outer.said[-1][0] <= inner.first < outer.said[-1][1]


def _is_frame(event: Event, all_events: Sequence[Event]) -> bool:
    """Whether the event only reports another ("Roe, the clerk said, expressed that ...")."""
    return any(other.reporter == event.subject and other.verb != event.verb for other in all_events)


def _reported(tokens: Sequence[Token], event: Event, earlier: Sequence[Event]) -> Event:
    """"Roe, the clerk said, expressed": the clerk reports what Roe expressed."""
    for other in earlier:
        between = event.subject[1] <= other.first and other.after <= event.verb
        if between and not event.inverted and tokens[event.subject[1]].low in (",", "–", "—"):
            return replace(event, reporter=other.subject)
        if other.reporter is not None and event.shared and event.subject == other.subject:
            return replace(event, reporter=other.reporter)
    return event


def _said(
    tokens: Sequence[Token], event: Event, following: Event | None, floor: int
) -> tuple[Phrase, ...]:
    """Where the words stand that the event says."""
    end = _end_of_content(tokens, event, following)
    behind = _trimmed(tokens, (event.after, end))
    if event.shared:
        return (behind,) if behind else ()
    start = event.first
    ahead: Phrase | None = None
    if start > floor and _closes_clause(tokens, start):
        ahead = _trimmed(tokens, (floor, start))
    relative = tokens[event.subject[1] : event.verb]
    if ahead is None or (relative and any(token.low in RELATIVES for token in relative)):
        return (behind,) if behind else ()
    quote_ahead = _only_quotes(tokens, ahead)
    if quote_ahead and tokens[start - 1].is_quote and _names_a_thing(tokens, start - 1, event):
        return (behind,) if behind else ()
    if quote_ahead or event.inverted or _is_empty(tokens, event.after, end):
        return _around(tokens, event, ahead, end, quote_ahead)
    if _is_parenthetical(tokens, event) and not _introduces(tokens, ahead):
        return _around(tokens, event, ahead, end, quote_ahead)
    if _is_adverbial(tokens, event.after, end) and not _introduces(tokens, ahead):
        return (ahead,)
    return (behind,) if behind else ()


def _closes_clause(tokens: Sequence[Token], start: int) -> bool:
    before = tokens[start - 1]
    return before.is_quote or before.low in (",", "—", "–", "?", "!", ";")


def _names_a_thing(tokens: Sequence[Token], at: int, event: Event) -> bool:
    """A few quoted words right before a subject without any mark are a name, not speech."""
    quote = tokens[at].text.strip("“”\"'‘’«»„「」『』 ")
    stop = quote[-1:] in ",.?!…—"
    return not stop and len(quote.split()) < 3 and not event.inverted


def _around(
    tokens: Sequence[Token], event: Event, ahead: Phrase, end: int, quote_ahead: bool
) -> tuple[Phrase, ...]:
    """What stands ahead of the attribution, and behind it where the sentence goes on there."""
    comma = event.after
    while comma < end and tokens[comma].low not in (",", "—", "–", ";", ":"):
        if tokens[comma].is_quote:
            return (ahead, _trimmed(tokens, (comma, end)) or ahead)
        comma += 1
    k = comma + 1
    while quote_ahead and k < end and not tokens[k].is_quote:
        k += 1
    if k >= end:
        return (ahead,)
    if not quote_ahead and (
        comma > event.after
        or tokens[k].low.endswith("ing")
        or tokens[k].low in ("and", "who", "which", "but", "a", "an")
    ):
        return (ahead,)
    rest = _trimmed(tokens, (k, end))
    return (ahead, rest) if rest else (ahead,)


def _only_quotes(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Whether the stretch is quoted words, with nothing else but marks."""
    part = tokens[phrase[0] : phrase[1]]
    return any(t.is_quote for t in part) and not any(t.is_word for t in part)


def _is_empty(tokens: Sequence[Token], at: int, end: int) -> bool:
    return not any(token.is_word or token.is_quote for token in tokens[at:end])


def _is_parenthetical(tokens: Sequence[Token], event: Event) -> bool:
    return event.after < len(tokens) and tokens[event.after].low in (",", "—", "–")


def _is_adverbial(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether only a when, where or how follows the verb."""
    rest = tokens[at:end]
    if not rest or rest[0].is_quote or any(token.is_quote for token in rest):
        return False
    if rest[0].low not in TIME_WORDS | PREPOSITIONS | {"while", "when", "as", "following"}:
        return False
    comma = next((k for k, token in enumerate(rest) if token.low == ","), len(rest))
    if rest[0].low in ("while", "when", "as", "after", "before"):
        return True
    return not any(token.low in _CLAUSE_SIGNS for token in rest[:comma])


def _introduces(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Whether the stretch is no statement: "On Tuesday", "When asked", "However", "Speaking ..."."""
    part = tokens[phrase[0] : phrase[1]]
    first = part[0]
    if first.low in PREPOSITIONS | FUNCTION_WORDS - DETERMINERS - {"there", "we", "he", "she", "they", "it"}:
        finite = [t for t in part if t.low in _CLAUSE_SIGNS]
        comma = any(t.low == "," for t in part)
        return not (comma and finite)
    return first.low.endswith(("ing", "ly")) or first.low in TIME_WORDS or len(part) < 3


def _end_of_content(tokens: Sequence[Token], event: Event, following: Event | None) -> int:
    """Where the said words end at the latest: before a coordinated verb of speech."""
    end = len(tokens)
    if following is None or following.inverted:
        return end
    cut = following.first
    if following.shared:
        k = following.verb - 1
        while k > event.after and tokens[k].low in _ADVERBS | {"and", "but", "then", ","}:
            k -= 1
        return max(event.after, k + 1)
    before = tokens[cut - 1].low if cut else ""
    if before in ("and", "but", ";", "while", "as") and cut > event.after:
        return cut - 1
    return end


def _trimmed(tokens: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """The stretch without marks at its ends, or none."""
    first, end = phrase
    while first < end and not (tokens[first].is_word or tokens[first].is_quote):
        first += 1
    while end > first and not (
        tokens[end - 1].is_word or tokens[end - 1].is_quote or tokens[end - 1].low in ("'s", ")", "%")
    ):
        end -= 1
    while end > first and tokens[end - 1].low in ("and", "but", "while") and end - first > 1:
        end -= 1
    return (first, end) if end > first else None


def is_whole_quote(token: Token) -> bool:
    """Whether a quotation stands for sentences of its own."""
    return token.is_quote and (ends_sentence(token) or len(token.text.split()) > 5)
