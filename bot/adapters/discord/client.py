"""The client of discord.py: what it asks the gateway for, and whom it tells what comes."""

from __future__ import annotations

import time
from typing import Any, Protocol

import discord

from bot.adapters.discord.incoming import Interaction
from bot.config import DiscordSettings

# We never speak: that the libraries for it are missing is no news for anybody.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class Told(Protocol):
    """Who is told what happens."""

    async def logged_in(self, client: BriefingClient) -> None: ...

    def ready(self) -> None: ...

    async def interaction(self, interaction: Interaction) -> None: ...

    async def message(self, message: discord.Message) -> None: ...


class BriefingClient(discord.AutoShardedClient):
    """Hands what comes to the service. Caches no members and no messages."""

    def __init__(self, told: Told, settings: DiscordSettings) -> None:
        super().__init__(
            # No privileged intent: what is addressed to us comes with its text without.
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=0.5,
            enable_debug_events=True,
            shard_count=settings.shard_count,
        )
        self.shard_ids = list(settings.shards) or None
        self.last_frame = time.monotonic()
        self._told = told

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Note that something came; each frame of the gateway is an event of its own."""
        if event == "socket_raw_receive":
            self.last_frame = time.monotonic()
        else:
            super().dispatch(event, *args, **kwargs)

    async def setup_hook(self) -> None:
        await self._told.logged_in(self)

    async def on_ready(self) -> None:
        self._told.ready()

    async def on_interaction(self, interaction: Interaction) -> None:
        await self._told.interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        await self._told.message(message)
