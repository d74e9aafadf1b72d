"""Interactions as Discord sends them, with any data."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, cast

from tests.discord_server.interaction import Interaction
from tests.discord_server.message import Message
from tests.discord_server.world import DIRECT, GROUP, Channel, Guild, Json, User

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer

IN_SERVER, IN_DIRECT, IN_PRIVATE = 0, 1, 2


class Interacting:
    """Sends interactions and raw events to the bot."""

    async def interact(
        self,
        type_: int,
        data: Json,
        *,
        user: User | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        source: Message | None = None,
        user_installed: bool = False,
        focused_type: int = 3,
        resolved: list[User] | None = None,
    ) -> Interaction:
        """Send an interaction with any data: an unknown command, a malformed payload."""
        server = self._server
        channel, user = channel or server.channel, user or server.user
        token = "aW50ZXJhY3Rpb246" + secrets.token_urlsafe(120)
        handle = Interaction(
            server.snowflakes.next(), token, type_, {}, user, channel, server.clock,
            user_installed, source=source, focused_type=focused_type,
        )  # fmt: skip
        if resolved:
            people: Json = {"users": {person.id: person.payload() for person in resolved}}
            if channel.guild is not None:
                members = {person.id: channel.guild.member(person) for person in resolved}
                people["members"] = members
            data = data | {"resolved": people}
        handle.payload = self._envelope(handle, data, locale or user.locale)
        server.interactions[token] = handle
        handle.sent = server.clock()
        await self.again(handle)
        return handle

    def _envelope(self, handle: Interaction, data: Json, locale: str) -> Json:
        channel, guild = handle.channel, handle.channel.guild
        rights = str(int(channel.permissions))
        owners = (
            {"1": handle.user.id} if handle.user_installed else {"0": guild.id if guild else "0"}
        )
        payload: Json = {
            "id": handle.id,
            "application_id": self._server.application_id,
            "type": handle.type,
            "data": data,
            "token": handle.token,
            "version": 1,
            "channel": channel.payload() | {"permissions": rights},
            "channel_id": channel.id,
            "app_permissions": rights,
            "locale": locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": owners,
            "context": context_of(channel),
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if guild is None:
            payload["user"] = handle.user.payload()
        else:
            person = {"user": handle.user.payload(), "permissions": rights}
            payload["member"] = guild.member(handle.user) | person
            payload |= {"guild_id": guild.id, "guild_locale": guild.locale}
            payload["guild"] = {"id": guild.id, "locale": guild.locale, "features": []}
        if handle.source is not None:
            payload["message"] = handle.source.payload(self._server.application_id)
        return payload

    async def again(self, what: Interaction | Message) -> None:
        """Deliver an interaction or a message; once more, if it was delivered before."""
        if isinstance(what, Message):
            await self._server.tell_message("MESSAGE_CREATE", what)
            return
        guild = what.channel.guild
        await self.raw("INTERACTION_CREATE", what.payload, guild=guild)

    async def raw(self, event: str, payload: Json, *, guild: Guild | None = None) -> None:
        """Send any event."""
        await self._server.gateway.dispatch(event, payload, guild=guild.id if guild else None)

    @property
    def _server(self) -> DiscordServer:
        return cast("DiscordServer", self)

    def _place(
        self, guild: Guild | None, channel: Channel | None, user_installed: bool | None
    ) -> tuple[Channel, bool]:
        if channel is None:
            channel = guild.channels[0] if guild else self._server.channel
        if user_installed is None:
            user_installed = not channel.has_bot
        return channel, user_installed


def context_of(channel: Channel) -> int:
    return {DIRECT: IN_DIRECT, GROUP: IN_PRIVATE}.get(channel.type, IN_SERVER)
