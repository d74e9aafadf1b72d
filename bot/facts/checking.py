"""Checking sidecars: their own mistakes, and quotes that are not in their document."""

from __future__ import annotations

from pathlib import Path

from bot.domain.errors import DocumentError, Mistake, YamlError
from bot.domain.source import Document, Source
from bot.facts.curated import anchor
from bot.facts.listing import Candidate, list_folder
from bot.facts.readers import reader_for
from bot.facts.sidecars import load_sidecar


def check_sidecars(seeds: Path) -> list[Mistake]:
    """All mistakes of all sidecars in the folder; raises `UsageError` when it is no folder.

    A document that cannot be read is `briefing build`'s to report; its sidecar is still
    checked for what can be told without the text.
    """
    listing = list_folder(seeds)
    mistakes = [Mistake(problem.file, 0, 0, problem.reason) for problem in listing.problems]
    for candidate in listing.documents:
        if candidate.sidecar is not None:
            try:
                _check(candidate, candidate.sidecar)
            except YamlError as error:
                mistakes += error.mistakes
    return sorted(mistakes)


def _check(candidate: Candidate, sidecar: Path) -> None:
    entries, marks = load_sidecar(sidecar)
    reader = reader_for(candidate.path)
    if reader is None or not entries.facts:
        return
    try:
        reading = reader.read(candidate.path.read_bytes(), candidate.file)
    except (DocumentError, OSError):
        return
    source = Source(candidate.id, candidate.file, candidate.id)
    anchor(Document(source, reading.text), entries, marks)
