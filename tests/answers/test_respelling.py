"""Mistyped words are put right where the sources and the language leave one way."""

from __future__ import annotations

import pytest

from bot.answers.corpus import Corpus
from bot.answers.refusing import worth_naming
from bot.answers.respelling import respelled
from tests.answers.conftest import Make

NOTE = "The deckhands went on strike on 3 April. Mary Plinter watched the kiln doors.\n"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("wen was the strike", "when was the strike"),
        ("how meny deckhands", "how many deckhands"),
        ("who are the deck hands", "who are the deckhands"),
        ("where are the kilndoors", "where are the kiln doors"),
        ("when was the striek", "when was the strike"),
    ],
)
def test_put_right(make: Make, text: str, right: str) -> None:
    assert respelled(text, Corpus(make({"note.txt": NOTE})._state.corpus.edition)) == right


@pytest.mark.parametrize(
    "text",
    ["who is Plintar", "who is Zelensky", "when was the fight", "did fre boats sail", "", "wen"],
)
def test_left_alone(make: Make, text: str) -> None:
    assert respelled(text, Corpus(make({"note.txt": NOTE})._state.corpus.edition)) == text


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["Ostrow", "part"], ("Ostrow",)),
        (["part", "zelensky"], ("zelensky",)),
        (["lorries", "ice"], ("lorries", "ice")),
    ],
)
def test_names_are_named_alone(words: list[str], named: tuple[str, ...]) -> None:
    assert worth_naming(words) == named
