"""Pages and shortened texts: nothing lost, nothing over the limit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.serving.paging import pages, shortened


@given(st.lists(st.text(max_size=20)), st.integers(1, 50), st.integers(1, 10))
def test_pages_hold_everything_in_order(entries: list[str], budget: int, most: int) -> None:
    cut = pages(entries, len, budget, most)
    assert [entry for page in cut for entry in page] == entries
    for page in cut:
        assert len(page) <= most
        assert len(page) == 1 or sum(map(len, page)) <= budget
    assert all(cut) or cut == [[]]


def test_pages_are_as_full_as_they_may_be() -> None:
    assert pages([3, 3, 3, 9, 1], lambda n: n, 6, 10) == [[3, 3], [3], [9], [1]]
    assert pages([1] * 7, lambda n: n, 100, 3) == [[1] * 3, [1] * 3, [1]]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(), st.integers(1, 40))
def test_a_shortened_text_fits_and_begins_as_it_did(text: str, most: int) -> None:
    for units in (len, _utf16):
        short = shortened(text, most, units)
        assert units(short) <= most
        assert short == text or (short[-1] == "…" and text.startswith(short[:-1]))


def test_a_shortened_text_ends_with_a_word() -> None:
    assert shortened("the kiln is warm today", 14) == "the kiln is…"
    assert shortened("unbroken" * 4, 10) == "unbrokenu…"
    assert shortened("\U0001f600" * 9, 5, _utf16) == "\U0001f600\U0001f600…"
