"""Credentials: whether the token looks like one, and what else it may be.

Nothing is asked of Discord here. No finding repeats a token, or a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapters.discord.logging_in import PORTAL, token_of
from bot.adapters.discord.manifest import id_in
from bot.config import DiscordSettings
from bot.domain.errors import ServiceError
from bot.serving.checkup import Finding, error

_PLACE = f"{PORTAL} > your app > Bot > Reset Token"
_OTHERS = {  # what stands near the token in the developer portal
    r"[0-9]+": "it is an Application ID",
    r"[0-9a-f]{64}": "it is a Public Key",
    r"[A-Za-z0-9_-]{32}": "it is a Client Secret",
}


def is_whole(settings: DiscordSettings) -> bool:
    """Whether asking Discord about the token can tell more than its looks do."""
    try:
        token_of(settings)
    except ServiceError:
        return False
    return re.search(r"[\"'`]", settings.token or "") is None


def token_findings(settings: DiscordSettings) -> Iterator[Finding]:
    """A token that is missing or mangled."""
    if settings.token is None:
        yield error("DISCORD_TOKEN is not set", f"set it to the token from {_PLACE}")
    elif re.match("(?i)bot +", settings.token):
        yield error("DISCORD_TOKEN begins with the word Bot", "set it to what stands behind that")
    elif not is_whole(settings):
        yield error(
            "DISCORD_TOKEN has white space, quotation marks or other signs in it that no token has",
            f"copy it anew from {_PLACE}",
        )


def refused(token: str) -> Finding:
    """Discord does not accept the token: what it may be instead."""
    why = next((told for shape, told in _OTHERS.items() if re.fullmatch(shape, token)), None)
    if why is None and id_in(token) is None:
        why = "it is no bot's token, or only a part of one"
    why = why or "it was reset, or the app is gone"
    return error(
        f"Discord does not accept DISCORD_TOKEN: {why}", f"set it to the token from {_PLACE}"
    )
