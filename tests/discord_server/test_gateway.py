"""The gateway by itself: who is let in, what is replayed, and who sees which event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.discord_server import DiscordServer
from tests.discord_server.gateway import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS

ALL = GUILDS | GUILD_MESSAGES | DIRECT_MESSAGES
Socket = aiohttp.ClientWebSocketResponse


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def connect(
    server: DiscordServer, session: aiohttp.ClientSession, query: str = "?v=10&encoding=json"
) -> Socket:
    socket = await session.ws_connect(server.gateway_url + query)
    assert (await socket.receive_json())["op"] == 10
    return socket


async def identify(server: DiscordServer, socket: Socket, **rest: Any) -> dict[str, Any]:
    data = {"token": server.token, "intents": ALL, "properties": {}} | rest
    await socket.send_json({"op": 2, "d": data})
    ready: dict[str, Any] = await socket.receive_json()
    assert ready["t"] == "READY"
    return ready


async def events(socket: Socket) -> list[tuple[str, Any]]:
    """Return the events that have come."""
    found: list[tuple[str, Any]] = []
    while True:
        try:
            frame = await socket.receive_json(timeout=0.05)
        except TimeoutError:
            return found
        found.append((frame["t"], frame["d"]))


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {"token": "else", "intents": ALL}}, 4004),
        ({"op": 2, "d": {"intents": ALL | 1 << 15}}, 4014),
        ({"op": 2, "d": {"intents": ALL | 1 << 1}}, 4014),
        ({"op": 2, "d": {"intents": 1 << 27}}, 4013),
        ({"op": 2, "d": {"intents": ALL, "shard": [2, 2]}}, 4010),
        ({"op": 3, "d": {}}, 4003),
        ({"d": {}}, 4002),
    ],
)
async def test_who_is_not_let_in(
    server: DiscordServer, session: aiohttp.ClientSession, frame: dict[str, Any], code: int
) -> None:
    socket = await connect(server, session)
    if frame.get("op") == 2:
        frame["d"].setdefault("token", server.token)
    await socket.send_json(frame)
    message = await socket.receive()
    assert message.data == code
    assert server.gateway.sessions == []
    assert bool(server.violations) == (code != 4004)


async def test_an_old_version_is_refused(
    server: DiscordServer, session: aiohttp.ClientSession
) -> None:
    socket = await session.ws_connect(server.gateway_url + "?v=9")
    assert (await socket.receive()).data == 4012


async def test_too_many_sends_are_cut_off(
    server: DiscordServer, session: aiohttp.ClientSession
) -> None:
    socket = await connect(server, session)
    await identify(server, socket)
    await socket.receive_json()
    for _ in range(121):
        await socket.send_json({"op": 3, "d": {}})
    assert (await socket.receive()).data == 4008


async def test_missed_events_are_replayed_in_order(
    server: DiscordServer, session: aiohttp.ClientSession
) -> None:
    socket = await connect(server, session)
    ready = await identify(server, socket)
    await events(socket)
    server.gateway.abort()
    await server.wait_for(lambda: not server.gateway.connections)
    for n in range(3):
        await server.direct(f"missed {n}")
    again = await connect(server, session)
    seq = server.gateway.sessions[0].sequence - 2
    data = {"token": server.token, "session_id": ready["d"]["session_id"], "seq": seq}
    await again.send_json({"op": 6, "d": data})
    found = await events(again)
    assert [name for name, _ in found] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
    assert [payload["content"] for _, payload in found[:2]] == ["missed 1", "missed 2"]
    third = await connect(server, session)
    await third.send_json({"op": 6, "d": data | {"session_id": "unknown"}})
    assert await third.receive_json() == {"op": 9, "d": False, "s": None, "t": None}
    fourth = await connect(server, session)
    await fourth.send_json({"op": 6, "d": data | {"seq": 999}})
    assert (await fourth.receive()).data == 4007


async def test_a_session_that_its_client_closed_is_over(
    server: DiscordServer, session: aiohttp.ClientSession
) -> None:
    for code, left in ((4000, 1), (1000, 1), (1001, 1)):
        socket = await connect(server, session)
        await identify(server, socket)
        await socket.close(code=code)
        await server.wait_for(lambda: not server.gateway.connections)
        assert len(server.gateway.sessions) == left


async def test_events_follow_intents_and_content_follows_mentions(
    server: DiscordServer, session: aiohttp.ClientSession
) -> None:
    everything, private = await connect(server, session), await connect(server, session)
    await identify(server, everything)
    await identify(server, private, intents=DIRECT_MESSAGES)
    await asyncio.gather(events(everything), events(private))
    quiet = await server.say("not for the bot")
    await server.mention("for the bot")
    await server.reply_to(quiet, f"{server.bot.mention} look", ping=False)
    await server.direct("in private")
    await server.again(quiet)
    heard, heard_in_private = await asyncio.gather(events(everything), events(private))
    contents = [payload["content"] for _, payload in heard]
    mention = server.bot.mention
    assert contents == ["", f"{mention} for the bot", f"{mention} look", "in private", ""]
    assert heard[2][1]["referenced_message"]["content"] == ""
    assert [payload["content"] for _, payload in heard_in_private] == ["in private"]
    assert heard[0][1]["id"] == heard[4][1]["id"]


async def test_acks_can_stop(server: DiscordServer, session: aiohttp.ClientSession) -> None:
    socket = await connect(server, session)
    await socket.send_json({"op": 1, "d": None})
    assert (await socket.receive_json())["op"] == 11
    server.gateway.acks = False
    await socket.send_json({"op": 1, "d": None})
    await server.wait_for(lambda: server.gateway.heartbeats == 2)
    assert await events(socket) == []
