"""Folding: quotes are found whatever their marks and blanks, at exact offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.folding import fold_text


@pytest.mark.parametrize(
    ("text", "quote", "exact"),
    [
        ("🦊 the “old” mill", 'the "old" mill', "the “old” mill"),
        ("x\r\nthe\u00a0old\r\n  mill y", "the old mill", "the\u00a0old\r\n  mill"),
        ("it’s — well… gone", "it's - well... gone", "it’s — well… gone"),
        ("a soft\u00adware house", "software", "soft\u00adware"),
        ("straight 'marks'", "‘marks’", "'marks'"),
    ],
)
def test_the_exact_words_are_found(text: str, quote: str, exact: str) -> None:
    assert [span.of(text) for span in fold_text(text).find_all(quote)] == [exact]


def test_every_place_is_found() -> None:
    text = '“a” b ‘a’ "a"'
    assert [s.start for s in fold_text(text).find_all('"a"')] == [0, 10]


def test_case_and_words_count() -> None:
    assert fold_text("The Mill").find_all("the mill") == []
    assert fold_text("The Mill").find_all(" \n ") == []


@given(st.text(), st.integers(0, 50), st.integers(1, 50))
def test_any_slice_is_found_where_it_is(text: str, start: int, length: int) -> None:
    quote = text[start : start + length].strip()
    folded = fold_text(text)
    assert len(folded.offsets) == len(folded.text)
    if fold_text(quote).text.strip():
        places = folded.find_all(quote)
        assert any(
            quote.strip("\u00ad\u200b\u200c\u200d\u2060\ufeff ") in s.of(text) or s for s in places
        )
        assert all(fold_text(s.of(text)).text == fold_text(quote).text.strip() for s in places)
