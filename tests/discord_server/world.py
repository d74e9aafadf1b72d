"""People, servers and channels as the local Discord knows them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntFlag
from typing import Any

Json = dict[str, Any]

DISCORD_EPOCH = 1_420_070_400_000
TEXT, DIRECT, GROUP, THREAD = 0, 1, 3, 11


class Clock:
    """The server's time in seconds; a test may turn it forward."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Turn the clock forward: tokens, nonces and rate limits age, the bot does not notice."""
        self._ahead += seconds


class Snowflakes:
    """Gives out ids that grow and tell the time, as Discord's do."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        """Return a new id."""
        self._last = max(self._last + 1, _milliseconds() << 22)
        return str(self._last)

    def next_server(self) -> str:
        """Return a new id with a millisecond of its own, so that servers spread over shards."""
        self._last = max((self._last >> 22) + 1, _milliseconds()) << 22
        return str(self._last)


def _milliseconds() -> int:
    return int(time.time() * 1000) - DISCORD_EPOCH


def now() -> str:
    """Return the time of day as Discord writes it."""
    return datetime.now(UTC).isoformat()


class Permission(IntFlag):
    """The permissions that a bot of words may need."""

    ADMINISTRATOR = 1 << 3
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


NOTHING = Permission(0)
EVERYDAY = ~Permission.ADMINISTRATOR & ~Permission.MENTION_EVERYONE


@dataclass(frozen=True)
class User:
    """Somebody who writes, or the bot."""

    id: str
    name: str
    bot: bool = False
    locale: str = "en-US"

    @property
    def mention(self) -> str:
        """Return what a message says to mention this user."""
        return f"<@{self.id}>"

    def payload(self) -> Json:
        """Return the user object."""
        known: Json = {
            "id": self.id,
            "username": self.name.lower().replace(" ", "."),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "public_flags": 0,
        }
        return known | {"bot": True} if self.bot else known


@dataclass
class Guild:
    """A server; `has_bot` is false where the app was only installed by users."""

    id: str
    name: str
    owner: User
    has_bot: bool = True
    locale: str = "en-US"
    channels: list[Channel] = field(default_factory=list)
    rights: Permission = EVERYDAY  # of the bot, as GET /users/@me/guilds tells them

    def member(self, user: User) -> Json:
        """Return the member object of a user, without its user."""
        return {
            "roles": [],
            "nick": None,
            "avatar": None,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }

    def payload(self, bot: User) -> Json:
        """Return what GUILD_CREATE and GET /guilds/ID tell."""
        return {
            "id": self.id,
            "name": self.name,
            "icon": None,
            "owner_id": self.owner.id,
            "features": [],
            "preferred_locale": self.locale,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "afk_timeout": 300,
            "system_channel_flags": 0,
            "roles": [self._everyone()],
            "emojis": [],
            "stickers": [],
            "unavailable": False,
            "large": False,
            "member_count": 2,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "members": [self.member(user) | {"user": user.payload()} for user in (bot, self.owner)],
            "channels": [c.payload() for c in self.channels if c.type == TEXT and not c.deleted],
            "threads": [c.payload() for c in self.channels if c.type == THREAD and not c.deleted],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def _everyone(self) -> Json:
        return {
            "id": self.id,
            "name": "@everyone",
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "permissions": str(int(~Permission(0))),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass
class Channel:
    """A place to write: of a server, a thread, a direct conversation or a group."""

    id: str
    name: str
    type: int = TEXT
    guild: Guild | None = None
    people: tuple[User, ...] = ()
    parent: Channel | None = None
    denied: Permission = NOTHING
    deleted: bool = False

    @property
    def permissions(self) -> Permission:
        """Return what the bot may do here."""
        return ~Permission(0) & ~self.denied

    @property
    def has_bot(self) -> bool:
        """Tell whether the bot is in this channel and gets its events."""
        return self.guild.has_bot if self.guild else self.type == DIRECT

    def deny(self, *names: str) -> None:
        """Take permissions from everyone here, by their names in Discord's documentation."""
        for name in names:
            self.denied |= Permission[name]

    def payload(self) -> Json:
        """Return the channel object."""
        if self.guild is None:
            people = [user.payload() for user in self.people]
            known: Json = {"id": self.id, "type": self.type, "last_message_id": None, "flags": 0}
            known["recipients"] = people
            if self.type == GROUP:
                known |= {"name": self.name, "icon": None, "owner_id": self.people[0].id}
            return known
        known = {
            "id": self.id,
            "type": self.type,
            "name": self.name,
            "guild_id": self.guild.id,
            "parent_id": self.parent.id if self.parent else None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }
        if self.type == THREAD:
            meta: Json = {"archived": False, "auto_archive_duration": 1440, "locked": False}
            meta |= {"archive_timestamp": "2026-01-01T00:00:00+00:00"}
            counts: Json = {"owner_id": self.guild.owner.id, "member_count": 1, "message_count": 0}
            return known | counts | {"thread_metadata": meta, "total_message_sent": 0}
        return known | {
            "position": self.guild.channels.index(self) if self in self.guild.channels else 0,
            "topic": None,
            "nsfw": False,
            "permission_overwrites": [
                {"id": self.guild.id, "type": 0, "allow": "0", "deny": str(int(self.denied))}
            ],
        }
