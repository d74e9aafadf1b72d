"""HTTP mode: signed requests to the address of the app."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.slack_server.records import Attempt, Delivery
from tests.slack_server.signing import signed
from tests.slack_server.state import State
from tests.slack_server.transports import NOBODY
from tests.slack_server.world import Json

_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


class HttpTransport:
    """Requests to one address for commands, interactivity and events alike."""

    def __init__(self, state: State, ack_seconds: float) -> None:
        self.request_url = ""
        self.timestamp_skew = 0.0  # seconds by which requests are dated wrongly
        self.wrong_secret = False  # sign with a secret that is not the app's
        self._state = state
        self._ack_seconds = ack_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def ready(self) -> bool:
        """Whether the address of the app is known."""
        return bool(self.request_url)

    async def attempt(self, delivery: Delivery, retry: int, reason: str) -> Attempt:
        """Send a payload once, freshly signed."""
        if not self.ready:
            return NOBODY
        body, content_type = encoded(delivery.type, delivery.payload)
        more = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason} if retry else {}
        delivery.request = (body, self.headers(body, content_type) | more)
        return await self.post(*delivery.request)

    def headers(self, body: bytes, content_type: str) -> dict[str, str]:
        """The headers of a signed request."""
        secret = "not the secret" if self.wrong_secret else self._state.app.signing_secret
        timestamp = str(int(self._state.now() + self.timestamp_skew))
        common = {"Content-Type": content_type, "User-Agent": _AGENT, "Accept": "*/*"}
        return common | signed(secret, timestamp, body)

    async def post(self, body: bytes, headers: dict[str, str]) -> Attempt:
        """Send exactly these bytes with these headers: a replay, or a request gone wrong."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(connector=connector)
        limit = aiohttp.ClientTimeout(total=self._ack_seconds)
        started = time.perf_counter()
        try:
            async with self._session.post(
                self.request_url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as response:
                text = await response.text()
                seconds = time.perf_counter() - started
                error = "" if 200 <= response.status < 300 else "http_error"
                got = dict(response.headers)
                return Attempt(seconds, error, response.status, text, _json(text), got)
        except TimeoutError:
            return Attempt(time.perf_counter() - started, "http_timeout")
        except aiohttp.ClientError:
            return Attempt(time.perf_counter() - started, "connection_failed")

    async def close(self) -> None:
        """Close the connections to the app."""
        if self._session is not None:
            await self._session.close()


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """The body of a request and its content type."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _json(text: str) -> Json | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
