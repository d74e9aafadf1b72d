"""The manifest, against the rules of Slack's own schema (slackapi/manifest-schema, 2026-11)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.adapters.slack.manifest import SCOPES, Manifest, manifest, usage_hint
from bot.domain.errors import UsageError
from bot.domain.intent import AnswerSpec, Intent, Slot
from bot.intents.loading import load_intents

URL = "https://briefing.example.com"
HTTPS = Annotated[str, StringConstraints(pattern=r"^https://", max_length=2500)]


Scope = Annotated[str, StringConstraints(min_length=1, max_length=50)]


def text(most: int, least: int = 1, pattern: str | None = None) -> Any:
    """A text that must be there."""
    return Field(min_length=least, max_length=most, pattern=pattern)


class Strict(BaseModel):
    """No key that the schema does not name; no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Display(Strict):
    name: str = text(35)
    description: str = text(140)
    long_description: str = text(4000, 175)


class AppHome(Strict):
    home_tab_enabled: bool
    messages_tab_enabled: bool
    messages_tab_read_only_enabled: bool


class BotUser(Strict):
    display_name: str = text(80, pattern=r"^[a-z0-9._-]+$")
    always_online: bool


class Prompt(Strict):
    title: str = text(75)
    message: str = text(2000)


class AgentView(Strict):
    agent_description: str = text(300)
    suggested_prompts: Annotated[list[Prompt], Field(min_length=1, max_length=4)]


class Shortcut(Strict):
    name: str = text(24)
    type: Literal["message", "global"]
    callback_id: str = text(255)
    description: str = text(150)


class Command(Strict):
    command: str = text(32, 2, r"^/[^\s/A-Z]+$")
    description: str = text(2000)
    usage_hint: str = Field("none", min_length=1, max_length=1000)
    url: HTTPS | None = None
    should_escape: bool


class Features(Strict):
    app_home: AppHome
    bot_user: BotUser
    agent_view: AgentView
    shortcuts: Annotated[list[Shortcut], Field(min_length=1, max_length=10)]
    slash_commands: Annotated[list[Command], Field(min_length=1, max_length=50)]


class Scopes(Strict):
    bot: Annotated[list[Scope], Field(min_length=1, max_length=255)]


class OAuth(Strict):
    redirect_urls: list[HTTPS] = []
    scopes: Scopes


class Events(Strict):
    request_url: HTTPS | None = None
    bot_events: Annotated[list[Scope], Field(min_length=1, max_length=100)]


class Interactivity(Strict):
    is_enabled: bool
    request_url: HTTPS | None = None
    message_menu_options_url: HTTPS | None = None


class AppSettings(Strict):
    event_subscriptions: Events
    interactivity: Interactivity
    org_deploy_enabled: bool
    socket_mode_enabled: bool
    token_rotation_enabled: bool


class Schema(Strict):
    display_information: Display
    features: Features
    oauth_config: OAuth
    settings: AppSettings


@pytest.fixture(scope="module")
def intents(intents_folder: Path) -> tuple[Intent, ...]:
    return load_intents(intents_folder)


def commands(made: Manifest) -> list[str]:
    return [entry["command"] for entry in made["features"]["slash_commands"]]


@pytest.mark.parametrize("url", [None, URL])
def test_the_schema_takes_it(intents: tuple[Intent, ...], url: str | None) -> None:
    made = manifest(intents, url=url)
    Schema.model_validate(made)
    made["features"]["shortcuts"][0]["name"] = "A name that is too long by one"
    with pytest.raises(ValidationError):
        Schema.model_validate(made)


def test_every_command_is_there_whatever_the_documents_hold(intents: tuple[Intent, ...]) -> None:
    made = commands(manifest(intents))
    assert made == [f"/{intent.command}" for intent in intents if intent.command]
    assert {"/ask", "/who-signed", "/briefing-help"} <= set(made)
    silent = [replace(intent, command=None) for intent in intents]
    assert commands(manifest([*silent, intents[0]])) == [f"/{intents[0].command}"]


