"""Discovering places that no list has."""

from __future__ import annotations

import pytest

from bot.domain.span import Span
from bot.text.place_discovery import discovered


def found(text: str, others: frozenset[str] = frozenset()) -> frozenset[str]:
    return discovered(text, [Span(0, len(text))], others)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of Nordal came.",
        "The people of Nordal danced.",
        "The school at Nordal is new.",
        "The road to Nordal is closed, and Nordal sleeps.",
        "Nordal sleeps. They went through Nordal.",
    ],
)
def test_places(text: str) -> None:
    assert found(text) == {"nordal"}


@pytest.mark.parametrize(
    "text",
    [
        "Nordal sleeps. Nordal wakes.",  # nothing says where
        "They went to Nordal.",  # once
        "Ask at Solvex. Solvex said no.",  # a firm
        "From Solvex came a letter. Solvex has agreed.",
        "The minister of Culture came, and Culture it is.",
        "Sino-American talks. In Sino-American talks.",
        "They went to Easter, and Easter came.",
    ],
)
def test_no_places(text: str) -> None:
    assert found(text) == frozenset()


def test_words_of_organisations_are_none() -> None:
    assert (
        found("They came to Nordal Bank. Nordal Bank sleeps.", frozenset(("bank",))) == frozenset()
    )
