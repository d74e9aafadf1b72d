"""Files appear whole or not at all, and refusals say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import StorageError
from bot.files.atomic import flush_tree, make_folder, write_atomic


def test_writes_and_replaces(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    write_atomic(file, b"one")
    write_atomic(file, b"two")
    assert file.read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]
    flush_tree(tmp_path)


def test_a_refused_write_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inner").touch()
    with pytest.raises(StorageError) as raised:
        write_atomic(tmp_path / "folder", b"a folder cannot be replaced by a file")
    assert "--home" in str(raised.value) or "move it away" in str(raised.value)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["folder", "inner"]


def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StorageError) as raised:
        make_folder(tmp_path / "home" / "editions")
    assert raised.value.path.is_relative_to(tmp_path / "home")
    assert "a file stands where a folder is needed" in str(raised.value)
