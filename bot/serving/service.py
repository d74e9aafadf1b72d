"""A service: one adapter while it runs, as the process around it sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.answers.assistant import Assistant
from bot.config import ServiceSettings
from bot.domain.ledger import Ledger
from bot.serving.answering import Pace
from bot.serving.returning import Text
from bot.serving.workers import Workers

if TYPE_CHECKING:
    from aiohttp.web import RouteDef


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a service can answer just now, with what there is to know about it.

    `details` are numbers and short words for the health page; never secrets, never texts.
    """

    ok: bool
    details: Mapping[str, float | int | str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Means:
    """What every adapter works with: the core's door, the ledger, threads, settings.

    `core` are threads for answering, `store` threads for the ledger. `owner` names this
    process in the ledger. `text` gives the canonical text of a version that was cited.
    """

    door: Assistant
    ledger: Ledger
    text: Text
    core: Workers
    store: Workers
    owner: str
    settings: ServiceSettings
    pace: Pace = field(default_factory=Pace)


class Service(Protocol):
    """One adapter. All methods are called on one event loop."""

    name: str

    def routes(self) -> Sequence[RouteDef]:
        """What the HTTP server of the process serves for it; empty for none."""
        ...

    async def open(self) -> None:
        """Connect; returns when events can come. Raises `ServiceError`, which ends the process
        with its sentence: what cannot be mended by waiting, such as a wrong token."""
        ...

    async def ended(self) -> None:
        """Returns never, or raises `ServiceError` when the service cannot go on for good."""
        ...

    async def close(self) -> None:
        """Take nothing more, finish what is under way, disconnect."""
        ...

    def health(self) -> Health: ...
