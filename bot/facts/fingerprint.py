"""Fingerprints: of the files that go into an edition, and of the edition itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from bot.facts import versions
from bot.facts.listing import Listing, list_folder
from bot.facts.manifest import FORMAT
from bot.facts.records import StoredSource

BUILDER = 1  # raise it whenever gazetteers, vocabulary or the order of facts change


def _program() -> list[object]:
    """What of the program decides the content of an edition."""
    return [FORMAT, BUILDER, versions.PASSAGES, sorted(versions.EXTRACTORS.items())]


def edition_id(
    sources: Iterable[StoredSource], embedding: str | None, complaints: Iterable[str] = ()
) -> str:
    """The id of an edition: the sha256 of all that decides its content, in hexadecimal.

    `complaints` tell which facts are missing for a mistake in this program: an edition
    without them must not pass for the whole one.
    """
    documents = [
        [stored.record(), hashlib.sha256(stored.sidecar).hexdigest() if stored.sidecar else None]
        for stored in sources
    ]
    return _digest([_program(), documents, embedding, sorted(complaints)])


def inputs_digest(seeds: Path, embedding: str | None, listing: Listing | None = None) -> str:
    """The sha256 of the names and bytes of all documents and sidecars in the folder `seeds`.

    Equal digests: a build would find just what it found before. A file that cannot be read
    counts by its name. Raises `UsageError` when `seeds` is no folder.
    """
    found = listing or list_folder(seeds)
    files: list[list[str | None]] = []
    for candidate in found.documents:
        content = candidate.refused or _file_digest(candidate.path)
        sidecar = _file_digest(candidate.sidecar) if candidate.sidecar else None
        files.append([candidate.file, content, sidecar])
    others = [[problem.file, problem.reason] for problem in found.problems]
    return _digest([_program(), files, others, embedding])


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.errno}"


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
