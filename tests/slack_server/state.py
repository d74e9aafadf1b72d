"""The state of the server: what it knows, what happened, and waiting for what will happen."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from tests.slack_server.faults import Faults
from tests.slack_server.pinging import Ping, pings
from tests.slack_server.records import (
    Call,
    Delivery,
    Message,
    ResponseAddress,
    Trigger,
    View,
)
from tests.slack_server.validating import Refused
from tests.slack_server.world import App, Json, Token, Workspace, new_workspace

Found = TypeVar("Found")
TEAM = "T0TEAM0001"


class State:
    """Everything that a test may look at, and the clock that all of it goes by."""

    trigger_seconds = 3.0
    response_url_seconds = 1800.0
    response_url_uses = 5

    def __init__(
        self,
        app: App | None = None,
        manifest: Json | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.app = app or App()
        self.manifest = manifest  # the app's settings; commands, events and scopes follow it
        self.base_url = ""
        self.date_skew = 0.0  # seconds by which the clock in the `Date` header is wrong
        self.allowed_pings: set[str] = set()  # user ids that may be mentioned
        self.workspaces: dict[str, Workspace] = {}
        self.tokens: dict[str, Token] = {
            self.app.app_token: Token("app"),
            self.app.config_token: Token("config"),
        }
        self.faults = Faults()
        self.violations: list[str] = []
        self.refusals: list[tuple[str, str]] = []  # method and error, of well-formed calls
        self.pings: list[Ping] = []
        self.calls: list[Call] = []
        self.statuses: list[Json] = []
        self.prompts: list[Json] = []
        self.titles: list[Json] = []
        self.deliveries: list[Delivery] = []
        self.all_messages: list[Message] = []
        self.modals: dict[tuple[str, str], list[View]] = {}  # by team and person, the top last
        self.homes: dict[tuple[str, str], View] = {}
        self.all_views: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_addresses: dict[str, ResponseAddress] = {}
        self.said: dict[tuple[str, str], Json] = {}  # what people wrote, by channel and ts
        self.codes: dict[str, tuple[Workspace, str, frozenset[str]]] = {}
        self._clock = clock
        self._offset = 0.0
        self._numbers = itertools.count(100)
        self._news = asyncio.Event()
        self._seen: dict[str, int] = {}
        self.add_workspace(TEAM, "Acme")

    # Time and waiting

    def now(self) -> float:
        """The time, in seconds."""
        return self._clock() + self._offset

    def advance(self, seconds: float) -> None:
        """Let time pass at once, for triggers and response addresses."""
        self._offset += seconds

    def next_ts(self) -> str:
        """A new `ts`, later than all before it."""
        return f"{int(self.now())}.{next(self._numbers):06d}"

    def changed(self) -> None:
        """Wake up who waits for something to happen."""
        self._news.set()

    async def wait_for(self, predicate: Callable[[], Found | None], timeout: float = 5.0) -> Found:
        """Wait until `predicate` is true and hand back its value; raises `TimeoutError`."""
        try:
            async with asyncio.timeout(timeout):
                while not (found := predicate()):
                    self._news.clear()
                    await self._news.wait()
                return found
        except TimeoutError:
            calls = [f"{call.method} {call.error}".strip() for call in self.calls[-10:]]
            raise TimeoutError(
                f"nothing of the kind within {timeout} s; the last calls were {calls}, "
                f"the violations {self.violations[-5:]}, the refusals {self.refusals[-5:]}"
            ) from None

    # Workspaces

    @property
    def team(self) -> Workspace:
        """The workspace that tests use unless they name another."""
        return next(iter(self.workspaces.values()))

    def workspace(self, team: str | None = None) -> Workspace:
        """A workspace by its id, or the first."""
        return self.workspaces[team] if team else self.team

    def add_workspace(self, team_id: str, name: str, *, installed: bool = True) -> Workspace:
        """Found a workspace, with the app in it or not yet."""
        scopes = self.manifest_scopes()
        workspace = new_workspace(team_id, name, scopes) if scopes else new_workspace(team_id, name)
        self.workspaces[team_id] = workspace
        if installed:
            self.tokens[workspace.token] = Token("bot", workspace)
        return workspace

    def manifest_scopes(self) -> frozenset[str] | None:
        """The scopes of the bot in the manifest, where there is one."""
        if self.manifest is None:
            return None
        return frozenset(self.manifest["oauth_config"]["scopes"]["bot"])

    def install(self, workspace: Workspace, scopes: frozenset[str]) -> str:
        """Put the app into a workspace; the new token."""
        workspace.token = f"xoxb-{workspace.id[1:]}-{secrets.token_hex(6)}"
        workspace.scopes = scopes
        self.tokens[workspace.token] = Token("bot", workspace)
        return workspace.token

    def revoke_token(self, team: str | None = None, error: str = "token_revoked") -> None:
        """Make the bot token of a workspace worthless."""
        self.tokens[self.workspace(team).token].error = error

    def remove_channel(self, channel: str, team: str | None = None) -> None:
        """Delete a channel."""
        del self.workspace(team).channels[channel]

    # What happened

    def messages(
        self, channel: str | None = None, team: str | None = None, *, deleted: bool = False
    ) -> list[Message]:
        """The messages of the app in a channel (or in all), oldest first, ephemeral ones too."""
        return [
            message
            for message in self.all_messages
            if channel in (None, message.channel)
            and team in (None, message.workspace.id)
            and message.deleted <= deleted
        ]

    async def next_message(self, channel: str | None = None, timeout: float = 5.0) -> Message:
        """The first message in a channel that this method has not handed out yet."""
        key = channel or ""
        seen = self._seen.get(key, 0)

        def unseen() -> list[Message]:
            everything = self.messages(channel, deleted=True)
            return everything[seen:]

        found = await self.wait_for(unseen, timeout)
        self._seen[key] = seen + 1
        return found[0]

    def views(self, user: str, team: str | None = None) -> list[View]:
        """The modals that a person has open, the top one last."""
        return self.modals.setdefault((self.workspace(team).id, user), [])

    def home(self, user: str, team: str | None = None) -> View | None:
        """The Home tab of a person, once the app has published one."""
        return self.homes.get((self.workspace(team).id, user))

    def called(self, method: str) -> list[Call]:
        """The calls of one method that went well."""
        return [call for call in self.calls if call.method == method and not call.error]

    def posted(self, message: Message) -> None:
        """Hear of a new message of the app, as those do whom Slack tells."""

    def violate(self, method: str, sentence: str) -> None:
        """Record that the app did what it must not do."""
        self.violations.append(f"{method}: {sentence}")
        self.changed()

    def watch_pings(self, method: str, text: str, blocks: list[Json]) -> None:
        """Record whom a text and blocks would ping."""
        allowed = {f"<@{user}>" for user in self.allowed_pings}
        self.pings += [Ping(p, method) for p in pings(text, blocks) if p not in allowed]

    # Triggers and response addresses

    def new_trigger(self, workspace: Workspace, user: str) -> str:
        """A trigger id for something that a person did just now."""
        trigger_id = f"{next(self._numbers)}.{workspace.id}.{secrets.token_hex(8)}"
        self.triggers[trigger_id] = Trigger(workspace, user, self.now())
        return trigger_id

    def exchange_trigger(self, trigger_id: str, workspace: Workspace) -> str:
        """The person behind a trigger id, which is good for nothing any more; raises `Refused`."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.workspace is not workspace:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.now() - trigger.at > self.trigger_seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def new_response_url(self, kind: str, address: ResponseAddress) -> str:
        """An address for answers to a command or to a click."""
        secret = f"{kind}/{address.workspace.id}/{next(self._numbers)}/{secrets.token_urlsafe(12)}"
        self.response_addresses[secret] = address
        return f"{self.base_url}/{secret}"

    def close_response_urls(self) -> None:
        """Close every response address given out so far."""
        for address in self.response_addresses.values():
            address.uses = self.response_url_uses
