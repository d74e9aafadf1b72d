"""Forgetting: what the ledger need not remember any more goes, a few times a day."""

from __future__ import annotations

import asyncio
import logging
import time

from bot.domain.errors import LedgerError
from bot.domain.ledger import Ledger
from bot.serving.workers import Workers

_log = logging.getLogger("bot.hosting")
_PAUSE = 6 * 3600.0
_DAY = 86_400.0


async def forget(ledger: Ledger, store: Workers, days: int) -> None:
    """Remove ended events, answers and opinions older than `days`; never returns."""
    while True:
        try:
            if gone := await store.run(ledger.forget_before, time.time() - days * _DAY):
                _log.info("%d rows older than %d days have been forgotten", gone, days)
        except LedgerError as error:
            _log.error("%s", error)
        await asyncio.sleep(_PAUSE)
