"""The local Discord against the real discord.py: what a bot does there, and what it survives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.discord_server import DiscordServer, shown
from tests.discord_server.small_bot import Buttons, SmallBot, running


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with DiscordServer(heartbeat=0.2) as server:
        monkeypatch.setattr(Route, "BASE", server.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(server.gateway_url))
        yield server


@pytest.fixture
async def bot(server: DiscordServer) -> AsyncIterator[SmallBot]:
    async with running(server) as bot:
        yield bot
    assert not server.violations
    assert not server.pings


async def test_commands_are_synced_once_and_told_back(server: DiscordServer, bot: SmallBot) -> None:
    assert server.commands.overwrites == 1
    assert server.commands.creates == {None: 3}
    again = await bot.tree.sync()
    assert server.commands.creates == {None: 3}
    assert [command.name for command in again] == ["who-signed", "slow", "Check against sources"]
    fetched = await bot.tree.fetch_commands()
    assert [command.id for command in fetched] == [command.id for command in again]
    assert server.gateway.identifies[0]["intents"] & 0x8102 == 0


async def test_a_slash_command_is_answered_ephemerally(
    server: DiscordServer, bot: SmallBot
) -> None:
    handle = await server.slash("who-signed", {"name": "Veterans"}, locale="de")
    await handle.answered()
    assert handle.first.type == 4
    assert 0 < handle.first.seconds < 1
    assert handle.reply.ephemeral
    assert handle.reply.viewer is server.user
    assert shown(handle.reply) == "Signatories\nVeterans signed\n[Context]\n[More]"
    public = await (await server.slash("who-signed", {"public": True})).answered()
    assert not public.reply.ephemeral


async def test_a_deferred_answer_is_edited_in_and_followed_up(
    server: DiscordServer, bot: SmallBot
) -> None:
    handle = await (await server.slash("slow")).answered()
    assert handle.first.type == 5
    assert handle.reply.loading
    await handle.finished()
    assert (handle.reply.content, handle.reply.loading) == ("at last", False)
    assert handle.reply.ephemeral
    await server.wait_for(lambda: handle.followups)
    assert [message.content for message in handle.followups] == ["and more"]


async def test_options_complete(server: DiscordServer, bot: SmallBot) -> None:
    choices = await server.autocomplete("who-signed", "name", "wa")
    assert [choice["value"] for choice in choices] == ["Win Without War", "World BEYOND War"]


async def test_a_button_edits_and_opens_a_modal(server: DiscordServer, bot: SmallBot) -> None:
    handle = await (await server.slash("who-signed")).answered()
    pressed = await (await server.click(handle.message, "Context")).answered()
    assert pressed.message is handle.message
    assert handle.reply.content == "the context"
    opened = await (await server.click(handle.message, "more:1")).answered()
    assert opened.modal["title"] == "More words"
    with pytest.raises(ValueError, match="60 characters"):
        await server.submit_modal(opened, {"Words": "x" * 60})
    sent = await (await server.submit_modal(opened, {"Words": "of peace"})).answered()
    assert sent.reply.content == "read: of peace"


async def test_a_message_is_checked_from_its_menu(server: DiscordServer, bot: SmallBot) -> None:
    handle = await (await server.context_menu("Check against sources", "he said so")).answered()
    assert handle.reply.content == "checked: he said so"
    await server.wait_for(lambda: bot.read == [""])


async def test_content_is_there_for_mentions_and_in_private_only(
    server: DiscordServer, bot: SmallBot
) -> None:
    await server.say("not for you")
    await server.mention("who signed?")
    await server.direct("and you?")
    await server.wait_for(lambda: len(server.said()) == 2)
    assert bot.read == ["", f"{server.bot.mention} who signed?", "and you?"]
    first = server.said(server.channel)[0]
    await server.reply_to(first, "go on")
    await server.wait_for(lambda: len(server.said()) == 3)


@pytest.mark.parametrize("way", ["op 7", "4000", "1011", "abort", "op 9"])
async def test_a_lost_connection_is_resumed_and_missed_events_come(
    server: DiscordServer, bot: SmallBot, way: str
) -> None:
    if way == "op 7":
        await server.gateway.reconnect()
    elif way == "op 9":
        await server.gateway.invalidate(resumable=True)
    elif way == "abort":
        server.gateway.abort()
    else:
        await server.gateway.close(int(way))
    await server.direct("while you were away")
    await server.wait_for(lambda: server.said(server.dm()))
    assert (len(server.gateway.identifies), server.gateway.resumed) == (1, 1)
    assert bot.resumes == 1


@pytest.mark.parametrize("way", ["4009", "op 9"])
async def test_a_lost_session_is_begun_anew(server: DiscordServer, bot: SmallBot, way: str) -> None:
    (session,) = server.gateway.sessions
    if way == "4009":
        await server.gateway.close(4009)
    else:
        await server.gateway.invalidate()
    await server.wait_for(lambda: len(server.gateway.identifies) == 2)
    assert len(server.gateway.resumes) == (way == "4009")
    assert server.gateway.resumed == 0
    assert session not in server.gateway.sessions
    await server.ready()
    await server.direct("hello again")
    await server.wait_for(lambda: server.said(server.dm()))


async def test_a_client_that_is_not_acknowledged_reconnects(server: DiscordServer) -> None:
    async with running(server, heartbeat_timeout=0.6):
        await server.wait_for(lambda: server.gateway.heartbeats > 2)
        server.gateway.acks = False
        await server.wait_for(lambda: server.gateway.resumes, timeout=5)
        server.gateway.acks = True
        await server.wait_for(lambda: server.gateway.resumed == 1)


async def test_events_come_again_and_to_every_process(server: DiscordServer, bot: SmallBot) -> None:
    async with running(server) as other:
        await server.wait_for(lambda: len(server.gateway.sessions) == 2)
        message = await server.say(f"{server.bot.mention} once")
        await server.again(message)
        await server.wait_for(lambda: len(bot.read) == len(other.read) == 2)
        await (await server.slash("who-signed")).answered()
        await server.wait_for(lambda: server.violations)
    assert [violation.rule for violation in server.violations] == ["400 40060"]
    server.violations.clear()


async def test_shards_share_the_servers(server: DiscordServer) -> None:
    server.shards = 2
    guilds = [server.guild, *[await server.add_guild(f"Readers {n}") for n in range(3)]]
    async with running(server) as bot:
        assert [entry["shard"] for entry in server.gateway.identifies] == [[0, 2], [1, 2]]
        await server.wait_for(lambda: len(bot.guilds) == 4)
        for guild in guilds:
            await (await server.slash("slow", guild=guild)).finished()
    assert not server.violations


async def test_rate_limits_are_waited_for(server: DiscordServer, bot: SmallBot) -> None:
    server.rate_limit("POST", "/channels/*/messages", retry_after=0.2)
    await server.mention("first")
    await server.wait_for(lambda: server.said(server.channel))
    sent = [call for call in server.calls if call.is_to("POST", "/channels/*/messages")]
    assert [call.status for call in sent] == [429, 200]
    assert sent[1].at - sent[0].at >= 0.2
    assert not server.faults.early
    server.faults.limit("POST", "/channels/*/messages", calls=1, per=0.2)
    channel = bot.get_channel(int(server.channel.id))
    assert isinstance(channel, discord.TextChannel)
    await asyncio.gather(*(channel.send(f"{n}") for n in range(3)))
    assert len(server.said(server.channel)) == 4


async def test_faults_before_and_after_the_effect(server: DiscordServer, bot: SmallBot) -> None:
    channel = bot.get_channel(int(server.channel.id))
    assert isinstance(channel, discord.TextChannel)
    server.drop("POST", "/channels/*/messages", after=False)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("never", nonce="1")
    assert server.said() == []
    server.drop("POST", "/channels/*/messages", after=True)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("perhaps", nonce="2")
    assert [message.content for message in server.said()] == ["perhaps"]
    body = {"content": "perhaps", "nonce": "2", "enforce_nonce": True}
    body["allowed_mentions"] = {"parse": []}
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    told = await bot.http.request(route, json=body)
    assert told["id"] == server.said()[0].id
    assert len(server.said()) == 1
    server.fail("POST", "/interactions/*/callback", 503, after=True)
    handle = await (await server.slash("slow")).answered()
    callbacks = [call for call in server.calls if call.is_to("POST", "/interactions/*")]
    assert callbacks[0].fault == "status after the effect"
    await server.wait_for(lambda: server.calls[-1].status == 400, timeout=5)
    assert server.calls[-1].answer["code"] == 40060
    assert handle.reply.loading


async def test_a_wrong_token_and_a_privileged_intent_are_refused(server: DiscordServer) -> None:
    async with SmallBot() as stranger:
        with pytest.raises(discord.LoginFailure):
            await stranger.login("somebody else's")
    intents = discord.Intents(guilds=True, message_content=True)
    async with SmallBot(intents=intents) as curious:
        await curious.login(server.token)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await curious.connect()
    assert "MESSAGE_CONTENT" in server.violations[0].detail


async def test_components_v2_are_kept(server: DiscordServer, bot: SmallBot) -> None:
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("# Who\n> \\*they\\* said")))
    channel = bot.get_channel(int(server.channel.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send(view=view)
    assert message.flags.components_v2
    assert shown(server.said()[0]) == "Who\n*they* said"
    with pytest.raises(discord.HTTPException, match="50035"):
        await message.edit(content="back to old ways")
    assert "50035" in server.violations.pop().rule
    await channel.send("old", view=Buttons())
