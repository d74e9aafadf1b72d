"""What happens to every REST call: recorded, let through or not, answered as Discord does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discord_server.faults import Call, Fault, Upload
from tests.discord_server.refusing import Refusal
from tests.discord_server.rest import ROUTES

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer

Endpoint = Callable[["DiscordServer", Call], Awaitable[Any]]
PREFIX = "/api/v10"
WITHOUT_TOKEN = ("/interactions/", "/webhooks/")


def application(server: DiscordServer) -> web.Application:
    """Return the web application: the endpoints, the gateway, and 404 for all else."""
    app = web.Application(client_max_size=30 * 1024 * 1024)
    app.router.add_get("/gateway", server.gateway.serve)
    app.router.add_get("/gateway/", server.gateway.serve)
    for method, path, endpoint in ROUTES:
        app.router.add_route(method, PREFIX + path, _handler(server, endpoint))
    app.router.add_route("*", "/{path:.*}", _handler(server, _nowhere))
    return app


async def _nowhere(server: DiscordServer, call: Call) -> Any:
    raise Refusal(404, 0, "404: Not Found")


def _handler(
    server: DiscordServer, endpoint: Endpoint
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        call = await _read(server, request)
        server.calls.append(call)
        try:
            return await _answer(server, endpoint, call, request)
        finally:
            server.changed()

    return handle


async def _read(server: DiscordServer, request: web.Request) -> Call:
    call = Call(
        request.method,
        request.path.removeprefix(PREFIX),
        dict(request.query),
        None,
        server.clock(),
        dict(request.headers),
        params=dict(request.match_info),
    )
    if request.content_type == "multipart/form-data":
        form = await request.post()
        for part in form.values():
            if isinstance(part, web.FileField):
                call.files.append(Upload(part.filename, len(part.file.read())))
            elif isinstance(part, str):
                call.body = json.loads(part)
    elif request.can_read_body:
        text = await request.text()
        try:
            call.body = json.loads(text)
        except ValueError:
            call.body = text
    return call


async def _answer(
    server: DiscordServer, endpoint: Endpoint, call: Call, request: web.Request
) -> web.StreamResponse:
    fault = server.faults.take(call)
    if fault is not None and not fault.after:
        return await _break(server, fault, call, request)
    wait = server.faults.wait(call)
    if wait is not None:
        return _too_fast(server, call, wait.retry_after, everywhere=wait.everywhere)
    try:
        _check_token(server, call)
        status, body = 200, await endpoint(server, call)
    except Refusal as refusal:
        status, body = refusal.status, refusal.body
        if refusal.blame:
            server.violate(f"{status} {refusal.code}", f"{call.method} {call.path}: {body}")
    if fault is not None:
        return await _break(server, fault, call, request)
    return _respond(server, call, status if body is not None else 204, body)


def _check_token(server: DiscordServer, call: Call) -> None:
    open_ = call.path == "/gateway" or call.path.startswith(WITHOUT_TOKEN)
    if not open_ and call.headers.get("Authorization") != f"Bot {server.token}":
        raise Refusal(401, 0, "401: Unauthorized", blame=False)


async def _break(
    server: DiscordServer, fault: Fault, call: Call, request: web.Request
) -> web.StreamResponse:
    call.fault = f"{fault.kind} {'after' if fault.after else 'before'} the effect"
    if fault.kind == "status" and fault.status == 429:
        server.faults.block(call, fault)
        return _too_fast(server, call, fault.retry_after, everywhere=fault.everywhere)
    if fault.kind == "status":
        return _respond(
            server, call, fault.status, {"message": f"{fault.status}: fault", "code": 0}
        )
    if fault.kind == "hang":
        server.changed()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.closing.wait(), fault.seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _too_fast(
    server: DiscordServer, call: Call, seconds: float, *, everywhere: bool
) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    response = _respond(server, call, 429, body)
    response.headers["Retry-After"] = str(max(round(seconds), 1))
    response.headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
    response.headers["X-RateLimit-Reset-After"] = f"{seconds:.3f}"
    response.headers["X-RateLimit-Remaining"] = "0"
    if everywhere:
        response.headers["X-RateLimit-Global"] = "true"
    return response


def _respond(server: DiscordServer, call: Call, status: int, body: Any) -> web.Response:
    """Return an answer; the content type is exactly `application/json`, without a charset."""
    call.status, call.answer = status, body
    date = formatdate(time.time() + server.date_skew, usegmt=True)
    headers = {"Via": "1.1 google", "Date": date, **server.faults.headers(call)}
    if body is None:
        return web.Response(status=status, headers=headers)
    payload = json.dumps(body).encode()
    return web.Response(
        status=status, body=payload, content_type="application/json", headers=headers
    )
