"""Utterances: one message addressed to us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn of the conversation: what was asked, and which intent answered."""

    text: str
    intent: str | None = None
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message addressed to us: its text, who said it, where, on which platform.

    `slots` are the options of a command where the platform has a field for each; `text` is
    then the command with their values behind it, as somebody would type it.
    """

    text: str
    id: str = ""
    author: str = ""
    place: str = ""
    thread: str = ""
    platform: str = "local"
    locale: str = "en"
    earlier: tuple[Turn, ...] = ()  # oldest first
    slots: tuple[tuple[str, str], ...] = ()
