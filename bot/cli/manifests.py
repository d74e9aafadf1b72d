"""`briefing manifest`: what a chat platform has to know of the app, to paste there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import warn, with_app
from bot.cli.progress import Bar

if TYPE_CHECKING:
    from bot.app import App


@click.group(short_help="Print what a chat platform has to know of the app.")
def manifest() -> None:
    """Print what a chat platform has to know of the app, made from the intents."""


_FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="YAML reads better; Slack takes both.",
)


@manifest.command("slack", short_help="The app manifest for Slack.")
@_FORM
@click.option("--url", help="The public https address of our server; without it, Socket Mode.")
@click.option("--name", help="What the app is called in Slack.  [default: Briefing]")
@with_app
def slack(app: App, form: str, url: str | None, name: str | None) -> None:
    """The app manifest for Slack: commands, scopes, events, shortcuts, agent view."""
    from bot.adapters.slack.manifest import NAME
    from bot.adapters.slack.manifest import manifest as made
    from bot.config import service_settings
    from bot.domain.errors import YamlError
    from bot.intents.limits import slack_mistakes
    from bot.intents.loading import load_marked

    prefix = service_settings().command_prefix
    marked = load_marked(app.settings.intents)
    if mistakes := list(slack_mistakes(marked, prefix)):
        raise YamlError(mistakes)
    intents = [intent for intent, _ in marked]
    entry = made(intents, name=NAME if name is None else name, prefix=prefix, url=url)
    _print(entry, form)


@manifest.command("discord", short_help="Commands, settings and install links for Discord.")
@_FORM
@click.option("--application", help="The app's id.  [default: as in DISCORD_TOKEN]")
@with_app
def discord(app: App, form: str, application: str | None) -> None:
    """The app for Discord: commands, settings in the developer portal, install links.

    The bot puts the commands there by itself. The links ask for the least permissions.
    """
    from bot.adapters.discord.commands import payload
    from bot.adapters.discord.manifest import application_of
    from bot.adapters.discord.manifest import manifest as made
    from bot.config import service_settings
    from bot.domain.errors import YamlError
    from bot.intents.limits import discord_mistakes
    from bot.intents.loading import load_marked

    settings = service_settings()
    known = application_of(application, settings.discord.token)
    marked = load_marked(app.settings.intents)
    if mistakes := list(discord_mistakes(marked, settings.command_prefix)):
        raise YamlError(mistakes)
    with Bar() as bar:
        assistant = app.assistant(progress=bar)
    warn(app)
    _print(made(payload(assistant.commands(), settings.command_prefix), known), form)


def _print(entry: dict[str, Any], form: str) -> None:
    from bot.files.written_yaml import dumped

    text = dumped(entry) if form == "yaml" else json.dumps(entry, ensure_ascii=False, indent=2)
    click.echo(text.rstrip("\n").encode("utf-8") + b"\n", nl=False)
