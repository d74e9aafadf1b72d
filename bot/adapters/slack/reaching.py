"""Reaching Slack: one call of one method, as the doctor makes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.config import SlackSettings
from bot.serving.checkup import error
from bot.serving.reaching import FAILURES, UnreachedError, session, unreached


@dataclass(frozen=True, slots=True)
class Said:
    """What Slack answered; `error` is its code where it refused, empty where it did not.

    The names of the headers are in lower case.
    """

    data: Mapping[str, Any]
    error: str
    headers: Mapping[str, str]


async def ask(settings: SlackSettings, method: str, token: str | None, **fields: str) -> Said:
    """Call a method of Slack once; raises `UnreachedError` when nobody like Slack answers."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = f"{settings.api_url.rstrip('/')}/{method}"
    try:
        async with (
            session(by_proxies=True) as http,
            http.post(address, data=fields, headers=headers) as answer,
        ):
            text = await answer.text(errors="replace")
            told = {name.lower(): value for name, value in answer.headers.items()}
    except FAILURES as problem:
        raise UnreachedError(unreached(settings.api_url, problem)) from problem
    data = _json(text)
    if data.get("ok") is True:
        return Said(data, "", told)
    if not isinstance(data.get("error"), str):
        raise UnreachedError(
            error(
                f"{settings.api_url} does not answer as Slack does (status {answer.status})",
                "unset SLACK_API_URL, or correct it; try again later if it is right",
            )
        )
    return Said(data, data["error"], told)


def _json(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
