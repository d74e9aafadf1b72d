"""What is asked of Discord over HTTP: the calls that the adapter needs, by topic.

All wait out rate limits and repeat what Discord's servers refuse for the moment, as
discord.py does it. All raise `discord.HTTPException` for a refusal, and `OSError`,
`aiohttp.ClientError` or `TimeoutError` when nobody knows whether the call arrived.

Answers to interactions go through discord.py's transport for webhooks: it keeps no bucket
for each interaction, and it needs nothing but the interaction's token, so that a process
that was started since can go on where another one stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import discord
from discord.http import Route
from discord.webhook.async_ import async_context

Body = dict[str, Any]

FIRST_RESPONSE = 3.0  # seconds that Discord waits for the first response to an interaction
_ANSWER = 60.0  # seconds for one call, rate limits and repetitions included


class Callback(IntEnum):
    """What a first response does (Discord: interaction callback types)."""

    MESSAGE = 4
    DEFER_MESSAGE = 5
    DEFER_UPDATE = 6
    UPDATE = 7
    CHOICES = 8


@dataclass(frozen=True, slots=True)
class Ticket:
    """What it takes to answer an interaction, for fifteen minutes; `token` is a secret."""

    interaction: int
    application: int
    token: str


class Rest:
    """Discord's HTTP interface, with the log-in of whichever client is connected now."""

    def __init__(self) -> None:
        self._client: discord.Client | None = None

    def through(self, client: discord.Client) -> None:
        """Send everything through `client` from now on."""
        self._client = client

    # -- interactions -----------------------------------------------------------------------

    async def respond(self, ticket: Ticket, callback: Callback, body: Body | None = None) -> None:
        """Give the first response; after three seconds it would be refused anyway."""
        payload: Body = {"type": int(callback)}
        if body is not None:
            payload["data"] = body
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=ticket.interaction, webhook_token=ticket.token)
        async with asyncio.timeout(FIRST_RESPONSE):
            await self._by_token(route, ticket, payload)

    async def edit(self, ticket: Ticket, body: Body) -> None:
        """Put `body` in the place of the first response."""
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        route = Route("PATCH", path, webhook_id=ticket.application, webhook_token=ticket.token)
        async with asyncio.timeout(_ANSWER):
            await self._by_token(route, ticket, body)

    async def follow_up(self, ticket: Ticket, body: Body) -> None:
        """One more message; the end of a deferral, where there is one."""
        path = "/webhooks/{webhook_id}/{webhook_token}"
        route = Route("POST", path, webhook_id=ticket.application, webhook_token=ticket.token)
        async with asyncio.timeout(_ANSWER):
            await self._by_token(route, ticket, body)

    async def _by_token(self, route: Route, ticket: Ticket, body: Body) -> None:
        client = self._connected()
        webhook = discord.Webhook.partial(ticket.application, ticket.token, client=client)
        await async_context.get().request(route, webhook.session, payload=body)

    # -- messages ---------------------------------------------------------------------------

    async def post(self, channel: int, body: Body) -> None:
        """A message in a channel."""
        path = "/channels/{channel_id}/messages"
        await self._call(Route("POST", path, channel_id=channel), json=body)

    async def direct(self, user: int) -> int:
        """The channel of direct messages with a user."""
        opened = await self._call(
            Route("POST", "/users/@me/channels"), json={"recipient_id": str(user)}
        )
        return int(opened["id"])

    async def type_in(self, channel: int) -> None:
        """Show for ten seconds that somebody is writing."""
        await self._call(Route("POST", "/channels/{channel_id}/typing", channel_id=channel))

    # -- commands ---------------------------------------------------------------------------

    async def commands(self, application: int, guild: int | None) -> list[Body]:
        """The commands that Discord has of an application, everywhere or in one server."""
        found = await self._call(
            _commands("GET", application, guild), params={"with_localizations": "true"}
        )
        return list(found)

    async def overwrite(
        self, application: int, guild: int | None, commands: Sequence[Mapping[str, Any]]
    ) -> None:
        """Replace all commands at once."""
        route = _commands("PUT", application, guild)
        await self._call(route, json=[dict(command) for command in commands])

    async def _call(self, route: Route, **options: Any) -> Any:
        async with asyncio.timeout(_ANSWER):
            return await self._connected().http.request(route, **options)

    def _connected(self) -> discord.Client:
        if self._client is None or self._client.is_closed():
            raise ConnectionError("not connected to Discord")
        return self._client


def _commands(method: str, application: int, guild: int | None) -> Route:
    if guild is None:
        return Route(method, "/applications/{app}/commands", app=application)
    path = "/applications/{app}/guilds/{guild_id}/commands"
    return Route(method, path, app=application, guild_id=guild)
