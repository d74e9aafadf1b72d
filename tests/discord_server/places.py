"""What there is, and what goes wrong: people, servers, channels, messages, faults."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.discord_server.faults import Fault, Faults
from tests.discord_server.gateway import GUILDS, Gateway
from tests.discord_server.message import Message
from tests.discord_server.world import DIRECT, GROUP, Channel, Clock, Guild, Snowflakes, User


class Places:
    """The part of the server that a test furnishes."""

    gateway: Gateway

    def __init__(self, name: str, clock: Clock) -> None:
        self.clock = clock
        self.snowflakes = Snowflakes()
        self.faults = Faults(clock)
        self.application_id = self.snowflakes.next()
        self.bot = User(self.application_id, name, bot=True)
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.all_messages: dict[str, Message] = {}
        self.owner = self.user = self.add_user("Ada Reader")
        self.guild = self._make_guild("Readers", has_bot=True)
        self.channel = self.add_channel("general", guild=self.guild)

    def add_user(self, name: str, *, locale: str = "en-US") -> User:
        """Add somebody."""
        user = User(self.snowflakes.next(), name, locale=locale)
        self.users[user.id] = user
        return user

    async def add_guild(self, name: str, *, has_bot: bool = True, locale: str = "en-US") -> Guild:
        """Add a server with one channel; a bot that is in it is told so."""
        guild = self._make_guild(name, has_bot=has_bot, locale=locale)
        self.add_channel("general", guild=guild)
        if has_bot:
            await self.gateway.announce(guild)
        return guild

    def _make_guild(self, name: str, *, has_bot: bool, locale: str = "en-US") -> Guild:
        guild = Guild(self.snowflakes.next_server(), name, self.owner, has_bot, locale)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(
        self, name: str, *, guild: Guild | None = None, deny: Iterable[str] = (), type: int = 0
    ) -> Channel:
        """Add a channel; call it before the bot connects, or `announce_channel` afterwards."""
        guild = guild or self.guild
        parent = guild.channels[0] if type and guild.channels else None
        channel = Channel(self.snowflakes.next(), name, type, guild, parent=parent)
        channel.deny(*deny)
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        return channel

    async def announce_channel(self, channel: Channel, event: str = "CHANNEL_UPDATE") -> None:
        """Tell the bot of a channel as it is now (CHANNEL_CREATE, CHANNEL_UPDATE)."""
        guild = channel.guild.id if channel.guild else None
        await self.gateway.dispatch(event, channel.payload(), guild=guild, intent=GUILDS)

    def dm(self, user: User | None = None) -> Channel:
        """Return the direct conversation between somebody and the bot."""
        return self._private(DIRECT, user or self.user)

    def group(self, user: User | None = None) -> Channel:
        """Return a group conversation without the bot, where only user installs work."""
        return self._private(GROUP, user or self.user)

    def _private(self, type_: int, user: User) -> Channel:
        for channel in self.channels.values():
            if channel.type == type_ and user in channel.people and not channel.deleted:
                return channel
        channel = Channel(self.snowflakes.next(), "", type_, people=(user,))
        self.channels[channel.id] = channel
        return channel

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """Return what stands in a channel (or everywhere), ephemeral messages too."""
        found = (m for m in self.all_messages.values() if not m.deleted)
        return [message for message in found if channel in (None, message.channel)]

    def said(self, channel: Channel | None = None) -> list[Message]:
        """Return the messages of the bot."""
        return [message for message in self.messages(channel) if message.author is self.bot]

    # Faults

    def fail(self, method: str, pattern: str, status: int = 500, **rest: Any) -> None:
        """Answer the next call with this status (`times=1`, `after=False`)."""
        self.faults.add(Fault(method, pattern, "status", status=status, **rest))

    def drop(self, method: str, pattern: str, *, after: bool, times: int = 1) -> None:
        """Close the connection on the next call, before or after it takes effect."""
        self.faults.add(Fault(method, pattern, "close", times=times, after=after))

    def hang(self, method: str, pattern: str, *, after: bool, seconds: float = 3600.0) -> None:
        """Leave the next call without an answer for so long, then close the connection."""
        self.faults.add(Fault(method, pattern, "hang", after=after, seconds=seconds))

    def rate_limit(
        self,
        method: str,
        pattern: str,
        *,
        retry_after: float,
        times: int = 1,
        everywhere: bool = False,
    ) -> None:
        """Answer the next call with 429, and its bucket (or all calls) until the wait is over."""
        fault = Fault(method, pattern, "status", times, status=429, retry_after=retry_after)
        fault.everywhere = everywhere
        self.faults.add(fault)
