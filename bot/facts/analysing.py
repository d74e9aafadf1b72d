"""Analysing one document: from its file and sidecar to passages, facts and reports."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from bot.domain.errors import DocumentError, Mistake, YamlError
from bot.domain.fact import Fact, ListReport
from bot.domain.passage import Passage, Role
from bot.domain.ports import Reading
from bot.domain.source import Document
from bot.facts.curated import anchor
from bot.facts.extractors import EXTRACTORS
from bot.facts.listing import SIDECAR, Candidate
from bot.facts.passages import passages, title_of
from bot.facts.readers import reader_for
from bot.facts.records import StoredSource
from bot.facts.sidecars import PolicyEntry, parse_sidecar, source_of

_LARGEST = 512 * 1024 * 1024  # bytes of a file; readers have limits of their own

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that an edition keeps of a document.

    Facts are in the order of their places, each once, and each quotes the document: what
    does not is left out and named in `complaints`.
    """

    document: Document
    stored: StoredSource
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    lists: tuple[ListReport, ...]
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a document cannot be used: file and reason of each mistake.

    `gone`: its file was removed while the build was reading.
    """

    reasons: tuple[tuple[str, str], ...]
    gone: bool = False


def analyse_file(candidate: Candidate) -> Analysis | Broken:
    """Read and analyse a document with its sidecar."""
    if candidate.refused is not None:
        return Broken(((candidate.file, candidate.refused),))
    try:
        content = _bytes(candidate.path, candidate.file)
        sidecar = _bytes(candidate.sidecar, candidate.file) if candidate.sidecar else None
    except FileNotFoundError:
        return Broken(((candidate.file, "was removed while it was being read"),), gone=True)
    except DocumentError as error:
        return Broken(((error.file, error.reason),))
    reader = reader_for(candidate.path)
    if reader is None:
        return Broken(((candidate.file, "no reader reads this format"),))
    try:
        reading = reader.read(content, candidate.file)
        return _analysed(candidate.id, candidate.file, reading, sidecar)
    except DocumentError as error:
        return Broken(((error.file, error.reason),))
    except YamlError as error:
        return Broken(tuple((mistake.file, _reason(mistake)) for mistake in error.mistakes))
    except Exception as error:  # noqa: BLE001 - one document must not stop the others
        return _bug(candidate.file, error)


def analyse_again(document: Document, stored: StoredSource) -> Analysis | Broken:
    """Analyse the last good version of a document, as the edition has it, and mark it stale."""
    # What the format itself said of title and date is in the source, and may stand again.
    source = document.source
    title = None if source.title_is_ours else source.title
    reading = Reading(document.text, title, source.date, stored.pages, stored.headings)
    try:
        return _analysed(stored.source.id, stored.source.file, reading, stored.sidecar, stale=True)
    except Exception as error:  # noqa: BLE001 - one document must not stop the others
        return _bug(stored.source.file, error)


def _reason(mistake: Mistake) -> str:
    """The mistake without its file, which a problem names itself."""
    return str(mistake).removeprefix(mistake.file).removeprefix(":").lstrip()


def _bug(file: str, error: Exception) -> Broken:
    _log.debug("%s could not be analysed", file, exc_info=True)
    reason = f"this program failed on it ({type(error).__name__}: {error}); please report that"
    return Broken(((file, reason),))


def _bytes(path: Path, file: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise DocumentError(
                file, f"it has {size:,} bytes; at most {_LARGEST:,} are read: split it"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DocumentError(
            file, f"it cannot be read ({error.strerror}); change its rights, or remove it"
        ) from error


def _analysed(
    source_id: str,
    file: str,
    reading: Reading,
    sidecar: bytes | None,
    *,
    stale: bool = False,
) -> Analysis | Broken:
    """Raises `YamlError` when the sidecar is wrong, or quotes what the text does not say."""
    sidecar_file = str(PurePosixPath(file).with_suffix(SIDECAR))
    parsed = None if sidecar is None else parse_sidecar(sidecar, sidecar_file)
    if parsed and (withheld := _withheld(parsed[0].policy)) is not None:
        return Broken(((file, withheld),), gone=True)
    untitled = source_of(source_id, file, reading, None, parsed[0] if parsed else None)
    bare = Document(untitled, reading.text, reading.pages, reading.headings)
    found = passages(bare)
    title = title_of(bare, found)
    source = source_of(source_id, file, reading, title, parsed[0] if parsed else None)
    if source.kind is None and {Role.SALUTATION, Role.SIGNATURE} <= {p.role for p in found}:
        source = replace(source, kind="letter")
    document = replace(bare, source=source)
    facts: list[Fact] = list(anchor(document, *parsed)) if parsed else []
    curated = {fact.kind for fact in facts}
    lists: list[ListReport] = []
    complaints: list[str] = []
    for extractor in EXTRACTORS:
        try:
            extraction = extractor.extract(document, found)
        except Exception as error:  # noqa: BLE001 - the other facts must not suffer
            _log.debug("%s failed on %s", extractor.name, file, exc_info=True)
            complaints.append(
                f"its {extractor.name} are missing: this program failed on them "
                f"({type(error).__name__}: {error}); please report that"
            )
            continue
        # What a person has curated of a kind takes the place of what a rule finds.
        facts += (fact for fact in extraction.facts if fact.kind not in curated)
        lists += extraction.lists
    good, bad = _checked(document, facts)
    complaints += [f"{fact.kind} {fact.id} does not quote the text; it is left out" for fact in bad]
    stored = StoredSource(source, document.sha256, sidecar, stale, reading.pages, reading.headings)
    return Analysis(document, stored, found, _in_order(good), tuple(lists), tuple(complaints))


def _withheld(policy: PolicyEntry) -> str | None:
    """Why a document must not be in an edition at all, by its sidecar's policy.

    Where answers go is not known here yet, so one that is for some places only goes nowhere.
    """
    until = policy.embargo_until
    if until is not None:
        moment = datetime.fromisoformat(until)
        if (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > datetime.now(UTC):
            return f"it is under embargo until {until}; build again then"
    if policy.places:
        where = ", ".join(policy.places)
        return f"it is for {where} only, which cannot be assured yet; it is left out"
    return None


def _checked(document: Document, facts: Iterable[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Facts whose anchors all lie in the document and are not empty, and the others."""
    length, source_id = len(document.text), document.source.id
    good: list[Fact] = []
    bad: list[Fact] = []
    for fact in facts:
        anchors = (*fact.evidence, *fact.marks)
        fine = all(a.source_id == source_id and a.span and a.span.end <= length for a in anchors)
        (good if fine else bad).append(fact)
    return good, bad


def _in_order(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts by place (those of one place as they were found), each once."""
    each = {fact.id: fact for fact in reversed(facts)}
    order = {fact.id: number for number, fact in reversed(list(enumerate(facts)))}
    return tuple(sorted(each.values(), key=lambda f: (f.evidence[0].span, order[f.id])))
