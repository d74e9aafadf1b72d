"""Acting: what becomes of clicks, forms and shortcuts.

What asks a question is an event, kept before the acknowledgement like any other. The rest
goes back to an answer that was given, and is done after it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.adapters.slack.blocks import View
from bot.adapters.slack.calling import RefusedError
from bot.adapters.slack.delivering import SlackDelivery
from bot.adapters.slack.incoming import Payload, PayloadError, optional, reach_of
from bot.adapters.slack.interacting import (
    Click,
    click,
    example,
    filled,
    form,
    offered,
    quoted_text,
    shared,
    shortcut,
)
from bot.adapters.slack.opening import Opening
from bot.adapters.slack.outgoing import message
from bot.adapters.slack.taking import NOT_KEPT, Errands, Taking
from bot.adapters.slack.views import SLOT_VALUE, context_view, inspections_view, options
from bot.domain.errors import LedgerError
from bot.domain.ledger import Event
from bot.serving.answering import Taken
from bot.serving.controls import Control, Kind, read_control
from bot.serving.delivering import BUSY
from bot.serving.returning import GONE, GoneError, Returning
from bot.serving.service import Means

_log = logging.getLogger("bot.adapters.slack")

THANKS = "Thank you for telling me."
SHARED = "This answer has been shared already."
EXAMPLE = "ask:"  # start of the action ids of examples on the App Home
_MOST_NAMES = 25
_TYPED = 200  # characters of what is typed that can tell names apart


class Acting:
    """Does what people click, fill in and choose."""

    def __init__(
        self,
        means: Means,
        delivery: SlackDelivery,
        taking: Taking,
        errands: Errands,
        opening: Opening,
    ) -> None:
        self._means = means
        self._delivery = delivery
        self._taking = taking
        self._errands = errands
        self._opening = opening
        self._returning = Returning(means.door, means.ledger, means.text)

    # -- clicks -----------------------------------------------------------------------------

    async def clicked(self, payload: Payload) -> None:
        """A button or a menu; to be called before the acknowledgement. Raises `PayloadError`."""
        done = click(payload)
        if done.action.startswith(EXAMPLE):
            await self._ask(example(done), done)
            # The same example may be asked again, but by a later click only.
            self._errands.start(done.reach, self._opening.home(done.reach), quietly=True)
            return
        control = read_control(done.value)
        if control is None:
            _log.info("slack: a button that means nothing here: %s", done.action[:40])
            self._errands.tell(done.reach, GONE)
            return
        match control.kind:
            case Kind.OFFER | Kind.SHARE:
                await self._asked(done, control)
            case Kind.PAGE:
                self._errands.start(done.reach, self._page(done, control))
            case Kind.CONTEXT:
                self._errands.start(done.reach, self._context(done, control))
            case Kind.HELPFUL | Kind.UNHELPFUL:
                self._errands.start(done.reach, self._vote(done, control))

    async def _asked(self, done: Click, control: Control) -> None:
        """A click that asks something: the event goes back to the answer that it stands below."""
        try:
            posted = await self._means.store.run(self._returning.posted, control.answer)
            if control.kind is Kind.SHARE and await self._delivery.sharer(control.answer):
                self._errands.tell(done.reach, SHARED)
                return
        except GoneError:
            self._errands.tell(done.reach, GONE)
            return
        except LedgerError as error:
            _log.error("slack: %s", error)
            self._errands.tell(done.reach, NOT_KEPT)
            return
        if control.kind is Kind.OFFER:
            await self._ask(offered(done, control, posted), done)
            return
        await self._ask(shared(done, control, posted), done)

    async def _ask(self, event: Event, done: Click) -> None:
        try:
            taken = await self._taking.take(event, done.reach)
        except LedgerError as error:
            _log.error("slack: %s", error)
            self._errands.tell(done.reach, NOT_KEPT)
            return
        if taken is Taken.BUSY:
            self._errands.tell(done.reach, BUSY)

    async def _page(self, done: Click, control: Control) -> None:
        """Another page in the place of the one that was clicked."""
        settings, reach = self._means.settings, done.reach
        again = await self._means.core.run(self._returning.again, control.answer)
        shown = message(
            again.reply,
            page=control.n,
            reader=settings.reader_url,
            prefix=settings.command_prefix,
            private=reach.private,
            changed=again.changed,
            shared_by=None if reach.private else await self._delivery.sharer(control.answer),
        )
        if not reach.private:
            await self._delivery.change(reach, done.ts, shown)
            return
        try:
            await self._delivery.respond(reach, shown, instead=True)
        except RefusedError:
            # What only one person sees can be changed by its response address alone.
            await self._delivery.show(replace(reach, response_url=""), shown, control.answer)

    async def _context(self, done: Click, control: Control) -> None:
        async def content() -> View:
            around = await self._means.store.run(self._returning.around, control.answer, control.n)
            return context_view(around, control.n)

        title = f"Context of [{control.n}]"
        await self._opening.modal(done.reach, done.trigger, title, content())

    async def _vote(self, done: Click, control: Control) -> None:
        helpful = control.kind is Kind.HELPFUL
        vote = self._returning.vote
        if await self._means.store.run(vote, control.answer, done.reach.user, helpful):
            self._errands.tell(done.reach, THANKS)

    # -- forms ------------------------------------------------------------------------------

    async def submitted(self, payload: Payload) -> dict[str, Any]:
        """A modal that asks for the words of a command; what to acknowledge it with."""
        metadata, words = _metadata(payload), filled(payload)
        known = {intent.command: intent for intent in self._means.door.intents()}
        intent = known.get(metadata["command"])
        order = [slot.name for slot in intent.slots] if intent else list(words)
        slots = {name: words[name] for name in order if name in words}
        event = form(payload, slots, metadata)
        try:
            taken = await self._taking.take(event, reach_of(event))
        except LedgerError as error:
            _log.error("slack: %s", error)
            return _complaint(payload, NOT_KEPT)
        return _complaint(payload, BUSY) if taken is Taken.BUSY else {}

    async def suggested(self, payload: Payload) -> dict[str, object]:
        """Names that continue what somebody types into a form."""
        slot_type = optional(payload, "action_id").removeprefix(f"{SLOT_VALUE}:")
        typed = optional(payload, "value")
        names = await asyncio.to_thread(
            self._means.door.complete, slot_type, typed[:_TYPED], _MOST_NAMES
        )
        return options(names, typed)

    # -- shortcuts --------------------------------------------------------------------------

    def check(self, payload: Payload) -> None:
        """Compare the quotations in a message with the sources; raises `PayloadError`."""
        reach, trigger = shortcut(payload), optional(payload, "trigger_id")
        text = quoted_text(payload)

        async def content() -> View:
            return inspections_view(await self._means.core.run(self._means.door.inspect, text))

        work = self._opening.modal(reach, trigger, "Check against sources", content())
        self._errands.start(reach, work)


def _metadata(payload: Payload) -> Mapping[str, str]:
    """What a form was opened with: its command, and where it was asked for."""
    try:
        found = json.loads(optional(payload, "view", "private_metadata"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found.get("command"):
        raise PayloadError("view.private_metadata")
    return {str(key): str(value) for key, value in found.items()}


def _complaint(payload: Payload, text: str) -> dict[str, Any]:
    """An acknowledgement that leaves the form open, with a sentence at its first field."""
    view = payload.get("view") or {}
    blocks = list((view.get("state") or {}).get("values") or {})
    return {"response_action": "errors", "errors": {blocks[0]: text}} if blocks else {}
