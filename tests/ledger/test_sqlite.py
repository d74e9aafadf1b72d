"""The ledger in SQLite: what every ledger does, and what is SQLite's own."""

from __future__ import annotations

import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

import pytest
from hypothesis import settings

from bot.domain.errors import LedgerError
from bot.domain.ledger import Ledger, State
from bot.files.sqlite import open_living
from bot.ledger.sqlite import SqliteLedger
from bot.ledger.sqlite.schema import MIGRATIONS, migrate
from bot.ledger.sqlite.sql import LAPSED, OLD, RENEW, TURNS
from tests.ledger.conformance import Conformance
from tests.ledger.model import Comparison
from tests.ledger.processes import ProcessConformance
from tests.ledger.stage import Stage, answer, event

Mount = Callable[[Path], AbstractContextManager[None]]
SizedMount = Callable[[Path, str], AbstractContextManager[None]]


class SqliteStage:
    """A file, and a clock that stands still between two moves."""

    def __init__(self, folder: Path, durable: bool = True) -> None:
        self.path = folder / "ledger.sqlite"
        self.address = str(self.path)
        self.now = float(int(time.time()))
        self._durable = durable
        self._opened: list[SqliteLedger] = []

    def open(self) -> SqliteLedger:
        ledger = SqliteLedger(self.path, clock=lambda: self.now, durable=self._durable)
        self._opened.append(ledger)
        return ledger

    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    def close(self) -> None:
        for ledger in self._opened:
            ledger.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[SqliteStage]:
    with closing(SqliteStage(tmp_path / "home")) as stage:
        yield stage
    if stage.path.exists():
        assert check(stage.path) == "ok"


def check(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


class TestSqlite(Conformance):
    """One process."""


class TestSqliteProcesses(ProcessConformance):
    """Several processes on one file."""


class SqliteComparison(Comparison):
    """Long sequences of calls."""

    def make_stage(self) -> Stage:
        self.folder = tempfile.TemporaryDirectory()
        self.opened = SqliteStage(Path(self.folder.name), durable=False)
        return self.opened

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.close()
            self.folder.cleanup()


TestSqliteComparison = SqliteComparison.TestCase
TestSqliteComparison.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)


# -- the file -------------------------------------------------------------------------------


def test_it_is_a_ledger(stage: SqliteStage) -> None:
    ledger: Ledger = stage.open()
    assert ledger.votes("a1") == (0, 0)


def test_the_folder_is_made_and_the_file_is_its_owners_alone(stage: SqliteStage) -> None:
    ledger = stage.open()
    ledger.accept(event(), "one", 30)
    ledger.get("state", "key")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in stage.path.parent.iterdir()}
    assert modes == {
        "ledger.sqlite": 0o600,
        "ledger.sqlite-wal": 0o600,
        "ledger.sqlite-shm": 0o600,
    }


