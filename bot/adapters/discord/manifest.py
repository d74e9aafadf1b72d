"""The manifest: what Discord has to know of the app, and the links that install it. Pure.

Discord takes no manifest as a whole: the commands are put there by the bot itself, the
settings by hand, in the developer portal.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from discord import Permissions

from bot.adapters.discord.commands import Payload
from bot.adapters.discord.logging_in import PORTAL
from bot.domain.errors import UsageError

_AUTHORIZE = "https://discord.com/oauth2/authorize"
_ID = re.compile(r"[1-9][0-9]{14,19}")

SERVER, USER = "0", "1"  # Discord: application integration types
#: What each way of installing asks for.
SCOPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {SERVER: ("applications.commands", "bot"), USER: ("applications.commands",)}
)
#: The permissions that we ask for in a server, by discord.py's names, as people read them,
#: and what does not work without each. Commands and their answers need none of them.
PERMISSIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "view_channel": ("View Channels", "mentions are not heard"),
        "send_messages": ("Send Messages", "mentions are answered in a direct message"),
        "send_messages_in_threads": (
            "Send Messages in Threads",
            "mentions in threads are answered in a direct message",
        ),
        "read_message_history": (
            "Read Message History",
            "answers to mentions do not stand below their questions",
        ),
    }
)
NEEDED = Permissions(**dict.fromkeys(PERMISSIONS, True))

#: Places in the developer portal, and what is to stand there.
_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "General Information > Interactions Endpoint URL": "empty",
        "Installation > Installation Contexts": "User Install and Guild Install",
        "Installation > Default Install Settings > User Install": f"scope {SCOPES[USER][0]}",
        "Installation > Default Install Settings > Guild Install": (
            f"scopes {' and '.join(SCOPES[SERVER])}; permissions "
            f"{', '.join(shown for shown, _ in PERMISSIONS.values())}"
        ),
        "Bot > Requires OAuth2 Code Grant": "switched off",
        "Bot > Privileged Gateway Intents": "all off; none is needed",
    }
)


def manifest(commands: Sequence[Payload], application: str) -> dict[str, Any]:
    """What Discord has to know of the application with this id: `commands` are those for
    everywhere, as the bot puts them there; the links that install it come last."""
    return {
        "commands": list(commands),
        "settings": {"portal": f"{PORTAL}/{application}", **_SETTINGS},
        "permissions": {shown: f"without it {harm}" for shown, harm in PERMISSIONS.values()},
        "install": {
            "server": {
                "scopes": list(SCOPES[SERVER]),
                "permissions": str(NEEDED.value),
                "link": install_link(application),
            },
            "user": {
                "scopes": list(SCOPES[USER]),
                "permissions": "0",
                "link": install_link(application, USER),
            },
        },
    }


def install_link(application: str, kind: str = SERVER) -> str:
    """Where the app is installed in a server, or by a user for themselves."""
    query = {
        "client_id": application,
        "integration_type": kind,
        "scope": " ".join(SCOPES[kind]),
    }
    if kind == SERVER:
        query["permissions"] = str(NEEDED.value)
    return f"{_AUTHORIZE}?{urlencode(query)}"


def application_of(option: str | None, token: str | None) -> str:
    """The id of the application: as given, or as it stands in the token; raises `UsageError`.

    A token begins with the id of the bot's user. It is the application's own, but for apps
    that were made before 2016, which need the option.
    """
    if option is not None:
        if not _ID.fullmatch(option):
            raise UsageError(
                f"an application id is a number of 15 to 20 digits, not {option!r}; copy it from "
                f"{PORTAL} > your app > General Information > Application ID"
            )
        return option
    found = id_in(token or "")
    if found is None:
        raise UsageError(
            f"which app is it? Set DISCORD_TOKEN, or give --application: {PORTAL} > your app > "
            f"General Information > Application ID"
        )
    return found


def id_in(token: str) -> str | None:
    """The id that a bot's token begins with; none where it is no such token."""
    first, *rest = token.split(".")
    if len(rest) != 2:
        return None
    try:
        found = b64decode(first + "=" * (-len(first) % 4), altchars=b"-_").decode("ascii")
    except ValueError:
        return None
    return found if _ID.fullmatch(found) else None
