"""Sentences: exact spans, whole in common cases, never too long where they can be split."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.span import Span
from bot.text.sentences import LONG, LONGEST, sentences


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Pike met Dr. Holm at 3 p.m. on Nov. 15 near the U.S. embassy.",
        "Harriet B. Moss paid Sen. Pike 4.50 on Sept. 3, i.e. before noon.",
        "He said “I came. I saw. I left.” and went.",
        "It was... odd.",
        "See No. 5 of Fig. 2, e.g. the fish.",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lamp broke. Nobody saw it!", ["The lamp broke.", "Nobody saw it!"]),
        ("They left the U.S. The rest stayed.", ["They left the U.S.", "The rest stayed."]),
        ("It ended at 3 p.m. They slept.", ["It ended at 3 p.m.", "They slept."]),
        ("we went home. it rained. ok", ["we went home.", "it rained.", "ok"]),
        ("“It is done.” She left.", ["“It is done.”", "She left."]),
        ("灯塔修好了。没有人看见！“真的？”", ["灯塔修好了。", "没有人看见！", "“真的？”"]),
        ("One line\r\ngoes on. Two\u00a0do.", ["One line\r\ngoes on.", "Two\u00a0do."]),
    ],
)
def test_sentences_part(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_long_quotation_is_split_at_the_sentence_ends_inside_of_it() -> None:
    inside = [
        "We built the bridge in a year, and everyone from the valley carried stones for Mr. Ash.",
        "Then the river rose by 3.5 metres in Nov. 1911 and took it away with all its lamps.",
        "… And so we built it a second time, higher, from the oak that grew behind the mill.",
        "Nobody helped us; nobody came.",
    ]
    text = f"“{' '.join(inside)}” the old ferryman said."
    assert len(text) > LONG
    assert split(text) == [f"“{inside[0]}", *inside[1:3], f"{inside[3]}” the old ferryman said."]


def test_the_sentences_after_a_long_quotation_stay_apart() -> None:
    quote = (
        "“" + "The river took all we had and the mill too. " * 9 + "So be it,” she said. It rained."
    )
    assert split(quote)[-2:] == ["So be it,” she said.", "It rained."]


@pytest.mark.parametrize("mark", ["; ", ": ", " — ", ", ", " "])
def test_what_has_no_end_is_split_at_the_next_best_mark(mark: str) -> None:
    text = mark.join(["and the lanterns went down to the river in a long row"] * 40)
    pieces = split(text)
    assert len(pieces) > 1
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert mark == " " or all(piece.endswith((mark.strip(), "row")) for piece in pieces)


def test_a_word_without_end_stays_whole() -> None:
    assert split("x" * 2000) == ["x" * 2000]


@pytest.mark.parametrize("unit", ["'a ' b. ", ". ", "… ", "“c. D ", "U.S. ", "a; ", "Mr. "])
def test_time_is_linear_in_the_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.perf_counter()
    assert sentences(text)
    assert time.perf_counter() - start < 3  # seconds; a quadratic splitter takes far more


def test_a_long_paragraph_is_split_at_every_sentence() -> None:
    sentence = "The lamps went down to the river in a long row, and nobody spoke of Mr. Ash again."
    assert split(" ".join([sentence] * 500)) == [sentence] * 500


def test_within_gives_spans_of_the_whole_text() -> None:
    text = "Not this. But this one. And that."
    assert [s.of(text) for s in sentences(text, Span(10, 23))] == ["But this one."]


@pytest.mark.parametrize("text", ["", " \n\u00a0\t", "\ud800 a. B.", "\x00", "…", "”)"])
def test_odd_texts(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


_PIECES = st.sampled_from(
    ["Mr. Pike", "went.", "“So", "be it.”", "…", "...", "U.S.", " ", "\n\n", "\r\n", "\u00a0", "🦊",
     "e\u0301", "مرحبا.", "今天。", "(no)", "'tis", "; ", "a" * 80, "\x0c", "?!", ",", "\ufeff"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=60).map(" ".join)))
def test_spans_are_in_order_inside_and_cover_all(text: str) -> None:
    area = Span(min(2, len(text)), len(text))
    for within in (None, area):
        spans = sentences(text, within)
        inner = within or Span(0, len(text))
        at = inner.start
        for span in spans:
            assert span
            assert span.stripped(text) == span
            assert at <= span.start
            assert span.end <= inner.end
            at = span.end
        covered = "".join(span.of(text) for span in spans)
        assert "".join(covered.split()) == "".join(inner.of(text).split())


@given(st.lists(st.text(alphabet="ab .,;“”", max_size=400), max_size=6).map(" ".join))
def test_no_sentence_is_too_long_where_it_could_be_split(text: str) -> None:
    for span in sentences(text):
        assert len(span) <= LONGEST or " " not in span.of(text)[1:LONGEST]
