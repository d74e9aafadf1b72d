"""Evaluating free questions on a small set of our own in the format of SQuAD."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.app import App
from bot.config import Settings
from bot.domain.errors import UsageError
from bot.evaluation.qa import evaluate_qa, write_documents
from tests.conftest import ROOT

KILN = "The kiln was built by Ada Blake in 1903. It burns birch wood.\nBread was baked in it."
FERRY = "The ferry to Oxmoor leaves at nine. A ticket costs four crowns."


def _asked(question: str, context: str, answer: str | None) -> dict[str, object]:
    answers = [] if answer is None else [{"text": answer, "answer_start": context.index(answer)}]
    return {"question": question, "answers": answers, "is_impossible": answer is None}


def _set(folder: Path, *kiln: dict[str, object], ferry: tuple[dict[str, object], ...] = ()) -> Path:
    data = [
        {"title": "The_kiln", "paragraphs": [{"context": KILN, "qas": list(kiln)}]},
        {"title": "The_ferry", "paragraphs": [{"context": FERRY, "qas": list(ferry)}]},
    ]
    (folder / "set.json").write_text(json.dumps({"data": data}))
    return folder / "set.json"


def _app(folder: Path) -> App:
    return App(
        Settings(
            seeds=folder / "seeds", intents=ROOT / "intents", home=folder / "home", model="none"
        )
    )


def test_the_documents_hold_the_gold_answers_where_the_questions_say(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    path = _set(
        tmp_path,
        _asked("Who built the kiln?", KILN, "Ada Blake"),
        _asked("What was baked?", KILN, "Bread"),
        ferry=(_asked("What does a ticket cost?", FERRY, "four crowns"),),
    )
    for question in write_documents(path, tmp_path / "seeds"):
        text = (tmp_path / "seeds" / f"{question.source}.txt").read_text()
        [gold] = question.answers
        assert gold.of(text) in ("Ada Blake", "Bread", "four crowns")
        assert question.paragraph.of(text) in (KILN.replace("\n", " "), FERRY)


def test_the_figures(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    path = _set(
        tmp_path,
        _asked("Who built the kiln?", KILN, "Ada Blake"),
        _asked("Who painted the lighthouse of Zanzibar?", KILN, None),
        ferry=(
            _asked("When does the ferry to Oxmoor leave?", FERRY, "nine"),
            _asked("How much does a ticket cost?", FERRY, "The ferry"),  # a wrong gold answer
        ),
    )
    questions = write_documents(path, tmp_path / "seeds")
    report = evaluate_qa(questions, _app(tmp_path).assistant())
    assert (report.questions, report.answerable, report.unanswerable) == (4, 3, 1)
    assert report.paragraphs == 2
    assert report.sentence_at_1 == pytest.approx(2 / 3, abs=1e-3)
    assert report.passage_at_1 == 1.0
    assert report.answerable_auroc == 1.0
    assert report.answer_or_abstain_accuracy == 0.75
    assert report.verbatim == 1.0
    assert sum(each.count for each in report.reliability) == 4
    assert evaluate_qa(questions, _app(tmp_path).assistant(), sample=2).questions == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"data": [{}]}', b'{"data": [{"paragraphs": [{"context": 1, "qas": []}]}]}'],
)
def test_another_format_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "set.json").write_bytes(content)
    with pytest.raises(UsageError, match=r"set\.json is not in the format of SQuAD"):
        write_documents(tmp_path / "set.json", tmp_path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        write_documents(tmp_path / "nowhere.json", tmp_path)
