"""Characters: words of Chinese questions, what is missing of them, and what is marked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.characters import (
    as_written,
    asked_terms,
    beside,
    characters_of,
    marked,
    missing_names,
    read_characters,
)
from bot.answers.question import Wanted, read_question
from bot.domain.span import Span
from bot.text.words import terms

_CORPUS = set(terms("沈若兰主持修复灯塔。梅尔菲的伯爵来了。约翰来了。港务局开放北山停车场。"))


def known(word: str) -> bool:
    return word in _CORPUS


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("谁修复灯塔？", []),
        ("火星的首都是什么？", ["火星", "首都"]),
        ("火星灯塔在哪里？", ["火星"]),
        ("约翰·史密斯是谁？", ["约翰·史密斯"]),
        ("谁是梅尔菲伯爵？", []),  # 菲伯 stands nowhere, and parts two known words
        ("港务局曾在北山开放什么", []),
        ("书？", ["书"]),
    ],
)
def test_what_is_missing_is_named_whole(question: str, missing: list[str]) -> None:
    assert as_written(question, known) == missing


def test_foreign_names_that_are_missing_are_told_from_other_words() -> None:
    assert missing_names("玛格丽特的首都在哪里", known) == ["玛格丽特"]
    assert missing_names("谁是梅尔菲伯爵", known) == []


def test_a_question_is_read_into_bigrams_and_latin_words() -> None:
    text = "NFL 在2016年有多少支球队？"
    question = read_question(text)
    assert question.wanted is Wanted.QUANTITY
    assert [(a.word, a.name) for a in question.asked] == [
        ("nfl", True),
        ("2016", False),
        ("支球", False),
        ("球队", False),
    ]
    assert all(terms(a.span.of(text)) == [a.stem] for a in question.asked)


def test_english_questions_stay_english() -> None:
    question = read_question("Who is 沈若兰?")
    assert question.wanted is Wanted.PERSON
    assert [a.word for a in question.asked] == ["沈若", "若兰"]
    assert characters_of("Who?", [("moss", 1.0), ("letter", 2.0), ("沈若", 3.0)]) is None


def test_characters_weigh_as_the_least_of_their_bigrams() -> None:
    asked = characters_of("灯塔高多少米？", [("灯塔", 2.0), ("塔高", 3.0)])
    assert asked is not None
    assert asked.weights == {"灯": 2.0, "塔": 2.0, "高": 3.0}
    values = read_characters(asked, "quantity", "塔有 38 米。")
    assert values["characters"] == pytest.approx(2 / 7)
    assert values["counted"] == 1.0
    assert values["quantity"] == values["fresh_number"] == 1.0
    assert values["person"] == 0.0


def test_marks_cover_the_wanted_words_and_join() -> None:
    text = "“灯塔重新点亮。”NFL 说。"
    assert [s.of(text) for s in marked(text, {"灯塔", "塔重", "点亮", "nfl"})] == [
        "灯塔重",
        "点亮",
        "NFL",
    ]


def test_more_than_what_was_said() -> None:
    assert beside("2015年有多少灯塔？", ["2015年"])
    assert not beside("2015年？", ["2015年"])


@given(
    st.text(st.sampled_from("谁灯塔的ABa 1,.'’《》·玛格丽特\ud800\u202eمשが한年"), max_size=40),
    st.sets(st.sampled_from(["灯塔", "丽特", "a", "1", "年"])),
)
def test_any_question_can_be_read(text: str, wanted: set[str]) -> None:
    question = read_question(text)
    assert all(0 <= a.span.start < a.span.end <= len(text) for a in question.asked)
    assert all(word in text for word in as_written(text, wanted.__contains__))
    spans = marked(text, wanted)
    assert spans == sorted(spans)
    assert all(one.end < other.start for one, other in pairwise(spans))
    inside = asked_terms(text, Span(0, len(text)))
    assert all(term.span.of(text) for term in inside)
