"""Lists without somebody, and names that hold the words for that."""

from __future__ import annotations

import pytest

from bot.answers.excluding import of_command
from bot.answers.lookup.leaving_out import LeftOut
from bot.domain.intent import AnswerSpec, Intent, Slot
from bot.domain.reply import Abstention, Answer
from bot.domain.utterance import Utterance
from tests.answers.conftest import Make

LETTER = """Dear council,

Please mend the bridge.

Sincerely,

River Rowers
Bridge Street Bakers
North Bank Nurses
South Bank Nurses
"""


@pytest.mark.parametrize(
    ("rest", "kept", "words"),
    [
        ("other than the River Rowers", "", "River Rowers"),
        ("nurses except North Bank Nurses", "nurses", "North Bank Nurses"),
        ("River Rowers", "River Rowers", ""),
        ("", "", ""),
    ],
)
def test_after_a_command(rest: str, kept: str, words: str) -> None:
    assert of_command(rest, _intent("signatory")) == (kept, LeftOut(words))


@pytest.mark.parametrize("rest", ["there is no other bridge", "the weirs other than ours"])
def test_after_a_command_for_words_all_words_are_the_words(rest: str) -> None:
    assert of_command(rest, _intent("text")) == (rest, LeftOut())


def _intent(slot_type: str) -> Intent:
    return Intent("list", "list", (), AnswerSpec(), slots=(Slot("slot", slot_type),))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("who signed besides the nurses", ["River Rowers", "Bridge Street Bakers"]),
        ("who besides the nurses signed it?", ["River Rowers", "Bridge Street Bakers"]),
        ("apart from the nurses, who signed?", ["River Rowers", "Bridge Street Bakers"]),
        ("which nurses signed other than South Bank Nurses", ["North Bank Nurses"]),
        (
            "who signed, excluding River Rowers and North Bank Nurses",
            ["Bridge Street Bakers", "South Bank Nurses"],
        ),
        ("list all signatories but the nurses", ["River Rowers", "Bridge Street Bakers"]),
        ("/who-signed except rowers, bakers", ["North Bank Nurses", "South Bank Nurses"]),
    ],
)
def test_without(make: Make, text: str, names: list[str]) -> None:
    reply = make({"bridge.txt": LETTER}).reply(Utterance(text))
    assert isinstance(reply, Answer)
    assert [item.text for item in reply.items] == names
    assert reply.completeness is not None
    assert (reply.completeness.shown, reply.completeness.total) == (len(names), 4)
    assert "Without" in reply.headline


def test_who_is_not_on_the_list_is_said(make: Make) -> None:
    reply = make({"bridge.txt": LETTER}).reply(Utterance("who signed besides the Cave Divers"))
    assert isinstance(reply, Answer)
    assert len(reply.items) == 4
    assert "Cave Divers: not on the list" in reply.headline


def test_when_nothing_is_left_that_is_said(make: Make) -> None:
    reply = make({"bridge.txt": LETTER}).reply(Utterance("/who-signed nurses except the nurses"))
    assert isinstance(reply, Abstention)
    assert "nothing else" in reply.reason


def test_a_free_question_with_such_words_is_no_list(make: Make) -> None:
    note = "The shop sells bread besides milk. It opens at nine.\n"
    reply = make({"shop.txt": note}).reply(Utterance("what does the shop sell besides milk"))
    assert isinstance(reply, Answer)
    assert reply.citations[0].quote == "The shop sells bread besides milk."
