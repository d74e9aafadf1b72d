"""The gateway: sessions, heartbeats, and ways to lose a connection."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.discord_server.world import Guild, Json

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID_SESSION, HELLO, ACK = 7, 8, 9, 10, 11
GUILDS, GUILD_MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = {"GUILD_MEMBERS": 1 << 1, "PRESENCES": 1 << 8, "MESSAGE_CONTENT": 1 << 15}
KNOWN_INTENTS = (1 << 26) - 1
ENDS_THE_SESSION = (1000, 1001, 4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014)
SENDS_A_MINUTE = 120


@dataclass(eq=False)
class Session:
    """One session of one shard; it outlives its connection, so that it can be resumed."""

    id: str
    shard: tuple[int, int]
    intents: int
    sequence: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=20_000))
    connection: Connection | None = None

    @property
    def connected(self) -> bool:
        """Tell whether the shard is connected now."""
        return self.connection is not None

    def sees(self, guild: str | None, intent: int) -> bool:
        """Tell whether an event belongs to this shard and its intents."""
        shard = (int(guild) >> 22) % self.shard[1] if guild else 0
        return shard == self.shard[0] and (not intent or bool(self.intents & intent))


@dataclass(eq=False)
class Connection:
    """One WebSocket."""

    socket: web.WebSocketResponse
    request: web.Request
    session: Session | None = None
    sends: deque[float] = field(default_factory=deque)
    heartbeats: int = 0
    code: int | None = None

    async def send(self, op: int, data: object = None) -> None:
        """Send a frame that is no event."""
        await self.write(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def write(self, frame: str) -> None:
        """Send a frame; one that cannot be sent any more is lost."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self.socket.send_str(frame)


