"""The ledger in one SQLite file; see `bot.domain.ledger` for what each method promises."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.errors import LedgerError
from bot.domain.ledger import Claim, Event, Feedback, Posted, State
from bot.domain.utterance import Turn
from bot.files.sqlite import Connection, open_living, open_living_to_read
from bot.ledger import records
from bot.ledger.sqlite import sql
from bot.ledger.sqlite.problems import ledger_errors
from bot.ledger.sqlite.schema import migrate
from bot.ledger.sqlite.writing import ClosedError, GroupWriter

T = TypeVar("T")
Values = Mapping[str, str | float | None]

_GROUP = 256  # jobs in one transaction
_FORGOTTEN_AT_ONCE = 500  # rows of a table in one job, so that others need not wait long


class SqliteLedger:
    """A `Ledger` in the file `path`, shared by the threads and processes of one machine.

    Its clock is the machine's, which all of them have in common; tests bring their own. A
    clock that is set back or forward by more than a lease ends the lease. One thread writes
    for all others, up to `group` calls in one transaction; reading threads have connections
    of their own. Without `durable` the last calls may be lost with the power. Not to be
    carried over a fork.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        group: int = _GROUP,
        durable: bool = True,
    ) -> None:
        self._path = path
        self._clock = clock
        self._gate = threading.Lock()
        self._idle: list[Connection] = []  # connections that no thread reads with just now
        self._closed = False
        with ledger_errors(path):
            connection = open_living(path, durable=durable)
            try:
                migrate(connection, path)
            except BaseException:
                connection.close()
                raise
        self._writer = GroupWriter(connection, group)

    # -- events -----------------------------------------------------------------------------

    def accept(self, event: Event, owner: str, lease: float) -> bool:
        values: Values = {
            "key": event.key,
            "platform": event.platform,
            "owner": owner,
            "received": event.received,
            "record": records.event_record(event),
            "delivery": records.delivery_record(event),
        }
        return self._write(sql.ACCEPT, {**values, **self._lease(lease)}) == 1

    def sending(self, key: str, owner: str, lease: float) -> bool:
        return self._write(sql.SENDING, {"key": key, "owner": owner, **self._lease(lease)}) == 1

    def settle(self, key: str, owner: str, state: State) -> bool:
        """See the port; raises `ValueError` when `state` is no end."""
        if not state.is_end:
            raise ValueError(f"an event does not end as {state.value}")
        return self._write(sql.SETTLE, {"key": key, "owner": owner, "state": state.value}) == 1

    def renew(self, keys: Collection[str], owner: str, lease: float) -> int:
        values = [_bound({"key": key, "owner": owner, **self._lease(lease)}) for key in keys]
        if not values:
            return 0
        return self._do(lambda connection: connection.executemany(sql.RENEW, values).rowcount)

    def take_over(self, platform: str, owner: str, lease: float, limit: int) -> list[Claim]:
        sought = _bound({"platform": platform, "now": self._clock(), "limit": max(limit, 0)})
        taker = _bound({"owner": owner, **self._lease(lease)})

        def job(connection: Connection) -> list[Claim]:
            claims = []
            for number, state, attempts, *record in connection.execute(
                sql.LAPSED, sought
            ).fetchall():
                connection.execute(sql.TAKE, {**taker, "number": number})
                claims.append(Claim(records.read_event(*record), State(state), attempts + 1))
            return claims

        return self._do(job)

    def release(self, owner: str) -> int:
        return self._write(sql.RELEASE, {"owner": owner})

    # -- answers ----------------------------------------------------------------------------

    def post(self, posted: Posted) -> None:
        said = posted.utterance
        values: Values = {
            "id": posted.id,
            "platform": said.platform,
            "place": said.place,
            "thread": said.thread,
            "posted": posted.when,
            "record": records.posted_record(posted),
        }
        self._write(sql.POST, values)

    def posted(self, answer: str) -> Posted | None:
        query = "SELECT record FROM answers WHERE id = :id"
        found = self._read(query, {"id": answer}, lambda row: records.read_posted(row[0]))
        return found[0] if found else None

    def turns(
        self, platform: str, place: str, thread: str, limit: int, since: float = 0.0
    ) -> tuple[Turn, ...]:
        values: Values = {
            "platform": platform,
            "place": place,
            "thread": thread,
            "since": since,
            "limit": max(limit, 0),
        }
        latest_first = self._read(sql.TURNS, values, lambda row: records.read_turn(row[0]))
        return tuple(reversed(latest_first))

    def vote(self, feedback: Feedback) -> bool:
        values: Values = {
            "answer": feedback.answer,
            "author": feedback.author,
            "helpful": feedback.helpful,
            "given": feedback.when,
        }
        return self._write(sql.VOTE, values) == 1

    def votes(self, answer: str) -> tuple[int, int]:
        return self._read(sql.VOTES, {"answer": answer}, lambda row: (int(row[0]), int(row[1])))[0]

    # -- notes ------------------------------------------------------------------------------

    def put(self, kind: str, key: str, value: str, lifetime: float | None = None) -> None:
        expires = None if lifetime is None else self._clock() + lifetime
        self._write(sql.PUT, {"kind": kind, "key": key, "value": value, "expires": expires})

    def add(self, kind: str, key: str, value: str, lifetime: float | None = None) -> bool:
        now = self._clock()
        expires = None if lifetime is None else now + lifetime
        values: Values = {"kind": kind, "key": key, "value": value, "expires": expires, "now": now}
        return self._write(sql.ADD, values) == 1

    def get(self, kind: str, key: str) -> str | None:
        values: Values = {"kind": kind, "key": key, "now": self._clock()}
        found = self._read(sql.NOTE, values, lambda row: _text(row[1]))
        return found[0] if found else None

    def pop(self, kind: str, key: str) -> str | None:
        values = _bound({"kind": kind, "key": key, "now": self._clock()})

        def job(connection: Connection) -> str | None:
            found = connection.execute(sql.NOTE, values).fetchone()
            connection.execute("DELETE FROM notes WHERE kind = :kind AND key = :key", values)
            return _text(found[1]) if found else None

        return self._do(job)

    def notes(self, kind: str) -> dict[str, str]:
        values: Values = {"kind": kind, "now": self._clock()}
        return dict(self._read(sql.NOTES, values, lambda row: (_text(row[0]), _text(row[1]))))

    # -- keeping house ----------------------------------------------------------------------

    def forget_before(self, when: float) -> int:
        """See the port; when it raises, a part may have been forgotten."""
        values: Values = {"when": when, "now": self._clock(), "limit": _FORGOTTEN_AT_ONCE}
        forgotten = 0
        for table, old in sql.OLD:
            rows = f"SELECT rowid FROM {table} WHERE {old} LIMIT :limit"
            while removed := self._write(f"DELETE FROM {table} WHERE rowid IN ({rows})", values):
                forgotten += removed
        return forgotten

    def close(self) -> None:
        with self._gate:
            self._closed = True
            for connection in self._idle:
                connection.close()
            self._idle.clear()
        self._writer.close()

    # -- reading and writing ----------------------------------------------------------------

    def _lease(self, lease: float) -> dict[str, float]:
        now = self._clock()
        return {"leased_from": now - lease, "leased_until": now + lease}

    def _write(self, statement: str, values: Values) -> int:
        """Carry out one statement; how many rows it changed."""
        bound = _bound(values)
        return self._do(lambda connection: connection.execute(statement, bound).rowcount)

    def _do(self, job: Callable[[Connection], T]) -> T:
        with ledger_errors(self._path):
            try:
                return self._writer.do(job)
            except ClosedError as error:
                raise self._is_closed() from error

    def _read(self, query: str, values: Values, decode: Callable[[Any], T]) -> list[T]:
        with ledger_errors(self._path), self._reader() as connection:
            return [decode(row) for row in connection.execute(query, _bound(values))]

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        """A connection that is this thread's alone for a while."""
        with self._gate:
            if self._closed:
                raise self._is_closed()
            connection = self._idle.pop() if self._idle else None
        connection = connection or open_living_to_read(self._path)
        try:
            yield connection
        finally:
            with self._gate:
                if self._closed:
                    connection.close()
                else:
                    self._idle.append(connection)

    def _is_closed(self) -> LedgerError:
        return LedgerError(str(self._path), "it has been closed; open it anew")


def _bound(values: Values) -> dict[str, str | bytes | float | None]:
    """Values as SQLite takes them: a text that UTF-8 cannot hold becomes a blob."""
    return {
        name: _storable(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _storable(text: str) -> str | bytes:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def _text(stored: str | bytes) -> str:
    return stored if isinstance(stored, str) else stored.decode("utf-8", "surrogatepass")
