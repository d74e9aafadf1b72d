"""What a typed line asks for."""

from __future__ import annotations

import pytest

from bot.adapters.repl.incoming import Asked, Line, chosen, read_line, utterance
from bot.domain.reply import Choice
from bot.domain.utterance import Turn


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", Line(Asked.NOTHING)),
        (" \t\n", Line(Asked.NOTHING)),
        ("who signed it", Line(Asked.QUESTION, "who signed it")),
        ("  /who-signed bakers ", Line(Asked.QUESTION, "/who-signed bakers")),
        (":why", Line(Asked.COMMAND, "", "why")),
        (":Match  who said: “no” ", Line(Asked.COMMAND, "who said: “no”", "match")),
        (":test who-signed", Line(Asked.COMMAND, "who-signed", "test")),
        (":?", Line(Asked.COMMAND, "", "?")),
        (":)", Line(Asked.QUESTION, ":)")),
        (": why", Line(Asked.QUESTION, ": why")),
        ("say :why", Line(Asked.QUESTION, "say :why")),
        (":why\nnow", Line(Asked.COMMAND, "now", "why")),
    ],
)
def test_lines(typed: str, line: Line) -> None:
    assert read_line(typed) == line


def test_a_number_chooses() -> None:
    choices = [Choice("Signed", "/who-signed"), Choice("Said", "/who-said")]
    assert chosen("2", choices) == "/who-said"
    for other in ("0", "3", "2 bakers", "999999", "²", ""):
        assert chosen(other, choices) == other
    assert chosen("1", []) == "1"


def test_an_utterance_is_valid_text_with_the_turns_before() -> None:
    turn = Turn("who signed it", "who-signed", (("name", "bakers"),))
    made = utterance("caf\udce9?", [turn])
    assert made.text == "caf\ufffd?"
    assert made.earlier == (turn,)
    assert made.platform == "terminal"
