"""Health pages: `/healthz` says that the process lives, `/readyz` whether it can answer."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.serving.service import Service


def health_routes(services: Sequence[Service]) -> list[web.RouteDef]:
    """The two pages over `services`, as JSON."""

    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(_: web.Request) -> web.Response:
        states = {service.name: service.health() for service in services}
        ok = all(health.ok for health in states.values())
        body = {
            "status": "ok" if ok else "unavailable",
            "services": {name: {"ok": h.ok, **h.details} for name, h in states.items()},
        }
        return web.json_response(body, status=200 if ok else 503)

    return [web.get("/healthz", alive), web.get("/readyz", ready)]
