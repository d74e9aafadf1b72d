"""Building from documents that are broken, odd or gone: nothing broken stops the rest."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.errors import BuildError, UsageError
from bot.facts.building import BuildReport, build
from bot.facts.freshness import is_stale
from bot.facts.shelf import Shelf

SEEDS = Path(__file__).parents[2] / "seeds"


Leftovers = Callable[[Shelf], list[str]]


def _reasons(report: BuildReport) -> dict[str, str]:
    return {problem.file: problem.reason for problem in report.problems}


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
    (seeds / "letter.yaml").write_text("policy: {credit: The Crier}\n")
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
    assert letter.source.policy.credit == "The Crier"


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


def test_nothing_readable_leaves_the_current_edition(
    leftovers: Leftovers, seeds: Path, shelf: Shelf
) -> None:
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
    assert leftovers(shelf) == []


def test_a_document_removed_while_building(seeds: Path, shelf: Shelf) -> None:
    def remove(what: str, done: int, total: int) -> None:
        (seeds / "letter.txt").unlink(missing_ok=True)

    report = build(seeds, shelf, embed=None, progress=remove)
    assert [(p.file, p.kept) for p in report.problems] == [("letter.txt", False)]
    assert "removed" in report.problems[0].reason
    assert [source.id for source in shelf.open().sources()] == ["ferry"]
    assert is_stale(seeds, shelf, None)
