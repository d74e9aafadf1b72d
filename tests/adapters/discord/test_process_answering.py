"""The whole process beside a local Discord: every question has one visible answer."""

from __future__ import annotations

import asyncio
import re
import statistics
from pathlib import Path

from bot.adapters.discord.receiving import ASKED_BEFORE
from tests.adapters.discord.bots import Bot, bot
from tests.discord_server.interaction import COMMAND, DEFER, DEFER_UPDATE, SAY, Interaction
from tests.discord_server.message import Message
from tests.discord_server.reading import shown
from tests.discord_server.server import DiscordServer

SIGNED, VETERANS = "Yes: Action Corps signed", "Yes: Veterans For Peace signed"
# Which of two processes a button was meant for is found out by asking Discord.
_BOTH = {"400 40060"}
CALLBACK, MESSAGES = "/interactions/*/callback", "/channels/*/messages"


def public(server: DiscordServer) -> list[Message]:
    """The messages of the bot that everybody in the server sees."""
    return [m for m in server.said() if m.viewer is None and m.channel.guild is not None]


async def asked(server: DiscordServer) -> Interaction:
    return await server.slash("who-signed", {"name": "Action Corps"})


async def mentioned(server: DiscordServer, within: float = 10.0) -> Message:
    """The answer to a mention, which is the only one."""
    before = len(public(server))
    await server.mention("who-signed veterans")
    await server.wait_for(lambda: len(public(server)) > before, within)
    await asyncio.sleep(0.2)
    assert len(public(server)) == before + 1
    assert shown(public(server)[-1]).startswith(VETERANS)
    return public(server)[-1]


async def test_a_slow_core_is_put_off_and_keeps_its_place(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home, SLOWED_CORE=1.4) as running:
        await running.ready()
        hidden, shared = await asyncio.gather(
            asked(server), server.slash("who-signed", {"public": True})
        )
        for handle in (hidden, shared):
            await handle.answered()
            assert handle.first.type == DEFER
            assert handle.first.seconds < 2.0
            assert handle.reply.loading
        await asyncio.gather(hidden.finished(), shared.finished())
        assert hidden.reply.viewer is server.user
        assert shared.reply.viewer is None
        assert shown(hidden.reply).startswith(SIGNED)
        turned = await server.click(shared.reply, "Show all 34")
        await turned.finished()
        assert turned.first.type == DEFER_UPDATE
        assert "Page 1 of" in shown(shared.reply)
        await server.mention("who-signed veterans")
        await server.wait_for(lambda: any(c.path.endswith("/typing") for c in server.calls))
        await server.wait_for(lambda: len(public(server)) == 2)
        gone = await server.mention("who-signed veterans")
        await server.delete_message(gone)
        await server.wait_for(lambda: len(public(server)) == 3)  # no reply, but an answer
        late = await asked(server)
        channel = server.add_channel("short-lived")
        await server.announce_channel(channel)
        await server.mention("who-signed veterans", channel=channel)
        await server.delete_channel(channel)
        await late.finished()
        await _told(running, "outcome=failed")
        assert not server.violations
        assert not server.pings


async def test_a_slow_ledger_leaves_nobody_waiting(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home, SLOWED_LEDGER=1.5) as running:
        await running.ready()
        above = await (await server.slash("briefing-help")).finished()
        assert above.first.type == DEFER  # before anybody knew whether it could be kept
        label = re.findall(r"\[(.+)\]", shown(above.reply))[0]
        first, second = await asyncio.gather(
            server.click(above.reply, label), server.click(above.reply, label)
        )
        await asyncio.gather(first.finished(), second.finished())
        told = sorted(shown(handle.reply) == ASKED_BEFORE for handle in (first, second))
        assert told == [False, True]
        assert not server.violations


async def _told(running: Bot, words: str) -> None:
    async with asyncio.timeout(10):
        while words not in running.told:
            await asyncio.sleep(0.05)


async def test_two_processes_with_one_token_answer_once(home: Path) -> None:
    async with (
        DiscordServer() as server,
        bot(server, home) as first,
        bot(server, home) as second,
    ):
        await asyncio.gather(first.ready(), second.ready())
        handles = await asyncio.gather(*(asked(server) for _ in range(10)))
        for handle in handles:
            await handle.finished()
            assert handle.first.type == SAY
            assert shown(handle.reply).startswith(SIGNED)
            assert not handle.followups
        for _ in range(3):
            await mentioned(server)
        shared = await server.click(handles[0].reply, "Share")
        await shared.finished()
        assert shown(shared.reply).startswith("Shared by")
        help_ = await (await server.slash("briefing-help", {"public": True})).finished()
        label = re.findall(r"\[(.+)\]", shown(help_.reply))[0]
        offered = await (await server.click(help_.reply, label)).finished()
        assert offered.first.type == SAY
        await asyncio.sleep(2.2)  # until the other one has put the button at rest
        assert {violation.rule for violation in server.violations} <= _BOTH
        assert not server.pings
        assert first.told.count("outcome=") + second.told.count("outcome=") == 16


