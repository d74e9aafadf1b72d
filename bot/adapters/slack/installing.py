"""Installing: the workspaces in which the app is, and how it comes into another one.

With a bot token there is one workspace; with a client's id and secret there are as many as
people install it in, each with its token in the ledger's notes.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from urllib.parse import urljoin
from uuid import uuid4

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.calling import Workspaces
from bot.adapters.slack.keeping import Notes
from bot.adapters.slack.manifest import INSTALL, REDIRECT, SCOPES
from bot.adapters.slack.quieting import LOGGER
from bot.config import SlackSettings
from bot.domain.errors import LedgerError, ServiceError

_log = logging.getLogger("bot.adapters.slack")

INSTALLATIONS = "slack-installation"  # kinds of notes
STATES = "slack-state"
STATE_SECONDS = 600  # for which a log-in may take
_KEPT = (
    "app_id enterprise_id enterprise_name team_id team_name bot_token bot_id bot_user_id "
    "bot_scopes is_enterprise_install installed_at"
).split()


class LedgerInstallations(AsyncInstallationStore):
    """Keeps one installation for each workspace, or for a whole organization; never users'."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    @property
    def logger(self) -> logging.Logger:
        return LOGGER

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; raises `BoltError`, which becomes a page for the browser."""
        if installation.bot_refresh_token:
            _log.error("slack: token rotation is on: the token of this workspace will expire soon")
        try:
            await self.async_save_bot(installation.to_bot())
        except LedgerError as error:
            _log.error("slack: an installation cannot be kept: %s", error)
            raise BoltError("the installation cannot be kept") from error

    async def async_save_bot(self, bot: Bot) -> None:
        value = json.dumps({name: getattr(bot, name) for name in _KEPT})
        await self._notes.put(INSTALLATIONS, _place(bot.enterprise_id, bot.team_id), value)
        _log.info("slack: installed in workspace %s", bot.team_id or bot.enterprise_id)

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The installation in the workspace, else that of the whole organization."""
        keys = [_place(enterprise_id, None)] if enterprise_id else []
        if team_id and not is_enterprise_install:
            keys.insert(0, _place(enterprise_id, team_id))
        for key in keys:
            value = await self._notes.get(INSTALLATIONS, key)
            if value is not None:
                return Bot(**json.loads(value))
        return None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self._notes.pop(INSTALLATIONS, _place(enterprise_id, team_id))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """What belongs to a user is never kept, so there is nothing to delete."""


def _place(enterprise: str | None, team: str | None) -> str:
    """Workspace ids are unique; the organization matters where it is installed as a whole."""
    return team or f"all-of-{enterprise}"


class LedgerStates(AsyncOAuthStateStore):
    """Issues the states of log-ins and takes each back once."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    @property
    def logger(self) -> logging.Logger:
        return LOGGER

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        state = uuid4().hex
        await self._notes.put(STATES, state, "issued", STATE_SECONDS)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._notes.pop(STATES, state) is not None


class OneWorkspace:
    """The workspace of the bot token in the settings."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def bot(self, team: str, enterprise: str = "") -> Bot | None:  # noqa: ARG002
        """The one; it may stand for several workspaces of an organization."""
        return self._bot

    async def lost(self, bot: Bot, why: str) -> None:
        """End the service, for nothing can be answered any more."""
        if not self.end.done():
            reason = (
                f"the app was removed from workspace {bot.team_id}, or its token was revoked "
                f"({why}); install it again and set SLACK_BOT_TOKEN to the new Bot User OAuth Token"
            )
            self.end.set_exception(ServiceError("slack", reason))


class ManyWorkspaces:
    """The workspaces in which the app was installed by OAuth."""

    def __init__(self, installations: LedgerInstallations) -> None:
        self._installations = installations

    async def bot(self, team: str, enterprise: str = "") -> Bot | None:
        return await self._installations.async_find_bot(
            enterprise_id=enterprise or None, team_id=team or None
        )

    async def lost(self, bot: Bot, why: str) -> None:
        """Forget an installation, unless it has been replaced by a new one meanwhile."""
        now = await self.bot(bot.team_id or "", bot.enterprise_id or "")
        if now is None or now.bot_token != bot.bot_token:
            return
        await self._installations.async_delete_bot(
            enterprise_id=bot.enterprise_id, team_id=bot.team_id
        )
        _log.warning("slack: removed from workspace %s (%s)", bot.team_id, why)


class Authorize(AsyncAuthorize):
    """Finds the token for what comes in, without asking Slack each time."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, **_others: object
    ) -> AuthorizeResult | None:
        bot = await self._workspaces.bot(team_id or "", enterprise_id or "")
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
        )


async def revoked(workspaces: Workspaces, payload: Mapping[str, object], team: str) -> None:
    """The app was removed from a workspace, or its token revoked, before the event was sent.

    An event that comes late must not undo an installation that came after it.
    """
    event = payload.get("event")
    event = event if isinstance(event, dict) else {}
    tokens = event.get("tokens")
    if event.get("type") == "tokens_revoked" and not (tokens or {}).get("bot"):
        return  # tokens of users only, and we have none
    bot = await workspaces.bot(team, str(payload.get("enterprise_id") or ""))
    when = payload.get("event_time")
    if bot is None or (isinstance(when, int) and when + 1 < bot.installed_at):
        return
    await workspaces.lost(bot, str(event.get("type")))


def oauth_flow(
    settings: SlackSettings,
    client: AsyncWebClient,
    installations: LedgerInstallations,
    states: LedgerStates,
) -> AsyncOAuthFlow:
    """The pages by which people install the app in their workspace."""
    return AsyncOAuthFlow(
        client=client,
        logger=LOGGER,
        settings=AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            authorization_url=urljoin(settings.api_url, "../oauth/v2/authorize"),
            installation_store=installations,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=STATE_SECONDS,
            logger=LOGGER,
        ),
    )


def single(told: Mapping[str, object], token: str) -> Bot:
    """The installation that a bot token stands for, from the answer of `auth.test`."""
    return Bot(
        team_id=str(told.get("team_id") or ""),
        enterprise_id=str(told.get("enterprise_id") or "") or None,
        bot_token=token,
        bot_id=str(told.get("bot_id") or ""),
        bot_user_id=str(told.get("user_id") or ""),
        installed_at=time.time(),
    )