def test_the_prefix_stands_before_every_command(intents: tuple[Intent, ...]) -> None:
    made = commands(manifest(intents, prefix="harbour-"))
    assert all(name.startswith("/harbour-") for name in made)
    assert len(set(made)) == len(made)


def test_socket_mode_names_no_address(intents: tuple[Intent, ...]) -> None:
    made = manifest(intents)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "redirect_urls" not in made["oauth_config"]
    assert "http" not in str(made)


def test_http_names_our_address_everywhere(intents: tuple[Intent, ...]) -> None:
    made = manifest(intents, url=f"{URL}/bot/")
    settings, address = made["settings"], f"{URL}/bot/slack/events"
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"]["request_url"] == address
    assert settings["interactivity"]["message_menu_options_url"] == address
    assert {entry["url"] for entry in made["features"]["slash_commands"]} == {address}
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/bot/slack/oauth_redirect"]


def test_each_event_has_its_scope_and_each_scope_its_use(intents: tuple[Intent, ...]) -> None:
    made = manifest(intents)
    needed = {  # docs.slack.dev/reference/events
        "app_home_opened": None,
        "app_mention": "app_mentions:read",
        "app_uninstalled": None,
        "message.im": "im:history",
        "tokens_revoked": None,
    }
    heard = made["settings"]["event_subscriptions"]["bot_events"]
    assert {needed[event] for event in heard} - {None} <= set(SCOPES)
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert not [s for s in SCOPES if s.startswith(("channels:", "groups:", "users:"))]


def test_the_prompts_are_what_the_intents_suggest(intents: tuple[Intent, ...]) -> None:
    prompts = manifest(intents)["features"]["agent_view"]["suggested_prompts"]
    suggested = {intent.suggestion for intent in intents}
    assert len(prompts) == 4
    assert {prompt["message"] for prompt in prompts} <= suggested - {""}
    assert {"title": "What came out of the summit?", "message": "what came out of the summit?"} in (
        prompts
    )


def test_a_usage_hint_shows_what_may_be_left_out() -> None:
    slots = (Slot("topic", optional=False, hint="a word"), Slot("where_to"))
    intent = Intent("x", "X", (), AnswerSpec(), command="x", slots=slots)
    assert usage_hint(intent) == "a word [where to]"
    entry = manifest([intent])["features"]["slash_commands"][0]
    assert entry["usage_hint"] == "a word [where to]"
    bare = manifest([replace(intent, slots=())])["features"]["slash_commands"][0]
    assert "usage_hint" not in bare  # Slack refuses an empty one


@pytest.mark.parametrize(
    ("name", "bot"), [("Harbour Facts!", "harbour-facts"), ("港", "briefing"), ("a.b_c", "a.b_c")]
)
def test_the_bot_has_a_name_that_slack_takes(
    intents: tuple[Intent, ...], name: str, bot: str
) -> None:
    made = manifest(intents, name=name)
    Schema.model_validate(made)
    assert made["display_information"]["name"] == name
    assert made["features"]["bot_user"]["display_name"] == bot


@pytest.mark.parametrize("name", ["", "  ", "x" * 36])
def test_names_that_slack_does_not_take(intents: tuple[Intent, ...], name: str) -> None:
    with pytest.raises(UsageError, match="1 to 35 characters"):
        manifest(intents, name=name)


@pytest.mark.parametrize(
    "url",
    [
        "http://briefing.example.com",
        "briefing.example.com",
        "https://",
        "https://user:word@example.com",
        "https://example.com/?a=1",
        "https://example.com/#a",
        "https://exam ple.com",
        "https://example.com/" + "x" * 2500,
        "",
    ],
)
def test_addresses_that_slack_does_not_call(intents: tuple[Intent, ...], url: str) -> None:
    with pytest.raises(UsageError, match="https://briefing"):
        manifest(intents, url=url)
