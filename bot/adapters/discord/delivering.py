"""Delivering: replies go back to where their events came from, and arrive once.

The answer to an interaction replaces its first response, and a message carries a nonce, so
that both can be sent again. Where an answer cannot go where it belongs, it goes to whoever
asked: what only its asker should see is never shown to others instead.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict

import discord

from bot.adapters.discord import bodies, outgoing
from bot.adapters.discord.persisting import UNCERTAIN, RefusedError, persistently
from bot.adapters.discord.responding import PATIENCE, TOKEN_LIFE, ExpiredError, Response
from bot.adapters.discord.rest import Body, Rest, Ticket
from bot.adapters.discord.sharing import Sharers
from bot.adapters.discord.ways import Way, way
from bot.domain.errors import LedgerError
from bot.domain.ledger import Event
from bot.domain.reply import Reply
from bot.serving.answering import event_id
from bot.serving.delivering import UndeliverableError

_log = logging.getLogger("bot.adapters.discord")

_NONCE_LIFE = 120.0  # seconds for which Discord surely knows a nonce
_TYPING = 8.0  # seconds; Discord shows for ten that somebody is writing
_NO_HISTORY = 160002  # a reply needs the permission to read what it replies to
_FORBIDDEN = 403

ELSEWHERE = (
    "I may not write in the channel where you asked, so I answer you here. "
    "Whoever runs that server can let me: View Channels, Send Messages, Read Message History."
)


class DiscordDelivery:
    """The `Delivery` of Discord."""

    def __init__(self, rest: Rest, sharers: Sharers, reader: str | None, prefix: str) -> None:
        self._rest = rest
        self._sharers = sharers
        self._reader = reader
        self._prefix = prefix
        self._responses: OrderedDict[str, Response] = OrderedDict()
        self._typing: set[asyncio.Task[None]] = set()

    def expect(self, event: Event, response: Response) -> None:
        """Answer `event` by `response`, which has begun already."""
        oldest = time.time() - TOKEN_LIFE
        while self._responses and next(iter(self._responses.values())).arrived < oldest:
            self._responses.popitem(last=False)
        self._responses[event.key] = response

    def repeatable(self, event: Event) -> bool:
        """Whether Discord still knows the response, or the nonce, of an earlier attempt."""
        life = _NONCE_LIFE if way(event).ticket is None else TOKEN_LIFE
        return time.time() - event.received < life

    async def accompany(self, event: Event, ready: asyncio.Event) -> None:
        """Show that somebody is writing; responses to interactions are put off by themselves."""
        goes, pause = way(event), PATIENCE
        while goes.ticket is None:
            try:
                async with asyncio.timeout(pause):
                    await ready.wait()
                return
            except TimeoutError:
                pause = _TYPING
            task = asyncio.ensure_future(self._type(goes.channel))
            self._typing.add(task)
            task.add_done_callback(self._typing.discard)

    async def _type(self, channel: int) -> None:
        try:
            await self._rest.type_in(channel)
        except (discord.HTTPException, *UNCERTAIN) as error:
            _log.info("no sign of writing: %s", type(error).__name__)

    async def bring(self, event: Event, reply: Reply) -> None:
        """Show the reply; raises `UndeliverableError` or `DoubtfulError`."""
        goes = way(event)
        if goes.shared_by:
            await self._noted(event, reply, goes.shared_by)
        try:
            await self._bring(event, reply, goes)
        except UndeliverableError:
            if goes.shared_by:
                await self._noted(event, reply, None)  # it may be tried again
            raise

    async def _noted(self, event: Event, reply: Reply, name: str | None) -> None:
        """Note who shares an answer, or that nobody could: of the one that everybody sees, for
        its other pages, and of the one that it was, which is not to be shared again."""
        try:
            for answer in filter(None, (reply.id, event.delivery.get("answer"))):
                if name is None:
                    await self._sharers.forget(answer)
                else:
                    await self._sharers.remember(answer, name)
        except LedgerError as error:
            _log.error("event %s: %s", event_id(event), error)

    async def _bring(self, event: Event, reply: Reply, goes: Way) -> None:
        if goes.ticket is None:
            await self._post(event, goes, self._body(reply, goes))
            return
        try:
            response = self._response(event, goes.ticket, not goes.public)
            await response.give(self._body(reply, goes))
            self._responses.pop(event.key, None)
        except ExpiredError:
            open_ = Way(goes.channel, goes.user, goes.guild, public=True)
            await self._beside(event, goes, self._body(reply, open_))

    def _body(self, reply: Reply, goes: Way) -> Body:
        shown = outgoing.message(
            reply,
            reader=self._reader,
            prefix=self._prefix,
            private=not goes.public,
            changed=goes.edition not in ("", reply.edition),
            shared_by=goes.shared_by or None,
        )
        return bodies.body(shown)

    def _response(self, event: Event, ticket: Ticket, private: bool) -> Response:
        """The response that has begun, or that of a process that is gone."""
        begun = self._responses.get(event.key)
        return begun or Response(self._rest, ticket, private=private, arrived=event.received)

    async def _beside(self, event: Event, goes: Way, body: Body) -> None:
        """A message instead of a response that came too late: to all, or to the asker alone."""
        channel = goes.channel if goes.public else await self._direct(goes)
        await self._send(channel, bodies.once(body, event.key))

    async def _post(self, event: Event, goes: Way, body: Body, part: str = "") -> None:
        """A message in the channel, or, where we may not write there, to whoever asked."""
        body = bodies.once(body, f"{event.key}{part}")
        below = bodies.reply(body, goes.reply_to) if goes.reply_to is not None else body
        try:
            await self._send(goes.channel, below)
        except RefusedError as error:
            if error.status != _FORBIDDEN:
                raise
            if error.code == _NO_HISTORY:
                await self._send(goes.channel, body)
                return
            if goes.guild is None:
                raise
            channel = await self._direct(goes)
            note = bodies.once(bodies.body(outgoing.sentence(ELSEWHERE)), f"{event.key}:elsewhere")
            await self._send(channel, note)
            await self._send(channel, body)

    async def _send(self, channel: int, body: Body) -> None:
        await persistently(lambda: self._rest.post(channel, body))

    async def _direct(self, goes: Way) -> int:
        """The channel where the asker alone reads."""
        opened: list[int] = []

        async def open_() -> None:
            opened.append(await self._rest.direct(goes.user))

        await persistently(open_)
        return opened[0]

    async def say(self, event: Event, sentence: str) -> None:
        """Show a sentence; raises `UndeliverableError` or `DoubtfulError`."""
        goes, body = way(event), bodies.body(outgoing.sentence(sentence))
        if goes.ticket is None:
            await self._post(event, goes, body, ":said")
            return
        try:
            await self._response(event, goes.ticket, not goes.public).add(body)
        except ExpiredError as error:
            raise UndeliverableError("the interaction has expired") from error
