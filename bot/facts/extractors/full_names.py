"""Full names: whether a speaker whom no list knows bears a name as persons do."""

from __future__ import annotations

from bot.facts.extractors.wordlists import is_role, singular, words
from bot.text.lexicon import known
from bot.text.words import fold


def is_full_name(name: str) -> bool:
    """Whether the words are two or three with capitals, none of them of bodies or places.

    A plural at the end ("Orvel Foods") is that of a firm more often than of a family.
    """
    parts = name.split()
    if not 2 <= len(parts) <= 3:
        return False
    things = words("organisation_words") | words("not_names") | words("speaker_nouns")
    for part in parts:
        low = fold(part)
        if not part[0].isupper() or part.isupper() or is_role(low):
            return False
        if low in things or singular(low) in things:
            return False
    last = fold(parts[-1])
    return singular(last) == last or not known(singular(last))
