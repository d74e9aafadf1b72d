"""Assembling an edition: each document read, analysed and written into store and index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.errors import EditionError, SourceNotFoundError
from bot.domain.passage import Passage, Role
from bot.domain.ports import Progress
from bot.facts.analysing import Analysis, analyse_again, analyse_file
from bot.facts.edition import INDEX, STORE, LocalEdition
from bot.facts.gazetteers import Gazetteers
from bot.facts.index import IndexWriter
from bot.facts.listing import Candidate, Problem
from bot.facts.manifest import FileEntry, Manifest
from bot.facts.records import StoredSource
from bot.facts.store_writing import StoreWriter
from bot.facts.texts import Texts
from bot.files.atomic import flush_file, flush_folder
from bot.text.embedding import Embedder
from bot.text.words import terms, tokens


class Assembly:
    """An edition in the making, in a folder of its own; one document at a time in memory.

    `sources` are those that are in it so far, `problems` what is not in it as it stands,
    `complaints` those that are mistakes of this program.
    """

    def __init__(self, folder: Path, texts: Texts, last_good: LocalEdition | None) -> None:
        self._texts = texts
        self._last_good = last_good
        self._gazetteers = Gazetteers()
        self._words: set[str] = set()
        self._indexed = 0
        self._new_texts: list[Path] = []
        self._store = StoreWriter(folder / STORE)
        self._index = IndexWriter(folder / INDEX)
        self.sources: list[StoredSource] = []
        self.problems: list[Problem] = []
        self.complaints: list[str] = []

    @property
    def sentences(self) -> int:
        """How many sentences are in the store."""
        return self._store.sentences

    def read(self, candidates: Sequence[Candidate], progress: Progress) -> int:
        """Read, analyse and write all documents; gives how many are not merely kept.

        Raises `StorageError`.
        """
        try:
            fresh = self._read(candidates, progress)
            self._store.finish(self._gazetteers.result(), sorted(self._words))
            self._index.finish()
        except BaseException:
            self._store.close()
            self._index.abandon()
            raise
        return fresh

    def _read(self, candidates: Sequence[Candidate], progress: Progress) -> int:
        fresh, done = 0, set()
        for number, candidate in enumerate(candidates):
            progress("reading", number, len(candidates))
            analysis = self._analysed(candidate, candidate.id in done)
            if analysis is not None:
                fresh += not analysis.stored.stale
                done.add(candidate.id)
                self._add(analysis)
        progress("reading", len(candidates), len(candidates))
        return fresh

    def _analysed(self, candidate: Candidate, known: bool) -> Analysis | None:
        """The document as it is, or else its last good version, or else nothing."""
        analysis = analyse_file(candidate)
        if isinstance(analysis, Analysis):
            return analysis
        last_good = None if known or analysis.gone else self._kept(candidate.id)
        kept = known or last_good is not None
        self.problems += [Problem(file, reason, kept) for file, reason in analysis.reasons]
        return last_good

    def _kept(self, source_id: str) -> Analysis | None:
        """The last good version of a document, from the current edition."""
        if self._last_good is None:
            return None
        try:
            document = self._last_good.document(source_id)
            again = analyse_again(document, self._last_good.stored_source(source_id))
        except (EditionError, SourceNotFoundError):
            return None
        return again if isinstance(again, Analysis) else None

    def _add(self, analysis: Analysis) -> None:
        source, text = analysis.document.source, analysis.document.text
        self.problems += [Problem(source.file, reason) for reason in analysis.complaints]
        self.complaints += [f"{source.id}: {reason}" for reason in analysis.complaints]
        _, written = self._texts.save(text)
        if written:
            self._new_texts.append(self._texts.path(analysis.stored.sha256))
        first = self._store.add(
            analysis.stored, text, analysis.passages, analysis.facts, analysis.lists
        )
        self._add_words(first, text, analysis.passages)
        self._gazetteers.add(source, analysis.facts)
        self.sources.append(analysis.stored)

    def _add_words(self, first: int, text: str, passages: Sequence[Passage]) -> None:
        for row, passage in enumerate(passages, start=first):
            if passage.role is not Role.BOILERPLATE:
                quote = passage.span.of(text)
                self._index.add(row, terms(quote))
                self._words.update(token.text for token in tokens(quote))
                self._indexed += 1

    def manifest(
        self, found: str, inputs: str, embedder: Embedder | None, files: tuple[FileEntry, ...]
    ) -> Manifest:
        """The manifest of what was read."""
        return Manifest(
            id=found,
            built_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            inputs=inputs,
            problems=tuple((p.file, p.reason, p.kept) for p in self.problems),
            stale=tuple(stored.source.id for stored in self.sources if stored.stale),
            files=files,
            documents=len(self.sources),
            facts=self._store.kinds.total(),
            passages=self._store.passages,
            indexed=self._indexed,
            sentences=self._store.sentences,
            embedding=embedder.id if embedder else None,
            dimensions=embedder.dimensions if embedder else 0,
        )

    def flush_texts(self) -> None:
        """Make sure that the new texts are on the disk, before an edition needs them."""
        for path in self._new_texts:
            flush_file(path)
        flush_folder(self._texts.folder)