def test_what_is_accepted_survives_the_loss_of_power(tmp_path: Path) -> None:
    with closing(open_living(tmp_path / "a.sqlite")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def test_secrets_are_gone_from_the_file(stage: SqliteStage) -> None:
    ledger = stage.open()
    for number in range(50):
        ledger.accept(event(f"slack:{number}"), "one", 30)
        ledger.put("state", f"{number}", "s3cret state")
    for number in range(50):
        ledger.settle(f"slack:{number}", "one", State.ANSWERED)
        ledger.pop("state", f"{number}")
    ledger.close()
    assert [file.name for file in stage.path.parent.iterdir()] == ["ledger.sqlite"]
    content = stage.path.read_bytes()
    assert b"slack:49" in content
    assert b"s3cret" not in content


@pytest.mark.parametrize("jump", [86_400.0, -86_400.0])
def test_a_clock_that_jumps_does_not_hold_leases_for_ever(stage: SqliteStage, jump: float) -> None:
    ledger = stage.open()
    ledger.accept(event("left"), "gone", 30)
    ledger.accept(event("held"), "one", 30)
    stage.pass_time(jump)
    ledger.renew(["held"], "one", 30)
    assert [c.event.key for c in ledger.take_over("slack", "two", 30, 9)] == ["left"]


def test_a_clock_that_is_put_right_ends_no_lease(stage: SqliteStage) -> None:
    ledger = stage.open()
    ledger.accept(event(), "one", 30)
    stage.pass_time(-5)
    assert ledger.take_over("slack", "two", 30, 9) == []


# -- the schema -----------------------------------------------------------------------------


def versions(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_newer_schema_is_refused_and_left_alone(stage: SqliteStage) -> None:
    stage.open().close()
    with closing(sqlite3.connect(stage.path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = stage.path.read_bytes()
    with pytest.raises(LedgerError, match="update this program") as raised:
        stage.open()
    assert str(stage.path) in str(raised.value)
    assert stage.path.read_bytes() == before


def test_an_empty_file_becomes_a_ledger(stage: SqliteStage) -> None:
    stage.path.parent.mkdir()
    stage.path.touch()
    assert stage.open().accept(event(), "one", 30)
    stage.close()
    assert versions(stage.path) == len(MIGRATIONS)


def test_a_database_of_another_program_is_refused_and_left_alone(stage: SqliteStage) -> None:
    stage.path.parent.mkdir()
    with closing(sqlite3.connect(stage.path)) as connection:
        connection.execute("CREATE TABLE events (number INTEGER)")
    with pytest.raises(LedgerError, match="another program"):
        stage.open()
    with closing(sqlite3.connect(stage.path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("events",)]


ADD = ("ALTER TABLE notes ADD COLUMN later TEXT", "UPDATE notes SET later = value")
BROKEN = ("CREATE TABLE half (number INTEGER)", "CREATE TABLE half (number INTEGER)")


def test_an_older_schema_is_brought_up_to_date_with_what_is_in_it(stage: SqliteStage) -> None:
    stage.open().put("state", "key", "value")
    stage.close()
    with closing(open_living(stage.path)) as connection:
        migrate(connection, stage.path, (*MIGRATIONS, ADD))
        assert connection.execute("SELECT later FROM notes").fetchall() == [("value",)]
    assert versions(stage.path) == len(MIGRATIONS) + 1


def test_a_migration_that_fails_changes_nothing(stage: SqliteStage) -> None:
    stage.open().put("state", "key", "value")
    stage.close()
    with closing(open_living(stage.path)) as connection:
        with pytest.raises(sqlite3.Error):
            migrate(connection, stage.path, (*MIGRATIONS, ADD, BROKEN))
        columns = [row[1] for row in connection.execute("PRAGMA table_info(notes)")]
    assert columns == ["kind", "key", "value", "expires"]
    assert versions(stage.path) == len(MIGRATIONS)
    assert stage.open().get("state", "key") == "value"


@pytest.mark.parametrize(
    "query", [LAPSED, RENEW, TURNS, *(f"SELECT 1 FROM {table} WHERE {old}" for table, old in OLD)]
)
def test_what_is_asked_often_has_an_index(stage: SqliteStage, query: str) -> None:
    stage.open().close()
    names = "key platform now limit owner leased_from leased_until place thread since when".split()
    values = dict.fromkeys(names, 1)
    with closing(sqlite3.connect(stage.path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert plan
    assert all("USING" in step and "INDEX" in step for step in plan if "TEMP B-TREE" not in step)


# -- disks that refuse, files that are damaged ----------------------------------------------


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError, match="a file stands where a folder is needed"):
        SqliteLedger(tmp_path / "file" / "ledger.sqlite")


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(LedgerError, match="cannot be opened for writing"):
        SqliteLedger(tmp_path / "ledger.sqlite")


def test_a_read_only_disk(stage: SqliteStage, read_only: Mount) -> None:
    stage.open().post(answer())
    stage.close()
    with read_only(stage.path.parent), pytest.raises(LedgerError, match="opened for writing"):
        stage.open()
    assert stage.open().posted("a1") == answer()


def test_a_new_file_on_a_read_only_disk(tmp_path: Path, read_only: Mount) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with read_only(folder), pytest.raises(LedgerError, match="read-only"):
        SqliteLedger(folder / "ledger.sqlite")


def test_a_full_disk(tmp_path: Path, small_disk: SizedMount) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_disk(folder, "1m"):
        with closing(SqliteStage(folder)) as stage:
            ledger = stage.open()
            ledger.accept(event("before"), "one", 30)
            ballast = folder / "ballast"
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(b"\0" * 4096)
            accepted = ["before"]

            def accept_until_full() -> None:
                for number in range(10_000):
                    ledger.accept(event(f"{number}", "x" * 1000), "one", 30)
                    accepted.append(f"{number}")

            with pytest.raises(LedgerError, match="no space is left"):
                accept_until_full()
            ballast.unlink()
            refused = f"{len(accepted) - 1}"
            assert ledger.accept(event(refused), "one", 30)
            assert not any(ledger.accept(event(key), "one", 30) for key in accepted)
        assert check(stage.path) == "ok"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_text("Dear council, we ask you to keep the lighthouse lit. " * 100)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="damaged or no ledger; stop all bots"):
        SqliteLedger(path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_told_when_it_is_used(stage: SqliteStage) -> None:
    ledger = stage.open()
    for number in range(300):
        ledger.post(answer(f"{number}", number, "x" * 500))
    ledger.close()
    with stage.path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (stage.path.stat().st_size - 8192))
    damaged = stage.open()
    with pytest.raises(LedgerError, match="is damaged; stop all bots"):
        damaged.posted("7")
    with pytest.raises(LedgerError, match="is damaged; stop all bots"):
        damaged.post(answer("7", 1))
    stage.close()
    stage.path.unlink()


def test_a_damaged_record_is_told_and_changes_nothing(stage: SqliteStage) -> None:
    ledger = stage.open()
    ledger.accept(event(), "one", 30)
    with closing(sqlite3.connect(stage.path, isolation_level=None)) as connection:
        connection.execute("UPDATE events SET record = '{\"key\": 1'")
    stage.pass_time(31)
    with pytest.raises(LedgerError, match="a record cannot be read"):
        ledger.take_over("slack", "two", 30, 9)
    assert ledger.renew([event().key], "one", 30) == 1


def test_a_process_that_keeps_the_file_to_itself(
    stage: SqliteStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.files.sqlite.PATIENCE", 0.1)
    ledger = stage.open()
    with closing(sqlite3.connect(stage.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="another process"):
            ledger.accept(event(), "one", 30)
        assert ledger.votes("a1") == (0, 0)
        other.execute("ROLLBACK")
    assert ledger.accept(event(), "one", 30)
