"""Socket Mode: websockets that the app opens, frames down and acknowledgements up."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import WSMsgType, web

from tests.slack_server.methods import Caller, method
from tests.slack_server.records import Attempt, Delivery
from tests.slack_server.state import State
from tests.slack_server.transports import NOBODY
from tests.slack_server.validating import Malformed, Refused
from tests.slack_server.world import Json

_MOST_CONNECTIONS = 10
_GRACE_SECONDS = 0.2  # between being told to go and being thrown out
# Payloads whose acknowledgement may carry content.
_ANSWERABLE = ("slash_commands", "view_submission", "block_suggestion")


@dataclass(eq=False)
class Connection:
    """One websocket of the app."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False  # told to go: no new events
    frames: int = 0
    pongs: int = 0
    waiting: set[str] = field(default_factory=set)


class SocketTransport:
    """The open connections; each payload goes to one of them, in turn."""

    def __init__(self, state: State, ack_seconds: float) -> None:
        self.connections: list[Connection] = []
        self.opened = 0  # connections ever opened
        self.frozen = False  # leave pings unanswered, as a dead peer does
        self.tickets: set[str] = set()
        self.late: list[str] = []  # envelopes acknowledged too late
        self._state = state
        self._ack_seconds = ack_seconds
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._sent: dict[str, bool] = {}  # envelope id to whether an answer may carry a payload
        self._done: set[str] = set()

    @property
    def ready(self) -> bool:
        """Whether the app is connected."""
        return bool(self.connections)

    async def attempt(self, delivery: Delivery, retry: int, reason: str) -> Attempt:
        """Send a payload to the connection whose turn it is."""
        connection = self._next()
        if connection is None:
            return NOBODY
        envelope_id = secrets.token_hex(16)
        kind = delivery.payload.get("type") if delivery.type == "interactive" else delivery.type
        frame: Json = {
            "envelope_id": envelope_id,
            "payload": delivery.payload,
            "type": delivery.type,
            "accepts_response_payload": kind in _ANSWERABLE,
        }
        if delivery.type == "events_api":
            frame |= {"retry_attempt": retry, "retry_reason": reason}
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        self._sent[envelope_id] = kind in _ANSWERABLE
        connection.waiting.add(envelope_id)
        connection.frames += 1
        started = time.perf_counter()
        try:
            await connection.socket.send_str(json.dumps(frame))
            async with asyncio.timeout(self._ack_seconds):
                payload = await waiting
        except TimeoutError:
            return Attempt(time.perf_counter() - started, "timeout")
        except ConnectionError:
            return Attempt(time.perf_counter() - started, "connection_closed")
        finally:
            del self._waiting[envelope_id]
            connection.waiting.discard(envelope_id)
        body = json.dumps(payload) if payload else ""
        return Attempt(time.perf_counter() - started, "", 200, body, payload)

    async def send_text(self, text: str) -> None:
        """Send a raw frame to every connection."""
        for connection in self.connections:
            await connection.socket.send_str(text)

    async def say_goodbye(
        self, reason: Literal["warning", "refresh_requested", "link_disabled"]
    ) -> None:
        """Send `disconnect` to every connection; but for a warning, close them soon after."""
        told = list(self.connections)
        for connection in told:
            connection.leaving = True
            frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}
            await connection.socket.send_str(json.dumps(frame))
        if reason != "warning":
            await asyncio.sleep(_GRACE_SECONDS)
            for connection in told:
                await connection.socket.close()

    def abort(self) -> None:
        """Break every connection without a word, as a network failure does."""
        for connection in list(self.connections):
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def ping(self, timeout: float = 1.0) -> int:
        """How many connections answer a ping."""
        before = {connection: connection.pongs for connection in self.connections}
        for connection in before:
            await connection.socket.ping(b"are you there")

        def all_answered() -> bool:
            return all(connection.pongs > pongs for connection, pongs in before.items())

        with contextlib.suppress(TimeoutError):
            await self._state.wait_for(all_answered, timeout)
        return sum(connection.pongs > pongs for connection, pongs in before.items())

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from the handshake to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            self._state.refusals.append(("websocket", "bad_ticket"))
            return web.Response(status=403, text="bad_ticket")
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.opened += 1
        connection = Connection(self.opened, socket, request)
        self.connections.append(connection)
        try:
            await socket.send_str(json.dumps(self._hello()))
            self._state.changed()
            await self._listen(connection)
        except ConnectionError:
            pass  # a broken connection ends as any other does
        finally:
            self.connections.remove(connection)
            for envelope_id in connection.waiting & self._waiting.keys():
                if not self._waiting[envelope_id].done():
                    self._waiting[envelope_id].set_exception(ConnectionResetError())
            self._state.changed()
        return socket

    async def close(self) -> None:
        """Close all connections."""
        for connection in list(self.connections):
            await connection.socket.close()

    def new_url(self) -> str:
        """The address of a new connection, good for one; raises `Refused` past the tenth."""
        if len(self.connections) >= _MOST_CONNECTIONS:
            raise Refused("too_many_websockets")
        ticket = secrets.token_hex(16)
        self.tickets.add(ticket)
        base = self._state.base_url.replace("http://", "ws://")
        return f"{base}/link/?ticket={ticket}&app_id={self._state.app.id}"

    def _next(self) -> Connection | None:
        staying = [c for c in self.connections if not c.leaving] or self.connections
        if not staying:
            return None
        self._turn += 1
        return staying[self._turn % len(staying)]

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": "applink-local",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._state.app.id},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.PING and not self.frozen:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.PONG:
                connection.pongs += 1
            elif message.type is WSMsgType.TEXT:
                self._acknowledge(message.data)
            self._state.changed()

    def _acknowledge(self, text: str) -> None:
        try:
            frame = json.loads(text)
            envelope_id = frame["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self._state.violate("websocket", f"not an acknowledgement: {text[:200]}")
            return
        if envelope_id not in self._sent:
            self._state.violate("websocket", f"nothing to acknowledge: {envelope_id}")
            return
        if envelope_id in self._done:
            self._state.violate("websocket", f"acknowledged twice: {envelope_id}")
            return
        self._done.add(envelope_id)
        payload = frame.get("payload")
        if payload and not self._sent[envelope_id]:
            self._state.violate("websocket", "a payload where none is accepted")
        waiting = self._waiting.get(envelope_id)
        if waiting is None or waiting.done():
            self.late.append(envelope_id)
        else:
            waiting.set_result(payload)


class SocketState(State):
    """The state with the transport that `apps.connections.open` hands tickets out for."""

    socket: SocketTransport


@method("apps.connections.open", by="app")
def _open(state: State, caller: Caller, args: Json) -> Json:
    if not isinstance(state, SocketState):
        raise Malformed("unknown_method", ["this server has no websockets"])
    return {"url": state.socket.new_url()}
