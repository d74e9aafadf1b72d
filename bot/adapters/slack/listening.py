"""Listening: which function hears what, and what Slack is told when one of them fails."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.acting import EXAMPLE, Acting
from bot.adapters.slack.calling import RefusedError, Workspaces
from bot.adapters.slack.delivering import SlackDelivery
from bot.adapters.slack.incoming import (
    Payload,
    PayloadError,
    Reach,
    command,
    enterprise_of,
    field,
    message,
    optional,
    reach_of,
)
from bot.adapters.slack.installing import revoked
from bot.adapters.slack.manifest import CHECK_SOURCES
from bot.adapters.slack.opening import Opening
from bot.adapters.slack.quieting import LOGGER
from bot.adapters.slack.taking import NOT_KEPT, Errands, Taking
from bot.adapters.slack.views import SLOT_VALUE, SLOTS
from bot.domain.errors import LedgerError
from bot.domain.intent import Intent
from bot.domain.ledger import Event
from bot.serving.answering import Answering, Taken, event_id
from bot.serving.delivering import BUSY, FAILED, DoubtfulError
from bot.serving.service import Means

_log = logging.getLogger("bot.adapters.slack")

# What a payload of another shape raises in code that trusts its shape.
UNREADABLE = (ValueError, LookupError, AttributeError, TypeError, RecursionError)

_LAST_RETRY = 3  # Slack sends an event that was not acknowledged three times more
NOT_INSTALLED = "I am not installed in this workspace any more. Please ask an admin to add me."


def new_app(
    client: AsyncWebClient, authorize: AsyncAuthorize, signing_secret: str | None
) -> AsyncApp:
    """An app of Slack's framework in which a listener is done before the acknowledgement goes."""
    return AsyncApp(
        name="bot.adapters.slack",
        logger=LOGGER,
        client=client,
        authorize=authorize,  # type: ignore[arg-type]  # it takes these objects as well
        signing_secret=signing_secret or "",
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        user_facing_authorize_error_message=NOT_INSTALLED,
    )


