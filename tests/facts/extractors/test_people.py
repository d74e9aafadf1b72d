"""People: names, roles, aliases and the sentences that tell who they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.fact import Fact
from bot.domain.passage import Role
from bot.domain.source import Document, Source
from bot.facts.extractors.people import LONGEST_EVIDENCE, People, people_of
from bot.facts.passages import passages

from .paragraphs import document_of, paragraphs_of

SEEDS = Path(__file__).parents[3] / "seeds"


def people_in(text: str, role: Role = Role.PARAGRAPH) -> dict[str, Fact]:
    document = document_of(text)
    facts = People().extract(document, paragraphs_of(document, role)).facts
    return {fact.text("name"): fact for fact in facts}


def people_of_seed(name: str) -> tuple[Document, dict[str, Fact]]:
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    document = Document(Source(name, f"{name}.txt", name), text)
    facts = People().extract(document, passages(document)).facts
    return document, {fact.text("name"): fact for fact in facts}


def test_summit_people_with_roles_and_aliases() -> None:
    _, found = people_of_seed("woodside-summit")
    assert {n: f.text("role") for n, f in found.items()} == {
        "Joe Biden": "President",
        "Xi Jinping": "Chinese President",
        "Lloyd Austin": "Defense Secretary",
        "Nancy Pelosi": "former House Speaker",
        "John Kirby": "National Security Council spokesman",
    }
    assert {"Biden", "Mr. Biden", "President Biden"} <= set(found["Joe Biden"].fields["aliases"])  # type: ignore[arg-type]
    assert "Xi" in found["Xi Jinping"].fields["aliases"]  # type: ignore[operator]
    assert found["Joe Biden"].fields["mentions"] == 16


def test_letter_people_and_the_sentence_that_tells_who_they_are() -> None:
    document, found = people_of_seed("lande-letter")
    assert set(found) == {"Xi Jinping", "Joe Biden", "Sarah Lande"}
    lande = found["Sarah Lande"]
    assert lande.text("role") == "citizen diplomat"
    assert "widely recognised as a citizen diplomat" in document.quote(lande.evidence[0].span)
    xi = found["Xi Jinping"]
    assert document.quote(xi.evidence[0].span).startswith("Xi, who was 31 years old")


def test_open_letter_names_only_its_addressees() -> None:
    _, found = people_of_seed("open-letter")
    assert set(found) == {"Joseph R. Biden", "Xi Jinping"}
    assert found["Joseph R. Biden"].text("role") == "President"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Foreign Minister Arturo Campos left early.", "Arturo Campos", "Foreign Minister"),
        ("The talks ended when former mayor Ada Brink rose.", "Ada Brink", "former mayor"),
        ("Secretary of State Lena Orr flew home.", "Lena Orr", "Secretary of State"),
        ("Ewan Strand, a fisherman from Holm, waved.", "Ewan Strand", "fisherman"),
        ("Its campaign director, Zelda Prynne, agreed.", "Zelda Prynne", "campaign director"),
        ("R. Moss (chair) opened the meeting.", "R. Moss", "chair"),
        ("They met Zhao Liming and his aides. Zhao smiled.", "Zhao Liming", ""),
        ("Ursula von der Heide sang.", "Ursula von der Heide", ""),
        ("Dr. Quimby, 54, retired in May.", "Quimby", ""),
        ("Harbour Works chief executive Idris Vane resigned.", "Idris Vane", None),
    ],
)
def test_names_and_roles(text: str, name: str, role: str | None) -> None:
    found = people_in(text)
    assert name in found
    if role is not None:
        assert found[name].text("role") == role


@pytest.mark.parametrize(
    "text",
    [
        "The Morrow Research Centre and the Brethren of the North Church met in White House Lane.",
        "Veterans For Harmony, Amber Bank and General Motors signed on Monday in New Jersey.",
        "The Prince Edward Island ferry left the West Pier at the Halden Historic House.",
        "However, Many People Say Otherwise. Yesterday Was Fine.",
        "We Meet Again: APEC, NATO and UNICEF in San Francisco",
        "The Justice Department and the General Assembly adjourned.",
        "(Doug Quill/The Northern Times via NP)",
    ],
)
def test_bodies_places_and_credits_are_no_persons(text: str) -> None:
    assert people_in(text) == {}


def test_variants_of_a_name_are_one_person_and_namesakes_are_two() -> None:
    found = people_in(
        "Senator Joseph P. Crane met Mr. Joe Crane's friend Nora Crane. Mr. Crane paid. "
        "Ms. Nora Crane left. Crane spoke."
    )
    assert set(found) == {"Joseph P. Crane", "Nora Crane"}
    assert found["Joseph P. Crane"].fields["mentions"] == 3  # the bare "Crane" is anybody's


def test_index_resolves_names_titles_and_roles() -> None:
    text = (
        "President Maria Delgado received Chinese President Wu Daming and Defence Minister "
        "Paul Ott. Ms. Delgado spoke first."
    )
    document = document_of(text)
    index = people_of(document, paragraphs_of(document))
    assert index.resolve("Ms. Delgado") == "Maria Delgado"
    assert index.resolve("the president") == "Maria Delgado"
    assert index.resolve("the Chinese leader") == "Wu Daming"
    assert index.resolve("Wu") == "Wu Daming"
    assert index.resolve("the defence minister") == "Paul Ott"
    assert index.resolve("the minister of fish") is None
    assert index.resolve("Canada") is None


def test_a_role_that_two_persons_hold_resolves_to_nobody() -> None:
    document = document_of("President Ana Ruiz met President Ole Berg.")
    assert people_of(document, paragraphs_of(document)).resolve("the president") is None


def test_boilerplate_names_nobody() -> None:
    assert people_in("President Ana Ruiz", Role.BOILERPLATE) == {}


def test_chinese_text_names_nobody() -> None:
    assert people_in("习近平主席会见了拜登总统。双方同意恢复对话。") == {}


def test_evidence_of_an_endless_sentence_is_cut_around_the_name() -> None:
    text = "word " * 400 + "and President Ana Ruiz " + "word " * 400
    fact = people_in(text)["Ana Ruiz"]
    span = fact.evidence[0].span
    assert len(span) <= LONGEST_EVIDENCE
    assert "President Ana Ruiz" in span.of(text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "President ",
                "Ana Ruiz",
                " said ",
                "“",
                "”",
                "\r\n",
                "\n\n",
                "\u00a0",
                "e\u0301",
                "😀",
                "שלום ",
                ", a nurse, ",
                ". ",
                "Mr. ",
                "Wu",
                "’s ",
                "(",
                ")",
                " of ",
                "the ",
                "-",
                "İ",
            ]
        ),
        max_size=40,
    )
)
def test_any_text_gives_facts_whose_marks_lie_in_their_evidence(parts: list[str]) -> None:
    text = "".join(parts)
    document = document_of(text)
    for fact in People().extract(document, paragraphs_of(document)).facts:
        assert fact.text("name")
        for anchor in fact.evidence:
            assert anchor.span.of(text) == anchor.span.of(text).strip()
            assert 0 < len(anchor.span) <= LONGEST_EVIDENCE
        for mark in fact.marks:
            assert any(anchor.span.contains(mark.span) for anchor in fact.evidence)
