"""Ways to the asker, against the Slack of the tests: which is taken when, and how each fails."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.oauth.installation_store import Bot

from bot.adapters.slack.calling import (
    Calling,
    MalformedError,
    RefusedError,
    Workspaces,
    new_client,
    new_session,
)
from bot.adapters.slack.delivering import SlackDelivery
from bot.adapters.slack.incoming import Reach, Surface, asked
from bot.adapters.slack.keeping import Notes
from bot.adapters.slack.outgoing import sentence
from bot.domain.ledger import Posted
from bot.domain.utterance import Utterance
from bot.serving.delivering import DoubtfulError, UndeliverableError
from bot.serving.service import Means
from tests.slack_server import ASKER, ELSEWHERE, GENERAL, TEAM, SlackServer, shown
from tests.slack_server.records import ResponseAddress

TEXT = sentence("Hello *there* <!channel>.")


class _One:
    """The one workspace of the test, and what is said to have become of it."""

    def __init__(self, token: str) -> None:
        self.here: Bot | None = Bot(
            team_id=TEAM, bot_token=token, bot_id="B1", bot_user_id="U1", installed_at=0.0
        )
        self.gone: list[str] = []

    async def bot(self, team: str, enterprise: str = "") -> Bot | None:
        return self.here

    async def lost(self, bot: Bot, why: str) -> None:
        self.gone.append(why)


@pytest.fixture
def workspaces(server: SlackServer) -> _One:
    return _One(server.team.token)


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with new_session() as session:
        yield session


@pytest.fixture
def calling(server: SlackServer, workspaces: Workspaces, session: aiohttp.ClientSession) -> Calling:
    return Calling(new_client(server.api_url, session), workspaces)


@pytest.fixture
def delivery(calling: Calling, means: Means) -> SlackDelivery:
    return SlackDelivery(calling, Notes(means.ledger, means.store), None, "")


def private(server: SlackServer, channel: str = GENERAL) -> Reach:
    """Somebody who has just used a command."""
    address = ResponseAddress(server.team, server.team.channels[channel], ASKER, server.now())
    url = server.new_response_url("commands", address)
    return Reach(TEAM, ASKER, channel, response_url=url, private=True)


async def test_a_response_address_comes_first(server: SlackServer, delivery: SlackDelivery) -> None:
    await delivery.show(private(server), TEXT, "a")
    assert [m.via for m in server.messages()] == ["response_url"]
    assert server.messages()[0].ephemeral_to == ASKER


@pytest.mark.parametrize(
    ("channel", "via"), [(GENERAL, "chat.postEphemeral"), (ELSEWHERE, "chat.postMessage")]
)
async def test_an_expired_address_is_followed_by_the_next_way(
    server: SlackServer,
    delivery: SlackDelivery,
    caplog: pytest.LogCaptureFixture,
    channel: str,
    via: str,
) -> None:
    reach = private(server, channel)
    server.advance(1801)
    with caplog.at_level(logging.WARNING):
        await delivery.show(reach, TEXT, "abcd1234")
    assert [m.via for m in server.messages()] == [via]
    assert "abcd1234: response_url: expired_url" in caplog.text
    assert reach.response_url not in caplog.text


async def test_an_address_is_good_for_five_uses(
    server: SlackServer, delivery: SlackDelivery
) -> None:
    reach = private(server)
    for _ in range(6):
        await delivery.show(reach, TEXT, "a")
    assert [m.via for m in server.messages()] == ["response_url"] * 5 + ["chat.postEphemeral"]


async def test_nobody_to_reach_is_undeliverable(
    server: SlackServer, delivery: SlackDelivery
) -> None:
    server.faults.refuse("chat.postMessage", "channel_not_found", times=2)
    with pytest.raises(UndeliverableError):
        await delivery.show(Reach(TEAM, ASKER, "C0GONE", "1.1"), TEXT, "a")
    assert not server.messages()


async def test_a_workspace_that_is_gone_is_told_of_and_not_tried_again(
    server: SlackServer, delivery: SlackDelivery, workspaces: _One
) -> None:
    server.revoke_token()
    with pytest.raises(RefusedError, match="token_revoked"):
        await delivery.show(Reach(TEAM, ASKER, GENERAL), TEXT, "a")
    assert workspaces.gone == ["token_revoked"]
    assert len(server.calls) == 1
    workspaces.here = None
    with pytest.raises(UndeliverableError):
        await delivery.show(Reach(TEAM, ASKER, GENERAL), TEXT, "a")


@pytest.mark.parametrize("fault", ["break_down", "drop_before", "drop_after"])
@pytest.mark.parametrize("method", ["chat.postMessage", "response_url"])
async def test_an_unknown_outcome_is_doubtful_and_never_repeated(
    server: SlackServer, delivery: SlackDelivery, fault: str, method: str
) -> None:
    getattr(server.faults, fault)(method)
    reach = private(server) if method == "response_url" else Reach(TEAM, ASKER, GENERAL)
    with pytest.raises(DoubtfulError):
        await delivery.show(reach, TEXT, "a")
    assert len(server.messages()) == (1 if fault == "drop_after" else 0)


@pytest.mark.parametrize("code", ["internal_error", "fatal_error", "service_unavailable"])
async def test_a_failure_inside_slack_is_doubtful(
    server: SlackServer, delivery: SlackDelivery, code: str
) -> None:
    server.faults.refuse("chat.postMessage", code)
    with pytest.raises(DoubtfulError):
        await delivery.show(Reach(TEAM, ASKER, GENERAL), TEXT, "a")


async def test_what_slack_cannot_read_is_our_mistake(
    server: SlackServer, delivery: SlackDelivery
) -> None:
    server.faults.refuse("chat.postMessage", "invalid_blocks")
    with pytest.raises(MalformedError):
        await delivery.show(Reach(TEAM, ASKER, GENERAL), TEXT, "a")


@pytest.mark.parametrize("method", ["chat.postMessage", "response_url"])
async def test_slack_is_obeyed_when_it_asks_to_wait(
    server: SlackServer, delivery: SlackDelivery, method: str
) -> None:
    server.faults.rate_limit(method, retry_after=1)
    began = server.now()
    reach = private(server) if method == "response_url" else Reach(TEAM, ASKER, GENERAL)
    await delivery.show(reach, TEXT, "a")
    assert [m.via for m in server.messages()] == [method]
    assert server.now() - began >= 1


async def test_nobody_waits_for_an_hour(server: SlackServer, delivery: SlackDelivery) -> None:
    server.faults.rate_limit("chat.postMessage", retry_after=3600, times=2)
    with pytest.raises(RefusedError, match="ratelimited"):
        await delivery.show(Reach(TEAM, ASKER, GENERAL), TEXT, "a")


async def test_a_slack_that_is_not_there_is_undeliverable(
    means: Means, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.calling._RETRIES", 1)
    nowhere = Calling(new_client("http://127.0.0.1:9/api/", session), _One("xoxb-1"))
    delivery = SlackDelivery(nowhere, Notes(means.ledger, means.store), None, "")
    with pytest.raises(UndeliverableError, match="ClientConnectorError"):
        await delivery.show(Reach(TEAM, ASKER, GENERAL), TEXT, "a")
    for url in ("http://127.0.0.1:9/x", "no address"):
        with pytest.raises(UndeliverableError):
            await nowhere.respond(url, text="a")


async def test_an_answer_on_the_home_goes_on_in_its_thread(
    server: SlackServer, delivery: SlackDelivery, means: Means
) -> None:
    reply = means.door.reply(Utterance("did the veterans sign it?"))
    event = asked("k", "did the veterans sign it?", Reach(TEAM, ASKER), Surface.HOME)
    means.ledger.post(_posted(reply.id, event.utterance))
    await delivery.bring(event, reply)
    (told,) = server.messages()
    assert told.channel == server.team.direct(ASKER).id
    assert "You asked: did the veterans sign it?" in shown(told)
    turns = means.ledger.turns("slack", f"{TEAM}:{told.channel}", told.ts, 5)
    assert [turn.text for turn in turns] == ["did the veterans sign it?"]


async def test_where_sharing_is_impossible_the_sharer_is_told(
    server: SlackServer, delivery: SlackDelivery, means: Means
) -> None:
    reply = means.door.reply(Utterance("did the veterans sign it?"))
    reach = Reach(TEAM, ASKER, ELSEWHERE, response_url="", shared_by="ada")
    event = asked("k", "did the veterans sign it?", reach, Surface.SHARE)
    with pytest.raises(UndeliverableError):
        await delivery.bring(event, reply)
    (told,) = server.messages()
    assert "I cannot post in this channel" in shown(told)
    assert told.channel == server.team.direct(ASKER).id


def _posted(answer: str, utterance: Utterance) -> Posted:
    return Posted(answer, utterance, "answered", "e", 1.0)
