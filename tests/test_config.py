"""Settings of a running bot: from the environment, from files, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ServiceSettings, service_settings
from bot.domain.errors import UsageError


def test_nothing_set_means_nothing_configured() -> None:
    settings = service_settings({})
    assert settings == ServiceSettings()
    assert not settings.slack.is_set
    assert not settings.discord.is_set
    assert settings.slack.api_url == "https://slack.com/api/"


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-1\n")
    settings = service_settings({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "token")})
    assert settings.slack.bot_token == "xoxb-1"
    with pytest.raises(UsageError, match="both set"):
        service_settings({"DISCORD_TOKEN": "a", "DISCORD_TOKEN_FILE": "b"})
    with pytest.raises(UsageError, match=r"DISCORD_TOKEN_FILE: .*nowhere cannot be read"):
        service_settings({"DISCORD_TOKEN_FILE": str(tmp_path / "nowhere")})


def test_secrets_are_not_shown() -> None:
    secret = "BOT_TOKEN APP_TOKEN SIGNING_SECRET CLIENT_SECRET CONFIG_TOKEN"
    names = [*(f"SLACK_{name}" for name in secret.split()), "DISCORD_TOKEN"]
    environment = dict.fromkeys(names, "hush-hush")
    settings = service_settings(environment)
    assert settings.discord.token == "hush-hush"
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SLACK_API_URL", "slack.com/api/", "http or https"),
        ("SLACK_API_URL", "http://[broken", "http or https"),
        ("DISCORD_GATEWAY_URL", "https://gateway", "ws or wss"),
        ("BRIEFING_PUBLIC_URL", "javascript:alert(1)", "http or https"),
        ("BRIEFING_PORT", "65536", "0 to 65535"),
        ("BRIEFING_PORT", "eighty", "0 to 65535"),
        ("BRIEFING_COMMAND_PREFIX", "Team A ", "a-z"),
        ("BRIEFING_KEEP_DAYS", "0", "at least 1"),
        ("BRIEFING_KEEP_DAYS", "ever", "at least 1"),
        ("DISCORD_SHARDS", "0,1", "0,1/4"),
        ("DISCORD_SHARDS", "4/4", "0,1/4"),
        ("DISCORD_SHARDS", "a/4", "0,1/4"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, value: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as raised:
        service_settings({name: value})
    assert name in str(raised.value)


def test_shards() -> None:
    assert service_settings({"DISCORD_SHARDS": "0,2/4"}).discord.shards == (0, 2)
    every = service_settings({"DISCORD_SHARDS": "/4"}).discord
    assert (every.shards, every.shard_count) == ((), 4)
