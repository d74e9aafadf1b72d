"""Identity: whether two names are one person's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.text.words import folded_words

_TITLES = frozenset("mr mrs ms miss dr prof professor president sir madam the a an".split())
# Short forms of given names, each with the full ones.
_SHORT = {
    short: frozenset(full.split())
    for short, full in (
        pair.split(":")
        for pair in """abe:abraham|al:albert alan|alex:alexander alexandra|andy:andrew|becky:rebecca
        |ben:benjamin|bill:william|bob:robert|chris:christopher christine|chuck:charles|dan:daniel
        |dave:david|debbie:deborah|don:donald|ed:edward edwin|fred:frederick alfred|greg:gregory
        |harry:henry harold|jack:john|jen:jennifer|jenny:jennifer|jerry:gerald jerome|jim:james
        |joe:joseph|kate:katherine|kathy:katherine|ken:kenneth|larry:lawrence|liz:elizabeth
        |maggie:margaret|matt:matthew|meg:margaret|mike:michael|nick:nicholas|pat:patrick patricia
        |peg:margaret|rick:richard|dick:richard|rob:robert|ron:ronald|sam:samuel samantha
        |steve:stephen steven|sue:susan|ted:edward theodore|tim:timothy|tom:thomas|tony:anthony
        |vicky:victoria|will:william""".replace("\n", "")
        .replace(" |", "|")
        .replace("  ", "")
        .split("|")
    )
}


def same_person(one: str, other: str) -> bool:
    """Whether one name may be the other's shorter or more formal form.

    "Xi" and "Xi Jinping", "Mr. Moss" and "Ada Moss" (the words of one are, in order, some of
    the other's); "Joe Moss" and "J. Moss" and "Joseph R. Moss" (the same last name, and a given
    name that is the other's short form or initial).
    """
    first, second = parts(one), parts(other)
    if not first or not second:
        return False
    if _within(first, second) or _within(second, first):
        return True
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1]:
        return False
    return _given(first[0], second[0]) or _given(second[0], first[0])


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each person once, under the longest of their names."""
    kept: list[str] = []
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        if not any(same_person(name, other) for other in kept):
            kept.append(name)
    return tuple(sorted(kept))


def one_person(names: Iterable[str]) -> bool:
    """Whether all names may be one person's."""
    return len(distinct(names)) < 2


@lru_cache(maxsize=16384)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without titles."""
    words = (word.removesuffix("'s").replace(".", "") for word in folded_words(name))
    return tuple(word for word in words if word and word not in _TITLES)


def _within(some: Sequence[str], words: Sequence[str]) -> bool:
    rest = iter(words)
    return all(word in rest for word in some)


def _given(one: str, other: str) -> bool:
    return (len(one) == 1 and other.startswith(one)) or other in _SHORT.get(one, ())
