"""The application's commands: listing them, and overwriting all of them at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord_server.faults import Call
from tests.discord_server.forms.command import (
    CHAT_INPUT,
    check_commands,
    kept,
    without_localisations,
)
from tests.discord_server.refusing import Refusal, unknown
from tests.discord_server.world import Json, Snowflakes

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer

CREATES_A_DAY = 200


@dataclass
class Commands:
    """What is synced: for everywhere (None) and for single servers, with counts."""

    snowflakes: Snowflakes
    application_id: str
    places: dict[str | None, list[Json]] = field(default_factory=dict)
    overwrites: int = 0
    creates: dict[str | None, int] = field(default_factory=dict)

    @property
    def everywhere(self) -> list[Json]:
        """Return the commands that are not tied to a server."""
        return self.places.get(None, [])

    def overwrite(self, guild: str | None, entries: list[Json]) -> list[Json]:
        """Keep these commands and no others; those of the same name keep their id."""
        earlier = {(entry["type"], entry["name"]): entry for entry in self.places.get(guild, [])}
        keys = [(entry.get("type") or CHAT_INPUT, entry["name"]) for entry in entries]
        created = self.creates.get(guild, 0) + len(set(keys) - set(earlier))
        if created > CREATES_A_DAY:
            message = "Max number of daily application command creates has been reached (200)"
            raise Refusal(400, 30034, message)
        self.creates[guild] = created
        result = []
        for key, entry in zip(keys, entries, strict=True):
            version = self.snowflakes.next()
            id_ = earlier[key]["id"] if key in earlier else version
            known = kept(
                entry,
                id_=id_,
                version=version,
                application_id=self.application_id,
                guild=guild,
            )
            result.append(known)
        self.overwrites += 1
        self.places[guild] = result
        return result

    def find(self, type_: int, name: str, guild: str | None) -> Json | None:
        """Return the command that people see under this name in this place."""
        for place in dict.fromkeys((guild, None)):
            for entry in self.places.get(place, []):
                if (entry["type"], entry["name"]) == (type_, name):
                    return entry
        return None


async def listing(server: DiscordServer, call: Call) -> Any:
    """GET the commands; localisations are only told to who asks for them."""
    entries = server.commands.places.get(_place(server, call), [])
    if call.query.get("with_localizations", "").lower() in ("true", "1"):
        return entries
    return [without_localisations(entry) for entry in entries]


async def overwriting(server: DiscordServer, call: Call) -> Any:
    """PUT all commands."""
    place = _place(server, call)
    return server.commands.overwrite(place, check_commands(call.body))


def _place(server: DiscordServer, call: Call) -> str | None:
    if call.params["application"] != server.application_id:
        raise unknown("Application", 10002, blame=True)
    guild = call.params.get("guild")
    if guild is not None and guild not in server.guilds:
        raise Refusal(403, 50001, "Missing Access", blame=False)
    return guild


ROUTES = [
    ("GET", "/applications/{application}/commands", listing),
    ("PUT", "/applications/{application}/commands", overwriting),
    ("GET", "/applications/{application}/guilds/{guild}/commands", listing),
    ("PUT", "/applications/{application}/guilds/{guild}/commands", overwriting),
]
