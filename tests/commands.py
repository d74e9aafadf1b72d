"""The commands of `briefing`, those of groups under their whole names (`doctor slack`)."""

from __future__ import annotations

import click

from bot.cli.main import briefing


def _within(group: click.Group, before: str) -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= _within(command, f"{before}{name} ")
        else:
            found[f"{before}{name}"] = command
    return found


COMMANDS = _within(briefing, "")
