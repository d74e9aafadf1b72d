"""`briefing manifest slack` and `briefing doctor slack`, as commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.slack.manifest import SCOPES
from tests.beside import beside
from tests.slack_server.server import SlackServer

Briefing = Any  # the fixture's class, see conftest.py
BROKEN = """
intent: one
command: {command}
description: One
phrases: [one]
answer: {{lookup: help}}
"""


def test_both_formats_say_the_same(briefing: Briefing) -> None:
    as_yaml = briefing("manifest", "slack")
    as_json = briefing("manifest", "slack", "--format", "json")
    assert (as_yaml.returncode, as_json.returncode) == (0, 0), as_yaml.stderr
    made = json.loads(as_json.stdout)
    assert yaml.safe_load(as_yaml.stdout) == made
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert as_yaml.stdout.startswith(b"display_information:\n  name: Briefing\n")


def test_options_and_the_prefix_are_heard(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(briefing.environment, "BRIEFING_COMMAND_PREFIX", "harbour-")
    done = briefing("manifest", "slack", "--url", "https://b.example", "--name", "Hafen ⚓")
    made = yaml.safe_load(done.stdout)
    assert made["display_information"]["name"] == "Hafen ⚓"
    assert made["settings"]["socket_mode_enabled"] is False
    for entry in made["features"]["slash_commands"]:
        assert entry["command"].startswith("/harbour-")
        assert entry["url"] == "https://b.example/slack/events"


def test_what_slack_would_refuse_is_refused_here(
    briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in (["--url", "http://b.example"], ["--name", "x" * 36], ["--format", "xml"]):
        done = briefing("manifest", "slack", *arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"Traceback" not in done.stderr
    (tmp_path / "one.yaml").write_text(BROKEN.format(command="search"))
    done = briefing("manifest", "slack", "--intents", str(tmp_path))
    assert done.returncode == 2
    assert b"one.yaml:3:" in done.stderr
    assert b"/search is a command of Slack's own" in done.stderr
    monkeypatch.setitem(briefing.environment, "BRIEFING_COMMAND_PREFIX", "x-")
    assert briefing("manifest", "slack", "--intents", str(tmp_path)).returncode == 0


def test_a_doctor_who_finds_nothing_wrong(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with beside(SlackServer()) as server:
        server.team.scopes = frozenset(SCOPES)
        monkeypatch.setitem(briefing.environment, "SLACK_API_URL", server.api_url)
        monkeypatch.setitem(briefing.environment, "SLACK_BOT_TOKEN", server.team.token)
        monkeypatch.setitem(briefing.environment, "SLACK_APP_TOKEN", server.app.app_token)
        done = briefing("doctor", "slack")
        assert done.returncode == 0, done.stdout.decode()
        said = done.stdout.decode()
        assert said.endswith("\nAll is well.\n")
        for part in ("Socket Mode", "Acme", "holds 2 documents", "ledger", "no mistakes"):
            assert part in said
        assert (briefing.home / "ledger.sqlite").exists()
        server.revoke_token()
        told = json.loads(briefing("doctor", "slack", "--json").stdout)
        assert told["healthy"] is False
        assert "SLACK_BOT_TOKEN: it was revoked" in [each["what"] for each in told["findings"]]


def test_a_doctor_names_what_is_wrong_here(
    own_briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    intents = tmp_path / "intents"
    intents.mkdir()
    (intents / "one.yaml").write_text(BROKEN.format(command="one") + "bogus: 1\n")
    for document in own_briefing.seeds.iterdir():
        document.unlink()
    own_briefing.home.mkdir()
    (own_briefing.home / "ledger.sqlite").write_bytes(b"this is no database at all" * 100)
    with beside(SlackServer()) as server:
        monkeypatch.setitem(own_briefing.environment, "SLACK_API_URL", server.api_url)
        done = own_briefing("doctor", "slack", "--json", "--intents", str(intents))
    assert done.returncode == 1
    errors = {
        each["what"]: each["fix"]
        for each in json.loads(done.stdout)["findings"]
        if each["level"] == "error"
    }
    assert len(errors) == 5
    for told, fix in (
        ("1 mistake in intents", "briefing check"),
        ("ledger", "--home"),
        (str(own_briefing.seeds), "--seeds"),
    ):
        assert [what for what in errors if told in what and fix in errors[what]], (told, errors)
    assert b"Traceback" not in done.stderr


def test_an_address_that_is_none(briefing: Briefing) -> None:
    for url in ("slack", "ftp://b.example", "http://[", ""):
        done = briefing("doctor", "slack", "--url", url)
        assert done.returncode == 2
        assert b"no address" in done.stderr
