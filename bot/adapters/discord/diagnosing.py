"""Diagnosing: what Discord tells of an installation, as findings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from discord import ApplicationFlags, Permissions

from bot.adapters.discord.commands import Payload, difference
from bot.adapters.discord.logging_in import PORTAL
from bot.adapters.discord.manifest import NEEDED, PERMISSIONS, SCOPES, SERVER, USER, install_link
from bot.config import DiscordSettings
from bot.serving.checkup import Finding, error, ok, warning

Told = Mapping[str, Any]

MOST_SERVERS = 200  # that Discord tells at once
_NAMED = 5  # servers by name in one finding
_LOW = 0.1  # of the session starts of a day

_PRIVILEGED = {
    "Presence Intent": ApplicationFlags(gateway_presence=True, gateway_presence_limited=True),
    "Server Members Intent": ApplicationFlags(
        gateway_guild_members=True, gateway_guild_members_limited=True
    ),
    "Message Content Intent": ApplicationFlags(
        gateway_message_content=True, gateway_message_content_limited=True
    ),
}
_ADMINISTRATOR = Permissions(administrator=True).value
_COMMANDS = Permissions(use_application_commands=True).value


# -- the application ------------------------------------------------------------------------


def application_findings(told: Told) -> Iterator[Finding]:
    """How the app is set up in the developer portal."""
    portal = f"{PORTAL}/{told['id']}"
    if told.get("interactions_endpoint_url"):
        yield error(
            "the app has an Interactions Endpoint URL, so that commands go there and not to us",
            f"empty it: {portal} > General Information > Interactions Endpoint URL",
        )
    if told.get("bot_require_code_grant"):
        yield warning(
            "the app requires a code grant, so that nobody can install it",
            f"turn it off: {portal} > Bot > Requires OAuth2 Code Grant",
        )
    flags = int(told.get("flags") or 0)
    if on := [name for name, either in _PRIVILEGED.items() if flags & either.value]:
        yield warning(
            f"the app may see more than is needed: {', '.join(on)}",
            f"turn it off: {portal} > Bot > Privileged Gateway Intents",
        )
    else:
        yield ok("no privileged intent is on, and none is needed")
    if told.get("bot_public") is False:
        yield ok(
            "only its owner can install the app",
            f"to let others install it, turn on {portal} > Bot > Public Bot",
        )
    yield from _contexts(told, portal)


def _contexts(told: Told, portal: str) -> Iterator[Finding]:
    """Where the app can be installed, and what it asks for there."""
    place = f"{portal} > Installation > Installation Contexts"
    kinds = told.get("integration_types_config") or {SERVER: None}
    if SERVER not in kinds:
        yield warning("the app cannot be installed in servers", f"turn on {place} > Guild Install")
    if USER not in kinds:
        yield ok(
            "the app cannot be installed by people for themselves",
            f"to let them ask anywhere, turn on {place} > User Install",
        )
    if SERVER in kinds and USER in kinds:
        yield ok("the app can be installed in servers, and by people for themselves")
    for kind, name in ((SERVER, "Guild Install"), (USER, "User Install")):
        params = (kinds.get(kind) or {}).get("oauth2_install_params")
        if isinstance(params, Mapping):
            where = f"{portal} > Installation > Default Install Settings > {name}"
            yield from _defaults(params, kind, where)


def _defaults(params: Told, kind: str, where: str) -> Iterator[Finding]:
    """What the app asks for when it is installed from its profile."""
    short = where.rpartition(" > ")[2]
    if missing := [scope for scope in SCOPES[kind] if scope not in params.get("scopes", ())]:
        yield warning(
            f"whoever installs the app from its profile does not give it {' and '.join(missing)}",
            f"add it: {where} > Scopes",
        )
    given = int(params.get("permissions") or 0)
    wanted = NEEDED.value if kind == SERVER else 0
    if lacking := _shown(wanted & ~given):
        yield warning(
            f"{short} does not ask for {', '.join(lacking)}", f"add it: {where} > Permissions"
        )
    if given & ~wanted:
        yield warning(
            f"{short} asks for more permissions than are needed",
            f"leave {', '.join(_shown(wanted)) or 'none'}: {where} > Permissions",
        )


def _shown(permissions: int) -> list[str]:
    """The permissions of ours among these, as people read them."""
    has = Permissions(permissions)
    return [shown for name, (shown, _) in PERMISSIONS.items() if getattr(has, name)]


# -- the gateway ----------------------------------------------------------------------------


def gateway_findings(told: Told, settings: DiscordSettings) -> Iterator[Finding]:
    """Whether we may connect, and with how many shards."""
    best = int(told.get("shards") or 1)
    count = settings.shard_count or best
    if count < best:
        yield warning(
            f"DISCORD_SHARDS makes {count} of what Discord recommends {best} shards for",
            f"make it {best} in all processes, or unset it",
        )
    elif 0 < len(settings.shards) < count:
        ours = ", ".join(map(str, settings.shards))
        yield ok(f"this process has shard {ours} of {count}", "start others with the rest")
    else:
        why = "DISCORD_SHARDS says" if settings.shard_count else "Discord recommends"
        yield ok(f"{count} shard{'s' if count > 1 else ''}, as {why}")
    limit = told.get("session_start_limit") or {}
    if "remaining" not in limit or "total" not in limit:
        return
    left, total = int(limit["remaining"]), int(limit["total"])
    hours = int(limit.get("reset_after") or 0) / 3_600_000
    counted = f"{left} of {total} session starts are left for the next {hours:.1f} hours"
    fix = "find out in the log why the bot connects anew so often"
    if left < (len(settings.shards) or count):
        yield error(f"{counted}, too few to connect", f"wait that long, and {fix}")
    elif left < total * _LOW:
        yield warning(counted, fix)
    else:
        yield ok(counted)


# -- commands -------------------------------------------------------------------------------


def drift(there: Sequence[Told], ours: Sequence[Payload]) -> Iterator[Finding]:
    """How the commands that people see differ from ours, each named."""
    lines = [line.partition(" ") for line in difference(there, ours)]
    fix = (
        "run `briefing discord sync`, as a running bot does when the intents change; restart the "
        "Discord client if it still shows the old ones"
    )
    for sign, level, told in (
        ("+", error, "commands are missing"),
        ("-", warning, "commands are there that nobody answers"),
        ("~", warning, "commands are other than ours"),
    ):
        if named := [name for first, _, name in lines if first == sign]:
            yield level(f"{told}: {'; '.join(named)}", fix)
    if not lines:
        yield ok(f"all {len(ours)} commands are there")


# -- servers --------------------------------------------------------------------------------


def server_findings(servers: Sequence[Told], application: Told) -> Iterator[Finding]:
    """What the bot may do in its servers; single channels may allow less or more."""
    link = install_link(str(application["id"]))
    people = int(application.get("approximate_user_install_count") or 0)
    if not servers and not people:
        yield error("the app is installed nowhere", f"open {link}")
    elif not servers:
        yield ok("the bot is in no server", f"for mentions there, open {link}")
    if len(servers) >= MOST_SERVERS:
        yield ok(f"only {MOST_SERVERS} of its servers were looked at")
    grants = [(server, int(server.get("permissions") or 0)) for server in servers]
    yield from _lacking([each for each in grants if not each[1] & _ADMINISTRATOR], link)
    if mighty := [server for server, has in grants if has & _ADMINISTRATOR]:
        yield warning(
            f"the bot is an Administrator in {_names(mighty)}",
            "take that from its role, for it needs it nowhere: Server Settings > Roles",
        )
    if silent := [server for server, has in grants if not has & (_COMMANDS | _ADMINISTRATOR)]:
        yield warning(
            f"not everybody may use commands in {_names(silent)}",
            "allow it where everybody is to ask: Server Settings > Roles > @everyone > "
            "Use Application Commands",
        )


def _lacking(grants: Iterable[tuple[Told, int]], link: str) -> Iterator[Finding]:
    """The permissions that are missing, with the servers where they are."""
    missing: dict[int, list[Told]] = {}
    for server, has in grants:
        missing.setdefault(NEEDED.value & ~has, []).append(server)
    for bits, servers in sorted(missing.items()):
        if not bits:
            yield ok(f"the bot has the permissions that it needs in {_names(servers)}")
            continue
        harms = [harm for shown, harm in PERMISSIONS.values() if shown in _shown(bits)]
        yield warning(
            f"the bot lacks {', '.join(_shown(bits))} in {_names(servers)}: {'; '.join(harms)}",
            f"allow it for the bot's role (Server Settings > Roles), or open {link}",
        )


def _names(servers: Sequence[Told]) -> str:
    named = [" ".join(str(server.get("name", "")).split())[:50] for server in servers[:_NAMED]]
    more = len(servers) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
