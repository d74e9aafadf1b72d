"""The doctor against a Discord on this machine: each state that is wrong has its fix."""

from __future__ import annotations

import copy
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from bot.adapters.discord.commands import Payload, payload
from bot.adapters.discord.diagnosing import server_findings
from bot.adapters.discord.doctor import examine
from bot.adapters.discord.manifest import NEEDED, install_link
from bot.answers.assistant import Assistant
from bot.config import DiscordSettings
from bot.serving import reaching
from bot.serving.checkup import Finding, Level, healthy
from tests.discord_server import DiscordServer
from tests.discord_server.world import EVERYDAY, NOTHING, Permission

TOKEN = "MTU3NzMwNTkwNDkyMTk2ODY0.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"
RESET = "Bot > Reset Token"


@pytest.fixture
def wanted(door: Assistant) -> list[Payload]:
    return payload(door.commands())


@pytest.fixture
async def server(wanted: list[Payload]) -> AsyncIterator[DiscordServer]:
    async with DiscordServer(token=TOKEN, install_permissions=NEEDED.value) as running:
        running.commands.overwrite(None, copy.deepcopy(wanted))
        yield running
        assert not running.violations
        assert not running.gateway.identifies  # a session start would be counted


@pytest.fixture
def settings(server: DiscordServer) -> DiscordSettings:
    """A sound installation."""
    return DiscordSettings(
        token=server.token, api_url=server.api_url, gateway_url=server.gateway_url
    )


async def look(settings: DiscordSettings, commands: list[Payload] | None = None) -> list[Finding]:
    """What the doctor says; never the token, nor the secret part of it."""
    findings = await examine(settings, commands)
    said = " ".join(f"{finding.what} {finding.fix}" for finding in findings)
    if settings.token:
        assert settings.token not in said
        assert settings.token[-6:] not in said
    return findings


def only(findings: list[Finding]) -> Finding:
    """The one finding that is not well."""
    found = [finding for finding in findings if finding.level is not Level.OK]
    assert len(found) == 1, found
    assert found[0].fix
    return found[0]


