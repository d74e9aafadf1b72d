"""Syncing against a local Discord: once for the same commands, never in pieces."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator

import discord
import pytest

from bot.adapters.discord.commands import CHECK
from bot.adapters.discord.logging_in import point_to
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.syncing import Syncing, sync_by_hand
from bot.answers.assistant import Assistant
from bot.config import DiscordSettings, ServiceSettings
from bot.domain.errors import ServiceError
from bot.domain.intent import AnswerSpec, Intent
from bot.ledger.sqlite import SqliteLedger
from bot.serving.workers import Workers
from tests.discord_server.server import DiscordServer


class Door:
    """As much of the core as syncing asks."""

    def __init__(self) -> None:
        self.edition_id = "one"
        self.known: tuple[str, ...] = ("first", "second")

    def commands(self) -> tuple[Intent, ...]:
        return tuple(Intent(name, name.title(), (), AnswerSpec(), name) for name in self.known)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server
        assert not server.violations


@pytest.fixture
def settings(server: DiscordServer) -> ServiceSettings:
    return ServiceSettings(discord=DiscordSettings(server.token, server.api_url))


@pytest.fixture
def store() -> Iterator[Workers]:
    store = Workers("ledger", 1)
    yield store
    store.close()


@pytest.fixture
async def rest(server: DiscordServer, settings: ServiceSettings) -> AsyncIterator[Rest]:
    point_to(settings.discord)
    rest = Rest()
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(server.token)
        rest.through(client)
        yield rest


def names(server: DiscordServer) -> list[str]:
    return [command["name"] for command in server.commands.everywhere]


async def test_the_same_commands_are_put_there_once(
    server: DiscordServer, rest: Rest, ledger: SqliteLedger, store: Workers
) -> None:
    door, app = Door(), int(server.application_id)
    for _ in range(2):  # two processes, one after the other
        syncing = Syncing(rest, door, ledger, store, "")  # type: ignore[arg-type]
        await syncing.sync(app)
        await syncing.sync(app)
    assert server.commands.overwrites == 1
    assert names(server) == ["first", "second", CHECK]
    door.known = ("second", "third")
    assert await Syncing(rest, door, ledger, store, "").sync(app)  # type: ignore[arg-type]
    assert server.commands.overwrites == 2
    assert names(server) == ["second", "third", CHECK]
    assert not [call for call in server.calls if call.method == "DELETE"]


async def test_another_edition_with_other_commands_is_followed(
    server: DiscordServer,
    rest: Rest,
    ledger: SqliteLedger,
    store: Workers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.adapters.discord.syncing._PAUSE", 0.02)
    door = Door()
    syncing = Syncing(rest, door, ledger, store, "")  # type: ignore[arg-type]
    following = asyncio.ensure_future(syncing.follow(int(server.application_id)))
    await server.wait_for(lambda: server.commands.overwrites == 1)
    door.edition_id = "two"  # with the same commands
    await asyncio.sleep(0.2)
    assert server.commands.overwrites == 1
    door.known, door.edition_id = ("third",), "three"
    await server.wait_for(lambda: names(server) == ["third", CHECK])
    following.cancel()


def _too_many_today(server: DiscordServer, door: Door) -> None:
    server.commands.creates[None] = 199


def _a_name_with_spaces(server: DiscordServer, door: Door) -> None:
    door.known = ("a b",)


def _no_server(server: DiscordServer, door: Door) -> None:
    server.fail("PUT", "/applications/*/commands", 503)


def _cut_off(server: DiscordServer, door: Door) -> None:
    server.drop("PUT", "/applications/*/commands", after=False, times=2)


@pytest.mark.parametrize(
    ("trouble", "fix"),
    [
        (_too_many_today, "code 30034.*200 new commands a day"),
        (_a_name_with_spaces, "code 50035.*briefing check"),
        (_no_server, "503.*try again later"),
        (_cut_off, "Discord cannot be reached .*; try again later"),
    ],
)
async def test_a_failure_is_logged_with_its_remedy_and_tried_again(
    server: DiscordServer,
    rest: Rest,
    ledger: SqliteLedger,
    store: Workers,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable[[DiscordServer, Door], None],
    fix: str,
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr("bot.adapters.discord.syncing._AGAIN", 0.1)
    door = Door()
    trouble(server, door)
    syncing = Syncing(rest, door, ledger, store, "")  # type: ignore[arg-type]
    following = asyncio.ensure_future(syncing.follow(int(server.application_id)))
    await server.wait_for(lambda: "not synced" in caplog.text)
    server.commands.creates.clear()
    door.known = ("first",)
    await server.wait_for(lambda: server.commands.overwrites == 1)
    following.cancel()
    server.violations.clear()  # a form that is wrong is one
    told = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert all(line.startswith("commands not synced") for line in told)
    assert re.search(fix, told[0])


async def test_by_hand_shows_the_difference_first(
    server: DiscordServer, settings: ServiceSettings, ledger: SqliteLedger
) -> None:
    door: Assistant = Door()  # type: ignore[assignment]
    added = ["+ /first", "+ /second", f"+ “{CHECK}” (in the menu of messages)"]
    assert await sync_by_hand(door, ledger, settings, None, dry_run=True) == added
    assert server.commands.overwrites == 0
    assert await sync_by_hand(door, ledger, settings, None, dry_run=False) == added
    assert await sync_by_hand(door, ledger, settings, None, dry_run=False) == []
    assert server.commands.overwrites == 1


async def test_after_a_sync_by_hand_the_bot_has_nothing_to_do(
    server: DiscordServer,
    settings: ServiceSettings,
    ledger: SqliteLedger,
    rest: Rest,
    store: Workers,
) -> None:
    door: Assistant = Door()  # type: ignore[assignment]
    await sync_by_hand(door, ledger, settings, None, dry_run=False)
    assert not await Syncing(rest, door, ledger, store, "").sync(int(server.application_id))
    assert server.commands.overwrites == 1


async def test_commands_of_one_server_leave_the_others_alone(
    server: DiscordServer, settings: ServiceSettings, ledger: SqliteLedger
) -> None:
    door: Assistant = Door()  # type: ignore[assignment]
    guild = int(server.guild.id)
    assert len(await sync_by_hand(door, ledger, settings, guild, dry_run=False)) == 3
    assert await sync_by_hand(door, ledger, settings, guild, dry_run=False) == []
    assert server.commands.everywhere == []
    assert len(server.commands.places[server.guild.id]) == 3


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        (None, "DISCORD_TOKEN is not set"),
        ("Bot abc", "holds more than a token"),
        ("wrong", "does not accept DISCORD_TOKEN"),
    ],
)
async def test_a_missing_or_wrong_token_is_one_sentence(
    server: DiscordServer, ledger: SqliteLedger, token: str | None, sentence: str
) -> None:
    door: Assistant = Door()  # type: ignore[assignment]
    settings = ServiceSettings(discord=DiscordSettings(token, server.api_url))
    with pytest.raises(ServiceError, match=sentence) as caught:
        await sync_by_hand(door, ledger, settings, None, dry_run=True)
    assert "https://discord.com/developers/applications" in str(caught.value)
    assert "\n" not in str(caught.value)
