"""Identity: whether two names are one person's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.text.words import folded_words

_TITLES = frozenset("mr mrs ms miss dr prof professor president sir madam the a an".split())


def same_person(one: str, other: str) -> bool:
    """Whether one name may be the other's shorter or more formal form.

    "Xi" and "Xi Jinping", "Mr. Moss" and "Ada Moss" (one is a part of the other); "Joe Moss"
    and "Joseph R. Moss" (the same last name, and given names that begin alike).
    """
    first, second = _parts(one), _parts(other)
    if not first or not second:
        return False
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    alike = first[0][:2] == second[0][:2] or min(len(first[0]), len(second[0])) == 1
    return (
        len(first) > 1
        and len(second) > 1
        and first[-1] == second[-1]
        and first[0][0] == second[0][0]
        and alike
    )


def one_person(names: Iterable[str]) -> bool:
    """Whether all names may be one person's."""
    known = sorted(set(names), key=len)
    return all(same_person(name, known[-1]) for name in known)


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    words = (word.removesuffix("'s").replace(".", "") for word in folded_words(name))
    return tuple(word for word in words if word and word not in _TITLES)
