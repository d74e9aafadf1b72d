"""The service within the test: clicks and forms when the core, the ledger or Slack is slow."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.slack.connection import SlackService
from bot.config import ServiceSettings, SlackSettings
from bot.domain.errors import LedgerError
from bot.ledger.sqlite import SqliteLedger
from bot.serving.answering import Pace
from bot.serving.service import Means
from tests.adapters.slack.running import nth_message
from tests.slack_server import ASKER, GENERAL, SlackServer, View, quotes, shown


@asynccontextmanager
async def running(server: SlackServer, means: Means, **more: Any) -> AsyncIterator[SlackService]:
    """The service in Socket Mode, connected."""
    slack = SlackSettings(server.team.token, server.app.app_token, api_url=server.api_url)
    service = SlackService(replace(means, settings=ServiceSettings(slack=slack), **more))
    await service.open()
    await server.connected()
    try:
        yield service
    finally:
        await service.close()


async def opened(server: SlackServer) -> View:
    return (await server.wait_for(lambda: server.views(ASKER)))[-1]


# -- a slow core --------------------------------------------------------------------------------


async def test_a_modal_opens_in_time_and_is_filled_in_later(
    server: SlackServer, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspect = means.door.inspect

    def slowly(text: str) -> object:
        time.sleep(1.5)
        return inspect(text)

    monkeypatch.setattr(means.door, "inspect", slowly)
    async with running(server, means):
        done = await server.message_shortcut("check_sources", "They say “Veterans For Peace”.")
        assert done.acknowledged
        assert done.seconds < 1
        view = await opened(server)
        assert "One moment" in shown(view)
        await server.wait_for(lambda: "Word for word" in shown(view))


async def test_a_busy_service_says_so_everywhere(server: SlackServer, means: Means) -> None:
    async with running(server, means, pace=Pace(most_waiting=0)):
        command = await server.command("/who-signed", "veterans")
        assert "busy" in json.dumps(command.ack)
        assert (await server.mention("who signed it?")).acknowledged
        told = await nth_message(server, 1)
        assert "busy" in shown(told)
        await server.command("/ask")
        submitted = await server.submit(await opened(server), {"Question": "who signed it?"})
        assert submitted.ack is not None
        assert submitted.ack["response_action"] == "errors"
        assert "busy" in json.dumps(submitted.ack)
        assert server.views(ASKER)  # the form is still there, to be sent again
        await server.open_home()
        await server.click(await server.wait_for(lambda: server.home(ASKER)), "ask:0")
        assert "busy" in shown(await nth_message(server, 2))


async def test_a_service_that_is_closing_leaves_events_to_the_next(
    server: SlackServer, means: Means
) -> None:
    async with running(server, means) as first:
        assert first._listening is not None
        assert first._answering is not None
        first._listening.closing = True
        first._answering._closing = True
        server.socket._ack_seconds = 0.3
        mention = await server.mention("did the veterans sign it?")
        assert not mention.acknowledged
        async with running(server, replace(means, owner="next")):
            await server.connected(2)
            again = [await server.send(mention.payload, "events_api") for _ in range(2)]
            assert any(done.acknowledged for done in again)  # by the next, in its turn
            assert quotes(await nth_message(server, 0)) == ["Veterans For Peace"]


# -- a slow or broken ledger --------------------------------------------------------------------


class _Slow:
    """Lets a method of the ledger take its time."""

    def __init__(self, ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_go_on = threading.Event()
        accept = ledger.accept

        def slowly(*given: Any) -> bool:
            self.may_go_on.wait(10)
            return accept(*given)

        monkeypatch.setattr(ledger, "accept", slowly)


async def test_a_slow_ledger_does_not_keep_a_command_waiting(
    server: SlackServer, means: Means, ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = _Slow(ledger, monkeypatch)
    monkeypatch.setattr("bot.adapters.slack.taking._LONGEST", 0.3)
    async with running(server, means):
        command = await server.command("/who-signed", "veterans")
        assert command.acknowledged
        assert command.seconds < 1
        assert not server.messages()
        slow.may_go_on.set()
        assert quotes(await nth_message(server, 0)) == ["Veterans For Peace"]


async def test_clicks_without_a_ledger_get_a_sentence(
    server: SlackServer, means: Means, ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(server, means):
        await server.command("/who-signed", "veterans")
        answer = await nth_message(server, 0)

        def broken(*_: object) -> None:
            raise LedgerError("ledger.sqlite", "the disk is full")

        for name in ("posted", "accept", "vote"):
            monkeypatch.setattr(ledger, name, broken)
        for n, label in enumerate(("Share in channel", "Context", "👍"), start=1):
            assert (await server.click(answer, label)).acknowledged
            told = await nth_message(server, n)
            assert "cannot take questions" in shown(told)
            assert told.ephemeral_to == ASKER


# -- Slack --------------------------------------------------------------------------------------


async def test_what_goes_wrong_after_a_click_is_told_with_an_id(
    server: SlackServer, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(server, means):
        await server.mention("who signed it?")
        answer = await nth_message(server, 0)
        server.faults.refuse("chat.update", "invalid_blocks")
        await server.click(answer, "Show all 34")
        told = await nth_message(server, 1)
        assert "went wrong" in shown(told)
        assert told.ephemeral_to == ASKER


async def test_a_private_page_whose_address_is_closed_comes_as_a_new_message(
    server: SlackServer, means: Means
) -> None:
    async with running(server, means):
        await server.command("/who-signed")
        answer = await nth_message(server, 0)
        server.faults.refuse("response_url", "expired_url")
        await server.click(answer, "Show all 34")
        page = await nth_message(server, 1)
        assert (page.via, page.ephemeral_to) == ("chat.postEphemeral", ASKER)
        assert shown(page).count("\n• ") == 34


async def test_a_click_that_means_nothing_is_acknowledged(
    server: SlackServer, means: Means
) -> None:
    async with running(server, means):
        await server.command("/who-signed", "veterans")
        answer = await nth_message(server, 0)
        for block in answer.blocks:
            for element in block.get("elements", []):
                if element.get("action_id", "").startswith("briefing:context"):
                    element["value"] = "newer-than-we-are"
        assert (await server.click(answer, "Context")).acknowledged


async def test_a_token_that_is_taken_back_while_connected_ends_the_service(
    server: SlackServer, means: Means
) -> None:
    async with running(server, means) as service:
        server.tokens[server.app.app_token].error = "token_revoked"
        server.socket.abort()
        async with asyncio.timeout(15):
            with pytest.raises(Exception, match="SLACK_APP_TOKEN"):
                await service.ended()


async def test_a_silent_connection_is_replaced(
    server: SlackServer, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.socket_mode.PING", 0.3)
    monkeypatch.setattr("bot.adapters.slack.socket_mode._STALE", 1.0)
    async with running(server, means) as service:
        server.socket.frozen = True
        await server.wait_for(lambda: server.socket.opened > 1, 10)
        server.socket.frozen = False
        await server.wait_for(lambda: service.health().ok, 10)
        await server.mention("did the veterans sign it?", GENERAL)
        assert quotes(await nth_message(server, 0)) == ["Veterans For Peace"]


async def test_an_address_that_fails_once_is_not_tried_for_ever(
    server: SlackServer, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.socket_mode.PING", 0.2)
    monkeypatch.setattr("bot.adapters.slack.socket_mode._LOOK", 0.2)
    async with running(server, means):
        server.faults.refuse("apps.connections.open", "internal_error", times=2)
        new_url, wrong = server.socket.new_url, ["ws://127.0.0.1:9/link/?ticket=none"]
        monkeypatch.setattr(server.socket, "new_url", lambda: wrong.pop() if wrong else new_url())
        server.socket.abort()
        await server.wait_for(lambda: server.socket.opened > 1, 10)
        assert not wrong
        await server.mention("did the veterans sign it?", GENERAL)
        assert quotes(await nth_message(server, 0)) == ["Veterans For Peace"]


async def test_the_older_assistant_view_gets_suggestions_in_its_thread(means: Means) -> None:
    async with SlackServer() as server, running(server, means):  # without an agent view
        channel = server.team.direct(ASKER).id
        begun = {"user_id": ASKER, "channel_id": channel, "thread_ts": "1.1", "context": {}}
        server.said[channel, "1.1"] = {"user": ASKER, "ts": "1.1"}
        event = {"type": "assistant_thread_started", "assistant_thread": begun, "event_ts": "1.2"}
        assert (await server.event(event)).acknowledged
        await server.wait_for(lambda: server.prompts)
        assert server.prompts[0]["thread_ts"] == "1.1"
        assert not server.violations


async def test_a_home_that_cannot_be_shown_bothers_nobody(
    server: SlackServer, means: Means
) -> None:
    async with running(server, means):
        server.faults.refuse("views.publish", "internal_error")
        assert (await server.open_home()).acknowledged
        await server.wait_for(lambda: [c for c in server.calls if c.method == "views.publish"])
        await server.mention("did the veterans sign it?")
        await nth_message(server, 0)
        assert len(server.messages()) == 1
