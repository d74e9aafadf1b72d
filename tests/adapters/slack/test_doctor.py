"""The doctor against a Slack on this machine: each state that is wrong has its fix."""

from __future__ import annotations

import copy
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from pathlib import Path

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.doctor import examine
from bot.adapters.slack.manifest import SCOPES, Manifest, manifest
from bot.config import SlackSettings
from bot.intents.loading import load_intents
from bot.serving import reaching
from bot.serving.checkup import Finding, Level, healthy
from tests.slack_server.server import SlackServer

SECRET = "0123456789abcdef" * 2
PLACES = {"SLACK_BOT_TOKEN": "Bot User OAuth Token", "SLACK_APP_TOKEN": "App-Level Tokens"}


@pytest.fixture(scope="module")
def wanted(intents_folder: Path) -> Manifest:
    return manifest(load_intents(intents_folder))


@pytest.fixture
async def server(wanted: Manifest) -> AsyncIterator[SlackServer]:
    async with SlackServer(manifest=copy.deepcopy(wanted)) as running:
        yield running
        assert not running.violations


@pytest.fixture
def settings(server: SlackServer) -> SlackSettings:
    """A sound installation in Socket Mode."""
    return SlackSettings(
        bot_token=server.team.token, app_token=server.app.app_token, api_url=server.api_url
    )


@pytest.fixture
def of_http(settings: SlackSettings) -> SlackSettings:
    """A sound installation in HTTP mode."""
    return replace(settings, app_token=None, signing_secret=SECRET)


async def look(
    settings: SlackSettings, wanted: Manifest | None = None, url: str | None = None
) -> list[Finding]:
    """What the doctor says; never a credential, nor the secret part of one."""
    findings = await examine(settings, wanted, url)
    said = " ".join(f"{finding.what} {finding.fix}" for finding in findings)
    for field in fields(settings):
        value = getattr(settings, field.name)
        if value and field.name not in ("api_url", "app_id"):
            assert value not in said, field.name
            assert value[-6:] not in said, field.name
    return findings


def only(findings: list[Finding], *levels: Level) -> Finding:
    """The one finding that is not well."""
    found = [f for f in findings if f.level in (levels or (Level.ERROR, Level.WARNING))]
    assert len(found) == 1, found
    assert found[0].fix
    return found[0]


@asynccontextmanager
async def address(answer: Callable[[web.Request, bytes], web.Response]) -> AsyncIterator[str]:
    """A server of our own, at a public address as it were."""

    async def handle(request: web.Request) -> web.Response:
        return answer(request, await request.read())

    application = web.Application()
    application.router.add_post("/slack/events", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def verifying(secret: str) -> Callable[[web.Request, bytes], web.Response]:
    """Answers as `briefing slack` does: the challenge to Slack, 401 to others."""

    def answer(request: web.Request, body: bytes) -> web.Response:
        if not SignatureVerifier(secret).is_valid_request(body, dict(request.headers)):
            return web.Response(status=401)
        return web.Response(body=body, content_type="application/json")

    return answer


async def test_a_sound_installation(
    settings: SlackSettings, server: SlackServer, wanted: Manifest
) -> None:
    findings = await look(replace(settings, config_token=server.app.config_token), wanted)
    assert [finding.level for finding in findings] == [Level.OK] * len(findings)
    told = " ".join(finding.what for finding in findings)
    for part in ("Socket Mode", "Acme", "assistant:write", "clock", "those of the manifest"):
        assert part in told
    assert not server.socket.opened  # a connection would take events that nobody answers


# -- credentials ---------------------------------------------------------------------------


async def test_nothing_is_set(server: SlackServer) -> None:
    findings = await look(SlackSettings(api_url=server.api_url))
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    assert len(errors) == 2
    assert "SLACK_APP_TOKEN" in errors[0].what
    assert "SLACK_SIGNING_SECRET" in errors[0].fix
    assert "SLACK_BOT_TOKEN" in errors[1].fix
    assert "SLACK_CLIENT_ID" in errors[1].fix


async def test_swapped_tokens(settings: SlackSettings) -> None:
    swapped = replace(settings, bot_token=settings.app_token, app_token=settings.bot_token)
    found = only(await look(swapped))
    assert "SLACK_BOT_TOKEN holds an app-level token" in found.what
    assert found.fix == "exchange the two"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("bot_token", "xoxp-1-abcdefgh", "a user token"),
        ("bot_token", "xapp-1-A1-1-abcdefgh", "an app-level token"),
        ("bot_token", "abcdefghijkl", "does not hold a bot token"),
        ("bot_token", "'xoxb-1-abcdefgh'", "quotation marks"),
        ("bot_token", "xoxb-1-abc\ndefgh", "white space"),
        ("app_token", "xoxb-1-abcdefgh", "holds a bot token"),
        ("app_token", "xoxe.xoxp-1-abcdefgh", "an app configuration token"),
        ("app_token", "xapp-1-A1 1-abcdefgh", "white space"),
    ],
)
async def test_a_token_of_the_wrong_shape(
    settings: SlackSettings, name: str, value: str, told: str
) -> None:
    found = only(await look(replace(settings, **{name: value})))
    variable = f"SLACK_{name.upper()}"
    assert variable in found.what
    assert told in found.what
    assert PLACES[variable] in found.fix


