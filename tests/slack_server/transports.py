"""The two ways to the app: signed requests over HTTP, and frames of Socket Mode."""

from __future__ import annotations

from typing import Protocol

from tests.slack_server.records import Attempt, Delivery


class Transport(Protocol):
    """A way to the app."""

    @property
    def ready(self) -> bool:
        """Whether there is an app at the other end."""
        ...

    async def attempt(self, delivery: Delivery, retry: int, reason: str) -> Attempt:
        """Deliver once and wait for the acknowledgement; failures are told, never raised."""
        ...


NOBODY = Attempt(0.0, "no_app_connected")
