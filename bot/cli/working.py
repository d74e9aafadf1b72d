"""`briefing repl` and `briefing check`: for those who write intents."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bot.answers.plain_text import visible
from bot.cli.options import warn, with_app
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from bot.app import App

HISTORY = "history"


@click.command(short_help="Ask in a conversation.")
@with_app
def repl(app: App) -> None:
    """Ask in a conversation; lines that are piped in are answered in turn."""
    from bot.adapters.repl.commands import State
    from bot.adapters.repl.session import start
    from bot.cli.workbench import Bench

    with Bar() as bar:
        assistant = app.assistant(progress=bar)
    warn(app)
    if sys.stdin is None:
        return
    state = State(assistant, Bench(app.settings))
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    start(state, app.settings.home / HISTORY, sys.stdin.buffer, interactive)


@click.command(short_help="Check the intents and the documents' sidecars.")
@with_app
def check(app: App) -> int:
    """Check the intents and the documents' sidecars; exit code 1 when there are mistakes."""
    mistakes = app.check()
    for mistake in mistakes:
        click.echo(visible(str(mistake)))
    warn(app)
    if mistakes:
        click.echo(f"{len(mistakes)} mistakes" if len(mistakes) > 1 else "1 mistake", err=True)
        return 1
    click.echo("No mistakes.", err=True)
    return 0
