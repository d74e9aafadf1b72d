"""Answering: each event that a platform brings gets one visible end.

    take    is it new? then it is kept and claimed, before the platform is told that we have it
    start   the core answers in a worker thread, the adapter brings the reply
    watch   leases are renewed; what a dead process left is taken over and brought to an end

An event whose sender died while sending may or may not have its answer. Where bringing it
again cannot show it twice, it is brought again; elsewhere the asker is told how things stand.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256

from bot.answers.assistant import Assistant
from bot.answers.serialising import status
from bot.domain.errors import LedgerError
from bot.domain.ledger import Claim, Event, Ledger, Posted, State
from bot.domain.reply import Reply
from bot.domain.utterance import Utterance
from bot.serving.delivering import FAILED, IN_DOUBT, Delivery, DoubtfulError, UndeliverableError
from bot.serving.paging import shortened
from bot.serving.recording import as_posted
from bot.serving.workers import Workers

_log = logging.getLogger("bot.serving")

_EARLIER = 5  # turns that a follow-up may refer to
_FORGOTTEN = 3600.0  # seconds after which a turn is no longer talked about
_ATTEMPTS = 5  # after so many claims an event is given up: it may be what kills its owners
_AT_ONCE = 50  # events taken over in one go
_QUOTED = 80  # characters of a question in a sentence about it
_ONE_CLICK = 10.0  # seconds within which a second click is taken for the first
_CLICKS = "click"  # the kind of the notes that tell so


class _GivenUpError(Exception):
    """The event was claimed too often without an end."""


class Taken(Enum):
    """What became of an event that a platform brought."""

    NEW = "new"  # kept: to be started after the platform has been told that we have it
    KNOWN = "known"  # it is a repetition: nothing to do
    BUSY = "busy"  # not kept: to be told so


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things may take, in seconds, and how much may be under way.

    Whoever asks when `most_waiting` others wait for their answers is told that we are busy:
    with more of them the event loop would be late with acknowledgements.
    """

    lease: float = 20.0
    watch: float = 4.0
    grace: float = 20.0
    most_waiting: int = 100


