"""A checkup: what a doctor found out about an installation, and the exact fix of what is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_WIDTH = len("warning") + 2


class Level(StrEnum):
    """How bad a finding is: with an error, people get no answer, or a wrong one."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what there is, and what to do about it.

    Neither ever holds a token or another secret. `fix` is empty where nothing can be done.
    """

    level: Level
    what: str
    fix: str = ""


def ok(what: str, fix: str = "") -> Finding:
    return Finding(Level.OK, what, fix)


def warning(what: str, fix: str) -> Finding:
    return Finding(Level.WARNING, what, fix)


def error(what: str, fix: str) -> Finding:
    return Finding(Level.ERROR, what, fix)


def healthy(findings: Sequence[Finding]) -> bool:
    """Whether there are no errors."""
    return all(finding.level is not Level.ERROR for finding in findings)


def as_text(findings: Sequence[Finding]) -> str:
    """A line for each finding, the fix below it, and the sum."""
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{finding.level.value:<{_WIDTH}}{finding.what}")
        if finding.fix:
            lines.append(f"{'':<{_WIDTH}}-> {finding.fix}")
    counts = [
        (sum(finding.level is level for finding in findings), level)
        for level in (Level.ERROR, Level.WARNING)
    ]
    told = [f"{n} {level.value}{'s' if n > 1 else ''}" for n, level in counts if n]
    return "\n".join([*lines, "", ", ".join(told) or "All is well."])


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as one JSON object."""
    entries = [{"level": f.level.value, "what": f.what, "fix": f.fix} for f in findings]
    return json.dumps(
        {"healthy": healthy(findings), "findings": entries}, ensure_ascii=False, indent=2
    )
