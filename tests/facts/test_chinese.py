"""Chinese documents: statements, dates and letters as they are written there."""

from __future__ import annotations

import pytest

from bot.domain.passage import Role
from bot.domain.source import Document, Source
from bot.facts.extractors.statements import Statements
from bot.facts.passages import passages
from bot.text.dates import dates

_NEWS = """青石湾灯塔

港务局局长卫长明表示：“灯塔是渔民的眼睛。”沈若兰说：“它很高。”

镇长指出，门票为 15 元。
"""
_LETTER = """致镇政府的公开信

尊敬的镇长：

我们请求保留旧码头的夜市。

此致
敬礼！

青石湾商户协会
南街渔业合作社
"""


def document(text: str) -> Document:
    return Document(Source("planted", "planted.txt", "Planted"), text)


def test_the_first_sentence_of_a_passage_and_one_after_a_quotation_can_be_speech() -> None:
    doc = document(_NEWS)
    facts = Statements().extract(doc, passages(doc)).facts
    assert [(f.fields["speaker"], f.fields["words"]) for f in facts] == [
        ("港务局局长卫长明", "灯塔是渔民的眼睛。"),
        ("沈若兰", "它很高。"),
        ("镇长", "门票为 15 元。"),
    ]


def test_taking_leave_in_two_lines_signs_nothing() -> None:
    doc = document(_LETTER)
    roles = {doc.quote(p.span): p.role for p in passages(doc)}
    assert roles["此致"] == roles["敬礼！"] == Role.VALEDICTION
    assert roles["青石湾商户协会"] == roles["南街渔业合作社"] == Role.SIGNATURE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("于 2016 年 3 月 12 日点亮", "2016-03-12"),
        ("于2016年3月12日点亮", "2016-03-12"),
        ("于 2016\u00a0年 3 月点亮", "2016-03"),
        ("於 2016 年點亮", "2016"),
    ],
)
def test_dates_with_and_without_blanks(text: str, value: str) -> None:
    assert [found.start for found in dates(text)] == [value]
