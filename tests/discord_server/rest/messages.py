"""Messages in channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord_server.faults import Call
from tests.discord_server.forms.message import check_message
from tests.discord_server.message import EPHEMERAL, Message
from tests.discord_server.refusing import Form, Refusal, unknown
from tests.discord_server.world import THREAD, Channel, Permission

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer


async def send(server: DiscordServer, call: Call) -> Any:
    """POST /channels/ID/messages."""
    channel = _channel(server, call)
    right = Permission.SEND_MESSAGES
    _need(channel, Permission.SEND_MESSAGES_IN_THREADS if channel.type == THREAD else right)
    fields = check_message(call.body, files=len(call.files))
    if fields.get("embeds"):
        _need(channel, Permission.EMBED_LINKS)
    if call.files:
        _need(channel, Permission.ATTACH_FILES)
    if fields["flags"] & EPHEMERAL:
        server.violate("only interactions answer ephemerally", str(call))
        fields["flags"] &= ~EPHEMERAL
    nonce = call.body.get("nonce")
    if call.body.get("enforce_nonce") and nonce is not None:
        earlier = server.sent_with(nonce)
        if earlier is not None:
            return earlier.payload(server.application_id)
    message = Message(server.snowflakes.next(), channel, server.bot, nonce=nonce)
    message.reference = _reference(server, call, channel)
    message.type = 19 if message.reference else 0
    server.mind_mentions(call, fields, by_webhook=False, answers=message.reference)
    await server.post(message, fields, call.files)
    return message.payload(server.application_id)


def _reference(server: DiscordServer, call: Call, channel: Channel) -> Message | None:
    form = Form(call.body)["message_reference"]
    if not form.given:
        return None
    _need(channel, Permission.READ_MESSAGE_HISTORY, 160002)
    found = server.all_messages.get(str(form["message_id"].value))
    if found is None or found.deleted or found.channel is not channel:
        if form["fail_if_not_exists"].value is False:
            return None
        form.wrong("MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        raise Refusal(400, 50035, "Invalid Form Body", errors=form.tree, blame=False)
    return found


async def edit(server: DiscordServer, call: Call) -> Any:
    """PATCH /channels/ID/messages/ID."""
    message = _message(server, call)
    if message.author is not server.bot:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    fields = check_message(call.body, now=message, files=len(call.files))
    server.mind_mentions(call, fields, by_webhook=False, answers=None)
    await server.edit(message, fields, call.files)
    return message.payload(server.application_id)


async def get(server: DiscordServer, call: Call) -> Any:
    """GET /channels/ID/messages/ID."""
    message = _message(server, call)
    _need(message.channel, Permission.READ_MESSAGE_HISTORY)
    return server.for_the_bot(message)


async def history(server: DiscordServer, call: Call) -> Any:
    """GET /channels/ID/messages."""
    channel = _channel(server, call)
    found = [entry for entry in server.messages(channel) if not entry.ephemeral]
    most = min(int(call.query.get("limit", "50")), 100)
    return [server.for_the_bot(entry) for entry in reversed(found[-most:])]


async def delete(server: DiscordServer, call: Call) -> Any:
    """DELETE /channels/ID/messages/ID."""
    message = _message(server, call)
    if message.author is not server.bot:
        raise Refusal(403, 50013, "Missing Permissions")
    await server.delete_message(message)


async def typing(server: DiscordServer, call: Call) -> Any:
    """POST /channels/ID/typing."""
    _need(_channel(server, call), Permission.SEND_MESSAGES)


async def channel(server: DiscordServer, call: Call) -> Any:
    """GET /channels/ID."""
    return _channel(server, call).payload()


def _channel(server: DiscordServer, call: Call) -> Channel:
    found = server.channels.get(call.params["channel"])
    if found is None or found.deleted:
        raise unknown("Channel", 10003)
    if not found.has_bot or Permission.VIEW_CHANNEL in found.denied:
        raise Refusal(403, 50001, "Missing Access", blame=False)
    return found


def _need(channel: Channel, permission: Permission, code: int = 50013) -> None:
    if permission in channel.denied:
        raise Refusal(403, code, "Missing Permissions", blame=False)


def _message(server: DiscordServer, call: Call) -> Message:
    place = _channel(server, call)
    found = server.all_messages.get(call.params["message"])
    if found is None or found.deleted or found.channel is not place or found.ephemeral:
        raise unknown("Message", 10008)
    return found


ROUTES = [
    ("GET", "/channels/{channel}", channel),
    ("POST", "/channels/{channel}/typing", typing),
    ("GET", "/channels/{channel}/messages", history),
    ("POST", "/channels/{channel}/messages", send),
    ("GET", "/channels/{channel}/messages/{message}", get),
    ("PATCH", "/channels/{channel}/messages/{message}", edit),
    ("DELETE", "/channels/{channel}/messages/{message}", delete),
]
