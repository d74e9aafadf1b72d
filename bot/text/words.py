"""Words: tokens with their places, folding, stems. Never changes a canonical text."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from bot.domain.span import Span
from bot.text.cjk import RUN, bigrams

# A word keeps inner apostrophes and full stops between letters ("don't", "U.S.", "3.5",
# "50,000"); a hyphen separates. Han, kana and hangul runs are handled by `terms`.
_WORD = re.compile(r"[^\W_]+(?:['’.,](?=[^\W_])[^\W_]+)*\.?", re.UNICODE)
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.){2,}$")


class _Stemmer(threading.local):
    """One a thread: a stemmer keeps the word that it works on in itself."""

    def __init__(self) -> None:
        self.stem = snowballstemmer.stemmer("english").stemWord


_STEMMER = _Stemmer()

STOP_WORDS = frozenset(
    """a about above after again against all am among an and any are aren't as at be because
    been before being below between both but by can can't could couldn't did didn't do does
    doesn't doing don't down during each few for from further had hadn't has hasn't have
    haven't having he her here hers herself him himself his how i if in into is isn't it it's
    its itself just let's me more most mustn't my myself no nor not now of off on once only or
    other ought our ours ourselves out over own same shan't she should shouldn't so some such
    than that that's the their theirs them themselves then there there's these they this those
    through to too under until up us very was wasn't we were weren't what what's when when's
    where where's which while who who's whom why will with won't would wouldn't you your yours
    yourself yourselves shall may might must also whose whats whos wheres dont doesnt didnt
    isnt wasnt cant please""".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its folded form and its span."""

    text: str
    span: Span


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word for comparing: NFKC, case-folded, straight apostrophe, no accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word).replace("’", "'").replace("‘", "'")
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", kept).casefold()


def _trimmed(raw: str) -> str:
    return raw if not raw.endswith(".") or _ABBREVIATION.search(raw) else raw[:-1]


def tokens(text: str) -> Iterator[Token]:
    """The words of `text`, folded, with their spans; punctuation is passed over."""
    for found in _WORD.finditer(text):
        raw = _trimmed(found.group())
        yield Token(fold(raw), Span(found.start(), found.start() + len(raw)))


def folded_words(text: str) -> list[str]:
    """The words of `text`, folded, as `tokens` gives them, without their spans."""
    return [fold(_trimmed(raw) if raw[-1] == "." else raw) for raw in _WORD.findall(text)]


@lru_cache(maxsize=262144)
def stem(word: str) -> str:
    """The stem of a folded word: possessives and inner full stops go, then Snowball English."""
    bare = word.removesuffix("'s").removesuffix("'")
    if "." in bare and not bare[0].isdigit():
        bare = bare.replace(".", "")
    if "," in bare:
        bare = bare.replace(",", "")
    return str(_STEMMER.stem(bare)) if bare.isascii() else bare


def _cut(word: str) -> Iterator[str]:
    """CJK runs of a word as overlapping bigrams (a single character as itself)."""
    at = 0
    for run in RUN.finditer(word):
        if run.start() > at:
            yield stem(word[at : run.start()])
        yield from bigrams(run.group())
        at = run.end()
    if at < len(word):
        yield stem(word[at:])


def terms(text: str) -> list[str]:
    """The stems of `text` in order: what the index holds and what queries ask for."""
    found: list[str] = []
    for word in folded_words(text):
        if word.isascii():
            found.append(stem(word))
        else:
            found.extend(_cut(word))
    return [term for term in found if term]


@lru_cache(maxsize=4096)
def terms_of(text: str) -> tuple[str, ...]:
    """As `terms`, remembered: for short texts that are asked about again and again."""
    return tuple(terms(text))


def telling_words(text: str) -> list[Token]:
    """The tokens of `text` that are not stop words, in order."""
    return [token for token in tokens(text) if token.text not in STOP_WORDS]
