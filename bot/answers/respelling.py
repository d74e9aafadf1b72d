"""Respelling: words of a question that neither the sources nor the language know.

Question words ("wen"), words of the sources, words that the sources have in another form
("beginn", where they say "began"), and words written apart or together ("deck hands").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from bot.answers.corpus import Corpus
from bot.domain.span import Span
from bot.text.lexicon import commonness, entry, known
from bot.text.names import correct
from bot.text.words import STOP_WORDS, Token, stem, tokens

_QUESTION_WORDS = ("who", "whose", "what", "which", "when", "where", "why", "how", "did", "does")
_HOW = ("many", "much", "long", "often", "old", "far")
_SHORTEST = 5  # letters of a word that is corrected; a short one has too many neighbours
_LONGEST = 24  # letters of one that is; the words to be tried grow with the square of them
_LONGEST_ASKING = 7
_PART = 3  # letters of a part of a word that is written together
_USED = 0.5  # of `commonness`: a rarer word may be a typing error of a question word


def respelled(text: str, corpus: Corpus) -> str:
    """The question as it was probably meant; names, and what is known, stay as they are."""
    found = list(tokens(text))
    changes: list[tuple[Span, str]] = []
    for at, token in enumerate(found[:2]):
        known_ones = _HOW if at and found[0].text == "how" else () if at else _QUESTION_WORDS
        if len(found) > 1 and (asked := _one_near(token.text, known_ones)) is not None:
            changes.append((token.span, asked))
    for one, other in pairwise(found):
        if other.span.start - one.span.end == 1 and _written_apart(one, other, corpus):
            changes.append((Span(one.span.start, other.span.end), one.text + other.text))
    for token in found:
        if token.span.of(text).islower() and _strange(token.text, corpus):
            meant = correct(token.text, corpus.spelling) or _put_right(token.text, corpus)
            if meant and not any(span.overlaps(token.span) for span, _ in changes):
                changes.append((token.span, meant))
    for span, word in sorted(changes, reverse=True):
        text = f"{text[: span.start]}{word}{text[span.end :]}"
    return text


def _one_near(word: str, known_ones: Sequence[str]) -> str | None:
    """The one of the words that `word` is a letter from, if only one is."""
    if not _PART <= len(word) <= _LONGEST_ASKING or word in STOP_WORDS:
        return None
    if commonness(word)[0] >= _USED:
        return None
    edits = set(_edits(word))
    near = [other for other in known_ones if other in edits]
    return near[0] if len(near) == 1 else None


def _written_apart(one: Token, other: Token, corpus: Corpus) -> bool:
    """Whether two words are one word of the sources, which do not have them both."""
    if min(len(one.text), len(other.text)) < _PART or {one.text, other.text} & STOP_WORDS:
        return False
    apart = corpus.holds(stem(one.text)) and corpus.holds(stem(other.text))
    return not apart and corpus.holds(stem(one.text + other.text))


def _strange(word: str, corpus: Corpus) -> bool:
    if not _SHORTEST <= len(word) <= _LONGEST or not (word.isalpha() and word.isascii()):
        return False
    return not (word in STOP_WORDS or known(word) or corpus.holds(stem(word)))


def _put_right(word: str, corpus: Corpus) -> str | None:
    return _written_together(word, corpus) or _mistyped(word, corpus)


def _written_together(word: str, corpus: Corpus) -> str | None:
    """The two words of the sources that a word is made of, if it is."""
    for at in range(_PART, len(word) - _PART + 1):
        first, second = word[:at], word[at:]
        if known(first) and known(second) and all(corpus.holds(stem(w)) for w in (first, second)):
            return f"{first} {second}"
    return None


def _mistyped(word: str, corpus: Corpus) -> str | None:
    """The commonest word of the language one letter away that the sources have in some form."""
    near = {w for w in _edits(word) if w[:1] == word[0] and entry(w).counts and corpus.forms(w)}
    return max(sorted(near), key=lambda w: commonness(w)[0], default=None)


def _edits(word: str) -> Iterator[str]:
    """All words one typing error away: a letter left out, swapped, replaced or added."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    yield from (a + c + b[1:] for a, b in cuts if b for c in ascii_lowercase)
    yield from (a + c + b for a, b in cuts for c in ascii_lowercase)
