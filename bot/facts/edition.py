"""An edition on this machine's disk, opened to read: the store, the index and the vectors."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from bot.domain.errors import EditionError, SourceNotFoundError
from bot.domain.fact import Fact, ListReport
from bot.domain.passage import Passage
from bot.domain.ports import Hit
from bot.domain.source import Document, Source
from bot.facts.index import Index
from bot.facts.manifest import REMEDY, Manifest, read_manifest
from bot.facts.records import StoredSource
from bot.facts.store import Store
from bot.facts.texts import Texts
from bot.facts.vectors import VectorFile, Vectors

STORE, INDEX, VECTORS = "facts.sqlite", "index", "vectors.bin"
_REMEMBERED = 32_000_000  # code points of texts that are kept in memory


class LocalEdition:
    """The port `Edition` over a folder of the shelf.

    Documents are loaded when they are asked for. Needs no write and no lock, and goes on
    answering when another edition takes its place. Raises `EditionError` on opening when a
    part is missing or of another build.
    """

    def __init__(self, path: Path, texts: Texts) -> None:
        self.manifest: Manifest = read_manifest(path)
        self.id: str = self.manifest.id
        self.path = path
        self._texts = texts
        self.manifest.check_files(path)
        self._store = Store(path / STORE, self.id)
        self._index = Index(path / INDEX, self.id)
        self._vectors: VectorFile | None = None
        if self.manifest.embedding is not None:
            self._vectors = VectorFile(
                path / VECTORS, self.manifest.sentences, self.manifest.dimensions, self.id
            )
        self._lock = threading.Lock()
        self._loaded: OrderedDict[str, Document] = OrderedDict()
        self._size = 0  # code points in `_loaded`
        counts = (len(self._store.ids), self._index.count())
        if counts != (self.manifest.documents, self.manifest.indexed):
            raise EditionError(self.id, f"the parts in {path} are not of one build; {REMEDY}")

    @property
    def embedding(self) -> str | None:
        """The id of the embedding behind `sentence_vectors`; none without vectors."""
        return self.manifest.embedding

    def sources(self) -> tuple[Source, ...]:
        return self._sources

    @cached_property
    def _sources(self) -> tuple[Source, ...]:
        return tuple(stored.source for stored in self._store.sources())

    def stored_source(self, source_id: str) -> StoredSource:
        """The source with its hash, its sidecar and whether it is stale."""
        found = self._store.source(source_id)
        if found is None:
            raise SourceNotFoundError(source_id, self._store.ids)
        return found

    def document(self, source_id: str) -> Document:
        stored = self.stored_source(source_id)
        with self._lock:
            if (known := self._loaded.get(source_id)) is not None:
                self._loaded.move_to_end(source_id)
                return known
        text = self._texts.load(stored.sha256, self.id)
        document = Document(stored.source, text, stored.pages, stored.headings)
        with self._lock:
            if source_id not in self._loaded:
                self._loaded[source_id] = document
                self._size += len(text)
            while self._size > _REMEMBERED and len(self._loaded) > 1:
                self._size -= len(self._loaded.popitem(last=False)[1].text)
        return document

    def passages(self, source_id: str) -> tuple[Passage, ...]:
        self.stored_source(source_id)
        return self._store.passages(source_id)

    def facts(self, kind: str | None = None, source_id: str | None = None) -> tuple[Fact, ...]:
        if source_id is not None:
            self.stored_source(source_id)
        return self._store.facts(kind, source_id)

    def kinds(self) -> Mapping[str, int]:
        return MappingProxyType(self._store.kinds)

    def lists(self, kind: str) -> tuple[ListReport, ...]:
        return self._store.lists(kind)

    def names(self, slot_type: str) -> tuple[str, ...]:
        return self._store.names(slot_type)

    def search(self, terms: Iterable[str], limit: int) -> list[Hit]:
        return [self._hit(row, score) for row, score in self._index.search(terms, limit)]

    def passages_of_sentences(self, rows: Sequence[int]) -> list[Hit]:
        return [self._hit(row, 0.0) for row in self._store.passages_of_sentences(rows)]

    def _hit(self, row: int, score: float) -> Hit:
        found = self._store.passage(row)
        return Hit(
            found.passage, found.text, score, found.first_sentence, found.stems, found.heading
        )

    def frequency(self, term: str) -> int:
        return self._index.frequency(term)

    def passage_count(self) -> int:
        """How many passages can be found by `search`: what `frequency` is measured against."""
        return self.manifest.indexed

    def sentence_count(self) -> int:
        return self.manifest.sentences

    def vocabulary(self) -> tuple[str, ...]:
        return self._store.vocabulary()

    def sentence_vectors(self, first: int, count: int) -> Vectors | None:
        return None if self._vectors is None else self._vectors.rows(first, count)

    def check(self) -> None:
        """Read everything once; raises `EditionError` at the first damage."""
        self.manifest.check_files(self.path, content=True)
        self._store.facts(None, None)
        for source in self.sources():
            self._store.passages(source.id)
            self.document(source.id)
        if self._store.sentence_count() != self.manifest.sentences:
            raise EditionError(self.id, f"sentences are missing; {REMEDY}")

    def close(self) -> None:
        """Let go of this thread's connection to the store; using the edition opens it anew."""
        self._store.close()
