"""kill -9 at any point of a build leaves the last good edition, or the new one, serving."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.facts.building import build
from bot.facts.shelf import Shelf

CRASHING = Path(__file__).with_name("crashing.py")


def _killed(how: str, seeds: Path, home: Path, *more: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, CRASHING, how, seeds, home, *more],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout.splitlines()


def _builds_on(seeds: Path, shelf: Shelf) -> None:
    """A build after all the kills gets through and tidies up."""
    (seeds / "last.txt").write_text("The last ferry has left.\n")
    report = build(seeds, shelf, embed=None)
    assert shelf.open().id == report.edition
    assert "last" in [source.id for source in shelf.open().sources()]
    for sign in (".building-*", ".aside-*", ".*.tmp"):
        assert list((shelf.home / "editions").glob(sign)) == []
        assert list((shelf.home / "texts").glob(sign)) == []
    assert [info.damaged for info in shelf.editions()].count(True) == 0


def test_killed_before_each_change_of_the_disk(tmp_path: Path, seeds: Path) -> None:
    lines = _killed("at-steps", seeds, tmp_path / "home")
    assert lines.count("killed") > 20
    assert lines.count("ended with 0") == 2
    _builds_on(seeds, Shelf(tmp_path / "home"))


@pytest.mark.parametrize("kills", ["12", pytest.param("300", marks=pytest.mark.slow)])
def test_killed_at_random_moments(tmp_path: Path, seeds: Path, kills: str) -> None:
    lines = _killed("at-times", seeds, tmp_path / "home", kills)
    assert len(lines) == int(kills)
    assert "killed" in lines
    _builds_on(seeds, Shelf(tmp_path / "home"))
