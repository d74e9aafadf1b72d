"""The doctor of a Slack installation: asks Slack, and our own address, what works.

It opens no Socket Mode connection, for Slack would send events there that nobody answers.
No finding repeats a token, or a part of one.
"""

from __future__ import annotations

import json
import math
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from urllib.parse import urlsplit

from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.credentials import (
    APP_TOKEN_PLACE,
    APPS,
    BOT_TOKEN_PLACE,
    app_id,
    credential_findings,
    is_app_token,
    is_bot_token,
)
from bot.adapters.slack.drift import drift
from bot.adapters.slack.manifest import EVENTS, OPTIONAL_SCOPES, SCOPES, Manifest
from bot.adapters.slack.reaching import ask
from bot.config import SlackSettings
from bot.serving.checkup import Finding, error, ok, warning
from bot.serving.reaching import FAILURES, UnreachedError, clock, session, unreached

_SKEW_REFUSED = 300.0  # seconds; with a clock that is further off, signatures are refused
_INSTALL = f"install the app again ({APPS} > your app > Install App)"

#: What Slack's refusals of a token mean.
_REFUSALS = {
    "invalid_auth": "Slack does not know it",
    "account_inactive": "the app was removed from the workspace, or the workspace is gone",
    "token_revoked": "it was revoked",
    "token_expired": "it has expired: token rotation is on, and cannot be turned off again",
    "missing_scope": "it lacks the scope connections:write",
    "not_allowed_token_type": "it is a token of another kind",
    "ratelimited": "Slack has had too many calls",
}


async def examine(
    settings: SlackSettings, wanted: Manifest | None, url: str | None
) -> list[Finding]:
    """What can be found out about the installation, in the order in which to mend it.

    `wanted` is the manifest that the app should have, where its mode and its address are
    known; `url` is the public address of our HTTP server.
    """
    findings = list(credential_findings(settings))
    try:
        async for finding in _api(settings):
            findings.append(finding)  # one by one: what is found before a failure counts
        findings += await _manifest(settings, wanted)
    except UnreachedError as failure:
        findings.append(failure.finding)
    if not settings.socket_mode and settings.signing_secret is not None:
        findings += await _our_address(url, settings.signing_secret)
    return findings


async def _api(settings: SlackSettings) -> AsyncIterator[Finding]:
    """Reachability, clock, bot token, scopes and app token."""
    token = settings.bot_token if is_bot_token(settings.bot_token) else None
    said = await ask(settings, "auth.test", token)
    harm = f"from {_SKEW_REFUSED:.0f} on, signed requests are refused"
    wrong_from = math.inf if settings.socket_mode else _SKEW_REFUSED
    yield clock("Slack", said.headers, harm, wrong_from)
    if token is not None:
        if said.error:
            yield _refused("SLACK_BOT_TOKEN", said.error)
        else:
            bot, team = said.data.get("user"), said.data.get("team")
            yield ok(f"SLACK_BOT_TOKEN is {bot} in {team} ({said.data.get('team_id')})")
            for finding in _scopes(said.headers):
                yield finding
    if is_app_token(settings.app_token):
        said = await ask(settings, "apps.connections.open", settings.app_token)
        if said.error:
            yield _refused("SLACK_APP_TOKEN", said.error)
        else:
            yield ok("SLACK_APP_TOKEN opens Socket Mode connections")


def _refused(name: str, code: str) -> Finding:
    why = _REFUSALS.get(code, f"Slack refuses it with {code}")
    if code == "ratelimited":
        fix = "try again in a minute"
    elif name == "SLACK_APP_TOKEN":
        fix = f"make a new one and set SLACK_APP_TOKEN to it: {APP_TOKEN_PLACE}"
    elif code == "token_expired":
        fix = "create the app anew from `briefing manifest slack`, which leaves rotation off"
    elif code == "invalid_auth":
        fix = f"set SLACK_BOT_TOKEN to the whole of {BOT_TOKEN_PLACE}"
    else:
        fix = f"{_INSTALL}, then set SLACK_BOT_TOKEN to {BOT_TOKEN_PLACE}"
    return error(f"{name}: {why}", fix)


