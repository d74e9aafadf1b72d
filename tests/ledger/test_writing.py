"""Jobs are committed in groups, and each has its own fate."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.files.sqlite import Connection, open_living
from bot.ledger.sqlite.writing import ClosedError, GroupWriter

Job = Callable[[Connection], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "words.sqlite"
    with closing(open_living(path)) as connection:
        connection.execute("CREATE TABLE words (word TEXT UNIQUE)")
    return path


@pytest.fixture
def connection(path: Path) -> Connection:
    """The writer's, which closes it; a test may look at what it carries out."""
    return open_living(path)


@pytest.fixture
def writer(connection: Connection) -> Iterator[GroupWriter]:
    with closing(GroupWriter(connection, 100)) as writer:
        yield writer


def insert(word: str) -> Job:
    return lambda connection: connection.execute("INSERT INTO words VALUES (?)", (word,)).rowcount


def words(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM words ORDER BY word")]


def together(writer: GroupWriter, jobs: list[Job]) -> list[object]:
    """What became of jobs that waited behind a slow one, and so are in one group."""
    fates: list[object] = [None] * len(jobs)
    begun = threading.Event()

    def slow(connection: Connection) -> None:
        begun.set()
        while writer._waiting.qsize() < len(jobs):
            time.sleep(0.001)

    def run(number: int) -> None:
        try:
            fates[number] = writer.do(jobs[number])
        except Exception as error:  # noqa: BLE001 - it is what the test is about
            fates[number] = error

    threads = [threading.Thread(target=writer.do, args=(slow,))]
    threads[0].start()
    assert begun.wait(10)
    for number in range(len(jobs)):
        threads.append(threading.Thread(target=run, args=(number,)))
        threads[-1].start()
    for thread in threads:
        thread.join(10)
    return fates


def test_those_who_wait_are_committed_together(
    path: Path, connection: Connection, writer: GroupWriter
) -> None:
    said: list[str] = []
    connection.set_trace_callback(said.append)
    assert together(writer, [insert(f"{number:02}") for number in range(20)]) == [1] * 20
    assert said.count("COMMIT") == 2  # the slow one, and all others
    assert len(words(path)) == 20


def test_a_group_has_its_limit(path: Path, connection: Connection) -> None:
    said: list[str] = []
    connection.set_trace_callback(said.append)
    with closing(GroupWriter(connection, 1)) as writer:
        together(writer, [insert(f"{number:02}") for number in range(20)])
    assert said.count("COMMIT") == 21


def test_a_job_that_fails_fails_alone_and_wholly(path: Path, writer: GroupWriter) -> None:
    def half(connection: Connection) -> None:
        insert("half")(connection)
        insert("lantern")(connection)

    def wrong(connection: Connection) -> None:
        insert("wrong")(connection)
        raise KeyError("kettle")

    fates = together(writer, [insert("lantern"), insert("kettle"), half, wrong, insert("anchor")])
    assert isinstance(fates[2] if fates[0] == 1 else fates[0], sqlite3.IntegrityError)
    assert isinstance(fates[3], KeyError)
    assert (fates[1], fates[4]) == (1, 1)
    assert "wrong" not in words(path)
    assert ("half" in words(path)) == (fates[0] != 1)


def test_when_the_whole_transaction_is_gone_all_its_callers_are_told(
    path: Path, writer: GroupWriter
) -> None:
    """As SQLite does it when the disk fails in the middle of a statement."""

    def undo(connection: Connection) -> None:
        connection.execute("INSERT OR ROLLBACK INTO words VALUES ('lantern')")

    writer.do(insert("lantern"))
    fates = together(writer, [insert("anchor"), undo, insert("kettle")])
    assert all(isinstance(fate, sqlite3.IntegrityError) for fate in fates)
    assert words(path) == ["lantern"]
    assert writer.do(insert("anchor")) == 1


def test_when_nothing_can_be_committed_nobody_is_told_otherwise(
    path: Path, connection: Connection, writer: GroupWriter
) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")  # a full disk, as SQLite sees it
    fates = together(writer, [insert("small"), insert("x" * 100_000), insert("little")])
    told = {
        word for word, fate in zip(("small", "large", "little"), fates, strict=True) if fate == 1
    }
    assert isinstance(fates[1], sqlite3.Error)
    assert told == set(words(path))
    connection.execute("PRAGMA max_page_count = 100000")
    assert writer.do(insert("x" * 100_000)) == 1


def test_closing_does_what_waits_and_nothing_more(path: Path, connection: Connection) -> None:
    writer = GroupWriter(connection, 100)
    jobs = [insert(f"{number}") for number in range(5)]
    closing_itself: list[Job] = [lambda _: threading.Thread(target=writer.close).start()]
    fates = together(writer, [*jobs, *closing_itself])
    assert fates == [*[1] * 5, None]
    writer.close()
    with pytest.raises(ClosedError):
        writer.do(insert("late"))
    assert len(words(path)) == 5
