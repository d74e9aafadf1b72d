"""What lies in a folder of documents: the documents, their sidecars, and the rest.

Sub-folders are read too; the id of `team/letter.txt` is `team-letter`. Not looked at are
hidden files and files called README; other files without a reader are listed as skipped.
A symbolic link that leads out of the folder is refused.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import UsageError
from bot.facts.readers import SUFFIXES, reader_for

SIDECAR = ".yaml"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A file that is not in the edition as it stands; `kept`: its last good version is."""

    file: str
    reason: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document to read: its id, its files, and the reason why it cannot be read, if so."""

    id: str
    path: Path
    file: str  # relative to the folder, with "/"
    sidecar: Path | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The folder: documents by id, problems of files that belong to no document, the rest."""

    documents: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[str, ...]


def list_folder(seeds: Path) -> Listing:
    """What lies in the folder `seeds`; raises `UsageError` when it is no folder."""
    if not seeds.is_dir():
        what = "is a file, not a folder" if seeds.exists() else "does not exist"
        raise UsageError(f"the folder of documents {seeds} {what}; name another with --seeds DIR")
    problems: list[Problem] = []
    skipped: list[str] = []
    documents: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    sidecars: dict[str, Path] = {}
    unreadable: list[OSError] = []
    for file, path in _files(seeds, unreadable):
        if (refused := _refusal(seeds, path, file)) is not None:
            problems.append(Problem(_printable(file), refused))
        elif not _is_regular(path):
            skipped.append(file)
        elif path.suffix.lower() == SIDECAR:
            sidecars[_stem(file)] = path
        elif reader_for(path) is not None:
            documents[_stem(file)].append((file, path))
        else:
            skipped.append(file)
    for error in unreadable:
        reason = f"this folder cannot be read ({error.strerror}); change its rights"
        problems.append(Problem(_printable(os.path.relpath(error.filename, seeds)), reason))
    for stem in sorted(sidecars.keys() - documents.keys()):
        readable = ", ".join(f"{stem.rpartition('/')[2]}{suffix}" for suffix in SUFFIXES)
        reason = f"a sidecar without its document (there is no {readable}); add it, or remove this"
        problems.append(Problem(f"{stem}{SIDECAR}", reason))
    candidates = _candidates(documents, sidecars)
    return Listing(tuple(candidates), tuple(sorted(problems)), tuple(sorted(skipped)))


def _files(seeds: Path, unreadable: list[OSError]) -> Iterator[tuple[str, Path]]:
    """All files that are not hidden and not a README, with their relative names, in order."""
    for folder, folders, names in os.walk(seeds, onerror=unreadable.append):
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in linked
        )
        for name in sorted([*names, *linked]):
            if name.startswith(".") or name.partition(".")[0].upper() == "README":
                continue
            path = Path(folder, name)
            yield path.relative_to(seeds).as_posix(), path


def _is_regular(path: Path) -> bool:
    """Whether it is a file to read: no pipe, no device, and not gone in the meantime."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _refusal(seeds: Path, path: Path, file: str) -> str | None:
    """Why the file is not even looked at; none when it is."""
    if file != _printable(file):
        return "the name is not UTF-8; rename the file"
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "a symbolic link that leads nowhere; remove it, or mend it"
        if not target.is_relative_to(seeds.resolve()):
            return "a symbolic link that leads out of the folder; copy the file here instead"
        if target.is_dir():
            return "a symbolic link to a folder is not followed; it is read where it stands"
    return None


def _printable(file: str) -> str:
    return file.encode("utf-8", "replace").decode("utf-8")


def _stem(file: str) -> str:
    folder, slash, name = file.rpartition("/")
    return folder + slash + name.rpartition(".")[0]


def _candidates(
    documents: dict[str, list[tuple[str, Path]]], sidecars: dict[str, Path]
) -> list[Candidate]:
    """The documents by id; of those that would share an id each is refused."""
    by_id: dict[str, list[Candidate]] = defaultdict(list)
    for stem, found in documents.items():
        source_id = stem.replace("/", "-")
        for file, path in found:
            by_id[source_id].append(Candidate(source_id, path, file, sidecars.get(stem)))
    result: list[Candidate] = []
    for source_id in sorted(by_id):
        same = by_id[source_id]
        if len(same) == 1:
            result.append(same[0])
            continue
        names = ", ".join(candidate.file for candidate in same)
        reason = f"{names} would all be the document {source_id!r}; rename all but one"
        result += [
            Candidate(source_id, found.path, found.file, found.sidecar, reason) for found in same
        ]
    return result
