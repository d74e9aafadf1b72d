"""The whole process beside a local Discord: log-in, sync, connections that break, refusals."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import aiohttp

from tests.adapters.discord.bots import Bot, bot, process
from tests.discord_server.message import Message
from tests.discord_server.reading import shown
from tests.discord_server.server import DiscordServer


async def answers(server: DiscordServer) -> str:
    """What people read after a command."""
    handle = await server.slash("who-signed", {"name": "Action Corps"})
    await handle.finished()
    return shown(handle.reply)


def public(server: DiscordServer) -> list[Message]:
    """The messages of the bot that everybody sees."""
    return [message for message in server.said() if message.viewer is None]


async def test_log_in_sync_and_a_connection_that_breaks_in_every_way(home: Path) -> None:
    async with DiscordServer() as server:
        async with bot(server, home) as running:
            await running.ready()
            await server.wait_for(lambda: server.commands.overwrites == 1)
            (identified,) = server.gateway.identifies
            assert identified["intents"] == 1 << 0 | 1 << 9 | 1 << 12  # nothing privileged
            assert (await answers(server)).startswith("Yes: Action Corps signed")
            for broken in ("op 7", "4000", "1011", "cut"):
                before = len(public(server))
                if broken == "op 7":
                    await server.gateway.reconnect()
                elif broken == "cut":
                    server.gateway.abort()
                else:
                    await server.gateway.close(int(broken))
                missed = await server.mention("who-signed veterans")  # comes with the RESUME
                await server.wait_for(lambda: len(public(server)) > before, 10)  # noqa: B023
                assert shown(public(server)[-1]).startswith("Yes: Veterans For Peace"), broken
                await server.again(missed)
                assert (await answers(server)).startswith("Yes: Action Corps signed"), broken
            await asyncio.sleep(0.3)
            assert len(public(server)) == 4
            assert server.gateway.resumed == 4
            assert len(server.gateway.identifies) == 1
            await server.gateway.close(4009)  # the session is over: another one begins
            await server.wait_for(lambda: len(server.gateway.identifies) == 2, 12)
            await server.ready()
            assert (await answers(server)).startswith("Yes: Action Corps signed")
        async with bot(server, home) as running:
            await running.ready()
            assert (await answers(server)).startswith("Yes: Action Corps signed")
        assert server.commands.overwrites == 1  # neither on a reconnect nor after a restart
        assert not server.violations
        assert not server.pings


async def test_a_gateway_that_falls_silent_is_left(home: Path) -> None:
    async with DiscordServer(heartbeat=0.3) as server:
        async with bot(server, home, SLOWED_SILENCE=1) as running:
            await running.ready()
            await server.wait_for(lambda: server.gateway.heartbeats >= 2)
            server.gateway.acks = False
            await server.wait_for(lambda: bool(server.gateway.resumes), 10)
            server.gateway.acks = True
            await server.wait_for(lambda: server.gateway.resumed >= 1, 10)
            assert (await answers(server)).startswith("Yes: Action Corps signed")
        assert not server.violations


async def test_the_health_page_tells_of_the_connection(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home, BRIEFING_PORT=0) as running:
        await running.ready()
        address = re.findall(r"listening on (\S+)", running.told)[0]
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{address}/readyz") as page:
                assert page.status == 200
                health = (await page.json())["services"]["discord"]
            assert health["shards_connected"] == health["shards"] == health["servers"] == 1
            assert 0 <= health["seconds_since_last_frame"] < 10


async def test_what_waiting_cannot_mend_ends_the_process(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home) as running:
        await running.ready()
        await server.gateway.close(4014)
        assert await running.ended() == 4
        await _told(running, "Discord refuses the gateway intents")


async def _told(running: Bot, sentence: str) -> None:
    """The last line is a sentence, and the only one of its kind."""
    await asyncio.sleep(0.1)
    lines = [line for line in running.told.splitlines() if line.startswith("briefing: discord: ")]
    assert sentence in lines[-1], running.told


async def test_a_wrong_token_is_one_sentence(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home, DISCORD_TOKEN="wrong") as running:
        assert await running.ended() == 4
        await _told(running, "Discord does not accept DISCORD_TOKEN")


async def test_a_discord_that_is_not_there_yet_is_waited_for(home: Path) -> None:
    async with DiscordServer() as server:
        server.fail("GET", "/users/@me", 503)
        async with bot(server, home) as running:
            await running.ready()
            assert "Discord answers with 503; next attempt in 2 s" in running.told
            assert (await answers(server)).startswith("Yes: Action Corps signed")


async def test_a_signal_ends_a_process_that_cannot_connect(home: Path) -> None:
    nowhere = {"DISCORD_TOKEN": "abc", "DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}
    async with process(home, nowhere, "discord") as running, asyncio.timeout(20):
        while "Discord cannot be reached" not in running.told:
            await asyncio.sleep(0.05)


async def test_shards_are_those_of_the_setting(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home, DISCORD_SHARDS="0/2") as running:
        await running.ready()
        assert [identify["shard"] for identify in server.gateway.identifies] == [[0, 2]]
        assert len(server.gateway.identifies) == 1


async def test_commands_are_synced_by_hand(home: Path) -> None:
    async with DiscordServer() as server:
        for arguments, overwrites in ((("--dry-run",), 0), ((), 1)):
            async with bot(server, home, "sync", *arguments) as running:
                assert await running.ended() == 0, running.told
            assert server.commands.overwrites == overwrites
        assert not server.gateway.identifies
