"""Commanding: a command and the words after it, typed as loosely as people do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.answers.competing import asked_freely, get_help, looked_up
from bot.answers.excluding import of_command
from bot.answers.recognising import Desk
from bot.answers.routed import Routed
from bot.domain.intent import Intent
from bot.domain.reply import Abstention, Trace
from bot.text.names import NameIndex

_COMMAND = re.compile(r"^[/!]\s*([\w-]+)[:,]?(?:\s+(.*))?$", re.DOTALL)
_MOST_WORDS = 4  # of a command that is written apart


def command_in(text: str, intents: Sequence[Intent]) -> tuple[str, str] | None:
    """The command that a text begins with, and the words after it; none for free text.

    "/who signed", "/WhoSigned" and "/who_signed:" are "/who-signed"; without the stroke a
    command is one only when its name has a hyphen, or when nothing follows it.
    """
    known = {name for intent in intents for name in (intent.command, intent.name) if name}
    if typed := _COMMAND.match(text):
        words = [typed.group(1), *(typed.group(2) or "").split()]
        for size in range(min(_MOST_WORDS, len(words)), 0, -1):
            name = _joined(words[:size])
            meant = next((each for each in known if _joined([each]) == name), None)
            if meant is not None:
                return meant, " ".join(words[size:]).lstrip(":, ")
        return typed.group(1), " ".join(words[1:])
    first, _, rest = text.partition(" ")
    commands = {intent.command for intent in intents if intent.command}
    if first.lower() in commands and ("-" in first or not rest):
        return first, rest
    return ("help", "") if first.lower() == "help" and not rest else None


def _joined(words: Sequence[str]) -> str:
    return re.sub(r"[-_]", "", "".join(words)).lower()


def question_of(
    name: str, rest: str, desk: Desk, given: Mapping[str, str] = MappingProxyType({})
) -> str | None:
    """The question that is put by a command for any question: it is taken as if it were said
    without the command. None for other commands, and without words."""
    intent = next((i for i in desk.intents.values() if name.lower() in (i.command, i.name)), None)
    if intent is None or intent.answer.lookup != "question":
        return None
    return next((value for value in given.values() if value.strip()), rest).strip() or None


def commanded(
    name: str, rest: str, desk: Desk, given: Mapping[str, str] = MappingProxyType({})
) -> Routed:
    """The reply to a command; `given` are its filled fields, where the platform has them."""
    wanted = name.lower()
    if wanted == "help":
        return get_help(desk)
    intent = next((i for i in desk.intents.values() if wanted in (i.command, i.name)), None)
    if intent is None:
        near = NameIndex(i.command for i in desk.intents.values() if i.command).nearest(wanted, 3)
        reply = Abstention(
            headline=f"There is no command /{name}.",
            reason=f"There is no command /{name}.",
            suggestions=tuple(f"/{command}" for command in near) or ("/briefing-help",),
        )
        return Routed(reply, Trace(path="command"))
    if intent.answer.lookup == "help":
        return get_help(desk)
    if intent.answer.lookup == "question":
        match = desk.matcher.match_command(intent.name, rest, desk.names, given)
        return asked_freely(match.slots.get("question", rest), intent, desk, match)
    rest, out = of_command(rest, intent)
    match = desk.matcher.match_command(intent.name, rest, desk.names, {} if out else given)
    return looked_up(intent, match, match.unexplained, "command", desk, out)
