"""Faults on purpose: with and without an effect, and rate limits as the headers tell them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from tests.discord_server import Channel, DiscordServer

BODY: dict[str, Any] = {"content": "c", "allowed_mentions": {"parse": []}}
PATH = "/channels/*/messages"


async def send(server: DiscordServer, channel: Channel | None = None) -> tuple[int, Any, Any]:
    """Return status, headers and answer of a call that sends a message."""
    address = f"{server.api_url}/channels/{(channel or server.channel).id}/messages"
    headers = {"Authorization": f"Bot {server.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(address, json=BODY, timeout=aiohttp.ClientTimeout(2)) as response,
    ):
        return response.status, response.headers, await response.json()


@pytest.mark.parametrize("after", [False, True])
async def test_each_fault_takes_effect_or_not(after: bool) -> None:
    async with DiscordServer() as server:
        server.fail("POST", PATH, 502, after=after)
        assert (await send(server))[0] == 502
        server.drop("POST", PATH, after=after)
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await send(server)
        server.hang("*", PATH, after=after, seconds=0.2)
        begun = time.monotonic()
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await send(server)
        assert time.monotonic() - begun >= 0.2
        assert len(server.said()) == 3 * after
        assert [call.status for call in server.calls] == ([502, 0, 0])
        assert (await send(server))[0] == 200


async def test_a_hanging_call_does_not_hold_up_the_end() -> None:
    begun = time.monotonic()
    async with DiscordServer() as server:
        server.hang("POST", PATH, after=True)
        waiting = asyncio.create_task(send(server))
        await server.wait_for(server.said)
    with pytest.raises(aiohttp.ClientError):
        await waiting
    assert time.monotonic() - begun < 1.5


async def test_a_rate_limit_holds_for_its_channel_or_for_all() -> None:
    async with DiscordServer() as server:
        other = server.add_channel("other")
        server.rate_limit("POST", PATH, retry_after=30)
        status, headers, answer = await send(server)
        assert (status, answer["global"], answer["retry_after"]) == (429, False, 30)
        assert headers["X-RateLimit-Remaining"] == "0"
        assert "Via" in headers
        assert ((await send(server))[0], (await send(server, other))[0]) == (429, 200)
        assert len(server.faults.early) == 1
        server.clock.advance(31)
        assert (await send(server))[0] == 200
        server.rate_limit("POST", PATH, retry_after=30, everywhere=True)
        status, headers, answer = await send(server)
        assert (status, answer["global"], headers["X-RateLimit-Global"]) == (429, True, "true")
        assert (await send(server, other))[0] == 429
        assert not server.violations


async def test_a_true_limit_counts_down() -> None:
    async with DiscordServer() as server:
        server.faults.limit("POST", PATH, calls=2, per=5.0)
        left = []
        for _ in range(2):
            status, headers, _ = await send(server)
            assert status == 200
            left.append(headers["X-RateLimit-Remaining"])
        assert left == ["1", "0"]
        assert (await send(server))[0] == 429
        server.clock.advance(5.1)
        assert (await send(server))[0] == 200
