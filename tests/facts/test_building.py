"""Building: the same inputs give the same edition, and nothing broken stops the rest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.domain.errors import BuildError, BusyError, StorageError, UsageError
from bot.facts.building import BuildReport, build, build_if_stale, is_stale
from bot.facts.fingerprint import inputs_digest
from bot.facts.shelf import Shelf
from bot.files.locking import locked

SEEDS = Path(__file__).parents[2] / "seeds"


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


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "home")


def _reasons(report: BuildReport) -> dict[str, str]:
    return {problem.file: problem.reason for problem in report.problems}


def _leftovers(shelf: Shelf) -> list[str]:
    signs = (".building-*", ".aside-*", ".*.tmp")
    return [path.name for sign in signs for path in shelf.home.rglob(sign)]


def test_two_homes_get_the_same_edition(tmp_path: Path) -> None:
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
    assert _leftovers(one) == []


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


def test_the_same_inputs_are_not_built_again(seeds: Path, shelf: Shelf) -> None:
    first = build(seeds, shelf, embed=None)
    made = shelf.open().manifest.built_at
    second = build(seeds, shelf, embed=None)
    assert (second.edition, second.reused) == (first.edition, True)
    assert shelf.open().manifest.built_at == made
    forced = build(seeds, shelf, embed=None, force=True)
    assert (forced.edition, forced.reused) == (first.edition, False)
    assert shelf.open().manifest.built_at > made
    assert (second.documents, second.facts) == (first.documents, first.facts)
    assert _leftovers(shelf) == []


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


def test_a_broken_document_keeps_its_last_good_version(seeds: Path, shelf: Shelf) -> None:
    (seeds / "ferry.yaml").write_text(
        "publisher: The Tolsay Crier\n"
        "facts:\n  - {kind: outcome, quote: The ferry “Solan” sails again}\n"
    )
    build(seeds, shelf, embed=None)
    good = shelf.open()
    (seeds / "ferry.txt").write_bytes(b"\xff\xffbroken")
    (seeds / "ferry.yaml").write_text("publisher: Somebody else\n")
    (seeds / "new.txt").write_text("A new buoy marks the reef.\n")
    report = build(seeds, shelf, embed=None)
    edition = shelf.open()
    assert [(p.file, p.kept) for p in report.problems] == [("ferry.txt", True)]
    assert edition.document("ferry").text == good.document("ferry").text
    assert edition.facts(source_id="ferry") == good.facts(source_id="ferry")
    assert edition.facts("outcome")
    assert edition.sources()[0].publisher == "The Tolsay Crier"
    assert edition.manifest.stale == ("ferry",)
    assert edition.document("new").text == "A new buoy marks the reef.\n"
    assert not is_stale(seeds, shelf, None)
    again = build(seeds, shelf, embed=None)
    assert (again.reused, again.problems) == (True, report.problems)
    (seeds / "ferry.txt").unlink()
    (seeds / "ferry.yaml").unlink()
    assert build(seeds, shelf, embed=None).problems == ()
    assert [source.id for source in shelf.open().sources()] == ["letter", "new"]


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("publisher: [", "1:"),
        ("publsher: The Crier\n", "publisher"),
        ("facts:\n  - {kind: outcome, quote: the ferry sank}\n", "2:"),
        ("facts:\n  - {kind: outcome, quote: Tolsay}\n  - {kind: x y, quote: z}\n", "3:"),
    ],
)
def test_a_broken_sidecar_keeps_the_document_as_it_was(
    seeds: Path, shelf: Shelf, sidecar: str, reason: str
) -> None:
    (seeds / "letter.yaml").write_text("policy: {embargo_until: 2040-01-01}\n")
    build(seeds, shelf, embed=None)
    for name in ("letter", "ferry"):
        (seeds / f"{name}.yaml").write_text(sidecar)
    longer = (seeds / "letter.txt").read_text() + "P.S. Please.\n"
    (seeds / "letter.txt").write_text(longer)
    (seeds / "harbour.txt").write_text("The harbour is full.\n")
    report = build(seeds, shelf, embed=None)
    assert {(p.file, p.kept) for p in report.problems} == {
        ("letter.yaml", True),
        ("ferry.yaml", True),
    }
    assert reason in _reasons(report)["letter.yaml"]
    letter = shelf.open().document("letter")
    assert "P.S." not in letter.text
    assert letter.source.policy.embargo_until == "2040-01-01"


def test_a_new_document_with_a_broken_sidecar_stays_out(seeds: Path, shelf: Shelf) -> None:
    (seeds / "letter.yaml").write_text("policy: {embargo: 2040-01-01}\n")
    report = build(seeds, shelf, embed=None)
    assert [(p.file, p.kept) for p in report.problems] == [("letter.yaml", False)]
    assert [source.id for source in shelf.open().sources()] == ["ferry"]


def test_everything_odd_is_reported_and_nothing_else_suffers(
    tmp_path: Path, seeds: Path, shelf: Shelf
) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("The safe is behind the painting.\n")
    (seeds / "link.txt").symlink_to(outside)
    (seeds / "inner.txt").symlink_to(seeds / "ferry.txt")
    (seeds / "nowhere.txt").symlink_to(seeds / "gone.txt")
    (seeds / "folder").symlink_to(tmp_path)
    (seeds / "alone.yaml").write_text("title: Alone\n")
    (seeds / "sub").mkdir()
    (seeds / "sub" / "a.txt").write_text("The first of two.\n")
    (seeds / "sub-a.TXT").write_text("The second of two.\n")
    (seeds / "empty.txt").touch()
    os.mkfifo(seeds / "pipe.txt")
    (seeds / os.fsdecode(b"caf\xe9.txt")).write_text("No name.\n")
    report = build(seeds, shelf, embed=None)
    reasons = _reasons(report)
    assert set(reasons) == {
        "link.txt", "nowhere.txt", "folder", "alone.yaml", "sub/a.txt", "sub-a.TXT",
        "empty.txt", "caf?.txt",
    }  # fmt: skip
    assert "out of the folder" in reasons["link.txt"]
    assert "out of the folder" in reasons["folder"]
    assert "leads nowhere" in reasons["nowhere.txt"]
    assert "alone.txt" in reasons["alone.yaml"]
    assert "sub/a.txt" in reasons["sub-a.TXT"]
    assert "sub-a.TXT" in reasons["sub/a.txt"]
    assert "not UTF-8" in reasons["caf?.txt"]
    assert report.skipped == ("pipe.txt",)
    assert [source.id for source in shelf.open().sources()] == ["ferry", "inner", "letter"]
    assert not shelf.open().search(["safe"], 5)
    assert not is_stale(seeds, shelf, None)


def test_two_documents_of_one_id_keep_what_was_there(seeds: Path, shelf: Shelf) -> None:
    (seeds / "a").mkdir()
    (seeds / "a" / "b.txt").write_text("The crane is red.\n")
    build(seeds, shelf, embed=None)
    (seeds / "a-b.txt").write_text("The crane is blue.\n")
    report = build(seeds, shelf, embed=None)
    assert [(p.file, p.kept) for p in report.problems] == [("a-b.txt", True), ("a/b.txt", True)]
    assert shelf.open().document("a-b").text == "The crane is red.\n"


def test_nothing_readable_leaves_the_current_edition(seeds: Path, shelf: Shelf) -> None:
    before = build(seeds, shelf, embed=None).edition
    for path in seeds.iterdir():
        path.write_bytes(b"\xff\xff\xff")
    with pytest.raises(BuildError) as raised:
        build(seeds, shelf, embed=None)
    assert "ferry.txt: " in str(raised.value)
    assert "letter.txt: " in str(raised.value)
    for path in list(seeds.iterdir()):
        path.unlink()
    with pytest.raises(BuildError, match="no documents in"):
        build(seeds, shelf, embed=None)
    with pytest.raises(UsageError, match="--seeds"):
        build(seeds / "missing", shelf, embed=None)
    assert shelf.open().id == before
    assert _leftovers(shelf) == []


def test_a_document_removed_while_building(seeds: Path, shelf: Shelf) -> None:
    def remove(what: str, done: int, total: int) -> None:
        (seeds / "letter.txt").unlink(missing_ok=True)

    report = build(seeds, shelf, embed=None, progress=remove)
    assert [(p.file, p.kept) for p in report.problems] == [("letter.txt", False)]
    assert "removed" in report.problems[0].reason
    assert [source.id for source in shelf.open().sources()] == ["ferry"]
    assert is_stale(seeds, shelf, None)


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


def test_files_that_may_not_grow(seeds: Path, shelf: Shelf) -> None:
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
    assert _leftovers(shelf) == []


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


def test_the_same_folder_is_recognised_without_reading_it(seeds: Path, shelf: Shelf) -> None:
    steps: list[str] = []
    first = build(seeds, shelf, embed=None).edition
    (seeds / "more.txt").write_text("The kiosk is open.\n")
    build(seeds, shelf, embed=None)
    (seeds / "more.txt").unlink()
    report = build(seeds, shelf, embed=None, progress=lambda what, *_: steps.append(what))
    assert (report.edition, report.reused, report.documents) == (first, True, 2)
    assert "reading" not in steps


def test_the_manifest_can_be_read_by_people(seeds: Path, shelf: Shelf) -> None:
    (seeds / "bad.txt").write_bytes(b"\xff")
    edition = build(seeds, shelf, embed=None).edition
    value = json.loads((shelf.home / "editions" / edition / "manifest.json").read_text())
    assert value["id"] == edition
    assert (value["documents"], value["stale"], value["problems"][0][0]) == (2, [], "bad.txt")
    assert {entry["name"] for entry in value["files"]} >= {"facts.sqlite", "index/meta.json"}
