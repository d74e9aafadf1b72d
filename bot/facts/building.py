"""Building: from a folder of documents to an edition on the shelf."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.errors import BuildError, EditionError
from bot.domain.passage import Passage, Role
from bot.domain.ports import Progress
from bot.facts.analysing import Analysis, analyse_again, analyse_file
from bot.facts.edition import INDEX, STORE, VECTORS, LocalEdition
from bot.facts.embedding import embed_sentences
from bot.facts.fingerprint import edition_id, inputs_digest
from bot.facts.gazetteers import Gazetteers
from bot.facts.index import IndexWriter
from bot.facts.listing import Candidate, Listing, Problem, list_folder
from bot.facts.manifest import DocumentEntry, Manifest
from bot.facts.publishing import clean, is_healthy, prune, publish, temporary_folder
from bot.facts.shelf import Shelf
from bot.facts.store import StoredSource, StoreWriter
from bot.files.atomic import flush_file, flush_folder, make_folder
from bot.files.locking import locked
from bot.text.embedding import Embedder
from bot.text.words import terms, tokens

MOST_EMBEDDED = 50_000  # sentences; a larger edition is built without vectors
KEPT = 5  # editions that stay on the shelf
WAIT = 30.0  # seconds for another build to finish


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `reused`: the edition was on the shelf already, and is now current. `problems` are the
    files that are not in it as they stand, `skipped` the files that no reader reads.
    """

    edition: str
    reused: bool
    documents: int
    passages: int
    facts: int
    sentences: int
    embedded: bool
    problems: tuple[Problem, ...]
    skipped: tuple[str, ...]
    elapsed: float  # seconds


def is_stale(seeds: Path, shelf: Shelf, embedding: str | None) -> bool:
    """Whether a build would find other documents than the current edition was built from.

    True as well where there is no current edition, or none that can be opened; false where a
    rollback has pinned one that can. `embedding` is the id of the embedder, if there is one.
    """
    try:
        current = shelf.current()
        if current is None:
            return True
        edition = shelf.open()
    except EditionError:
        return True
    edition.close()
    return not current.pinned and current.inputs != inputs_digest(seeds, embedding)


def build_if_stale(
    seeds: Path,
    shelf: Shelf,
    *,
    embed: Embedder | None,
    progress: Progress | None = None,
    wait: float = WAIT,
) -> BuildReport | None:
    """Build where `is_stale` says so, else none; raises what `build` does.

    It is asked again under the lock: of two processes that find the shelf stale, one builds.
    """
    embedding = embed.id if embed else None
    if not is_stale(seeds, shelf, embedding):
        return None
    with locked(shelf.home / "build.lock", wait):
        if not is_stale(seeds, shelf, embedding):
            return None
        return _build(seeds, shelf, embed, progress or _silent, False, KEPT, MOST_EMBEDDED)


