"""Refusing: what a reason names."""

from __future__ import annotations

from collections.abc import Sequence

from bot.text.lexicon import known
from bot.text.words import fold


def worth_naming(words: Sequence[str]) -> tuple[str, ...]:
    """Of words that no source has, the names alone, where there are some.

    "No source mentions Ostrow" says all; that "take part" stands nowhere either says nothing.
    """
    names = tuple(w for w in words if w[:1].isupper() or not known(fold(w)))
    return names or tuple(words)
