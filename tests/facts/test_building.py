"""Building: the same inputs give the same edition, whoever builds, whenever."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.domain.errors import BusyError, UsageError
from bot.facts.building import BuildReport, build, build_if_stale
from bot.facts.fingerprint import inputs_digest
from bot.facts.freshness import is_stale
from bot.facts.shelf import Shelf
from bot.files.locking import locked

SEEDS = Path(__file__).parents[2] / "seeds"


Leftovers = Callable[[Shelf], list[str]]


class CountingEmbedder:
    """Embeds by length, and counts the sentences that it was given."""

    id = "lengths-1"
    dimensions = 2

    def __init__(self) -> None:
        self.seen = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += len(texts)
        angles = [len(text) / 100 for text in texts]
        return np.array([[np.cos(a), np.sin(a)] for a in angles], dtype=np.float32)


def test_two_homes_get_the_same_edition(leftovers: Leftovers, tmp_path: Path) -> None:
    one, two = Shelf(tmp_path / "one"), Shelf(tmp_path / "deep" / "two")
    first = build(SEEDS, one, embed=None)
    second = build(SEEDS, two, embed=None)
    assert first.edition == second.edition
    assert (first.reused, second.reused) == (False, False)
    assert one.open().facts() == two.open().facts()
    assert first.facts == len(one.open().facts()) > 40
    assert one.open().path != two.open().path
    for kind in ("signatory", "person", "place", "speaker", "subject", "source"):
        assert one.open().names(kind) == two.open().names(kind)
    assert leftovers(one) == []


def test_the_seeds_are_understood(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    report = build(SEEDS, shelf, embed=None)
    edition = shelf.open()
    assert (report.documents, report.problems, report.skipped) == (3, (), ())
    assert len(edition.facts("signatory", "open-letter")) == 34
    (listing,) = edition.lists("signatory")
    assert (listing.understood, listing.not_understood) == (34, ())
    assert "Veterans For Peace" in edition.names("signatory")
    order = [(f.source_id, f.evidence[0].span.start) for f in edition.facts()]
    assert order == sorted(order)


def test_the_same_inputs_are_not_built_again(
    leftovers: Leftovers, seeds: Path, shelf: Shelf
) -> None:
    first = build(seeds, shelf, embed=None)
    made = shelf.open().manifest.built_at
    second = build(seeds, shelf, embed=None)
    assert (second.edition, second.reused) == (first.edition, True)
    assert shelf.open().manifest.built_at == made
    forced = build(seeds, shelf, embed=None, force=True)
    assert (forced.edition, forced.reused) == (first.edition, False)
    assert shelf.open().manifest.built_at > made
    assert (second.documents, second.facts) == (first.documents, first.facts)
    assert leftovers(shelf) == []


def test_whatever_goes_in_changes_the_id_and_makes_stale(seeds: Path, shelf: Shelf) -> None:
    assert is_stale(seeds, shelf, None)
    ids = [build(seeds, shelf, embed=None).edition]

    def changed() -> None:
        assert is_stale(seeds, shelf, None)
        ids.append(build(seeds, shelf, embed=None).edition)
        assert not is_stale(seeds, shelf, None)

    assert not is_stale(seeds, shelf, None)
    (seeds / "ferry.yaml").write_text("publisher: The Tolsay Crier\n")
    changed()
    (seeds / "ferry.txt").write_text("Ferry sunk\n\nThe ferry lies on the ground.\n")
    changed()
    (seeds / "letter.txt").rename(seeds / "appeal.txt")
    changed()
    (seeds / "ferry.yaml").unlink()
    changed()
    (seeds / "ferry.txt").unlink()
    changed()
    assert len(set(ids)) == 6
    assert [source.id for source in shelf.open().sources()] == ["appeal"]
    assert is_stale(seeds, shelf, "a model")


def test_what_does_not_go_in_changes_nothing(seeds: Path, shelf: Shelf) -> None:
    first = build(seeds, shelf, embed=None)
    (seeds / "README.md").write_text("about this folder")
    (seeds / ".draft.txt").write_text("not yet")
    (seeds / "photo.jpeg").write_bytes(b"\xff\xd8")
    os.utime(seeds / "ferry.txt", (1, 1))
    assert not is_stale(seeds, shelf, None)
    report = build(seeds, shelf, embed=None)
    assert (report.edition, report.reused) == (first.edition, True)
    assert (report.skipped, report.problems) == (("photo.jpeg",), ())


def test_a_folder_in_the_folder(seeds: Path, shelf: Shelf) -> None:
    (seeds / "minutes" / "2031").mkdir(parents=True)
    (seeds / "minutes" / "2031" / "May day.txt").write_text("The pier was painted green.\n")
    (seeds / "minutes" / "2031" / "May day.yaml").write_text("title: Minutes of May\n")
    build(seeds, shelf, embed=None)
    source = shelf.open().sources()[2]
    assert (source.id, source.file) == ("minutes-2031-May day", "minutes/2031/May day.txt")
    assert source.title == "Minutes of May"


def test_a_document_changed_while_building_makes_stale(seeds: Path, shelf: Shelf) -> None:
    def change(what: str, done: int, total: int) -> None:
        if what == "publishing":
            (seeds / "letter.txt").write_text("Dear council,\n\nNever mind.\n")

    build(seeds, shelf, embed=None, progress=change)
    assert is_stale(seeds, shelf, None)
    assert build_if_stale(seeds, shelf, embed=None) is not None
    assert "Never mind" in shelf.open().document("letter").text
    assert build_if_stale(seeds, shelf, embed=None) is None


def test_a_pinned_edition_is_left_alone_but_by_an_explicit_build(seeds: Path, shelf: Shelf) -> None:
    first = build(seeds, shelf, embed=None).edition
    (seeds / "letter.txt").write_text("Dear council,\n\nNever mind.\n")
    build(seeds, shelf, embed=None)
    shelf.rollback()
    (seeds / "more.txt").write_text("The kiosk is open.\n")
    assert build_if_stale(seeds, shelf, embed=None) is None
    assert shelf.open().id == first
    assert build(seeds, shelf, embed=None).documents == 3
    current = shelf.current()
    assert current is not None
    assert not current.pinned


def test_two_builds_at_once(seeds: Path, shelf: Shelf) -> None:
    with locked(shelf.home / "build.lock", 0), pytest.raises(BusyError, match="another build"):
        build(seeds, shelf, embed=None, wait=0.1)
    reports: list[BuildReport | None] = []
    threads = [
        threading.Thread(target=lambda: reports.append(build_if_stale(seeds, shelf, embed=None)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report is None for report in reports].count(False) == 1
    assert shelf.open().manifest.documents


def test_damage_is_built_over(seeds: Path, shelf: Shelf) -> None:
    first = build(seeds, shelf, embed=None).edition
    for victim in (*shelf.open().path.rglob("*.idx"), *(shelf.home / "texts").iterdir()):
        victim.write_bytes(b"rubbish")
        report = build(seeds, shelf, embed=None)
        assert (report.edition, report.reused) == (first, victim.suffix == ".txt")
        shelf.open().check()


def test_old_editions_go_and_texts_stay(seeds: Path, shelf: Shelf) -> None:
    ids = []
    for number in range(6):
        (seeds / "ferry.txt").write_text(f"The ferry made {number + 2} trips.\n")
        ids.append(build(seeds, shelf, embed=None, keep=2).edition)
        if number == 1:
            shelf.rollback()
    assert [info.id for info in shelf.editions()] == [ids[5], ids[4]]
    assert len(list((shelf.home / "texts").iterdir())) == 7
    shelf.rollback()
    (seeds / "ferry.txt").write_text("The ferry rests.\n")
    last = build(seeds, shelf, embed=None, keep=1).edition
    assert [info.id for info in shelf.editions()] == [last, ids[4]]


def test_vectors_are_computed_once_for_each_text(seeds: Path, shelf: Shelf) -> None:
    embedder = CountingEmbedder()
    steps: list[tuple[str, int, int]] = []
    report = build(seeds, shelf, embed=embedder, progress=lambda *step: steps.append(step))
    assert report.embedded
    assert embedder.seen == report.sentences == shelf.open().manifest.sentences
    assert ("embedding", report.sentences, report.sentences) in steps
    assert all(0 <= done <= total for _, done, total in steps)
    before = embedder.seen
    (seeds / "ferry.txt").write_text("The ferry rests. It rains.\n")
    report = build(seeds, shelf, embed=embedder)
    assert embedder.seen - before == 2
    for file in (shelf.home / "cache" / "vectors").iterdir():
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    build(seeds, shelf, embed=embedder, force=True)
    assert embedder.seen - before == 2 + report.sentences
    assert len(list((shelf.home / "cache" / "vectors").iterdir())) == 2
    small = build(seeds, shelf, embed=embedder, most_embedded=3)
    assert not small.embedded
    assert shelf.open().sentence_vectors(0, 1) is None


def test_an_embedding_makes_another_edition(seeds: Path, shelf: Shelf) -> None:
    plain = build(seeds, shelf, embed=None)
    assert is_stale(seeds, shelf, CountingEmbedder.id)
    assert build(seeds, shelf, embed=CountingEmbedder()).edition != plain.edition
    assert inputs_digest(seeds, None) != inputs_digest(seeds, CountingEmbedder.id)


def test_the_same_folder_is_recognised_without_reading_it(seeds: Path, shelf: Shelf) -> None:
    steps: list[str] = []
    first = build(seeds, shelf, embed=None).edition
    (seeds / "more.txt").write_text("The kiosk is open.\n")
    build(seeds, shelf, embed=None)
    (seeds / "more.txt").unlink()
    report = build(seeds, shelf, embed=None, progress=lambda what, *_: steps.append(what))
    assert (report.edition, report.reused, report.documents) == (first, True, 2)
    assert "reading" not in steps


def test_a_home_among_the_documents_is_refused_unless_hidden(seeds: Path) -> None:
    for home in (seeds, seeds / "state"):
        with pytest.raises(UsageError, match="--home"):
            build(seeds, Shelf(home), embed=None)
    hidden = Shelf(seeds / ".briefing")
    first = build(seeds, hidden, embed=None)
    assert not is_stale(seeds, hidden, None)
    assert build(seeds, hidden, embed=None).edition == first.edition


def test_readers_go_on_while_editions_change(seeds: Path, shelf: Shelf) -> None:
    build(seeds, shelf, embed=None)
    old, seen, done = shelf.open(), set(), threading.Event()

    def read() -> None:
        while not done.is_set():
            assert old.search(["lighthous"], 1)[0].passage.source_id == "letter"
            edition = shelf.open()
            text = edition.document("ferry").text
            assert edition.search(["ferri"], 1)[0].text in text
            seen.add(edition.id)

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for number in range(8):
                (seeds / "ferry.txt").write_text(f"The ferry made {number + 2} trips.\n")
                build(seeds, shelf, embed=None)
        finally:
            done.set()
        for reader in readers:
            reader.result(10)
    assert len(seen) > 1


def test_the_manifest_can_be_read_by_people(seeds: Path, shelf: Shelf) -> None:
    (seeds / "bad.txt").write_bytes(b"\xff")
    edition = build(seeds, shelf, embed=None).edition
    value = json.loads((shelf.home / "editions" / edition / "manifest.json").read_text())
    assert value["id"] == edition
    assert (value["documents"], value["stale"], value["problems"][0][0]) == (2, [], "bad.txt")
    assert {entry["name"] for entry in value["files"]} >= {"facts.sqlite", "index/meta.json"}
