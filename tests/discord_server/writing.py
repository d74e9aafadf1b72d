"""Messages that people write: to all, to the bot, in private, as a reply."""

from __future__ import annotations

from typing import Any

from tests.discord_server.interacting import Interacting
from tests.discord_server.message import Message
from tests.discord_server.world import Channel, Guild, User


class Writing(Interacting):
    """Writes messages."""

    async def say(
        self, text: str, *, channel: Channel | None = None, user: User | None = None
    ) -> Message:
        """Write a message as it is; the bot reads it only where it may."""
        return await self._write(text, channel, user)

    async def mention(
        self,
        text: str,
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        user: User | None = None,
    ) -> Message:
        """Write to the bot in a channel: its mention, then the text."""
        place, _ = self._place(guild, channel, None)
        return await self._write(f"{self._server.bot.mention} {text}", place, user)

    async def direct(self, text: str, *, user: User | None = None) -> Message:
        """Write to the bot in a direct message."""
        return await self._write(text, self._server.dm(user), user)

    async def reply_to(
        self, message: Message, text: str, *, user: User | None = None, ping: bool = True
    ) -> Message:
        """Reply to a message; with a ping, as people's clients do, its author is mentioned."""
        pinged = [message.author.id] if ping else []
        return await self._write(text, message.channel, user, reference=message, pinged=pinged)

    async def _write(
        self, text: str, channel: Channel | None, user: User | None, **rest: Any
    ) -> Message:
        server = self._server
        place, author = channel or server.channel, user or server.user
        message = Message(server.snowflakes.next(), place, author, text, **rest)
        message.type = 19 if message.reference else 0
        message.people = server.users
        server.all_messages[message.id] = message
        await server.tell_message("MESSAGE_CREATE", message)
        return message
