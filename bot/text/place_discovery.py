"""Discovering places: names that no list has, shown to be places somewhere in their document.

"The mayor of Brunn" and "the school at Brunn" tell once and for all; a name that stands twice,
and once after "in", "at", "to", "from" or "through", is a place as well, unless it acts like a
person or a firm ("Brunn said", "Brunn has agreed").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

from bot.domain.span import Span
from bot.text import gazetteer
from bot.text.lexicon import known
from bot.text.place_scanning import JOINTS, Word, joined, listed, run_end, scan
from bot.text.place_words import (
    NOT_PLACES,
    OF_CUES,
    SITE_WORDS,
    TITLES,
    TRUSTING,
    demonym,
)

_LOCATED = frozenset(
    "in at to from through near around across outside towards toward via into".split()
)
_RULED = OF_CUES | frozenset(
    """minister president king queen premier chancellor duke bishop archbishop council parliament
    university library harbour harbor bay isle village streets inhabitants folk
    fishermen
    farmers""".split()
)
_ACTING = frozenset(
    """said says told tells plans expects agreed announced reported opened signed makes sells owns
    employs operates declined refused denied wants hopes argues""".split()
)
_AGREED = frozenset(
    """agreed promised announced reported said told pledged declined refused asked offered hired
    sold bought signed sued decided acquired launched""".split()
)
_NEVER = TITLES | NOT_PLACES | frozenset(("ag", "gmbh", "inc", "ltd", "plc", "llc", "&"))
_HYPHENS = ("-", "‑", "–")
_MOST_WORDS = 3


def discovered(
    text: str, lines: Iterable[Span], others: Set[str], speakers: Set[str] = frozenset()
) -> frozenset[str]:
    """The keys (`gazetteer.key`) of the unlisted names that `lines` show to be places.

    `others` are folded words that carry names of organisations; `speakers` those that stand
    beside verbs of speech, as the names of persons do, but of towns as well.
    """
    seen: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    sure: set[str] = set()
    acting: set[str] = set()
    for line in lines:
        words = scan(text, line)
        at = 0
        while at < len(words):
            if not words[at].capital:
                at += 1
                continue
            end = run_end(words, at)
            start = _name_start(words, at, end)
            name = _key(text, words, start, end, others)
            if name:
                seen[name] += 1
                sure.update({name} if _is_sure(words, start) else ())
                placed[name] += _is_located(words, start)
                acting.update({name} if _acts(words, start, end) else ())
            at = end
    repeated = {name for name, count in seen.items() if count > 1 and placed[name]}
    plain = {name for name in repeated if not all(known(part) for part in name.split())}
    spoken = {name for name in plain if set(name.split()) & speakers}
    return frozenset(sure | (plain - acting - spoken))


def _name_start(words: list[Word], start: int, end: int) -> int:
    """Where the name begins in a run such as "Mayor of Brunn"."""
    ties = [k for k in range(start + 1, end - 1) if words[k].low == "of"]
    return ties[-1] + 1 if ties and words[ties[-1] - 1].low in _RULED | TITLES else start


def _key(text: str, words: list[Word], start: int, end: int, others: Set[str]) -> str:
    """The key of a name that may be a place; empty for a listed one and for others."""
    run = words[start:end]
    lows = [word.low for word in run]
    if not 0 < len(run) <= _MOST_WORDS or len(run[-1].text) < 3:
        return ""
    if run[0].gap in _HYPHENS or (end < len(words) and words[end].gap in _HYPHENS):
        return ""  # "Sino-American"
    if any(low in _NEVER or low in others or low in JOINTS or demonym(low) for low in lows):
        return ""
    if any(word.text.isupper() and len(word.text) < 6 for word in run):
        return ""
    if any(listed(words, k, end)[1] is not None for k in range(start, end)):
        return ""
    return gazetteer.key(text[run[0].start : run[-1].end])


def _is_sure(words: list[Word], start: int) -> bool:
    """ "The mayor of | Brunn", "the school at | Brunn"."""
    if start < 2 or not joined(words[start]) or words[start - 1].possessive:
        return False
    tie, noun = words[start - 1].low, words[start - 2]
    if tie == "of":  # "the minister of Culture" rules no place
        field = known(words[start].low) and noun.low not in OF_CUES
        return noun.low in _RULED and not field
    return tie in ("at", "in", "near") and noun.low in SITE_WORDS and not noun.capital


def _is_located(words: list[Word], start: int) -> bool:
    if not start or not joined(words[start]) or words[start - 1].low not in _LOCATED:
        return False
    return start < 2 or words[start - 2].low not in TRUSTING


def _acts(words: list[Word], start: int, end: int) -> bool:
    """Whether the name is the subject of a verb, with no preposition before it."""
    if end >= len(words) or words[end - 1].possessive or not joined(words[end]):
        return False
    tied = start > 0 and joined(words[start]) and words[start - 1].low in _LOCATED | {"of", "and"}
    verb = words[end].low
    if verb in ("has", "have", "had", "also") and end + 1 < len(words):
        return not tied and words[end + 1].low in _AGREED
    return not tied and verb in _ACTING
