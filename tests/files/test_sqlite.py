"""New databases to fill, finished ones to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import StorageError
from bot.files import sqlite


def test_a_finished_database_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "odd ?name#%41.sqlite"
    new = sqlite.open_new(path)
    new.execute("CREATE TABLE words (word TEXT)")
    new.execute("INSERT INTO words VALUES ('lantern')")
    new.close()
    before = path.read_bytes()
    finished = sqlite.open_finished(path)
    assert finished.execute("SELECT word FROM words").fetchall() == [("lantern",)]
    with pytest.raises(sqlite.DatabaseError):
        finished.execute("INSERT INTO words VALUES ('kettle')")
    finished.close()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as raised:
        sqlite.open_new(tmp_path / "missing" / "facts.sqlite")
    assert "facts.sqlite" in str(raised.value)
