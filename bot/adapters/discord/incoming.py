"""Incoming: what Discord brings, as events and utterances. Pure.

The conversation of a message is its channel, for there everybody reads along; that of a
command is its asker's in that channel. A button goes on with that of the answer above it,
where it is the channel's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.adapters.discord.commands import PUBLIC
from bot.adapters.discord.rest import Ticket
from bot.adapters.discord.ways import Way
from bot.domain.ledger import Event, Posted
from bot.domain.utterance import Turn, Utterance
from bot.serving.controls import Control, read_control
from bot.serving.naming import unprefixed

PLATFORM = "discord"

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_ASKED = (discord.MessageType.default, discord.MessageType.reply)
_EARLIER = 5  # turns of a conversation that go on with it

Interaction = discord.Interaction[Any]


def data(interaction: Interaction) -> Mapping[str, Any]:
    """What an interaction says, whatever a client may have sent."""
    found: object = interaction.data
    return found if isinstance(found, Mapping) else {}


def options(interaction: Interaction) -> list[Mapping[str, Any]]:
    """The filled options of a command, in the order of the client."""
    given = data(interaction).get("options")
    filled = given if isinstance(given, list) else []
    return [each for each in filled if isinstance(each, Mapping) and "name" in each]


def ticket(interaction: Interaction) -> Ticket:
    """What it takes to answer an interaction."""
    return Ticket(interaction.id, interaction.application_id, interaction.token)


def is_direct(interaction: Interaction) -> bool:
    """Whether somebody writes to the app alone."""
    return interaction.guild_id is None and bool(interaction.context.dm_channel)


def is_public(interaction: Interaction) -> bool:
    """Whether the answer to a command, or to a button below an answer, is for all to see.

    Beside the app nobody reads direct messages, so that nothing is hidden there.
    """
    if interaction.message is not None:
        return not interaction.message.flags.ephemeral
    asked = any(o["name"] == PUBLIC and o.get("value") is True for o in options(interaction))
    return asked or is_direct(interaction)


def command_event(
    interaction: Interaction, prefix: str, whole: Callable[[str], str] = lambda value: value
) -> Event:
    """A command, whether we know it or not: the core says what there is instead.

    `whole` finds the name that a shortened choice stands for.
    """
    name = str(data(interaction).get("name", "")).removeprefix(prefix)
    given = tuple(
        (str(each["name"]), whole(str(each.get("value", ""))))
        for each in options(interaction)
        if not isinstance(each.get("value"), bool)
    )
    text = " ".join((f"/{name}", *(value for _, value in given)))
    said = _utterance(interaction, text, slots=given)
    return _event(interaction, f"interaction:{interaction.id}", said, "command")


def offer_event(interaction: Interaction, control: Control, posted: Posted) -> Event | None:
    """The question behind a button, asked after the answer above it; none when there is none.

    Pressing it twice asks once.
    """
    if control.n >= len(posted.offers):
        return None
    said = _utterance(interaction, posted.offers[control.n], after(posted), below=posted)
    event = _event(interaction, f"interaction:{interaction.id}", said, "offer")
    button = f"offer:{control.answer}:{control.n}:{interaction.user.id}"
    return replace(event, delivery={**event.delivery, "button": button})


def share_event(interaction: Interaction, posted: Posted) -> Event:
    """An answer that only its asker sees, for everybody; once, however often it is asked for.

    It is no turn of the conversation, for it was one before.
    """
    asked = posted.utterance
    said = Utterance(
        text=asked.text,
        id=str(interaction.id),
        author=str(interaction.user.id),
        place=asked.place,
        platform=PLATFORM,
        locale=str(interaction.locale),
        earlier=asked.earlier,
        slots=asked.slots,
    )
    goes = _way(interaction, public=True, by=interaction.user.display_name, edition=posted.edition)
    kept = {**goes.kept(), "answer": posted.id, "button": f"share:{posted.id}"}
    return Event(f"{PLATFORM}:interaction:{interaction.id}", PLATFORM, said, "share", kept)


def message_event(
    message: discord.Message, me: int, prefix: str, commands: Container[str]
) -> Event | None:
    """A message that is addressed to us: directly, by a mention or as a reply; else none.

    What other programs write is never answered, or two of them would go on for ever.
    """
    if message.author.bot or message.webhook_id is not None or message.type not in _ASKED:
        return None
    guild = message.guild.id if message.guild else None
    channel = message.channel.id
    if message.guild is not None and not any(user.id == me for user in message.mentions):
        return None
    said = Utterance(
        text=unprefixed(_spoken(message, me), prefix, commands),
        id=str(message.id),
        author=str(message.author.id),
        place=_place(guild, channel),
        thread=str(channel),
        platform=PLATFORM,
        locale=str(message.guild.preferred_locale) if message.guild else "en",
    )
    goes = Way(channel, message.author.id, guild, reply_to=message.id)
    surface = "direct" if guild is None else "mention"
    return Event(f"{PLATFORM}:message:{message.id}", PLATFORM, said, surface, goes.kept())


def _spoken(message: discord.Message, me: int) -> str:
    """The text without the mention of us, others by their names."""
    names = {user.id: user.display_name for user in message.mentions} | {me: ""}
    text = _MENTION.sub(lambda found: names.get(int(found[1]), found[0]), message.content)
    return text.strip(" \t\n,:")


def answer_replied_to(message: discord.Message, me: int) -> str | None:
    """The answer that a message replies to, by the buttons below it."""
    above = message.reference.resolved if message.reference else None
    if not isinstance(above, discord.Message) or above.author.id != me:
        return None
    codes = (read_control(code) for code in _codes(above.components))
    return next((control.answer for control in codes if control is not None), None)


def _codes(components: Iterable[Any]) -> Iterable[str]:
    for component in components:
        if isinstance(code := getattr(component, "custom_id", None), str):
            yield code
        yield from _codes(getattr(component, "children", ()))


def after(posted: Posted) -> tuple[Turn, ...]:
    """The turns of a conversation that goes on from an answer."""
    turn = Turn(posted.utterance.text, posted.intent, tuple(posted.slots.items()))
    return (*posted.utterance.earlier, turn)[-_EARLIER:]


def _utterance(
    interaction: Interaction,
    text: str,
    earlier: tuple[Turn, ...] = (),
    slots: tuple[tuple[str, str], ...] = (),
    below: Posted | None = None,
) -> Utterance:
    """What is asked; `below` is the answer whose button asks it: the conversation goes on there."""
    channel = interaction.channel_id or 0
    everybody = below is not None and below.utterance.thread == str(channel)
    whole = everybody or is_direct(interaction)
    return Utterance(
        text=text,
        id=str(interaction.id),
        author=str(interaction.user.id),
        place=_place(interaction.guild_id, channel),
        thread=str(channel) if whole else f"{channel}:{interaction.user.id}",
        platform=PLATFORM,
        locale=str(interaction.locale),
        earlier=earlier,
        slots=slots,
    )


def _event(interaction: Interaction, key: str, said: Utterance, surface: str) -> Event:
    goes = _way(interaction, public=is_public(interaction))
    return Event(f"{PLATFORM}:{key}", PLATFORM, said, surface, goes.kept())


def _way(interaction: Interaction, public: bool, by: str = "", edition: str = "") -> Way:
    return Way(
        channel=interaction.channel_id or 0,
        user=interaction.user.id,
        guild=interaction.guild_id,
        public=public,
        ticket=ticket(interaction),
        shared_by=by,
        edition=edition,
    )


def _place(guild: int | None, channel: int) -> str:
    return f"{guild or '@me'}/{channel}"
