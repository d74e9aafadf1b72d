"""One document, read and analysed: what an extractor does wrong harms nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain.fact import Anchor, Fact
from bot.domain.passage import Passage
from bot.domain.ports import Extraction
from bot.domain.source import Document
from bot.domain.span import Span
from bot.facts import analysing
from bot.facts.analysing import Analysis, Broken, analyse_again, analyse_file
from bot.facts.building import build
from bot.facts.listing import Candidate
from bot.facts.shelf import Shelf


class Careless:
    """Gives facts in no order, one of them twice, and some that quote nothing."""

    name = "careless"
    version = 1

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        here, size = document.source.id, len(document.text)
        anchors = [(here, 5, 9), (here, 0, 4), (here, 5, 9), (here, 3, 3), (here, 0, size + 1)]
        anchors.append(("elsewhere", 0, 1))
        return Extraction(
            tuple(Fact("word", {}, (Anchor(a, Span(start, end)),)) for a, start, end in anchors)
        )


class Crashing:
    """Fails on every document."""

    name = "crashes"
    version = 1

    def extract(self, document: Document, passages: Sequence[Passage]) -> Extraction:
        raise ZeroDivisionError("by design")


def _candidate(folder: Path, text: str, sidecar: str | None = None) -> Candidate:
    (folder / "pier.txt").write_text(text)
    if sidecar is not None:
        (folder / "pier.yaml").write_text(sidecar)
    path = folder / "pier.yaml" if sidecar is not None else None
    return Candidate("pier", folder / "pier.txt", "pier.txt", path)


def test_facts_are_checked_and_put_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysing, "EXTRACTORS", (Crashing(), Careless()))
    found = analyse_file(_candidate(tmp_path, "Grey pier, green sea.\n"))
    assert isinstance(found, Analysis)
    assert [found.document.quote(f.evidence[0].span) for f in found.facts] == ["Grey", "pier"]
    assert len(found.complaints) == 4
    assert "crashes are missing" in found.complaints[0]
    assert "ZeroDivisionError" in found.complaints[0]
    assert sum("does not quote the text" in complaint for complaint in found.complaints) == 3


def test_an_edition_without_some_facts_is_another_edition(
    seeds: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = build(seeds, shelf, embed=None)
    with monkeypatch.context() as broken:
        broken.setattr(analysing, "EXTRACTORS", (*analysing.EXTRACTORS[:-1], Crashing()))
        report = build(seeds, shelf, embed=None, force=True)
    assert report.edition != whole.edition
    assert [problem.file for problem in report.problems] == ["ferry.txt", "letter.txt"]
    assert build(seeds, shelf, embed=None).edition == whole.edition


def test_the_sidecar_is_heeded(tmp_path: Path) -> None:
    sidecar = "title: Of piers\nfacts:\n  - {kind: colour, quote: green sea}\n"
    found = analyse_file(_candidate(tmp_path, "Grey pier, green sea.\n", sidecar))
    assert isinstance(found, Analysis)
    assert found.document.source.title == "Of piers"
    (colour,) = [fact for fact in found.facts if fact.kind == "colour"]
    assert found.document.quote(colour.evidence[0].span) == "green sea"
    again = analyse_again(found.document, found.stored)
    assert isinstance(again, Analysis)
    assert again.stored.stale
    assert (again.facts, again.passages) == (found.facts, found.passages)
    assert again.document.source == found.document.source


def test_what_is_broken_says_where(tmp_path: Path) -> None:
    found = analyse_file(_candidate(tmp_path, "Grey pier.\n", "title: Of piers\ndat: 2031\n"))
    assert isinstance(found, Broken)
    ((file, reason),) = found.reasons
    assert file == "pier.yaml"
    assert reason.startswith("2:")
    gone = analyse_file(Candidate("gone", tmp_path / "gone.txt", "gone.txt"))
    assert isinstance(gone, Broken)
    assert gone.gone
    refused = analyse_file(Candidate("x", tmp_path / "pier.txt", "x.txt", None, "not this one"))
    assert refused == Broken((("x.txt", "not this one"),))
