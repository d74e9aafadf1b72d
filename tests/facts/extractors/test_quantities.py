"""Quantities as facts: fields, evidence, and the passages that are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.fact import Fact
from bot.domain.source import Document, Source
from bot.facts.extractors.quantities import Quantities
from bot.facts.passages import passages


def _quantities(text: str) -> tuple[Document, list[Fact]]:
    document = Document(Source("note", "note.txt", "Note"), text)
    return document, list(Quantities().extract(document, passages(document)).facts)


def test_fields_evidence_and_mark() -> None:
    document, (fact,) = _quantities("The mill closed. About 40 per cent of its workers left.\n")
    assert dict(fact.fields) == {
        "value": 40,
        "unit": "per cent",
        "counted": "its workers",
        "text": "About 40 per cent",
        "label": "About 40 per cent of its workers",
        "approximate": True,
    }
    assert document.quote(fact.evidence[0].span) == "About 40 per cent of its workers left."
    assert document.quote(fact.marks[0].span) == "About 40 per cent"


def test_a_range_and_a_weak_figure_say_so() -> None:
    _, facts = _quantities("Between 10 and 15 ships sank, and one man swam ashore alone.\n")
    assert facts[0].fields["value_to"] == 15
    assert "weak" not in facts[0].fields
    assert facts[1].fields["weak"] is True


def test_letterheads_and_signatures_hold_no_quantities() -> None:
    text = (
        "The Mayor\n12 Mill Street\nAshby\n\nMay 5, 2020\n\nDear Mayor,\n\nWe ask for 3 buses. "
        "They are needed badly here.\n\nSincerely,\n\nFriends of 40 Trees\nThe 1990 Club\n"
    )
    _, facts = _quantities(text)
    assert [f.fields["value"] for f in facts] == [3]


def test_the_seeds() -> None:
    found = {
        name: {
            f.text("text") for f in _quantities(Path("seeds", f"{name}.txt").read_text("utf-8"))[1]
        }
        for name in ("lande-letter", "open-letter", "woodside-summit")
    }
    assert found["lande-letter"] == {
        "nearly four decades",
        "nearly two months",
        "50,000",
        "five years",
        "31 years old",
        "83 per cent",
    }
    assert found["open-letter"] == set()
    assert {"about four hours", "about a dozen"} <= found["woodside-summit"]


@pytest.mark.parametrize("text", ["", " \n ", "\u202e ٣٤ 50,000 \U0001f600", "\r\n\r\n5 men\r\n"])
def test_any_text_will_do(text: str) -> None:
    _quantities(text)
