"""`briefing manifest discord` and `briefing doctor discord`, as commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.discord.manifest import NEEDED
from tests.beside import beside
from tests.discord_server import DiscordServer

Briefing = Any  # the fixture's class, see conftest.py
APPLICATION = "157730590492196864"
TOKEN = "MTU3NzMwNTkwNDkyMTk2ODY0.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"
BROKEN = """
intent: one
command: {command}
description: One
phrases: [one]
answer: {{lookup: help}}
"""


@pytest.fixture
def server() -> Iterator[DiscordServer]:
    with beside(DiscordServer(token=TOKEN, install_permissions=NEEDED.value)) as running:
        yield running
        assert not running.violations


def use(server: DiscordServer, briefing: Briefing, patch: pytest.MonkeyPatch) -> None:
    """Let the commands find the server."""
    for name, value in server.environment.items():
        patch.setitem(briefing.environment, name, value)


def test_both_formats_say_the_same(briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(briefing.environment, "DISCORD_TOKEN", TOKEN)
    as_yaml = briefing("manifest", "discord")
    as_json = briefing("manifest", "discord", "--format", "json", "--application", APPLICATION)
    assert (as_yaml.returncode, as_json.returncode) == (0, 0), as_yaml.stderr
    made = json.loads(as_json.stdout)
    assert yaml.safe_load(as_yaml.stdout) == made
    assert TOKEN.encode() not in as_yaml.stdout
    names = [command["name"] for command in made["commands"]]
    assert {"ask", "who-signed", "Check against sources"} <= set(names)
    # The links come last, where people look.
    assert made["install"]["user"]["link"].encode() in as_yaml.stdout.rstrip().split(b"\n")[-1]


def test_the_prefix_is_heard(briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(briefing.environment, "BRIEFING_COMMAND_PREFIX", "harbour-")
    done = briefing("manifest", "discord", "--application", APPLICATION)
    for command in yaml.safe_load(done.stdout)["commands"]:
        assert command["name"].startswith("harbour-") or command["type"] == 3


def test_what_discord_would_refuse_is_refused_here(briefing: Briefing, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(BROKEN.format(command="x" * 33))
    done = briefing("manifest", "discord", "--intents", str(tmp_path), "--application", APPLICATION)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"one.yaml:3:" in done.stderr
    assert b"Discord takes names of 1 to 32 characters" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [([], b"Set DISCORD_TOKEN, or give --application"), (["--application", "12"], b"15 to 20")],
)
def test_an_app_that_is_not_known(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: bytes
) -> None:
    monkeypatch.setitem(briefing.environment, "DISCORD_TOKEN", "")
    done = briefing("manifest", "discord", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr
    assert b"Traceback" not in done.stderr


def test_what_the_doctor_finds_the_fix_mends(
    briefing: Briefing, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(server, briefing, monkeypatch)
    done = briefing("doctor", "discord", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    (found,) = [each for each in told["findings"] if each["level"] != "ok"]
    assert found["what"].startswith("commands are missing: /about; /ask; ")
    assert "briefing discord sync" in found["fix"]

    # A process of its own, for discord.py is told once for a process where Discord is.
    assert briefing.process("discord", "sync").returncode == 0
    done = briefing("doctor", "discord")
    assert done.returncode == 0, done.stdout.decode()
    said = done.stdout.decode()
    assert said.endswith("\nAll is well.\n")
    for part in ("gateway", "Readers", "holds 2 documents", "ledger", "no mistakes"):
        assert part in said
    for done in (briefing("doctor", "discord"), briefing("doctor", "discord", "--json")):
        assert TOKEN[-6:].encode() not in done.stdout + done.stderr


def test_a_doctor_names_what_is_wrong_here(
    own_briefing: Briefing,
    server: DiscordServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    intents = tmp_path / "intents"
    intents.mkdir()
    (intents / "one.yaml").write_text(BROKEN.format(command="x" * 33) + "bogus: 1\n")
    for document in own_briefing.seeds.iterdir():
        document.unlink()
    own_briefing.home.mkdir()
    (own_briefing.home / "ledger.sqlite").write_bytes(b"this is no database at all" * 100)
    use(server, own_briefing, monkeypatch)
    monkeypatch.setitem(own_briefing.environment, "DISCORD_TOKEN", "")
    done = own_briefing("doctor", "discord", "--json", "--intents", str(intents))
    assert done.returncode == 1
    errors = {
        each["what"]: each["fix"]
        for each in json.loads(done.stdout)["findings"]
        if each["level"] == "error"
    }
    assert len(errors) == 4
    for told, fix in (
        ("DISCORD_TOKEN is not set", "Reset Token"),
        ("in intents", "briefing check"),
        ("ledger", "--home"),
        (str(own_briefing.seeds), "--seeds"),
    ):
        assert [what for what in errors if told in what and fix in errors[what]], (told, errors)
    assert b"Traceback" not in done.stderr