class Answering:
    """Answers the events of one platform; lives on one event loop."""

    def __init__(
        self,
        platform: str,
        door: Assistant,
        ledger: Ledger,
        delivery: Delivery,
        core: Workers,
        store: Workers,
        owner: str,
        pace: Pace | None = None,
    ) -> None:
        self.platform = platform
        self.door = door
        self._ledger = ledger
        self._delivery = delivery
        self._core = core
        self._store = store
        self._owner = owner
        self._pace = pace or Pace()
        self._tasks: dict[asyncio.Task[None], str] = {}  # with the keys of their events
        self._arriving = 0  # events that are being written down
        self._unsettled: dict[str, State] = {}  # ends that the ledger did not take yet
        self._watching: asyncio.Task[None] | None = None
        self._closing = False

    # -- the way of an event ----------------------------------------------------------------

    async def take(self, event: Event) -> Taken:
        """Keep and claim an event; raises `LedgerError` when it cannot be kept."""
        waiting = max(self._arriving + self.under_way, self._core.waiting)
        if self._closing or waiting >= self._pace.most_waiting:
            return Taken.BUSY
        event = event if event.received else replace(event, received=time.time())
        self._arriving += 1
        try:
            fresh = await self._store.run(self._ledger.accept, event, self._owner, self._pace.lease)
        finally:
            self._arriving -= 1
        return Taken.NEW if fresh else Taken.KNOWN

    async def take_click(self, event: Event, button: str) -> Taken:
        """As `take`, for a click on `button`, which may be clicked again later and meant.

        A second click soon after the first is a repetition; one after that is a new event.
        """
        taken = await self.take(event)
        if taken is not Taken.NEW:
            return taken
        kept = (_CLICKS, f"{self.platform}:{button}", event.key, _ONE_CLICK)
        if await self._store.run(self._ledger.add, *kept):
            return taken
        await self._settle(event, State.ANSWERED)
        return Taken.KNOWN

    def start(self, event: Event) -> None:
        """Answer a new event, soon."""
        self._spawn(Claim(event, State.ACCEPTED, 1))

    async def _work(self, claim: Claim) -> None:
        """Bring one event to its end, whatever happens."""
        event, began = claim.event, time.monotonic()
        reply: Reply | None = None
        try:
            if claim.state is State.SENDING and not self._delivery.repeatable(event):
                raise DoubtfulError("its sender stopped while sending")
            if claim.attempts > _ATTEMPTS:
                raise _GivenUpError(f"given up after {_ATTEMPTS} attempts")
            asked, reply = await self._replied(event)
            if not await self._claimed(event, as_posted(asked, reply, time.time())):
                return
            await self._delivery.bring(event, reply)
            state, note = State.ANSWERED, ""
        except DoubtfulError as error:
            if self._delivery.repeatable(event):
                # Whoever holds the lease next brings it again, which cannot show it twice.
                _log.warning("event %s: to be brought again: %s", event_id(event), error)
                return
            state, note = State.DOUBTFUL, str(error)
            await self._tell(event, IN_DOUBT.format(text=_brief(event.utterance.text)))
        except UndeliverableError as error:
            state, note = State.FAILED, str(error)
        except LedgerError as error:
            # Without the ledger nobody knows who has the claim: its lease decides.
            _log.error("event %s: %s", event_id(event), error)
            return
        except Exception as error:  # noqa: BLE001 - the asker gets a sentence, the log the rest
            state, note = State.FAILED, type(error).__name__
            trace = None if isinstance(error, _GivenUpError) else error
            _log.error("event %s failed", event_id(event), exc_info=trace)
            await self._tell(event, FAILED.format(id=event_id(event)))
        await self._settle(event, state)
        self._report(event, reply, state, note, time.monotonic() - began)

    async def _replied(self, event: Event) -> tuple[Utterance, Reply]:
        """The utterance in its conversation and the core's reply to it.

        Meanwhile the adapter may show that somebody is working.
        """
        ready = asyncio.Event()
        beside = asyncio.ensure_future(self._delivery.accompany(event, ready))
        try:
            asked = await self._store.run(self._in_conversation, event)
            reply = await self._core.run(self.door.reply, asked)
        finally:
            ready.set()
            outcome = (await asyncio.gather(beside, return_exceptions=True))[0]
        if isinstance(outcome, Exception):
            _log.info("event %s: no sign of work: %s", event_id(event), outcome)
        return asked, reply

    def _in_conversation(self, event: Event) -> Utterance:
        """What was said, with the turns before it; called in a worker thread."""
        said = event.utterance
        if not said.thread or said.earlier:
            return said
        since = time.time() - _FORGOTTEN
        turns = self._ledger.turns(event.platform, said.place, said.thread, _EARLIER, since)
        return replace(said, earlier=turns)

    async def _claimed(self, event: Event, posted: Posted) -> bool:
        """Keep the answer, for its buttons refer to it, and say that it is about to be sent."""
        lease = self._pace.lease
        still, _ = await asyncio.gather(
            self._store.run(self._ledger.sending, event.key, self._owner, lease),
            self._store.run(self._ledger.post, posted),
        )
        if not still:
            _log.warning("event %s: another process has it", event_id(event))
        return still

    async def _tell(self, event: Event, sentence: str) -> None:
        """A sentence instead of an answer, if anybody can be reached."""
        try:
            await self._delivery.say(event, sentence)
        except Exception as error:  # noqa: BLE001 - nobody is left to be told; the log is
            _log.warning("event %s: cannot tell the asker: %s", event_id(event), error)

    async def _settle(self, event: Event, state: State) -> None:
        try:
            await self._store.run(self._ledger.settle, event.key, self._owner, state)
        except LedgerError as error:
            self._unsettled[event.key] = state
            _log.error("event %s: %s, to be recorded later: %s", event_id(event), state, error)

    def _report(
        self, event: Event, reply: Reply | None, state: State, note: str, seconds: float
    ) -> None:
        """One line for each event; never the text, which is the asker's own."""
        _log.info(
            "event=%s platform=%s surface=%s place=%s outcome=%s intent=%s confidence=%.2f "
            "edition=%s ms=%.1f%s",
            event_id(event),
            event.platform,
            event.surface,
            event.utterance.place,
            status(reply) if reply and state is State.ANSWERED else state,
            reply.intent if reply else None,
            reply.confidence if reply else 0.0,
            reply.edition[:12] if reply else "",
            seconds * 1000,
            f" note={note!r}" if note else "",
        )

    # -- what processes that died have left -------------------------------------------------

    async def open(self) -> None:
        """Begin to look after leases, and after what other processes left behind."""
        self._watching = asyncio.ensure_future(self._watch())

    async def _watch(self) -> None:
        while True:
            try:
                await self._catch_up()
                await self.recover()
            except LedgerError as error:
                _log.error("%s", error)
            await asyncio.sleep(self._pace.watch)

    async def _catch_up(self) -> None:
        """Write what could not be written, and hold on to what is under way, and to that only:
        an event that was dropped on the way is taken up again when its lease is over."""
        for key, state in list(self._unsettled.items()):
            await self._store.run(self._ledger.settle, key, self._owner, state)
            del self._unsettled[key]
        held = set(self._tasks.values())
        await self._store.run(self._ledger.renew, held, self._owner, self._pace.lease)

    async def recover(self) -> int:
        """Take over the events whose owner is gone, and bring them to an end; how many."""
        claims = await self._store.run(
            self._ledger.take_over, self.platform, self._owner, self._pace.lease, _AT_ONCE
        )
        for claim in claims:
            _log.info("event %s: taken over (%s)", event_id(claim.event), claim.state)
            self._spawn(claim)
        return len(claims)

    # -- the end ----------------------------------------------------------------------------

    def _spawn(self, claim: Claim) -> None:
        task = asyncio.ensure_future(self._work(claim))
        self._tasks[task] = claim.event.key
        task.add_done_callback(lambda done: self._tasks.pop(done, None))

    @property
    def under_way(self) -> int:
        """How many events are being answered just now."""
        return len(self._tasks)

    async def close(self) -> None:
        """Finish what is under way, for a while; leave the rest to the next process."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._pace.grace)
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        try:
            await self._catch_up()
            await self._store.run(self._ledger.release, self._owner)
        except LedgerError as error:
            _log.error("%s", error)


def event_id(event: Event) -> str:
    """A short name of an event for logs and for askers; says nothing about its content."""
    return sha256(event.key.encode("utf-8", "replace")).hexdigest()[:8]


def _brief(text: str) -> str:
    return shortened(" ".join(text.split()), _QUOTED)
