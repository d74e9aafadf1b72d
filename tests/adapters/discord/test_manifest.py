"""The manifest: commands that Discord takes, links that ask for no more than is needed."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.adapters.discord.commands import payload
from bot.adapters.discord.manifest import (
    PERMISSIONS,
    SCOPES,
    USER,
    application_of,
    id_in,
    install_link,
    manifest,
)
from bot.answers.assistant import Assistant
from bot.domain.errors import UsageError
from bot.domain.intent import AnswerSpec, Intent, Slot
from tests.discord_server.forms.command import check_commands
from tests.discord_server.refusing import Refusal

APPLICATION = "157730590492196864"
TOKEN = f"{urlsafe_b64encode(APPLICATION.encode()).decode().rstrip('=')}.GaBcDe.{'x' * 38}"


@pytest.fixture
def made(door: Assistant) -> dict[str, Any]:
    return manifest(payload(door.commands(), "harbour-"), APPLICATION)


def query(link: str) -> dict[str, str]:
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "discord.com", "/oauth2/authorize")
    return {name: value for name, (value,) in parse_qs(parts.query).items()}


def test_discord_takes_the_commands(door: Assistant, made: dict[str, Any]) -> None:
    assert made["commands"] == check_commands(made["commands"])
    names = {command["name"] for command in made["commands"]}
    assert {f"harbour-{intent.command}" for intent in door.commands()} < names
    assert "Check against sources" in names
    for command in made["commands"]:
        assert command["contexts"] == [0, 1, 2]
        assert command["integration_types"] == [0, 1]
    made["commands"][0]["description"] = ""
    with pytest.raises(Refusal):
        check_commands(made["commands"])


def test_discord_takes_what_is_as_large_as_intents_can_be() -> None:
    slots = tuple(Slot(f"slot-{n}", optional=n % 2 == 0, hint="x" * 200) for n in range(30))
    intent = Intent("x", "⚓" * 200, (), AnswerSpec(), slots=slots)
    intents = [replace(intent, command=f"command-{n}") for n in range(120)]
    commands = manifest(payload(intents), APPLICATION)["commands"]
    assert len(check_commands(commands)) == 101  # with the one in the menu of messages


def test_the_link_for_servers_asks_for_the_least(made: dict[str, Any]) -> None:
    asked = query(made["install"]["server"]["link"])
    assert asked["client_id"] == APPLICATION
    assert asked["integration_type"] == "0"
    assert asked["scope"].split() == ["applications.commands", "bot"]
    # View Channels, Send Messages, Read Message History, Send Messages in Threads
    assert int(asked["permissions"]) == 1 << 10 | 1 << 11 | 1 << 16 | 1 << 38
    assert made["install"]["server"]["permissions"] == asked["permissions"]


def test_the_link_for_people_asks_for_commands_only(made: dict[str, Any]) -> None:
    link = made["install"]["user"]["link"]
    assert link == install_link(APPLICATION, USER)
    assert query(link) == {
        "client_id": APPLICATION,
        "integration_type": "1",
        "scope": "applications.commands",
    }


def test_each_permission_says_what_it_is_for(made: dict[str, Any]) -> None:
    assert list(made["permissions"]) == [shown for shown, _ in PERMISSIONS.values()]
    assert all(text.startswith("without it ") for text in made["permissions"].values())


def test_the_settings_name_each_scope_and_permission(made: dict[str, Any]) -> None:
    settings = made["settings"]
    assert settings["portal"].endswith(f"/applications/{APPLICATION}")
    by_servers = settings["Installation > Default Install Settings > Guild Install"]
    for word in (*SCOPES["0"], *made["permissions"]):
        assert word in by_servers
    assert settings["Bot > Privileged Gateway Intents"].startswith("all off")


def test_the_application_is_the_one_given_else_that_of_the_token() -> None:
    assert application_of(None, TOKEN) == APPLICATION
    assert application_of("272937604339466240", TOKEN) == "272937604339466240"
    assert application_of(APPLICATION, None) == APPLICATION


@pytest.mark.parametrize("token", [None, "", "abc", "a.b.c", "äöü.b.c", "MTIz.b.c", f"{TOKEN}.x"])
def test_without_either_the_fix_is_told(token: str | None) -> None:
    assert id_in(token or "") is None
    with pytest.raises(UsageError, match=r"DISCORD_TOKEN.*--application.*Application ID"):
        application_of(None, token)


@pytest.mark.parametrize("option", ["", "12", "x" * 18, "0" * 18, "1" * 21, f"{APPLICATION}\n"])
def test_an_id_that_is_none(option: str) -> None:
    with pytest.raises(UsageError, match="15 to 20 digits"):
        application_of(option, TOKEN)
