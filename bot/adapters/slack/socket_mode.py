"""Socket Mode: the connection that Slack sends events down, and what keeps it alive.

Slack's client answers pings and connects again by itself, within seconds. Here is what it
leaves to do: it would try an address that failed once for ever, and would ask for new ones
with a token that was taken back until somebody looks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from aiohttp import ClientError, WSMessage
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.calling import GONE
from bot.adapters.slack.listening import dispatched
from bot.adapters.slack.quieting import LOGGER
from bot.config import SlackSettings
from bot.domain.errors import ServiceError

_log = logging.getLogger("bot.adapters.slack")

PING = 5.0  # seconds between two pings; the client gives a connection up after four without answer
_STALE = 30.0  # seconds without a frame after which a connection counts as dead
_LOOK = 0.5
_LONGEST_PAUSE = 30.0  # seconds between two attempts
_FAILURES = (SlackApiError, ClientError, OSError, TimeoutError)


class SocketMode:
    """The Socket Mode connection of an app; made and used on the event loop."""

    def __init__(self, app: AsyncApp, client: AsyncWebClient, settings: SlackSettings) -> None:
        self._app = app
        self._socket = _Socket(settings.app_token or "", client)
        self._socket.socket_mode_request_listeners.append(self._handle)
        self._watching: asyncio.Task[None] | None = None
        self._mending: asyncio.Task[None] | None = None
        self.under_way = 0
        if proxy_bypass(urlsplit(settings.api_url).hostname or ""):
            self._socket.proxy = None

    @property
    def end(self) -> asyncio.Future[None]:
        """Fails with `ServiceError` when Slack will not let us connect any more."""
        return self._socket.end

    @property
    def silence(self) -> float:
        """Seconds since the last frame."""
        heard = max(self._socket.heard, self._socket.last_ping_pong_time or 0.0)
        return time.time() - heard

    @property
    def is_connected(self) -> bool:
        session = self._socket.current_session
        return session is not None and not session.closed and self.silence < _STALE

    async def open(self, url: str) -> None:
        """Connect at the address `url`, and keep connected."""
        self._socket.wss_uri = url
        await self._socket.connect()  # type: ignore[no-untyped-call]
        self._watching = asyncio.create_task(self._watch())

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.under_way += 1
        try:
            began = time.time()
            headers = build_headers(request)
            asked = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=headers)
            response = await dispatched(self._app, asked)
            await send_async_response(client, request, response, began)
        except ConnectionError:
            _log.info("slack: the connection went before an acknowledgement; Slack sends again")
        finally:
            self.under_way -= 1

    async def _watch(self) -> None:
        """See to it that a broken connection is replaced, sooner than the client would."""
        pause = _LOOK
        while True:
            await asyncio.sleep(pause)
            if self.is_connected:
                pause = _LOOK
                continue
            self._socket.wss_uri = None  # an address is good for one attempt
            if self._mending is None or self._mending.done():
                _log.info("slack: connecting anew, nothing heard for %.1f s", self.silence)
                self._mending = asyncio.create_task(self._mend())
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def _mend(self) -> None:
        """Connect anew, unless the client is about it already."""
        with suppress(*_FAILURES):  # we look again soon
            if not self._socket.connect_operation_lock.locked():
                await self._socket.connect_to_new_endpoint(force=True)

    async def close(self) -> None:
        """Let what came in be acknowledged, then disconnect."""
        for task in (self._watching, self._mending):
            if task is not None:
                task.cancel()
        for _ in range(20):
            if not self.under_way:
                break
            await asyncio.sleep(0.05)
        await self._socket.close()  # type: ignore[no-untyped-call]


class _Socket(SocketModeClient):
    """Slack's client, which tells us what it hears and when it is no longer welcome."""

    def __init__(self, app_token: str, client: AsyncWebClient) -> None:
        super().__init__(
            app_token=app_token,
            web_client=client,
            logger=LOGGER,
            ping_interval=PING,
            on_message_listeners=[self._hear],
        )
        self.heard = time.time()
        self.end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def _hear(self, _message: WSMessage) -> None:
        self.heard = time.time()

    async def issue_new_wss_url(self) -> str:
        """The address of the next connection; a token that is refused for good ends the service."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if code in GONE and not self.end.done():
                reason = (
                    f"Slack refuses SLACK_APP_TOKEN since it was connected ({code}); "
                    f"make a new app-level token and set SLACK_APP_TOKEN to it"
                )
                self.end.set_exception(ServiceError("slack", reason))
            raise
