"""Delivering: how replies come to where they were asked for, and what happens when they cannot.

What only the asker is to see goes to the response address of the command or click; once that
is closed, it is posted for the asker's eyes in the channel, and where the bot is not in it, as
a direct message. What everybody may see is posted in the thread; where that is not possible
any more, the asker gets it as a direct message.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.adapters.slack.blocks import Block, context
from bot.adapters.slack.calling import GONE, Calling, RefusedError
from bot.adapters.slack.incoming import Reach, Surface, reach_of
from bot.adapters.slack.keeping import Notes
from bot.adapters.slack.outgoing import Message, message, sentence
from bot.adapters.slack.text import fallback
from bot.domain.errors import LedgerError
from bot.domain.ledger import Event
from bot.domain.reply import Reply
from bot.serving.answering import event_id

_log = logging.getLogger("bot.adapters.slack")

STATUS = "is looking into the documents…"
SHARES = "slack-shared"  # kind of notes: who shared an answer
_SHARES_KEPT = 90 * 24 * 3600.0  # seconds
_QUICK = 0.3  # seconds within which an answer needs no sign of work
_LONGEST_STATUS = 2.0  # seconds that an answer waits for its sign of work
_UNFURL = {"unfurl_links": False, "unfurl_media": False}
_NOT_SHARED = (
    "I cannot post in this channel. Invite me with /invite, or mention me with your question."
)
_Way = Callable[[Reach, Message], Awaitable[None]]


class SlackDelivery:
    """Brings replies to Slack; a `Delivery` of `bot.serving.answering`."""

    def __init__(self, calling: Calling, notes: Notes, reader: str | None, prefix: str) -> None:
        self._calling = calling
        self._notes = notes
        self._reader = reader
        self._prefix = prefix

    def repeatable(self, event: Event) -> bool:  # noqa: ARG002
        """Never: Slack has no way to post a message once only."""
        return False

    async def accompany(self, event: Event, ready: asyncio.Event) -> None:
        """Say in the agent view that somebody is at work; posting takes that away again."""
        if event.surface != Surface.DIRECT:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(ready.wait(), _QUICK)
        if ready.is_set():
            return
        reach = reach_of(event)
        async with asyncio.timeout(_LONGEST_STATUS):
            await self._call(
                reach,
                "assistant.threads.setStatus",
                channel_id=reach.channel,
                thread_ts=reach.thread,
                status=STATUS,
            )

    async def bring(self, event: Event, reply: Reply) -> None:
        reach = reach_of(event)
        page = event.delivery.get("page", "")
        shown = message(
            reply,
            page=int(page) if page.isdecimal() else 0,
            reader=self._reader,
            prefix=self._prefix,
            private=reach.private,
            shared_by=reach.shared_by or None,
        )
        if event.surface == Surface.SHARE:
            await self._share(event, reply, reach, shown)
        elif event.surface == Surface.HOME:
            told = await self._directly(reach, _with_question(shown, event.utterance.text))
            await self._remember(event, reply, told)
        else:
            await self.show(reach, shown, event_id(event), event.utterance.text)

    async def say(self, event: Event, text: str) -> None:
        reach = replace(reach_of(event), shared_by="")
        if event.surface == Surface.SHARE:
            reach = replace(reach, private=True)  # the sharer's own business
        if event.surface == Surface.HOME:
            await self._directly(reach, sentence(text))
        else:
            await self.show(reach, sentence(text), event_id(event))

    # -- ways to the asker ------------------------------------------------------------------

    async def show(self, reach: Reach, shown: Message, about: str, question: str = "") -> None:
        """Show a message to whoever it is for; `about` names the event in the log.

        Where a public answer cannot be shown in its place, it goes to the asker with the
        `question`. Raises `UndeliverableError` and `DoubtfulError`.
        """
        ways: list[_Way] = [self._publicly]
        if reach.private:
            ways = [self.respond] if reach.response_url else []
            ways += [self._for_their_eyes] if reach.channel else []
        for way in ways:
            try:
                await way(reach, shown)
            except RefusedError as error:
                if error.code in GONE:
                    raise
                _log.warning("event %s: %s; trying another way", about, error)
            else:
                return
        alone = bool(question) and not reach.private
        await self._directly(reach, _with_question(shown, question) if alone else shown)

    async def respond(self, reach: Reach, shown: Message, instead: bool = False) -> None:
        """Use the response address, for the asker's eyes, or in the place of what was clicked."""
        thread = {"thread_ts": reach.thread} if reach.thread and not instead else {}
        await self._calling.respond(
            reach.response_url,
            response_type="ephemeral",
            replace_original=instead,
            **thread,
            **_content(shown),
            **_UNFURL,
        )

    async def _for_their_eyes(self, reach: Reach, shown: Message) -> None:
        thread = {"thread_ts": reach.thread} if reach.thread else {}
        await self._call(
            reach,
            "chat.postEphemeral",
            channel=reach.channel,
            user=reach.user,
            **thread,
            **_content(shown),
        )

    async def _publicly(self, reach: Reach, shown: Message) -> None:
        await self._post(reach, shown, reach.channel, reach.thread)

    async def _directly(self, reach: Reach, shown: Message) -> Mapping[str, Any]:
        return await self._post(reach, shown, reach.user, "")

    async def _post(
        self, reach: Reach, shown: Message, channel: str, thread: str
    ) -> Mapping[str, Any]:
        return await self._call(
            reach,
            "chat.postMessage",
            channel=channel,
            **({"thread_ts": thread} if thread else {}),
            **_content(shown),
            **_UNFURL,
        )

    async def change(self, reach: Reach, ts: str, shown: Message) -> None:
        """Put another page in the place of a message that everybody sees."""
        await self._call(reach, "chat.update", channel=reach.channel, ts=ts, **_content(shown))

    async def _call(self, reach: Reach, method: str, **arguments: object) -> Mapping[str, Any]:
        return await self._calling.call(reach.team, reach.enterprise, method, **arguments)

    async def _remember(self, event: Event, reply: Reply, told: Mapping[str, Any]) -> None:
        """Keep where an answer was posted, so that the thread below it goes on from there."""
        place = f"{reach_of(event).team}:{told.get('channel', '')}"
        try:
            await self._notes.move(reply.id, place, str(told.get("ts", "")))
        except LedgerError as error:
            _log.error("event %s: %s", event_id(event), error)

    # -- sharing ----------------------------------------------------------------------------

    async def _share(self, event: Event, reply: Reply, reach: Reach, shown: Message) -> None:
        """Post for everybody; who shared it is kept, for the other pages say so too."""
        await self._shared(event, reply, reach.shared_by)
        try:
            await self._calling.respond(
                reach.response_url,
                response_type="in_channel",
                replace_original=False,
                **_content(shown),
                **_UNFURL,
            )
        except RefusedError as error:
            _log.warning("event %s: %s; trying another way", event_id(event), error)
            try:
                await self._publicly(reach, shown)
            except RefusedError:
                await self._shared(event, reply, None)
                await self._directly(reach, sentence(_NOT_SHARED))
                raise

    async def _shared(self, event: Event, reply: Reply, name: str | None) -> None:
        """Note who shares an answer, or that nobody could: of the one that everybody sees, for
        its other pages, and of the one that it was, which is not to be shared again."""
        try:
            for answer in filter(None, (reply.id, event.delivery.get("answer"))):
                if name is None:
                    await self._notes.pop(SHARES, answer)
                else:
                    await self._notes.put(SHARES, answer, name, _SHARES_KEPT)
        except LedgerError as error:
            _log.error("event %s: %s", event_id(event), error)

    async def sharer(self, answer: str) -> str | None:
        """Who shared an answer with everybody; raises `LedgerError`."""
        return await self._notes.get(SHARES, answer)


def _content(shown: Message) -> dict[str, Any]:
    return {"text": shown.text, "blocks": list(shown.blocks)}


def _with_question(shown: Message, question: str) -> Message:
    """The answer under its question, for it stands alone."""
    asked = f"You asked: {question}"
    blocks: Sequence[Block] = (context(asked), *shown.blocks)
    return Message(f"{fallback(asked, 300)}\n{shown.text}", tuple(blocks))
