"""Quotations: where quoted words stand between marks."""

from __future__ import annotations

import pytest

from bot.domain.span import Span
from bot.facts.extractors.quotations import quotations
from bot.text.sentences import sentences


def quoted(text: str, *, goes_on: bool = False) -> list[str]:
    area = Span(0, len(text))
    found = quotations(text, area, sentences(text), goes_on=goes_on)
    return [quotation.inner.of(text) for quotation in found]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("He said “one” and “two”.", ["one", "two"]),
        ('He said "one" and "two".', ["one", "two"]),
        ("„Ja“, sagte er. «Non», dit-il. »So« rief sie.", ["Ja", "Non", "So"]),
        ("她说：「好」", ["好"]),
        ("He said “a “b” c” and “d”.", ["a “b” c", "d"]),
        ("A “over a “drift of – X.” The “so.” end", ["over a “drift of – X.", "so."]),
        ("“It’s ‘fine’,” she said.", ["It’s ‘fine’,"]),
        ("‘It’s the boys’ own fault,’ he said.", ["It’s the boys’ own fault,"]),
        ("The workers’ club and the brewers’ hall, ’90s style, rock 'n' roll", []),
        ("a 6\" pipe and a 7' ladder", []),
        ("“Open. And never shut.", ["Open."]),
        ("“”", []),
        ("", []),
    ],
)
def test_marks(text: str, inner: list[str]) -> None:
    assert quoted(text) == inner


def test_an_open_quotation_goes_on_when_the_next_paragraph_opens_with_a_mark() -> None:
    assert quoted("“First. Second.", goes_on=True) == ["First. Second."]
