"""Limits of the platforms on commands: counts, names, lengths, reserved names.

Sources: Slack's manifest types (node-slack-sdk, `manifest.ts`) and Discord's documentation
(`interactions/application-commands.mdx`). Names are checked with the prefix that an
installation may put before all of its commands.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Sequence

from bot.domain.errors import Mistake
from bot.domain.intent import Intent
from bot.files.marked_yaml import Marks

SLACK_COMMANDS = 50
SLACK_NAME = 32  # with the slash
SLACK_DESCRIPTION = 2000
SLACK_HINT = 1000
#: Names that Slack keeps for itself; it runs its own command and ours is never called.
_RESERVED = """
    active apps archive away call collapse dm dnd expand feed help invite invite_people join
    keys kick leave me msg mute open prefs remind remove rename search shortcuts shrug star
    status topic who
"""
SLACK_RESERVED = frozenset(_RESERVED.split())

DISCORD_COMMANDS = 100
DISCORD_NAME = 32
DISCORD_DESCRIPTION = 100
DISCORD_OPTIONS = 25
DISCORD_TOTAL = 8000
_LOCALES = """
    bg cs da de el en-GB en-US es-419 es-ES fi fr hi hr hu id it ja ko lt nl no pl pt-BR ro ru
    sv-SE th tr uk vi zh-CN zh-TW
