"""Remarks that lean on the turn before."""

from __future__ import annotations

import pytest

from bot.answers.following_up import continued
from bot.domain.intent import AnswerSpec, Intent, Slot
from bot.domain.utterance import Turn
from bot.text.names import NameIndex

SAID = Intent(
    "what-said",
    "What somebody said",
    (),
    AnswerSpec("statements"),
    slots=(Slot("speaker", "speaker"), Slot("topic")),
)
SIGNED = Intent(
    "who-signed", "Who signed", (), AnswerSpec("signatories"), slots=(Slot("name", "signatory"),)
)
INTENTS = {intent.name: intent for intent in (SAID, SIGNED)}
NAMES = {
    "speaker": NameIndex(["Ada Moss", "Ben Tarn"]),
    "signatory": NameIndex(["Divers for Reefs"]),
}
ADA = Turn(
    "what did Ada Moss say about reefs", "what-said", (("speaker", "Ada Moss"), ("topic", "reefs"))
)


def test_another_speaker_on_the_same_topic() -> None:
    meant = continued("and Ben Tarn?", [ADA], INTENTS, NAMES)
    assert meant is not None
    assert (meant.intent, meant.slots) == ("what-said", {"speaker": "Ben Tarn", "topic": "reefs"})


def test_another_topic_of_the_same_speaker() -> None:
    meant = continued("what about tides?", [ADA], INTENTS, NAMES)
    assert meant is not None
    assert (meant.intent, meant.slots) == ("what-said", {"speaker": "Ada Moss", "topic": "tides"})


def test_only_filters_the_list() -> None:
    turn = Turn("who signed the letter", "who-signed")
    meant = continued("only the divers", [turn], INTENTS, NAMES)
    assert meant is not None
    assert meant.intent == "who-signed"
    assert "ivers" in meant.slots["name"]


@pytest.mark.parametrize("text", ["who else?", "anyone else", "more", "all of them"])
def test_more_asks_again_without_the_filter(text: str) -> None:
    turn = Turn("did the divers sign", "who-signed", (("name", "divers"),))
    meant = continued(text, [turn], INTENTS, NAMES)
    assert meant is not None
    assert (meant.intent, meant.slots) == ("who-signed", {})


def test_pointing_back_brings_the_subject_along() -> None:
    turn = Turn("where was the regatta held", "ask")
    meant = continued("when was that?", [turn], INTENTS, NAMES)
    assert meant is not None
    assert meant.intent is None
    assert "regatta" in meant.text


def test_a_linked_question_stands_by_itself() -> None:
    meant = continued("and what did Ben Tarn say?", [ADA], INTENTS, NAMES)
    assert meant is not None
    assert (meant.intent, meant.text) == (None, "what did Ben Tarn say")


@pytest.mark.parametrize("text", ["who signed the letter", "how many boats sank in the storm"])
def test_a_whole_question_needs_no_earlier_turn(text: str) -> None:
    assert continued(text, [ADA], INTENTS, NAMES) is None


def test_without_earlier_turns_nothing_is_added() -> None:
    assert continued("who else?", [], INTENTS, NAMES) is None
