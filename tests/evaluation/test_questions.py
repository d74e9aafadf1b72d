"""Evaluating questions: each expectation can be met and can be missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.citation import Citation
from bot.domain.errors import YamlError
from bot.domain.reply import Abstention, Answer, Item, Reply
from bot.domain.span import Span
from bot.evaluation.questions import Expected, evaluate_questions, read_questions

TEXT = "The kiln is warm. The ferry leaves at nine.\n"
TEXTS = {"note": TEXT}


def _citation(n: int, words: str, shift: int = 0) -> Citation:
    start = TEXT.index(words) + shift
    return Citation(n, "note", "Note", "0", Span(start, start + len(words)), (1, 1), words, "", "")


ANSWER = Answer(
    intent="ask",
    headline="Two places",
    items=(Item("The ferry leaves at nine.", (1,)), Item("The kiln is warm.", (2,))),
    citations=(_citation(1, "The ferry leaves at nine."), _citation(2, "The kiln is warm.")),
)
SILENT = Abstention(headline="The sources do not answer that.", reason="No source mentions Mars.")


def _troubles(reply: Reply, **expected: object) -> tuple[str, ...]:
    question = Expected.model_validate({"id": "x", "q": "?", **expected})
    [verdict] = evaluate_questions([question], lambda _: reply, TEXTS).verdicts
    return verdict.troubles


@pytest.mark.parametrize(
    "expected",
    [
        {"cite": [["note", "ferry leaves"]]},
        {"cite": [["note", "The KILN  is warm"]], "cite_any": [["note", "x"], ["note", "nine"]]},
        {"cite_any": [["note", "The ferry leaves at nine. And more"]]},
        {"say": ["KILN", "two places"], "not_say": ["boat"], "sources": ["note"]},
        {"intent": "ask"},
    ],
)
def test_what_is_right_has_no_troubles(expected: dict[str, object]) -> None:
    assert _troubles(ANSWER, **expected) == ()


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ({"cite": [["note", "kiln"]], "top": 1}, "misses note: kiln"),
        ({"cite": [["other", "kiln"]]}, "misses other"),
        ({"cite_any": [["note", "boat"]]}, "misses all of 1"),
        ({"say": ["boat"]}, "does not say boat"),
        ({"not_say": ["kiln"]}, "says kiln"),
        ({"sources": ["other"]}, "no source other"),
        ({"intent": "brief"}, "the intent is ask"),
        ({"negative": True}, "no clear no"),
        ({"abstain": True}, "answered, should abstain: The ferry"),
    ],
)
def test_what_is_wrong_is_told(expected: dict[str, object], told: str) -> None:
    [trouble] = _troubles(ANSWER, **expected)
    assert told in trouble


def test_abstentions() -> None:
    assert _troubles(SILENT, abstain=True) == ()
    assert _troubles(SILENT, negative=True) == ()
    assert _troubles(SILENT, may_abstain=True, cite=[["note", "kiln"]]) == ()
    assert _troubles(SILENT, cite=[["note", "kiln"]]) == ("abstained", "misses note: kiln")


def test_a_citation_that_is_not_verbatim_is_counted() -> None:
    moved = Answer(citations=(_citation(1, "kiln", shift=1),))
    questions = [Expected(id=n, q="?", say=["x"]) for n in "ab"]
    report = evaluate_questions(questions, lambda _: moved, TEXTS)
    assert (report.citations, report.verbatim) == (2, 0)


def test_the_figures_are_sums() -> None:
    replies = {"one": ANSWER, "two": SILENT, "three": SILENT}
    questions = [
        Expected(id="1", q="one", cite=[["note", "kiln"]]),
        Expected(id="2", q="two", cite=[["note", "kiln"]]),
        Expected(id="3", q="three", abstain=True),
    ]
    report = evaluate_questions(questions, replies.__getitem__, TEXTS)
    assert (report.right, report.questions) == (2, 3)
    assert (report.answered_right, report.answerable) == (1, 2)
    assert (report.abstained_right, report.unanswerable) == (1, 1)
    assert (report.first_citation_right, report.first_citation_expected) == (0, 2)
    assert (report.verbatim, report.citations) == (2, 2)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("questions: []\n", "at least"),
        ("questions:\n- {id: a, q: x}\n", "nothing is expected"),
        ("questions:\n- {id: a, q: x, cites: [[a, b]]}\n", "unknown key 'cites'"),
        ("questions:\n- {id: a, q: x, cite: [[a]]}\n", "file.yaml:2"),
    ],
)
def test_mistakes_in_the_file_are_told(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "file.yaml").write_text(content)
    with pytest.raises(YamlError, match=told):
        read_questions(tmp_path / "file.yaml")
