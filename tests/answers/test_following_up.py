"""Remarks that lean on the turn before."""

from __future__ import annotations

import pytest

from bot.answers.following_up import continued
from bot.domain.citation import Citation
from bot.domain.intent import AnswerSpec, Intent, Slot
from bot.domain.reply import Answer, Choice, Clarification, Item
from bot.domain.span import Span
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


def test_what_else_keeps_the_speaker_and_who_else_the_topic() -> None:
    what = continued("what else?", [ADA], INTENTS, NAMES)
    assert what is not None
    assert (what.intent, what.slots, what.something_else) == (
        "what-said",
        {"speaker": "Ada Moss"},
        True,
    )
    who = continued("who else", [ADA], INTENTS, NAMES)
    assert who is not None
    assert (who.intent, who.slots) == ("what-said", {"topic": "reefs"})


def test_after_the_whole_list_there_is_nothing_else() -> None:
    meant = continued("anyone else?", [Turn("who signed", "who-signed")], INTENTS, NAMES)
    assert meant is not None
    assert meant.all_shown


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("when?", "when was the regatta held?"),
        ("why not?", "why not was the regatta held?"),
        ("how long did it last", "how long did the regatta last"),
        ("and the dinner?", "where was the dinner held?"),
    ],
)
def test_what_leans_on_a_free_question(text: str, meant: str) -> None:
    turns = [Turn("where was the regatta held", "ask")]
    found = continued(text, turns, INTENTS, NAMES)
    assert found is not None
    assert (found.intent, found.text) == (None, meant)


def test_he_is_whom_the_turn_before_was_about() -> None:
    names = {**NAMES, "person": NameIndex(["Ada Moss", "Ben Tarn"])}
    turn = Turn("who is Ben Tarn", "who-is", (("person", "Ben Tarn"),))
    meant = continued("where was he born", [turn], INTENTS, names)
    assert meant is not None
    assert meant.text == "where was Ben Tarn born"
    meant = continued("what is his job", [turn], INTENTS, names)
    assert meant is not None
    assert meant.text == "what is Ben Tarn's job"


def test_a_question_word_alone_goes_back_to_what_has_a_subject() -> None:
    turns = [Turn("where was the regatta held", "ask"), Turn("when?", "ask")]
    meant = continued("why?", turns, INTENTS, NAMES)
    assert meant is not None
    assert "regatta" in meant.text


def test_a_choice_is_taken_by_number_or_name() -> None:
    choices = (Choice("Ada Moss", "/who-is Ada Moss"), Choice("Ben Tarn", "/who-is Ben Tarn"))
    turn = Turn("who is it", "who-is")
    for text in ("2", "the second one", "Tarn", "the last one"):
        meant = continued(text, [turn], INTENTS, NAMES, lambda: Clarification(choices=choices))
        assert meant is not None
        assert meant.text == "/who-is Ben Tarn"


def test_an_entry_is_taken_by_its_number() -> None:
    cited = [Citation(n, "note", "Note", "0", Span(n, n + 1), (1, 1), "x", "", "") for n in (1, 2)]
    items = (Item("two things"), Item("a", (1,)), Item("b", (2,)))
    reply = Answer(items=items, citations=tuple(cited))
    meant = continued("tell me more about the second one", [ADA], INTENTS, NAMES, lambda: reply)
    assert meant is not None
    assert meant.place == cited[1]
    beyond = continued("the third one", [ADA], INTENTS, NAMES, lambda: reply)
    assert beyond is None or beyond.place is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("did Ben Tarn?", "Ben Tarn"),
        ("did Ostrow too?", "Ostrow"),
        ("has ben tarn", "Ben Tarn"),
    ],
)
def test_a_verb_and_a_name_ask_the_same_of_another(text: str, value: str) -> None:
    meant = continued(text, [ADA], INTENTS, NAMES)
    assert meant is not None
    assert meant.intent == "what-said"
    assert value in meant.slots.values()


def test_a_whole_question_with_a_verb_in_front_is_not_about_a_name() -> None:
    assert continued("did the boats sink", [ADA], INTENTS, NAMES) is None
