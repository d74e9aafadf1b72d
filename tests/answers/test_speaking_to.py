"""Questions for yes or no about a place or a time."""

from __future__ import annotations

import pytest

from bot.answers.corpus import Corpus
from bot.answers.speaking_to import opened
from tests.answers.conftest import Make

NOTE = "The kite fair took place in Lindau on June 4, 2031.\n"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("was the kite fair held in Osk?", "where was the kite fair held?"),
        ("did the kite fair take place in lindau", "where did the kite fair take place?"),
        ("was the kite fair held in 2030?", "when was the kite fair held?"),
        ("did the kite fair open on June 5, 2031", "when did the kite fair open?"),
    ],
)
def test_opened(make: Make, text: str, question: str) -> None:
    found = opened(text, Corpus(make({"note.txt": NOTE})._state.corpus.edition))
    assert found is not None
    assert found.question == question


@pytest.mark.parametrize(
    "text",
    [
        "where was the kite fair held",
        "did the kite fair end in tears",
        "is it in Osk",
        "was it fun",
    ],
)
def test_not_opened(make: Make, text: str) -> None:
    assert opened(text, Corpus(make({"note.txt": NOTE})._state.corpus.edition)) is None
