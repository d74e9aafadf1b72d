"""Segments: a passage as clauses of tokens in which each quotation is one token.

A quotation of five sentences is a single word to the rules of speech: what stands around it
says who speaks.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from bot.domain.passage import Passage
from bot.facts.extractors.quotations import Quotation
from bot.facts.extractors.scanning import QUOTE, Token, scan
from bot.facts.extractors.wordlists import DETERMINERS, speech_forms

_FINAL = ".!?…。！？"
# "BRUSSELS, March 3 (Newswire) - "
_DATELINE = re.compile(
    r"[A-Z][A-Z .'’]{2,40}(?:,[^\n—–()]{0,40})?(?: \([^)\n]{1,30}\))?\s?(?:[—–]|-{1,2} )\s*"
)
_LONGEST = 300  # tokens of one segment; longer ones are cut


def segments(text: str, passage: Passage, quoted: Sequence[Quotation]) -> list[list[Token]]:
    """The sentences of `passage` as tokens, cut at sentence ends outside of quotations."""
    tokens = masked(text, passage, quoted)
    if not tokens:
        return []
    cuts = sorted(_cuts(passage, quoted, tokens))
    found: list[list[Token]] = []
    at = 0
    for cut in [*cuts, len(tokens)]:
        for start in range(at, cut, _LONGEST):
            found.append(tokens[start : min(cut, start + _LONGEST)])
        at = max(at, cut)
    return [segment for segment in found if segment]


def masked(text: str, passage: Passage, quoted: Sequence[Quotation]) -> list[Token]:
    """The tokens of the passage, each quotation as one token."""
    found: list[Token] = []
    dateline = _DATELINE.match(text, passage.span.start, passage.span.end)
    at = dateline.end() if dateline else passage.span.start
    for quotation in quoted:
        if quotation.outer.start < at:
            continue
        found += scan(text, at, quotation.outer.start)
        outer = quotation.outer
        found.append(Token(outer.of(text), QUOTE, outer.start, outer.end))
        at = outer.end
    return found + scan(text, at, passage.span.end)


def ends_sentence(quotation: Token) -> bool:
    """Whether the quoted words end with a full stop or the like."""
    return quotation.text.rstrip("”\"»’'」』“ \u00a0")[-1:] in _FINAL


def _cuts(passage: Passage, quoted: Sequence[Quotation], tokens: Sequence[Token]) -> set[int]:
    """Indexes of tokens that begin a segment."""
    starts = [token.start for token in tokens]
    cuts: set[int] = set()
    outer_starts = [quotation.outer.start for quotation in quoted]
    for sentence in passage.sentences[1:]:
        k = bisect.bisect_right(outer_starts, sentence.start) - 1
        if k >= 0 and outer_starts[k] < sentence.start < quoted[k].outer.end:
            continue
        at = bisect.bisect_left(starts, sentence.start)
        if 0 < at < len(tokens) and not _carries_on(tokens, at):
            cuts.add(at)
    for at in range(1, len(tokens)):
        before = tokens[at - 1]
        if before.is_quote and ends_sentence(before) and not _carries_on(tokens, at):
            cuts.add(at)
    return cuts


def _carries_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token at `at` goes on with the sentence of the quotation before it."""
    before, here = tokens[at - 1], tokens[at]
    if not before.is_quote:
        return False
    if not here.is_word:
        return here.low in (",", ";", ")", ".", "—", "–", "-")
    if not here.is_capital:
        return True
    stop = before.text.rstrip("”\"»’'」』“ \u00a0")[-1:]
    if stop in "!?…—":
        return _bare_attribution(tokens, at)
    # “…open.” Roe said. A full stop before the attribution is a slip, but a common one.
    alone = at == 1 or tokens[at - 2].low in (".", "!", "?")
    return alone and _bare_attribution(tokens, at, at_end=True)


def _bare_attribution(tokens: Sequence[Token], at: int, *, at_end: bool = False) -> bool:
    """Whether "NAME said." or "NAME told reporters on Monday." begins at `at`.

    With `at_end`, the verb must end the sentence.
    """
    forms = speech_forms()
    for k in range(at + 1, min(at + 10, len(tokens))):
        token = tokens[k]
        if token.is_quote or token.low in (".", "!", "?", ":"):
            return False
        if token.low in forms and forms[token.low][2] != "ing":
            following = tokens[k + 1] if k + 1 < len(tokens) else None
            if at_end:
                return following is None or following.low in (".", "!")
            if following is None or not following.is_word or following.low in _ADVERBIAL:
                return following is None or following.low != ":"
            return forms[token.low][0] in ("ask", "tell") and following.low not in DETERMINERS
    return False


_ADVERBIAL = frozenset(
    """in on at during after before as when while with to from last this earlier later monday
    tuesday wednesday thursday friday saturday sunday yesterday""".split()
)


def is_whole_quote(token: Token) -> bool:
    """Whether a quotation stands for sentences of its own."""
    return token.is_quote and (ends_sentence(token) or len(token.text.split()) > 5)
