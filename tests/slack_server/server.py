"""The server itself: on a free port of this machine, in the running event loop."""

from __future__ import annotations

from email.utils import formatdate
from types import TracebackType

from aiohttp import web

from tests.slack_server import assisting, messaging, viewing  # noqa: F401  # register methods
from tests.slack_server.driving import Driver
from tests.slack_server.installing import approve
from tests.slack_server.methods import answer_call
from tests.slack_server.response_urls import answer_response


class SlackServer(Driver):
    """A Slack for tests: `async with SlackServer() as server`, then drive it and look at it."""

    _runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """What `SLACK_API_URL` must be."""
        return f"{self.base_url}/api/"

    @property
    def authorize_url(self) -> str:
        """Where install links lead instead of slack.com."""
        return f"{self.base_url}/oauth/v2/authorize"

    async def connected(self, count: int = 1, timeout: float = 10.0) -> None:
        """Wait until so many Socket Mode connections are open."""
        await self.wait_for(lambda: len(self.socket.connections) >= count, timeout)

    def approve(self, install_url: str, team: str | None = None) -> str:
        """Approve the installation in a browser: the address that it is sent back to."""
        return approve(self, install_url, self.workspace(team))

    async def __aenter__(self) -> SlackServer:
        application = web.Application(client_max_size=16 * 1024 * 1024)
        application.on_response_prepare.append(self._date)
        application.router.add_route("*", "/api/{method}", self._call)
        application.router.add_post("/{kind:commands|actions}/{rest:.+}", self._response)
        application.router.add_get("/link/", self.socket.serve)
        application.router.add_get("/oauth/v2/authorize", self._authorize)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop_background()
        await self.socket.close()
        await self.http.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        return await answer_call(self, request)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        return await answer_response(self, request)

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        try:
            raise web.HTTPFound(self.approve(str(request.url), request.query.get("team")))
        except ValueError as error:
            return web.Response(status=400, text=str(error))

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(self.now() + self.date_skew, usegmt=True)
