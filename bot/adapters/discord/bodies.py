"""Bodies: messages as Discord takes them, and what sending adds to them. Pure.

Nobody is mentioned, whatever a message says.
"""

from __future__ import annotations

from hashlib import sha256

from discord import MessageFlags

from bot.adapters.discord.rest import Body
from bot.adapters.discord.views import Message, components

HIDDEN = MessageFlags(ephemeral=True).value  # only the asker sees it
_NONCE = 24  # characters, of Discord's 25


def body(message: Message) -> Body:
    """A message for sending and for editing; the flag says that it is made of components."""
    return {
        "flags": MessageFlags(components_v2=True).value,
        "components": components(message),
        "allowed_mentions": {"parse": []},
    }


def hidden(given: Body) -> Body:
    """The same for the asker's eyes only; not for edits, which leave that as it is."""
    return given | {"flags": given["flags"] | HIDDEN}


def reply(given: Body, message: int) -> Body:
    """The same as a reply to a message, if that is still there."""
    reference = {"message_id": str(message), "fail_if_not_exists": False}
    return given | {"message_reference": reference}


def once(given: Body, key: str) -> Body:
    """The same, which Discord shows once for a key when it is sent again within minutes."""
    nonce = sha256(key.encode("utf-8", "replace")).hexdigest()[:_NONCE]
    return given | {"nonce": nonce, "enforce_nonce": True}
