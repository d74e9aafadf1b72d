"""Keeping: what the adapter itself puts into the ledger, in worker threads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.ledger import Ledger
from bot.serving.workers import Workers


@dataclass(frozen=True, slots=True)
class Notes:
    """The ledger's notes, and the places of its answers; all methods raise `LedgerError`."""

    ledger: Ledger
    store: Workers

    async def put(self, kind: str, key: str, value: str, lifetime: float | None = None) -> None:
        await self.store.run(self.ledger.put, kind, key, value, lifetime)

    async def get(self, kind: str, key: str) -> str | None:
        return await self.store.run(self.ledger.get, kind, key)

    async def pop(self, kind: str, key: str) -> str | None:
        return await self.store.run(self.ledger.pop, kind, key)

    async def move(self, answer: str, place: str, thread: str) -> None:
        """An answer stands in a place and a thread that were not known before it was posted."""
        await self.store.run(self._move, answer, place, thread)

    def _move(self, answer: str, place: str, thread: str) -> None:
        posted = self.ledger.posted(answer)
        if posted is not None:
            said = replace(posted.utterance, place=place, thread=thread)
            self.ledger.post(replace(posted, utterance=said))
