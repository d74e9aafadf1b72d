"""Outcomes: what a lookup gives back, before anything is cited or worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.fact import Anchor, Fact
from bot.domain.reply import Completeness
from bot.domain.span import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an answer: the places that carry it, and words of a template beside it.

    Without `text` the first quote stands for itself. An entry may have no place only where
    it names something that is not in a text (a source's file).
    """

    anchors: tuple[Anchor, ...]
    text: str = ""
    marks: tuple[Span, ...] = ()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The sources answer. `values` fill the intent's templates beside `count` and `total`.

    `wording` says which template: `headline`, `one` or `none` (a list was searched whole
    and holds nothing that fits: a clear no).
    """

    entries: tuple[Entry, ...]
    wording: str = "headline"
    values: Mapping[str, str] = field(default_factory=dict)
    completeness: Completeness | None = None
    related: tuple[Anchor, ...] = ()
    confidence: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """The sources do not answer, and `reason` says what is missing.

    `open` when the lookup was not competent (it did not know the words), so that a ranked
    sentence may still answer; a lookup that searched the right place whole closes the matter.
    `prompt` when nothing was asked yet: the reason says what to add.
    """

    reason: str
    related: tuple[Anchor, ...] = ()
    open: bool = False
    prompt: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """A name may mean several things; `names` are the ones to choose from."""

    slot: str
    words: str
    names: tuple[str, ...]


Outcome = Finding | Missing | Unsure


def entry_of(fact: Fact, text: str = "", group: str | None = None, most: int = 3) -> Entry:
    """The entry for a fact: its evidence, with its telling words marked."""
    marks = tuple(m.span for m in fact.marks if m.source_id == fact.source_id)
    return Entry(fact.evidence[:most], text, marks, group)
