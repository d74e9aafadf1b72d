"""Who the bot is, where it may connect, and what it may look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord_server.faults import Call
from tests.discord_server.refusing import unknown
from tests.discord_server.world import Guild, Json, User

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer

SCOPES = {"0": ["applications.commands", "bot"], "1": ["applications.commands"]}


async def gateway(server: DiscordServer, call: Call) -> Any:
    """GET /gateway."""
    return {"url": server.gateway_url}


async def gateway_bot(server: DiscordServer, call: Call) -> Any:
    """GET /gateway/bot."""
    start = {
        "total": 1000,
        "remaining": max(1000 - len(server.gateway.identifies), 0),
        "reset_after": 14_400_000,
        "max_concurrency": 1,
    }
    return {"url": server.gateway_url, "shards": server.shards, "session_start_limit": start}


async def me(server: DiscordServer, call: Call) -> Any:
    """GET /users/@me."""
    flags: Json = {"verified": True, "mfa_enabled": False, "locale": "en-US", "flags": 0}
    return server.bot.payload() | flags


async def user(server: DiscordServer, call: Call) -> Any:
    """GET /users/ID."""
    return _user(server, call.params["user"]).payload()


async def application(server: DiscordServer, call: Call) -> Any:
    """GET /applications/@me, and the same under /oauth2."""
    permissions = str(server.install_permissions)
    params = {"scopes": SCOPES["0"], "permissions": permissions}
    types: Json = {}
    for kind in map(str, server.integration_types):
        types[kind] = {"oauth2_install_params": {"scopes": SCOPES[kind], "permissions": "0"}}
    if "0" in types:
        types["0"]["oauth2_install_params"]["permissions"] = permissions
    return {
        "id": server.application_id,
        "name": server.bot.name,
        "icon": None,
        "description": "",
        "bot": server.bot.payload(),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": server.owner.payload(),
        "team": None,
        "verify_key": "0" * 64,
        "flags": server.flags,
        "tags": [],
        "redirect_uris": [],
        "interactions_endpoint_url": server.interactions_endpoint,
        "approximate_guild_count": sum(guild.has_bot for guild in server.guilds.values()),
        "approximate_user_install_count": 1,
        "install_params": params,
        "integration_types_config": types,
    } | server.application_changes


async def my_guilds(server: DiscordServer, call: Call) -> Any:
    """GET /users/@me/guilds."""
    keys = ("id", "name", "icon", "features")
    found = [guild for guild in server.guilds.values() if guild.has_bot]
    return [
        {key: value for key, value in guild.payload(server.bot).items() if key in keys}
        | {"owner": False, "permissions": str(int(guild.rights))}
        for guild in found[: int(call.query.get("limit", "200"))]
    ]


async def guild(server: DiscordServer, call: Call) -> Any:
    """GET /guilds/ID."""
    return _guild(server, call).payload(server.bot)


async def guild_channels(server: DiscordServer, call: Call) -> Any:
    """GET /guilds/ID/channels."""
    return _guild(server, call).payload(server.bot)["channels"]


async def guild_roles(server: DiscordServer, call: Call) -> Any:
    """GET /guilds/ID/roles."""
    return _guild(server, call).payload(server.bot)["roles"]


async def member(server: DiscordServer, call: Call) -> Any:
    """GET /guilds/ID/members/ID."""
    found = _user(server, call.params["user"])
    return _guild(server, call).member(found) | {"user": found.payload()}


async def open_direct(server: DiscordServer, call: Call) -> Any:
    """POST /users/@me/channels."""
    body = call.body if isinstance(call.body, dict) else {}
    return server.dm(_user(server, str(body.get("recipient_id")))).payload()


def _user(server: DiscordServer, id_: str) -> User:
    if id_ not in server.users:
        raise unknown("User", 10013)
    return server.users[id_]


def _guild(server: DiscordServer, call: Call) -> Guild:
    found = server.guilds.get(call.params["guild"])
    if found is None or not found.has_bot:
        raise unknown("Guild", 10004)
    return found


ROUTES = [
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", "/users/@me", me),
    ("GET", "/users/@me/guilds", my_guilds),
    ("POST", "/users/@me/channels", open_direct),
    ("GET", "/users/{user}", user),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/guilds/{guild}", guild),
    ("GET", "/guilds/{guild}/channels", guild_channels),
    ("GET", "/guilds/{guild}/roles", guild_roles),
    ("GET", "/guilds/{guild}/members/{user}", member),
]
