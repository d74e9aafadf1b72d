"""The manifest of an edition: what it was built from, and what is in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.domain.errors import EditionError
from bot.files.atomic import disk_errors, write_atomic

FORMAT = 2  # of manifest, store and vectors; part of an edition's id
FILE = "manifest.json"
ASIDE = ".aside-"  # an edition that is being replaced stands under this name for a moment
REMEDY = "run `briefing build` to make it anew"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of an edition, by its name within the folder, with "/"."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition is, and which files it consists of.

    `stale` are the sources whose files are broken: their last good versions are in it.
    `problems` are file, reason and whether the last good version stays, for each file that
    is not in it as it stands. `inputs` is the digest of the folder that it was built from.
    `embedding` and `dimensions` are empty without sentence vectors.
    """

    id: str
    built_at: str  # ISO 8601, UTC
    inputs: str
    problems: tuple[tuple[str, str, bool], ...]
    stale: tuple[str, ...]
    files: tuple[FileEntry, ...]
    documents: int
    facts: int
    passages: int
    indexed: int  # passages in the index: all but boilerplate
    sentences: int
    embedding: str | None = None
    dimensions: int = 0

    def check_files(self, folder: Path, *, content: bool = False) -> None:
        """Whether all files are there in their sizes, or in their `content` too.

        Raises `EditionError` that names the first that is not.
        """
        for entry in self.files:
            path = folder / entry.name
            try:
                fine = path.stat().st_size == entry.size
                if fine and content:
                    fine = _sha256(path) == entry.sha256
            except OSError as error:
                reason = f"{path} cannot be read ({error.strerror}); {REMEDY}"
                raise EditionError(self.id, reason) from error
            if not fine:
                raise EditionError(self.id, f"{path} is damaged; {REMEDY}")

    def write(self, folder: Path) -> None:
        """Write the manifest into the edition's folder; raises `StorageError`."""
        value = {"format": FORMAT, **asdict(self)}
        text = json.dumps(value, indent=1, ensure_ascii=True) + "\n"
        write_atomic(folder / FILE, text.encode())


def list_files(folder: Path) -> tuple[FileEntry, ...]:
    """The files in `folder` for its manifest; locks are not part of an edition.

    Raises `StorageError`.
    """
    with disk_errors(folder):
        paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
        return tuple(
            FileEntry(path.relative_to(folder).as_posix(), path.stat().st_size, _sha256(path))
            for path in sorted(paths)
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the edition in `folder`; raises `EditionError` that says what to do."""
    try:
        value = json.loads((folder / FILE).read_bytes())
        found = value.pop("format")
        if found != FORMAT:
            raise EditionError(
                folder.name, f"it has the format {found}, this program reads {FORMAT}; {REMEDY}"
            )
        problems = tuple((str(a), str(b), bool(c)) for a, b, c in value.pop("problems"))
        stale = tuple(map(str, value.pop("stale")))
        files = tuple(FileEntry(**entry) for entry in value.pop("files"))
        manifest = Manifest(problems=problems, stale=stale, files=files, **value)
    except OSError as error:
        reason = f"{folder / FILE} cannot be read ({error.strerror}); {REMEDY}"
        raise EditionError(folder.name, reason) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise EditionError(folder.name, f"{folder / FILE} is damaged; {REMEDY}") from error
    if manifest.id != folder.name.removeprefix(ASIDE):
        raise EditionError(folder.name, f"{folder / FILE} is of another edition; {REMEDY}")
    return manifest
