"""Whether two names are one person's."""

from __future__ import annotations

import pytest

from bot.answers.identity import one_person, same_person


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Moss", "Ada Moss", True),
        ("Ms. Moss", "Ada Moss", True),
        ("Joe Tarn", "Joseph R. Tarn", True),
        ("J. Tarn", "Joseph Tarn", True),
        ("Li", "Li Wenshan", True),
        ("Ada Moss", "Ben Moss", False),
        ("John Moss", "Joan Moss", False),
        ("Mark Brandt", "Maria Brandt", False),
        ("Wei Li", "Li Wei", False),
        ("Bob Tarn", "Robert Tarn", True),
        ("Ada Moss", "Ada Tarn", False),
        ("", "Ada Moss", False),
        ("Mr.", "Mr. Tarn", False),
    ],
)
def test_same_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


def test_one_person() -> None:
    assert one_person(["Tarn", "Mr. Tarn", "Joseph Tarn"])
    assert not one_person(["Ada Moss", "Ben Moss"])
