"""Opening SQLite files: new ones to fill, finished ones to read, living ones for both."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bot.domain.errors import StorageError
from bot.files.atomic import disk_errors, flush_folder, make_folder

Connection = sqlite3.Connection
DatabaseError = sqlite3.Error

PATIENCE = 5.0  # seconds that a living database waits for another process's transaction
_PAUSE = 0.001  # seconds between two tries
_LOG_KEPT = 16 * 1024 * 1024  # bytes of the write-ahead log that stay on the disk
_creating = threading.Lock()


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


def open_living(path: Path, *, durable: bool = True) -> Connection:
    """A database that many threads and processes read and write, made when it is missing.

    It keeps a write-ahead log, so that readers and the one writer do not wait for each
    other. With `durable`, what is committed survives the loss of power; without, the death
    of the process only. Only its owner may read the file, and what is deleted is
    overwritten. Transactions are begun with `begin_writing` and ended by the caller. Used by
    one thread at a time. Raises `StorageError` when the place cannot be written or shared,
    `sqlite3.Error` when the file is no database.
    """
    _create(path)
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        if patiently(connection, "PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
            raise StorageError(
                path, "this file system cannot share a database; choose a local disk"
            )
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_KEPT}")
        connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def open_living_to_read(path: Path) -> Connection:
    """A second connection to what `open_living` has opened, for reading only.

    Each query sees all that was committed before it. Used by one thread at a time. Raises
    `sqlite3.Error`.
    """
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=rw",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


def begin_writing(connection: Connection) -> None:
    """Begin a transaction on what `open_living` has opened, as its only writer.

    Waits for the writers of other processes, at most `PATIENCE` seconds; then raises
    `sqlite3.Error`.
    """
    patiently(connection, "BEGIN IMMEDIATE")


def patiently(connection: Connection, statement: str) -> sqlite3.Cursor:
    """Carry out a statement, again and again while another process is in its way.

    SQLite's own waiting is not used: it sleeps longer and longer, up to a tenth of a second,
    so that among four busy processes one waited for a second; and two that switch a file to a
    write-ahead log at once are refused without waiting.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return connection.execute(statement)
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= until:
                raise
        time.sleep(_PAUSE)


def _create(path: Path) -> None:
    """Make an empty file for its owner alone, unless there is a file.

    Closing a file takes away all locks that this process has on it, those of SQLite
    included. So nobody here may open the database before it is closed, and what exists is
    left alone.
    """
    make_folder(path.parent)
    with _creating, disk_errors(path):
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        except FileExistsError:
            return
    flush_folder(path.parent)


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
