"""Speakers: appositions on both sides of a name, pronouns, and whose words a study is."""

from __future__ import annotations

import pytest

from bot.domain.fact import Fact
from bot.facts.extractors.people import People
from bot.facts.extractors.statements import Statements

from .paragraphs import document_of, paragraphs_of


def statements_in(text: str) -> tuple[Fact, ...]:
    document = document_of(text)
    return Statements().extract(document, paragraphs_of(document)).facts


def said_in(text: str) -> list[tuple[str, str]]:
    return [(fact.text("speaker"), fact.text("words")) for fact in statements_in(text)]


def roles_in(text: str) -> dict[str, str]:
    document = document_of(text)
    facts = People().extract(document, paragraphs_of(document)).facts
    return {fact.text("name"): fact.text("role") for fact in facts}


@pytest.mark.parametrize(
    ("text", "role", "words"),
    [
        (
            "The firm's deputy director for logistics, Oresta Vandermeer, said the depot was full.",
            "deputy director for logistics",
            "the depot was full",
        ),
        (
            "The museum's curator of coins, Oresta Vandermeer, said the hoard was complete.",
            "curator of coins",
            "the hoard was complete",
        ),
        (
            "The head gardener, Oresta Vandermeer, warned that the frost would come.",
            "head gardener",
            "the frost would come",
        ),
        (
            "The chief engineer for bridges, Oresta Vandermeer, as she left the hall, said the "
            "arch was sound.",
            "chief engineer for bridges",
            "the arch was sound",
        ),
    ],
)
def test_a_name_between_commas_speaks_and_bears_the_role(text: str, role: str, words: str) -> None:
    assert said_in(text) == [("Oresta Vandermeer", words)]
    assert roles_in(text) == {"Oresta Vandermeer": role}


def test_whoever_is_somebody_who_is_a_person() -> None:
    text = "“It leaks,” said Corvin Ashdown, a keen rower who sat on the panel."
    assert roles_in(text) == {"Corvin Ashdown": "keen rower"}
    assert roles_in("“It leaks,” said Bell Harbour, a choir who sing at dawn.") == {}


def test_what_somebody_calls_a_thing_is_a_statement() -> None:
    text = "Union leader Bramwell Okpara called the offer “an insult to the whole yard.”"
    assert said_in(text) == [
        ("Bramwell Okpara", "the offer “an insult to the whole yard.”"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“It leaks,” said Corvin Ashdown. He added that the hull was old.",
        "Corvin Ashdown praised the yard. He said the hull was old.",
        "“It leaks,” said Corvin Ashdown, a rower who sat on the panel until he quit. "
        "He said the hull was old.",
    ],
)
def test_a_pronoun_is_the_speaker_of_the_sentence_before(text: str) -> None:
    assert said_in(text)[-1] == ("Corvin Ashdown", "the hull was old")


@pytest.mark.parametrize(
    "text",
    [
        "He said the hull was old.",
        "Mr. Corvin Ashdown met Mr. Bramwell Okpara. He said the hull was old.",
        "Orvel Foods said prices would rise. He said the hull was old.",
    ],
)
def test_a_pronoun_for_nobody_known_stays_open(text: str) -> None:
    last = statements_in(text)[-1]
    assert (last.text("speaker"), last.fields.get("unresolved")) == ("He", True)


def test_a_pronoun_for_nobody_known_writes_no_letters_and_reports_nothing() -> None:
    text = "In a letter to the board, he wrote that the till was empty. The letter said it burned."
    assert said_in(text)[-1][0] == "letter"
    assert all(
        "reported_by" not in f.fields
        for f in statements_in("He said that Ms. Ada Roe denied the theft.")
    )


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        (
            "According to a survey by the botanist Oresta Vandermeer of Brill College, the moss "
            "is dying.",
            "Oresta Vandermeer",
            "the moss is dying",
        ),
        (
            "According to a study by the Brill Institute, the moss is dying.",
            "study by the Brill Institute",
            "the moss is dying",
        ),
        (
            "A report by Corvin Ashdown found that the till was empty.",
            "Corvin Ashdown",
            "the till was empty",
        ),
        (
            "According to Dr. Oresta Vandermeer of Brill College, the moss is dying.",
            "Oresta Vandermeer",
            "the moss is dying",
        ),
        (
            "The moss is dying, according to Dr. Oresta Vandermeer of Brill College.",
            "Oresta Vandermeer",
            "The moss is dying",
        ),
    ],
)
def test_a_study_by_a_person_is_that_persons_words(text: str, speaker: str, words: str) -> None:
    assert said_in(text) == [(speaker, words)]


def test_later_words_of_the_study_are_its_authors_too() -> None:
    text = (
        "A survey by the botanist Oresta Vandermeer warned that the moss was dying. "
        "The survey also found that the ferns had gone."
    )
    assert [speaker for speaker, _ in said_in(text)] == ["Oresta Vandermeer"] * 2


def test_a_body_keeps_its_capital() -> None:
    assert said_in("Union of Lock Keepers announces night shifts.") == [
        ("Union of Lock Keepers", "night shifts"),
    ]
