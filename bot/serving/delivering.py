"""Delivering: what an adapter implements to bring replies, and sentences that all of them say."""

from __future__ import annotations

import asyncio
from typing import Protocol

from bot.domain.ledger import Event
from bot.domain.reply import Reply

BUSY = "I am busy just now. Please ask again in a moment."
FAILED = "Something went wrong on my side, so I cannot answer that. (Failure {id})"
IN_DOUBT = (
    "I was interrupted while sending the answer to “{text}”. "
    "If you do not see it, please ask again."
)


class UndeliverableError(Exception):
    """The answer certainly did not arrive, and trying again will not help."""


class DoubtfulError(Exception):
    """The answer may or may not have arrived."""


class Delivery(Protocol):
    """How an adapter brings replies to where their events came from."""

    def repeatable(self, event: Event) -> bool:
        """Whether bringing the answer of `event` twice shows it once."""
        ...

    async def accompany(self, event: Event, ready: asyncio.Event) -> None:
        """Show that somebody is working, if at all; ends soon after `ready` is set."""
        ...

    async def bring(self, event: Event, reply: Reply) -> None:
        """Show `reply` to whoever asked; raises `UndeliverableError` or `DoubtfulError`."""
        ...

    async def say(self, event: Event, sentence: str) -> None:
        """Show a plain sentence to whoever asked; raises as `bring` does."""
        ...
