"""The shelf knows which edition is current, and never serves another in its place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.domain.errors import (
    BusyError,
    EditionError,
    EditionNotFoundError,
    StorageError,
    UsageError,
)
from bot.facts.building import build
from bot.facts.freshness import is_stale
from bot.facts.shelf import Shelf
from bot.files.locking import locked


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the documents, and a home with three editions of them."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "tram.txt").write_text("The tram to Skerray runs on Sundays.\n")
    for number in range(3):
        news = f"Ferry news\n\nThe ferry made {number + 2} trips.\n"
        (folder / "seeds" / "ferry.txt").write_text(news)
        build(folder / "seeds", Shelf(folder / "home"), embed=None)
    return folder


@pytest.fixture
def seeds(tmp_path: Path, built: Path) -> Path:
    return shutil.copytree(built / "seeds", tmp_path / "seeds")


@pytest.fixture
def shelf(tmp_path: Path, built: Path) -> Shelf:
    """A shelf with three editions; the newest is current."""
    return Shelf(shutil.copytree(built / "home", tmp_path / "home"))


def test_an_empty_shelf_says_what_to_do(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "nowhere")
    assert shelf.current() is None
    assert shelf.editions() == ()
    assert shelf.last_good() is None
    with pytest.raises(EditionError, match="briefing build"):
        shelf.open()
    with pytest.raises(EditionNotFoundError):
        shelf.open("abc")
    assert not (tmp_path / "nowhere").exists()


def test_editions_are_listed_newest_first(shelf: Shelf) -> None:
    third, second, first = shelf.editions()
    assert [info.current for info in (third, second, first)] == [True, False, False]
    assert third.built_at > second.built_at > first.built_at
    assert [info.documents for info in shelf.editions()] == [2, 2, 2]
    assert all(info.bytes > 1000 and not info.damaged for info in shelf.editions())
    assert third.facts == len(shelf.open().facts())


def test_a_unique_prefix_opens(shelf: Shelf) -> None:
    first = shelf.editions()[2].id
    assert shelf.open(first[:10]).id == shelf.open(first.upper()).id == first
    assert "2 trips" in shelf.open(first[:10]).document("ferry").text
    for wrong in ("", "zz", "../..", first + "0"):
        with pytest.raises(EditionNotFoundError):
            shelf.open(wrong)


def test_an_ambiguous_prefix_is_refused(shelf: Shelf) -> None:
    first = shelf.editions()[0].id
    twin = first[:20] + "0" * 44
    (shelf.home / "editions" / twin).mkdir()
    with pytest.raises(EditionNotFoundError) as raised:
        shelf.open(first[:20])
    assert len(raised.value.known) == 2


def test_rollback_goes_back_pins_and_returns(shelf: Shelf, seeds: Path) -> None:
    third, second, first = (info.id for info in shelf.editions())
    assert shelf.rollback().edition == second
    assert shelf.open().id == second
    assert [info.pinned for info in shelf.editions()] == [False, True, False]
    assert not is_stale(seeds, shelf, None)
    assert shelf.rollback().edition == third
    pinned = shelf.rollback(first[:12])
    assert (pinned.edition, pinned.pinned, pinned.previous) == (first, True, third)
    assert "2 trips" in shelf.open().document("ferry").text
    report = build(seeds, shelf, embed=None)
    current = shelf.current()
    assert current is not None
    assert (report.reused, current.edition, current.pinned) == (True, third, False)
    assert not is_stale(seeds, shelf, None)


def test_rollback_refuses_what_is_damaged_or_missing(shelf: Shelf) -> None:
    third, second, _ = (info.id for info in shelf.editions())
    (shelf.home / "editions" / second / "facts.sqlite").write_bytes(b"rubbish")
    with pytest.raises(EditionError):
        shelf.rollback()
    with pytest.raises(EditionNotFoundError):
        shelf.rollback("0123456789")
    assert shelf.open().id == third


def test_rollback_without_an_earlier_edition(tmp_path: Path, seeds: Path) -> None:
    shelf = Shelf(tmp_path / "other")
    build(seeds, shelf, embed=None)
    with pytest.raises(UsageError, match="no earlier edition"):
        shelf.rollback()


def test_rollback_waits_for_a_build(shelf: Shelf) -> None:
    with (
        locked(shelf.home / "build.lock", 0),
        pytest.raises(BusyError, match="another build"),
    ):
        shelf.rollback(wait=0.1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"edition": 7}',
        b'{"edition": "../../etc"}',
        b'{"x": 1}',
        b"\xff\x00",
    ],
)
def test_a_damaged_pointer_is_told_and_mended_by_a_build(
    shelf: Shelf, seeds: Path, content: bytes
) -> None:
    third = shelf.editions()[0].id
    (shelf.home / "current.json").write_bytes(content)
    for ask in (shelf.current, shelf.open):
        with pytest.raises(EditionError, match=r"current\.json.*briefing build"):
            ask()
    assert [info.current for info in shelf.editions()] == [False, False, False]
    assert is_stale(seeds, shelf, None)
    assert build(seeds, shelf, embed=None).edition == third
    assert shelf.open().id == third


def test_a_lost_edition_is_told_not_replaced(shelf: Shelf, seeds: Path) -> None:
    third = shelf.editions()[0].id
    (shelf.home / "editions" / third).rename(shelf.home / "lost")
    with pytest.raises(EditionError, match=r"is gone.*briefing build"):
        shelf.open()
    assert is_stale(seeds, shelf, None)
    assert not build(seeds, shelf, embed=None).reused
    assert shelf.open().id == third


def test_a_damaged_manifest_is_listed_as_damaged(shelf: Shelf) -> None:
    victim = shelf.editions()[1].id
    manifest = shelf.home / "editions" / victim / "manifest.json"
    value = json.loads(manifest.read_text())
    for content in (
        "{}",
        "[]",
        json.dumps({**value, "format": 99}),
        json.dumps({**value, "id": "x"}),
    ):
        manifest.write_text(content)
        assert [info.id for info in shelf.editions() if info.damaged] == [victim]
        with pytest.raises(EditionError, match="briefing build"):
            shelf.open(victim)


def test_switching_on_a_refusing_disk(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StorageError, match="file stands where a folder"):
        Shelf(tmp_path / "home").switch("0" * 64)
