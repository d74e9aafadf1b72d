"""Statements in interviews, by reporters, and about somebody."""

from __future__ import annotations

from bot.domain.fact import Fact
from bot.facts.extractors.statements import Statements

from .paragraphs import document_of, paragraphs_of


def statements_in(text: str) -> list[Fact]:
    document = document_of(text)
    return list(Statements().extract(document, paragraphs_of(document)).facts)


_INTERVIEW = """HOST: Welcome. What does a lighthouse keeper eat?

ROOS: Fish, mostly.

HOST: Some say that the lamp costs too much.

ROOS: They never sail at night.

HOST: Will you stay?

ROOS: Who knows?
"""


def test_an_answer_keeps_what_was_asked() -> None:
    asked = {f.text("words"): f.text("asked") for f in statements_in(_INTERVIEW)}
    assert asked["Fish, mostly."] == "Welcome. What does a lighthouse keeper eat?"
    assert asked["They never sail at night."] == "Some say that the lamp costs too much."
    assert asked["Who knows?"] == "Will you stay?"
    assert asked["Will you stay?"] == ""


def test_the_name_behind_a_role_speaks() -> None:
    (fact,) = statements_in("“We are tired,” said the guild’s chairman, Aron Bell, and left.")
    assert fact.text("speaker") == "Aron Bell"


def test_the_only_holder_of_a_role_speaks() -> None:
    text = "Ada Holt, director of the board, came.\n\nThe board’s director said that it rained."
    (fact,) = statements_in(text)
    assert fact.text("speaker") == "Ada Holt"


def test_whom_the_words_accuse() -> None:
    first, second = statements_in(
        "Mayor Ada Holt came late. Piet Aker, a baker, accused the mayor of waste. "
        "Jon Falke, a cook, thanked the porters who carried him home."
    )
    assert (first.text("about"), first.text("addressee")) == ("Ada Holt", "")
    assert first.text("words") == "the mayor of waste"
    assert (second.text("about"), second.text("addressee")) == ("the porters", "")
    assert second.text("words") == "the porters who carried him home"


def test_who_is_told_ends_before_a_relative_clause() -> None:
    (fact,) = statements_in("Mayor Ada Holt told skippers who had waited that the lock was open.")
    assert (fact.text("addressee"), fact.text("words")) == ("skippers", "the lock was open")


def test_a_pledge_does_not_hold_who_reports_it() -> None:
    text = "The ferry office has promised to pay for the coats, a clerk, Ida Roos, said on Monday."
    pledge, report = statements_in(text)
    assert pledge.text("words") == "to pay for the coats"
    assert pledge.text("reported_by") == report.text("speaker") == "Ida Roos"


def test_the_study_is_the_one_that_was_introduced() -> None:
    text = (
        "It follows a survey by the Salt Guild, which ended. According to the survey, all is well."
    )
    (fact,) = statements_in(text)
    assert fact.text("speaker") == "survey by the Salt Guild"