async def test_a_token_that_expires_by_rotation(settings: SlackSettings) -> None:
    found = only(await look(replace(settings, bot_token="xoxe.xoxb-1-abcdefgh")))
    assert "rotation" in found.what
    assert "briefing manifest slack" in found.fix


@pytest.mark.parametrize(
    ("change", "told", "fix"),
    [
        ({"signing_secret": "xoxb-1-abcdefgh"}, "holds a bot token", "Signing Secret"),
        ({"signing_secret": "correct horse"}, "does not look like one", "Signing Secret"),
        ({"client_id": "1.2345678"}, "without SLACK_CLIENT_SECRET", "set both"),
        ({"client_secret": "abcdefgh"}, "without SLACK_CLIENT_ID", "set both"),
    ],
)
async def test_what_http_needs(
    of_http: SlackSettings, change: dict[str, str], told: str, fix: str
) -> None:
    found = only(await look(replace(of_http, **change)))
    assert told in found.what
    assert fix in found.fix


async def test_several_workspaces_need_no_bot_token(of_http: SlackSettings) -> None:
    several = replace(of_http, bot_token=None, client_id="1.2345678", client_secret="abcdefgh")
    findings = await look(several)
    assert healthy(findings)
    assert "several workspaces" in findings[0].what
    assert "SLACK_BOT_TOKEN" in only(await look(replace(of_http, bot_token=None))).what


# -- Slack's answers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told", "fix"),
    [
        ("token_revoked", "revoked", "Install App"),
        ("account_inactive", "removed from the workspace", "Install App"),
        ("token_expired", "rotation", "briefing manifest slack"),
        ("a_new_error", "a_new_error", "Install App"),
    ],
)
async def test_a_bot_token_that_slack_refuses(
    settings: SlackSettings, server: SlackServer, code: str, told: str, fix: str
) -> None:
    server.revoke_token(error=code)
    found = only(await look(settings))
    assert found.what.startswith("SLACK_BOT_TOKEN: ")
    assert told in found.what
    assert fix in found.fix


async def test_tokens_that_slack_does_not_know(settings: SlackSettings) -> None:
    unknown = replace(settings, bot_token="xoxb-9-abcdefgh", app_token="xapp-9-A9-9-abcdefgh")
    findings = [f for f in await look(unknown) if f.level is Level.ERROR]
    assert [f.what for f in findings] == [
        "SLACK_BOT_TOKEN: Slack does not know it",
        "SLACK_APP_TOKEN: Slack does not know it",
    ]
    for finding, place in zip(findings, PLACES.values(), strict=True):
        assert place in finding.fix


async def test_an_app_token_without_its_scope(settings: SlackSettings, server: SlackServer) -> None:
    server.faults.refuse("apps.connections.open", "missing_scope")
    found = only(await look(settings))
    assert "connections:write" in found.what
    assert "SLACK_APP_TOKEN" in found.fix


