"""Running: opens the services, serves their routes, waits for a signal, closes them in order.

SIGTERM and SIGINT end the process gracefully: nothing new is taken, what was accepted is
answered or left in the ledger for the next process. A second signal does not wait.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.config import DEFAULT_PORT, ServiceSettings
from bot.domain.errors import ServiceError
from bot.hosting.health import health_routes
from bot.serving.service import Service

_log = logging.getLogger("bot.hosting")
_LARGEST = 1_000_000  # bytes of a request; Slack's are far smaller


async def run(
    services: Sequence[Service],
    settings: ServiceSettings,
    said: Callable[[str], None],
    beside: Sequence[Callable[[], asyncio.Future[None]]] = (),
) -> None:
    """Run `services` until a signal comes or one of them cannot go on.

    `said` shows a line to whoever started the process; `beside` are started when all are open
    and cancelled at the end. Raises `ServiceError` when a service cannot be opened or ends.
    """
    stop = asyncio.Event()
    _stop_on_signals(stop)
    runner: web.AppRunner | None = None
    opened: list[Service] = []
    tasks: list[asyncio.Future[None]] = []
    try:
        runner = await _listening(services, settings, said)
        for service in services:
            opened.append(service)
            await _until(stop, [asyncio.ensure_future(service.open())])
            if stop.is_set():
                return
            said(f"{service.name}: ready")
        tasks = [start() for start in beside]
        await _until(stop, [asyncio.ensure_future(service.ended()) for service in services])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        outcomes = await asyncio.gather(*(s.close() for s in opened), return_exceptions=True)
        for service, outcome in zip(opened, outcomes, strict=True):
            if isinstance(outcome, Exception):
                _log.error("%s: closing failed", service.name, exc_info=outcome)
        if runner is not None:
            await runner.cleanup()


async def _until(stop: asyncio.Event, ends: Sequence[asyncio.Future[None]]) -> None:
    """Wait for `stop`; raises what the first of `ends` raises, if that comes earlier."""

    async def signalled() -> None:
        await stop.wait()

    tasks = [asyncio.ensure_future(signalled()), *ends]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked)


async def _listening(
    services: Sequence[Service], settings: ServiceSettings, said: Callable[[str], None]
) -> web.AppRunner | None:
    """The HTTP server, where a service has routes or a port was asked for."""
    routes = [route for service in services for route in service.routes()]
    if not routes and settings.port is None:
        return None
    app = web.Application(client_max_size=_LARGEST)
    app.add_routes([*routes, *health_routes(services)])
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    port = DEFAULT_PORT if settings.port is None else settings.port
    try:
        site = web.TCPSite(runner, settings.host, port)
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise ServiceError(
            "http",
            f"cannot listen on {settings.host} port {port} ({error.strerror}); "
            f"choose others with BRIEFING_HOST and BRIEFING_PORT",
        ) from error
    host, bound = runner.addresses[0][:2]
    said(f"http: listening on http://{host}:{bound}")
    return runner
