"""Bots as whole processes: `briefing discord` beside a local Discord."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.discord_server.server import DiscordServer

_SLOWED = str(Path(__file__).parent / "slowed.py")
_READY = "discord: ready"


@dataclass(slots=True)
class Bot:
    """A running bot; `told` is what it said on stderr so far."""

    process: asyncio.subprocess.Process
    told: str = ""

    async def listen(self) -> None:
        """Read what it says until it ends."""
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.told += line.decode()

    async def ready(self) -> None:
        """Wait until it says so."""
        async with asyncio.timeout(20):
            while _READY not in self.told:
                assert self.process.returncode is None, self.told
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """End it as a failing machine does: without a word."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def ended(self) -> int:
        """Wait for its end; its exit code."""
        async with asyncio.timeout(20):
            return await self.process.wait()


@asynccontextmanager
async def bot(
    server: DiscordServer, home: Path, *arguments: str, **more: object
) -> AsyncIterator[Bot]:
    """A process of `briefing discord`; `more` are further variables of its environment."""
    environment = server.environment | {name: str(value) for name, value in more.items()}
    async with process(home, environment, "discord", *arguments) as running:
        yield running


@asynccontextmanager
async def process(
    home: Path, environment: Mapping[str, str], *arguments: str
) -> AsyncIterator[Bot]:
    """A process of `briefing` with these arguments, slowed as the environment says."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("DISCORD_")}
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        _SLOWED,
        *arguments,
        cwd=ROOT,
        env=plain
        | {"BRIEFING_MODEL": "none", "BRIEFING_HOME": str(home), "PYTHONPATH": str(ROOT)}
        | dict(environment),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    running = Bot(started)
    listening = asyncio.ensure_future(running.listen())
    try:
        yield running
        if started.returncode is None:
            started.send_signal(signal.SIGTERM)
            assert await running.ended() == 0, running.told
        await listening
        assert "Traceback" not in running.told, running.told
    finally:
        if started.returncode is None:
            await running.kill()
        listening.cancel()
