"""Logging in: which refusals are final, and what is said of each."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bot.adapters.discord.logging_in import final, passing, token_of
from bot.config import DiscordSettings
from bot.domain.errors import ServiceError


def closed(code: int) -> discord.ConnectionClosed:
    socket: Any = SimpleNamespace(close_code=code)
    return discord.ConnectionClosed(socket, shard_id=0, code=code)


def refused(status: int) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="")
    return discord.HTTPException(response, {"code": 0, "message": "secret words"})


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (discord.LoginFailure("Improper token"), "does not accept DISCORD_TOKEN; copy it from"),
        (refused(401), "does not accept the token any more; copy it from"),
        (closed(4004), "does not accept the token any more; copy it from"),
        (closed(4010), "DISCORD_SHARDS is a list"),
        (closed(4011), "unset DISCORD_SHARDS"),
        (closed(4012), "update the program"),
        (closed(4013), "does not know the gateway intents"),
        (closed(4014), "refuses the gateway intents"),
        (discord.PrivilegedIntentsRequired(0), "refuses the gateway intents"),
    ],
)
def test_what_waiting_cannot_mend_is_a_sentence_with_its_remedy(
    error: Exception, sentence: str
) -> None:
    end = final(error)
    assert end is not None
    assert sentence in str(end)
    assert "\n" not in str(end)


def _not_found() -> Exception:
    return discord.GatewayNotFound()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (refused(503), "Discord answers with 503"),
        (refused(429), "Discord answers with 429"),
        (_not_found(), "cannot be reached (GatewayNotFound)"),
        (aiohttp.ClientConnectionError("host"), "cannot be reached (ClientConnectionError)"),
        (TimeoutError(), "cannot be reached (TimeoutError)"),
        (closed(4000), "the connection broke (ConnectionClosed)"),
        (KeyError("content of a message"), "the connection broke (KeyError)"),
    ],
)
def test_everything_else_is_waited_for(error: Exception, words: str) -> None:
    assert final(error) is None
    assert words in passing(error)
    assert "secret" not in passing(error)
    assert "content" not in passing(error)


@pytest.mark.parametrize("token", [None, "Bot abc", "abc\ndef", "töken", "a b"])
def test_what_cannot_be_a_token_is_not_tried(token: str | None) -> None:
    with pytest.raises(ServiceError, match="DISCORD_TOKEN") as caught:
        token_of(DiscordSettings(token))
    assert token is None or token not in str(caught.value)


def test_a_token_is_taken_as_it_is() -> None:
    assert token_of(DiscordSettings("MTk4.G-x_y.abc")) == "MTk4.G-x_y.abc"
