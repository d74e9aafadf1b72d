"""A line that was typed, as what it asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.domain.reply import Choice
from bot.domain.utterance import Turn, Utterance

PLATFORM = "terminal"
_COLON = re.compile(r":([^\W\d_][\w-]*|\?)(?:\s+(.*))?$", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Asked(Enum):
    """What a line is."""

    NOTHING = "nothing"
    COMMAND = "command"  # a colon command of the REPL itself
    QUESTION = "question"  # for the assistant: free text or a slash command


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `name` and `text` (its argument) of a command, or the `text` of a question."""

    asked: Asked
    text: str = ""
    name: str = ""


def decoded(text: str) -> str:
    """`text` as valid Unicode: bytes that the terminal could not decode become U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def read_line(text: str) -> Line:
    """What the line `text` asks for; `:)` is no command, for commands begin with a letter."""
    text = decoded(text).strip()
    if not text:
        return Line(Asked.NOTHING)
    if found := _COLON.match(text):
        return Line(Asked.COMMAND, (found[2] or "").strip(), found[1].lower())
    return Line(Asked.QUESTION, text)


def chosen(text: str, choices: Sequence[Choice]) -> str:
    """The text that a bare number chooses among the choices of a clarification, else `text`."""
    if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1].text
    return text


def utterance(text: str, earlier: Sequence[Turn] = ()) -> Utterance:
    """The question `text` as the core takes it, after the `earlier` turns (oldest first)."""
    return Utterance(text=decoded(text), platform=PLATFORM, earlier=tuple(earlier))
