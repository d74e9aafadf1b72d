"""The doctor of a Discord installation: asks Discord what works, and says what does not.

It never logs in to the gateway, for Discord counts the sessions that are started in a day,
and would send events there that nobody answers. No finding repeats a token, or a part of one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from bot.adapters.discord.commands import Payload
from bot.adapters.discord.credentials import is_whole, token_findings
from bot.adapters.discord.diagnosing import (
    MOST_SERVERS,
    application_findings,
    drift,
    gateway_findings,
    server_findings,
)
from bot.adapters.discord.reaching import Api
from bot.config import DiscordSettings
from bot.serving.checkup import Finding, ok
from bot.serving.reaching import UnreachedError, clock, session

_HARM = "times in the log are wrong by that, and so is the end of an embargo"


async def examine(settings: DiscordSettings, commands: Sequence[Payload] | None) -> list[Finding]:
    """What can be found out about the installation, in the order in which to mend it.

    `commands` are those that Discord should have, where they are known.
    """
    findings = list(token_findings(settings))
    try:
        async with session(by_proxies=False) as http:
            async for finding in _asked(Api(http, settings), settings, commands):
                findings.append(finding)  # one by one: what is found before a failure counts
    except UnreachedError as failure:
        findings.append(failure.finding)
    return findings


async def _asked(
    api: Api, settings: DiscordSettings, commands: Sequence[Payload] | None
) -> AsyncIterator[Finding]:
    """Reachability and clock; then, by the token, the app, its commands and its servers."""
    said = await api.get("/gateway", known=False)
    address = said.data.get("url") if isinstance(said.data, dict) else None
    if not isinstance(address, str):
        raise UnreachedError(api.strange(200))
    yield clock("Discord", said.headers, _HARM)
    # As discord.py does it: with a number of shards it does not ask for the gateway.
    ours = settings.gateway_url if settings.shard_count is not None else None
    yield await api.greeted(ours or address)
    if not is_whole(settings):
        return
    me = (await api.get("/users/@me")).data
    yield ok(f"DISCORD_TOKEN is {me['username']} ({me['id']})")
    application = (await api.get("/applications/@me")).data
    for finding in application_findings(application):
        yield finding
    for finding in gateway_findings((await api.get("/gateway/bot")).data, settings):
        yield finding
    if commands is not None:
        path = f"/applications/{application['id']}/commands"
        for finding in drift((await api.get(path, with_localizations="true")).data, commands):
            yield finding
    servers = (await api.get("/users/@me/guilds", limit=str(MOST_SERVERS))).data
    for finding in server_findings(servers, application):
        yield finding
