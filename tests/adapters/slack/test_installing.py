"""Installations and log-ins in the ledger, and what must be right before the app starts."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation

from bot.adapters.slack.calling import new_client, new_session
from bot.adapters.slack.installing import (
    STATES,
    Authorize,
    LedgerInstallations,
    LedgerStates,
    ManyWorkspaces,
    OneWorkspace,
    revoked,
)
from bot.adapters.slack.keeping import Notes
from bot.adapters.slack.starting import check_settings, first_url, sign_in
from bot.config import SlackSettings
from bot.domain.errors import LedgerError, ServiceError
from bot.serving.service import Means
from tests.slack_server import SlackServer


@pytest.fixture
def notes(means: Means) -> Notes:
    return Notes(means.ledger, means.store)


@pytest.fixture
def installations(notes: Notes) -> LedgerInstallations:
    return LedgerInstallations(notes)


TOKEN = "xoxb-1"


def installed(token: str = TOKEN, **more: Any) -> Installation:
    given = {"team_id": "T1", "bot_id": "B1", "bot_user_id": "UB", "user_id": "U1", **more}
    return Installation(bot_token=token, bot_scopes="commands,chat:write", **given)


async def test_an_installation_is_kept_without_anybodys_own_token(
    installations: LedgerInstallations, means: Means
) -> None:
    await installations.async_save(installed(user_token="xoxp-secret"))
    found = await installations.async_find_bot(enterprise_id=None, team_id="T1")
    assert found is not None
    assert (found.bot_token, found.bot_user_id) == ("xoxb-1", "UB")
    assert list(found.bot_scopes) == ["commands", "chat:write"]
    assert "xoxp-secret" not in str(means.ledger.notes("slack-installation"))
    assert await installations.async_find_bot(enterprise_id=None, team_id="T2") is None


async def test_an_organization_stands_for_its_workspaces(
    installations: LedgerInstallations,
) -> None:
    whole = {"team_id": None, "enterprise_id": "E1", "is_enterprise_install": True}
    await installations.async_save(installed("xoxb-all", **whole))
    await installations.async_save(installed("xoxb-one", enterprise_id="E1"))
    workspaces = ManyWorkspaces(installations)
    tokens = [
        bot.bot_token if (bot := await workspaces.bot(team, enterprise)) else None
        for team, enterprise in (("T1", "E1"), ("T2", "E1"), ("", "E1"), ("T2", ""))
    ]
    assert tokens == ["xoxb-one", "xoxb-all", "xoxb-all", None]


async def test_a_state_is_good_once_and_for_a_while(notes: Notes, means: Means) -> None:
    states = LedgerStates(notes)
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    assert not await states.async_consume("made-up")
    await notes.put(STATES, "old", "issued", -1.0)
    assert not await states.async_consume("old")


async def test_what_is_revoked_is_forgotten(
    installations: LedgerInstallations, caplog: pytest.LogCaptureFixture
) -> None:
    workspaces = ManyWorkspaces(installations)
    await installations.async_save(installed(installed_at=time.time() - 60))
    event = {"event": {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}}
    await revoked(workspaces, event | {"event_time": int(time.time())}, "T1")
    assert await workspaces.bot("T1") is not None
    event["event"]["tokens"] = {"bot": ["UB"]}
    with caplog.at_level(logging.WARNING):
        await revoked(workspaces, event | {"event_time": int(time.time())}, "T1")
    assert await workspaces.bot("T1") is None
    assert "T1" in caplog.text
    assert "xoxb" not in caplog.text
    await revoked(workspaces, event | {"event_time": int(time.time())}, "T1")  # once more


async def test_a_late_event_does_not_undo_a_new_installation(
    installations: LedgerInstallations,
) -> None:
    workspaces = ManyWorkspaces(installations)
    await installations.async_save(installed("xoxb-new"))
    late = {"event": {"type": "app_uninstalled"}, "event_time": int(time.time()) - 300}
    await revoked(workspaces, late, "T1")
    old = Bot(team_id="T1", bot_token="xoxb-old", bot_id="B", bot_user_id="U", installed_at=1.0)
    await workspaces.lost(old, "token_revoked")
    found = await workspaces.bot("T1")
    assert found is not None
    assert found.bot_token == "xoxb-new"


async def test_what_cannot_be_kept_is_a_page_not_a_trace(
    installations: LedgerInstallations, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise LedgerError("ledger.sqlite", "the disk is full")

    monkeypatch.setattr(means.ledger, "put", full)
    with pytest.raises(BoltError):
        await installations.async_save(installed())


async def test_authorizing_asks_the_ledger_not_slack(installations: LedgerInstallations) -> None:
    authorize = Authorize(ManyWorkspaces(installations))
    assert await authorize(enterprise_id=None, team_id="T1", user_id="U1") is None
    await installations.async_save(installed())
    result = await authorize(enterprise_id=None, team_id="T1", user_id="U1")
    assert result is not None
    assert (result.bot_token, result.bot_user_id) == ("xoxb-1", "UB")


async def test_the_only_workspace_that_is_lost_ends_the_service() -> None:
    one = OneWorkspace(installed().to_bot())
    bot = await one.bot("any")
    assert bot is not None
    await one.lost(bot, "token_revoked")
    await one.lost(bot, "token_revoked")
    with pytest.raises(ServiceError, match="set SLACK_BOT_TOKEN to the new"):
        await one.end


# -- before the app starts ----------------------------------------------------------------------

SOCKET = SlackSettings(bot_token="xoxb-1-a", app_token="xapp-1-A1-2-b")
HTTP = SlackSettings(bot_token="xoxb-1-a", signing_secret="0" * 32)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (replace(SOCKET, bot_token="xapp-1-A1-2-b"), "SLACK_BOT_TOKEN holds an app-level token"),
        (replace(SOCKET, app_token="xoxb-1-a"), "SLACK_APP_TOKEN holds a bot token"),
        (replace(SOCKET, bot_token=None), "SLACK_BOT_TOKEN is missing"),
        (replace(HTTP, bot_token=None), "SLACK_BOT_TOKEN is missing"),
        (replace(HTTP, signing_secret=None), "SLACK_SIGNING_SECRET"),
        (replace(HTTP, client_id="1.2"), "SLACK_CLIENT_SECRET"),
        (replace(HTTP, bot_token="xoxp-1"), "user token"),
    ],
)
def test_what_is_missing_or_swapped_is_named(settings: SlackSettings, sentence: str) -> None:
    with pytest.raises(ServiceError) as caught:
        check_settings(settings)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "xoxb-1-a" not in str(caught.value)


@pytest.mark.parametrize("settings", [SOCKET, HTTP, replace(SOCKET, signing_secret="0" * 32)])
def test_what_is_right_passes(settings: SlackSettings) -> None:
    check_settings(settings)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("invalid_auth", "Slack does not know it"),
        ("token_revoked", "it was revoked"),
        ("account_inactive", "removed from the workspace"),
    ],
)
async def test_a_refused_token_is_explained(server: SlackServer, error: str, sentence: str) -> None:
    server.revoke_token(error=error)
    settings = SlackSettings(server.team.token, server.app.app_token, api_url=server.api_url)
    async with new_session() as session:
        with pytest.raises(ServiceError, match=f"SLACK_BOT_TOKEN: .*{sentence}"):
            await sign_in(settings, new_client(server.api_url, session))


async def test_who_the_token_is(server: SlackServer) -> None:
    settings = SlackSettings(server.team.token, server.app.app_token, api_url=server.api_url)
    async with new_session() as session:
        client = new_client(server.api_url, session)
        bot = await sign_in(settings, client)
        assert (bot.team_id, bot.bot_user_id) == (server.team.id, server.team.bot_user)
        assert (await first_url(settings, client)).startswith("ws://")
        unknown = replace(settings, app_token="xapp-1-A0BRIEFING-1-unknown")
        with pytest.raises(ServiceError, match="SLACK_APP_TOKEN: Slack does not know it"):
            await first_url(unknown, client)


async def test_a_slack_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.slack.calling._RETRIES", 0)
    settings = replace(SOCKET, api_url="http://127.0.0.1:9/api/")
    async with new_session() as session:
        with pytest.raises(ServiceError, match=r"127\.0\.0\.1:9/api/ cannot be reached"):
            await sign_in(settings, new_client(settings.api_url, session))
