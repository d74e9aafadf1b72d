"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

from bot.cli import failing

if TYPE_CHECKING:
    from bot.app import App

P = ParamSpec("P")
R = TypeVar("R")

_FOLDER = click.Path(path_type=Path, file_okay=False)


def with_app(command: Callable[Concatenate[App, P], R]) -> Callable[..., R]:
    """Give a command `--seeds`, `--intents` and `--home`, and the `App` on them."""

    @click.option("--seeds", type=_FOLDER, help="The folder of documents.")
    @click.option("--intents", type=_FOLDER, help="The folder of intents.")
    @click.option("--home", type=_FOLDER, help="Where the editions are kept.")
    @wraps(command)
    def run(
        seeds: Path | None,
        intents: Path | None,
        home: Path | None,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        from bot.app import App
        from bot.config import settings

        chosen = settings(seeds=seeds, intents=intents, home=home)
        failing.set_home(chosen.home)
        return command(App(chosen), *args, **kwargs)

    return run


def warn(app: App) -> None:
    """Say on stderr what the app warns of, once each."""
    from bot.answers.plain_text import visible

    for warning in dict.fromkeys(app.warnings):
        click.echo(f"briefing: warning: {visible(warning)}", err=True)
