"""The JSON contract: keys, values, and what must never break a line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.serialising import as_json, dumps
from bot.domain.citation import Citation
from bot.domain.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Completeness,
    Help,
    Item,
    Reply,
)
from bot.domain.span import Span

TEXT = "The ferry leaves at noon.\nThe café opens at nine.\n"
KEYS = [
    "id",
    "question",
    "status",
    "intent",
    "confidence",
    "headline",
    "text",
    "items",
    "citations",
    "completeness",
    "reason",
    "suggestions",
    "edition",
    "elapsed_ms",
    "related",
]
CITATION_KEYS = [
    "n",
    "source",
    "title",
    "sha256",
    "start",
    "end",
    "lines",
    "quote",
    "prefix",
    "suffix",
    "url",
]


def citation(n: int = 1, start: int = 26, end: int = 49) -> Citation:
    """A citation of `TEXT`, its quote cut at the span."""
    return Citation(
        n=n,
        source_id="harbour",
        title="Harbour notes",
        sha256="ab" * 32,
        span=Span(start, end),
        lines=(2, 2),
        quote=TEXT[start:end],
        prefix=TEXT[max(0, start - 32) : start],
        suffix=TEXT[end : end + 32],
        marks=(Span(30, 34),),
    )


ANSWER = Answer(
    id="u1",
    question="when does the café open",
    intent="ask",
    headline="The café opens at nine",
    confidence=0.87654321,
    items=(Item("The café opens at nine.", (1,), "Harbour notes"),),
    citations=(citation(),),
    completeness=Completeness(1, 1),
    suggestions=("when does the ferry leave",),
    edition="e" * 64,
    elapsed_ms=1.23456,
)
REPLIES: list[tuple[Reply, str]] = [
    (ANSWER, "answered"),
    (Clarification(question="who", choices=(Choice("Who signed", "/who-signed"),)), "clarify"),
    (
        Abstention(question="?", reason="No source mentions Atlantis.", related=(citation(),)),
        "abstained",
    ),
    (Help(items=(Item("/brief - the key points"),)), "help"),
]


@pytest.mark.parametrize(("reply", "status"), REPLIES, ids=[status for _, status in REPLIES])
def test_every_reply_has_every_key(reply: Reply, status: str) -> None:
    value = json.loads(dumps(as_json(reply)))
    assert value["status"] == status
    assert set(KEYS) <= set(value)
    for cited in value["citations"] + value["related"]:
        assert set(CITATION_KEYS) <= set(cited)


def test_only_an_answer_has_citations() -> None:
    for reply, status in REPLIES:
        assert bool(as_json(reply)["citations"]) == (status == "answered")
    assert as_json(REPLIES[2][0])["reason"] == "No source mentions Atlantis."
    assert as_json(ANSWER)["reason"] is None


def test_the_values_of_an_answer() -> None:
    value = json.loads(dumps(as_json(ANSWER)))
    cited = value["citations"][0]
    assert TEXT[cited["start"] : cited["end"]] == cited["quote"] == "The café opens at nine."
    assert cited["lines"] == [2, 2]
    assert [TEXT[a:b] for a, b in cited["marks"]] == ["café"]
    assert value["items"] == [
        {"text": "The café opens at nine.", "citations": [1], "group": "Harbour notes"}
    ]
    assert value["completeness"] == {"shown": 1, "total": 1, "not_understood": 0}
    assert value["confidence"] == 0.8765
    assert value["elapsed_ms"] == 1.235


def test_choices_of_a_clarification() -> None:
    assert as_json(REPLIES[1][0])["choices"] == [
        {"label": "Who signed", "text": "/who-signed", "intent": None}
    ]


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    line = dumps(as_json(replace(ANSWER, question="broken \udce9 and \ud83d")))
    assert json.loads(line.encode("utf-8"))["question"] == "broken \ufffd and \ufffd"


def test_an_emoji_and_letters_of_all_kinds_stay_readable() -> None:
    line = dumps({"a": "🕊 和平 سلام"})
    assert line == '{"a": "🕊 和平 سلام"}'


def test_no_number_that_json_does_not_have() -> None:
    with pytest.raises(ValueError, match="JSON"):
        dumps({"a": float("nan")})


@given(st.text(st.characters() | st.sampled_from("\x85\u2028\x1b\x9b\u202e\n\r\x1c"), max_size=40))
def test_any_text_is_one_line_and_comes_back(text: str) -> None:
    line = dumps(as_json(replace(ANSWER, question=text, headline=text)))
    assert line.splitlines() == [line]
    assert not set(line) & set("\x1b\x9b\x7f\u202e\u2028")
    expected = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert json.loads(line)["question"] == expected
