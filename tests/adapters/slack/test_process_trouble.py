"""The real process when things go wrong: a slow core, a Slack that fails, processes that die."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from signal import SIGKILL

import pytest
import pytest_asyncio

from tests.adapters.slack.running import (
    Briefing,
    app_manifest,
    by_socket,
    clean,
    copied,
    nth_message,
)
from tests.slack_server import ASKER, ELSEWHERE, GENERAL, SlackServer, quotes, shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

_SLOW = 5.0  # seconds that the core takes at most


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    built_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[SlackServer, Briefing]]:
    home = copied(built_home, tmp_path_factory.mktemp("trouble") / "home")
    async with (
        SlackServer(manifest=app_manifest(), retry_delays=(0.1, 0.2)) as server,
        Briefing(home, by_socket(server), slow=_SLOW) as process,
    ):
        yield server, process


@pytest_asyncio.fixture(loop_scope="module")
async def server(running: tuple[SlackServer, Briefing]) -> AsyncIterator[SlackServer]:
    yield running[0]
    clean(running[0])


@pytest.fixture
def process(running: tuple[SlackServer, Briefing]) -> Briefing:
    return running[1]


async def states(home: Path) -> list[str]:
    """The states of all events in the ledger."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as ledger:
        return [state for (state,) in ledger.execute("SELECT state FROM events ORDER BY number")]


async def in_state(home: Path, state: str) -> None:
    """Wait until the newest event is in this state."""
    async with asyncio.timeout(10):
        while (await states(home))[-1:] != [state]:
            await asyncio.sleep(0.02)


# -- a slow core --------------------------------------------------------------------------------


async def test_a_slow_core_keeps_nobody_waiting_for_the_acknowledgement(
    server: SlackServer, process: Briefing
) -> None:
    before = len(server.messages())
    direct = await server.direct("taking 5 s, did the veterans sign it?")
    asked = [await server.command("/ask", f"taking 5 s, who is Biden {n}?") for n in range(3)]
    clicked = await server.open_home()
    assert all(done.acknowledged for done in (direct, clicked, *asked))
    assert max(done.seconds for done in (direct, clicked, *asked)) < 1
    status = await server.wait_for(lambda: server.statuses)
    assert status[0]["thread_ts"] == direct.ts
    assert await server.socket.ping() == 1  # the event loop is free
    await nth_message(server, before + 3, 15)
    answer = next(m for m in server.messages()[before:] if m.thread_ts == direct.ts)
    assert quotes(answer) == ["Veterans For Peace"]
    # The sign of work came before the answer, which takes it away.
    calls = [call.method for call in server.calls if call.method.startswith(("chat", "assistant"))]
    assert calls.index("assistant.threads.setStatus") < calls.index("chat.postMessage")


# -- a Slack that fails -------------------------------------------------------------------------


async def test_too_many_calls_are_made_again_when_slack_allows(server: SlackServer) -> None:
    before = len(server.messages())
    server.faults.rate_limit("chat.postMessage", retry_after=1)
    mention = await server.mention("did the veterans sign it?")
    answer = await nth_message(server, before)
    assert answer.thread_ts == mention.ts
    first, second = [c.at for c in server.calls if c.method == "chat.postMessage"][-2:]
    assert second - first >= 1


async def test_a_closed_response_address_is_no_end(server: SlackServer, process: Briefing) -> None:
    before, logged = len(server.messages()), len(process.log)
    server.faults.refuse("response_url", "expired_url")
    await server.command("/who-signed", "veterans")
    answer = await nth_message(server, before)
    assert (answer.via, answer.ephemeral_to) == ("chat.postEphemeral", ASKER)
    await process.said(r"event \w{8}: response_url: expired_url", logged)


async def test_where_the_bot_is_not_it_writes_directly(server: SlackServer) -> None:
    before = len(server.messages())
    server.faults.refuse("response_url", "used_url")
    await server.command("/who-signed", "veterans", channel=ELSEWHERE)
    answer = await nth_message(server, before)
    assert answer.channel == server.team.direct(ASKER).id


async def test_a_channel_that_was_archived_is_no_end(server: SlackServer) -> None:
    before = len(server.messages())
    server.faults.refuse("chat.postMessage", "is_archived")
    await server.mention("did the veterans sign it?")
    answer = await nth_message(server, before)
    assert answer.channel == server.team.direct(ASKER).id