"""
DISCORD_LOCALES = frozenset(_LOCALES.split())

Marked = tuple[Intent, Marks]


def limit_mistakes(intents: Sequence[Marked], prefix: str = "") -> Iterator[Mistake]:
    """Every limit of Slack and Discord that the commands of `intents` break."""
    yield from slack_mistakes(intents, prefix)
    yield from discord_mistakes(intents, prefix)


def slack_mistakes(intents: Sequence[Marked], prefix: str = "") -> Iterator[Mistake]:
    """Every limit of Slack that the commands of `intents` break."""
    yield from _too_many(intents, SLACK_COMMANDS, "Slack")
    for intent, marks in _commands(intents):
        yield from _slack(intent, marks, prefix)


def discord_mistakes(intents: Sequence[Marked], prefix: str = "") -> Iterator[Mistake]:
    """Every limit of Discord that the commands of `intents` break."""
    yield from _too_many(intents, DISCORD_COMMANDS, "Discord")
    for intent, marks in _commands(intents):
        yield from _discord(intent, marks, prefix)


def _commands(intents: Sequence[Marked]) -> list[Marked]:
    return [(intent, marks) for intent, marks in intents if intent.command is not None]


def _too_many(intents: Sequence[Marked], most: int, platform: str) -> Iterator[Mistake]:
    commands = _commands(intents)
    if len(commands) > most:
        _, marks = commands[most]
        yield marks.mistake(
            f"{platform} takes {most} commands; this is number {most + 1} of {len(commands)}",
            "command",
            suggestion="remove the command of an intent that is asked in words",
        )


def _slack(intent: Intent, marks: Marks, prefix: str) -> Iterator[Mistake]:
    name = f"{prefix}{intent.command}"
    if len(name) + 1 > SLACK_NAME:
        yield marks.mistake(
            f"Slack takes command names of {SLACK_NAME} characters; /{name} has {len(name) + 1}",
            "command",
            suggestion="shorten it, or the prefix" if prefix else "shorten it",
        )
    if name.split() != [name] or name != name.lower() or "/" in name:
        yield marks.mistake(
            f"Slack takes command names in lower case, without spaces and slashes: {name!r}",
            "command",
            suggestion=f"write {'-'.join(name.lower().replace('/', ' ').split())}",
        )
    if name in SLACK_RESERVED:
        yield marks.mistake(
            f"/{name} is a command of Slack's own",
            "command",
            suggestion=f"for instance briefing-{name}",
        )
    yield from _longer(marks, intent.description, SLACK_DESCRIPTION, "Slack", "description")
    hint = " ".join(f"[{slot.name}: {slot.hint}]" for slot in intent.slots)
    if len(hint) > SLACK_HINT:
        yield marks.mistake(
            f"Slack takes usage hints of {SLACK_HINT} characters; with all slots it is {len(hint)}",
            "slots",
            suggestion="shorten the hints",
        )


def _discord(intent: Intent, marks: Marks, prefix: str) -> Iterator[Mistake]:
    yield from _discord_name(marks, f"{prefix}{intent.command}", "command")
    yield from _longer(marks, intent.description, DISCORD_DESCRIPTION, "Discord", "description")
    if len(intent.slots) > DISCORD_OPTIONS:
        yield marks.mistake(
            f"Discord takes {DISCORD_OPTIONS} options; these are {len(intent.slots)}",
            "slots",
            suggestion="remove slots",
        )
    optional = None
    for slot in intent.slots:
        yield from _discord_name(marks, slot.name, "slots", slot.name)
        yield from _longer(
            marks, slot.hint, DISCORD_DESCRIPTION, "Discord", "slots", slot.name, "hint"
        )
        if slot.optional:
            optional = optional or slot.name
        elif optional:
            yield Mistake(
                marks.file,
                *marks.key("slots", slot.name),
                f"Discord takes required options first; {slot.name!r} follows {optional!r}",
                f"move {slot.name!r} up",
            )
    for locale, local in intent.localised.items():
        if locale not in DISCORD_LOCALES:
            near = difflib.get_close_matches(locale, DISCORD_LOCALES, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else "such as fr or es-ES"
            place = marks.key("localised", locale)
            yield Mistake(marks.file, *place, f"Discord has no locale {locale!r}", hint)
        if "command" in local:
            where = ("localised", locale, "command")
            yield from _discord_name(marks, f"{prefix}{local['command']}", *where)
        where = ("localised", locale, "description")
        text = local.get("description", "")
        yield from _longer(marks, text, DISCORD_DESCRIPTION, "Discord", *where)
    if (total := _total(intent, prefix)) > DISCORD_TOTAL:
        yield marks.mistake(
            f"Discord takes {DISCORD_TOTAL} characters a command; this has {total}",
            "command",
            suggestion="shorten descriptions and hints",
        )


def _total(intent: Intent, prefix: str) -> int:
    """Characters of the whole command; of a text in many languages the longest counts."""
    local = intent.localised.values()
    names = [intent.command or "", *(each.get("command", "") for each in local)]
    texts = [intent.description, *(each.get("description", "") for each in local)]
    options = sum(len(slot.name) + len(slot.hint) for slot in intent.slots)
    return len(prefix) + max(map(len, names)) + max(map(len, texts)) + options


def _discord_name(marks: Marks, name: str, *path: str) -> Iterator[Mistake]:
    if not 1 <= len(name) <= DISCORD_NAME:
        yield marks.mistake(
            f"Discord takes names of 1 to {DISCORD_NAME} characters; {name!r} has {len(name)}",
            *path,
            suggestion="shorten it",
        )
    wrong = sorted({c for c in name if not _allowed(c)})
    if wrong or name != name.lower():
        listed = f": not {' '.join(map(repr, wrong))}" if wrong else ""
        yield marks.mistake(
            f"Discord takes names of lower-case letters, digits, - _ and '{listed}",
            *path,
            suggestion=f"write {''.join(c if _allowed(c) else '-' for c in name.lower())}",
        )


def _allowed(c: str) -> bool:
    r"""Whether `c` is in Discord's class `[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]`."""
    return (
        c in "-_'"
        or unicodedata.category(c)[0] in "LN"
        or unicodedata.name(c, "").startswith(("DEVANAGARI", "THAI"))
    )


def _longer(marks: Marks, text: str, most: int, platform: str, *path: str) -> Iterator[Mistake]:
    if len(text) > most:
        yield marks.mistake(
            f"{platform} takes {most} characters here; these are {len(text)}",
            *path,
            suggestion="shorten it",
        )
