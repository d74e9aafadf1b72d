"""Places as facts: merged names, what they lie in, and the sentences that tell most."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.fact import Fact
from bot.domain.source import Document, Source
from bot.facts.extractors.places import Places
from bot.facts.passages import passages


def _places(text: str) -> tuple[Document, dict[str, Fact]]:
    document = Document(Source("note", "note.txt", "Note"), text)
    facts = Places().extract(document, passages(document)).facts
    return document, {fact.text("name"): fact for fact in facts}


_ARTICLE = """The U.S. and China spoke of trade at the Larkin Estate in Ashby, Virginia, on Monday.

Students from Ashby met the envoys. The United States was pleased, and Larkin said the PRC was too.

There was trust in Larkin, and a crisis in Kumasi. The mayor of Ashby saw China’s team leave.

In Ashby, shops were shut. In Ashby, schools were open all the same.
"""


def test_forms_of_one_place_are_merged() -> None:
    _, found = _places(_ARTICLE)
    assert set(found) == {
        "United States",
        "China",
        "Larkin Estate",
        "Ashby, Virginia",
        "Virginia",
        "Kumasi",
    }
    assert found["United States"].fields["aliases"] == ("U.S.",)
    assert found["China"].fields["aliases"] == ("PRC",)
    assert found["China"].fields["mentions"] == 3
    assert "America" in found["United States"].text("also")


def test_what_a_place_lies_in_and_its_kind() -> None:
    _, found = _places(_ARTICLE)
    kinds = {name: (f.text("kind"), f.text("within")) for name, f in found.items()}
    assert kinds["Larkin Estate"] == ("site", "Ashby, Virginia")
    assert kinds["Ashby, Virginia"] == ("city", "Virginia")
    assert kinds["China"] == ("country", "")
    assert kinds["Kumasi"] == ("unknown", "")


def test_at_most_three_sentences_the_most_telling_first() -> None:
    document, found = _places(_ARTICLE)
    fact = found["Ashby, Virginia"]
    assert fact.fields["mentions"] == 5
    assert len(fact.evidence) == len(fact.marks) == 3
    assert "at the Larkin Estate in Ashby, Virginia" in document.quote(fact.evidence[0].span)
    for evidence, mark in zip(fact.evidence, fact.marks, strict=True):
        assert evidence.span.contains(mark.span)
        assert "Ashby" in document.quote(mark.span)


def test_text_comes_before_captions_and_a_repeated_caption_counts_once() -> None:
    caption = "Envoys arrive at the old port of Lisbon, Portugal, in the rain. (Photo: City Press)"
    document, found = _places(
        f"A quiet day for envoys.\n\n{caption}\n\nThey left Lisbon by ship.\n\n{caption}\n"
    )
    fact = found["Lisbon, Portugal"]
    assert fact.fields["mentions"] == 2
    assert document.quote(fact.evidence[0].span) == "They left Lisbon by ship."


def test_signatures_are_no_places_but_the_letterhead_has_some() -> None:
    _, found = _places(
        "The Mayor\nThe White House\nWashington, D.C.\n\nMay 5, 2020\n\nDear Mayor,\n\nWe meet in "
        "Oslo. It is far away from here.\n\nSincerely,\n\nFriends of Paris\nKenya Forum\n"
    )
    assert set(found) == {"White House", "Washington, D.C.", "Oslo"}


def test_the_seeds() -> None:
    found = {
        name: _places(Path("seeds", f"{name}.txt").read_text("utf-8"))[1]
        for name in ("lande-letter", "open-letter", "woodside-summit")
    }
    assert set(found["lande-letter"]) == {
        "US",
        "San Francisco",
        "China",
        "Iowa",
        "Muscatine, Iowa",
        "California",
        "Taiwan",
        "Zhengding county",
        "Hebei province",
    }
    assert set(found["open-letter"]) == {
        "White House",
        "Washington, D.C.",
        "San Francisco",
        "United States",
        "China",
    }
    summit = found["woodside-summit"]
    assert summit["Filoli Historic House & Garden"].text("within") == "Woodside, California"
    assert summit["Bali, Indonesia"].text("within") == "Indonesia"
    assert {"Hawaii", "Taiwan", "San Francisco", "Filoli Estate"} <= set(summit)


@pytest.mark.parametrize("text", ["", " \n ", "\u202e שלום Paris \U0001f600", "\r\n\r\nRome\r\n"])
def test_any_text_will_do(text: str) -> None:
    _places(text)


def test_unlisted_places_by_their_surroundings() -> None:
    _, found = _places(
        "Nordal town council meets again\n\n"
        "The Nordal town council met at Elm Hall. The road to Tarnby is closed. Tarnby waits.\n\n"
        "Boats left for Seal Point. The Salt Bridge is shut.\n"
    )
    assert {"Nordal", "Elm Hall", "Tarnby", "Seal Point", "Salt Bridge"} <= set(found)
    assert "Nordal town" not in found


def test_the_most_frequent_name_is_shown_with_a_sentence_that_holds_it() -> None:
    document, found = _places(
        "A treaty\n\nThe People's Republic of China was first. China came. They left China soon.\n"
    )
    fact = found["China"]
    assert fact.fields["aliases"] == ("People's Republic of China",)
    assert "China" in document.quote(fact.marks[0].span)
    assert document.quote(fact.marks[0].span) == "China"


def test_a_signer_can_place_a_town() -> None:
    text = (
        "Dear friends,\n\nWe urge you to stay.\n\nYours sincerely,\n\n"
        "Ada Brink, Mayor of Nordal\nJon Falke, potter\n"
    )
    _, found = _places(text)
    assert set(found) == {"Nordal"}
