"""WordPiece: the tokens of an uncased BERT model, over the vocabulary that the project ships.

After Devlin et al. 2018, https://github.com/google-research/bert (tokenization.py): clean,
lower, strip accents, set punctuation and Han characters apart, then take the longest known
piece again and again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "data" / "bert-base-uncased-vocab.txt"
_LONGEST_WORD = 100  # characters; longer words are unknown
_CHARACTERS_A_TOKEN = 64  # of the text's head that is looked at, times the tokens asked for
_HAN = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    """What a character is to the tokeniser: `space`, `drop`, `alone` or `word`."""
    category, code = unicodedata.category(char), ord(char)
    if char in "\t\n\r" or category == "Zs":
        return "space"
    if code in (0, 0xFFFD) or category.startswith("C"):
        return "drop"
    ascii_sign = 33 <= code <= 126 and not char.isalnum()
    if ascii_sign or category.startswith("P") or any(a <= code <= b for a, b in _HAN):
        return "alone"
    return "word"


def words(text: str) -> Iterator[str]:
    """The words of `text`, lower case, without accents; signs and Han characters alone."""
    word: list[str] = []
    for char in unicodedata.normalize("NFD", text.lower()):
        kind = _kind(char)
        if kind == "word":
            if unicodedata.category(char) != "Mn":
                word.append(char)
        elif kind != "drop":
            if word:
                yield "".join(word)
                word = []
            if kind == "alone":
                yield char
    if word:
        yield "".join(word)


def read_vocabulary(path: Path = VOCABULARY) -> dict[str, int]:
    """Pieces with their numbers: one a line, in order."""
    pieces = path.read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(pieces) if piece}


class WordPiece:
    """Text to the numbers of its pieces, with [CLS] before and [SEP] after them.

    Raises `ValueError` when the vocabulary lacks one of the three special pieces.
    """

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        missing = [p for p in ("[CLS]", "[SEP]", "[UNK]") if p not in vocabulary]
        if missing:
            raise ValueError(f"the vocabulary lacks {', '.join(missing)}")
        self._numbers = dict(vocabulary)
        self._first, self._last = vocabulary["[CLS]"], vocabulary["[SEP]"]
        self._unknown = vocabulary["[UNK]"]

    def encode(self, text: str, longest: int = 256) -> list[int]:
        """At most `longest` numbers, the two special ones among them."""
        numbers = [self._first]
        for word in words(text[: longest * _CHARACTERS_A_TOKEN]):
            numbers.extend(self._pieces(word))
            if len(numbers) >= longest - 1:
                break
        return [*numbers[: longest - 1], self._last]

    def _pieces(self, word: str) -> list[int]:
        """The longest known pieces of one word, or the unknown piece for the whole of it."""
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(mark + word[start:end])
                if number is not None:
                    break
            else:
                return [self._unknown]
            found.append(number)
            start = end
        return found
