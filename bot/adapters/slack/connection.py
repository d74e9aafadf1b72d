"""The running Slack app: Socket Mode where there is an app-level token, signed HTTP otherwise."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.acting import Acting
from bot.adapters.slack.calling import Calling, Workspaces, new_client, new_session
from bot.adapters.slack.delivering import SlackDelivery
from bot.adapters.slack.incoming import PLATFORM
from bot.adapters.slack.installing import (
    Authorize,
    LedgerInstallations,
    LedgerStates,
    ManyWorkspaces,
    OneWorkspace,
    oauth_flow,
)
from bot.adapters.slack.keeping import Notes
from bot.adapters.slack.listening import UNREADABLE, Listening, dispatched, new_app
from bot.adapters.slack.manifest import EVENTS, INSTALL, REDIRECT
from bot.adapters.slack.opening import Opening
from bot.adapters.slack.socket_mode import SocketMode
from bot.adapters.slack.starting import by_oauth, check_settings, first_url, sign_in
from bot.adapters.slack.taking import Errands, Taking
from bot.domain.errors import LedgerError
from bot.serving.answering import Answering
from bot.serving.service import Health, Means

_log = logging.getLogger("bot.adapters.slack")


class SlackService:
    """The Slack adapter as a `Service`; all methods are called on one event loop."""

    name = PLATFORM

    def __init__(self, means: Means) -> None:
        self._means = means
        self._settings = means.settings.slack
        self._notes = Notes(means.ledger, means.store)
        self._ends: list[asyncio.Future[None]] = []
        self._session: aiohttp.ClientSession | None = None
        self._app: AsyncApp | None = None
        self._flow: AsyncOAuthFlow | None = None
        self._socket: SocketMode | None = None
        self._answering: Answering | None = None
        self._errands: Errands | None = None
        self._listening: Listening | None = None

    def routes(self) -> Sequence[web.RouteDef]:
        """What Slack calls in HTTP mode, and the pages by which people install the app."""
        found: list[web.RouteDef] = []
        if not self._settings.socket_mode:
            found.append(web.post(EVENTS, self._called))
        if by_oauth(self._settings):
            found += [web.get(INSTALL, self._install), web.get(REDIRECT, self._installed)]
        return found

    # -- the beginning ----------------------------------------------------------------------

    async def open(self) -> None:
        check_settings(self._settings)
        self._session = new_session()
        client = new_client(self._settings.api_url, self._session)
        workspaces = await self._workspaces(client)
        app = self._composed(client, workspaces)
        if self._answering is not None:
            await self._answering.open()
        if self._settings.socket_mode:
            url = await first_url(self._settings, client)
            self._socket = SocketMode(app, client, self._settings)
            self._ends.append(self._socket.end)
            await self._socket.open(url)
        self._app = app

    async def _workspaces(self, client: AsyncWebClient) -> Workspaces:
        if by_oauth(self._settings):
            installations = LedgerInstallations(self._notes)
            states = LedgerStates(self._notes)
            self._flow = oauth_flow(self._settings, client, installations, states)
            return ManyWorkspaces(installations)
        one = OneWorkspace(await sign_in(self._settings, client))
        self._ends.append(one.end)
        return one

    def _composed(self, client: AsyncWebClient, workspaces: Workspaces) -> AsyncApp:
        """The parts, put together."""
        means, settings = self._means, self._means.settings
        calling = Calling(client, workspaces)
        delivery = SlackDelivery(calling, self._notes, settings.reader_url, settings.command_prefix)
        answering = Answering(
            PLATFORM,
            means.door,
            means.ledger,
            delivery,
            means.core,
            means.store,
            means.owner,
            means.pace,
        )
        errands = Errands(delivery)
        taking = Taking(answering, errands)
        opening = Opening(means, calling, errands)
        acting = Acting(means, delivery, taking, errands, opening)
        listening = Listening(
            means, answering, delivery, workspaces, taking, errands, acting, opening
        )
        app = new_app(client, Authorize(workspaces), self._settings.signing_secret)
        listening.attach(app)
        self._answering, self._errands, self._listening = answering, errands, listening
        return app

    # -- what Slack and browsers ask of our HTTP server ---------------------------------------

    async def _called(self, request: web.Request) -> web.Response:
        """An event, a command or something interactive, signed by Slack."""
        if self._app is None:
            return web.Response(status=503)
        stamp = request.headers.get("X-Slack-Request-Timestamp", "0")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (stamp.isascii() and stamp.isdecimal() and signature.isascii()):
            return _refused(request)
        try:
            asked = await to_bolt_request(request)
        except UNREADABLE as error:
            _log.warning("slack: a request that cannot be read: %s", type(error).__name__)
            return web.Response(status=400)
        answer = await dispatched(self._app, asked)
        if answer.status == 401:
            return _refused(request)
        return await to_aiohttp_response(answer)

    async def _install(self, request: web.Request) -> web.Response:
        """The page with the button that leads to Slack."""
        return await self._page(request, returning=False)

    async def _installed(self, request: web.Request) -> web.Response:
        """Where Slack sends the browser back to."""
        return await self._page(request, returning=True)

    async def _page(self, request: web.Request, *, returning: bool) -> web.Response:
        if self._flow is None:
            return web.Response(status=503)
        try:
            asked = await to_bolt_request(request)
            flow = self._flow
            answer = await (
                flow.handle_callback(asked) if returning else flow.handle_installation(asked)
            )
        except (LedgerError, aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.error("slack: installing failed: %s", error)
            return web.Response(status=503, text="This does not work just now. Try again later.")
        return await to_aiohttp_response(answer)

    # -- the end ----------------------------------------------------------------------------

    async def ended(self) -> None:
        if not self._ends:
            await asyncio.Event().wait()
        done, _ = await asyncio.wait(self._ends, return_when=asyncio.FIRST_COMPLETED)
        for end in done:
            end.result()

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.closing = True
        if self._socket is not None:
            await self._socket.close()
        if self._answering is not None:
            await self._answering.close()
        if self._errands is not None:
            await self._errands.close()
        for end in self._ends:
            end.cancel()
            with suppress(Exception, asyncio.CancelledError):
                end.result()
        if self._session is not None:
            await self._session.close()

    def health(self) -> Health:
        under_way = self._answering.under_way if self._answering else 0
        if not self._settings.socket_mode:
            return Health(self._app is not None, {"mode": "http", "under_way": under_way})
        socket = self._socket
        if self._app is None or socket is None:
            return Health(False, {"mode": "socket"})
        return Health(
            socket.is_connected,
            {
                "mode": "socket",
                "connected": socket.is_connected,
                "seconds_since_last_frame": round(socket.silence, 1),
                "under_way": under_way,
            },
        )


def _refused(request: web.Request) -> web.Response:
    _log.warning(
        "slack: refused a request to %s: its signature is wrong or its time is too far from ours",
        request.path,
    )
    return web.Response(status=401)