class Listening:
    """The listeners: each reads what came, hands it on, and acknowledges it."""

    def __init__(
        self,
        means: Means,
        answering: Answering,
        delivery: SlackDelivery,
        workspaces: Workspaces,
        taking: Taking,
        errands: Errands,
        acting: Acting,
        opening: Opening,
    ) -> None:
        self._means = means
        self._answering = answering
        self._delivery = delivery
        self._workspaces = workspaces
        self._taking = taking
        self._errands = errands
        self._acting = acting
        self._opening = opening
        self._prefix = means.settings.command_prefix
        self.closing = False

    def attach(self, app: AsyncApp) -> None:
        """Let `app` call the listeners."""
        app.command(re.compile(""))(self._command)
        for name in ("app_mention", "message"):
            app.event(name)(self._message)
        app.event("app_home_opened")(self._opened)
        app.event("assistant_thread_started")(self._assisted)
        for name in ("app_uninstalled", "tokens_revoked"):
            app.event(name)(self._revoked)
        app.action(re.compile(f"^(briefing:|{EXAMPLE})"))(self._clicked)
        app.options(re.compile(f"^{SLOT_VALUE}:"))(self._options)
        app.view_submission(SLOTS)(self._submitted)
        app.shortcut(CHECK_SOURCES)(self._shortcut)
        app.error(self._failed)

    def _commands(self) -> dict[str, Intent]:
        """All names that a command goes by, as the core knows them."""
        intents = self._means.door.intents()
        return {name: i for i in intents for name in (i.command, i.name) if name}

    # -- what people say --------------------------------------------------------------------

    async def _command(self, body: Payload, ack: AsyncAck) -> BoltResponse:
        commands = self._commands()
        event = command(body, self._prefix, commands)
        name, _, rest = event.utterance.text.removeprefix("/").partition(" ")
        intent = commands.get(name.lower())
        if intent and not rest and any(not slot.optional for slot in intent.slots):
            reach = reach_of(event)
            self._errands.start(reach, self._ask_for_words(event, intent))
            return await ack()
        if await self._taking.take(event, reach_of(event)) is Taken.BUSY:
            return await ack(text=BUSY, response_type="ephemeral")
        return await ack()

    async def _ask_for_words(self, event: Event, intent: Intent) -> None:
        """Open a form for what a command needs; without one, the core says what to add."""
        reach = reach_of(event)
        try:
            await self._opening.slots(reach, event.utterance.id, intent)
        except (RefusedError, DoubtfulError) as error:
            _log.info("slack: no form for /%s: %s", intent.command, error)
            if await self._taking.take(event, reach) is Taken.BUSY:
                self._errands.tell(reach, BUSY)

    async def _message(
        self, body: Payload, context: AsyncBoltContext, ack: AsyncAck, request: AsyncBoltRequest
    ) -> BoltResponse:
        team, bot_user = context.team_id or "", context.bot_user_id or ""
        event = message(body, team, bot_user, self._prefix, self._commands())
        if event is None:
            return await ack()
        try:
            taken = await self._answering.take(event)
        except LedgerError as error:
            if _retries(request) < _LAST_RETRY:
                raise  # Slack sends it again
            _log.error("event %s: %s", event_id(event), error)
            self._errands.start(reach_of(event), self._delivery.say(event, NOT_KEPT), quietly=True)
            return await ack()
        if taken is Taken.NEW:
            await ack()
            self._answering.start(event)
        elif taken is Taken.BUSY and self.closing:
            return BoltResponse(status=503, body="")  # Slack sends it again, to the next process
        elif taken is Taken.BUSY:
            self._errands.start(reach_of(event), self._delivery.say(event, BUSY), quietly=True)
        return await ack()

    # -- what people open, click and fill in ------------------------------------------------

    async def _opened(self, body: Payload, context: AsyncBoltContext) -> None:
        reach = Reach(
            team=context.team_id or "",
            user=field(body, "event", "user"),
            channel=optional(body, "event", "channel"),
            enterprise=enterprise_of(body),
        )
        messages = optional(body, "event", "tab") == "messages"
        work = self._opening.suggest if messages else self._opening.home
        self._errands.start(reach, work(reach), quietly=True)

    async def _assisted(self, body: Payload, context: AsyncBoltContext) -> None:
        begun = ("event", "assistant_thread")
        reach = Reach(
            team=context.team_id or "",
            user=optional(body, *begun, "user_id"),
            channel=field(body, *begun, "channel_id"),
            thread=optional(body, *begun, "thread_ts"),
            enterprise=enterprise_of(body),
        )
        self._errands.start(reach, self._opening.suggest(reach), quietly=True)

    async def _clicked(self, body: Payload, ack: AsyncAck) -> BoltResponse:
        await self._acting.clicked(body)
        return await ack()

    async def _options(self, body: Payload, ack: AsyncAck) -> BoltResponse:
        return await ack(await self._acting.suggested(body))

    async def _submitted(self, body: Payload, ack: AsyncAck) -> BoltResponse:
        answer = await self._acting.submitted(body)
        return await ack(answer) if answer else await ack()

    async def _shortcut(self, body: Payload, ack: AsyncAck) -> BoltResponse:
        self._acting.check(body)
        return await ack()

    async def _revoked(self, body: Payload, context: AsyncBoltContext) -> None:
        await revoked(self._workspaces, body, context.team_id or "")

    # -- what goes wrong --------------------------------------------------------------------

    async def _failed(self, error: Exception, body: Mapping[str, Any]) -> BoltResponse:
        """One line in the log with the id of the payload, and what Slack is told.

        Only what may go better the next time is sent again by Slack: it gets a 500. All else
        is acknowledged, or Slack would give the app up. A command shows a sentence.
        """
        kind = (
            optional(body, "event", "type") or optional(body, "type") or optional(body, "command")
        )
        about = optional(body, "event_id") or optional(body, "trigger_id") or unnamed(body)
        sentence = ""
        match error:
            case BoltUnhandledRequestError():
                _log.info("slack: nothing to do for %s (%s)", kind, about)
            case PayloadError():
                _log.warning("slack: %s (%s) lacks %s", kind, about, error)
                sentence = FAILED.format(id=about[:12])
            case LedgerError():
                _log.error("slack: %s (%s): %s", kind, about, error)
                sentence = NOT_KEPT
                if "event" in body:
                    return BoltResponse(status=500, body="")
            case _:
                _log.error("slack: %s (%s) failed", kind, about, exc_info=error)
                sentence = FAILED.format(id=about[:12])
        if sentence and "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": sentence})
        return BoltResponse(status=200, body="")


def _retries(request: AsyncBoltRequest) -> int:
    """Which repetition of an event this is; 0 for the first delivery. In both modes."""
    told = (request.headers.get("x-slack-retry-num") or ["0"])[0]
    return int(told) if told.isdecimal() else 0


def unnamed(body: object) -> str:
    """A short name, for the log, of a payload that brings none."""
    return sha256(repr(body).encode("utf-8", "replace")).hexdigest()[:8]


async def dispatched(app: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """What the app answers to a request.

    A payload that the framework itself stumbles over is logged in a line and acknowledged:
    sent again, it would be no better.
    """
    try:
        return await app.async_dispatch(request)
    except UNREADABLE as error:
        about = unnamed(request.body)
        _log.warning("slack: a payload that makes no sense (%s): %s", about, type(error).__name__)
        return BoltResponse(status=200, body="")
