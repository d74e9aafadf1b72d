"""The shared dialogues in Slack: mentions in a thread, direct messages, slash commands, clicks."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapters.slack.connection import SlackService
from bot.adapters.slack.manifest import manifest
from bot.config import ServiceSettings, SlackSettings
from bot.serving.controls import Kind, read_control
from bot.serving.service import Means
from tests.adapters.dialogues import (
    SURFACES,
    Look,
    Recording,
    Seen,
    Stages,
    all_pages,
    cases,
    intents,
    played,
)
from tests.playing import read_dialogue
from tests.slack_server import Message, SlackServer, buttons, quotes, shown
from tests.slack_server.world import Json

pytestmark = pytest.mark.asyncio(loop_scope="module")

_LONGEST = 40_000  # characters of a message: Slack cuts off what is longer
_NEAR = "Nearest in the sources:"
_PATIENCE = 10.0


class Talk:
    """Somebody who talks with the bot, in a thread of a channel or of their direct messages."""

    def __init__(self, server: SlackServer, door: Recording, name: str, surface: str) -> None:
        number = len(server.team.users)
        self._server = server
        self._door = door
        self._user = server.team.add_user(f"U{number:09}", name).id
        self._direct = surface == "direct"
        place = server.team.direct(self._user) if self._direct else None
        self._place = place or server.team.add_channel(f"C{number:09}", name)
        self._thread: str | None = None
        self._last: Message | None = None
        self._seen = 0

    async def say(self, text: str) -> Sequence[Seen]:
        """A slash command where it is one, and the same in the thread, where Slack has none.

        Slack does not send a message of nothing: who has nothing to say mentions the bot and
        no more, or sends it a file.
        """
        beside = await self._command(text) if text.startswith("/") else []
        return [*beside, await self._message(text[:_LONGEST] if text.strip() else "")]

    async def _command(self, text: str) -> list[Seen]:
        """What a slash command shows; nothing where Slack has no such command, or asks first."""
        name, _, words = text.partition(" ")
        known = {intent.command: intent for intent in intents()}
        intent, mark = known.get(name[1:]), len(self._door.kept)
        if intent is None:
            with pytest.raises(LookupError, match="not a valid command"):
                await self._server.command(name, words, user=self._user, channel=self._place.id)
            return []
        await self._server.command(name, words, user=self._user, channel=self._place.id)
        if not words and any(not slot.optional for slot in intent.slots):
            await self._form_instead()
            return []
        return [await self._answer(text, mark, inside=False)]

    async def _form_instead(self) -> None:
        """A command that lacks its words opens a form, which the core knows nothing of."""
        opened = self._server.views(self._user)
        await self._server.wait_for(lambda: bool(opened), _PATIENCE)
        assert opened[-1].json["submit"]
        assert any(block["type"] == "input" for block in opened[-1].json["blocks"])
        await self._server.close_view(opened[-1])

    async def _message(self, text: str) -> Seen:
        mark, thread, user = len(self._door.kept), self._thread, self._user
        if self._direct:
            file = {} if text else {"subtype": "file_share"}
            done = await self._server.direct(text, thread, user=user, **file)
        else:
            done = await self._server.mention(text, self._place.id, thread, user=user)
        self._thread = self._thread or str(done.payload["event"]["ts"])
        return await self._answer(text, mark)

    async def choose(self, n: int) -> Seen:
        assert self._last is not None
        offers = [
            (control, element["action_id"])
            for element in _elements(self._last.blocks)
            if (control := read_control(str(element.get("value")))) and control.kind is Kind.OFFER
        ]
        if n > len(offers):
            raise LookupError(f"there is no button {n} among {offers}")
        mark = len(self._door.kept)
        await self._server.click(self._last, offers[n - 1][1], user=self._user)
        seen = await self._answer("", mark)
        return replace(seen, typed=seen.asked.text)

    async def _answer(self, typed: str, mark: int, *, inside: bool = True) -> Seen:
        """The next message of the bot, with all its pages."""
        message = await self._server.next_message(self._place.id, _PATIENCE)
        self._seen += 1
        assert message.ephemeral_to == (None if inside else self._user)
        assert message.thread_ts == (self._thread if inside else None)
        if inside:
            self._last = message
        asked, reply = self._door.only(mark)
        labels = buttons(message)
        return Seen(typed, asked, reply, await self._pages(message), labels, inside)

    async def _pages(self, message: Message) -> list[Look]:
        """Each page of a message, which is changed by its buttons."""

        async def click(label: str) -> None:
            before = len(message.earlier)
            await self._server.click(message, label, user=self._user)
            await self._server.wait_for(lambda: len(message.earlier) > before, _PATIENCE)

        return await all_pages(lambda: _look(message), lambda: buttons(message), click)

    def unasked(self) -> list[str]:
        found = self._server.messages(self._place.id, deleted=True)[self._seen :]
        return [f"nobody asked for {shown(message)!r}" for message in found]


def _look(message: Message) -> Look:
    """A page as it is seen. Few items are quotations, many are lines of a list."""
    text = shown(message)
    listed = re.findall(r"^• ", text.partition(_NEAR)[0], re.MULTILINE)
    near = [block for block in message.blocks if _NEAR in shown({"blocks": [block]})]
    before = message.blocks[: message.blocks.index(near[0])] if near else message.blocks
    return Look(text, len(listed) or len(quotes({"blocks": before})))


def _elements(blocks: list[Json]) -> list[Json]:
    return [e for block in blocks if block["type"] == "actions" for e in block["elements"]]


class SlackStage:
    """The service in Socket Mode, and Slack."""

    def __init__(self, server: SlackServer, door: Recording) -> None:
        self._server = server
        self._door = door

    async def conversation(self, name: str, surface: str) -> Talk:
        return Talk(self._server, self._door, name, surface)

    def troubles(self) -> list[str]:
        return [*self._server.violations, *map(str, self._server.pings)]


@asynccontextmanager
async def _opened(door: Recording, means: Means) -> AsyncIterator[SlackStage]:
    async with SlackServer(manifest=manifest(intents())) as server:
        settings = SlackSettings(
            bot_token=server.team.token, app_token=server.app.app_token, api_url=server.api_url
        )
        service = SlackService(replace(means, settings=ServiceSettings(slack=settings)))
        await service.open()
        await server.connected()
        try:
            yield SlackStage(server, door)
        finally:
            await service.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stages]:
    opened = Stages(tmp_path_factory.mktemp("slack-dialogues"), _opened)
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
