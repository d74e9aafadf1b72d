"""The shared dialogues in Discord: mentions in a channel, direct messages, commands, buttons."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.connection import DiscordService
from bot.config import DiscordSettings, ServiceSettings
from bot.serving.controls import Control, Kind, read_control
from bot.serving.service import Means
from tests.adapters.dialogues import (
    SURFACES,
    Look,
    Recording,
    Seen,
    Stages,
    all_pages,
    cases,
    played,
)
from tests.discord_server.message import Message
from tests.discord_server.options import LONGEST_OPTION, buttons
from tests.discord_server.reading import shown
from tests.discord_server.server import DiscordServer
from tests.playing import read_dialogue

pytestmark = pytest.mark.asyncio(loop_scope="module")

_LONGEST = 4_000  # characters of a message, of people with Nitro; a command's option takes more
_NEAR = "Related in the sources"
_NUMBERED = re.compile(r" \[\d+\]$", re.MULTILINE)  # where an item ends; lines of sources do not
_PATIENCE = 10.0


class Talk:
    """Somebody who talks with the bot, in a channel of a server or in direct messages."""

    def __init__(self, server: DiscordServer, door: Recording, name: str, surface: str) -> None:
        self._server = server
        self._door = door
        self._user = server.add_user(name)
        self._direct = surface == "direct"
        self._place = server.dm(self._user) if self._direct else server.add_channel(name)
        self._last: Message | None = None
        self._seen: set[str] = set()

    async def open(self) -> Talk:
        """Let the bot know of a new channel, as Discord does."""
        if not self._direct:
            await self._server.announce_channel(self._place, "CHANNEL_CREATE")
        return self

    async def say(self, text: str) -> Sequence[Seen]:
        """A command where it is one; in a channel also as a message, where all read along.

        Discord does not send a message of nothing, so that who has nothing to say mentions the
        bot and no more. What is too long for a message can be asked by `/ask`.
        """
        if len(text) > _LONGEST:
            return await self._command("ask", text[:LONGEST_OPTION])
        name, _, words = text.removeprefix("/").partition(" ")
        seen = await self._command(name, words) if text.startswith("/") else []
        return seen if seen and self._direct else [*seen, await self._message(text)]

    async def _command(self, name: str, words: str) -> list[Seen]:
        """What a command shows, its first option filled in; in a channel to the asker alone.

        Nothing where Discord lets nobody send it, for these documents have no such command, or
        it lacks its words.
        """
        known = {intent.command: intent for intent in self._door.commands()}
        intent, mark = known.get(name), len(self._door.kept)
        given = {intent.slots[0].name: words} if intent and words else {}
        sent = partial(self._server.slash, name, given, user=self._user, channel=self._place)
        if intent is None:
            with pytest.raises(LookupError, match="no command"):
                await sent()
            return []
        if not words and any(not slot.optional for slot in intent.slots):
            with pytest.raises(ValueError, match="required options are missing"):
                await sent()
            return []
        done = await (await sent()).finished(_PATIENCE)
        assert done.reply.ephemeral is not self._direct
        typed = f"/{name} {words}"
        seen = await self._answer(typed, done.reply, mark, inside=self._direct)
        return [replace(seen, commands_go_on=True)]

    async def _message(self, text: str) -> Seen:
        mark, user = len(self._door.kept), self._user
        if not self._direct:
            await self._server.mention(text, channel=self._place, user=user)
        else:
            await self._server.direct(text if text.strip() else self._server.bot.mention, user=user)
        return await self._answer(text, await self._next(), mark)

    async def choose(self, n: int) -> Seen:
        assert self._last is not None
        offers = [control for control in _controls(self._last) if control.kind is Kind.OFFER]
        if n > len(offers):
            raise LookupError(f"there is no button {n} among {offers}")
        mark = len(self._door.kept)
        done = await self._server.click(self._last, str(offers[n - 1]), user=self._user)
        await done.finished(_PATIENCE)
        seen = await self._answer("", done.reply, mark)
        return replace(seen, typed=seen.asked.text)

    async def _next(self) -> Message:
        """The first message of the bot that has not been looked at."""
        found = await self._server.wait_for(self._unseen, _PATIENCE)
        return found[0]

    def _unseen(self) -> list[Message]:
        return [m for m in self._server.said(self._place) if m.id not in self._seen]

    async def _answer(
        self, typed: str, message: Message, mark: int, *, inside: bool = True
    ) -> Seen:
        """A message of the bot, with all its pages."""
        assert message.id not in self._seen
        self._seen.add(message.id)
        if inside:
            self._last = message
        asked, reply = self._door.only(mark)
        labels = _labels(message)
        return Seen(typed, asked, reply, await self._pages(message), labels, inside)

    async def _pages(self, message: Message) -> list[Look]:
        """Each page of a message, which is changed by its buttons."""

        async def click(label: str) -> None:
            before = len(message.earlier)
            await self._server.click(message, label, user=self._user)
            await self._server.wait_for(lambda: len(message.earlier) > before, _PATIENCE)

        return await all_pages(lambda: _look(message), lambda: _labels(message), click)

    def unasked(self) -> list[str]:
        return [f"nobody asked for {shown(message)!r}" for message in self._unseen()]


def _look(message: Message) -> Look:
    """A page as it is seen: the number of its quote stands at the end of each item."""
    text = shown(message)
    return Look(text, len(_NUMBERED.findall(text.partition(_NEAR)[0])))


def _labels(message: Message) -> list[str]:
    return [button.get("label") or "" for button in buttons(message)]


def _controls(message: Message) -> list[Control]:
    codes = (button.get("custom_id") or "" for button in buttons(message))
    return [control for code in codes if (control := read_control(code))]


class DiscordStage:
    """The service at the gateway, and Discord."""

    def __init__(self, server: DiscordServer, door: Recording) -> None:
        self._server = server
        self._door = door

    async def conversation(self, name: str, surface: str) -> Talk:
        return await Talk(self._server, self._door, name, surface).open()

    def troubles(self) -> list[str]:
        return [*map(str, self._server.violations), *self._server.pings]


@asynccontextmanager
async def _opened(door: Recording, means: Means) -> AsyncIterator[DiscordStage]:
    everywhere = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with DiscordServer() as server:
        settings = DiscordSettings(
            token=server.token, api_url=server.api_url, gateway_url=server.gateway_url
        )
        service = DiscordService(replace(means, settings=ServiceSettings(discord=settings)))
        try:
            await service.open()
            await server.wait_for(lambda: server.commands.everywhere, _PATIENCE)
            yield DiscordStage(server, door)
        finally:
            await service.close()
            Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = everywhere


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stages]:
    opened = Stages(tmp_path_factory.mktemp("discord-dialogues"), _opened)
    yield opened
    await opened.close()


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("path", cases(), ids=lambda path: path.stem)
async def test_a_dialogue(
    path: Path, surface: str, stages: Stages, caplog: pytest.LogCaptureFixture
) -> None:
    dialogue = read_dialogue(path)
    stage = await stages.over(dialogue)
    complaints = await played(dialogue, await stage.conversation(path.stem, surface))
    assert not complaints, f"{dialogue.dialogue}\n" + "\n".join(complaints)
    assert not stage.troubles()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
