"""Ports: what the core needs of the outside, written as manuals for the next implementer.

None of these is asynchronous. Implementations may be called from several threads at once
unless their docstring says otherwise; what is opened read-only must not need a lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.domain.fact import Fact, ListReport
from bot.domain.passage import Passage
from bot.domain.source import Document, Source


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader got out of a file, before anybody thinks about it.

    `text` is the canonical text; for plain text it is the file's text, decoded and nothing
    else. `title` and `date` are what the format itself says, if it says so.
    """

    text: str
    title: str | None = None
    date: str | None = None
    pages: Mapping[int, int] = field(default_factory=dict)
    headings: Mapping[int, str] = field(default_factory=dict)


class Reader(Protocol):
    """Turns a file into a canonical text.

    `suffixes` are lower-case with the dot. `read` is given the file's bytes and its name
    (for messages); it raises `DocumentError` that says what is wrong and what to do, and
    nothing else, whatever the bytes are. The same bytes give the same reading, always.
    """

    suffixes: tuple[str, ...]

    def read(self, content: bytes, name: str) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extractor found in one document: facts with spans, and reports of its lists."""

    facts: tuple[Fact, ...] = ()
    lists: tuple[ListReport, ...] = ()


class Extractor(Protocol):
    """Finds facts of some kinds in one document, each with spans, or finds nothing.

    `name` and `version` go into the edition's id: raise the version whenever the output
    may change, here and in `bot.facts.versions`. `extract` is pure: it depends on the
    document and its passages alone (with their sentences), raises nothing on any text, and
    is linear in the text's length.
    """

    name: str
    version: int

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that the index found: the passage, its text, and its BM25 score.

    `stems` are those of its sentences in order, a line a sentence, with blanks between them;
    `heading` is the text of the heading that it stands under, if there is one near above.
    """

    passage: Passage
    text: str
    score: float
    first_sentence: int  # row of its first sentence among all sentences of the edition
    stems: str
    heading: str = ""


class Edition(Protocol):
    """One immutable build of all documents, opened read-only.

    What it returns is in a fixed order: documents by id, facts by document, then by place.
    Raises `EditionError` when a file of it is damaged or gone, `SourceNotFoundError` for an
    unknown source, and nothing else. Safe to call from several threads.
    """

    id: str
    path: Path

    @property
    def embedding(self) -> str | None:
        """The id of the embedding behind `sentence_vectors`; none without vectors."""
        ...

    def sources(self) -> tuple[Source, ...]: ...

    def document(self, source_id: str) -> Document:
        """The document with its text; its sha256 has been checked when it was loaded."""
        ...

    def passages(self, source_id: str) -> tuple[Passage, ...]: ...

    def facts(self, kind: str | None = None, source_id: str | None = None) -> tuple[Fact, ...]: ...

    def kinds(self) -> Mapping[str, int]:
        """Kinds of facts with their counts."""
        ...

    def lists(self, kind: str) -> tuple[ListReport, ...]: ...

    def names(self, slot_type: str) -> tuple[str, ...]:
        """The gazetteer of a slot type: signatory, speaker, person, place, source, subject."""
        ...

    def search(self, terms: Iterable[str], limit: int) -> list[Hit]:
        """Passages that hold any of the stems, best first; boilerplate is never among them."""
        ...

    def passages_of_sentences(self, rows: Sequence[int]) -> list[Hit]:
        """The passages that hold the sentences of these rows, each once, by row; score 0."""
        ...

    def frequency(self, term: str) -> int:
        """In how many passages the stem stands."""
        ...

    def passage_count(self) -> int:
        """How many passages the index holds (boilerplate is not among them)."""
        ...

    def sentence_count(self) -> int: ...

    def vocabulary(self) -> tuple[str, ...]:
        """All folded words of the edition's passages, each once, sorted."""
        ...

    def sentence_vectors(self, first: int, count: int) -> object | None:
        """Embeddings of `count` sentences from row `first` on, (count, dimensions) float32,
        unit length; none when the edition was built without an embedding."""
        ...


Progress = Callable[[str, int, int], None]  # what, done, total
