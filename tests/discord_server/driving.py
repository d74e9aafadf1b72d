"""What people do with what the bot shows: buttons, select menus, modals."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.discord_server.commanding import Commanding
from tests.discord_server.forms.component import BUTTON
from tests.discord_server.interaction import COMPONENT, MODAL_SUBMIT, Interaction
from tests.discord_server.message import Message
from tests.discord_server.options import filled, find_button, find_select
from tests.discord_server.world import Json, User


class Driving(Commanding):
    """The side of the server that tests and benchmarks drive."""

    async def click(
        self, message: Message | None, button: str, *, user: User | None = None, **rest: Any
    ) -> Interaction:
        """Press the button with this label or `custom_id`."""
        message, user = self._seen(message, user)
        found = find_button(message, button)
        data = {"component_type": BUTTON, "custom_id": found["custom_id"], "id": found["id"]}
        return await self._pressed(message, data, user, rest)

    async def select(
        self,
        message: Message | None,
        values: list[str],
        *,
        menu: str | None = None,
        user: User | None = None,
        **rest: Any,
    ) -> Interaction:
        """Choose values in a select menu: the only one, or that of this `custom_id`."""
        message, user = self._seen(message, user)
        found = find_select(message, menu, values)
        data = {"component_type": found["type"], "custom_id": found["custom_id"]}
        return await self._pressed(
            message, data | {"values": values, "id": found["id"]}, user, rest
        )

    async def submit_modal(
        self, opened: Interaction, values: Mapping[str, Any], **rest: Any
    ) -> Interaction:
        """Send the modal that an interaction opened, with values by `custom_id` or label."""
        modal = opened.modal
        data = {"custom_id": modal["custom_id"], "components": filled(modal, values)}
        return await self.interact(
            MODAL_SUBMIT,
            data,
            user=opened.user,
            channel=opened.channel,
            source=opened.source,
            user_installed=opened.user_installed,
            **rest,
        )

    def _seen(self, message: Message | None, user: User | None) -> tuple[Message, User]:
        user = user or (message.viewer if message else None) or self._server.user
        if message is None or message.deleted or message.viewer not in (None, user):
            raise LookupError(f"{user.name} sees no such message: {message}")
        return message, user

    async def _pressed(
        self, message: Message, data: Json, user: User, rest: dict[str, Any]
    ) -> Interaction:
        owners = (message.origin or {}).get("authorizing_integration_owners", {})
        rest.setdefault("user_installed", "1" in owners and "0" not in owners)
        return await self.interact(
            COMPONENT, data, user=user, channel=message.channel, source=message, **rest
        )


async def all_answered(handles: list[Interaction], timeout: float = 10.0) -> list[float]:
    """Wait for many first answers and return the seconds until each, for benchmarks."""
    await asyncio.gather(*(handle.answered(timeout) for handle in handles))
    return [handle.response.seconds for handle in handles if handle.response]
