"""What a letter asks for."""

from __future__ import annotations

import pytest

from bot.domain.source import Document, Source
from bot.facts.extractors.appeals import Appeals
from bot.facts.passages import passages

LETTER = """Dear members of the council,

The harbour is silting up. We, the undersigned, ask you to dredge the north basin before winter.
They urge caution. We further call on the ministry to pay its share.

Sincerely,

Ada Moss
Divers for Clean Reefs
"""


def appeals(text: str) -> list[str]:
    document = Document(Source("letter", "letter.txt", "A letter"), text)
    facts = Appeals().extract(document, passages(document)).facts
    assert all(fact.kind == "appeal" for fact in facts)
    return [document.quote(fact.evidence[0].span) for fact in facts]


def test_the_sentences_that_ask() -> None:
    assert appeals(LETTER) == [
        "We, the undersigned, ask you to dredge the north basin before winter.",
        "We further call on the ministry to pay its share.",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "A note\n\nWe ask for nothing here that anybody would have to sign for, not even a line."],
)
def test_nothing_outside_of_letters(text: str) -> None:
    assert appeals(text) == []
