"""Facts: a kind, fields, and the places in the documents that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from bot.domain.span import Span

FieldValue = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A span of a named source: what a citation is made from."""

    source_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """What a document says, with at least one anchor as evidence.

    `evidence` are the spans to cite, the best first; `marks` are the telling words
    inside of them (the quoted words of a statement, the date of an event).
    Raises `ValueError` without evidence.
    """

    kind: str  # signatory, statement, event, quantity, person, place, or a curated kind
    fields: Mapping[str, FieldValue]
    evidence: tuple[Anchor, ...]
    marks: tuple[Anchor, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"a fact of kind {self.kind!r} without evidence")
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits of the fact's content; the same content, the same id."""
        parts = [self.kind, *(f"{k}={self.fields[k]!r}" for k in sorted(self.fields))]
        parts += [f"{a.source_id}:{a.span.start}-{a.span.end}" for a in self.evidence]
        return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @property
    def source_id(self) -> str:
        """The source of the first anchor."""
        return self.evidence[0].source_id

    def text(self, name: str, default: str = "") -> str:
        """The field `name` as text; `default` when the fact does not have it."""
        value = self.fields.get(name, default)
        return ", ".join(value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class ListReport:
    """How completely a list was understood: one report a list of a document."""

    kind: str
    source_id: str
    span: Span
    understood: int
    not_understood: tuple[Span, ...] = ()
