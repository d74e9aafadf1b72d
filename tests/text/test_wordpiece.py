"""WordPiece: the numbers that BERT's own tokeniser gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.wordpiece import WordPiece, read_vocabulary, words

NUMBERS = read_vocabulary()
PIECES = WordPiece(NUMBERS)
NAMES = {number: piece for piece, number in NUMBERS.items()}


def pieces(text: str, longest: int = 256) -> list[str]:
    return [NAMES[number] for number in PIECES.encode(text, longest)]


def test_the_vocabulary_is_berts_own() -> None:
    assert len(NUMBERS) == 30522
    assert (NUMBERS["[UNK]"], NUMBERS["[CLS]"], NUMBERS["[SEP]"]) == (100, 101, 102)
    assert PIECES.encode("hello world") == [101, 7592, 2088, 102]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unaffable", ["una", "##ffa", "##ble"]),
        ("Who's there?", ["who", "'", "s", "there", "?"]),
        ("Café Zürich", ["cafe", "zurich"]),
        ("don’t", ["don", "’", "t"]),
        ("北京 2024", ["北", "京", "202", "##4"]),
        ("a\u00a0b\tc\r\nd", ["a", "b", "c", "d"]),
        ("zero\u200bwidth\x00", ["zero", "##wi", "##dt", "##h"]),
        ("🎉", ["[UNK]"]),
        ("x" * 101, ["[UNK]"]),
        ("$5+", ["$", "5", "+"]),
        ("", []),
    ],
)
def test_pieces(text: str, expected: list[str]) -> None:
    assert pieces(text) == ["[CLS]", *expected, "[SEP]"]


def test_a_long_text_is_cut_and_still_closed() -> None:
    assert pieces("harbour " * 50, longest=6) == ["[CLS]", *["harbour"] * 4, "[SEP]"]
    assert len(PIECES.encode("harbour " * 200_000, longest=64)) == 64


def test_a_vocabulary_without_the_special_pieces_is_refused() -> None:
    with pytest.raises(ValueError, match="SEP"):
        WordPiece({"[CLS]": 0, "[UNK]": 1})


@given(st.text(max_size=80))
def test_any_text_gives_known_numbers_within_the_length(text: str) -> None:
    numbers = PIECES.encode(text, 16)
    assert 2 <= len(numbers) <= 16
    assert set(numbers) <= set(NUMBERS.values())
    assert all(word and not word.isspace() for word in words(text))
