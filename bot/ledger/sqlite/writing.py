"""Writing in groups: what many threads want to write at once is committed together.

What a commit costs is the wait for the disk, and it costs the same for one job as for a
hundred. While one group is being committed the next one gathers, so nobody waits on purpose.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

from bot.files.sqlite import Connection, DatabaseError, begin_writing

T = TypeVar("T")


class ClosedError(Exception):
    """The writer has been closed."""


class _Entry:
    """A job that waits, and the future that its caller waits for."""

    def __init__(self, job: Callable[[Connection], Any]) -> None:
        self.job = job
        self.future: Future[Any] = Future()
        self.result: Any = None
        self.error: Exception | None = None

    def run(self, connection: Connection) -> None:
        """Do the job, wholly or not at all; what it raises is kept for its caller alone.

        Raises what ends the transaction for its neighbours as well (a full disk, say).
        """
        connection.execute("SAVEPOINT job")
        try:
            self.result = self.job(connection)
        except Exception as error:
            if not connection.in_transaction:
                raise
            self.error = error
            connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")

    def wake(self, failure: Exception | None) -> None:
        error = failure or self.error
        if error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(self.result)


class GroupWriter:
    """Does jobs on one connection, in one thread, at most `size` of them in a transaction.

    A job is a function of the connection; it neither begins nor ends transactions.
    """

    def __init__(self, connection: Connection, size: int) -> None:
        self._connection = connection
        self._size = size
        self._waiting: SimpleQueue[_Entry | None] = SimpleQueue()  # none: nothing comes after
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def do(self, job: Callable[[Connection], T]) -> T:
        """The result of `job`, after it has been committed; raises what the job raises.

        Raises `sqlite3.Error` when the commit fails, `ClosedError` after `close`.
        """
        entry = _Entry(job)
        with self._gate:
            if self._closed:
                raise ClosedError
            self._waiting.put(entry)
        result: T = entry.future.result()
        return result

    def close(self) -> None:
        """Do what waits, then close the connection."""
        with self._gate:
            if not self._closed:
                self._waiting.put(None)
            self._closed = True
        self._thread.join()

    def _run(self) -> None:
        while group := self._group():
            failure = self._commit(group)
            for entry in group:
                entry.wake(failure)
        self._connection.close()

    def _group(self) -> list[_Entry]:
        """Wait for a job, and take those along that wait by then; empty at the end."""
        group: list[_Entry] = []
        while not group or (len(group) < self._size and not self._waiting.empty()):
            entry = self._waiting.get()
            if entry is None:
                if group:
                    self._waiting.put(None)
                break
            group.append(entry)
        return group

    def _commit(self, group: Sequence[_Entry]) -> Exception | None:
        """Do the jobs in one transaction; what made all of them fail, if anything did."""
        try:
            begin_writing(self._connection)
            for entry in group:
                entry.run(self._connection)
            self._connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - the callers get it; the thread must live
            with suppress(DatabaseError):
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            return error
        return None