async def test_too_many_calls(settings: SlackSettings, server: SlackServer) -> None:
    server.faults.rate_limit("auth.test")
    assert only(await look(settings)).fix == "try again in a minute"


@pytest.mark.parametrize("scope", sorted(SCOPES))
async def test_a_scope_that_is_missing(
    settings: SlackSettings, server: SlackServer, scope: str
) -> None:
    server.team.scopes = frozenset(SCOPES) - {scope}
    found = only(await look(settings))
    assert found.what == f"the scope {scope} is missing: {SCOPES[scope]}"
    assert "Bot Token Scopes" in found.fix
    assert "Install App" in found.fix


async def test_scopes_that_nobody_needs(settings: SlackSettings, server: SlackServer) -> None:
    server.team.scopes = frozenset(SCOPES) | {"channels:history", "users:read"}
    found = only(await look(settings))
    assert found.level is Level.WARNING
    assert found.what.endswith(": channels:history, users:read")


@pytest.mark.parametrize(
    ("skew", "in_socket_mode", "in_http"),
    [
        (30.0, None, None),
        (-120.0, Level.WARNING, Level.WARNING),
        (400.0, Level.WARNING, Level.ERROR),
        (-400.0, Level.WARNING, Level.ERROR),
    ],
)
async def test_a_clock_that_is_wrong(
    settings: SlackSettings,
    of_http: SlackSettings,
    server: SlackServer,
    skew: float,
    in_socket_mode: Level | None,
    in_http: Level | None,
) -> None:
    server.date_skew = skew
    for chosen, level in ((settings, in_socket_mode), (of_http, in_http)):
        findings = await look(chosen)
        if level is None:
            assert healthy(findings)
            assert not [f for f in findings if f.level is Level.WARNING]
        else:
            found = only(findings, Level.WARNING, Level.ERROR)
            assert found.level is level
            assert ("behind" if skew > 0 else "ahead") in found.what
            assert "timedatectl" in found.fix


# -- the way there -------------------------------------------------------------------------


async def test_no_name(settings: SlackSettings) -> None:
    found = only(await look(replace(settings, api_url="https://slack.invalid/api/")))
    assert "there is no address for slack.invalid" in found.what
    assert "DNS" in found.fix


