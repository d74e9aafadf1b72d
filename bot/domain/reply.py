"""Replies: what adapters render. Refusal is a value, not an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.citation import Citation


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a reply: its words, and the numbers of the citations that carry it.

    `group` is the heading it stands under (a source's title, a year), where there is one.
    """

    text: str
    citations: tuple[int, ...] = ()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of a list is shown: `shown` of `total`, and lines that were not understood.

    `of` says what is counted, in words ("lines of the signature block").
    """

    shown: int
    total: int
    not_understood: int = 0
    of: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on from a clarification: a label, and the text to ask instead."""

    label: str
    text: str
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """Why a reply is what it is: what `:why` shows."""

    path: str = ""  # command, intent, question, help, ...
    winner: str | None = None
    runner_up: str | None = None
    score: float = 0.0
    margin: float = 0.0
    slots: Mapping[str, str] = field(default_factory=dict)
    kernels: Mapping[str, float] = field(default_factory=dict)
    unexplained: tuple[str, ...] = ()
    sentences: tuple[Mapping[str, object], ...] = ()  # candidates with their features, best first
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    id: str = ""
    question: str = ""
    intent: str | None = None
    headline: str = ""
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()
    related: tuple[Citation, ...] = ()  # near misses; never the answer
    edition: str = ""
    elapsed_ms: float = 0.0
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_Reply):
    """The sources answer: a headline, items, and the citations that carry them."""

    items: tuple[Item, ...] = ()
    citations: tuple[Citation, ...] = ()
    completeness: Completeness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification(_Reply):
    """Several things may be meant: the two or three likely ones, to choose from."""

    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention(_Reply):
    """The sources do not answer, and `reason` says what is missing."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help(_Reply):
    """What can be asked."""

    items: tuple[Item, ...] = ()


Reply = Answer | Clarification | Abstention | Help