class Gateway:
    """All connections of all processes that use the token."""

    def __init__(self, server: DiscordServer, heartbeat: float) -> None:
        self._server = server
        self.heartbeat = heartbeat
        self.acks = True
        self.connections: list[Connection] = []
        self.connected = 0
        self.sessions: list[Session] = []
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.resumed = 0
        self.heartbeats = 0
        self.closes: list[int] = []

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Speak with one client from HELLO until the connection ends."""
        socket = web.WebSocketResponse(max_msg_size=4096, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.connections.append(connection)
        self.connected += 1
        if request.query.get("v") != "10" or request.query.get("encoding", "json") != "json":
            await self._refuse(connection, 4012, f"asked for {dict(request.query)}")
        else:
            await connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000)})
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    await self._refuse(connection, 4002, "a frame that is no text")
                    continue
                await self._receive(connection, message.data)
        finally:
            self._ended(connection)
        return socket

    def _ended(self, connection: Connection) -> None:
        self.connections.remove(connection)
        session = connection.session
        code = connection.code or connection.socket.close_code or 1006
        self.closes.append(code)
        if session is not None and session.connection is connection:
            session.connection = None
            if code in ENDS_THE_SESSION and session in self.sessions:
                self.sessions.remove(session)
        self._server.changed()

    async def _refuse(self, connection: Connection, code: int, why: str) -> None:
        self._server.violate(f"gateway close {code}", why)
        await self._close(connection, code)

    async def _close(self, connection: Connection, code: int) -> None:
        connection.code = code
        if code in ENDS_THE_SESSION and connection.session in self.sessions:
            self.sessions.remove(connection.session)
        await connection.socket.close(code=code)

    async def _receive(self, connection: Connection, text: str) -> None:
        now = time.monotonic()
        connection.sends.append(now)
        while connection.sends[0] < now - 60:
            connection.sends.popleft()
        if len(connection.sends) > SENDS_A_MINUTE + 1 + connection.heartbeats:
            await self._refuse(connection, 4008, "more than 120 sends in a minute")
            return
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, TypeError, KeyError):
            await self._refuse(connection, 4002, text[:200])
            return
        if op == HEARTBEAT:
            connection.heartbeats += 1
            self.heartbeats += 1
            if self.acks:
                await connection.send(ACK)
        elif op == IDENTIFY:
            await self._identify(connection, data)
        elif op == RESUME:
            await self._resume(connection, data)
        elif connection.session is None:
            await self._refuse(connection, 4003, f"op {op} before IDENTIFY")
        elif op not in (PRESENCE, VOICE, MEMBERS):
            await self._refuse(connection, 4001, f"op {op}")
        self._server.changed()

    async def _identify(self, connection: Connection, data: Json) -> None:
        self.identifies.append(data)
        intents, shard = data.get("intents"), tuple(data.get("shard", (0, 1)))
        if data.get("token") != self._server.token:
            await self._close(connection, 4004)
        elif connection.session is not None:
            await self._refuse(connection, 4005, "identified twice")
        elif not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            await self._refuse(connection, 4013, f"intents {intents}")
        elif asked := [name for name, bit in PRIVILEGED.items() if intents & bit]:
            await self._refuse(connection, 4014, f"privileged intents: {', '.join(asked)}")
        elif len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            await self._refuse(connection, 4010, f"shard {shard}")
        else:
            session = Session(secrets.token_hex(16), (shard[0], shard[1]), intents)
            session.connection, connection.session = connection, session
            self.sessions.append(session)
            await self._ready(session)

    async def _ready(self, session: Session) -> None:
        server = self._server
        guilds = [guild for guild in server.guilds.values() if guild.has_bot]
        guilds = [guild for guild in guilds if session.sees(guild.id, 0)]
        ready = {
            "v": 10,
            "user": server.bot.payload() | {"verified": True, "mfa_enabled": False, "flags": 0},
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": server.gateway_url,
            "shard": list(session.shard),
            "application": {"id": server.application_id, "flags": server.flags},
            "private_channels": [],
            "presences": [],
        }
        await self._tell(session, "READY", ready)
        for guild in guilds if session.intents & GUILDS else ():
            await self._tell(session, "GUILD_CREATE", guild.payload(server.bot))

    async def _resume(self, connection: Connection, data: Json) -> None:
        self.resumes.append(data)
        if data.get("token") != self._server.token:
            await self._close(connection, 4004)
            return
        session = next((s for s in self.sessions if s.id == data.get("session_id")), None)
        last = data.get("seq") or 0
        oldest = session.sent[0][0] if session and session.sent else 1
        if session is None or last + 1 < oldest:
            await connection.send(INVALID_SESSION, False)
            return
        if last > session.sequence:
            await self._refuse(connection, 4007, f"sequence {last} of {session.sequence}")
            return
        if session.connection is not None:
            await self._close(session.connection, 4000)
        connection.session = session
        while last < session.sequence:
            missed = [entry for entry in session.sent if entry[0] > last]
            for number, frame in missed:
                await connection.write(frame)
                last = number
        session.connection = connection
        self.resumed += 1
        await self._tell(session, "RESUMED", {})

    async def _tell(self, session: Session, event: str, data: Json) -> None:
        session.sequence += 1
        frame = json.dumps({"op": DISPATCH, "t": event, "s": session.sequence, "d": data})
        session.sent.append((session.sequence, frame))
        if session.connection is not None:
            await session.connection.write(frame)

    async def dispatch(
        self, event: str, data: Json, *, guild: str | None = None, intent: int = 0
    ) -> None:
        """Tell an event to every session that sees it; what is not connected may resume."""
        for session in list(self.sessions):
            if session.sees(guild, intent):
                await self._tell(session, event, data)

    async def announce(self, guild: Guild) -> None:
        """Tell that the bot has joined a server."""
        payload = guild.payload(self._server.bot)
        await self.dispatch("GUILD_CREATE", payload, guild=guild.id, intent=GUILDS)

    async def reconnect(self) -> None:
        """Ask every client to connect again (op 7)."""
        await self._each(lambda connection: connection.send(RECONNECT))

    async def close(self, code: int) -> None:
        """Close every connection with this code."""
        await self._each(lambda connection: self._close(connection, code))

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid (op 9)."""
        if not resumable:
            self.sessions.clear()
        await self._each(lambda connection: connection.send(INVALID_SESSION, resumable))

    def abort(self) -> None:
        """Cut every connection off, without a word."""
        for connection in list(self.connections):
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def _each(self, act: Callable[[Connection], Any]) -> None:
        for connection in list(self.connections):
            await act(connection)
