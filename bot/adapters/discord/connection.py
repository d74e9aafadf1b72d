"""The connection to Discord: a client of discord.py, and the service around it.

discord.py resumes what is cut off. Where it gives up, another client begins anew; only what
waiting cannot mend ends the service.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord

from bot.adapters.discord.client import BriefingClient
from bot.adapters.discord.delivering import DiscordDelivery
from bot.adapters.discord.incoming import PLATFORM, Interaction
from bot.adapters.discord.logging_in import final, passing, point_to, token_of
from bot.adapters.discord.receiving import Receiving
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.sharing import Sharers
from bot.adapters.discord.syncing import Syncing
from bot.serving.answering import Answering
from bot.serving.service import Health, Means

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

_log = logging.getLogger("bot.adapters.discord")

_LONGEST_PAUSE = 120.0  # seconds between two attempts to connect; Discord allows 1,000 a day
_STEADY = 60.0  # seconds after which a connection counts as a good one
_SILENCE = 120.0  # seconds; heartbeats come oftener


class DiscordService:
    """The `Service` of Discord."""

    name = PLATFORM

    def __init__(self, means: Means) -> None:
        settings = means.settings
        self._means = means
        self._rest = Rest()
        sharers = Sharers(means.ledger, means.store)
        delivery = DiscordDelivery(
            self._rest, sharers, settings.reader_url, settings.command_prefix
        )
        self.answering = Answering(
            PLATFORM,
            means.door,
            means.ledger,
            delivery,
            means.core,
            means.store,
            means.owner,
            means.pace,
        )
        self._receiving = Receiving(means, self._rest, sharers, delivery, self.answering)
        self._syncing = Syncing(
            self._rest, means.door, means.ledger, means.store, settings.command_prefix
        )
        self.connected = asyncio.Event()
        self._client: BriefingClient | None = None
        self._running: asyncio.Task[None] | None = None
        self._following: asyncio.Task[None] | None = None
        self._closing = False

    def routes(self) -> Sequence[RouteDef]:
        return ()

    # -- connecting -------------------------------------------------------------------------

    async def open(self) -> None:
        """Log in and connect; what may go away by waiting is waited for."""
        token = token_of(self._means.settings.discord)
        point_to(self._means.settings.discord)
        self._running = asyncio.ensure_future(self._run(token))
        ready = asyncio.ensure_future(self.connected.wait())
        try:
            await asyncio.wait({self._running, ready}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if self._running.done():
            self._running.result()

    async def ended(self) -> None:
        if self._running is not None:
            await asyncio.shield(self._running)

    async def _run(self, token: str) -> None:
        """Be connected, again and again; raises `ServiceError` when that is over for good."""
        failures = 0
        while not self._closing:
            began = time.monotonic()
            client = self.client()
            try:
                async with client:
                    await client.start(token)
            except Exception as error:
                if (end := final(error)) is not None:
                    raise end from error
                failures = 1 if time.monotonic() - began > _STEADY else failures + 1
                pause = min(2.0**failures, _LONGEST_PAUSE)
                _log.warning("%s; next attempt in %.0f s", passing(error), pause)
                await asyncio.sleep(pause)

    def client(self) -> BriefingClient:
        """A client for one log-in."""
        self._client = BriefingClient(self, self._means.settings.discord)
        return self._client

    async def logged_in(self, client: BriefingClient) -> None:
        """Go on through a new client; the first one begins to answer and to sync."""
        self._rest.through(client)
        if self._following is None and client.application_id is not None:
            await self.answering.open()
            self._following = asyncio.ensure_future(self._syncing.follow(client.application_id))

    def ready(self) -> None:
        """All shards are connected."""
        self.connected.set()

    async def interaction(self, interaction: Interaction) -> None:
        """A command, a button, a name that is being typed."""
        await self._receiving.interaction(interaction)

    async def message(self, message: discord.Message) -> None:
        """A message that anybody wrote where we can read."""
        if self._client is not None and self._client.user is not None:
            await self._receiving.message(message, self._client.user.id)

    async def close(self) -> None:
        self._closing = True
        await self.answering.close()
        tasks = [task for task in (self._following, self._running) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def health(self) -> Health:
        """Whether all shards are connected, and something came lately."""
        client = self._client
        if client is None or not client.is_ready():
            return Health(False, {"connected": False})
        shards = client.shards.values()
        connected = sum(not shard.is_closed() for shard in shards)
        silence = time.monotonic() - client.last_frame
        details: dict[str, float | int | str | bool] = {
            "connected": connected == len(shards),
            "shards": len(shards),
            "shards_connected": connected,
            "servers": len(client.guilds),
            "seconds_since_last_frame": round(silence, 1),
            "under_way": self.answering.under_way,
        }
        if math.isfinite(client.latency):
            details["latency_ms"] = round(client.latency * 1000)
        return Health(0 < connected == len(shards) and silence < _SILENCE, details)
