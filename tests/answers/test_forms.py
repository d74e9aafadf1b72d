"""Questions whose form says what they ask."""

from __future__ import annotations

import pytest

from bot.answers.forms import form_of, subject_of


@pytest.mark.parametrize(
    ("text", "lookup", "slots", "closed"),
    [
        ("who is the master of the guild?", "person", {"person": "master of the guild"}, True),
        ("whos the harbour pilot", "person", {"person": "harbour pilot"}, False),
        ("what did Moss say", "statements", {"speaker": "Moss", "topic": ""}, True),
        (
            "What did Ada Moss say about the tides?",
            "statements",
            {"speaker": "Ada Moss", "topic": "the tides"},
            True,
        ),
    ],
)
def test_forms(text: str, lookup: str, slots: dict[str, str], closed: bool) -> None:
    form = form_of(text)
    assert form is not None
    assert (form.lookup, dict(form.slots), form.closed) == (lookup, slots, closed)


@pytest.mark.parametrize("text", ["who signed it", "what happened in 1931", "Moss said no", ""])
def test_other_questions_have_no_such_form(text: str) -> None:
    assert form_of(text) is None


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("what is the ODC?", "ODC"),
        ("whats ODC", "ODC"),
        ("what does ODC stand for", "ODC"),
        ("explain ODC", "ODC"),
        ("who is it", None),
    ],
)
def test_subjects(text: str, subject: str | None) -> None:
    assert subject_of(text) == subject
