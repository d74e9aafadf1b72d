"""What the server keeps: messages, views, triggers, response addresses, calls, deliveries."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from tests.slack_server.world import Channel, Json, Workspace

EnvelopeType = Literal["events_api", "slash_commands", "interactive"]


@dataclass
class Message:
    """A message of the app, as it stands now; `earlier` are its contents before each update."""

    ts: str
    workspace: Workspace
    channel: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    ephemeral_to: str | None = None  # the one person who sees it, or nobody in particular
    via: str = "chat.postMessage"
    arguments: Json = field(default_factory=dict)
    earlier: list[Json] = field(default_factory=list)
    deleted: bool = False

    def content(self) -> Json:
        """Text and blocks."""
        return {"text": self.text, "blocks": self.blocks}

    def rewrite(self, text: str, blocks: list[Json]) -> None:
        """Put a new content in the place of the old one."""
        self.earlier.append(self.content())
        self.text, self.blocks = text, blocks


@dataclass
class View:
    """A modal or the Home tab of a person; `state` is what Slack adds to the app's JSON."""

    id: str
    workspace: Workspace
    user: str
    json: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    earlier: list[Json] = field(default_factory=list)

    def content(self) -> Json:
        """The JSON that the app sent."""
        return self.json

    def rewrite(self, json: Json, hash_: str) -> None:
        """Put a new content in the place of the old one."""
        self.earlier.append(self.json)
        self.json, self.hash = json, hash_


@dataclass
class Trigger:
    """What lets the app open a modal, once and soon."""

    workspace: Workspace
    user: str
    at: float
    used: bool = False


@dataclass
class ResponseAddress:
    """What a `response_url` stands for: a command, or a click on a message."""

    workspace: Workspace
    channel: Channel
    user: str
    at: float
    message: Message | None = None  # the one that was clicked
    uses: int = 0


@dataclass(frozen=True)
class Call:
    """A call of a Web API method, or of a response address; `error` is empty when it went well."""

    method: str
    args: Json
    team: str
    error: str
    at: float


@dataclass(frozen=True)
class Attempt:
    """One delivery of a payload and what came back; `error` is empty when it was acknowledged.

    `payload` is the body of the acknowledgement where it is JSON.
    """

    seconds: float
    error: str
    status: int | None = None
    body: str = ""
    payload: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Delivery:
    """A payload for the app: the handle that every driving method gives back."""

    type: EnvelopeType
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)
    request: tuple[bytes, dict[str, str]] | None = None  # as it went over HTTP
    retrying: asyncio.Task[None] | None = None

    @property
    def last(self) -> Attempt:
        """The last attempt so far."""
        return self.attempts[-1]

    @property
    def acknowledged(self) -> bool:
        """Whether any attempt was acknowledged in time."""
        return any(not attempt.error for attempt in self.attempts)

    @property
    def status(self) -> int | None:
        """The HTTP status of the last attempt; 200 for an acknowledged frame."""
        return self.last.status

    @property
    def ack(self) -> Json | None:
        """What the acknowledgement carried."""
        return self.last.payload

    @property
    def seconds(self) -> float:
        """How long the first attempt took."""
        return self.attempts[0].seconds

    @property
    def error(self) -> str:
        """Why the last attempt failed, in Slack's word, or nothing."""
        return self.last.error

    @property
    def ts(self) -> str:
        """The `ts` of the message that an event tells of."""
        return str(self.payload["event"]["ts"])

    async def settled(self) -> Delivery:
        """Wait until all retries are done."""
        if self.retrying is not None:
            await asyncio.wait([self.retrying])
        return self
