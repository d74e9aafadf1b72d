"""A small bot on the real discord.py, against which the local server is tested."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from tests.discord_server.server import DiscordServer

NOBODY = discord.AllowedMentions.none()
NAMES = ["Veterans for Peace", "Win Without War", "World BEYOND War"]


class Form(discord.ui.Modal, title="More words"):
    """A modal with one field inside a label, as discord.py builds them today."""

    words: discord.ui.Label[Any] = discord.ui.Label(
        text="Words", component=discord.ui.TextInput(max_length=50)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was filled in."""
        field = self.words.component
        assert isinstance(field, discord.ui.TextInput)
        await interaction.response.send_message(f"read: {field.value}", ephemeral=True)


class Buttons(discord.ui.View):
    """Buttons that work after a restart."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Context", custom_id="context:1")
    async def context(
        self, interaction: discord.Interaction, button: discord.ui.Button[Any]
    ) -> None:
        """Edit the message that carries the button."""
        await interaction.response.edit_message(content="the context")

    @discord.ui.button(label="More", custom_id="more:1")
    async def more(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        """Open a modal."""
        await interaction.response.send_modal(Form())


class SmallBot(discord.AutoShardedClient):
    """Answers what the tests ask, and keeps what it saw."""

    def __init__(self, **options: Any) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        options.setdefault("intents", intents)
        super().__init__(allowed_mentions=NOBODY, **options)
        self.tree = app_commands.CommandTree(self)
        self.read: list[str] = []
        self.resumes = 0
        _add_commands(self)

    async def setup_hook(self) -> None:
        """Keep the buttons working."""
        self.add_view(Buttons())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds, as Discord would want, before identifying again."""

    async def on_message(self, message: discord.Message) -> None:
        """Keep what could be read, and answer whoever meant us."""
        if self.user is None or message.author == self.user:
            return
        self.read.append(message.content)
        if message.guild is None or self.user in message.mentions:
            await message.channel.send(f"heard: {message.content[-20:]}", nonce=str(message.id))

    async def on_resumed(self) -> None:
        """Count."""
        self.resumes += 1


def _add_commands(bot: SmallBot) -> None:
    tree = bot.tree

    @tree.command(name="who-signed", description="Who signed the open letter")
    @app_commands.describe(name="an organization", public="let everybody read it")
    async def who_signed(
        interaction: discord.Interaction, name: str | None = None, public: bool = False
    ) -> None:
        embed = discord.Embed(title="Signatories", description=f"**{name}** signed")
        await interaction.response.send_message(
            embed=embed, view=Buttons(), ephemeral=not public, allowed_mentions=NOBODY
        )

    @who_signed.autocomplete("name")
    async def complete(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        found = [name for name in NAMES if current.lower() in name.lower()]
        return [Choice(name=name, value=name) for name in found]

    @tree.command(description="Answers after a while")
    @app_commands.allowed_installs(guilds=True, users=True)
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await asyncio.sleep(0.05)
        await interaction.edit_original_response(content="at last")
        await interaction.followup.send("and more", ephemeral=True)

    @tree.context_menu(name="Check against sources")
    async def check(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"checked: {message.content}", ephemeral=True)


@asynccontextmanager
async def running(server: DiscordServer, **options: Any) -> AsyncIterator[SmallBot]:
    """Log a bot in, sync its commands and connect it; close it at the end."""
    bot = SmallBot(**options)
    async with bot:
        await bot.login(server.token)
        await bot.tree.sync()
        connected = asyncio.create_task(bot.connect())
        await server.ready(server.shards, timeout=15)
        yield bot
        await bot.close()
    connected.cancel()
    await asyncio.gather(connected, return_exceptions=True)
