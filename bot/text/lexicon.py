"""The general lexicon: base forms of English words, stems of their synonyms and neighbours.

From WordNet 3.0. Stems stand in the file because stemming is what would cost most.

The file is sorted and searched where it lies, by bisection in a memory map: opening costs
nothing, a look-up some ten microseconds. `scripts/make_lexicon.py` makes it.
"""

from __future__ import annotations

import math
import mmap
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.text.words import stem

_FILE = Path(__file__).parent / "data" / "lexicon.tsv"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon says of a word; all words are lower-case and single."""

    bases: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()  # stems, the nearest in meaning first
    neighbours: tuple[str, ...] = ()  # stems too
    counts: tuple[int, ...] = ()  # as noun, verb, adjective, adverb in WordNet's tagged texts


_NOTHING = Entry()


@lru_cache(maxsize=1)
def _map() -> mmap.mmap:
    with _FILE.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@lru_cache(maxsize=16384)
def entry(word: str) -> Entry:
    """The entry of `word` (folded); an empty one when the lexicon does not have it."""
    if not (word.isascii() and word.isalpha()):
        return _NOTHING
    lines, wanted = _map(), word.encode("ascii")
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        start = lines.rfind(b"\n", 0, middle) + 1
        end = lines.find(b"\n", start)
        end = len(lines) if end < 0 else end
        name = lines[start : lines.find(b"\t", start)]
        if name == wanted:
            _, bases, synonyms, near, counts = lines[start:end].decode("ascii").split("\t")
            return Entry(
                tuple(bases.split()),
                tuple(synonyms.split()),
                tuple(near.split()),
                tuple(int(count) for count in counts.split()),
            )
        if name < wanted:
            low = end + 1
        else:
            high = start
    return _NOTHING


@lru_cache(maxsize=16384)
def lemmas(word: str) -> tuple[str, ...]:
    """The word itself and its base forms: irregular ones by the list, regular ones by rule."""
    found = [word, *entry(word).bases]
    for ending, instead in (("ies", "y"), ("es", "e"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            found.append(word.removesuffix(ending) + instead)
    for ending, instead in (("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("d", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            found.append(word.removesuffix(ending) + instead)
    found += [base for form in found[1:] for base in entry(form).bases]
    return tuple(dict.fromkeys(w for w in found if w == word or entry(w) is not _NOTHING))


def known(word: str) -> bool:
    """Whether `word` or a base form of it is an ordinary word of the language."""
    return any(entry(lemma) is not _NOTHING for lemma in lemmas(word))


@lru_cache(maxsize=16384)
def commonness(word: str) -> tuple[float, float]:
    """How common a word is in general English, and how little it tells for its part of speech.

    The first is log10(1 + tagged occurrences of the word or its base forms), 0 for a word
    that was never counted, about 4 for "be". The second is .3 for a word that is only used as
    a verb, .6 for one that is only used as an adverb, 0 for nouns and adjectives.
    """
    best: tuple[int, ...] = ()
    for lemma in lemmas(word):
        best = max(best, entry(lemma).counts, key=sum)
    total = sum(best)
    return math.log10(1 + total), (0.3 * best[1] + 0.6 * best[3]) / total if total else 0.0


@lru_cache(maxsize=16384)
def related_stems(word: str) -> dict[str, float]:
    """Stems that may stand for `word`, with how well: its base forms 1, synonyms .8,
    neighbours .5. The word's own stem is among them with 1."""
    found: dict[str, float] = {}
    forms = dict.fromkeys((word, *lemmas(word)))
    for lemma in forms:
        for weight, stems in ((0.8, entry(lemma).synonyms), (0.5, entry(lemma).neighbours)):
            for other in stems:
                found[other] = max(weight, found.get(other, 0.0))
    return found | {stem(form): 1.0 for form in forms}
