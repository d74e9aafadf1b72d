"""Speech: who says what in one segment of a passage.

Finds verbs of speech with their subjects and the stretches that are said: before the
attribution, after it, or around it. Positions are indexes in the segment's tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.facts.extractors.acts import ADVERBS, CLAUSE_SIGNS, TOLD, Act
from bot.facts.extractors.addressees import with_addressee
from bot.facts.extractors.said import with_words
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.subjects import (
    PRONOUNS,
    MentionEnd,
    Phrase,
    can_speak,
    subject_left,
    subject_right,
)
from bot.facts.extractors.wordlists import (
    DETERMINERS,
    PREPOSITIONS,
    TIME_WORDS,
    is_role,
    singular,
    speech_forms,
    words,
)

_BE = frozenset("is was are were be been being am 's get got".split())
_HYPOTHETICAL = frozenset(
    """not never to would could should might may must can cannot will shall n't did does do didn't
    doesn't don't won't wouldn't can't couldn't nor neither if let""".split()
)
_GOING_ON = frozenset("went goes go continued continues moved proceeded".split())
_MOST_ACTS = 30  # in one segment; no sentence has more
_NOUN_SIGNS = DETERMINERS | {"'s", "of"}
_INVERTING = frozenset(("strong", "clause", "quoted"))
# These mean something else as often when a plain object follows; a clause must follow.
_NEEDS_CLAUSE = frozenset(
    """add write answer repeat recall maintain observe report state show note relate conclude find
    reply estimate object advise indicate""".split()
)


def acts_of_speech(tokens: Sequence[Token], mention: MentionEnd) -> list[Act]:
    """The acts of speech in a segment, in order, with what is said."""
    found: list[Act] = []
    forms = speech_forms()
    for i, token in enumerate(tokens):
        if token.low == "according" and i + 1 < len(tokens) and tokens[i + 1].low == "to":
            phrase = subject_right(tokens, i + 2, mention)
            if phrase is not None and can_speak(tokens, phrase, strong=False):
                after = _over_complement(tokens, phrase[1])
                found.append(Act(i, "according to", "strong", phrase, i, after))
            continue
        if token.low not in forms or (token.is_capital and i and not token.text.isupper()):
            continue
        act = _act(tokens, i, found, mention)
        if act is not None:
            found.append(act)
        if len(found) == _MOST_ACTS:
            break
    if not found:
        mark = _by_mark(tokens, mention)
        found = [mark] if mark else []
    return with_words(tokens, found)


def _over_complement(tokens: Sequence[Token], at: int) -> int:
    """Where the words go on after "according to Ada Brink | of the Harbour Institute"."""
    if at >= len(tokens) or tokens[at].low not in ("of", "from", "at"):
        return at
    for k in range(at + 1, min(at + 12, len(tokens))):
        if not tokens[k].is_word and tokens[k].low not in ("'s", "&"):
            return k
    return at


def _act(
    tokens: Sequence[Token], i: int, earlier: Sequence[Act], mention: MentionEnd
) -> Act | None:
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
        inverts = kind in _INVERTING or lemma == "ask"
        if subject is None and inverts and _may_invert(tokens, i):
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
    if first and tokens[first - 1].low in ("if", "unless", "until", "whether"):
        return None
    act = Act(i, lemma, kind, subject, first, after, None, inverted, shared)
    act = with_addressee(tokens, act, mention)
    return act if _is_speech(tokens, act) else None


def _over_adverbs(tokens: Sequence[Token], i: int) -> int | None:
    """The token that the subject ends at; none when the verb is passive, negated or supposed."""
    j = i - 1
    while j >= 0:
        low = tokens[j].low
        if low in _BE:
            return None
        if low == "to" and j and tokens[j - 1].low == "on" and tokens[j - 2].low in _GOING_ON:
            return j - 3
        if low in _HYPOTHETICAL and not (tokens[j].is_capital and j):
            return None
        adverb = low in ADVERBS or (
            low.endswith("ly") and tokens[j].text.islower() and low not in ("family", "assembly")
        )
        if not adverb:
            return j
        j -= 1
    return -1


def _subject_of_participle(
    tokens: Sequence[Token], i: int, earlier: Sequence[Act], mention: MentionEnd
) -> tuple[Phrase | None, bool]:
    """Whose participle it is: the sentence's subject's (", adding") or its own ("is saying")."""
    j = i - 1
    while j >= 0 and (tokens[j].low in ADVERBS or tokens[j].low.endswith("ly")):
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
    tokens: Sequence[Token], j: int, earlier: Sequence[Act], mention: MentionEnd
) -> Phrase | None:
    """Whose verb it is without a subject beside it: the last speaker's, or the first name's."""
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
) -> Act | None:
    """ "Residents were told by the mayor that ...": the agent speaks, the subject is addressed."""
    if lemma not in TOLD or i < 2 or i + 2 >= len(tokens) or tokens[i + 1].low != "by":
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
    return Act(i, lemma, kind, agent, i - 1, after, told)


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
    return (
        "and" in lows
        or "they" in lows
        or any(low != singular(low) or low in ("people", "police", "who") for low in lows)
    )


def _is_speech(tokens: Sequence[Token], act: Act) -> bool:
    """Whether the verb means speech here, judged by what follows."""
    rest = tokens[act.after : act.after + 14]
    ahead = act.first > 0 and tokens[act.first - 1].is_quote
    quoted = ahead or any(token.is_quote for token in rest)
    low = rest[0].low if rest else "."
    if act.lemma == "put":
        return low == "it" and quoted
    if act.lemma == "call":
        if low in ("off", "in", "back", "up", "out"):
            return False
        return quoted or low in ("for", "on") or len(rest) >= 4
    if act.lemma == "find":
        return bool(act.after) and tokens[act.after - 1].low == "that"
    if act.kind == "object":
        return quoted or (bool(rest) and (rest[0].is_word or rest[0].is_quote or low in (":", ",")))
    if act.kind == "clause" and act.lemma in _NEEDS_CLAUSE and not quoted:
        that = act.after and tokens[act.after - 1].low == "that"
        trailing = low in (".", ",", ":", "!", "?") or act.inverted
        if act.first and tokens[act.first - 1].low == ",":
            trailing = trailing or low in TIME_WORDS | PREPOSITIONS
        return bool(that) or trailing or any(token.low in CLAUSE_SIGNS for token in rest)
    return True


def _by_mark(tokens: Sequence[Token], mention: MentionEnd) -> Act | None:
    """Attribution without a verb: `Roe was clear: “…”` and `“…” — Roe`."""
    for i in range(1, len(tokens)):
        before = tokens[i - 1]
        if tokens[i].is_quote and before.low == ":":
            subject = _main_subject(tokens, i - 1, (), mention)
            if subject is not None:
                return Act(i - 1, "", "strong", subject, 0, i)
        if before.is_quote and tokens[i].low in ("—", "–", "-") and i + 1 < len(tokens):
            subject = subject_right(tokens, i + 1, mention)
            short = len(tokens) - i <= 14
            if subject and short and tokens[i + 1].is_capital and i == 1:
                return Act(i, "", "strong", subject, i, len(tokens), None, True)
    return None
