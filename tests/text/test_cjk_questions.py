"""Questions in Chinese: what they ask for, and what they are about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.cjk_questions import (
    asks_for_opinion,
    counted_unit,
    greets,
    kind_asked,
    orders,
    phrases,
    telling_grams,
)
from bot.text.cjk_signs import SIGNS, fresh_name, fresh_number, names


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁修了灯塔？", "person"),
        ("哪位工程师修了灯塔", "person"),
        ("誰修了燈塔？", "person"),
        ("灯塔什么时候重新点亮？", "date"),
        ("燈塔是何時點亮的", "date"),
        ("它在哪一年重建？", "date"),
        ("博物馆在哪里？", "place"),
        ("位于哪个城市？", "place"),
        ("多少人来了？", "quantity"),
        ("有几个门？", "quantity"),
        ("灯塔有多高？", "quantity"),
        ("为什么关闭？", "reason"),
        ("為何關閉", "reason"),
        ("灯塔修好了吗？", "yes or no"),
        ("是否开放？", "yes or no"),
        ("它叫什么名字？", "thing"),
        ("灯塔几乎倒了", None),
        ("中美关系", None),
        ("いつ建てられましたか", "date"),
        ("어디에 있습니까", "place"),
    ],
)
def test_question_words_tell_what_is_asked_for(question: str, kind: str | None) -> None:
    assert kind_asked(question) == kind


def test_phrases_are_what_question_words_and_particles_leave() -> None:
    text = "请问黑豹队的防守丢了多少分？"
    assert [span.of(text) for span in phrases(text)] == ["黑豹队", "防守丢", "分"]


def test_single_characters_tell_only_where_there_is_nothing_else() -> None:
    assert [gram.text for gram in telling_grams("丢了多少分")] == ["丢", "分"]
    assert [gram.text for gram in telling_grams("防守丢了多少分")] == ["防守", "守丢"]


def test_endings_in_hiragana_tell_nothing() -> None:
    assert "ですか"[:2] not in [g.text for g in telling_grams("灯台はどこにありますか")]
    assert "灯台" in [g.text for g in telling_grams("灯台はどこにありますか")]


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("进了多少次球？", "他进了 12 次。", "他进了球。"),
        ("灯塔有多高？", "灯塔高 38 米。", "灯塔有 38 年。"),
        ("修了多久？", "修了三个月。", "修了三层。"),
        ("门票多少钱？", "每人 15 元。", "每人 15 张。"),
        ("有几个门？", "有两个门。", "有门。"),
    ],
)
def test_what_is_counted_follows_a_number(question: str, yes: str, no: str) -> None:
    unit = counted_unit(question)
    assert unit is not None
    assert unit.search(yes)
    assert not unit.search(no)


def test_nothing_is_counted_where_no_number_is_asked_for() -> None:
    assert counted_unit("谁来了？") is None


@pytest.mark.parametrize("text", ["你好", "谢谢！", "您好，再见。", "こんにちは"])
def test_greetings(text: str) -> None:
    assert greets(text)


@pytest.mark.parametrize("text", ["你好的灯塔在哪里", "灯塔", "", "!?"])
def test_no_greetings(text: str) -> None:
    assert not greets(text)


def test_orders_and_opinions() -> None:
    assert orders("请写一首诗")
    assert not orders("谁写了一首诗？")
    assert asks_for_opinion("你觉得灯塔怎么样？")
    assert not asks_for_opinion("镇长觉得灯塔怎么样？")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "2016 年 3 月"),
        ("date", "十九世纪"),
        ("place", "位于北山"),
        ("quantity", "三十八"),
        ("reason", "因此关闭"),
        ("person", "卡特·莱恩"),
    ],
)
def test_signs(kind: str, text: str) -> None:
    assert SIGNS[kind].search(text)
    assert not SIGNS[kind].search("灯塔很美")


def test_foreign_names_are_known_by_their_characters() -> None:
    assert [n.group() for n in names("玛格丽特·索尔贝格来自奥斯陆")] == [
        "玛格丽特·索尔贝格",
        "奥斯陆",
    ]
    assert [n.group() for n in names("他写了《海边的灯》一书")] == ["海边的灯"]
    assert names("沈若兰修了灯塔") == []
    assert fresh_name("来自奥斯陆", "谁来了")
    assert not fresh_name("来自奥斯陆", "谁来自奥斯陆")
    assert fresh_number("高 38 米", "2016 年多高")
    assert not fresh_number("2016 年", "2016 年多高")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    kind_asked(text)
    counted_unit(text)
    assert all(gram.span.of(text) == gram.text for gram in telling_grams(text))
    assert all(span for span in phrases(text))
