"""The local Discord: REST and gateway on one port, and all that it remembers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from copy import deepcopy
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.discord_server.driving import Driving
from tests.discord_server.faults import Call, Upload
from tests.discord_server.forms.component import walk
from tests.discord_server.forms.message import pings, texts
from tests.discord_server.gateway import DIRECT_MESSAGES, GUILD_MESSAGES, Gateway
from tests.discord_server.interaction import Interaction
from tests.discord_server.message import EPHEMERAL, LOADING, Message
from tests.discord_server.places import Places
from tests.discord_server.refusing import Violation
from tests.discord_server.rest.commands import Commands
from tests.discord_server.rest.handling import application
from tests.discord_server.world import (
    DIRECT,
    Channel,
    Clock,
    Json,
    Permission,
    now,
)

T = TypeVar("T")
NONCE_LIFE = 300.0


class DiscordServer(Places, Driving):
    """Discord on 127.0.0.1, for one application and its token.

    `async with DiscordServer() as server:` starts it in the running loop. It begins with one
    server (`guild`) that has one channel (`channel`) and one member (`user`).
    """

    def __init__(
        self,
        *,
        token: str = "local-bot-token",  # noqa: S107 - it opens nothing
        shards: int = 1,
        heartbeat: float = 41.25,
        clock: Clock | None = None,
        name: str = "Briefing",
        integration_types: Iterable[int] = (0, 1),
        install_permissions: int = int(Permission.SEND_MESSAGES | Permission.EMBED_LINKS),
    ) -> None:
        super().__init__(name, clock or Clock())
        self.token = token
        self.shards = shards
        self.integration_types = tuple(integration_types)
        self.install_permissions = install_permissions
        self.flags = 1 << 23  # has registered commands; no privileged intent
        self.interactions_endpoint: str | None = None
        self.application_changes: Json = {}  # of what GET /applications/@me tells
        self.date_skew = 0.0  # seconds by which the clock in the `Date` header is wrong
        self.interactions: dict[str, Interaction] = {}
        self.commands = Commands(self.snowflakes, self.application_id)
        self.gateway = Gateway(self, heartbeat)
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.pings: list[str] = []
        self.closing = asyncio.Event()
        self._nonces: dict[str, tuple[float, Message]] = {}
        self._waiting: set[asyncio.Event] = set()
        self._runner: web.AppRunner | None = None
        self._address = ""

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(application(self), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._address = f"{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        await self.gateway.close(1001)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """Return the base of the REST addresses, for `DISCORD_API_URL`."""
        return f"http://{self._address}/api/v10"

    @property
    def gateway_url(self) -> str:
        """Return the gateway's address, for `DISCORD_GATEWAY_URL`."""
        return f"ws://{self._address}/gateway"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings that point a bot process at this server."""
        return {
            "DISCORD_TOKEN": self.token,
            "DISCORD_API_URL": self.api_url,
            "DISCORD_GATEWAY_URL": self.gateway_url,
        }

    # What the endpoints use

    def violate(self, rule: str, detail: str) -> None:
        """Note that the bot broke a rule."""
        self.violations.append(Violation(rule, detail))

    def mind_mentions(
        self, call: Call, fields: Json, *, by_webhook: bool, answers: Message | None
    ) -> None:
        """Note a message without a ban on mentions, and what it would ping."""
        body = call.body if isinstance(call.body, dict) else {}
        body = body.get("data") or {} if call.path.endswith("/callback") else body
        allowed = body.get("allowed_mentions")
        if not any(texts(fields)) and "embeds" not in fields and answers is None:
            return
        if not isinstance(allowed, dict) or allowed.get("parse") != []:
            self.violate("allowed_mentions must be there with an empty parse", f"{call}: {allowed}")
        found = pings(fields, allowed, by_webhook=by_webhook, answers=answers)
        if found:
            self.pings += found
            self.violate("pings people", f"{call}: {found}")

    def sent_with(self, nonce: object) -> Message | None:
        """Return the message that the bot sent with this nonce in the last minutes."""
        at, message = self._nonces.get(str(nonce), (0.0, None))
        return message if message is not None and self.clock() - at < NONCE_LIFE else None

    async def post(self, message: Message, fields: Json, files: list[Upload]) -> None:
        """Put a new message of the bot into its channel and tell who may know."""
        self._set(message, fields, files)
        if message.viewer is not None:
            message.flags |= EPHEMERAL
        if message.nonce is not None:
            self._nonces[str(message.nonce)] = (self.clock(), message)
        self.all_messages[message.id] = message
        await self.tell_message("MESSAGE_CREATE", message)

    async def edit(self, message: Message, fields: Json, files: list[Upload]) -> None:
        """Change a message of the bot and tell who may know."""
        keys = ("content", "embeds", "components", "flags")
        message.earlier.append({key: getattr(message, key) for key in keys})
        kept = message.flags & ~LOADING
        self._set(message, fields | {"flags": fields["flags"] & ~LOADING | kept}, files)
        if not message.ephemeral:
            message.viewer = None
        message.edited = now()
        await self.tell_message("MESSAGE_UPDATE", message)
        for wake in message.watchers:
            wake()

    def _set(self, message: Message, fields: Json, files: list[Upload]) -> None:
        for key, value in deepcopy(fields).items():
            setattr(message, key, value)
        for number, component in enumerate(walk(message.components), start=1):
            component.setdefault("id", number)
        for embed in message.embeds:
            embed.setdefault("type", "rich")
        message.people = self.users
        for file in files:
            known = {"id": self.snowflakes.next(), "filename": file.name, "size": file.size}
            address = f"http://{self._address}/attachments/{known['id']}/{file.name}"
            message.attachments.append(known | {"url": address, "proxy_url": address})

    async def delete_message(self, message: Message) -> None:
        """Delete a message and tell who may know."""
        message.deleted = True
        place = message.channel
        gone: Json = {"id": message.id, "channel_id": place.id}
        if place.guild is not None:
            gone["guild_id"] = place.guild.id
        await self._tell_in(place, "MESSAGE_DELETE", gone)
        for wake in message.watchers:
            wake()

    async def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its messages."""
        channel.deleted = True
        await self.announce_channel(channel, "CHANNEL_DELETE")
        self.changed()

    def for_the_bot(self, message: Message) -> Json:
        """Return a message as the bot may see it: without the content intent."""
        payload = message.payload(self.application_id)
        self._redact(message, payload)
        return payload

    def _redact(self, message: Message, payload: Json) -> None:
        own = message.author is self.bot or message.channel.type == DIRECT
        if not own and not message.mentions(self.bot):
            payload |= {"content": "", "embeds": [], "attachments": [], "components": []}
        inner = payload.get("referenced_message")
        if inner and message.reference is not None:
            self._redact(message.reference, inner)

    async def tell_message(self, event: str, message: Message) -> None:
        """Tell the bot of a message, if it is in the channel."""
        payload = self.for_the_bot(message)
        place = message.channel
        if place.guild is not None:
            payload["guild_id"] = place.guild.id
            payload["member"] = place.guild.member(message.author)
        if not message.ephemeral:
            await self._tell_in(place, event, payload)
        self.changed()

    async def _tell_in(self, channel: Channel, event: str, payload: Json) -> None:
        if not channel.has_bot or Permission.VIEW_CHANNEL in channel.denied:
            return
        guild = channel.guild.id if channel.guild else None
        intent = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        await self.gateway.dispatch(event, payload, guild=guild, intent=intent)

    # Waiting

    def changed(self) -> None:
        """Wake all who wait for something to become true."""
        for event in self._waiting:
            event.set()

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until the predicate is true and return what it returns."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    while not (value := predicate()):
                        event.clear()
                        await event.wait()
                    return value
        finally:
            self._waiting.remove(event)
        seen = "\n  ".join([*map(str, self.calls[-8:]), *map(str, self.violations)])
        raise TimeoutError(f"not true within {timeout} s; the last calls:\n  {seen}")

    async def ready(self, sessions: int = 1, timeout: float = 20.0) -> None:
        """Wait until so many sessions are connected."""
        await self.wait_for(
            lambda: sum(s.connected for s in self.gateway.sessions) >= sessions, timeout
        )
