"""Controls: short codes that decode to what was meant, and to nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.serving.controls import Control, Kind, read_control

_ANSWERS = st.text("0123456789abcdef", min_size=1, max_size=24)


@given(st.sampled_from(Kind), _ANSWERS, st.integers(0, 9999))
def test_a_code_decodes_to_its_control(kind: Kind, answer: str, n: int) -> None:
    control = Control(kind, answer, n)
    assert read_control(str(control)) == control
    assert len(str(control)) <= 40


@pytest.mark.parametrize(
    "code",
    [
        *("", "page", "page:ab", "page:ab:", "page:ab:-1", "page:ab:12345", "pages:ab:1"),
        *("page::1", "page:a b:1", "PAGE:ab:1", "page:ab:1\n", " page:ab:1"),
        "page:" + "a" * 25 + ":1",
    ],
)
def test_what_is_not_ours_decodes_to_nothing(code: str) -> None:
    assert read_control(code) is None


@given(st.text())
def test_no_text_breaks_the_decoder(code: str) -> None:
    control = read_control(code)
    assert control is None or str(control).split(":")[:2] == code.split(":")[:2]
