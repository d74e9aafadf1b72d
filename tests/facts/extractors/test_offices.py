"""Offices, kin and roles around names: what a document says of who somebody is."""

from __future__ import annotations

import pytest

from bot.domain.fact import Fact
from bot.domain.passage import Role
from bot.domain.source import Document, Source
from bot.facts.extractors.people import People, people_of
from bot.facts.passages import passages

from .paragraphs import document_of, paragraphs_of


def people_in(text: str, role: Role = Role.PARAGRAPH) -> dict[str, Fact]:
    document = document_of(text)
    facts = People().extract(document, paragraphs_of(document, role)).facts
    return {fact.text("name"): fact for fact in facts}


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Members elected Piet Aker treasurer.", "Piet Aker", "treasurer"),
        ("Rosa Lind was re-elected as chair for two years.", "Rosa Lind", "chair"),
        ("Rosa Lind has been appointed director.", "Rosa Lind", "director"),
        ("Tom Berg became mayor of Lower Brunn in May.", "Tom Berg", "mayor of Lower Brunn"),
        ("Vice-chair Olga Penn left early.", "Olga Penn", "Vice-chair"),
        ("Council member Ada Holt voted no.", "Ada Holt", "Council member"),
        ("It was the beekeeper, Mr. Jon Falke, who called.", "Jon Falke", "beekeeper"),
        ("We met volcanologist Ida Roos on the rim.", "Ida Roos", "volcanologist"),
        ("My brother Otto keeps goats.", "Otto", "brother"),
        ("Mara Voss, Head of Sales", "Mara Voss", "Head of Sales"),
        ("Emil Strand, Secretary General, Guild of Coopers", "Emil Strand", "Secretary General"),
        ("Nora Vik, Editor-in-Chief, The Salt Gazette", "Nora Vik", "Editor-in-Chief"),
        ("“No,” said the guild’s chairman, Aron Bell.", "Aron Bell", "guild’s chairman"),
        ("To the Minister of Fisheries, Dr. Ada Holt", "Ada Holt", "Minister of Fisheries"),
    ],
)
def test_roles_as_written(text: str, name: str, role: str) -> None:
    assert people_in(text)[name].text("role") == role


@pytest.mark.parametrize(
    ("text", "name", "of"),
    [
        ("Chinese President Lin Bao spoke.", "Lin Bao", "China"),
        ("The French president, Mr. Luc Morel, was there.", "Luc Morel", "France"),
        ("US President Jane Roe spoke.", "Jane Roe", "US"),
        ("China's President Lin Bao spoke.", "Lin Bao", "China"),
        ("Jane Roe, president of Peru, spoke.", "Jane Roe", "Peru"),
        ("Brunn's mayor Ada Holt agreed.", "Ada Holt", "Brunn"),
        ("Ada Holt, mayor of Brunn, agreed.", "Ada Holt", "Brunn"),
        ("Jon Falke, a partner at Falke & Sons, agreed.", "Jon Falke", "Falke & Sons"),
        ("Gunnar Moe, Minister of Education, agreed.", "Gunnar Moe", ""),
        ("Ida Roos, a nurse, agreed.", "Ida Roos", ""),
    ],
)
def test_what_a_role_is_of(text: str, name: str, of: str) -> None:
    assert people_in(text)[name].text("role_of") == of


def test_the_body_of_a_signer_follows_the_role() -> None:
    found = people_in("Ada Brink, Director, Museum of Salt", Role.SIGNATURE)
    assert found["Ada Brink"].text("role_of") == "Museum of Salt"
    assert "role_of" not in people_in("Ada Brink, Director, came.")["Ada Brink"].fields


def test_a_role_alone_finds_its_holder_however_its_body_is_tied() -> None:
    document = document_of(
        "Ada Holt, director of the harbour board, came. Piet Aker, director, left."
    )
    index = people_of(document, paragraphs_of(document))
    assert index.holders("the harbour board's director") == {"Ada Holt"}
    assert index.holders("the director of the harbour board") == {"Ada Holt"}
    assert index.holders("the director") == {"Piet Aker"}
    assert index.holders("the tram board's director") == frozenset()


def test_who_is_untitled_in_one_place_and_titled_in_another() -> None:
    found = people_in("Present: Hedda Quay, Jon Falke (chair).\n\nMs. Quay asked why.")
    assert "Ms. Quay" in found["Hedda Quay"].fields["aliases"]  # type: ignore[operator]


def test_the_evidence_begins_with_the_sentence_that_explains() -> None:
    text = (
        "To Dr. Ada Holt\n3 Quay Road, Brunn\n\nDear Dr. Holt,\n\nWe write to you again. "
        "Ada Holt, the harbour master, knows us well by now, as everybody does here.\n\n"
        "Yours sincerely,\n\nJon Falke\nIda Roos\n"
    )
    document = Document(Source("note", "note.txt", "Note"), text)
    facts = People().extract(document, passages(document)).facts
    (fact,) = (f for f in facts if f.text("name") == "Ada Holt")
    assert document.quote(fact.evidence[0].span).startswith("Ada Holt, the harbour master")