@asynccontextmanager
async def elsewhere(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """A server of our own, of which Discord knows nothing."""
    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_a_sound_installation(
    settings: DiscordSettings, server: DiscordServer, wanted: list[Payload]
) -> None:
    findings = await look(settings, wanted)
    assert [finding.level for finding in findings] == [Level.OK] * len(findings)
    told = " ".join(finding.what for finding in findings)
    for part in ("clock", "gateway", "briefing", "privileged", "by people for themselves"):
        assert part in told
    assert f"all {len(wanted)} commands" in told
    assert "permissions that it needs in Readers" in told
    assert "1000 of 1000 session starts" in told
    assert {call.method for call in server.calls} == {"GET"}


# -- the token ------------------------------------------------------------------------------


async def test_no_token(settings: DiscordSettings, server: DiscordServer) -> None:
    found = only(await look(replace(settings, token=None)))
    assert found.what == "DISCORD_TOKEN is not set"
    assert RESET in found.fix
    assert [call.path for call in server.calls] == ["/gateway"]
    assert "Authorization" not in server.calls[0].headers


@pytest.mark.parametrize(
    ("token", "told"),
    [
        (f"Bot {TOKEN}", "the word Bot"),
        (f'"{TOKEN}"', "quotation marks"),
        (f"{TOKEN[:9]} {TOKEN[9:]}", "white space"),
        (f"{TOKEN}\nb", "white space"),
        ("geheim…", "other signs"),
    ],
)
async def test_a_token_that_is_mangled(
    settings: DiscordSettings, server: DiscordServer, token: str, told: str
) -> None:
    found = only(await look(replace(settings, token=token)))
    assert told in found.what
    assert [call.path for call in server.calls] == ["/gateway"]


@pytest.mark.parametrize(
    ("token", "told"),
    [
        (f"{TOKEN}x", "it was reset, or the app is gone"),
        ("157730590492196864", "it is an Application ID"),
        ("0123456789abcdef" * 4, "it is a Public Key"),
        ("abcdefghijklmnopqrstuvwxyz_-0123", "it is a Client Secret"),
        (TOKEN.partition(".")[2], "only a part of one"),
    ],
)
async def test_a_token_that_discord_refuses(
    settings: DiscordSettings, token: str, told: str
) -> None:
    found = only(await look(replace(settings, token=token)))
    assert found.what == f"Discord does not accept DISCORD_TOKEN: {found.what.partition(': ')[2]}"
    assert told in found.what
    assert RESET in found.fix


# -- the way there --------------------------------------------------------------------------


async def test_no_name(settings: DiscordSettings) -> None:
    found = only(await look(replace(settings, api_url="https://discord.invalid/api/v10")))
    assert "there is no address for discord.invalid" in found.what
    assert "DNS" in found.fix


async def test_refused(settings: DiscordSettings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api/v10"
        found = only(await look(replace(settings, api_url=url)))
    assert "refused" in found.what
    assert "firewall" in found.fix


async def test_the_bot_goes_by_no_proxy(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert healthy(await look(settings))


async def test_no_answer_in_time(
    settings: DiscordSettings, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "PATIENCE", 0.2)
    server.hang("GET", "/users/@me", after=False, seconds=2.0)
    findings = await look(settings)
    assert "no answer within" in only(findings).what
    assert any("gateway" in finding.what for finding in findings)  # what was found before stays


async def test_a_connection_that_breaks(settings: DiscordSettings, server: DiscordServer) -> None:
    server.drop("GET", "/users/@me/guilds", after=False, times=2)  # aiohttp tries twice
    findings = await look(settings)
    assert "breaks" in only(findings).what
    assert any("session starts" in finding.what for finding in findings)


@pytest.mark.parametrize(
    ("status", "told", "fix"),
    [(503, "GET /users/@me with 503", "discordstatus"), (403, "with 403: 403: fault", "later")],
)
async def test_a_refusal_that_passes(
    settings: DiscordSettings, server: DiscordServer, status: int, told: str, fix: str
) -> None:
    server.fail("GET", "/users/@me", status)
    found = only(await look(settings))
    assert told in found.what
    assert fix in found.fix


async def test_too_many_calls(settings: DiscordSettings, server: DiscordServer) -> None:
    server.rate_limit("GET", "/users/@me", retry_after=30.0)
    assert only(await look(settings)).fix == "try again in 30 seconds"


async def test_an_address_that_is_barred(settings: DiscordSettings) -> None:
    async def barred(_: web.Request) -> web.StreamResponse:
        return web.Response(status=429, text="<html>error code: 1015</html>")

    async with elsewhere(barred) as host:
        found = only(await look(replace(settings, api_url=f"http://{host}")))
    assert found.fix == "try again in an hour"


@pytest.mark.parametrize(
    ("status", "text", "told"),
    [
        (200, "hello", "does not answer as Discord does (status 200)"),
        (200, '{"ok": true}', "does not answer as Discord does (status 200)"),
        (200, "[]", "does not answer as Discord does (status 200)"),
        (302, "", "does not answer as Discord does (status 302)"),
        (404, "<html>", "does not answer as Discord does (status 404)"),
        (502, "<html>", "GET /gateway with 502"),
    ],
)
async def test_something_that_is_not_discord(
    settings: DiscordSettings, status: int, text: str, told: str
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers={"Location": settings.api_url or ""})

    async with elsewhere(answer) as host:
        found = only(await look(replace(settings, api_url=f"http://{host}")))
    assert told in found.what
    assert ("DISCORD_API_URL" in found.fix) == (status != 502)


async def test_a_gateway_that_is_none(settings: DiscordSettings) -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        opened = web.WebSocketResponse()
        await opened.prepare(request)
        await opened.send_json({"op": 0, "d": None})
        await opened.close()
        return opened

    async with elsewhere(silent) as host:
        sharded = replace(settings, gateway_url=f"ws://{host}", shard_count=1)
        found = only(await look(sharded))
        assert "does not greet" in found.what
        assert "DISCORD_GATEWAY_URL" in found.fix


async def test_a_gateway_out_of_reach(settings: DiscordSettings) -> None:
    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(text="hello")

    async with elsewhere(page) as host:
        findings = await look(replace(settings, gateway_url=f"ws://{host}", shard_count=1))
    assert f"ws://{host} cannot be reached" in only(findings).what
    assert any("DISCORD_TOKEN is briefing" in finding.what for finding in findings)


@pytest.mark.parametrize(("skew", "told"), [(-300.0, "ahead of"), (300.0, "behind"), (20.0, None)])
async def test_a_clock_that_is_wrong(
    settings: DiscordSettings, server: DiscordServer, skew: float, told: str | None
) -> None:
    server.date_skew = skew
    findings = await look(settings)
    assert healthy(findings)
    if told:
        assert told in only(findings).what
        assert "timedatectl" in only(findings).fix


# -- the app --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "level", "told", "fix"),
    [
        (
            {"interactions_endpoint_url": "https://old.example"},
            Level.ERROR,
            "commands go there and not to us",
            "General Information > Interactions Endpoint URL",
        ),
        ({"bot_require_code_grant": True}, Level.WARNING, "code grant", "OAuth2 Code Grant"),
        (
            {"flags": 1 << 19 | 1 << 14},
            Level.WARNING,
            "Server Members Intent, Message Content Intent",
            "Privileged Gateway Intents",
        ),
        ({"flags": 1 << 12}, Level.WARNING, "Presence Intent", "Privileged Gateway Intents"),
    ],
)
async def test_a_setting_that_is_wrong(
    settings: DiscordSettings,
    server: DiscordServer,
    change: dict[str, Any],
    level: Level,
    told: str,
    fix: str,
) -> None:
    server.application_changes = change
    found = only(await look(settings))
    assert found.level is level
    assert told in found.what
    assert fix in found.fix
    assert f"/applications/{server.application_id} > " in found.fix


async def test_installing_for_people_may_be_off(
    settings: DiscordSettings, server: DiscordServer
) -> None:
    server.integration_types = (0,)
    server.application_changes = {"bot_public": False}
    findings = await look(settings)
    assert all(finding.level is Level.OK for finding in findings)
    fixes = {finding.what: finding.fix for finding in findings}
    assert "User Install" in fixes["the app cannot be installed by people for themselves"]
    assert "Public Bot" in fixes["only its owner can install the app"]


@pytest.mark.parametrize("there", [None, {}])
async def test_an_app_of_before_there_were_contexts(
    settings: DiscordSettings, server: DiscordServer, there: object
) -> None:
    server.application_changes = {"integration_types_config": there}
    findings = await look(settings)
    assert all(finding.level is Level.OK for finding in findings)


async def test_installing_in_servers_is_off(
    settings: DiscordSettings, server: DiscordServer
) -> None:
    server.integration_types = (1,)
    found = only(await look(settings))
    assert found.what == "the app cannot be installed in servers"
    assert "Guild Install" in found.fix


async def test_what_is_asked_for_when_installing_from_the_profile(
    settings: DiscordSettings, server: DiscordServer
) -> None:
    guild = {"scopes": ["applications.commands"], "permissions": str(8 | 1 << 10 | 1 << 16)}
    user: dict[str, Any] = {"scopes": [], "permissions": "2048"}
    server.application_changes = {
        "integration_types_config": {
            "0": {"oauth2_install_params": guild},
            "1": {"oauth2_install_params": user},
        }
    }
    findings = [finding for finding in await look(settings) if finding.level is Level.WARNING]
    assert [finding.what for finding in findings] == [
        "whoever installs the app from its profile does not give it bot",
        "Guild Install does not ask for Send Messages, Send Messages in Threads",
        "Guild Install asks for more permissions than are needed",
        "whoever installs the app from its profile does not give it applications.commands",
        "User Install asks for more permissions than are needed",
    ]
    assert all("Default Install Settings" in finding.fix for finding in findings)
    assert findings[-1].fix.startswith("leave none: ")


# -- the gateway ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "shards", "level"),
    [
        (899, 1, Level.OK),
        (901, 1, Level.WARNING),
        (999, 1, Level.WARNING),
        (999, 2, Level.ERROR),
        (1000, 1, Level.ERROR),
    ],
)
async def test_session_starts_run_out(
    settings: DiscordSettings, server: DiscordServer, started: int, shards: int, level: Level
) -> None:
    server.shards = shards
    server.gateway.identifies = [{}] * started
    findings = await look(settings)
    server.gateway.identifies = []
    (found,) = [finding for finding in findings if "session starts" in finding.what]
    assert found.level is level
    assert f"{1000 - started} of 1000" in found.what
    assert "4.0 hours" in found.what
    assert ("in the log" in found.fix) == (level is not Level.OK)


@pytest.mark.parametrize(
    ("shards", "count", "told", "level"),
    [
        ((), None, "4 shards, as Discord recommends", Level.OK),
        ((), 6, "6 shards, as DISCORD_SHARDS says", Level.OK),
        ((0, 1), 4, "this process has shard 0, 1 of 4", Level.OK),
        (
            (0, 1),
            2,
            "DISCORD_SHARDS makes 2 of what Discord recommends 4 shards for",
            Level.WARNING,
        ),
    ],
)
async def test_shards(
    settings: DiscordSettings,
    server: DiscordServer,
    shards: tuple[int, ...],
    count: int | None,
    told: str,
    level: Level,
) -> None:
    server.shards = 4
    findings = await look(replace(settings, shards=shards, shard_count=count))
    (found,) = [finding for finding in findings if "shard" in finding.what]
    assert found.what == told
    assert found.level is level


# -- commands -------------------------------------------------------------------------------


async def test_each_command_that_differs_is_named(
    settings: DiscordSettings, server: DiscordServer, wanted: list[Payload]
) -> None:
    there = copy.deepcopy(wanted)
    gone = [there.pop(0), there.pop()]
    there[0]["description"] = "Something else"
    there[1]["options"] = []
    there.append({"type": 1, "name": "old", "description": "Old"})
    there.append({"type": 3, "name": "Old", "description": ""})
    server.commands.overwrite(None, there)
    told = {f.what: f for f in await look(settings, wanted) if "commands are" in f.what}
    assert list(told) == [
        f"commands are missing: /{gone[0]['name']}; “Check against sources” "
        f"(in the menu of messages)",
        "commands are there that nobody answers: /old; “Old” (in the menu of messages)",
        f"commands are other than ours: /{there[0]['name']}: description; "
        f"/{there[1]['name']}: options",
    ]
    assert [found.level for found in told.values()] == [Level.ERROR, Level.WARNING, Level.WARNING]
    assert all("briefing discord sync" in found.fix for found in told.values())


async def test_localisations_are_no_drift_when_they_are_there(
    settings: DiscordSettings, server: DiscordServer, wanted: list[Payload]
) -> None:
    wanted[0]["name_localizations"] = {"de": "frage"}
    found = only(await look(settings, wanted))
    assert found.what.endswith(f"/{wanted[0]['name']}: names in other languages")
    server.commands.overwrite(None, copy.deepcopy(wanted))
    assert healthy(await look(settings, wanted))


async def test_commands_that_are_not_known_are_not_compared(
    settings: DiscordSettings, server: DiscordServer
) -> None:
    server.commands.overwrite(None, [])
    assert healthy(await look(settings))
    assert not [call for call in server.calls if call.path.endswith("/commands")]


# -- servers --------------------------------------------------------------------------------


async def test_permissions_that_are_missing(
    settings: DiscordSettings, server: DiscordServer
) -> None:
    names = ("Send\nMessages?", "Two", "Three", "Four", "Five", "Six", "Seven")
    for name in names:
        guild = await server.add_guild(name)
        guild.rights = EVERYDAY & ~Permission.SEND_MESSAGES & ~Permission.VIEW_CHANNEL
    found = only(await look(settings))
    assert found.level is Level.WARNING
    assert found.what == (
        "the bot lacks View Channels, Send Messages in Send Messages?, Two, Three, Four, Five "
        "and 2 more: mentions are not heard; mentions are answered in a direct message"
    )
    assert "Server Settings > Roles" in found.fix
    assert install_link(server.application_id) in found.fix


async def test_permissions_that_nobody_needs(
    settings: DiscordSettings, server: DiscordServer
) -> None:
    server.guild.rights = Permission.ADMINISTRATOR
    found = only(await look(settings))
    assert found.what == "the bot is an Administrator in Readers"
    assert "Server Settings > Roles" in found.fix


async def test_commands_that_not_everybody_may_use(
    settings: DiscordSettings, server: DiscordServer
) -> None:
    server.guild.rights = EVERYDAY & ~Permission.USE_APPLICATION_COMMANDS
    found = only(await look(settings))
    assert found.what == "not everybody may use commands in Readers"
    assert "@everyone > Use Application Commands" in found.fix


async def test_nothing_may_be_done(settings: DiscordSettings, server: DiscordServer) -> None:
    server.guild.rights = NOTHING
    findings = [f for f in await look(settings) if f.level is not Level.OK]
    assert [f.what.partition(" in ")[0] for f in findings] == [
        "the bot lacks View Channels, Send Messages, Send Messages",
        "not everybody may use commands",
    ]


async def test_an_app_that_nobody_has_installed(
    settings: DiscordSettings, server: DiscordServer
) -> None:
    server.guild.has_bot = False
    findings = await look(settings)  # one person has installed it
    assert healthy(findings)
    assert findings[-1].what == "the bot is in no server"
    server.application_changes = {"approximate_user_install_count": 0}
    found = only(await look(settings))
    assert found.what == "the app is installed nowhere"
    assert re.fullmatch(rf"open https://\S+client_id={server.application_id}\S+", found.fix)


def test_more_servers_than_discord_tells_at_once() -> None:
    servers = [{"name": f"Server {n}", "permissions": str(int(EVERYDAY))} for n in range(200)]
    told = [finding.what for finding in server_findings(servers, {"id": "1"})]
    assert told == [
        "only 200 of its servers were looked at",
        "the bot has the permissions that it needs in Server 0, Server 1, Server 2, Server 3, "
        "Server 4 and 195 more",
    ]
