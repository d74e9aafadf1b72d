"""Intents: what can be asked, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Slot:
    """A named gap in an intent's phrases.

    `type` names a gazetteer (the edition's own names of that type: signatory, speaker,
    person, place, source, date, ...) or is `text`, which takes any words.
    """

    name: str
    type: str = "text"
    optional: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that must win for its intent, with the slot values expected of it."""

    text: str
    slots: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class AnswerSpec:
    """How an intent answers: which lookup, which facts, which words around the quotes.

    `lookup` names a way of answering that the answers layer knows (`facts` unless told);
    `kind` is the kind of fact; `where` maps fields to templates such as `{name}`.
    Templates are filled with fields of facts and with counts, never with anything else.
    """

    lookup: str = "facts"
    kind: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    headline: str = ""
    one: str = ""
    none: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """A named YAML entry: phrases, slots, the answer, and the sentences that test it."""

    name: str
    description: str
    phrases: tuple[str, ...]
    answer: AnswerSpec
    command: str | None = None
    slots: tuple[Slot, ...] = ()
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[str, ...] = ()
    counterexample_lines: tuple[int, ...] = ()  # their lines in `file`
    suggestion: str = ""  # a question to offer; the first example without one
    file: str = ""
    localised: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # locale -> names

    def slot(self, name: str) -> Slot | None:
        """The slot called `name`, or none."""
        return next((s for s in self.slots if s.name == name), None)
