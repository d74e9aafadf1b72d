"""Labelled utterances: CSV files with the columns `text` and `label`, read with care."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import Mistake, UsageError

COLUMNS = ("text", "label")
_LONGEST = 1_000_000  # characters of a field
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Labelled:
    """Utterances with their labels, in the order of the file; both of one length."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def within(self, oos: str) -> Labelled:
        """Those that belong to an intent."""
        return self.at([i for i, label in enumerate(self.labels) if label != oos])

    def outside(self, oos: str) -> Labelled:
        """Those that belong to none."""
        return self.at([i for i, label in enumerate(self.labels) if label == oos])

    def at(self, rows: Sequence[int]) -> Labelled:
        """The utterances in these rows."""
        return Labelled(tuple(self.texts[i] for i in rows), tuple(self.labels[i] for i in rows))


def read_labelled(path: Path) -> Labelled:
    """The utterances of a CSV file (UTF-8, a first line with the names of the columns).

    Raises `UsageError` with the file, the lines and the remedy: all mistakes at once.
    """
    rows: list[tuple[str, str]] = []
    mistakes: list[Mistake] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            csv.field_size_limit(_LONGEST)
            for line, row in _rows(csv.reader(file), path):
                text, label = (value.strip() for value in row)
                if not text or not label:
                    empty = COLUMNS[0] if not text else COLUMNS[1]
                    mistakes.append(Mistake(str(path), line, 1, f"the {empty} is empty"))
                rows.append((text, label))
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except csv.Error as error:
        raise UsageError(f"{path} is no CSV file: {error}") from error
    if mistakes:
        more = len(mistakes) - _MOST_SHOWN
        shown = [str(mistake) for mistake in mistakes[:_MOST_SHOWN]]
        raise UsageError("\n".join([*shown, *([f"and {more} more"] if more > 0 else [])]))
    if not rows:
        raise UsageError(f"{path} has no rows below its first line")
    return Labelled(tuple(text for text, _ in rows), tuple(label for _, label in rows))


def _rows(reader: Iterator[list[str]], path: Path) -> Iterator[tuple[int, list[str]]]:
    """The two columns of each row, with its line; empty lines are passed over."""
    header = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        found = ", ".join(header) or "nothing"
        raise UsageError(
            f"{path}:1: the column {' and the column '.join(missing)} is missing; "
            f"the first line has: {found}"
        )
    at = [header.index(name) for name in COLUMNS]
    for number, row in enumerate(reader, start=2):
        if not any(value.strip() for value in row):
            continue
        if len(row) <= max(at):
            raise UsageError(
                f"{path}:{number}: {len(row)} columns where the first line has {len(header)}; "
                f"quote texts that hold a comma"
            )
        yield number, [row[i] for i in at]
