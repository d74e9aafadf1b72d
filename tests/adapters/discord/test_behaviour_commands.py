"""Commands in a simulated Discord: every one of them, options, autocomplete, the menu."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest

from bot.adapters.discord.acting import NO_TEXT
from bot.adapters.discord.commands import CHECK, PUBLIC
from bot.answers.assistant import LONGEST_QUESTION, SLOT_TYPES
from bot.config import ServiceSettings
from bot.intents.loading import load_intents
from bot.serving.service import Means
from tests.adapters.discord.stage import Stage, buttons, on_stage, seen, words
from tests.conftest import ROOT

COMMANDS = {i.command: i for i in load_intents(ROOT / "intents") if i.command}
FILLED = {
    "about": {"subject": "fentanyl"},
    "ask": {"question": "when did they meet?"},
    "who-is": {"person": "Xi Jinping"},
    "who-said": {"words": "planet Earth is big enough"},
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_each_command_answers_its_asker_alone(stage: Stage, command: str) -> None:
    result = await stage.alice.slash(stage.channel, command, **FILLED.get(command, {}))
    assert result.ephemeral
    assert not result.deferred
    assert len(words(seen(result))) > 20
    posted = stage.means.ledger.turns("discord", *_conversation(stage), 5)
    assert [turn.text for turn in posted] == [
        " ".join((f"/{command}", *FILLED.get(command, {}).values()))
    ]


def _conversation(stage: Stage) -> tuple[str, str]:
    place = f"{stage.guild.id}/{stage.channel.id}"
    return place, f"{stage.channel.id}:{stage.alice.id}"


async def test_all_commands_are_there_after_the_start(stage: Stage) -> None:
    known = [command["name"] for command in stage.env.backend.commands[None].values()]
    assert sorted(known) == sorted([*COMMANDS, CHECK])


async def test_options_fill_slots(stage: Stage) -> None:
    answer = words(await stage.ask("who-signed", name="Veterans For Peace"))
    assert answer.startswith("Yes: Veterans For Peace signed Open letter")
    said = words(await stage.ask("what-said", speaker="Biden", topic="trade"))
    assert said.startswith("What Joe Biden said about trade")


async def test_the_option_public_shows_an_answer_to_everybody(stage: Stage) -> None:
    result = await stage.alice.slash(stage.channel, "who-signed", **{PUBLIC: True})
    assert not result.ephemeral
    assert "Share" not in buttons(seen(result))
    assert "Share" in buttons(await stage.ask("who-signed", **{PUBLIC: False}))


async def test_ask_takes_a_question(stage: Stage) -> None:
    answer = words(await stage.ask("ask", question="who is Sarah Lande?"))
    assert "Sarah Lande" in answer
    assert "Context [1]" in answer


@pytest.mark.parametrize(
    ("command", "option", "typed", "wanted"),
    [
        ("who-signed", "name", "vetrans", "Veterans For Peace"),
        ("what-said", "speaker", "bidn", "Biden"),
        ("who-is", "person", "austin", "Lloyd Austin"),
    ],
)
async def test_autocomplete_knows_the_names_of_the_edition(
    stage: Stage, command: str, option: str, typed: str, wanted: str
) -> None:
    choices = await stage.alice.autocomplete(stage.channel, command, option, typed)
    assert any(wanted in choice["name"] for choice in choices[:3]), choices


async def test_autocomplete_gives_at_most_25_choices_in_time(stage: Stage) -> None:
    began = time.perf_counter()
    for typed in ("", "a", "the", "zzzz", "x" * 6000):
        choices = await stage.alice.autocomplete(stage.channel, "who-signed", "name", typed)
        assert len(choices) <= 25
        assert all(len(c["name"]) <= 100 and len(c["value"]) <= 100 for c in choices)
    assert len(await stage.alice.autocomplete(stage.channel, "who-signed", "name", "")) == 25
    assert time.perf_counter() - began < 6 * 0.5  # the simulation takes most of it


async def test_a_name_longer_than_a_choice_is_reached_by_its_choice(stage: Stage) -> None:
    long = [
        name
        for kind in SLOT_TYPES
        for name in stage.means.door.complete(kind, "", 1000)
        if len(name) > 100
    ]
    assert long, "the documents have a title of more than 100 characters"
    choices = await stage.alice.autocomplete(stage.channel, "brief", "source", long[0][:20])
    chosen = next(choice for choice in choices if choice["name"].endswith("…"))
    assert long[0] in words(await stage.ask("brief", source=chosen["value"])).replace("\n", " ")


async def test_a_stale_client_may_send_a_command_that_is_gone(stage: Stage) -> None:
    data = {"id": "1", "name": "gone-command", "type": 1, "options": [{"name": "x", "type": 3}]}
    result = await stage.alice._dispatch_interaction(2, stage.channel, data)
    assert result.ephemeral
    assert "There is no command /gone-command" in words(seen(result))


async def test_an_option_of_6000_characters_is_too_long_a_question(stage: Stage) -> None:
    result = await stage.alice.slash(stage.channel, "ask", question="why " * 1500)
    assert result.ephemeral
    assert f"I read up to {LONGEST_QUESTION:,}" in words(seen(result))


@pytest.mark.parametrize("data", [{}, {"name": 7}, {"name": "ask", "options": "x"}, {"type": 9}])
async def test_malformed_interactions_end_in_a_sentence(
    stage: Stage, data: dict[str, object]
) -> None:
    result = await stage.alice._dispatch_interaction(2, stage.channel, data)
    assert result.ephemeral
    assert words(seen(result))
    assert words(await stage.ask("who-signed"))  # and the process goes on


async def test_the_menu_of_a_message_checks_its_quotations(stage: Stage) -> None:
    bob = stage.guild.add_member(stage.env.create_user("bob"))
    source = stage.means.door.document("lande-letter").text
    quote = next(line for line in source.split("\n") if len(line) > 80)[:70]
    message = await bob.send(stage.channel, f"They wrote “{quote}” and “never said by anybody”")
    result = await stage.alice.context_menu(stage.channel, CHECK, message)
    assert result.ephemeral
    checked = words(seen(result))
    assert "Word for word in the sources" in checked
    assert "Not found in the sources" in checked


async def test_a_message_without_words_is_said_to_have_none(stage: Stage) -> None:
    message = await stage.alice.send(stage.channel, "", attachments=[("a.png", b"1")])
    assert words(seen(await stage.alice.context_menu(stage.channel, CHECK, message))) == NO_TEXT


async def test_an_answer_of_ours_can_be_checked_too(stage: Stage) -> None:
    answer = await stage.alice.slash(stage.channel, "what-said", speaker="Biden", public=True)
    result = await stage.alice.context_menu(stage.channel, CHECK, seen(answer).message)
    assert "Word for word in the sources" in words(seen(result))
    assert "Not word for word" not in words(seen(result))


async def test_the_prefix_stands_before_each_command(means: Means) -> None:
    async with on_stage(means, replace(ServiceSettings(), command_prefix="acme-")) as stage:
        answer = await stage.ask("acme-who-signed", name="Action Corps")
        assert words(answer).startswith("Yes: Action Corps signed")
        assert "/acme-who-signed" in words(await stage.ask("acme-briefing-help"))
        choices = await stage.alice.autocomplete(stage.channel, "acme-who-signed", "name", "acti")
        assert choices[0]["value"] == "Action Corps"
        spoken = await stage.said(f"{stage.mention} /acme-who-signed Action Corps")
        assert words(spoken).startswith("Yes: Action Corps signed")


async def test_commands_work_in_direct_messages_and_are_not_hidden_there(stage: Stage) -> None:
    user = stage.env.create_user("carol")
    await user.send_dm("hello")
    result = await user.slash("who-signed", name="Action Corps")
    assert not result.ephemeral
    assert words(seen(result)).startswith("Yes: Action Corps signed")


async def test_nobody_is_pinged_whatever_the_question_says(stage: Stage) -> None:
    await stage.ask("ask", question="@everyone <@1> <@&2> did you sign?", public=True)
    await stage.said(f"{stage.mention} @everyone did they meet?")
    bodies = [entry.json for entry in stage.env.http_requests if entry.json is not None]
    sent = [body.get("data", body) for body in bodies if isinstance(body, dict)]
    sent = [body for body in sent if "components" in body]
    assert sent
    assert all(body["allowed_mentions"]["parse"] == [] for body in sent)
    everywhere = stage.env.bot.allowed_mentions
    assert everywhere is not None
    assert everywhere.to_dict()["parse"] == []


@pytest.mark.parametrize("button", [False, True])
async def test_what_discord_finds_wrong_is_told_to_the_asker_and_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture, button: bool
) -> None:
    """The mistake would be ours; nobody is to wait for ever for that."""
    answer = await stage.ask("who-signed")
    stage.env.inject_error("POST", "/interactions/*/callback", status=400, code=50035)
    if button:
        result = await stage.press(answer, "Context [2]")
    else:
        result = await stage.alice.slash(stage.channel, "who-signed")
    name = re.search(r"went wrong on my side.*\(Failure ([0-9a-f]{8})\)", words(seen(result)))
    assert name is not None
    assert f"{name[1]} failed" in caplog.text
    assert "MalformedError" in caplog.text


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (404, 10062), (400, 50006)])
async def test_what_discord_refuses_is_logged_and_the_process_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    caplog.set_level("INFO", "bot")
    stage.env.inject_error("POST", "/interactions/*/callback", status=status, code=code)
    result = await stage.alice.slash(stage.channel, "who-signed")
    assert not result.acknowledged
    if code == 10062:  # too late: the asker reads it elsewhere
        assert "34 of 34" in words(stage.alice.user.dm_channel.last_message)
    else:
        assert "outcome=failed" in caplog.text
        assert f"code {code}" in caplog.text
    assert "34 of 34" in words(await stage.ask("who-signed"))
