"""What Slack sends, as what it asks for. Pure: payloads in, events out.

Keys of events: a message has that of its place and time, so that the pair `app_mention` and
`message` is one event; a command that of its trigger; a button that of the answer below which
it stands, so that a double click asks once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bot.domain.ledger import Event
from bot.domain.utterance import Utterance
from bot.serving.naming import unprefixed

PLATFORM = "slack"
Payload = Mapping[str, Any]

_TOKEN = re.compile(r"<([^<>\s][^<>]*)>")  # a mention or a link (docs.slack.dev: formatting)
_ENTITY = re.compile(r"&(amp|lt|gt);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">"}
_SPOKEN = (None, "file_share", "thread_broadcast")  # subtypes of messages that people write


class Surface(StrEnum):
    """Where an event came from."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT = "direct"
    FORM = "form"  # a submitted modal
    HOME = "home"  # an example on the App Home
    OFFER = "offer"  # a choice or a suggestion below an answer
    SHARE = "share"


class PayloadError(Exception):
    """A payload lacks a field that it must have; the text is the field's name."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How the answer comes to whoever asked; what is empty is not known.

    `response_url` is a short-lived secret. `private` answers are shown to the asker only.
    `shared_by` is the name of who shows an answer to everybody.
    """

    team: str
    user: str
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    private: bool = False
    enterprise: str = ""
    shared_by: str = ""

    def delivery(self) -> dict[str, str]:
        """As an event keeps it."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return kept | ({"private": "yes"} if self.private else {})


def reach_of(event: Event) -> Reach:
    """How the answer to an event comes to whoever asked."""
    kept = event.delivery
    return Reach(
        team=kept.get("team", ""),
        user=kept.get("user", ""),
        channel=kept.get("channel", ""),
        thread=kept.get("thread", ""),
        response_url=kept.get("response_url", ""),
        private=kept.get("private") == "yes",
        enterprise=kept.get("enterprise", ""),
        shared_by=kept.get("shared_by", ""),
    )


def field(payload: Payload, *path: str) -> str:
    """The text at the end of `path`; raises `PayloadError` when there is none."""
    found = optional(payload, *path)
    if not found:
        raise PayloadError(".".join(path))
    return found


def optional(payload: Payload, *path: str) -> str:
    """The text at the end of `path`, or nothing."""
    found: object = payload
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


# -- words --------------------------------------------------------------------------------------


def readable(text: str, bot_user: str = "") -> str:
    """What people wrote, from the form in which Slack sends it; mentions of the bot are left out.

    Mentions, links and the signs `&`, `<` and `>` come encoded.
    """
    if bot_user:
        text = re.sub(rf"^\s*<@{re.escape(bot_user)}(\|[^<>]*)?>[\s,:]*", "", text)
    text = _TOKEN.sub(lambda found: _plain(found[1], bot_user), text)
    return _ENTITY.sub(lambda found: _SIGNS[found[1]], text).strip()


def _plain(inner: str, bot_user: str) -> str:
    target, _, label = inner.partition("|")
    if target == f"@{bot_user}":
        return ""
    if target.startswith("!"):  # <!here>, <!subteam^S1|@team>, <!date^...|Friday>
        return label or "@" + target[1:].partition("^")[0]
    if target[0] in "@#":
        return target[0] + (label.lstrip("@#") or target[1:])
    return label or target.removeprefix("mailto:")


# -- events -------------------------------------------------------------------------------------


def asked(key: str, text: str, reach: Reach, surface: Surface, name: str = "") -> Event:
    """The event of somebody asking `text`."""
    utterance = Utterance(
        text=text,
        id=name or key,
        author=reach.user,
        place=f"{reach.team}:{reach.channel}",
        thread=reach.thread,
        platform=PLATFORM,
    )
    return Event(f"{PLATFORM}:{key}", PLATFORM, utterance, surface, reach.delivery())


def command(payload: Payload, prefix: str, commands: Collection[str]) -> Event:
    """A slash command; its answer is for the asker only. Raises `PayloadError`."""
    reach = Reach(
        team=field(payload, "team_id"),
        user=field(payload, "user_id"),
        channel=field(payload, "channel_id"),
        response_url=optional(payload, "response_url"),
        private=True,
        enterprise=enterprise_of(payload),
    )
    words = readable(optional(payload, "text"))
    name = unprefixed(field(payload, "command"), prefix, commands)
    text = "help" if words.lower() == "help" else f"{name} {words}".strip()
    trigger = field(payload, "trigger_id")
    return asked(f"{reach.team}:command:{trigger}", text, reach, Surface.COMMAND, trigger)


def message(
    payload: Payload, team: str, bot_user: str, prefix: str, commands: Collection[str]
) -> Event | None:
    """A mention or a direct message; none for what is not said to us, or by nobody.

    `team` is the workspace in which the app is installed, which need not be the author's.
    Raises `PayloadError`.
    """
    said = payload.get("event")
    if not isinstance(said, Mapping):
        raise PayloadError("event")
    mention = optional(said, "type") == "app_mention"
    if not mention and optional(said, "channel_type") != "im":
        return None
    if said.get("subtype") not in _SPOKEN or said.get("bot_id") or said.get("hidden"):
        return None
    user, ts = field(said, "user"), field(said, "ts")
    if user in (bot_user, "USLACKBOT"):
        return None
    reach = Reach(
        team=team,
        user=user,
        channel=field(said, "channel"),
        thread=optional(said, "thread_ts") or ts,
        enterprise=enterprise_of(payload),
    )
    text = unprefixed(readable(optional(said, "text"), bot_user), prefix, commands)
    surface = Surface.MENTION if mention else Surface.DIRECT
    return asked(f"{team}:{reach.channel}:{ts}", text, reach, surface, ts)


def enterprise_of(payload: Payload) -> str:
    """The organization, where the app is installed in the whole of it."""
    authorizations = payload.get("authorizations")
    if isinstance(authorizations, list) and authorizations:
        payload = authorizations[0] if isinstance(authorizations[0], Mapping) else {}
    whole = payload.get("is_enterprise_install") in (True, "true")
    enterprise = optional(payload, "enterprise_id") or optional(payload, "enterprise", "id")
    return enterprise if whole else ""
