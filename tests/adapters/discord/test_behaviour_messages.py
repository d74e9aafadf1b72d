"""Messages in a simulated Discord: mentions, replies, direct messages; and those for others."""

from __future__ import annotations

import discord
import pytest

from bot.adapters.discord.delivering import ELSEWHERE
from tests.adapters.discord.stage import Stage, buttons, seen, words


async def test_a_mention_is_answered_for_everybody_below_it(stage: Stage) -> None:
    asked = await stage.alice.send(stage.channel, f"{stage.mention} who signed the letter?")
    answer = stage.channel.last_message
    assert "34 of 34" in words(answer)
    assert answer is not None
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id
    assert "Share" not in buttons(answer)


@pytest.mark.parametrize(
    "text", ["{} who-signed veterans", "who-signed veterans {}", "{}, /who-signed veterans"]
)
async def test_a_mention_reaches_every_command(stage: Stage, text: str) -> None:
    assert words(await stage.said(text.format(stage.mention))).startswith(
        "Yes: Veterans For Peace signed"
    )


async def test_a_bare_mention_asks_what_can_be_asked(stage: Stage) -> None:
    assert "I answer from these documents" in words(await stage.said(stage.mention))


async def test_others_who_are_mentioned_are_named(stage: Stage) -> None:
    bob = stage.guild.add_member(stage.env.create_user("Joe Biden"))
    answer = await stage.said(f"{stage.mention} what did {bob.mention} say about trade?")
    assert "Joe Biden" in words(answer)
    posted = stage.means.ledger.posted(_id(answer))
    assert posted is not None
    assert posted.utterance.text == "what did Joe Biden say about trade?"


def _id(message: discord.Message | None) -> str:
    assert message is not None
    return next(iter(buttons(message).values())).split(":")[1]


async def test_a_follow_up_leans_on_the_conversation_of_the_channel(stage: Stage) -> None:
    first = words(await stage.said(f"{stage.mention} what did Biden say?"))
    assert first.startswith("What Joe Biden said")
    assert "Xi" in words(await stage.said(f"{stage.mention} and Xi?")).partition("\n")[0]
    aside = stage.guild.create_text_channel("aside")
    await stage.alice.send(aside, f"{stage.mention} and Xi?")
    turns = stage.means.ledger.turns("discord", f"{stage.guild.id}/{aside.id}", str(aside.id), 5)
    assert [turn.text for turn in turns] == ["and Xi?"]


async def test_a_reply_goes_on_from_the_answer_it_replies_to(stage: Stage) -> None:
    first = await stage.said(f"{stage.mention} what did Biden say?")
    assert first is not None
    await stage.said(f"{stage.mention} who signed the letter?")
    bob = stage.guild.add_member(stage.env.create_user("bob"))
    await bob.send(stage.channel, f"{stage.mention} and Xi?", reply_to=first)
    answer = stage.channel.last_message
    posted = stage.means.ledger.posted(_id(answer))
    assert posted is not None
    assert [turn.text for turn in posted.utterance.earlier] == ["what did Biden say?"]
    assert posted.intent == "what-said"


async def test_a_direct_message_needs_no_mention(stage: Stage) -> None:
    carol = stage.env.create_user("carol")
    await carol.send_dm("who signed the letter?")
    assert "34 of 34" in words(carol.dm_channel.last_message)
    await carol.send_dm("only veterans")
    assert "Veterans" in words(carol.dm_channel.last_message)


async def test_buttons_work_in_direct_messages(stage: Stage) -> None:
    carol = stage.env.create_user("carol")
    await carol.send_dm("who signed the letter?")
    answer = carol.dm_channel.last_message
    assert answer is not None
    await stage.restart()
    turned = await carol.click(answer, label="Show all 34")
    assert "Page 1 of" in words(seen(turned))


async def test_what_is_not_for_us_is_left_alone(stage: Stage) -> None:
    robot = stage.guild.add_member(stage.env.create_user("robot", bot=True))
    await stage.alice.send(stage.channel, "who signed the letter?")
    await stage.alice.send(stage.channel, "@everyone who signed the letter?")
    await robot.send(stage.channel, f"{stage.mention} who signed the letter?")
    hook = stage.guild.create_webhook(stage.channel)
    await hook.send(f"{stage.mention} who signed the letter?")
    mine = stage.env.backend.bot_user.id
    assert not [m for m in stage.channel.history() if m.author.id == mine and m.components]


async def test_an_edit_asks_nothing_again(stage: Stage) -> None:
    asked = await stage.alice.send(stage.channel, f"{stage.mention} who signed the letter?")
    before = len(stage.channel.history())
    await stage.alice.edit(asked, f"{stage.mention} what are your sources?")
    assert len(stage.channel.history()) == before


async def test_where_we_may_not_write_the_asker_is_answered_directly(stage: Stage) -> None:
    quiet = stage.guild.create_text_channel("quiet")
    _forbid(stage, quiet.id)
    await stage.alice.send(quiet, f"{stage.mention} who-signed veterans")
    told = [words(m) for m in stage.alice.user.dm_channel.history()]
    assert told[0] == ELSEWHERE
    assert told[1].startswith("Yes: Veterans For Peace signed")
    mine = stage.env.backend.bot_user.id
    assert not [m for m in quiet.history() if m.author.id == mine]


def _forbid(stage: Stage, channel: int) -> None:
    stage.env.inject_error(
        "POST", f"/channels/{channel}/messages", status=403, code=50013, message="Missing", times=9
    )


async def test_a_forbidden_reply_is_sent_without_its_reference(stage: Stage) -> None:
    """To reply takes the permission to read what was said before."""
    stage.env.inject_error(
        "POST", f"/channels/{stage.channel.id}/messages", status=403, code=160002, message="Cannot"
    )
    answer = await stage.said(f"{stage.mention} who-signed veterans")
    assert words(answer).startswith("Yes: Veterans For Peace signed")
    assert answer is not None
    assert answer.reference is None


@pytest.mark.parametrize(("status", "code"), [(404, 10003), (404, 10008), (403, 50007)])
async def test_what_has_gone_is_logged_and_the_process_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    caplog.set_level("INFO", "bot.serving")
    carol = stage.env.create_user("carol")
    await carol.send_dm("hello")
    stage.env.inject_error(
        "POST", f"/channels/{carol.dm_channel.id}/messages", status=status, code=code
    )
    await carol.send_dm("who signed the letter?")
    assert "outcome=failed" in caplog.text
    assert f"code {code}" in caplog.text
    assert "who signed" not in caplog.text
    await carol.send_dm("who signed the letter?")
    assert "34 of 34" in words(carol.dm_channel.last_message)


async def test_every_message_of_ours_carries_a_nonce(stage: Stage) -> None:
    await stage.said(f"{stage.mention} who-signed veterans")
    (sent,) = [
        entry.json
        for entry in stage.env.http_requests
        if entry.method == "POST" and entry.path == f"/channels/{stage.channel.id}/messages"
    ]
    assert isinstance(sent, dict)
    assert sent["enforce_nonce"] is True
    assert 1 <= len(sent["nonce"]) <= 25
    assert sent["allowed_mentions"] == {"parse": []}
