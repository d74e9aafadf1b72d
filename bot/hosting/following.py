"""Following: a running process answers from the edition that is current, without a restart."""

from __future__ import annotations

import asyncio
import logging

from bot.answers.assistant import Assistant
from bot.app import App
from bot.domain.errors import BriefingError
from bot.serving.workers import Workers

_log = logging.getLogger("bot.hosting")
_PAUSE = 2.0  # seconds between two looks at the pointer, a file of some hundred bytes


async def follow(app: App, door: Assistant, workers: Workers) -> None:
    """Swap the current edition in whenever another one becomes current; never returns."""
    while True:
        await asyncio.sleep(_PAUSE)
        try:
            if await workers.run(app.refresh, door):
                _log.info("edition %s is current", door.edition_id[:12])
        except BriefingError as error:
            _log.error("the edition that answers stays: %s", error)
