"""Taking: what comes in is kept, in time for Slack; what need not be kept is done afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from hashlib import sha256

from bot.adapters.slack.delivering import SlackDelivery
from bot.adapters.slack.incoming import Reach
from bot.adapters.slack.outgoing import sentence
from bot.domain.errors import LedgerError
from bot.domain.ledger import Event
from bot.serving.answering import Answering, Taken, event_id
from bot.serving.delivering import BUSY, FAILED, DoubtfulError, UndeliverableError
from bot.serving.returning import GONE, GoneError

_log = logging.getLogger("bot.adapters.slack")

NOT_KEPT = (
    "I cannot take questions just now, because I cannot write down that you asked. "
    "Please ask again in a moment."
)
_LONGEST = 2.0  # seconds: Slack waits three for an acknowledgement


class Errands:
    """Small things done after the acknowledgement, each with a visible end."""

    def __init__(self, delivery: SlackDelivery) -> None:
        self._delivery = delivery
        self._tasks: set[asyncio.Task[None]] = set()

    def start(
        self, reach: Reach, work: Coroutine[None, None, None], *, quietly: bool = False
    ) -> None:
        """Do `work` soon; what goes wrong is told to whoever is at `reach`, unless `quietly`."""
        task = asyncio.create_task(self._done(reach, work, quietly))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def tell(self, reach: Reach, text: str) -> None:
        """Say a plain sentence to whoever did something, for their eyes only."""
        self.start(reach, self._tell(reach, text), quietly=True)

    async def _tell(self, reach: Reach, text: str) -> None:
        await self._delivery.show(replace(reach, private=True), sentence(text), name_of(reach))

    async def _done(self, reach: Reach, work: Coroutine[None, None, None], quietly: bool) -> None:
        about = name_of(reach)
        try:
            await work
        except GoneError:
            text = GONE
        except (UndeliverableError, DoubtfulError) as error:
            _log.warning("slack: %s: %s", about, error)
            text = FAILED.format(id=about)
        except LedgerError as error:
            _log.error("slack: %s: %s", about, error)
            text = NOT_KEPT
        except Exception as error:  # noqa: BLE001 - whoever clicked gets a sentence
            _log.error("slack: %s failed", about, exc_info=error)
            text = FAILED.format(id=about)
        else:
            return
        if not quietly:
            self.tell(reach, text)

    async def close(self) -> None:
        """Wait a little for what is under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5.0)
        for task in list(self._tasks):
            task.cancel()


class Taking:
    """Takes events whose platform does not send them again: commands, clicks, forms."""

    def __init__(self, answering: Answering, errands: Errands) -> None:
        self._answering = answering
        self._errands = errands

    async def take(self, event: Event, reach: Reach) -> Taken:
        """Keep an event and start it when it is new; raises `LedgerError`.

        A ledger that is slower than Slack's patience goes on keeping it, and what becomes of
        it is told afterwards; the event counts as new until then.
        """
        task = asyncio.ensure_future(self._taken(event))
        done, _ = await asyncio.wait({task}, timeout=_LONGEST)
        if done:
            return task.result()
        _log.warning(
            "event %s: the ledger is slow; acknowledged before it was kept", event_id(event)
        )
        self._errands.start(reach, self._later(task, reach))
        return Taken.NEW

    async def _taken(self, event: Event) -> Taken:
        if button := event.delivery.get("button"):
            taken = await self._answering.take_click(event, button)
        else:
            taken = await self._answering.take(event)
        if taken is Taken.NEW:
            self._answering.start(event)
        return taken

    async def _later(self, task: asyncio.Future[Taken], reach: Reach) -> None:
        if await task is Taken.BUSY:
            self._errands.tell(reach, BUSY)


def name_of(reach: Reach) -> str:
    """A short name for logs of something that somebody did, which is no event."""
    told = f"{reach.team}:{reach.channel}:{reach.user}:{reach.response_url}:{reach.thread}"
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:8]
