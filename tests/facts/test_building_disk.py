"""Building on a disk that is full, read-only, or not a disk at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest

from bot.domain.errors import StorageError
from bot.facts.building import build
from bot.facts.freshness import is_stale
from bot.facts.shelf import Shelf

SEEDS = Path(__file__).parents[2] / "seeds"


Leftovers = Callable[[Shelf], list[str]]


def _fails_for_space(build_it: Callable[[], object]) -> None:
    with pytest.raises(StorageError) as raised:
        build_it()
    assert "no space is left" in str(raised.value)


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)


def test_a_full_disk(
    tmp_path: Path, seeds: Path, small_disk: Callable[[Path, str], AbstractContextManager[None]]
) -> None:
    home = tmp_path / "disk"
    home.mkdir()
    with small_disk(home, "700k"):
        shelf = Shelf(home)
        before = build(seeds, shelf, embed=None).edition
        words = " ".join(f"barnacle{number}" for number in range(30_000))
        (seeds / "big.txt").write_text(words)
        _fails_for_space(lambda: build(seeds, shelf, embed=None))
        assert shelf.open().id == before
        shelf.open().check()
        ballast = home / "ballast"
        _fill(ballast)
        (seeds / "big.txt").unlink()
        (seeds / "more.txt").write_text("The kiosk is open.\n")
        _fails_for_space(lambda: build(seeds, shelf, embed=None))
        assert shelf.open().id == before
        ballast.unlink()
        assert build(seeds, shelf, embed=None).documents == 3


_LIMITED = """
import resource, sys
from pathlib import Path
from bot.domain.errors import StorageError
from bot.facts.building import build
from bot.facts.shelf import Shelf
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
for limit in sys.argv[3:]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), most))
    try:
        build(Path(sys.argv[1]), Shelf(Path(sys.argv[2])), embed=None)
    except StorageError as error:
        print(error)
"""


def test_files_that_may_not_grow(leftovers: Leftovers, seeds: Path, shelf: Shelf) -> None:
    before = build(seeds, shelf, embed=None).edition
    (seeds / "more.txt").write_text("The kiosk is open. " * 2000)
    command = [sys.executable, "-c", _LIMITED, seeds, shelf.home, "100", "1000", "5000", "30000"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = done.stdout.splitlines()
    assert len(told) == 4
    for line in told:
        assert str(shelf.home) in line
        assert "no space is left" in line
    assert shelf.open().id == before
    assert build(seeds, shelf, embed=None).documents == 3
    assert leftovers(shelf) == []


def test_a_read_only_home(
    seeds: Path, shelf: Shelf, read_only: Callable[[Path], AbstractContextManager[None]]
) -> None:
    before = build(seeds, shelf, embed=None).edition
    (seeds / "more.txt").write_text("The kiosk is open.\n")
    with read_only(shelf.home):
        with pytest.raises(StorageError, match="read-only"):
            build(seeds, shelf, embed=None)
        with pytest.raises(StorageError, match="read-only"):
            shelf.rollback(before)
        assert is_stale(seeds, shelf, None)
        assert shelf.open().id == before


def test_a_home_that_is_a_file(tmp_path: Path, seeds: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StorageError, match="file stands where a folder"):
        build(seeds, Shelf(tmp_path / "home"), embed=None)