async def test_a_channel_that_is_gone_and_nobody_to_reach(
    server: SlackServer, process: Briefing
) -> None:
    logged = len(process.log)
    server.faults.refuse("chat.postMessage", "channel_not_found", times=2)
    await server.mention("did the veterans sign it?")
    await process.said(r"event=\w{8} .*outcome=failed.*channel_not_found", logged)
    assert not [line for line in process.log[logged:] if "Traceback" in line]


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "break_down"])
async def test_what_may_have_been_posted_is_not_posted_again(
    server: SlackServer, process: Briefing, fault: str
) -> None:
    before, posts = len(server.messages()), len(server.called("chat.postMessage"))
    getattr(server.faults, fault)("chat.postMessage")
    mention = await server.mention("did the veterans sign it?")
    posted = 1 if fault == "drop_after" else 0
    doubt = await nth_message(server, before + posted)
    assert "I was interrupted while sending" in shown(doubt)
    assert doubt.thread_ts == mention.ts
    await in_state(process.home, "doubtful")
    assert len(server.called("chat.postMessage")) == posts + posted + 1


async def test_a_message_that_slack_cannot_read_is_told(
    server: SlackServer, process: Briefing
) -> None:
    before = len(server.messages())
    server.faults.refuse("chat.postMessage", "invalid_blocks")
    await server.mention("did the veterans sign it?")
    assert "went wrong" in shown(await nth_message(server, before))
    await in_state(process.home, "failed")


async def test_a_failing_sign_of_work_costs_nothing(server: SlackServer) -> None:
    before = len(server.messages())
    server.faults.break_down("assistant.threads.setStatus")
    await server.direct("taking 1 s, did the veterans sign it?")
    assert quotes(await nth_message(server, before)) == ["Veterans For Peace"]


# -- processes that die -------------------------------------------------------------------------


async def test_killed_while_answering_the_next_one_answers_once(
    built_home: Path, tmp_path: Path
) -> None:
    home = copied(built_home, tmp_path / "home")
    async with SlackServer(manifest=app_manifest(), retry_delays=(0.1,)) as server:
        first = await Briefing(home, by_socket(server), slow=60.0).start()
        await first.ready()
        mention = await server.mention("taking 60 s, did the veterans sign it?")
        command = await server.command("/who-signed", "taking 60 s, veterans")
        assert mention.acknowledged
        assert command.acknowledged
        await first.stop(SIGKILL)
        async with Briefing(home, by_socket(server), slow=0.0):
            answers = [await nth_message(server, n, 15) for n in range(2)]
            assert {a.thread_ts for a in answers} == {mention.ts, None}
            assert [quotes(a) for a in answers] == [["Veterans For Peace"]] * 2
            # Slack sends what it has sent before: it stays at one answer each.
            assert (await server.send(mention.payload, "events_api")).acknowledged
            await server.mention("who signed it?")
            await nth_message(server, 2)
        assert len(server.messages()) == 3
        assert await states(home) == ["answered"] * 3
        clean(server)


async def test_killed_while_sending_the_doubt_is_told(built_home: Path, tmp_path: Path) -> None:
    home = copied(built_home, tmp_path / "home")
    async with SlackServer(manifest=app_manifest()) as server:
        first = await Briefing(home, by_socket(server), slow=0.0).start()
        await first.ready()
        server.faults.hang("chat.postMessage", seconds=3.0)
        mention = await server.mention("did the veterans sign it?")
        await in_state(home, "sending")
        await first.stop(SIGKILL)
        async with Briefing(home, by_socket(server), slow=0.0):
            doubt = await nth_message(server, 0, 15)
            assert "I was interrupted while sending" in shown(doubt)
            assert "did the veterans sign it?" in shown(doubt)
            assert doubt.thread_ts == mention.ts
            await in_state(home, "doubtful")
        assert len(server.messages()) == 1
        clean(server)


async def test_two_connections_on_one_ledger_answer_once(
    server: SlackServer, process: Briefing
) -> None:
    before = len(server.messages())
    async with Briefing(process.home, by_socket(server), slow=_SLOW):
        await server.connected(2)
        mention = await server.mention("did the veterans sign it?")
        again = [await server.send(mention.payload, "events_api") for _ in range(3)]
        assert all(done.acknowledged for done in again)
        assert all(connection.frames for connection in server.socket.connections)
        await server.command("/who-signed", "veterans")
        await nth_message(server, before + 1)
    assert len(server.messages()) == before + 2


async def test_a_signal_lets_what_was_accepted_be_answered(
    built_home: Path, tmp_path: Path
) -> None:
    home = copied(built_home, tmp_path / "home")
    async with SlackServer(manifest=app_manifest()) as server:
        async with Briefing(home, by_socket(server), slow=1.0) as process:
            asked = await server.mention("taking 1 s, did the veterans sign it?")
            assert asked.acknowledged
        assert process.process is not None
        assert process.process.returncode == 0
        assert quotes(server.messages(GENERAL)[0]) == ["Veterans For Peace"]
        clean(server)
