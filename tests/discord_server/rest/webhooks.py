"""What comes after the first answer: edits of it, and follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord_server.faults import Call
from tests.discord_server.forms.message import check_message
from tests.discord_server.interaction import DEFER, Interaction
from tests.discord_server.message import EPHEMERAL, Message
from tests.discord_server.refusing import unknown
from tests.discord_server.rest.interactions import origin

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer


async def follow_up(server: DiscordServer, call: Call) -> Any:
    """POST /webhooks/APP/TOKEN: a new message, or the end of a deferral."""
    interaction = _interaction(server, call)
    original = interaction.message
    deferred = interaction.response is not None and interaction.response.type == DEFER
    if deferred and original is not None and original.loading:
        call.params["message"] = "@original"
        return await edit(server, call)
    fields = check_message(call.body, files=len(call.files))
    interaction.check_follow_up()
    server.mind_mentions(call, fields, by_webhook=True, answers=None)
    message = Message(server.snowflakes.next(), interaction.channel, server.bot)
    message.origin = origin(interaction)
    if original is not None:
        message.type, message.reference = 19, original
        message.origin |= {"original_response_message_id": original.id}
    if fields["flags"] & EPHEMERAL:
        message.viewer = interaction.user
    await server.post(message, fields, call.files)
    interaction.followups.append(message)
    interaction.touch()
    return message.payload(server.application_id)


async def edit(server: DiscordServer, call: Call) -> Any:
    """PATCH /webhooks/APP/TOKEN/messages/ID."""
    interaction = _interaction(server, call)
    message = _message(interaction, call)
    fields = check_message(call.body, now=message, files=len(call.files))
    server.mind_mentions(call, fields, by_webhook=True, answers=None)
    await server.edit(message, fields, call.files)
    return message.payload(server.application_id)


async def get(server: DiscordServer, call: Call) -> Any:
    """GET /webhooks/APP/TOKEN/messages/ID."""
    message = _message(_interaction(server, call), call)
    return message.payload(server.application_id)


async def delete(server: DiscordServer, call: Call) -> Any:
    """DELETE /webhooks/APP/TOKEN/messages/ID."""
    await server.delete_message(_message(_interaction(server, call), call))


def _interaction(server: DiscordServer, call: Call) -> Interaction:
    interaction = server.interactions.get(call.params["token"])
    if interaction is None or call.params["application"] != server.application_id:
        raise unknown("Webhook", 10015, blame=True)
    interaction.check_later()
    return interaction


def _message(interaction: Interaction, call: Call) -> Message:
    wanted = call.params["message"]
    for message in (interaction.message, *interaction.followups):
        if message is None or message.deleted:
            continue
        if message.id == wanted or (wanted == "@original" and message is interaction.message):
            return message
    raise unknown("Message", 10008)


ROUTES = [
    ("POST", "/webhooks/{application}/{token}", follow_up),
    ("GET", "/webhooks/{application}/{token}/messages/{message}", get),
    ("PATCH", "/webhooks/{application}/{token}/messages/{message}", edit),
    ("DELETE", "/webhooks/{application}/{token}/messages/{message}", delete),
]
