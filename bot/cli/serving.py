"""`briefing slack`, `briefing discord`, `briefing serve`: the running bot."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from bot.answers.plain_text import visible
from bot.cli.options import warn, with_app
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from bot.app import App
    from bot.config import ServiceSettings

_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"


@click.command(short_help="Answer in Slack.")
@with_app
def slack(app: App) -> None:
    """Answer in Slack until a signal comes. The tokens come from the environment."""
    _serve(app, ["slack"])


@click.group(invoke_without_command=True, short_help="Answer in Discord.")
@with_app
def discord(app: App) -> None:
    """Answer in Discord until a signal comes. The token comes from the environment."""
    if click.get_current_context().invoked_subcommand is None:
        _serve(app, ["discord"])


@discord.command(short_help="Put the commands there by hand.")
@click.option("--guild", type=click.IntRange(1), help="Only in the server with this id, at once.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@with_app
def sync(app: App, guild: int | None, dry_run: bool) -> None:
    """Show how Discord's commands differ from the intents, and put ours there.

    A running bot does so by itself. The commands of one server come in addition to the
    others: they are for trying out.
    """
    from bot.adapters.discord.syncing import sync_by_hand
    from bot.config import service_settings

    settings: ServiceSettings = service_settings()
    with Bar() as bar:
        assistant = app.assistant(progress=bar)
    warn(app)
    ledger = app.ledger()
    try:
        lines = asyncio.run(sync_by_hand(assistant, ledger, settings, guild, dry_run=dry_run))
    finally:
        ledger.close()
    for line in lines or ["Discord has these commands already."]:
        click.echo(visible(line))
    if lines:
        click.echo(f"{'To change' if dry_run else 'Changed'}: {len(lines)}")


@click.command(short_help="Answer wherever a token is set.")
@with_app
def serve(app: App) -> None:
    """Answer in Slack and in Discord, whichever have their tokens, in one process."""
    _serve(app, None)


def _serve(app: App, names: Sequence[str] | None) -> None:
    from bot.config import service_settings
    from bot.hosting.composing import configured
    from bot.hosting.composing import serve as run

    settings: ServiceSettings = service_settings()
    chosen = configured(settings) if names is None else names
    _log_to_stderr()
    with Bar() as bar:
        assistant = app.assistant(progress=bar)
    warn(app)
    run(app, assistant, settings, chosen, _said)


def _said(line: str) -> None:
    click.echo(f"briefing: {visible(line)}", err=True)


def _log_to_stderr() -> None:
    """One line an event for whoever operates the bot; libraries speak from warnings on."""
    logging.basicConfig(level=logging.WARNING, format=_LINE, stream=sys.stderr, force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
