"""`briefing doctor`: what keeps a bot from answering, and the exact fix of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from bot.answers.plain_text import visible
from bot.cli.options import with_app
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from bot.adapters.discord.commands import Payload
    from bot.adapters.slack.manifest import Manifest
    from bot.app import App
    from bot.config import ServiceSettings
    from bot.serving.checkup import Finding

_KIND = "doctor"  # of the note that tries the ledger


@click.group(short_help="Say what keeps the bot from answering, and the fix.")
def doctor() -> None:
    """Look at tokens, settings, documents and connections; say the fix of what is wrong.

    Exit code 1 when something is wrong that keeps people from an answer. No token is ever
    printed, nor a part of one.
    """


_JSON = click.option("--json", "as_json_", is_flag=True, help="The findings as JSON.")


@doctor.command("slack", short_help="Look at the Slack app.")
@click.option("--url", help="The public address of our server, for HTTP mode.")
@_JSON
@with_app
def slack(app: App, url: str | None, as_json_: bool) -> int:
    """Look at the Slack app: tokens, scopes, manifest, clock, connections, documents."""
    import asyncio

    from bot.adapters.slack.doctor import examine
    from bot.config import service_settings

    settings = service_settings()
    address = _address(url)
    wanted = _wanted(app, settings, address)
    findings = asyncio.run(examine(settings.slack, wanted, address))
    return _told([*findings, *_local_findings(app, settings.command_prefix)], as_json_)


@doctor.command("discord", short_help="Look at the Discord app.")
@_JSON
@with_app
def discord(app: App, as_json_: bool) -> int:
    """Look at the Discord app: token, settings, commands, permissions, gateway, documents."""
    import asyncio

    from bot.adapters.discord.doctor import examine
    from bot.config import service_settings

    settings = service_settings()
    wanted = _commands(app, settings.command_prefix)
    findings = asyncio.run(examine(settings.discord, wanted))
    return _told([*findings, *_local_findings(app, settings.command_prefix)], as_json_)


def _commands(app: App, prefix: str) -> list[Payload] | None:
    """The commands that Discord should have; none where they are not known."""
    from bot.adapters.discord.commands import payload
    from bot.domain.errors import BriefingError

    try:
        with Bar() as bar:
            return payload(app.assistant(progress=bar).commands(), prefix)
    except BriefingError:  # the same is a finding of its own
        return None


def _address(url: str | None) -> str | None:
    """The option `--url`, checked."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid:
        raise click.BadParameter(f"{url!r} is no address that starts with http or https")
    return url


def _wanted(app: App, settings: ServiceSettings, url: str | None) -> Manifest | None:
    """The manifest that the app should have; none where the mode or the address is not known."""
    from bot.adapters.slack.manifest import manifest
    from bot.domain.errors import InputError
    from bot.intents.loading import load_intents

    if not settings.slack.socket_mode and url is None:
        return None
    try:
        intents = load_intents(app.settings.intents)
        address = None if settings.slack.socket_mode else url
        return manifest(intents, prefix=settings.command_prefix, url=address)
    except InputError:  # mistakes in intents are a finding of their own, as is the address
        return None


def _local_findings(app: App, prefix: str) -> list[Finding]:
    """What every platform needs: documents, intents without mistakes, a ledger."""
    return [*_documents(app), *_intents(app, prefix), _ledger(app)]


def _documents(app: App) -> list[Finding]:
    from bot.domain.errors import BriefingError
    from bot.serving.checkup import Finding, Level, error, ok

    seeds = app.settings.seeds
    try:
        with Bar() as bar:
            edition = app.edition(bar)
    except BriefingError as problem:
        return [error(str(problem), f"put documents into {seeds}, or name a folder with --seeds")]
    count = len(edition.sources())
    told = [Finding(Level.WARNING, text) for text in dict.fromkeys(app.warnings)]
    if not count:
        return [*told, error("there are no documents", f"put some into {seeds}")]
    named = "1 document" if count == 1 else f"{count} documents"
    return [*told, ok(f"the edition {edition.id[:12]} holds {named}")]


def _intents(app: App, prefix: str) -> list[Finding]:
    from bot.serving.checkup import error, ok

    mistakes = app.check(prefix)
    if not mistakes:
        return [ok("no mistakes in intents and sidecars")]
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    return [
        error(
            f"{count} in intents and sidecars, the first: {mistakes[0]}",
            "run `briefing check`, which names them all",
        )
    ]


def _ledger(app: App) -> Finding:
    """Whether the ledger can be opened, written and read."""
    from bot.domain.errors import BriefingError
    from bot.serving.checkup import error, ok

    try:
        ledger = app.ledger()
        try:
            ledger.put(_KIND, "probe", "written", lifetime=60)
            ledger.pop(_KIND, "probe")
        finally:
            ledger.close()
    except BriefingError as problem:
        home = app.settings.home
        return error(
            f"the ledger cannot be used: {problem}",
            f"make {home} a folder on a local disk that this user may write, or name another "
            f"with --home",
        )
    return ok("the ledger can be written")


def _told(findings: Sequence[Finding], as_json_: bool) -> int:
    """Print the findings; the exit code."""
    from bot.serving.checkup import as_json, as_text, healthy

    if as_json_:
        click.echo(as_json(findings).encode("utf-8") + b"\n", nl=False)
    else:
        click.echo(visible(as_text(findings)))
    return 0 if healthy(findings) else 1
