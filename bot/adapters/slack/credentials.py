"""Credentials: which mode they ask for, and whether they look like what they should be.

Nothing is asked of Slack here. No finding repeats a credential, or a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.config import SlackSettings
from bot.serving.checkup import Finding, error, ok, warning

APPS = "https://api.slack.com/apps"
BOT_TOKEN_PLACE = f"{APPS} > your app > OAuth & Permissions > Bot User OAuth Token (xoxb-...)"
APP_TOKEN_PLACE = (
    f"{APPS} > your app > Basic Information > App-Level Tokens, with the scope "
    f"connections:write (xapp-...)"
)
SECRET_PLACE = f"{APPS} > your app > Basic Information > App Credentials"
_KINDS = {  # the longer beginnings first
    "xoxe.xoxb-": "a bot token that expires",
    "xoxe.xoxp-": "an app configuration token",
    "xoxb-": "a bot token",
    "xoxp-": "a user token",
    "xoxe-": "a refresh token",
    "xapp-": "an app-level token",
}
_BOT, _APP = "a bot token", "an app-level token"
_APP_ID = re.compile(r"xapp-\d+-(A[A-Z0-9]+)-")
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")


def kind(secret: str) -> str | None:
    """What sort of token `secret` is by its beginning; none when it is no token of Slack's."""
    return next((name for start, name in _KINDS.items() if secret.startswith(start)), None)


def is_bot_token(secret: str | None) -> bool:
    """Whether asking Slack about `secret` as a bot token can tell more than its looks do."""
    return secret is not None and _is_whole(secret) and kind(secret) == _BOT


def is_app_token(secret: str | None) -> bool:
    """The same as an app-level token."""
    return secret is not None and _is_whole(secret) and kind(secret) == _APP


def app_id(settings: SlackSettings) -> str | None:
    """The id of the app, as set, or as it stands in an app-level token."""
    found = _APP_ID.match(settings.app_token or "")
    return settings.app_id or (found[1] if found else None)


def credential_findings(settings: SlackSettings) -> Iterator[Finding]:
    """The mode, and what is missing, swapped or mangled."""
    yield _mode(settings)
    bot, app = settings.bot_token, settings.app_token
    if bot and app and (kind(bot), kind(app)) == (_APP, _BOT):
        yield error(
            "SLACK_BOT_TOKEN holds an app-level token and SLACK_APP_TOKEN a bot token",
            "exchange the two",
        )
    else:
        if bot is not None:
            yield from _token("SLACK_BOT_TOKEN", bot, _BOT, BOT_TOKEN_PLACE)
        elif settings.client_id is None or settings.socket_mode:
            yield error("SLACK_BOT_TOKEN is missing", _missing(settings))
        if app is not None:
            yield from _token("SLACK_APP_TOKEN", app, _APP, APP_TOKEN_PLACE)
    yield from _client(settings)
    if settings.signing_secret is not None:
        yield from _secret(settings.signing_secret)


def _missing(settings: SlackSettings) -> str:
    fix = f"install the app, and set SLACK_BOT_TOKEN to {BOT_TOKEN_PLACE}"
    if settings.socket_mode:
        return fix
    return f"{fix}; for several workspaces set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead"


def _mode(settings: SlackSettings) -> Finding:
    if settings.socket_mode:
        return ok("Socket Mode, because SLACK_APP_TOKEN is set")
    if settings.signing_secret is None:
        return error(
            "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so nothing can come in",
            f"for Socket Mode set SLACK_APP_TOKEN: {APP_TOKEN_PLACE}; for HTTP set "
            f"SLACK_SIGNING_SECRET: {SECRET_PLACE}",
        )
    whom = "several workspaces, by OAuth" if settings.client_id else "one workspace"
    return ok(f"HTTP for {whom}, because SLACK_SIGNING_SECRET is set and SLACK_APP_TOKEN is not")


def _token(name: str, token: str, wanted: str, place: str) -> Iterator[Finding]:
    if not _is_whole(token):
        yield error(
            f"{name} has white space or quotation marks in it", f"copy it anew from {place}"
        )
    elif (found := kind(token)) is None:
        yield error(f"{name} does not hold {wanted}", f"copy it from {place}")
    elif found == "a bot token that expires" and wanted == _BOT:
        yield error(
            f"{name} holds {found}: token rotation is on, and cannot be turned off again",
            "create the app anew from `briefing manifest slack`, which leaves it off",
        )
    elif found != wanted:
        yield error(f"{name} holds {found}, not {wanted}", f"copy it from {place}")


def _client(settings: SlackSettings) -> Iterator[Finding]:
    if (settings.client_id is None) != (settings.client_secret is None):
        there, gone = "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"
        if settings.client_id is None:
            there, gone = gone, there
        yield error(
            f"{there} is set without {gone}",
            f"set both, from {SECRET_PLACE}, or neither for a single workspace",
        )


def _secret(secret: str) -> Iterator[Finding]:
    if found := kind(secret):
        yield error(
            f"SLACK_SIGNING_SECRET holds {found}", f"copy the Signing Secret from {SECRET_PLACE}"
        )
    elif not _SIGNING_SECRET.fullmatch(secret):
        yield warning(
            "SLACK_SIGNING_SECRET does not look like one: Slack's are 32 of 0-9 and a-f",
            f"copy the Signing Secret from {SECRET_PLACE}",
        )


def _is_whole(token: str) -> bool:
    return re.search(r"[\s\"'`]", token) is None
