"""A stage: the real service in a simulated Discord, driven as people drive it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import discord
import simcord

from bot.adapters.discord.client import BriefingClient
from bot.adapters.discord.connection import DiscordService
from bot.config import ServiceSettings
from bot.serving.service import Means
from tests.discord_server.forms.component import BUTTON, walk
from tests.discord_server.reading import shown

Seen = simcord.ResponseMessage | discord.Message


@dataclass(slots=True)
class Stage:
    """A server with a channel and a member, and the bot in it."""

    env: simcord.Env
    means: Means
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    alice: simcord.MemberActor

    @property
    def mention(self) -> str:
        """How people address the bot."""
        return f"<@{self.env.backend.bot_user.id}>"

    async def ask(self, command: str, **options: object) -> simcord.ResponseMessage:
        """What Alice sees after a command."""
        result = await self.alice.slash(self.channel, command, **options)
        return seen(result)

    async def press(
        self, message: Seen, label: str, by: simcord.MemberActor | None = None
    ) -> simcord.InteractionResult:
        """What comes of pressing a button."""
        return await (by or self.alice).click(message, label=label)

    async def said(self, text: str) -> discord.Message | None:
        """The last message in the channel after Alice wrote something."""
        await self.alice.send(self.channel, text)
        return self.channel.last_message

    async def restart(self, means: Means | None = None) -> None:
        """Let another process go on with the same ledger."""
        await self.env.restart_bot(_client(means or replace(self.means, owner="second")))


def seen(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The message that answers an interaction."""
    assert result.response is not None, result
    return result.response


def _components(message: Seen) -> list[dict[str, object]]:
    if isinstance(message, simcord.ResponseMessage):
        return message.components
    return [dict(component.to_dict()) for component in message.components]


def words(message: Seen | None) -> str:
    """What people read in a message."""
    assert message is not None
    return shown({"content": message.content, "components": _components(message)})


def buttons(message: Seen) -> dict[str, str]:
    """The codes of a message's buttons by their labels."""
    found = [part for part in walk(_components(message)) if part["type"] == BUTTON]
    return {part["label"]: part["custom_id"] for part in found if part.get("custom_id")}


def _client(means: Means) -> BriefingClient:
    """The client of a new service; the simulation asks no gateway for the number of shards."""
    made = DiscordService(means).client()
    made.shard_count = 1
    return made


@asynccontextmanager
async def on_stage(means: Means, settings: ServiceSettings | None = None) -> AsyncIterator[Stage]:
    """Open a stage; at the end nothing may have gone wrong unseen."""
    used = means if settings is None else replace(means, settings=settings)
    env = simcord.Env(_client(used))
    await env.start()
    try:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        alice = guild.add_member(env.create_user("alice"))
        yield Stage(env, used, guild, channel, alice)
        simcord.assert_no_errors(env)
    finally:
        await env.shutdown()