async def test_what_fails_on_the_way_is_sent_again_and_shown_once(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home) as running:
        await running.ready()
        # A message carries a nonce ...
        server.rate_limit("POST", MESSAGES, retry_after=0.3)
        await mentioned(server)
        server.fail("POST", MESSAGES, 502)
        await mentioned(server)
        server.fail("POST", MESSAGES, 503, after=True)
        await mentioned(server)
        for after in (False, True):
            server.drop("POST", MESSAGES, after=after)
            await mentioned(server)
        # ... and the answer to an interaction has one place.
        for after in (False, True):
            server.drop("POST", CALLBACK, after=after)
            handle = await (await asked(server)).finished()
            assert shown(handle.reply).startswith(SIGNED)
            assert not handle.followups
        server.rate_limit("POST", CALLBACK, retry_after=0.3)
        handle = await (await asked(server)).finished()
        assert shown(handle.reply).startswith(SIGNED)
        await asyncio.sleep(0.2)
        assert not server.faults.early
        assert not server.violations
        assert not server.pings


async def test_an_interaction_that_has_expired_is_answered_to_its_asker(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home) as running:
        await running.ready()
        server.hang("POST", CALLBACK, after=False, seconds=4)
        await asked(server)
        direct = server.dm(server.user)
        await server.wait_for(lambda: bool(server.said(direct)), 15)
        assert shown(server.said(direct)[0]).startswith(SIGNED)
        assert not public(server)  # what was asked in private is not shown to others
        later = await (await asked(server)).finished()
        assert shown(later.reply).startswith(SIGNED)


async def test_a_process_that_is_killed_is_finished_by_the_next(home: Path) -> None:
    async with DiscordServer() as server:
        async with bot(server, home, SLOWED_CORE=30, SLOWED_LEASE=2) as first:
            await first.ready()
            handle = await asked(server)
            await server.mention("who-signed veterans")
            await handle.answered()
            assert handle.first.type == DEFER
            await first.kill()  # while the core is answering both
        async with bot(server, home, SLOWED_LEASE=2) as second:
            await second.ready()
            await handle.finished(15)
            assert shown(handle.reply).startswith(SIGNED)
            await server.wait_for(lambda: len(public(server)) == 1, 15)
            assert shown(public(server)[0]).startswith(VETERANS)
            # Killed while it waits to hear whether its answers have arrived.
            server.hang("POST", CALLBACK, after=True)
            server.hang("POST", MESSAGES, after=True)
            doubtful = await asked(server)
            await server.mention("who-signed veterans")
            await server.wait_for(lambda: len(public(server)) == 2)
            await doubtful.answered()
            await second.kill()
        async with bot(server, home, SLOWED_LEASE=2) as third:
            await third.ready()
            async with asyncio.timeout(15):
                while third.told.count("outcome=answered") < 2:
                    await asyncio.sleep(0.05)
            assert shown(doubtful.reply).startswith(SIGNED)
            assert not doubtful.followups
            assert len(public(server)) == 2
        assert not server.violations
        assert not server.pings


async def test_anything_that_a_client_may_send_ends_in_a_sentence(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home) as running:
        await running.ready()
        for data in ({"id": "1", "name": "gone", "type": 1}, {"id": "1", "name": "x", "type": 2}):
            handle = await (await server.interact(COMMAND, data)).finished()
            assert shown(handle.reply)
            assert handle.reply.viewer is server.user
        handle = await (await server.slash("ask", {"question": "why? " * 1200})).finished()
        assert "I read up to 2,000" in shown(handle.reply)
        handle = await (await server.slash("who-signed", user_installed=True)).finished()
        assert "34 of 34" in shown(handle.reply)
        assert not server.violations


async def test_names_are_completed_while_they_are_typed(home: Path) -> None:
    async with DiscordServer() as server, bot(server, home) as running:
        await running.ready()
        await server.wait_for(lambda: bool(server.commands.everywhere))
        seconds = []
        for typed in ("", "v", "ve", "vet", "vetr", "vetrans", "for peace", "asian", "xyz") * 3:
            handle = await (await server.completing("who-signed", "name", typed)).answered()
            assert len(handle.choices) <= 25
            seconds.append(handle.first.seconds)
        assert statistics.median(seconds) < 0.05
        assert not server.violations
