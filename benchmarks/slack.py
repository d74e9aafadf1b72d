"""Signed slash commands over HTTP against a running `briefing slack`: how many a second?

Usage: python -m benchmarks.slack [--seconds N] [--from RATE] [--embedding]

First the rate is raised until not all are answered, or the 99th percentile of the
acknowledgement passes one second; then the bot is asked at multiples of the highest rate that
was well. There, too, Slack has to be answered within three seconds, and each person gets an
end: an answer, or "I am busy just now". The process that asks is Slack as well. It does what
Slack does, save that it reads no more of an answer than which of these ends it is. Run it from
a checkout, on a machine that does nothing else. The exit code is 1 when a request at twice the
rate came to no end, or was acknowledged too late.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
from time import perf_counter

from aiohttp import web

from benchmarks.loading import ASKED, Bot, Request, measure
from bot.serving.delivering import BUSY
from tests.slack_server import ASKER, GENERAL, SlackServer
from tests.slack_server.http_mode import encoded
from tests.slack_server.payloads import command_payload

_FAILURES = ("Something went wrong", "I cannot take questions", "I was interrupted")


class LightSlack(SlackServer):
    """Slack, which only notes how requests end: what messages look like is checked by tests."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: dict[str, Request] = {}  # by response address

    async def _response(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        self.ends[f"{self.base_url}{request.path}"].end = _end(text)
        return web.Response(text="ok")

    async def ask(self, n: int, request: Request) -> None:
        """Use a slash command; the time is that of its acknowledgement."""
        name, words = ASKED[n % len(ASKED)]
        place = self.team.channels[GENERAL]
        payload = command_payload(self, self.team, place, ASKER, f"/{name}", words)
        self.ends[payload["response_url"]] = request
        body, content_type = encoded("slash_commands", payload)
        attempt = await self.http.post(body, self.http.headers(body, content_type))
        request.seconds = math.inf if attempt.error else perf_counter() - request.due
        if attempt.body:
            request.end = _end(attempt.body)


def _end(text: str) -> str:
    if BUSY in text:
        return "busy"
    return "failed" if any(words in text for words in _FAILURES) else "answered"


async def run(seconds: float, lowest: float, *, embedding: bool) -> bool:
    """Measure; whether all was well at twice the rate."""
    slack = LightSlack()
    async with slack:
        environment = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.team.token,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
            "BRIEFING_PORT": "0",
        }
        async with Bot("slack", environment, embedding=embedding) as bot:
            address = (await bot.said("listening on ")).rpartition(" ")[2]
            slack.http.request_url = f"{address}/slack/events"
            return await measure(slack.ask, bot, seconds, lowest)


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
