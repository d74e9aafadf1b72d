"""What a later remark may point at, or change, in a question."""

from __future__ import annotations

import pytest

from bot.answers.pointing import persons_in, short_name, subject_in, tail_of, with_changed
from bot.text.names import NameIndex

NAMES = {"person": NameIndex(["Ada Moss", "Moss", "Ben Tarn", "Cy Tarn", "Tarn"])}


@pytest.mark.parametrize(
    ("question", "tail"),
    [
        ("when was the mill closed?", "was the mill closed"),
        ("how many boats sank", "boats sank"),
        ("did Moss sign it", "did Moss sign it"),
        ("when?", ""),
    ],
)
def test_tails(question: str, tail: str) -> None:
    assert tail_of(question) == tail


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("where were the long talks held", "the long talks"),
        ("who is Ada Moss", "Ada Moss"),
        ("how warm is it", None),
    ],
)
def test_subjects(question: str, subject: str | None) -> None:
    assert subject_in(question, NAMES) == subject


@pytest.mark.parametrize(
    ("question", "value", "first"),
    [
        ("where was Ada Moss born", "Ben Tarn", "where was Ben Tarn born?"),
        ("when does the bakery open?", "the chapel", "when does the chapel open?"),
        ("what happened in 1998", "2004", "what happened in 2004?"),
        ("who ruled in Osk", "in Ult", "who ruled in Ult?"),
        ("where was she born", "Ben Tarn", "where was Ben Tarn born?"),
        ("how warm", "cold", "cold warm?"),
    ],
)
def test_changed(question: str, value: str, first: str) -> None:
    assert with_changed(question, value, NAMES)[0] == first


def test_short_names_are_nobody_elses() -> None:
    assert short_name("Ada Moss", NAMES) == "Moss"
    assert short_name("Ben Tarn", NAMES) == "Ben Tarn"
    assert persons_in("Ada Moss and Ben Tarn met", NAMES) == ("Ada Moss", "Ben Tarn")
