"""Logging in: where Discord is, what the token opens, and what a refusal means."""

from __future__ import annotations

import logging
import re

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.config import DiscordSettings
from bot.domain.errors import ServiceError

PORTAL = "https://discord.com/developers/applications"

_TOKEN = re.compile(r"[!-~]+")
_WHERE = f"copy it from {PORTAL} > your app > Bot > Reset Token"
_UNAUTHORIZED = 401

#: Close codes of the gateway that do not go away by waiting (Discord: gateway close codes).
_FINAL = {
    4004: f"Discord does not accept the token any more; {_WHERE}",
    4010: "Discord does not know these shards; DISCORD_SHARDS is a list and their number, as 0,1/4",
    4011: "there are too many servers for so few shards; unset DISCORD_SHARDS, or raise its number",
    4012: "Discord's gateway does not speak this version any more; update the program",
    4013: "Discord does not know the gateway intents; update the program",
    4014: "Discord refuses the gateway intents, although no privileged one is asked for; "
    "update the program",
}


class _OneLine(logging.Filter):
    """Takes the trace away: what matters of it is said in the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        told = f" ({type(error).__name__})" if error else ""
        record.msg, record.args = " ".join(record.getMessage().split())[:500] + told, ()
        record.exc_info = record.exc_text = None
        return True


# What discord.py says of connections that come and go, and of rate limits: a line each.
for _name in ("gateway", "http", "shard", "state"):
    logging.getLogger(f"discord.{_name}").addFilter(_OneLine())


def token_of(settings: DiscordSettings) -> str:
    """The token; raises `ServiceError` when there is none, or none that could be one."""
    if settings.token is None:
        raise ServiceError("discord", f"DISCORD_TOKEN is not set; {_WHERE}")
    if not _TOKEN.fullmatch(settings.token):
        raise ServiceError(
            "discord", f"DISCORD_TOKEN holds more than a token; {_WHERE}, and nothing else"
        )
    return settings.token


def point_to(settings: DiscordSettings) -> None:
    """Let discord.py find Discord where the settings say; the one place that does so."""
    if settings.api_url is not None:
        Route.BASE = settings.api_url.rstrip("/")
    if settings.gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)


def final(error: Exception) -> ServiceError | None:
    """What ends the service for good; none for what may go away by waiting."""
    if isinstance(error, discord.LoginFailure):
        return ServiceError("discord", f"Discord does not accept DISCORD_TOKEN; {_WHERE}")
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return ServiceError("discord", _FINAL[4014])
    if isinstance(error, discord.ConnectionClosed) and error.code in _FINAL:
        return ServiceError("discord", _FINAL[error.code])
    if isinstance(error, discord.HTTPException) and error.status == _UNAUTHORIZED:
        return ServiceError("discord", _FINAL[4004])
    return None


def passing(error: Exception) -> str:
    """What keeps us from Discord for now, in a few words for the log."""
    if isinstance(error, discord.HTTPException):
        return f"Discord answers with {error.status}"
    if isinstance(error, discord.GatewayNotFound | aiohttp.ClientError | OSError | TimeoutError):
        return f"Discord cannot be reached ({type(error).__name__})"
    return f"the connection broke ({type(error).__name__})"
