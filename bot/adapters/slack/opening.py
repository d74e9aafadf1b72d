"""Opening: the App Home, the suggestions of the agent view, and modals."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping
from typing import Any
from uuid import uuid4

from bot.adapters.slack.blocks import View
from bot.adapters.slack.calling import Calling, RefusedError
from bot.adapters.slack.incoming import Reach
from bot.adapters.slack.taking import Errands
from bot.adapters.slack.views import home, sentence_view, slots_view
from bot.answers.helping import questions
from bot.domain.intent import Intent
from bot.serving.returning import GONE, GoneError
from bot.serving.service import Means

_log = logging.getLogger("bot.adapters.slack")

EXPIRED = "That took too long, so Slack let me open nothing. Please try again."
_WAITING = "One moment…"
_PATIENCE = 1.0  # seconds for a view's content; Slack lets a view be opened within three
_TRIGGERS = frozenset(
    {
        "exchanged_trigger_id",
        "expired_trigger_id",
        "invalid_trigger_id",
        "trigger_exchanged",
        "trigger_expired",
    }
)


class Opening:
    """Opens views; every method is an errand, done after the acknowledgement."""

    def __init__(self, means: Means, calling: Calling, errands: Errands) -> None:
        self._means = means
        self._calling = calling
        self._errands = errands

    async def _call(self, reach: Reach, method: str, **arguments: object) -> Mapping[str, Any]:
        return await self._calling.call(reach.team, reach.enterprise, method, **arguments)

    # -- modals -----------------------------------------------------------------------------

    async def modal(
        self, reach: Reach, trigger: str, title: str, content: Coroutine[None, None, View]
    ) -> None:
        """Open a modal with `content`; one that says "one moment" first, where that takes long."""
        making = asyncio.ensure_future(content)
        ready, _ = await asyncio.wait({making}, timeout=_PATIENCE)
        view = making.result() if ready else sentence_view(title, _WAITING)
        try:
            opened = await self._call(reach, "views.open", trigger_id=trigger, view=view)
        except RefusedError as error:
            making.cancel()
            if error.code not in _TRIGGERS:
                raise
            _log.info("slack: a modal came too late: %s", error)
            self._errands.tell(reach, EXPIRED)
            return
        if not ready:
            view_id = (opened.get("view") or {}).get("id", "")
            try:
                view = await making
            except GoneError:
                view = sentence_view(title, GONE)
            await self._call(reach, "views.update", view_id=view_id, view=view)

    async def slots(self, reach: Reach, trigger: str, intent: Intent) -> None:
        """Ask for the words that a command needs; raises as `Calling.call` does."""
        metadata = {
            "command": intent.command or intent.name,
            "channel": reach.channel,
            "response_url": reach.response_url,
        }
        view = slots_view(intent, {}, json.dumps(metadata))
        await self._call(reach, "views.open", trigger_id=trigger, view=view)

    # -- the app's own pages ----------------------------------------------------------------

    async def home(self, reach: Reach) -> None:
        """Show the App Home as of now."""
        means, settings = self._means, self._means.settings
        view = await means.core.run(
            home,
            means.door,
            reader=settings.reader_url,
            prefix=settings.command_prefix,
            nonce=uuid4().hex[:8],
        )
        await self._call(reach, "views.publish", user_id=reach.user, view=view)

    async def suggest(self, reach: Reach) -> None:
        """Offer what can be asked where a conversation begins."""
        commands = await self._means.core.run(self._means.door.commands)
        prompts = [
            {"title": text[:1].upper() + text[1:], "message": text} for text in questions(commands)
        ]
        thread = {"thread_ts": reach.thread} if reach.thread else {}
        await self._call(
            reach,
            "assistant.threads.setSuggestedPrompts",
            channel_id=reach.channel,
            prompts=prompts,
            **thread,
        )
