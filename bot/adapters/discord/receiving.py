"""Receiving: what the gateway brings is kept, and answered once."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import discord

from bot.adapters.discord import incoming
from bot.adapters.discord.acting import Acting
from bot.adapters.discord.commands import CHAT_INPUT, MESSAGE
from bot.adapters.discord.delivering import DiscordDelivery
from bot.adapters.discord.incoming import Interaction
from bot.adapters.discord.responding import Response
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.sharing import Sharers
from bot.adapters.discord.ways import way
from bot.domain.errors import LedgerError
from bot.domain.ledger import Event
from bot.serving.answering import Answering, Taken, event_id
from bot.serving.delivering import BUSY, FAILED
from bot.serving.service import Means

_log = logging.getLogger("bot.adapters.discord")

UNKNOWN = "I do not know that command any more."
ASKED_BEFORE = "That was asked before, and has its answer."
_OTHERS = 2.0  # seconds in which another process would have answered the same interaction


class Receiving:
    """Takes interactions and messages in; never raises, for nobody could mend it there."""

    def __init__(
        self,
        means: Means,
        rest: Rest,
        sharers: Sharers,
        delivery: DiscordDelivery,
        answering: Answering,
    ) -> None:
        self._means = means
        self._rest = rest
        self._delivery = delivery
        self._answering = answering
        self._acting = Acting(means, rest, sharers, self.ask)

    async def interaction(self, interaction: Interaction) -> None:
        """A command, a button, a name that is being typed."""
        try:
            await self._dispatched(interaction)
        except Exception as error:  # noqa: BLE001 - the asker gets a sentence, the log the rest
            await self._acting.fail(interaction, error)

    async def _dispatched(self, interaction: Interaction) -> None:
        kinds, kind = discord.InteractionType, incoming.data(interaction).get("type", CHAT_INPUT)
        if interaction.type is kinds.autocomplete:
            await self._acting.complete(interaction)
        elif interaction.type is kinds.component:
            await self._acting.press(interaction)
        elif interaction.type is kinds.application_command and kind == MESSAGE:
            await self._acting.check(interaction)
        elif interaction.type is kinds.application_command and kind == CHAT_INPUT:
            prefix = self._means.settings.command_prefix
            event = incoming.command_event(interaction, prefix, self._acting.whole)
            await self.ask(interaction, event)
        else:
            await self._acting.tell(interaction, UNKNOWN)

    async def ask(self, interaction: Interaction, event: Event) -> None:
        """Have the question of an interaction answered, once."""
        private = not way(event).public
        response = Response(self._rest, incoming.ticket(interaction), private=private)
        response.promise()
        try:
            if button := event.delivery.get("button"):
                taken = await self._answering.take_click(event, button)
            else:
                taken = await self._answering.take(event)
        except LedgerError as error:
            await self._acting.fail(interaction, error, response)
            return
        match taken:
            case Taken.NEW:
                self._delivery.expect(event, response)
                self._answering.start(event)
            case Taken.BUSY:
                await self._acting.tell(interaction, BUSY, response)
            case Taken.KNOWN:
                response.leave()
                if interaction.type is discord.InteractionType.component:
                    # A button that was pressed twice, or another process that has this one.
                    await asyncio.sleep(_OTHERS)
                    if response.has_begun:  # the ledger was slow, and an answer was promised
                        await self._acting.tell(interaction, ASKED_BEFORE, response)
                    else:
                        await response.acknowledge()

    async def message(self, message: discord.Message, me: int) -> None:
        """A message; most of them are not for us, whose id is `me`."""
        commands = {i.command for i in self._means.door.intents() if i.command}
        prefix = self._means.settings.command_prefix
        event = incoming.message_event(message, me, prefix, commands)
        if event is None:
            return
        try:
            event = await self._continued(event, incoming.answer_replied_to(message, me))
            taken = await self._answering.take(event)
        except LedgerError as error:
            _log.error("event %s: %s", event_id(event), error)
            await self._say(event, FAILED.format(id=event_id(event)))
            return
        if taken is Taken.NEW:
            self._answering.start(event)
        elif taken is Taken.BUSY:
            await self._say(event, BUSY)

    async def _continued(self, event: Event, answer: str | None) -> Event:
        """A reply to one of our answers goes on from there, not from the last one."""
        if answer is None:
            return event
        posted = await self._means.store.run(self._means.ledger.posted, answer)
        if posted is None:
            return event
        return replace(event, utterance=replace(event.utterance, earlier=incoming.after(posted)))

    async def _say(self, event: Event, sentence: str) -> None:
        try:
            await self._delivery.say(event, sentence)
        except Exception as error:  # noqa: BLE001 - nobody is left to be told; the log is
            _log.warning("event %s: cannot tell the asker: %s", event_id(event), error)
