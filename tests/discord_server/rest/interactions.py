"""The first answer to an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord_server.faults import Call
from tests.discord_server.forms.command import CHAT_INPUT, WITH_CHOICES, check_choice
from tests.discord_server.forms.message import check_message
from tests.discord_server.forms.modal import check_modal
from tests.discord_server.interaction import (
    CHOICES,
    COMMAND,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    SAY,
    UPDATE,
    Interaction,
)
from tests.discord_server.message import EPHEMERAL, LOADING, Message
from tests.discord_server.refusing import Form, unknown
from tests.discord_server.world import Json, Permission

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer


async def callback(server: DiscordServer, call: Call) -> Any:
    """POST /interactions/ID/TOKEN/callback."""
    interaction = server.interactions.get(call.params["token"])
    if interaction is None or interaction.id != call.params["interaction"]:
        raise unknown("interaction", 10062, blame=True)
    body = call.body if isinstance(call.body, dict) else {}
    type_ = body.get("type")
    interaction.check_first(type_)
    data = body.get("data") or {}
    await _take(server, call, interaction, int(str(type_)), data)
    interaction.first_call = call
    interaction.answer(int(str(type_)), data)
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    return _told(server, interaction)


async def _take(
    server: DiscordServer, call: Call, interaction: Interaction, type_: int, data: Json
) -> None:
    if type_ == SAY:
        fields = check_message(data, files=len(call.files), at=("data",))
        server.mind_mentions(call, fields, by_webhook=True, answers=None)
        interaction.message = _new(server, interaction, fields["flags"])
        await server.post(interaction.message, fields, call.files)
    elif type_ == DEFER:
        flags = Form(data)["flags"].number(0, 1 << 31) & EPHEMERAL
        interaction.message = _new(server, interaction, flags)
        await server.post(interaction.message, {"flags": flags | LOADING}, [])
    elif type_ == DEFER_UPDATE:
        interaction.message = interaction.source
    elif type_ == UPDATE and interaction.source is not None:
        fields = check_message(data, now=interaction.source, files=len(call.files), at=("data",))
        server.mind_mentions(call, fields, by_webhook=True, answers=None)
        interaction.message = interaction.source
        await server.edit(interaction.source, fields, call.files)
    elif type_ == CHOICES:
        _check_choices(interaction, Form(data, ("data",)))
    elif type_ == MODAL:
        form = Form(data, ("data",))
        check_modal(form)
        form.refuse()


def _check_choices(interaction: Interaction, form: Form) -> None:
    for choice in form["choices"].items(25):
        check_choice(choice, WITH_CHOICES[interaction.focused_type])
    if not form["choices"].given:
        form["choices"].missing()
    form.refuse()


def _new(server: DiscordServer, interaction: Interaction, flags: int) -> Message:
    """Return the empty message that will be the original response."""
    message = Message(server.snowflakes.next(), interaction.channel, server.bot)
    message.origin = origin(interaction)
    if interaction.source is not None:
        message.type, message.reference = 19, interaction.source
    elif interaction.type == COMMAND:
        message.type = 20 if interaction.data.get("type", 1) == CHAT_INPUT else 23
    hidden = interaction.user_installed and (
        Permission.USE_EXTERNAL_APPS in interaction.channel.denied
    )
    if flags & EPHEMERAL or hidden:
        message.viewer = interaction.user
    return message


def origin(interaction: Interaction) -> Json:
    """Return the `interaction_metadata` of a message that answers this interaction."""
    known: Json = {
        "id": interaction.id,
        "type": interaction.type,
        "user": interaction.user.payload(),
        "authorizing_integration_owners": interaction.payload["authorizing_integration_owners"],
    }
    data = interaction.data
    if "name" in data:
        known |= {"name": data["name"], "command_type": data.get("type", 1)}
    if interaction.source is not None:
        known["interacted_message_id"] = interaction.source.id
    return known


def _told(server: DiscordServer, interaction: Interaction) -> Json:
    response = interaction.response
    told: Json = {"interaction": {"id": interaction.id, "type": interaction.type}}
    if response is None:
        return told
    told["resource"] = {"type": response.type}
    message = interaction.message
    if message is not None:
        told["interaction"] |= {
            "response_message_id": message.id,
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
    if message is not None and response.type != DEFER_UPDATE:
        told["resource"]["message"] = message.payload(server.application_id)
    return told


ROUTES = [("POST", "/interactions/{interaction}/{token}/callback", callback)]
