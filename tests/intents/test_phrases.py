"""The template language: what it stands for, how much, and what it refuses."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents.phrases import LONGEST, PhraseError, expand, parse, words_of


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("who came", ["who came"]),
        ("who [all] came", ["who came", "who all came"]),
        ("(ferry|bus) times", ["ferry times", "bus times"]),
        ("organi(s|z)e[s]", ["organise", "organises", "organize", "organizes"]),
        ("did {name} come", ["did {name} come"]),
        ("[the|a] boat", ["boat", "the boat", "a boat"]),
        ("see (the [old|new] boat|it)", ["see the boat", "see the old boat", "see the new boat",
                                         "see it"]),
        ("  spaced   out [ more ] ", ["spaced out", "spaced out more"]),
        ("(a|a) twice", ["a twice"]),
    ],
)  # fmt: skip
def test_expands_in_order_and_each_once(phrase: str, expected: list[str]) -> None:
    assert list(expand(phrase)) == expected


@pytest.mark.parametrize(
    ("phrase", "column", "words"),
    [
        ("who (came", 5, "this ( is never closed"),
        ("who [came", 5, "this [ is never closed"),
        ("who (came]", 10, "] closes nothing here"),
        ("who came)", 9, ") closes nothing"),
        ("who | came", 5, "| stands outside"),
        ("who (a||b)", 8, "an alternative is empty"),
        ("who (|b)", 6, "an alternative is empty"),
        ("who [ ] came", 7, "an alternative is empty"),
        ("did {name", 5, "this { is never closed"),
        ("did {Name} come", 5, "'Name' is not a slot's name"),
        ("did {} come", 5, "'' is not a slot's name"),
        ("did {nmae} come", 5, "there is no slot 'nmae'"),
        ("did name} come", 9, "} closes nothing"),
        ("[help]", 1, "the phrase can be empty"),
        ("{name} [please]", 1, "the phrase can be a slot and no word"),
        ("(" * 40 + "a" + ")" * 40, 13, "nested more than"),
        ("a" * (LONGEST + 1), LONGEST, "over"),
    ],
)
def test_says_what_is_wrong_and_where(phrase: str, column: int, words: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse(phrase, {"name"})
    assert caught.value.column == column
    assert words in str(caught.value)
    assert f"column {column}" in str(caught.value)


def test_counts_before_it_writes() -> None:
    phrase = "go " + " ".join(f"[(a{i}|b{i}|c{i})]" for i in range(25))
    assert parse(phrase).count == 4**25
    started = time.perf_counter()
    found = expand(phrase, limit=100)
    assert time.perf_counter() - started < 1
    assert len(found) == 100
    assert found == expand(phrase, limit=100)


def test_a_sample_is_even_over_every_group() -> None:
    found = expand("(a|b) (c|d) (e|f) (g|h) (i|j) (k|l) (m|n) (o|p)", limit=32)
    for letter in "abcdefghijklmnop":
        assert 10 <= sum(letter in text.split() for text in found) <= 22, letter


def test_words_are_stems_without_slots() -> None:
    found = words_of(["(list|show) [all] {name} signatures", "organi(s|z)ations [named] {place}"])
    assert {"list", "show", "all", "signatur", "name", "organis", "organiz"} <= found
    assert "place" not in found


def test_every_alternative_is_among_the_words_however_many_there_are() -> None:
    words = [f"word{i}x" for i in range(30)]
    phrase = "say " + " ".join(
        f"({a}|[{b}|{c}])" for a, b, c in zip(*[iter(words)] * 3, strict=True)
    )
    assert {word for word in words_of([phrase]) if word.startswith("word")} == set(words)


@given(st.text(alphabet="ab []()|{}", max_size=60))
def test_any_text_expands_within_the_limit_or_is_explained(phrase: str) -> None:
    column = None
    try:
        parsed = parse(phrase)
    except PhraseError as error:
        column = error.column
    if column is not None:
        assert 1 <= column <= len(phrase) + 1
        return
    found = expand(phrase, limit=7)
    assert 1 <= len(found) <= min(7, parsed.count)
    assert len(set(found)) == len(found)
    for text in found:
        assert text == " ".join(text.split())
        assert not set(text) & set("[]()|")


@given(st.integers(1, 8), st.integers(1, 60))
def test_a_sample_has_as_many_different_utterances_as_the_limit_allows(
    groups: int, limit: int
) -> None:
    phrase = "x " + " ".join(f"[w{i}]" for i in range(groups))
    found = expand(phrase, limit)
    assert len(found) == min(limit, 2**groups)
    assert set(found) <= set(expand(phrase, 2**groups))
