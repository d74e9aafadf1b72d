"""Responding: an interaction gets its first response within three seconds, whatever is slow.

Discord takes one first response, and takes it for three seconds: the answer itself where it
is there in time, else a deferral, whose place the answer takes later. Giving an answer is
safe to repeat, for what was said already is replaced by the same.
"""

from __future__ import annotations

import asyncio
import logging
import time
from enum import Enum

import discord

from bot.adapters.discord.bodies import HIDDEN, hidden
from bot.adapters.discord.persisting import UNCERTAIN, RefusedError, persistently
from bot.adapters.discord.rest import FIRST_RESPONSE, Body, Callback, Rest, Ticket
from bot.serving.delivering import DoubtfulError

_log = logging.getLogger("bot.adapters.discord")

PATIENCE = 1.2  # seconds after which the answer is put off
TOKEN_LIFE = 14 * 60.0  # seconds; a minute less than Discord's

_UNKNOWN_INTERACTION = 10062
_UNKNOWN_WEBHOOK = 10015
_ANSWERED_ALREADY = 40060
_INVALID_TOKEN = 50027


class ExpiredError(Exception):
    """Discord takes no answer to the interaction any more, or never heard of it."""


class _Stage(Enum):
    NOTHING = "nothing was said"
    BEGUN = "something was said, or may have been"


class Response:
    """The answer to one interaction.

    `update` means that it takes the place of the message below which a button was pressed;
    `private` that nobody but the asker sees it. `arrived` counts seconds since 1970.
    """

    def __init__(
        self,
        rest: Rest,
        ticket: Ticket,
        *,
        private: bool,
        update: bool = False,
        arrived: float | None = None,
    ) -> None:
        self.arrived = time.time() if arrived is None else arrived
        self._rest = rest
        self._ticket = ticket
        self._private = private
        self._update = update
        self._stage = _Stage.NOTHING if arrived is None else _Stage.BEGUN
        self._lock = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._deferring: asyncio.Task[None] | None = None

    def promise(self) -> None:
        """Put the answer off when it is not there soon."""
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._defer_now)

    def leave(self) -> None:
        """Say nothing: somebody else does."""
        if self._timer is not None:
            self._timer.cancel()

    @property
    def has_begun(self) -> bool:
        """Whether something was said, or may have been."""
        return self._stage is _Stage.BEGUN

    def _defer_now(self) -> None:
        self._deferring = asyncio.ensure_future(self._defer())

    async def _defer(self) -> None:
        """Put the answer off; a failure is left to the answer, which will meet it too."""
        callback = Callback.DEFER_UPDATE if self._update else Callback.DEFER_MESSAGE
        flags = {"flags": HIDDEN} if self._private and not self._update else None
        async with self._lock:
            if self._stage is not _Stage.NOTHING:
                return
            try:
                await self._first(callback, flags)
            except (ExpiredError, discord.HTTPException, *UNCERTAIN) as error:
                _log.info("interaction %s: not put off: %s", self._ticket.interaction, error)
            self._stage = _Stage.BEGUN

    async def give(self, body: Body) -> None:
        """Answer; raises `ExpiredError`, `UndeliverableError` and `DoubtfulError`."""
        self.leave()
        async with self._lock:
            await persistently(lambda: self._give(body))

    async def _give(self, body: Body) -> None:
        """The first response where there is none, else in its place."""
        if self._stage is _Stage.NOTHING and self._in_time:
            private = self._private and not self._update
            callback = Callback.UPDATE if self._update else Callback.MESSAGE
            alone = await self._first(callback, hidden(body) if private else body)
            self._stage = _Stage.BEGUN
            if alone:
                return
        try:
            await self._rest.edit(self._ticket, body)
        except discord.HTTPException as error:
            if error.code not in (_UNKNOWN_WEBHOOK, _INVALID_TOKEN):
                raise
            if not self._in_time:
                raise ExpiredError from error
            self._stage = _Stage.NOTHING
            await self._give(body)
        self._stage = _Stage.BEGUN

    @property
    def _in_time(self) -> bool:
        return time.time() - self.arrived < FIRST_RESPONSE

    async def add(self, body: Body) -> None:
        """Tell the asker alone something more, or the first thing; raises as `give` does.

        After a deferral it takes the place of the answer that was to come.
        """
        self.leave()
        async with self._lock:
            try:
                early = self._stage is _Stage.NOTHING and self._in_time
                if not (early and await self._first(Callback.MESSAGE, hidden(body))):
                    await self._rest.follow_up(self._ticket, hidden(body))
            except UNCERTAIN as error:
                raise DoubtfulError(type(error).__name__) from error
            except discord.HTTPException as error:
                raise RefusedError(error) from error
            finally:
                self._stage = _Stage.BEGUN

    async def acknowledge(self) -> None:
        """Let a button come to rest without a word, if nobody has answered to it."""
        self.leave()
        try:
            await self._rest.respond(self._ticket, Callback.DEFER_UPDATE)
        except (discord.HTTPException, *UNCERTAIN) as error:
            _log.debug("interaction %s: not acknowledged: %s", self._ticket.interaction, error)

    async def _first(self, callback: Callback, body: Body | None) -> bool:
        """The first response; false when there is one already."""
        try:
            await self._rest.respond(self._ticket, callback, body)
        except discord.HTTPException as error:
            if error.code == _UNKNOWN_INTERACTION:
                raise ExpiredError from error
            if error.code != _ANSWERED_ALREADY:
                raise
            return False
        return True
