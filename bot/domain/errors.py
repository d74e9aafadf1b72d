"""The errors of this project.

    BriefingError                     everything that we raise on purpose
    ├── InputError                    a file or an option of the user's is wrong
    │   ├── DocumentError             (file, reason)   a document cannot be read
    │   ├── YamlError                 (mistakes)       mistakes in YAML files, all at once
    │   └── UsageError                (reason)         an option or a setting makes no sense
    ├── NotFoundError
    │   ├── SourceNotFoundError       (source_id, known)
    │   ├── EditionNotFoundError      (edition_id, known)
    │   └── IntentNotFoundError       (name, known)
    ├── EditionError                  (edition_id, reason)   an edition is damaged or missing
    ├── BuildError                    (reason)         nothing could be built
    │   └── BusyError                 (reason)         another build holds the lock
    ├── StorageError                  (path, reason)   full, read-only or broken disk
    ├── LedgerError                   (store, reason)  the ledger cannot be read or written
    ├── ServiceError                  (service, reason) a chat platform refuses or is not there
    └── CitationError                 (source_id, span, reason)   a quote that is not verbatim

The text of an error is one sentence for the person who can mend it: what is wrong, where,
and what to do. It is shown on a terminal; it is never shown in a chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.span import Span


class BriefingError(Exception):
    """Everything that we raise on purpose."""


class InputError(BriefingError):
    """A file or an option of the user's is wrong."""


class DocumentError(InputError):
    """The document `file` cannot be read."""

    def __init__(self, file: str, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(f"{file}: {reason}")


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in a file, with its place (1-based; 0 where there is none) and the remedy."""

    file: str
    line: int
    column: int
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}" + (f" ({self.suggestion})" if self.suggestion else "")


class YamlError(InputError):
    """Mistakes in YAML files: all of them, in the order of files and lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class UsageError(InputError):
    """An option or a setting makes no sense."""


class NotFoundError(BriefingError):
    """Something was asked for by a name that nothing has."""

    def __init__(self, what: str, name: str, known: Sequence[str] = ()) -> None:
        self.name, self.known = name, tuple(known)
        listing = f" There are: {', '.join(self.known)}." if self.known else ""
        super().__init__(f"There is no {what} {name!r}.{listing}")


class SourceNotFoundError(NotFoundError):
    """No source has the id."""

    def __init__(self, source_id: str, known: Sequence[str] = ()) -> None:
        super().__init__("source", source_id, known)


class EditionNotFoundError(NotFoundError):
    """No edition has the id."""

    def __init__(self, edition_id: str, known: Sequence[str] = ()) -> None:
        super().__init__("edition", edition_id, known)


class IntentNotFoundError(NotFoundError):
    """No intent has the name."""

    def __init__(self, name: str, known: Sequence[str] = ()) -> None:
        super().__init__("intent", name, known)


class EditionError(BriefingError):
    """An edition is damaged, half-written or gone."""

    def __init__(self, edition_id: str, reason: str) -> None:
        self.edition_id, self.reason = edition_id, reason
        super().__init__(f"edition {edition_id[:12]}: {reason}")


class BuildError(BriefingError):
    """Nothing could be built."""


class BusyError(BuildError):
    """Another build holds the lock."""


class StorageError(BriefingError):
    """The disk is full, read-only or broken."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class LedgerError(BriefingError):
    """The ledger cannot be read or written. `store` names it, without any password."""

    def __init__(self, store: str, reason: str) -> None:
        self.store, self.reason = store, reason
        super().__init__(f"{store}: {reason}")


class ServiceError(BriefingError):
    """A chat platform refuses us, or cannot be reached: a token, a scope, the network."""

    def __init__(self, service: str, reason: str) -> None:
        self.service, self.reason = service, reason
        super().__init__(f"{service}: {reason}")


class CitationError(BriefingError):
    """A quote is not what stands at its span."""

    def __init__(self, source_id: str, span: Span, reason: str) -> None:
        self.source_id, self.span = source_id, span
        super().__init__(f"{source_id} [{span.start}, {span.end}): {reason}")
