"""Commands through a gateway against a running `briefing discord`: how many a second?

Usage: python -m benchmarks.discord [--seconds N] [--from RATE] [--embedding]

First the rate is raised until not all are answered, or the 99th percentile of the first
response passes one second; then the bot is asked at multiples of the highest rate that was
well. There, too, each interaction has to have a first response within three seconds, and an
end: an answer, or "I am busy just now". The process that asks is Discord as well. It does what
Discord does, save that it does not check what messages look like. Run it from a checkout, on a
machine that does nothing else. The exit code is 1 when an interaction at twice the rate came
to no end, or too late.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import suppress
from time import perf_counter

from benchmarks.loading import ASKED, PATIENCE, Bot, Request, measure
from bot.serving.delivering import BUSY
from tests.discord_server.forms.command import CHAT_INPUT
from tests.discord_server.interaction import Interaction
from tests.discord_server.reading import shown
from tests.discord_server.server import DiscordServer

_FAILURES = ("Something went wrong", "I was interrupted")
_LONGEST = 60.0  # seconds until an end that was put off


class Asking:
    """Somebody who enters commands in a channel."""

    def __init__(self, discord: DiscordServer) -> None:
        self._discord = discord

    async def ask(self, n: int, request: Request) -> None:
        """Enter a command; the time is that of the first response."""
        name, words = ASKED[n % len(ASKED)]
        command = self._discord.commands.find(CHAT_INPUT, name, None) or {}
        option = command["options"][0]["name"]
        handle = await self._discord.slash(name, {option: words} if words else {})
        with suppress(TimeoutError):
            await handle.answered(PATIENCE)
            request.seconds = perf_counter() - request.due
            await handle.finished(_LONGEST)
            request.end = _end(handle)


def _end(handle: Interaction) -> str:
    text = "\n".join(map(shown, [handle.reply, *handle.followups]))
    if BUSY in text:
        return "busy"
    return "failed" if any(words in text for words in _FAILURES) else "answered"


async def run(seconds: float, lowest: float, *, embedding: bool) -> bool:
    """Measure; whether all was well at twice the rate."""
    async with (
        DiscordServer() as discord,
        Bot("discord", discord.environment, embedding=embedding) as bot,
    ):
        await discord.wait_for(lambda: discord.commands.everywhere, 20.0)
        return await measure(Asking(discord).ask, bot, seconds, lowest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each rate is kept")
    parser.add_argument("--from", type=float, default=20.0, dest="lowest", help="the first rate")
    parser.add_argument("--embedding", action="store_true", help="answer with the embedding")
    options = parser.parse_args()
    well = asyncio.run(run(options.seconds, options.lowest, embedding=options.embedding))
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
