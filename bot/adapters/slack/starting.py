"""Starting: what must be right before events can come, or the one sentence that says what is not.

The sentences are the doctor's.
"""

from __future__ import annotations

import logging

from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.credentials import credential_findings
from bot.adapters.slack.doctor import examine
from bot.adapters.slack.installing import single
from bot.config import SlackSettings
from bot.domain.errors import ServiceError
from bot.serving.checkup import Finding, Level
from bot.serving.reaching import FAILURES

_log = logging.getLogger("bot.adapters.slack")


def by_oauth(settings: SlackSettings) -> bool:
    """Whether people install the app in their workspaces themselves."""
    return not settings.socket_mode and settings.client_id is not None


def check_settings(settings: SlackSettings) -> None:
    """Raise `ServiceError` for the first thing that is missing, swapped or mangled."""
    for finding in credential_findings(settings):
        if finding.level is Level.ERROR:
            raise _error(finding)
        if finding.level is Level.WARNING:
            _log.warning("slack: %s; %s", finding.what, finding.fix)


async def sign_in(settings: SlackSettings, client: AsyncWebClient) -> Bot:
    """Who the bot token is; raises `ServiceError` when Slack refuses it or is not there."""
    token = settings.bot_token or ""
    try:
        told = await client.auth_test(token=token)
    except (SlackApiError, *FAILURES) as error:
        raise await _explained(settings, "SLACK_BOT_TOKEN", error) from None
    return single(told.data if isinstance(told.data, dict) else {}, token)


async def first_url(settings: SlackSettings, client: AsyncWebClient) -> str:
    """The address of a first Socket Mode connection; raises `ServiceError` as `sign_in` does."""
    try:
        told = await client.apps_connections_open(app_token=settings.app_token or "")
    except (SlackApiError, *FAILURES) as error:
        raise await _explained(settings, "SLACK_APP_TOKEN", error) from None
    return str(told["url"])


async def _explained(settings: SlackSettings, name: str, error: Exception) -> ServiceError:
    """What is wrong with the token `name`, and how to mend it."""
    findings = [f for f in await examine(settings, None, None) if f.level is Level.ERROR]
    about = [finding for finding in findings if finding.what.startswith(name)]
    if found := [*about, *findings]:
        return _error(found[0])
    code = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
    return ServiceError("slack", f"{name}: Slack refused it ({code}); try again in a minute")


def _error(finding: Finding) -> ServiceError:
    return ServiceError("slack", f"{finding.what}; {finding.fix}")
