"""Records: sources, facts and reports of lists as the JSON that the store keeps of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.domain.fact import Anchor, Fact, FieldValue, ListReport
from bot.domain.source import Policy, Source
from bot.domain.span import Span


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source as an edition holds it: what is needed to read its text and to build it again.

    `stale` says that the file could not be read at the build and this is its last good
    version; `sidecar` is the sidecar's content then.
    """

    source: Source
    sha256: str
    sidecar: bytes | None = None
    stale: bool = False
    pages: Mapping[int, int] = field(default_factory=dict)
    headings: Mapping[int, str] = field(default_factory=dict)

    def record(self) -> str:
        """All but the sidecar as JSON; equal sources give equal records."""
        value = {
            "source": asdict(self.source),
            "sha256": self.sha256,
            "stale": self.stale,
            "pages": sorted(self.pages.items()),
            "headings": sorted(self.headings.items()),
        }
        return json.dumps(value, sort_keys=True)


def read_source(record: str, sidecar: bytes | None) -> StoredSource:
    """The source that `StoredSource.record` wrote."""
    value = json.loads(record)
    plain = value["source"]
    policy = plain.pop("policy")
    policy["places"] = tuple(policy["places"])
    return StoredSource(
        Source(**plain, policy=Policy(**policy)),
        value["sha256"],
        sidecar,
        value["stale"],
        dict(map(tuple, value["pages"])),
        dict(map(tuple, value["headings"])),
    )


def fact_record(fact: Fact) -> str:
    """A fact as JSON, without its kind."""
    value = {
        "fields": dict(fact.fields),
        "evidence": [[a.source_id, a.span.start, a.span.end] for a in fact.evidence],
        "marks": [[a.source_id, a.span.start, a.span.end] for a in fact.marks],
    }
    return json.dumps(value, separators=(",", ":"))


def read_fact(kind: str, record: str) -> Fact:
    """The fact that `fact_record` wrote."""
    value = json.loads(record)
    fields: dict[str, FieldValue] = {
        name: tuple(item) if isinstance(item, list) else item
        for name, item in value["fields"].items()
    }
    return Fact(kind, fields, _anchors(value["evidence"]), _anchors(value["marks"]))


def _anchors(records: Iterable[Sequence[Any]]) -> tuple[Anchor, ...]:
    return tuple(Anchor(source_id, Span(start, end)) for source_id, start, end in records)


def list_record(report: ListReport) -> str:
    """The report of a list as JSON, without its kind."""
    value = {
        "source": report.source_id,
        "span": [report.span.start, report.span.end],
        "understood": report.understood,
        "not_understood": [[s.start, s.end] for s in report.not_understood],
    }
    return json.dumps(value, separators=(",", ":"))


def read_list(kind: str, record: str) -> ListReport:
    """The report that `list_record` wrote."""
    value = json.loads(record)
    rest = tuple(Span(*span) for span in value["not_understood"])
    return ListReport(kind, value["source"], Span(*value["span"]), value["understood"], rest)
