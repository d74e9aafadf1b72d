"""Freshness: whether the current edition still is what a build would make."""

from __future__ import annotations

from pathlib import Path

from bot.domain.errors import EditionError
from bot.facts.fingerprint import inputs_digest
from bot.facts.shelf import Shelf


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
