"""Syncing: Discord learns of the commands when they have changed, and only then.

The fingerprint of what was put there last is kept in the ledger. One call replaces all
commands: none is deleted first, and a refusal leaves them as they were. Nothing waits for
it, and a connection that comes back syncs nothing.
"""

from __future__ import annotations

import asyncio
import logging

import discord

from bot.adapters.discord.commands import difference, fingerprint, payload
from bot.adapters.discord.logging_in import final, passing, point_to, token_of
from bot.adapters.discord.persisting import UNCERTAIN
from bot.adapters.discord.rest import Rest
from bot.answers.assistant import Assistant
from bot.config import ServiceSettings
from bot.domain.errors import LedgerError, ServiceError
from bot.domain.ledger import Ledger
from bot.serving.workers import Workers

_log = logging.getLogger("bot.adapters.discord")

_KIND = "discord-commands"
_PAUSE = 30.0  # seconds between two looks at whether the edition is another one
_AGAIN = 600.0  # seconds before a sync that failed is tried again

_FIXES = {
    30032: "there are more commands than Discord takes; take some out of the intents",
    30034: "Discord takes 200 new commands a day; tomorrow they are put there",
    50001: "install the app with the scope applications.commands (`briefing manifest discord`)",
    50035: "a command passes one of Discord's limits; `briefing check` names it",
}


class Syncing:
    """Keeps the commands of an application as the intents say."""

    def __init__(
        self, rest: Rest, door: Assistant, ledger: Ledger, store: Workers, prefix: str
    ) -> None:
        self._rest = rest
        self._door = door
        self._ledger = ledger
        self._store = store
        self._prefix = prefix

    async def follow(self, application: int) -> None:
        """Sync now, and whenever another edition brings other commands; never returns."""
        seen = ""
        while True:
            edition = self._door.edition_id
            if edition != seen:
                seen = edition if await self._tried(application) else ""
            await asyncio.sleep(_PAUSE if seen else _AGAIN)

    async def _tried(self, application: int) -> bool:
        """Sync; a failure is for the log, with its remedy, and the bot goes on."""
        try:
            if await self.sync(application):
                _log.info("commands synced")
        except LedgerError as error:
            _log.error("commands not synced: %s", error)
        except (discord.HTTPException, *UNCERTAIN) as error:
            _log.error("commands not synced: %s", remedy(error))
        else:
            return True
        return False

    async def sync(self, application: int) -> bool:
        """Put the commands there; false when they are those that were put there last.

        Raises `LedgerError`, and what `Rest` raises.
        """
        commands = payload(self._door.commands(), self._prefix)
        mark = fingerprint(commands)
        if await self._store.run(self._ledger.get, _KIND, str(application)) == mark:
            return False
        await self._rest.overwrite(application, None, commands)
        await self._store.run(self._ledger.put, _KIND, str(application), mark)
        return True

    async def by_hand(self, application: int, guild: int | None, *, dry_run: bool) -> list[str]:
        """What differs between Discord's commands and ours, a line each; then put ours there.

        Those of one server are for trying out: they come in addition to the others.
        """
        commands = payload(self._door.commands(), self._prefix, guild=guild is not None)
        lines = difference(await self._rest.commands(application, guild), commands)
        if dry_run:
            return lines
        if lines:
            await self._rest.overwrite(application, guild, commands)
        if guild is None:
            mark = fingerprint(commands)
            await self._store.run(self._ledger.put, _KIND, str(application), mark)
        return lines


async def sync_by_hand(
    door: Assistant, ledger: Ledger, settings: ServiceSettings, guild: int | None, dry_run: bool
) -> list[str]:
    """Put the commands there, and tell what changed; raises `ServiceError` and `LedgerError`."""
    token = token_of(settings.discord)
    point_to(settings.discord)
    rest, store = Rest(), Workers("ledger", 1)
    try:
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(token)
            rest.through(client)
            syncing = Syncing(rest, door, ledger, store, settings.command_prefix)
            return await syncing.by_hand(client.application_id or 0, guild, dry_run=dry_run)
    except (discord.LoginFailure, discord.HTTPException, *UNCERTAIN) as error:
        raise final(error) or ServiceError("discord", remedy(error)) from error
    finally:
        store.close()


def remedy(error: Exception) -> str:
    """Why Discord does not take the commands, and what helps."""
    if not isinstance(error, discord.HTTPException):
        return f"{passing(error)}; try again later"
    fix = _FIXES.get(error.code, "try again later")
    told = " ".join(error.text.split())[:300]
    return f"Discord refuses with {error.status}, code {error.code} ({told}); {fix}"
