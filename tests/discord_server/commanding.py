"""Commands that people enter: with options, autocompletion, and on a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_server.forms.command import CHAT_INPUT
from tests.discord_server.forms.command import MESSAGE as MESSAGE_COMMAND
from tests.discord_server.interacting import IN_DIRECT, IN_PRIVATE, IN_SERVER, context_of
from tests.discord_server.interaction import AUTOCOMPLETE, COMMAND, Interaction
from tests.discord_server.message import Message
from tests.discord_server.options import descend, typed
from tests.discord_server.world import Channel, Guild, Json, User
from tests.discord_server.writing import Writing

GUILD_INSTALL, USER_INSTALL = 0, 1


class Commanding(Writing):
    """Enters commands as Discord's client lets people do."""

    async def slash(
        self,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        user: User | None = None,
        guild: Guild | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        user_installed: bool | None = None,
    ) -> Interaction:
        """Enter a command (`"config bind"` for a sub-command); return at once.

        Raise `LookupError` or `ValueError` for what people could not send: a command that is not
        synced or not shown there, an unknown option, a wrong type or length.
        """
        channel, installed = self._place(guild, channel, user_installed)
        command, path = self._command(CHAT_INPUT, name, channel, installed)
        known, steps = descend(command, path)
        data_options = _nested(steps, typed(known, options or {}))
        return await self.interact(
            COMMAND,
            _named(command) | ({"options": data_options} if data_options else {}),
            user=user,
            channel=channel,
            locale=locale,
            user_installed=installed,
            resolved=[value for value in (options or {}).values() if isinstance(value, User)],
        )

    async def autocomplete(
        self,
        name: str,
        option: str,
        text: Any,
        *,
        options: Mapping[str, Any] | None = None,
        user: User | None = None,
        guild: Guild | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        timeout: float = 3.5,
    ) -> list[Json]:
        """Type into an option and return the choices that are offered."""
        handle = await self.completing(
            name, option, text, options=options, user=user, guild=guild, channel=channel,
            locale=locale,
        )  # fmt: skip
        return (await handle.answered(timeout)).choices

    async def completing(
        self,
        name: str,
        option: str,
        text: Any,
        *,
        options: Mapping[str, Any] | None = None,
        user: User | None = None,
        guild: Guild | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
    ) -> Interaction:
        """Type into an option; the handle's `choices` are there once it is answered."""
        channel, installed = self._place(guild, channel, None)
        command, path = self._command(CHAT_INPUT, name, channel, installed)
        known, steps = descend(command, path)
        focused = next((entry for entry in known if entry["name"] == option), {})
        if not focused.get("autocomplete"):
            raise LookupError(f"the option {option!r} of /{name} does not complete: {focused}")
        chosen = typed(known, {**(options or {}), option: text}, focused=option)
        return await self.interact(
            AUTOCOMPLETE,
            _named(command) | {"options": _nested(steps, chosen)},
            user=user,
            channel=channel,
            locale=locale,
            user_installed=installed,
            focused_type=focused["type"],
        )

    async def context_menu(
        self,
        name: str,
        target: str | Message,
        *,
        author: User | None = None,
        user: User | None = None,
        guild: Guild | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        user_installed: bool | None = None,
    ) -> Interaction:
        """Choose a message command on a message, or on a new one with this text."""
        if isinstance(target, Message):
            channel = target.channel
        channel, installed = self._place(guild, channel, user_installed)
        if isinstance(target, str):
            target = await self.say(target, channel=channel, user=author)
        command, _ = self._command(MESSAGE_COMMAND, name, channel, installed)
        message = target.payload(self._server.application_id)
        data = {"target_id": target.id, "resolved": {"messages": {target.id: message}}}
        return await self.interact(
            COMMAND,
            _named(command) | data,
            user=user,
            channel=channel,
            locale=locale,
            user_installed=installed,
        )

    def _command(
        self, type_: int, name: str, channel: Channel, user_installed: bool
    ) -> tuple[Json, list[str]]:
        """Return the command that people see here, and the names of sub-commands after it."""
        guild = channel.guild.id if channel.guild else None
        first, *path = name.split() if type_ == CHAT_INPUT else [name]
        command = self._server.commands.find(type_, first, guild)
        if command is None:
            known = [entry["name"] for entry in self._server.commands.everywhere]
            raise LookupError(f"no command {first!r} among {known}")
        contexts = command["contexts"]
        if contexts is None:
            contexts = [IN_SERVER, IN_DIRECT, IN_PRIVATE] if command["dm_permission"] else [0]
        kind = USER_INSTALL if user_installed else GUILD_INSTALL
        if context_of(channel) not in contexts or kind not in command["integration_types"]:
            raise LookupError(f"{first!r} is not shown here: {contexts}, installed as {kind}")
        return command, path


def _named(command: Json) -> Json:
    known = {key: command[key] for key in ("id", "name", "type")}
    return known | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def _nested(path: list[Json], options: list[Json]) -> list[Json]:
    for step in reversed(path):
        options = [step | {"options": options}]
    return options
