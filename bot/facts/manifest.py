"""The manifest of an edition: what it was built from, and what is in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.domain.errors import EditionError
from bot.files.atomic import write_atomic

FORMAT = 1  # of manifest, store and vectors; part of an edition's id
FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One document of an edition; `stale`: its file is broken, this is the last good version."""

    id: str
    file: str
    sha256: str
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition is. `embedding` and `dimensions` are empty without sentence vectors."""

    id: str
    built_at: str  # ISO 8601, UTC
    documents: tuple[DocumentEntry, ...]
    facts: int
    passages: int
    indexed: int  # passages in the index: all but boilerplate
    sentences: int
    embedding: str | None = None
    dimensions: int = 0

    def write(self, folder: Path) -> None:
        """Write the manifest into the edition's folder; raises `StorageError`."""
        value = {"format": FORMAT, **asdict(self)}
        text = json.dumps(value, indent=1, ensure_ascii=True) + "\n"
        write_atomic(folder / FILE, text.encode())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the edition in `folder`; raises `EditionError` that says what to do."""
    remedy = "run `briefing build` to make it anew"
    try:
        value = json.loads((folder / FILE).read_bytes())
        found = value.pop("format")
        if found != FORMAT:
            raise EditionError(
                folder.name, f"it has the format {found}, this program reads {FORMAT}; {remedy}"
            )
        documents = tuple(DocumentEntry(**entry) for entry in value.pop("documents"))
        manifest = Manifest(documents=documents, **value)
    except OSError as error:
        reason = f"{folder / FILE} cannot be read ({error.strerror}); {remedy}"
        raise EditionError(folder.name, reason) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise EditionError(folder.name, f"{folder / FILE} is damaged; {remedy}") from error
    if manifest.id != folder.name.removeprefix(ASIDE):
        raise EditionError(folder.name, f"{folder / FILE} is of another edition; {remedy}")
    return manifest


ASIDE = ".aside-"  # an edition that is being replaced stands under this name for a moment
