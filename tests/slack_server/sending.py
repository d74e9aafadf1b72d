"""Sending the app any payload: events that it subscribed to, raw ones, and replays."""

from __future__ import annotations

import contextlib
import secrets

from tests.slack_server import payloads
from tests.slack_server.delivering import Deliverer
from tests.slack_server.messaging import message_json
from tests.slack_server.records import Delivery, EnvelopeType, Message
from tests.slack_server.world import Json, Workspace


class Sender(Deliverer):
    """What Slack sends by itself, and what nobody but a test or an attacker would send."""

    echoes = True  # tell the app of its own direct messages, as Slack does

    async def event(self, event: Json, *, team: str | None = None, check: bool = True) -> Delivery:
        """Send any event; with `check` only where the scopes and the manifest ask for it."""
        workspace = self.workspace(team)
        if check:
            self._check_subscribed(workspace, event)
        return await self.send(payloads.event_callback(self, workspace, event), "events_api")

    async def send(self, payload: Json, type: EnvelopeType) -> Delivery:
        """Send any payload, however malformed."""
        return await self.deliver(Delivery(type, payload))

    async def replay(self, delivery: Delivery) -> Delivery:
        """Send the very same bytes again, signature and all (over HTTP)."""
        if delivery.request is None:
            raise LookupError("that was not sent over HTTP")
        again = Delivery(delivery.type, delivery.payload, request=delivery.request)
        again.attempts.append(await self.http.post(*delivery.request))
        return again

    async def post_raw(self, body: bytes, content_type: str, **headers: str) -> Delivery:
        """Post any bytes, signed; headers given here win over the right ones."""
        full = self.http.headers(body, content_type)
        full |= {name.replace("_", "-"): value for name, value in headers.items()}
        delivery = Delivery("events_api", {}, request=(body, full))
        delivery.attempts.append(await self.http.post(body, full))
        return delivery

    async def verify_url(self) -> bool:
        """Ask the address of the app to prove itself; whether it gave the challenge back."""
        challenge = secrets.token_hex(16)
        payload = {
            "type": "url_verification",
            "token": self.app.verification_token,
            "challenge": challenge,
        }
        delivery = await self.send(payload, "events_api")
        answer = (delivery.ack or {}).get("challenge") or delivery.last.body
        return delivery.acknowledged and answer == challenge

    async def echo(self, message: Message) -> Delivery:
        """Tell the app of its own message, as Slack does in direct messages."""
        event = message_json(self, message) | {
            "channel": message.channel,
            "channel_type": "im" if message.channel.startswith("D") else "channel",
            "event_ts": message.ts,
        }
        return await self.event(event, team=message.workspace.id, check=False)

    def allow(self, workspace: Workspace, scope: str) -> None:
        """Raise `LookupError` where a scope is not granted."""
        if scope not in workspace.scopes:
            raise LookupError(f"Slack would not send this: {scope} is not granted")

    def _check_subscribed(self, workspace: Workspace, event: Json) -> None:
        """Raise `LookupError` for an event that Slack would not send to this app."""
        name = event["type"]
        if name == "app_mention":
            self.allow(workspace, "app_mentions:read")
        if name == "message":
            direct = event.get("channel_type") == "im"
            self.allow(workspace, "im:history" if direct else "channels:history")
            name = "message.im" if direct else "message.channels"
        if self.manifest is None:
            return
        if name not in self.manifest["settings"]["event_subscriptions"]["bot_events"]:
            raise LookupError(f"the manifest does not subscribe to {name}")

    def posted(self, message: Message) -> None:
        """Send the event of an own direct message, where Slack would."""
        if not (self.echoes and message.channel.startswith("D") and self.transport.ready):
            return
        with contextlib.suppress(LookupError):
            event = {"type": "message", "channel_type": "im"}
            self._check_subscribed(message.workspace, event)
            self.in_background(self.echo(message))
