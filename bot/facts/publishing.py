"""Publishing: from a temporary folder to an edition, so that a crash harms nothing.

An edition is made in `editions/.building-PID-...`, flushed to the disk, renamed to its id,
and only then named in `current.json`. What a dead build left behind is removed by the next
one. All of this is done by whoever holds the lock of the shelf.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from bot.domain.errors import EditionError
from bot.facts.edition import LocalEdition
from bot.facts.manifest import ASIDE
from bot.facts.shelf import Shelf
from bot.files.atomic import disk_errors, flush_folder, flush_tree, make_folder

_BUILDING = ".building-"


def clean(shelf: Shelf) -> None:
    """Remove what a dead build left, and finish the replacement that it began."""
    editions = shelf.home / "editions"
    make_folder(editions)
    with disk_errors(editions):
        for path in list(editions.iterdir()):
            if path.name.startswith(_BUILDING):
                remove(path)
            elif path.name.startswith(ASIDE):
                usual = editions / path.name.removeprefix(ASIDE)
                if usual.exists():
                    remove(path)
                else:
                    path.rename(usual)
        for folder in (shelf.home, shelf.texts.folder):
            for rest in folder.glob(".*.tmp"):
                rest.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Remove a folder that nobody needs; what cannot be removed is left to the next build."""
    shutil.rmtree(folder, ignore_errors=True)


def temporary_folder(shelf: Shelf) -> Path:
    """A new folder beside the editions, to build in."""
    editions = shelf.home / "editions"
    with disk_errors(editions):
        return Path(tempfile.mkdtemp(prefix=f"{_BUILDING}{os.getpid()}-", dir=editions))


def publish(shelf: Shelf, built: Path, edition_id: str) -> None:
    """Flush the folder `built` and make it the edition `edition_id`, in place of a damaged one.

    An edition that is there already stands aside for the moment between two renames;
    `Shelf.folder` finds it there, whatever happens in between.
    """
    editions = shelf.home / "editions"
    target, aside = editions / edition_id, editions / f"{ASIDE}{edition_id}"
    flush_tree(built)
    with disk_errors(editions):
        built.chmod(0o755)  # temporary folders are private; editions are shared
        if target.exists():
            target.rename(aside)
        built.rename(target)
        flush_folder(editions)
        remove(aside)


def is_healthy(shelf: Shelf, edition_id: str) -> bool:
    """Whether the edition is there and can be read from one end to the other."""
    folder = shelf.folder(edition_id)
    if not folder.is_dir():
        return False
    try:
        edition = LocalEdition(folder, shelf.texts)
        edition.check()
        edition.close()
    except EditionError:
        return False
    return True


def prune(shelf: Shelf, keep: int) -> None:
    """Remove all editions but the newest `keep`, the current and the previous one.

    Texts stay. An edition is renamed before it is removed, so that half of it is never seen.
    """
    current = shelf.current()
    needed = {current.edition, current.previous} if current else set()
    infos = shelf.editions()
    needed |= {info.id for info in infos[:keep]}
    for info in infos:
        if info.id in needed:
            continue
        away = temporary_folder(shelf)
        with disk_errors(away):
            shelf.folder(info.id).rename(away / info.id)
            remove(away)
