"""Calling Slack: one client for all calls, and what can become of one.

A call that certainly did nothing because there was no connection, or because Slack asks to
slow down, is repeated for a while. One whose outcome nobody knows never is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.builtin_interval_calculators import BackoffRetryIntervalCalculator
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.adapters.slack.quieting import LOGGER
from bot.serving.delivering import DoubtfulError, UndeliverableError

_PATIENCE = aiohttp.ClientTimeout(total=20, sock_connect=5)
_IDLE = 10.0  # seconds for which a connection is kept: shorter than servers keep theirs
_LONGEST_WAIT = 60  # seconds of a `Retry-After` that we wait for
_RETRIES = 4
#: The connection was never there, so nothing was sent.
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
#: Slack failed in the middle (docs.slack.dev: fatal_error may have done a part of it).
_UNCLEAR = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
#: The app is no longer in the workspace, or its token was taken back.
GONE = frozenset(
    {
        "account_inactive",
        "app_uninstalled",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
#: What we sent was not well-formed: a mistake of ours, not of the place.
_MALFORMED = frozenset(
    {
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_payload",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
    }
)
_CLOSED = ("expired_url", "used_url")


class RefusedError(UndeliverableError):
    """Slack did not do it, and said why: `code` in its words."""

    def __init__(self, method: str, code: str) -> None:
        self.code = code
        super().__init__(f"{method}: {code}")


class MalformedError(Exception):
    """Slack could not read what we sent: a mistake in this program."""


class Workspaces(Protocol):
    """The workspaces in which the app is installed."""

    async def bot(self, team: str, enterprise: str = "") -> Bot | None:
        """The installation in a workspace, if there is one; raises `LedgerError`."""
        ...

    async def lost(self, bot: Bot, why: str) -> None:
        """The token of an installation is good for nothing any more."""
        ...


class _SlowDown(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack asks for, unless that is so long that nobody would wait."""

    async def _can_retry_async(
        self, *, response: HttpResponse | None = None, **_others: Any
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        told = {name.lower(): value for name, value in response.headers.items()}
        wait = "".join(told.get("retry-after", ["1"]))
        return wait.isdecimal() and int(wait) <= _LONGEST_WAIT


def retry_handlers() -> list[AsyncRetryHandler]:
    """When a call is repeated: never when it may have been done."""
    pauses = BackoffRetryIntervalCalculator(backoff_factor=0.3)
    return [
        _SlowDown(max_retry_count=_RETRIES),
        AsyncConnectionErrorRetryHandler(_RETRIES, pauses, list(_NOT_SENT)),
    ]


def new_session() -> aiohttp.ClientSession:
    """The connections to Slack, by the machine's proxies; to be made on the event loop."""
    connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=_IDLE)
    return aiohttp.ClientSession(connector=connector, timeout=_PATIENCE, trust_env=True)


def new_client(api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client without a token: each call brings the one of its workspace."""
    client = AsyncWebClient(
        base_url=api_url, session=session, retry_handlers=retry_handlers(), logger=LOGGER
    )
    client.proxy = None  # the session knows the proxies, and which hosts go without
    return client


class Calling:
    """Calls methods of Slack and response addresses."""

    def __init__(self, client: AsyncWebClient, workspaces: Workspaces) -> None:
        self._client = client
        self._workspaces = workspaces

    async def call(
        self, team: str, enterprise: str, method: str, **arguments: object
    ) -> Mapping[str, Any]:
        """Call a method for a workspace; what Slack answers.

        Raises `RefusedError`, `UndeliverableError` when there is nobody to call,
        `DoubtfulError` when it may have been done, and `MalformedError`.
        """
        bot = await self._workspaces.bot(team, enterprise)
        if bot is None:
            raise UndeliverableError("the app is not installed there any more")
        headers = {"Authorization": f"Bearer {bot.bot_token}"}
        try:
            done = await self._client.api_call(method, json=arguments, headers=headers)
        except SlackApiError as error:
            code = _code(error)
            if code in GONE:
                await self._workspaces.lost(bot, code)
            _refused(method, code)
        except _NOT_SENT as error:
            raise UndeliverableError(f"{method}: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DoubtfulError(f"{method}: {type(error).__name__}") from None
        return done.data if isinstance(done.data, dict) else {}

    async def respond(self, url: str, **body: object) -> None:
        """Use a response address; raises as `call` does."""
        address = AsyncWebhookClient(
            url, session=self._client.session, retry_handlers=retry_handlers(), logger=LOGGER
        )
        address.proxy = None
        try:
            done = await address.send_dict(dict(body))
        except _NOT_SENT as error:
            raise UndeliverableError(f"response_url: {type(error).__name__}") from None
        except aiohttp.InvalidURL:
            raise RefusedError("response_url", "it is no address") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Its address is a secret: no more than the kind of error may be told.
            raise DoubtfulError(f"response_url: {type(error).__name__}") from None
        if done.status_code >= 500:
            raise DoubtfulError(f"response_url: status {done.status_code}")
        if done.status_code != 200:
            _refused("response_url", _told(done.body) or f"status {done.status_code}")


def _code(error: SlackApiError) -> str:
    """Slack's word for what went wrong; one of `_UNCLEAR` when it did not say."""
    answer = error.response  # of aiohttp's own kind where it could not be read
    status = int(getattr(answer, "status_code", None) or getattr(answer, "status", 0) or 0)
    data = getattr(answer, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    if status >= 500 or not isinstance(code, str):
        return "internal_error" if status != 429 else "ratelimited"
    return code


def _told(body: str) -> str:
    """What a response address says was wrong: a word in plain text, or in JSON."""
    return next((word for word in (*_CLOSED, *sorted(_MALFORMED)) if word in body), "")


def _refused(method: str, code: str) -> NoReturn:
    if code in _UNCLEAR:
        raise DoubtfulError(f"{method}: {code}") from None
    if code in _MALFORMED:
        raise MalformedError(f"{method}: {code}") from None
    raise RefusedError(method, code) from None
