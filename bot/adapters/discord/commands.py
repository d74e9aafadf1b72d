"""Commands: the intents as Discord's application commands, and how two sets of them differ.

Pure. One command per intent that has one, an option for each of its slots, and the command
in the menu of messages. Limits are Discord's (`interactions/application-commands.mdx`);
`briefing check` reports intents that pass them, and what still does is cut here, for Discord
refuses all commands when one of them is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from bot.answers.assistant import SLOT_TYPES
from bot.domain.intent import Intent, Slot
from bot.serving.paging import shortened

Payload = dict[str, Any]

PUBLIC = "public"  # the option that shows an answer to everybody
CHECK = "Check against sources"  # in the menu of a message; no prefix: Discord names the app

CHAT_INPUT, MESSAGE = 1, 3  # types of commands
_STRING, _BOOLEAN = 3, 5  # types of options
_EVERYWHERE: Payload = {
    "contexts": [0, 1, 2],  # servers, direct messages with the bot, all other private ones
    "integration_types": [0, 1],  # installed in a server, installed by a user
}
_COMMANDS = 100
_OPTIONS = 25
_DESCRIPTION = 100
_SHOWN = "Show the answer to everybody here; otherwise only you see it"


def payload(intents: Sequence[Intent], prefix: str = "", *, guild: bool = False) -> list[Payload]:
    """All commands of the app, as Discord wants them; those of one server for `guild`.

    The order is that of the names, so that the same intents give the same payload.
    """
    named = sorted((i for i in intents if i.command), key=lambda intent: intent.command or "")
    commands = [_command(intent, prefix) for intent in named[:_COMMANDS]]
    commands.append({"type": MESSAGE, "name": CHECK, "description": ""})
    return commands if guild else [command | _EVERYWHERE for command in commands]


def _command(intent: Intent, prefix: str) -> Payload:
    local = intent.localised
    names = {tag: f"{prefix}{each['command']}" for tag, each in local.items() if "command" in each}
    texts = {t: _brief(each["description"]) for t, each in local.items() if "description" in each}
    command: Payload = {
        "type": CHAT_INPUT,
        "name": f"{prefix}{intent.command}",
        "description": _brief(intent.description),
        "options": list(_options(intent)),
    }
    if names:
        command["name_localizations"] = names
    if texts:
        command["description_localizations"] = texts
    return command


def _options(intent: Intent) -> Iterator[Payload]:
    """The slots, those that must be filled first, and whether the answer is for everybody."""
    for slot in sorted(intent.slots[:_OPTIONS], key=lambda slot: slot.optional):
        yield {
            "type": _STRING,
            "name": slot.name,
            "description": _brief(slot.hint or slot.name),
            "required": not slot.optional,
            "autocomplete": is_completed(slot),
        }
    if intent.slot(PUBLIC) is None and len(intent.slots) < _OPTIONS:
        yield {
            "type": _BOOLEAN,
            "name": PUBLIC,
            "description": _SHOWN,
            "required": False,
        }


def is_completed(slot: Slot) -> bool:
    """Whether the edition knows names for the slot."""
    return slot.type in SLOT_TYPES


def _brief(text: str) -> str:
    return shortened(text, _DESCRIPTION)


def fingerprint(commands: Sequence[Mapping[str, Any]]) -> str:
    """What is the same for the same commands, and for no others."""
    return sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()


def difference(there: Sequence[Mapping[str, Any]], ours: Sequence[Mapping[str, Any]]) -> list[str]:
    """What putting `ours` in the place of what is `there` changes, a line each.

    `+` stands before what is new, `-` before what goes, `~` before what changes.
    """
    old, new = ({_key(command): _plain(command) for command in all_} for all_ in (there, ours))
    lines = []
    for key in sorted(old.keys() | new.keys()):
        if key not in old:
            lines.append(f"+ {_name(key)}")
        elif key not in new:
            lines.append(f"- {_name(key)}")
        elif changed := [part for part, told in new[key].items() if old[key].get(part) != told]:
            lines.append(f"~ {_name(key)}: {', '.join(changed)}")
    return lines


def _key(command: Mapping[str, Any]) -> tuple[int, str]:
    return int(command.get("type") or CHAT_INPUT), str(command["name"])


def _name(key: tuple[int, str]) -> str:
    return f"/{key[1]}" if key[0] == CHAT_INPUT else f"“{key[1]}” (in the menu of messages)"


def _plain(command: Mapping[str, Any]) -> Payload:
    """What we set of a command, without what Discord adds: ids, versions, defaults."""
    told: Payload = {
        "description": command.get("description") or "",
        "options": [_plain_option(option) for option in command.get("options") or ()],
        "names in other languages": command.get("name_localizations") or {},
        "descriptions in other languages": command.get("description_localizations") or {},
    }
    for part in _EVERYWHERE:
        if command.get(part) is not None:
            told[part] = sorted(command[part])
    return told


def _plain_option(option: Mapping[str, Any]) -> Payload:
    kept = {key: option.get(key) for key in ("type", "name", "description")}
    return kept | {key: bool(option.get(key)) for key in ("required", "autocomplete")}
