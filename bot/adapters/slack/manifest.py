"""The app's manifest: what Slack has to know of it, made from the intents.

Limits are those of Slack's own schema (slackapi/manifest-schema) and of
docs.slack.dev/reference/app-manifest. Those on commands are checked with the intents, where
a mistake has a file and a line (`bot.intents.limits`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bot.answers.helping import questions
from bot.domain.errors import UsageError
from bot.domain.intent import Intent

Manifest = dict[str, Any]

EVENTS = "/slack/events"  # commands, events and interactivity, all of them
INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
CHECK_SOURCES = "check_sources"  # callback id of the message shortcut

#: The scopes that we ask for, and what does not work without each.
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "mentions are not heard",
        "assistant:write": "the agent view shows no suggestions and no status",
        "chat:write": "mentions and direct messages cannot be answered",
        "commands": "slash commands and the message shortcut do not work",
        "im:history": "direct messages are not heard",
    }
)
#: What an app may go without where Slack refuses it the agent view.
OPTIONAL_SCOPES = frozenset({"assistant:write"})
#: The events that we hear. None of them needs more than the scopes above.
EVENT_TYPES = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")

NAME = "Briefing"
_LONGEST_NAME = 35
_LONGEST_BOT_NAME = 80
_LONGEST_URL = 2400  # Slack takes 2,500 for the shortest of those that begin with it
_SHORT = "Answers from your team's own documents: their exact words, cited."
_LONG = (
    "Ask in your own words or with a command, in a channel, in a thread or in a direct message. "
    "The answer consists of the exact words of your team's documents, each with its source, its "
    "date and its place. Lists are whole lists. Where the documents do not answer, the app says "
    "so, and shows what can be asked instead. It reads no channel: it hears only what is sent to "
    "it, and it pings nobody."
)
_AGENT = (
    "Ask what your team's documents say. Answers are their exact words, each with its source and "
    "its place; where the documents do not answer, you are told so."
)


def manifest(
    intents: Sequence[Intent], *, name: str = NAME, prefix: str = "", url: str | None = None
) -> Manifest:
    """The manifest of an app for `intents`: for HTTP with the public address `url` of our
    server, for Socket Mode without.

    Every intent with a command has one, whether the documents of today answer it or not: a
    command must not go from Slack because a document does. `prefix` stands before each.
    Raises `UsageError` for a name or an address that Slack does not take.
    """
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise UsageError(f"Slack takes app names of 1 to {_LONGEST_NAME} characters, not {name!r}")
    base = None if url is None else _base(url)
    events = {"request_url": f"{base}{EVENTS}"} if base else {}
    interactivity = {**events, "message_menu_options_url": f"{base}{EVENTS}"} if base else {}
    oauth: Manifest = {"redirect_urls": [f"{base}{REDIRECT}"]} if base else {}
    return {
        "display_information": {
            "name": name.strip(),
            "description": _SHORT,
            "long_description": _LONG,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": _bot_name(name), "always_online": True},
            "agent_view": {
                "agent_description": _AGENT,
                "suggested_prompts": [
                    {"title": text[:1].upper() + text[1:], "message": text}
                    for text in questions(intents)
                ],
            },
            "shortcuts": [
                {
                    "name": "Check against sources",
                    "type": "message",
                    "callback_id": CHECK_SOURCES,
                    "description": "Compares the quotations in a message with the documents",
                }
            ],
            "slash_commands": list(_commands(intents, prefix, base)),
        },
        "oauth_config": {**oauth, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**events, "bot_events": list(EVENT_TYPES)},
            "interactivity": {"is_enabled": True, **interactivity},
            "org_deploy_enabled": False,
            "socket_mode_enabled": base is None,
            "token_rotation_enabled": False,
        },
    }


def _base(url: str) -> str:
    """The address without its last slash; Slack calls addresses that begin with https only."""
    if not re.fullmatch(r"https://[^\s/?#@]+(/[^\s?#]*)?", url) or len(url) > _LONGEST_URL:
        raise UsageError(
            f"Slack calls addresses such as https://briefing.example.com, not {url!r}: they begin "
            f"with https:// and hold no name, no password, no ? and no #"
        )
    return url.rstrip("/")


def _bot_name(name: str) -> str:
    """The name as a bot user may have it: a-z, 0-9, hyphens, underscores and full stops."""
    kept = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-")
    return kept[:_LONGEST_BOT_NAME] or NAME.lower()


def _commands(intents: Iterable[Intent], prefix: str, base: str | None) -> Iterable[Manifest]:
    for intent in intents:
        if intent.command is None:
            continue
        entry: Manifest = {
            "command": f"/{prefix}{intent.command}",
            "description": intent.description,
        }
        if hint := usage_hint(intent):
            entry["usage_hint"] = hint
        if base:
            entry["url"] = f"{base}{EVENTS}"
        yield {**entry, "should_escape": False}


def usage_hint(intent: Intent) -> str:
    """What is written after the command, in brackets where it may be left out."""
    words = ((slot.hint or slot.name.replace("_", " "), slot.optional) for slot in intent.slots)
    return " ".join(f"[{text}]" if optional else text for text, optional in words)
