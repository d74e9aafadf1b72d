"""Sharing: who showed an answer to the others, for its other pages say so too."""

from __future__ import annotations

from bot.domain.ledger import Ledger
from bot.serving.workers import Workers

_KIND = "discord-shared"
_LIFE = 90 * 24 * 3600.0  # seconds


class Sharers:
    """Remembers display names by answers, in the ledger; raises `LedgerError`."""

    def __init__(self, ledger: Ledger, store: Workers) -> None:
        self._ledger = ledger
        self._store = store

    async def remember(self, answer: str, name: str) -> None:
        """Keep who shows the answer."""
        await self._store.run(self._ledger.put, _KIND, answer, name, _LIFE)

    async def forget(self, answer: str) -> None:
        """Nobody has shown the answer."""
        await self._store.run(self._ledger.pop, _KIND, answer)

    async def of(self, answer: str) -> str | None:
        """Who showed the answer, if somebody did."""
        return await self._store.run(self._ledger.get, _KIND, answer)
