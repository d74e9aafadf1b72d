"""Canonical texts: one file each, named by its sha256, outliving the editions built on it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from bot.domain.errors import EditionError
from bot.domain.source import digest
from bot.files.atomic import write_atomic


class Texts:
    """The folder of canonical texts; safe in several threads.

    The bytes of a file are the text in UTF-8, so that `sha256sum` gives its name.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha: str) -> Path:
        """Where the text with this sha256 is kept."""
        return self.folder / f"{sha}.txt"

    def load(self, sha: str, edition_id: str) -> str:
        """The text; raises `EditionError` when it is gone, or is not what its name says."""
        remedy = "run `briefing build` to make it anew"
        try:
            content = self.path(sha).read_bytes()
        except OSError as error:
            reason = f"the text {self.path(sha)} cannot be read ({error.strerror}); {remedy}"
            raise EditionError(edition_id, reason) from error
        if sha256(content).hexdigest() != sha:
            raise EditionError(
                edition_id, f"the text {self.path(sha)} is damaged (its sha256 differs); {remedy}"
            )
        return content.decode("utf-8", "surrogatepass")

    def save(self, text: str) -> tuple[str, bool]:
        """Keep the text; gives its sha256, and whether a file was written.

        A damaged file is written anew. What is written is not flushed to the disk yet.
        Raises `StorageError`.
        """
        sha = digest(text)
        try:
            self.load(sha, "")
        except EditionError:
            write_atomic(self.path(sha), text.encode("utf-8", "surrogatepass"), durable=False)
            return sha, True
        return sha, False