async def test_refused(settings: SlackSettings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api/"
        found = only(await look(replace(settings, api_url=url)))
    assert "refused" in found.what
    assert "firewall" in found.fix


async def test_no_tls(settings: SlackSettings) -> None:
    url = settings.api_url.replace("http:", "https:")
    found = only(await look(replace(settings, api_url=url)))
    assert "TLS" in found.what
    assert "certificate" in found.fix


async def test_no_answer_in_time(
    settings: SlackSettings, server: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "PATIENCE", 0.2)
    server.faults.hang("auth.test", 2.0)
    assert "no answer within" in only(await look(settings)).what


async def test_a_connection_that_breaks(settings: SlackSettings, server: SlackServer) -> None:
    server.faults.drop_before("apps.connections.open")
    findings = await look(settings)
    assert "breaks" in only(findings).what
    assert any("Acme" in finding.what for finding in findings)  # what was found before stays


async def test_something_that_is_not_slack(settings: SlackSettings) -> None:
    async def elsewhere(url: str) -> Finding:
        return only(await look(replace(settings, api_url=url)))

    async with address(lambda request, body: web.Response(text="hello")) as url:
        found = await elsewhere(url)
        assert "does not answer as Slack does (status 404)" in found.what
        assert "SLACK_API_URL" in found.fix


# -- the manifest --------------------------------------------------------------------------


async def test_without_a_configuration_token_the_way_by_hand_is_told(
    settings: SlackSettings, of_http: SlackSettings, wanted: Manifest
) -> None:
    found = (await look(settings, wanted))[-1]
    assert found.level is Level.OK
    assert "briefing manifest slack --format json" in found.fix
    assert "SLACK_APP_ID" not in found.fix  # an app-level token names the app
    by_http = await look(of_http, wanted)
    assert any("SLACK_APP_ID" in finding.fix for finding in by_http)


async def test_each_difference_of_the_manifest_is_told(
    settings: SlackSettings, server: SlackServer, wanted: Manifest
) -> None:
    there = server.manifest
    assert there is not None
    features, heard = there["features"], there["settings"]["event_subscriptions"]["bot_events"]
    gone = features["slash_commands"].pop()
    features["slash_commands"][0]["description"] = "Something else"
    features["slash_commands"].append({"command": "/old", "description": "Old"})
    features["slash_commands"].reverse()  # their order means nothing
    features["agent_view"]["suggested_prompts"].pop()
    features["bot_user"]["display_name"] = "chosen-by-its-owner"
    features["app_home"]["home_tab_enabled"] = False
    there["settings"]["socket_mode_enabled"] = False
    del there["settings"]["token_rotation_enabled"]  # off by default
    there["settings"]["is_hosted"] = False  # of Slack's own making
    heard.remove("message.im")
    del features["shortcuts"]

    findings = await look(replace(settings, config_token=server.app.config_token), wanted)
    errors = {f.what for f in findings if f.level is Level.ERROR}
    assert errors == {
        "manifest, features.app_home.home_tab_enabled is False, not True",
        "manifest, features.shortcuts: check_sources is missing",
        f"manifest, features.slash_commands: {gone['command']} is missing",
        "manifest, settings.event_subscriptions.bot_events: message.im is missing",
        "manifest, settings.socket_mode_enabled is False, not True",
    }
    warnings = {f.what for f in findings if f.level is Level.WARNING}
    first = wanted["features"]["slash_commands"][0]["command"]
    assert warnings == {
        "manifest, features.agent_view.suggested_prompts differs",
        f"manifest, features.slash_commands.{first}.description differs",
        "manifest, features.slash_commands: /old is not used any more",
    }
    assert all("briefing manifest slack" in f.fix for f in findings if f.level is not Level.OK)


async def test_a_configuration_token_that_is_no_good(
    settings: SlackSettings, wanted: Manifest
) -> None:
    found = only(await look(replace(settings, config_token="xoxe.xoxp-9-abcdefgh"), wanted))
    assert found.level is Level.WARNING
    assert "invalid_auth" in found.what
    assert "12 hours" in found.fix


# -- our own address -----------------------------------------------------------------------


async def test_our_address_answers_slack_and_nobody_else(of_http: SlackSettings) -> None:
    async with address(verifying(SECRET)) as url:
        findings = await look(of_http, url=f"{url}/")
        assert only(findings).what.endswith("Slack calls no address without https")
        assert any("answers what Slack signs, and nothing else" in f.what for f in findings)
        assert healthy(findings)


@pytest.mark.parametrize(
    ("answer", "told", "fix"),
    [
        (verifying("another"), "status 401", "SLACK_SIGNING_SECRET"),
        (lambda request, body: web.Response(status=502), "status 502", "BRIEFING_HOST"),
        (lambda request, body: web.Response(status=302), "status 302", "the path unchanged"),
        (lambda request, body: web.Response(text="hi"), "status 200", "the path unchanged"),
        (lambda request, body: web.Response(body=body), "did not sign", "briefing slack"),
    ],
)
async def test_an_address_that_is_not_ours(
    of_http: SlackSettings,
    answer: Callable[[web.Request, bytes], web.Response],
    told: str,
    fix: str,
) -> None:
    async with address(answer) as url:
        found = only(await look(of_http, url=url), Level.ERROR)
    assert told in found.what
    assert fix in found.fix


async def test_an_address_that_nobody_has(of_http: SlackSettings) -> None:
    found = only(await look(of_http, url="https://briefing.invalid"), Level.ERROR)
    assert "there is no address for briefing.invalid" in found.what


async def test_no_address_is_no_mistake(of_http: SlackSettings, settings: SlackSettings) -> None:
    findings = await look(of_http)
    assert healthy(findings)
    assert "--url" in findings[-1].fix
    assert not any("--url" in finding.fix for finding in await look(settings))
