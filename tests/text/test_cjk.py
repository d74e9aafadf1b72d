"""Chinese, Japanese and Korean: bigrams with exact spans, and the same in index and query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.span import Span
from bot.text.cjk import RUN, bigrams, grams, has_cjk
from bot.text.sentences import sentences
from bot.text.words import terms

_MIXED = st.text(
    st.sampled_from("中美关系。！？ 的了 abC 2016年，“”《》·が京𠮷한국ｱ々 \n\ud800\u202eمر"),
    max_size=60,
)


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("中", ["中"]),
        ("中美", ["中美"]),
        ("中美关系", ["中美", "美关", "关系"]),
        ("人々", ["人々"]),
        ("한국어", ["한국", "국어"]),
        ("𠮷野家", ["𠮷野", "野家"]),
    ],
)
def test_a_run_is_cut_into_overlapping_bigrams(run: str, expected: list[str]) -> None:
    assert list(bigrams(run)) == expected
    assert terms(run) == expected


def test_the_spans_of_planted_words_are_exact() -> None:
    text = "🙂 NFL 在2016年：灯塔、水。\r\n"
    found = {gram.text: gram.span for gram in grams(text)}
    assert found == {
        "在": Span(6, 7),
        "年": Span(11, 12),
        "灯塔": Span(13, 15),
        "水": Span(16, 17),
    }
    assert grams(text, Span(13, 14))[0].span == Span(13, 14)


@given(_MIXED)
def test_each_gram_is_the_slice_at_its_span(text: str) -> None:
    found = grams(text)
    assert all(gram.span.of(text) == gram.text for gram in found)
    covered = {at for gram in found for at in range(gram.span.start, gram.span.end)}
    assert covered == {at for run in RUN.finditer(text) for at in range(*run.span())}


@given(st.text())
def test_the_index_has_the_bigrams_of_any_text(text: str) -> None:
    runs = [run.group() for run in RUN.finditer(text)]
    assert has_cjk(text) == bool(runs)
    assert terms(text) == terms(text)  # never raises, and is the same each time


def test_a_query_asks_for_what_the_index_holds() -> None:
    assert set(terms("中美关系")) <= set(terms("他说中美关系改善了。"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("灯塔修好了。2016 年开放。", ["灯塔修好了。", "2016 年开放。"]),
        ("燈塔修好了。 ２０１６年開放！", ["燈塔修好了。", "２０１６年開放！"]),
        (
            "他说：“修好了。2016 年开放。”然后走了。",
            ["他说：“修好了。2016 年开放。”", "然后走了。"],
        ),
        ("《一天。1999》是书；很好。", ["《一天。1999》是书；很好。"]),
        ("高 3.5 米。“3 年！”他说。", ["高 3.5 米。", "“3 年！”", "他说。"]),
    ],
)
def test_a_digit_after_a_full_stop_opens_a_sentence(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(_MIXED)
def test_sentences_of_mixed_text_lose_nothing(text: str) -> None:
    spans = sentences(text)
    inside = {at for span in spans for at in range(span.start, span.end)}
    assert sum(map(len, spans)) == len(inside)
    assert all(at in inside or text[at].isspace() for at in range(len(text)))
