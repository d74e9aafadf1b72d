"""What a question asks for is read from its words."""

from __future__ import annotations

import pytest

from bot.answers.question import Wanted, read_question


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("who opened the harbour", Wanted.PERSON),
        ("When did the ferry sail?", Wanted.DATE),
        ("what year was the bridge built", Wanted.DATE),
        ("where's the lighthouse", Wanted.PLACE),
        ("in which city did they meet", Wanted.PLACE),
        ("how many boats sank", Wanted.QUANTITY),
        ("what percentage voted", Wanted.QUANTITY),
        ("how did it end", Wanted.THING),
        ("why was it closed", Wanted.REASON),
        ("did the mayor resign", Wanted.YES_NO),
        ("lighthouse", Wanted.NOTHING),
        ("the keeper left?", Wanted.THING),
    ],
)
def test_the_kind_that_is_wanted(text: str, wanted: Wanted) -> None:
    assert read_question(text).wanted is wanted


def test_names_are_capitalised_words_that_do_not_open_the_question() -> None:
    asked = {a.word: a.name for a in read_question("Did Marta sell the Boat?").asked}
    assert asked == {"marta": True, "sell": False, "boat": True}


def test_case_says_nothing_in_shouting_or_in_lower_case() -> None:
    for text in ("DID MARTA SELL IT", "did marta sell it"):
        assert not any(a.name for a in read_question(text).asked)


def test_spans_point_at_the_words() -> None:
    text = "where does Zo\u00eb\u2019s  boat lie?"
    assert [a.span.of(text) for a in read_question(text).asked] == [
        "Zo\u00eb\u2019s",
        "boat",
        "lie",
    ]
