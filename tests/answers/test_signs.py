"""A measure is answered by a sentence that holds one."""

from __future__ import annotations

import pytest

from bot.answers.signs import sign_wanted


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("how old is the pilot", "The pilot is 41 years old.", True),
        ("how old is the pilot", "The pilot came in 1985.", False),
        ("How tall is the mast?", "The mast measures 12 metres.", True),
        ("how tall is the mast", "The mast is painted red.", False),
        ("how long did they talk", "They talked for two hours.", True),
        ("how often does it sail", "It sails every ten minutes.", True),
        ("what does a ticket cost", "Tickets are \u20ac4.", True),
        ("what is the salary of the pilot", "The pilot likes the sea.", False),
        ("how many boats", "Three boats sank.", True),
        ("how many boats", "Seventeen boats sank in 1954.", True),
        ("how many boats", "The boats came in 1985.", False),
        ("how many boats", "It was the town's 1985 regatta.", False),
        ("how many people came", "2000 people came.", True),
        ("how many people came", "1,985 people came.", True),
        ("how much does a ticket cost", "They agreed on two key points.", False),
        ("how much does a ticket cost", "A ticket costs four crowns.", True),
    ],
)
def test_signs(question: str, sentence: str, holds: bool) -> None:
    sign = sign_wanted(question)
    assert sign is not None
    assert sign.stands_in(sentence) is holds


@pytest.mark.parametrize("question", ["how did it end", "who came", "the old harbour", "how come"])
def test_no_measure_no_sign(question: str) -> None:
    assert sign_wanted(question) is None