def _scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    """The scopes that the token has against those that are needed."""
    told = headers.get("x-oauth-scopes")
    if told is None:
        yield ok("Slack did not tell the scopes of the token, so they were not compared")
        return
    granted = {scope.strip() for scope in told.split(",")} - {""}
    missing = [scope for scope in SCOPES if scope not in granted]
    for scope in missing:
        tell = warning if scope in OPTIONAL_SCOPES else error
        yield tell(
            f"the scope {scope} is missing: {SCOPES[scope]}",
            f"add it ({APPS} > your app > OAuth & Permissions > Bot Token Scopes), then {_INSTALL}",
        )
    if more := sorted(granted - SCOPES.keys()):
        yield warning(
            f"the token may do more than is needed: {', '.join(more)}",
            f"remove these scopes ({APPS} > your app > OAuth & Permissions), then {_INSTALL}",
        )
    if not missing:
        yield ok(f"every scope that is needed is there: {', '.join(SCOPES)}")


async def _manifest(settings: SlackSettings, wanted: Manifest | None) -> list[Finding]:
    """How the app's settings differ from the manifest, where Slack lets us see them."""
    if wanted is None:
        return []
    by_hand = "run `briefing manifest slack --format json`, and compare with App Manifest in the "
    app = app_id(settings)
    if settings.config_token is None or app is None:
        return [
            ok(
                "the app's settings were not compared with the manifest",
                f"{by_hand}settings of the app; or set SLACK_CONFIG_TOKEN ({APPS} > Your App "
                f"Configuration Tokens{'' if app else ') and SLACK_APP_ID (Basic Information'})",
            )
        ]
    said = await ask(settings, "apps.manifest.export", settings.config_token, app_id=app)
    if said.error:
        return [
            warning(
                f"SLACK_CONFIG_TOKEN: the manifest of {app} cannot be read ({said.error})",
                f"such tokens last 12 hours; generate a new one ({APPS} > Your App Configuration "
                f"Tokens), in the account that owns the app",
            )
        ]
    there = said.data.get("manifest")
    found = drift(wanted, there if isinstance(there, Mapping) else {})
    return found or [ok("the app's settings are those of the manifest")]


async def _our_address(url: str | None, secret: str) -> list[Finding]:
    """Whether the address that Slack calls is ours: it answers what is signed, and only that."""
    if url is None:
        return [
            ok(
                "the address that Slack calls was not tried",
                "give it with --url",
            )
        ]
    address = url.rstrip("/") + EVENTS
    found = []
    if urlsplit(address).scheme != "https":
        found.append(
            warning(
                f"{address}: Slack calls no address without https", "put a proxy with TLS there"
            )
        )
    try:
        status, body = await _post(address, secret)
        if status != 200 or not body:
            return [*found, _not_ours(address, status)]
        status, _ = await _post(address, secrets.token_hex(16))
    except FAILURES as problem:
        return [*found, unreached(address, problem)]
    if status == 200:
        return [
            *found,
            error(
                f"{address} takes requests that Slack did not sign",
                "let the address lead to `briefing slack`, to nothing in between that answers",
            ),
        ]
    return [*found, ok(f"{address} answers what Slack signs, and nothing else")]


async def _post(address: str, secret: str) -> tuple[int, bool]:
    """Send what Slack sends to try an address: the status, and whether the answer is right."""
    challenge = secrets.token_hex(16)
    body = json.dumps({"type": "url_verification", "challenge": challenge, "token": "none"})
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": SignatureVerifier(secret).generate_signature(
            timestamp=stamp, body=body
        )
        or "",
    }
    async with (
        session(by_proxies=True) as http,
        http.post(address, data=body, headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status, challenge in await answer.text(errors="replace")


def _not_ours(address: str, status: int) -> Finding:
    if status in (401, 403):
        fix = (
            "the process there has another SLACK_SIGNING_SECRET, or its clock is wrong: start it "
            "with the one of this environment"
        )
    elif status in (502, 503, 504):
        fix = "start `briefing slack`, and let the proxy reach BRIEFING_HOST and BRIEFING_PORT"
    else:
        fix = "let the address lead to the HTTP server of `briefing slack`, the path unchanged"
    return error(f"{address} does not answer as `briefing slack` does (status {status})", fix)
