"""The shelf: the editions of one home folder, and which of them is current.

    HOME/current.json             which edition is current; replaced whole
    HOME/editions/ID/             the editions, never changed
    HOME/texts/SHA256.txt         the canonical texts, outliving old editions
    HOME/cache/                   what can be computed again
    HOME/build.lock               held while something is written

Reading needs no write and no lock.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.domain.errors import BriefingError, EditionError, EditionNotFoundError, UsageError
from bot.facts.edition import LocalEdition
from bot.facts.manifest import ASIDE, Manifest, read_manifest
from bot.facts.texts import Texts
from bot.files.atomic import write_atomic
from bot.files.locking import locked

_ID = re.compile(r"[0-9a-f]{64}")
_REMEDY = "run `briefing build`"


@dataclass(frozen=True, slots=True)
class Current:
    """Which edition is current.

    `pinned`: somebody rolled back to it, so only an explicit build replaces it. `previous` is
    the edition before it. `inputs` is the digest of the documents that it was built from
    (see `fingerprint.inputs_digest`); empty where that is not known.
    """

    edition: str
    pinned: bool = False
    previous: str | None = None
    inputs: str = ""


@dataclass(frozen=True, slots=True)
class EditionInfo:
    """One line of the list of editions; `damaged` ones have no counts."""

    id: str
    built_at: str
    documents: int
    facts: int
    current: bool
    pinned: bool
    bytes: int
    damaged: bool = False


class Shelf:
    """The editions under `home`. A home that does not exist is an empty shelf."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.texts = Texts(home / "texts")
        self._editions = home / "editions"
        self._pointer = home / "current.json"

    def current(self) -> Current | None:
        """What is current; none where nothing was built. `EditionError` when damaged."""
        try:
            value = json.loads(self._pointer.read_bytes())
            found = Current(**value)
        except FileNotFoundError:
            return None
        except OSError as error:
            reason = f"{self._pointer} cannot be read ({error.strerror}); {_REMEDY}"
            raise EditionError("current", reason) from error
        except (ValueError, TypeError) as error:
            raise EditionError("current", f"{self._pointer} is damaged; {_REMEDY}") from error
        if not isinstance(found.edition, str) or not _ID.fullmatch(found.edition):
            raise EditionError("current", f"{self._pointer} names no edition; {_REMEDY}")
        return found

    def folder(self, edition_id: str) -> Path:
        """Where the edition with this whole id is (or would be)."""
        usual, aside = self._editions / edition_id, self._editions / f"{ASIDE}{edition_id}"
        return aside if aside.is_dir() and not usual.is_dir() else usual

    def open(self, edition_id: str | None = None) -> LocalEdition:
        """The current edition, or the one whose id starts with `edition_id`.

        Never another one in its place: raises `EditionError` when it is damaged or nothing
        was built yet, `EditionNotFoundError` when no id, or more than one, starts so.
        """
        if edition_id is not None:
            return LocalEdition(self.folder(self.resolve(edition_id)), self.texts)
        current = self.current()
        if current is None:
            raise EditionError("current", f"nothing is built in {self.home} yet; {_REMEDY}")
        folder = self.folder(current.edition)
        if not folder.is_dir():
            raise EditionError(current.edition, f"its folder {folder} is gone; {_REMEDY}")
        return LocalEdition(folder, self.texts)

    def ids(self) -> list[str]:
        """The ids of all editions that have a folder, sorted."""
        if not self._editions.is_dir():
            return []
        names = {path.name.removeprefix(ASIDE) for path in self._editions.iterdir()}
        return sorted(name for name in names if _ID.fullmatch(name))

    def resolve(self, prefix: str) -> str:
        """The one id that starts with `prefix`; raises `EditionNotFoundError`."""
        ids = self.ids()
        found = [known for known in ids if prefix and known.startswith(prefix.lower())]
        if len(found) != 1:
            raise EditionNotFoundError(prefix, [known[:12] for known in found or ids])
        return found[0]

    def editions(self) -> tuple[EditionInfo, ...]:
        """All editions, the newest first; damaged ones last."""
        try:
            current = self.current()
        except EditionError:
            current = None
        infos = [self._info(edition_id, current) for edition_id in self.ids()]
        return tuple(sorted(infos, key=lambda info: (info.built_at, info.id), reverse=True))

    def _info(self, edition_id: str, current: Current | None) -> EditionInfo:
        folder = self.folder(edition_id)
        is_current = current is not None and current.edition == edition_id
        pinned = is_current and current is not None and current.pinned
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        try:
            manifest: Manifest = read_manifest(folder)
        except EditionError:
            return EditionInfo(edition_id, "", 0, 0, is_current, pinned, size, damaged=True)
        return EditionInfo(
            edition_id,
            manifest.built_at,
            manifest.documents,
            manifest.facts,
            is_current,
            pinned,
            size,
        )

    def switch(self, edition_id: str, pinned: bool = False, inputs: str = "") -> Current:
        """Make the edition with this whole id current, at once for all who open the shelf.

        Raises `StorageError` when that cannot be written.
        """
        try:
            before = self.current()
        except EditionError:
            before = None
        previous = before.previous if before else None
        if before is not None and before.edition != edition_id:
            previous = before.edition
        current = Current(edition_id, pinned, previous, inputs)
        write_atomic(self._pointer, (json.dumps(asdict(current)) + "\n").encode())
        return current

    def rollback(self, edition_id: str | None = None, *, wait: float = 30.0) -> Current:
        """Go back to the previous edition, or to the one named, and pin it.

        A second rollback returns to where the first came from. The edition is read through
        first: a damaged one never becomes current. Raises `EditionNotFoundError`,
        `EditionError`, `BusyError` while a build runs, `UsageError` without a previous one.
        """
        with locked(self.home / "build.lock", wait):
            if edition_id is None:
                current = self.current()
                edition_id = current.previous if current else None
                if edition_id is None:
                    raise UsageError("there is no earlier edition to go back to")
            target = self.resolve(edition_id)
            edition = LocalEdition(self.folder(target), self.texts)
            edition.check()
            edition.close()
            return self.switch(target, pinned=True)

    def built_from(self, inputs: str) -> list[Manifest]:
        """The manifests of the editions that were built from a folder with this digest."""
        manifests = []
        for edition_id in self.ids():
            with suppress(EditionError):
                manifests.append(read_manifest(self.folder(edition_id)))
        return [manifest for manifest in manifests if manifest.inputs == inputs]

    def last_good(self) -> LocalEdition | None:
        """The current edition where it can be opened; none otherwise."""
        try:
            return self.open()
        except BriefingError:
            return None
