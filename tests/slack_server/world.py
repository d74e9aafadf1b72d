"""Who and what the server knows: the app, workspaces, people, channels and tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["channel", "group", "im"]
TokenKind = Literal["bot", "app", "config"]

SCOPES = frozenset(
    "app_mentions:read assistant:write chat:write commands im:history im:write users:read".split()
)
ASKER, OTHER = "U0ASKER001", "U0OTHER001"
GENERAL, ELSEWHERE = "C0GENERAL1", "C0ELSEWHER"


@dataclass(frozen=True)
class App:
    """The app as its owner sees it in the settings of Slack."""

    id: str = "A0BRIEFING"
    name: str = "Briefing"
    client_id: str = "1000.2000"
    client_secret: str = "client-secret-of-the-test"
    signing_secret: str = "signing-secret-of-the-test"
    verification_token: str = "verification-token-of-the-test"
    app_token: str = "xapp-1-A0BRIEFING-1000-test"
    config_token: str = "xoxe.xoxp-1-test"


@dataclass
class User:
    """A person or a bot of a workspace."""

    id: str
    name: str
    is_bot: bool = False


@dataclass
class Channel:
    """A conversation; `members` are the user ids in it, the bot's among them where it is."""

    id: str
    name: str
    kind: Kind = "channel"
    members: set[str] = field(default_factory=set)


@dataclass
class Workspace:
    """A team with its people and channels, and the installation of the app in it."""

    id: str
    name: str
    bot_user: str
    bot_id: str
    token: str
    scopes: frozenset[str] = SCOPES
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """The first part of the address of the workspace."""
        return self.name.lower().replace(" ", "-")

    def add_user(self, user_id: str, name: str, *, is_bot: bool = False) -> User:
        """Let a person join."""
        return self.users.setdefault(user_id, User(user_id, name, is_bot))

    def add_channel(
        self, channel_id: str, name: str, *, bot: bool = True, kind: Kind = "channel"
    ) -> Channel:
        """Open a channel with everybody in it, and the bot where `bot` is true."""
        members = {user.id for user in self.users.values() if not user.is_bot}
        self.channels[channel_id] = Channel(channel_id, name, kind, members)
        if bot:
            self.channels[channel_id].members.add(self.bot_user)
        return self.channels[channel_id]

    def direct(self, user_id: str) -> Channel:
        """The direct messages between the bot and a person."""
        channel_id = f"D{user_id[1:]}"
        if channel_id not in self.channels:
            members = {user_id, self.bot_user}
            self.channels[channel_id] = Channel(channel_id, "directmessage", "im", members)
        return self.channels[channel_id]


@dataclass
class Token:
    """A token: what it is good for, and whether it still is."""

    kind: TokenKind
    workspace: Workspace | None = None
    error: str = ""  # what Slack answers once the token is no good any more


def new_workspace(team_id: str, name: str, scopes: frozenset[str] = SCOPES) -> Workspace:
    """A workspace with two people, a channel with the bot in it and one without."""
    suffix = team_id[1:]
    bot_user = f"U{suffix}BOT"
    token = f"xoxb-{suffix}-{secrets.token_hex(6)}"
    workspace = Workspace(team_id, name, bot_user, f"B{suffix}BOT", token, scopes)
    workspace.add_user(ASKER, "ada")
    workspace.add_user(OTHER, "ben")
    workspace.add_user(bot_user, "briefing", is_bot=True)
    workspace.add_channel(GENERAL, "general")
    workspace.add_channel(ELSEWHERE, "elsewhere", bot=False)
    return workspace
