"""Acting: buttons, autocomplete and the menu of a message.

Nothing is remembered but what the ledger keeps: a button says by its code what it does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256

import discord

from bot.adapters.discord import incoming, outgoing
from bot.adapters.discord.bodies import body
from bot.adapters.discord.checking import words_of
from bot.adapters.discord.completing import MOST, choices, whole
from bot.adapters.discord.incoming import Interaction
from bot.adapters.discord.inspecting import inspections
from bot.adapters.discord.persisting import UNCERTAIN
from bot.adapters.discord.responding import ExpiredError, Response
from bot.adapters.discord.rest import Callback, Rest
from bot.adapters.discord.sharing import Sharers
from bot.adapters.discord.views import Message
from bot.domain.errors import LedgerError
from bot.domain.ledger import Event
from bot.serving.controls import Control, Kind, read_control
from bot.serving.delivering import FAILED, DoubtfulError, UndeliverableError
from bot.serving.returning import GONE, GoneError, Returning
from bot.serving.service import Means

_log = logging.getLogger("bot.adapters.discord")

THANKS = "Thank you for telling me."
TOLD_BEFORE = "You have told me so already."
SHARED = "This answer has been shared already."
NO_TEXT = "That message has no text that I could check."
_PREFIX = 200  # characters of what is typed that can tell names apart

Ask = Callable[[Interaction, Event], Awaitable[None]]


class Acting:
    """Does what buttons and menus say; questions behind buttons go to `ask`."""

    def __init__(self, means: Means, rest: Rest, sharers: Sharers, ask: Ask) -> None:
        self._means = means
        self._rest = rest
        self._sharers = sharers
        self._ask = ask
        self._returning = Returning(means.door, means.ledger, means.text)

    # -- what is typed ----------------------------------------------------------------------

    async def complete(self, interaction: Interaction) -> None:
        """Names of the edition for the option that is being typed; late or not, never an error."""
        names: tuple[str, ...] = ()
        for option in incoming.options(interaction):
            kind = self._slot_type(interaction, str(option["name"]))
            if option.get("focused") and kind is not None:
                typed = str(option.get("value", ""))[:_PREFIX]
                names = await asyncio.to_thread(self._means.door.complete, kind, typed, MOST)
        try:
            ticket, found = incoming.ticket(interaction), {"choices": choices(names)}
            await self._rest.respond(ticket, Callback.CHOICES, found)
        except (discord.HTTPException, *UNCERTAIN) as error:
            _log.debug("too late to complete: %s", error)

    def _slot_type(self, interaction: Interaction, option: str) -> str | None:
        name = str(incoming.data(interaction).get("name", ""))
        command = name.removeprefix(self._means.settings.command_prefix)
        for intent in self._means.door.intents():
            if intent.command == command and (slot := intent.slot(option)) is not None:
                return slot.type
        return None

    def whole(self, value: str) -> str:
        """The name that a shortened choice stands for."""
        return whole(
            value, lambda kind, beginning: self._means.door.complete(kind, beginning, MOST)
        )

    # -- the menu of a message --------------------------------------------------------------

    async def check(self, interaction: Interaction) -> None:
        """Check what a message quotes, for the eyes of whoever wants to know."""
        us = interaction.client.user
        text = words_of(incoming.data(interaction), us.id if us else 0)

        async def checked() -> Message:
            if not text:
                return outgoing.sentence(NO_TEXT)
            found = await self._means.core.run(self._means.door.inspect, text)
            reader, edition = self._means.settings.reader_url, self._means.door.edition_id
            return inspections(found, reader=reader, edition=edition)

        await self._answered(interaction, checked)

    # -- buttons ----------------------------------------------------------------------------

    async def press(self, interaction: Interaction) -> None:
        """Do what a button says."""
        control = read_control(str(incoming.data(interaction).get("custom_id", "")))
        match control:
            case None:
                await self.tell(interaction, GONE)
            case Control(Kind.PAGE):
                await self._answered(interaction, lambda: self._page(interaction, control), True)
            case Control(Kind.OFFER | Kind.SHARE):
                await self._asked(interaction, control)
            case _:
                await self._answered(interaction, lambda: self._aside(interaction, control))

    async def _page(self, interaction: Interaction, control: Control) -> Message:
        """Another page, in the place of the one above the button."""
        shared_by = await self._sharers.of(control.answer)
        again = await self._means.core.run(self._returning.again, control.answer)
        return outgoing.message(
            again.reply,
            page=control.n,
            reader=self._means.settings.reader_url,
            prefix=self._means.settings.command_prefix,
            private=not incoming.is_public(interaction),
            changed=again.changed,
            shared_by=shared_by,
        )

    async def _aside(self, interaction: Interaction, control: Control) -> Message:
        """What only whoever pressed the button sees: the text around a quote, a word of thanks."""
        run = self._means.store.run
        if control.kind is Kind.CONTEXT:
            around = await run(self._returning.around, control.answer, control.n)
            return outgoing.context(around, control.n)
        helpful, author = control.kind is Kind.HELPFUL, str(interaction.user.id)
        fresh = await run(self._returning.vote, control.answer, author, helpful)
        return outgoing.sentence(THANKS if fresh else TOLD_BEFORE)

    async def _asked(self, interaction: Interaction, control: Control) -> None:
        """A question behind a button, or an answer to be shown to everybody."""
        try:
            posted = await self._means.store.run(self._returning.posted, control.answer)
            shared = await self._sharers.of(control.answer)
        except GoneError:
            await self.tell(interaction, GONE)
            return
        if control.kind is Kind.SHARE and shared is not None:
            await self.tell(interaction, SHARED)
            return
        if control.kind is Kind.SHARE:
            event: Event | None = incoming.share_event(interaction, posted)
        else:
            event = incoming.offer_event(interaction, control, posted)
        if event is None:
            await self.tell(interaction, GONE)
        else:
            await self._ask(interaction, event)

    # -- answers that are no events ---------------------------------------------------------

    async def _answered(
        self, interaction: Interaction, make: Callable[[], Awaitable[Message]], update: bool = False
    ) -> None:
        """Answer an interaction with what `make` makes; failures become sentences."""
        response = Response(self._rest, incoming.ticket(interaction), private=True, update=update)
        response.promise()
        try:
            await response.give(body(await make()))
        except GoneError:
            await self.tell(interaction, GONE, response)
        except (ExpiredError, UndeliverableError, DoubtfulError) as error:
            _log.info("interaction %s: %s", interaction.id, error or "expired")
        except Exception as error:  # noqa: BLE001 - the asker gets a sentence, the log the rest
            response.leave()
            await self.fail(interaction, error, response)

    async def fail(
        self, interaction: Interaction, error: Exception, response: Response | None = None
    ) -> None:
        """Say that something went wrong, and log what it was under the same name."""
        name = sha256(str(interaction.id).encode()).hexdigest()[:8]
        trace = None if isinstance(error, LedgerError) else error
        _log.error("interaction %s failed: %s", name, type(error).__name__, exc_info=trace)
        await self.tell(interaction, FAILED.format(id=name), response)

    async def tell(
        self, interaction: Interaction, sentence: str, response: Response | None = None
    ) -> None:
        """A sentence for the eyes of whoever is waiting, if they can be reached."""
        ticket = incoming.ticket(interaction)
        response = response or Response(self._rest, ticket, private=True)
        try:
            await response.add(body(outgoing.sentence(sentence)))
        except (ExpiredError, UndeliverableError, DoubtfulError) as error:
            _log.info("interaction %s: cannot tell the asker: %s", interaction.id, error)
        except asyncio.CancelledError:
            response.leave()
            raise
