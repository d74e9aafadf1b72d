"""A real `briefing slack` process, run against the Slack of `tests.slack_server`."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp

from bot.adapters.slack.manifest import manifest
from bot.config import settings
from bot.intents.loading import load_intents
from tests.conftest import ROOT
from tests.slack_server import Message, SlackServer

_AS_IT_IS = ("-c", "from bot.cli.main import main; main()")
_SLOWED = (str(Path(__file__).parent / "slowed.py"),)
_PATIENCE = 40.0


def app_manifest(url: str | None = None, prefix: str = "") -> dict[str, Any]:
    """The manifest that the app would have in Slack."""
    return manifest(load_intents(settings().intents), prefix=prefix, url=url)


class Briefing:
    """One process: its log, its end, and the address of its HTTP server."""

    def __init__(self, home: Path, environment: Mapping[str, str], slow: float | None = None):
        self.home = home
        program = _AS_IT_IS if slow is None else _SLOWED
        self._command = (sys.executable, *program, "slack")
        mine = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "DISCORD_"))}
        self._environment = {
            **mine,
            "PYTHONPATH": str(ROOT),
            "BRIEFING_HOME": str(home),
            "BRIEFING_SEEDS": str(ROOT / "seeds"),
            "BRIEFING_INTENTS": str(ROOT / "intents"),
            "BRIEFING_MODEL": "none",
            "TEST_SLOW_SECONDS": str(slow or 0),
            **environment,
        }
        self.log: list[str] = []
        self.process: asyncio.subprocess.Process | None = None
        self._news = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> Briefing:
        """Start it, without waiting for anything."""
        self.process = await asyncio.create_subprocess_exec(
            *self._command, stderr=asyncio.subprocess.PIPE, env=self._environment, cwd=ROOT
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def _read(self) -> None:
        assert self.process is not None
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.log.append(line.decode().rstrip("\n"))
            self._news.set()
        self.log.append("(end of the log)")
        self._news.set()

    async def said(self, pattern: str, after: int = 0) -> re.Match[str]:
        """Wait for a line of the log that matches; raises `TimeoutError` with the log."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while True:
                    for line in self.log[after:]:
                        if found := re.search(pattern, line):
                            return found
                    if self.log and self.log[-1] == "(end of the log)":
                        raise TimeoutError
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            text = "\n".join(self.log)
            raise TimeoutError(f"nothing like {pattern!r} in the log:\n{text}") from None

    async def counted(self, text: str, after: int, count: int) -> bool:
        """Wait for `count` lines with a text; whether there are no more of them."""
        async with asyncio.timeout(_PATIENCE):
            while (found := sum(text in line for line in self.log[after:])) < count:
                self._news.clear()
                await self._news.wait()
        return found == count

    async def ready(self) -> Briefing:
        """Wait until it says that it is ready."""
        await self.said("slack: ready")
        return self

    async def address(self) -> str:
        """The address of its HTTP server."""
        return (await self.said(r"listening on (http://\S+)"))[1]

    async def health(self) -> dict[str, Any]:
        """What its health page says of the Slack service."""
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{await self.address()}/readyz") as answer,
        ):
            return dict((await answer.json())["services"]["slack"])

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal; its exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await self.end()

    async def end(self) -> int:
        """Wait until it has ended; its exit code."""
        assert self.process is not None
        assert self._reading is not None
        async with asyncio.timeout(_PATIENCE):
            code = await self.process.wait()
            await self._reading
        return code

    async def __aenter__(self) -> Briefing:
        return await (await self.start()).ready()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop(signal.SIGTERM if error is None else signal.SIGKILL)
        sys.stderr.write("\n".join([*self.log[-60:], ""]))  # shown where a test failed


def by_socket(server: SlackServer) -> dict[str, str]:
    """The environment of an app that connects to `server` by Socket Mode."""
    return {
        "SLACK_API_URL": server.api_url,
        "SLACK_BOT_TOKEN": server.team.token,
        "SLACK_APP_TOKEN": server.app.app_token,
        "BRIEFING_PORT": "0",
    }


def by_http(server: SlackServer) -> dict[str, str]:
    """The environment of an app that `server` calls by HTTP."""
    return {
        "SLACK_API_URL": server.api_url,
        "SLACK_BOT_TOKEN": server.team.token,
        "SLACK_SIGNING_SECRET": server.app.signing_secret,
        "BRIEFING_PORT": "0",
    }


def copied(home: Path, to: Path) -> Path:
    """A home of its own, with the edition that lies in `home`."""
    shutil.copytree(home, to)
    return to


async def nth_message(server: SlackServer, n: int, timeout: float = 8.0) -> Message:
    """The message of the app that came after `n` others."""
    await server.wait_for(lambda: len(server.messages(deleted=True)) > n, timeout)
    return server.messages(deleted=True)[n]


def clean(server: SlackServer) -> None:
    """Assert that the app has done nothing that Slack or we would not have it do."""
    assert not server.violations
    assert not server.pings
