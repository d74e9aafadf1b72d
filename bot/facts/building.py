"""Building: from a folder of documents to an edition on the shelf."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.errors import BuildError, UsageError
from bot.domain.ports import Progress
from bot.facts.assembling import Assembly
from bot.facts.edition import STORE, VECTORS
from bot.facts.embedding import embed_sentences
from bot.facts.fingerprint import edition_id, inputs_digest
from bot.facts.freshness import is_stale
from bot.facts.listing import Listing, Problem, list_folder
from bot.facts.manifest import Manifest, list_files, read_manifest
from bot.facts.publishing import clean, is_healthy, prune, publish, remove, temporary_folder
from bot.facts.shelf import Shelf
from bot.files.atomic import make_folder
from bot.files.locking import locked
from bot.text.embedding import Embedder

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
        return _build(_Order(seeds, shelf, embed, progress or _silent))


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

    Raises `UsageError` (no such folder, or the home lies in it), `BuildError` (no document can
    be read), `BusyError` (another build runs for longer than `wait` seconds) and
    `StorageError` (the disk); the current edition stays then.
    """
    with locked(shelf.home / "build.lock", wait):
        return _build(_Order(seeds, shelf, embed, progress or _silent, force, keep, most_embedded))


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What somebody wants built, and how: the parameters of `build`."""

    seeds: Path
    shelf: Shelf
    embed: Embedder | None
    progress: Progress
    force: bool = False
    keep: int = KEPT
    most_embedded: int = MOST_EMBEDDED

    def embedder_for(self, sentences: int) -> Embedder | None:
        """The embedder for an edition of so many sentences, if it is to have vectors."""
        return self.embed if sentences <= self.most_embedded else None


def _build(order: _Order) -> BuildReport:
    """Build what is ordered; the caller holds the lock."""
    started = time.monotonic()
    shelf, progress = order.shelf, order.progress
    _refuse_nested(order.seeds, shelf.home)
    clean(shelf)
    make_folder(shelf.texts.folder)
    listing = list_folder(order.seeds)
    # Taken before anything is read: what changes from here on makes the result stale.
    inputs = inputs_digest(order.seeds, order.embed.id if order.embed else None, listing)
    manifest = None if order.force else _known(order, inputs)
    reused = manifest is not None
    if manifest is None:
        with _room(shelf) as folder:
            manifest, reused = _make(order, listing, inputs, folder)
    progress("switching", 0, 1)
    shelf.switch(manifest.id, inputs=inputs)
    progress("pruning", 0, 1)
    prune(shelf, order.keep)
    progress("done", 1, 1)
    problems = [*listing.problems, *(Problem(*problem) for problem in manifest.problems)]
    return BuildReport(
        manifest.id,
        reused,
        manifest.documents,
        manifest.passages,
        manifest.facts,
        manifest.sentences,
        manifest.embedding is not None,
        tuple(sorted(problems)),
        listing.skipped,
        time.monotonic() - started,
    )


def _refuse_nested(seeds: Path, home: Path) -> None:
    """Texts that we keep must not be taken for documents; hidden folders are not looked into."""
    inner, outer = home.resolve(), seeds.resolve()
    if inner.is_relative_to(outer):
        if any(part.startswith(".") for part in inner.relative_to(outer).parts):
            return
        raise UsageError(
            f"the editions would lie in {home}, among the documents of {seeds}; "
            f"keep them elsewhere with --home DIR"
        )


@contextmanager
def _room(shelf: Shelf) -> Iterator[Path]:
    """A temporary folder that is gone at the end, unless it was published."""
    folder = temporary_folder(shelf)
    try:
        yield folder
    finally:
        remove(folder)


def _known(order: _Order, inputs: str) -> Manifest | None:
    """The healthy edition that a build would make again, found without reading a document.

    Not where there were problems: they are looked into again, and the outcome may depend on
    the current edition, whose versions of broken documents stay.
    """
    for manifest in order.shelf.built_from(inputs):
        if manifest.problems:
            continue
        embedder = order.embedder_for(manifest.sentences)
        if manifest.embedding == (embedder.id if embedder else None):
            order.progress("checking", 0, 1)
            if is_healthy(order.shelf, manifest.id):
                return manifest
    return None


def _make(order: _Order, listing: Listing, inputs: str, folder: Path) -> tuple[Manifest, bool]:
    """Make the edition in `folder` and publish it, unless the shelf has it: then it is reused."""
    shelf, progress = order.shelf, order.progress
    assembly = Assembly(folder, shelf.texts, shelf.last_good())
    fresh = assembly.read(listing.documents, progress)
    if not fresh:
        raise _nothing(order.seeds, listing, assembly.problems)
    problems = tuple((p.file, p.reason, p.kept) for p in assembly.problems)
    embedder = order.embedder_for(assembly.sentences)
    embedding = embedder.id if embedder else None
    found = edition_id(assembly.sources, embedding, assembly.complaints)
    assembly.flush_texts()
    progress("checking", 0, 1)
    if not order.force and is_healthy(shelf, found):
        return replace(read_manifest(shelf.folder(found)), problems=problems), True
    if embedder is not None:
        progress("embedding", 0, assembly.sentences)
        cache = shelf.home / "cache" / "vectors"
        embed_sentences(folder / STORE, folder / VECTORS, embedder, cache, progress)
    manifest = assembly.manifest(found, inputs, embedder, list_files(folder))
    manifest.write(folder)
    progress("publishing", 0, 1)
    publish(shelf, folder, found)
    return manifest, False


def _nothing(seeds: Path, listing: Listing, problems: list[Problem]) -> BuildError:
    if not listing.documents:
        return BuildError(
            f"there are no documents in {seeds}; put some there, or name another folder "
            f"with --seeds DIR"
        )
    reasons = "\n".join(f"  {problem.file}: {problem.reason}" for problem in problems)
    return BuildError(f"none of the documents in {seeds} can be read:\n{reasons}")
