"""Opening SQLite files: new ones to fill, finished ones to read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bot.domain.errors import StorageError

Connection = sqlite3.Connection
DatabaseError = sqlite3.Error


def open_new(path: Path) -> Connection:
    """A new, empty database to fill in one go.

    It has no journal and is not flushed: a build that dies leaves rubbish in a folder that
    nobody reads, and a build that succeeds flushes the file itself. Raises `StorageError`.
    """
    with writing_errors(path):
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        return connection


def open_finished(path: Path) -> Connection:
    """A database that never changes again, to read: no lock, no journal, no write at all.

    Works on a read-only file system. Raises `sqlite3.Error` when the file is missing or is
    no database. May be closed by another thread, used by its own only.
    """
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def writing_errors(path: Path) -> Iterator[None]:
    """Within, an error of SQLite becomes a `StorageError` about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        reason = str(error)
        if "full" in reason or "disk I/O" in reason:
            reason = "no space is left; free some, or keep the editions elsewhere with --home DIR"
        raise StorageError(path, f"the database cannot be written: {reason}") from error
