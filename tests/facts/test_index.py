"""The index finds passages by their stems, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.domain.errors import EditionError, StorageError
from bot.facts.index import Index, IndexWriter
from bot.text.words import terms

ROWS = {
    3: "The lighthouse keeper lit the lamp.",
    4: "A lamp, a lamp, and another lamp!",
    7: "Nobody keeps the lighthouse now.",
    9: "灯塔没有灯",
    11: "Nobody keeps the lighthouse now.",
}


def _written(folder: Path, rows: dict[int, str] = ROWS) -> Path:
    writer = IndexWriter(folder)
    for row, text in rows.items():
        writer.add(row, terms(text))
    writer.finish()
    return folder


def test_finds_by_stem_the_best_first_and_ties_by_row(tmp_path: Path) -> None:
    index = Index(_written(tmp_path / "index"), "e" * 64)
    assert [row for row, _ in index.search(terms("lamps"), 10)] == [4, 3]
    found = index.search(terms("keeping lighthouses"), 10)
    assert [row for row, _ in found] == [7, 11, 3]
    assert found[0][1] == found[1][1] > found[2][1] > 0
    assert [row for row, _ in index.search(terms("灯塔"), 10)] == [9]
    assert [row for row, _ in index.search(terms("nobody"), 1)] == [7]


def test_frequencies_and_odd_queries(tmp_path: Path) -> None:
    index = Index(_written(tmp_path / "index"), "e" * 64)
    assert index.count() == 5
    assert index.frequency(terms("lighthouse")[0]) == 3
    for odd in ("submarine", "", " ", "x" * 100_000, "\ud800", "lamp OR terms:*", "\x00"):
        assert index.frequency(odd) == 0
        assert index.search([odd], 5) == []
    assert index.search([], 5) == index.search(["lamp"], 0) == []
    many = [f"word{number}" for number in range(5000)]
    assert [row for row, _ in index.search([*many, "lamp"], 5)] == [4, 3]


def test_an_index_without_passages(tmp_path: Path) -> None:
    index = Index(_written(tmp_path / "index", {}), "e" * 64)
    assert (index.count(), index.search(["lamp"], 5)) == (0, [])


def test_two_builds_rank_alike(tmp_path: Path) -> None:
    rows = {n: f"harbour {'quay ' * (n % 7)} {'mast ' * (n % 3)} n{n}" for n in range(500)}
    one = Index(_written(tmp_path / "one", rows), "e" * 64)
    two = Index(_written(tmp_path / "two", rows), "e" * 64)
    for query in ("harbour", "quay mast", "n42 harbour"):
        assert one.search(terms(query), 50) == two.search(terms(query), 50)


def test_damage_is_an_edition_error(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="briefing build"):
        Index(tmp_path / "nothing", "e" * 64)
    for victim in ("meta.json", "*.term", "*.idx", "*.fast"):
        folder = _written(tmp_path / victim.strip("*."))
        for file in folder.glob(victim):
            file.write_bytes(b"")
        with pytest.raises(EditionError, match="briefing build"):
            Index(folder, "e" * 64)


def test_a_refusing_disk_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        IndexWriter(tmp_path / "file" / "index")


def test_opens_on_a_read_only_file_system(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    read_only: Callable[[Path], AbstractContextManager[None]],
) -> None:
    folder = _written(tmp_path / "index")
    (tmp_path / "private").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    with read_only(folder):
        with pytest.raises(OSError, match="Read-only"):
            (folder / "probe").touch()
        index = Index(folder, "e" * 64)
        assert [row for row, _ in index.search(terms("lamps"), 10)] == [4, 3]
        assert list((tmp_path / "private").iterdir()) == []