def build(
    seeds: Path,
    shelf: Shelf,
    *,
    embed: Embedder | None,
    progress: Progress | None = None,
    force: bool = False,
    wait: float = WAIT,
    keep: int = KEPT,
    most_embedded: int = MOST_EMBEDDED,
) -> BuildReport:
    """Build an edition of all documents in `seeds` and make it current; ends a pinning.

    A document or sidecar that is broken stops nothing: it is among the report's problems, and
    its last good version stays. An edition of the same id that is healthy is used as it is,
    unless `force` wants it built anew.

    Raises `UsageError` (no such folder), `BuildError` (no document can be read), `BusyError`
    (another build runs for longer than `wait` seconds) and `StorageError` (the disk); the
    current edition stays then.
    """
    with locked(shelf.home / "build.lock", wait):
        return _build(seeds, shelf, embed, progress or _silent, force, keep, most_embedded)


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody wants to see."""


def _build(
    seeds: Path,
    shelf: Shelf,
    embed: Embedder | None,
    progress: Progress,
    force: bool,
    keep: int,
    most_embedded: int,
) -> BuildReport:
    started = time.monotonic()
    clean(shelf)
    make_folder(shelf.texts.folder)
    listing = list_folder(seeds)
    # Taken before anything is read: what changes from here on makes the result stale.
    inputs = inputs_digest(seeds, embed.id if embed else None, listing)
    last_good = shelf.last_good()
    with _room(shelf) as folder:
        work = _Work(folder, shelf, last_good)
        work.read(seeds, listing, progress)
        embedder = embed if work.store.sentences <= most_embedded else None
        found = edition_id(work.sources, embedder.id if embedder else None)
        progress("checking", 0, 1)
        reused = not force and is_healthy(shelf, found)
        if not reused:
            if embedder is not None:
                progress("embedding", 0, work.store.sentences)
                cache = shelf.home / "cache" / "vectors"
                embed_sentences(folder / STORE, folder / VECTORS, embedder, cache, progress)
            work.manifest(found, embedder).write(folder)
            progress("publishing", 0, 1)
            work.flush_texts()
            publish(shelf, folder, found)
        progress("switching", 0, 1)
        shelf.switch(found, inputs=inputs)
    progress("pruning", 0, 1)
    prune(shelf, keep)
    progress("done", 1, 1)
    return BuildReport(
        found,
        reused,
        work.store.sources,
        work.store.passages,
        work.store.facts,
        work.store.sentences,
        embedder is not None,
        tuple(sorted((*listing.problems, *work.problems))),
        listing.skipped,
        time.monotonic() - started,
    )


@contextmanager
def _room(shelf: Shelf) -> Iterator[Path]:
    """A temporary folder that is gone at the end, unless it was published."""
    folder = temporary_folder(shelf)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Work:
    """One build under way: its writers, and what it has gathered so far."""

    def __init__(self, folder: Path, shelf: Shelf, last_good: LocalEdition | None) -> None:
        self._shelf = shelf
        self._last_good = last_good
        self._gazetteers = Gazetteers()
        self._words: set[str] = set()
        self._indexed = 0
        self._new_texts: list[Path] = []
        self.store = StoreWriter(folder / STORE)
        self._index = IndexWriter(folder / INDEX)
        self.sources: list[StoredSource] = []
        self.problems: list[Problem] = []

    def read(self, seeds: Path, listing: Listing, progress: Progress) -> None:
        """Read and analyse all documents; raises `BuildError` when none can be read."""
        try:
            self._read(seeds, listing, progress)
            self.store.finish(self._gazetteers.result(), sorted(self._words))
            self._index.finish()
        finally:
            self.store.close()

    def _read(self, seeds: Path, listing: Listing, progress: Progress) -> None:
        total, fresh, done = len(listing.documents), 0, set()
        for number, candidate in enumerate(listing.documents):
            progress("reading", number, total)
            analysis = self._analysed(candidate, candidate.id in done)
            if analysis is not None:
                fresh += not analysis.stored.stale
                done.add(candidate.id)
                self._add(analysis)
        progress("reading", total, total)
        if not fresh:
            self._nothing(seeds, listing)

    def _analysed(self, candidate: Candidate, known: bool) -> Analysis | None:
        """The document as it is, or else its last good version, or else nothing."""
        analysis = analyse_file(candidate)
        if isinstance(analysis, Analysis):
            self.problems += [Problem(candidate.file, reason) for reason in analysis.complaints]
            return analysis
        last_good = None if known or analysis.gone else self._kept(candidate.id)
        kept = known or last_good is not None
        self.problems += [Problem(file, reason, kept) for file, reason in analysis.reasons]
        return last_good

    def _kept(self, source_id: str) -> Analysis | None:
        """The last good version of a document, from the current edition."""
        if self._last_good is None:
            return None
        known = {source.id for source in self._last_good.sources()}
        if source_id not in known:
            return None
        try:
            document = self._last_good.document(source_id)
        except EditionError:
            return None
        again = analyse_again(document, self._last_good.stored_source(source_id))
        return again if isinstance(again, Analysis) else None

    def _add(self, analysis: Analysis) -> None:
        text = analysis.document.text
        _, written = self._shelf.texts.save(text)
        if written:
            self._new_texts.append(self._shelf.texts.path(analysis.stored.sha256))
        first = self.store.add(
            analysis.stored, text, analysis.passages, analysis.facts, analysis.lists
        )
        self._add_words(first, text, analysis.passages)
        self._gazetteers.add(analysis.stored.source, analysis.facts)
        self.sources.append(analysis.stored)

    def _add_words(self, first: int, text: str, passages: Sequence[Passage]) -> None:
        for row, passage in enumerate(passages, start=first):
            if passage.role is not Role.BOILERPLATE:
                quote = passage.span.of(text)
                self._index.add(row, terms(quote))
                self._words.update(token.text for token in tokens(quote))
                self._indexed += 1

    def _nothing(self, seeds: Path, listing: Listing) -> None:
        if not listing.documents:
            raise BuildError(
                f"there are no documents in {seeds}; put some there, or name another folder "
                f"with --seeds DIR"
            )
        reasons = "\n".join(f"  {problem.file}: {problem.reason}" for problem in self.problems)
        raise BuildError(f"none of the documents in {seeds} can be read:\n{reasons}")

    def manifest(self, found: str, embedder: Embedder | None) -> Manifest:
        """The manifest of what was read."""
        return Manifest(
            id=found,
            built_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            documents=tuple(
                DocumentEntry(s.source.id, s.source.file, s.sha256, s.stale) for s in self.sources
            ),
            facts=self.store.facts,
            passages=self.store.passages,
            indexed=self._indexed,
            sentences=self.store.sentences,
            embedding=embedder.id if embedder else None,
            dimensions=embedder.dimensions if embedder else 0,
        )

    def flush_texts(self) -> None:
        """Make sure that the new texts are on the disk, before an edition needs them."""
        for path in self._new_texts:
            flush_file(path)
        flush_folder(self._shelf.texts.folder)
