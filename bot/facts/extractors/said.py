"""Said: which stretches of a segment an act of speech says.

Before the attribution, after it, or around it. Positions are indexes in the segment's tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.facts.extractors.acts import ADVERBS, CLAUSE_SIGNS, Act
from bot.facts.extractors.scanning import Token
from bot.facts.extractors.subjects import RELATIVES, Phrase
from bot.facts.extractors.wordlists import (
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    TIME_WORDS,
)

_FINITE = CLAUSE_SIGNS - {"that", "what", "how", "why", "whether", "be", "been"}


_SUBORDINATING = frozenset("as after before since until like".split())


def with_words(tokens: Sequence[Token], found: list[Act]) -> list[Act]:
    """The acts with the stretches that are said."""
    result: list[Act] = []
    for n, act in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        floor = 0
        for earlier in result:
            if earlier.said and not _nested(earlier, act):
                floor = max(floor, earlier.said[-1][1] if not earlier.inverted else earlier.after)
        act = _reported(tokens, act, result)
        if _announces(tokens, act):
            result.append(act)
            continue
        said = _said(tokens, act, following, floor)
        if said:
            result.append(replace(act, said=said))
        elif act.reporter is None and following is not None:
            result.append(act)
    spoken = [act for act in result if act.said or _announces(tokens, act)]
    spoken = [_before_frame(tokens, act, spoken) for act in spoken]
    return [act for act in spoken if not _is_frame(act, result)]


def _before_frame(tokens: Sequence[Token], act: Act, all_acts: Sequence[Act]) -> Act:
    """The act without the attribution behind it that reports it ("The city pledged money, a
    clerk said"): that is no part of what it says."""
    for other in all_acts:
        if other is act or not other.said or other.said[0][1] > other.first:
            continue
        whole = other.said[0][0] <= act.first and act.verb < other.said[0][1]
        last = act.said[-1] if act.said else (0, 0)
        if whole and last[0] < other.said[0][1] < last[1]:
            cut = _trimmed(tokens, (last[0], other.said[0][1]))
            if cut is not None:
                return replace(act, said=(*act.said[:-1], cut))
    return act


def _announces(tokens: Sequence[Token], act: Act) -> bool:
    """Whether the words of the act stand in the next paragraph ("Roe added:")."""
    return tokens[-1].low == ":" and act.after >= len(tokens) - 1


def _nested(outer: Act, inner: Act) -> bool:
    return bool(outer.said) and outer.said[-1][0] <= inner.first < outer.said[-1][1]


def _is_frame(act: Act, all_acts: Sequence[Act]) -> bool:
    """Whether the act only reports another ("Roe, the clerk said, expressed that ...")."""
    return any(other.reporter == act.subject and other.verb != act.verb for other in all_acts)


def _reported(tokens: Sequence[Token], act: Act, earlier: Sequence[Act]) -> Act:
    """ "Roe, the clerk said, expressed": the clerk reports what Roe expressed."""
    for other in earlier:
        between = act.subject[1] <= other.first and other.after <= act.verb
        if between and not act.inverted and tokens[act.subject[1]].low in (",", "–", "—"):
            return replace(act, reporter=other.subject)
        if other.reporter is not None and act.shared and act.subject == other.subject:
            return replace(act, reporter=other.reporter)
    return act


def _said(
    tokens: Sequence[Token], act: Act, following: Act | None, floor: int
) -> tuple[Phrase, ...]:
    """Where the words stand that the act says."""
    end = _end_of_content(tokens, act, following)
    if act.lemma == "put":  # "as Roe put it: “…”"
        quote = next((k for k in range(act.after, end) if tokens[k].is_quote), None)
        act = replace(act, after=quote if quote is not None else act.after + 1)
    behind = _trimmed(tokens, (act.after, end))
    if act.shared:
        return (behind,) if behind else ()
    start = act.first
    ahead: Phrase | None = None
    if start > floor and _closes_clause(tokens, start):
        ahead = _trimmed(tokens, (floor, start))
    relative = tokens[act.subject[1] : act.verb]
    if ahead is None or (relative and any(token.low in RELATIVES for token in relative)):
        return (behind,) if behind else ()
    quote_ahead = _only_quotes(tokens, ahead)
    if quote_ahead and tokens[start - 1].is_quote and _names_a_thing(tokens, start - 1, act):
        return (behind,) if behind else ()
    if quote_ahead or act.inverted or _is_empty(tokens, act.after, end):
        return _around(tokens, act, ahead, end, quote_ahead)
    if _is_parenthetical(tokens, act) and not _introduces(tokens, ahead):
        return _around(tokens, act, ahead, end, quote_ahead)
    if _is_adverbial(tokens, act.after, end) and not _introduces(tokens, ahead):
        return (ahead,)
    return (behind,) if behind else ()


def _closes_clause(tokens: Sequence[Token], start: int) -> bool:
    before = tokens[start - 1]
    return before.is_quote or before.low in (",", "—", "–", "?", "!", ";")


def _names_a_thing(tokens: Sequence[Token], at: int, act: Act) -> bool:
    """A few quoted words right before a subject without any mark are a name, not speech."""
    quote = tokens[at].text.strip("“”\"'‘’«»„「」『』 ")
    stop = quote[-1:] in ",.?!…—"
    return not stop and len(quote.split()) < 3 and not act.inverted


def _around(
    tokens: Sequence[Token], act: Act, ahead: Phrase, end: int, quote_ahead: bool
) -> tuple[Phrase, ...]:
    """What stands ahead of the attribution, and behind it where the sentence goes on there."""
    comma = act.after
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
        comma > act.after
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


def _is_parenthetical(tokens: Sequence[Token], act: Act) -> bool:
    return act.after < len(tokens) and tokens[act.after].low in (",", "—", "–")


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
    return not any(token.low in CLAUSE_SIGNS for token in rest[:comma])


def _introduces(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Whether the stretch states nothing: "On Tuesday", "When asked", "However", "Asking ..."."""
    part = tokens[phrase[0] : phrase[1]]
    first = part[0]
    finite = [t for t in part if t.low in _FINITE]
    if first.low in PREPOSITIONS - _SUBORDINATING:
        return not finite
    if first.low in PREPOSITIONS | FUNCTION_WORDS - DETERMINERS - {
        "there",
        "we",
        "he",
        "she",
        "they",
        "it",
    }:
        comma = any(t.low == "," for t in part)
        return not (comma and finite)
    return first.low.endswith(("ing", "ly")) or first.low in TIME_WORDS - {"this"} or len(part) < 3


def _end_of_content(tokens: Sequence[Token], act: Act, following: Act | None) -> int:
    """Where the said words end at the latest: before a coordinated verb of speech."""
    end = len(tokens)
    if following is None or following.inverted:
        return end
    cut = following.first
    if following.shared:
        k = following.verb - 1
        while k > act.after and tokens[k].low in ADVERBS | {"and", "but", "then", ","}:
            k -= 1
        return max(act.after, k + 1)
    before = tokens[cut - 1].low if cut else ""
    if before in ("and", "but", ";", "while", "as") and cut > act.after:
        return cut - 1
    return end


def _trimmed(tokens: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """The stretch without marks at its ends, or none."""
    first, end = phrase
    while first < end and not (tokens[first].is_word or tokens[first].is_quote):
        first += 1
    while end > first and not (
        tokens[end - 1].is_word
        or tokens[end - 1].is_quote
        or tokens[end - 1].low in ("'s", ")", "%")
    ):
        end -= 1
    while end > first and tokens[end - 1].low in ("and", "but", "while") and end - first > 1:
        end -= 1
    return (first, end) if end > first else None
