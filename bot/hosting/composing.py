"""Composing: settings become running services that share one core and one ledger."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from uuid import uuid4

from bot.answers.assistant import Assistant
from bot.app import App
from bot.config import ServiceSettings
from bot.domain.errors import UsageError
from bot.hosting.following import follow
from bot.hosting.forgetting import forget
from bot.hosting.running import run
from bot.serving.service import Means, Service
from bot.serving.workers import Workers


def _slack(means: Means) -> Service:
    from bot.adapters.slack.connection import SlackService

    return SlackService(means)


def _discord(means: Means) -> Service:
    from bot.adapters.discord.connection import DiscordService

    return DiscordService(means)


# The libraries of a platform take half a second to load: only what is served is imported.
_SERVICES: dict[str, Callable[[Means], Service]] = {"slack": _slack, "discord": _discord}
_CORE_THREADS = 4
_STORE_THREADS = 16  # they mostly wait for the disk, and are committed together


def configured(settings: ServiceSettings) -> tuple[str, ...]:
    """The names of the services that have what they need; raises `UsageError` for none."""
    names = (("slack", settings.slack.is_set), ("discord", settings.discord.is_set))
    found = tuple(name for name, is_set in names if is_set)
    if not found:
        raise UsageError(
            "nothing to serve: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN"
        )
    return found


def serve(
    app: App,
    door: Assistant,
    settings: ServiceSettings,
    names: Sequence[str],
    said: Callable[[str], None],
) -> None:
    """Run the services called `names` until a signal comes; raises `ServiceError`."""
    ledger = app.ledger()
    core, store = Workers("core", _CORE_THREADS), Workers("ledger", _STORE_THREADS)
    owner = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
    means = Means(door, ledger, app.text, core, store, owner, settings)
    try:
        services = [_SERVICES[name](means) for name in names]
        beside = [
            lambda: asyncio.ensure_future(follow(app, door, core)),
            lambda: asyncio.ensure_future(forget(ledger, store, settings.keep_days)),
        ]
        asyncio.run(run(services, settings, said, beside))
    finally:
        core.close()
        store.close()
        ledger.close()
