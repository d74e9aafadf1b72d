"""Reaching Discord as the doctor does it: each call once, and the gateway up to its greeting.

discord.py would wait and repeat; whoever asks a doctor wants to know what is wrong now. The
bot goes by no proxy, so that the doctor does not either.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.adapters.discord.credentials import refused
from bot.config import DiscordSettings
from bot.serving import reaching
from bot.serving.checkup import Finding, error, ok
from bot.serving.reaching import FAILURES, UnreachedError, unreached

_HELLO = 10  # the first word of the gateway (Discord: gateway opcodes)
_UNAUTHORIZED, _TOO_MANY = 401, 429
_LATER = "try again later; https://discordstatus.com tells whether Discord has trouble"


@dataclass(frozen=True, slots=True)
class Said:
    """What Discord answered; the names of the headers are in lower case."""

    data: Any
    headers: Mapping[str, str]


class Api:
    """Discord's HTTP interface, asked for what there is."""

    def __init__(self, http: aiohttp.ClientSession, settings: DiscordSettings) -> None:
        self._http = http
        self._base = (settings.api_url or Route.BASE).rstrip("/")
        self._token = settings.token or ""
        self._agent = discord.Client(intents=discord.Intents(guilds=True)).http.user_agent

    async def get(self, path: str, *, known: bool = True, **params: str) -> Said:
        """Ask once, by our token where we must be `known`.

        Raises `UnreachedError` when the answer is not what was asked for.
        """
        headers = {"User-Agent": self._agent}
        if known:
            headers["Authorization"] = f"Bot {self._token}"
        try:
            async with self._http.get(
                self._base + path, params=params, headers=headers, allow_redirects=False
            ) as answer:
                status, text = answer.status, await answer.text(errors="replace")
                told = {name.lower(): value for name, value in answer.headers.items()}
        except FAILURES as problem:
            raise UnreachedError(unreached(self._base, problem)) from problem
        data = _json(text)
        if status == _UNAUTHORIZED and known:
            raise UnreachedError(refused(self._token))
        if status != 200 or data is None:
            raise UnreachedError(self._finding(path, status, data, told))
        return Said(data, told)

    def _finding(self, path: str, status: int, data: object, headers: Mapping[str, str]) -> Finding:
        """What an answer means that is none."""
        if status == _TOO_MANY:
            pause = headers.get("retry-after", "")
            when = f"in {pause} seconds" if pause.isdecimal() else "in an hour"
            return error("Discord has had too many calls from here", f"try again {when}")
        if isinstance(data, dict) and isinstance(data.get("message"), str):
            told = " ".join(data["message"].split())[:200]
            return error(f"Discord refuses GET {path} with {status}: {told}", _LATER)
        if status >= 500:
            return error(f"Discord answers GET {path} with {status}", _LATER)
        return self.strange(status)

    def strange(self, status: int) -> Finding:
        """Somebody else answers."""
        return error(
            f"{self._base} does not answer as Discord does (status {status})",
            "unset DISCORD_API_URL, or correct it: it ends in /api/v10",
        )

    async def greeted(self, address: str) -> Finding:
        """Whether the gateway greets us. We say nothing there: that costs no session start."""
        try:
            async with (
                asyncio.timeout(reaching.PATIENCE),
                self._http.ws_connect(
                    address,
                    params={"v": "10", "encoding": "json"},
                    headers={"User-Agent": self._agent},
                ) as socket,
            ):
                message = await socket.receive()
        except FAILURES as problem:
            return unreached(address, problem)
        data = _json(message.data) if message.type is aiohttp.WSMsgType.TEXT else None
        if isinstance(data, dict) and data.get("op") == _HELLO:
            return ok(f"the gateway {address} can be reached")
        return error(
            f"{address} does not greet as Discord's gateway does",
            "unset DISCORD_GATEWAY_URL, or correct it; check what stands between here and there",
        )


def _json(text: str) -> Any:
    """What JSON says; none for what is no JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return None
