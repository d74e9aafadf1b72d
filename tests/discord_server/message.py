"""A message as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.discord_server.world import Channel, Json, User, now

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15


@dataclass(eq=False)
class Message:
    """A message as it stands now; `viewer` is the only one who sees an ephemeral message."""

    id: str
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    type: int = 0
    timestamp: str = field(default_factory=now)
    edited: str | None = None
    nonce: str | int | None = None
    reference: Message | None = None
    origin: Json | None = None
    viewer: User | None = None
    deleted: bool = False
    pinged: list[str] = field(default_factory=list)
    people: dict[str, User] = field(default_factory=dict)
    earlier: list[Json] = field(default_factory=list)
    watchers: list[Callable[[], None]] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        """Tell whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Tell whether people still read "is thinking ..."."""
        return bool(self.flags & LOADING)

    @property
    def v2(self) -> bool:
        """Tell whether it is made of Components V2."""
        return bool(self.flags & COMPONENTS_V2)

    def mentions(self, user: User) -> bool:
        """Tell whether the message mentions this user, or answers them with a ping."""
        named = re.search(rf"<@!?{user.id}>", self.content) is not None
        return named or user.id in self.pinged

    def payload(self, application_id: str | None = None) -> Json:
        """Return the message object in full."""
        known: Json = {
            "id": self.id,
            "channel_id": self.channel.id,
            "type": self.type,
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": self.timestamp,
            "edited_timestamp": self.edited,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user.payload() for user in self._mentioned()],
            "mention_roles": re.findall(r"<@&(\d+)>", self.content),
            "attachments": self.attachments,
            "embeds": self.embeds,
            "components": self.components,
            "pinned": False,
            "flags": self.flags,
        }
        if self.nonce is not None:
            known["nonce"] = self.nonce
        if self.origin is not None:
            known |= {"interaction_metadata": self.origin, "webhook_id": application_id}
            known["application_id"] = application_id
        if self.reference is not None:
            known["message_reference"] = {
                "type": 0,
                "message_id": self.reference.id,
                "channel_id": self.reference.channel.id,
            }
            gone = self.reference.deleted
            known["referenced_message"] = None if gone else self.reference.payload(application_id)
        return known

    def _mentioned(self) -> Iterable[User]:
        ids = dict.fromkeys([*re.findall(r"<@!?(\d+)>", self.content), *self.pinged])
        return [self.people[id_] for id_ in ids if id_ in self.people]
