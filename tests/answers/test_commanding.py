"""Commands, typed as loosely as people do."""

from __future__ import annotations

import pytest

from bot.answers.commanding import command_in
from bot.domain.intent import AnswerSpec, Intent

INTENTS = [
    Intent("who-signed", "Who signed", (), AnswerSpec(), command="who-signed"),
    Intent("help", "Help", (), AnswerSpec(lookup="help"), command="briefing-help"),
    Intent("brief", "Key points", (), AnswerSpec(lookup="brief"), command="brief"),
]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/who-signed", ("who-signed", "")),
        ("/who-signed the bakers", ("who-signed", "the bakers")),
        ("/who signed the bakers", ("who-signed", "the bakers")),
        ("/WhoSigned: bakers", ("who-signed", "bakers")),
        ("!who_signed", ("who-signed", "")),
        ("/ who-signed", ("who-signed", "")),
        ("who-signed bakers", ("who-signed", "bakers")),
        ("/who sang", ("who", "sang")),
        ("brief", ("brief", "")),
        ("brief history of Osk", None),
        ("who signed the letter", None),
        ("HELP", ("help", "")),
    ],
)
def test_commands(text: str, command: tuple[str, str] | None) -> None:
    assert command_in(text, INTENTS) == command
