"""Gazetteers: the names that an edition holds, by slot type, gathered from its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bot.domain.fact import Fact
from bot.domain.source import Source

# slot type -> kind of fact -> fields whose values are names of that type
_FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "signatory": {"signatory": ("name", "acronym")},
    "speaker": {"statement": ("speaker",)},
    "person": {"person": ("name", "aliases", "acronym")},
    "place": {"place": ("name", "aliases", "also")},
}


class Gazetteers:
    """Gathers names, document after document."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._aliases: dict[str, set[str]] = defaultdict(set)  # of persons, by name

    def add(self, source: Source, facts: Iterable[Fact]) -> None:
        """Take the names of one document."""
        self._names["source"].update((source.id, source.title))
        for fact in facts:
            if fact.fields.get("unresolved"):
                continue  # "he said", and nobody knows who
            for slot_type, kinds in _FIELDS.items():
                for name in kinds.get(fact.kind, ()):
                    self._names[slot_type].update(_values(fact, name))
            self._names["topic"].update(_values(fact, "topic"))
            if fact.kind == "person":
                self._aliases[fact.text("name")].update(_values(fact, "aliases"))

    def result(self) -> dict[str, tuple[str, ...]]:
        """The names of each type, each once, in a fixed order.

        Whoever speaks is known by all names that the documents give; a subject is whatever
        has a name.
        """
        names = {slot_type: set(found) for slot_type, found in self._names.items()}
        speakers = names.setdefault("speaker", set())
        for name, aliases in self._aliases.items():
            if name in speakers or aliases & speakers:
                speakers |= {name, *aliases}
        names["subject"] = set().union(
            *(names.get(kind, set()) for kind in ("person", "place", "signatory", "topic"))
        )
        return {
            slot_type: tuple(sorted(found - {""}, key=lambda name: (name.casefold(), name)))
            for slot_type, found in sorted(names.items())
        }


def _values(fact: Fact, name: str) -> tuple[str, ...]:
    value = fact.fields.get(name, ())
    return value if isinstance(value, tuple) else (str(value),)
