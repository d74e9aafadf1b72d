"""Writing the fact store: the tables, and how an edition's documents fill them."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.domain.fact import Fact, ListReport
from bot.domain.passage import Passage, Role
from bot.facts.records import StoredSource, fact_record, list_record
from bot.files import sqlite
from bot.text.words import terms

_SCHEMA = """
CREATE TABLE sources (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL,
                      sidecar BLOB);
CREATE TABLE passages (row INTEGER PRIMARY KEY, source INTEGER NOT NULL, number INTEGER NOT NULL,
                       start INTEGER NOT NULL, "end" INTEGER NOT NULL, role TEXT NOT NULL,
                       sentences BLOB NOT NULL, first_sentence INTEGER NOT NULL,
                       text BLOB NOT NULL, stems BLOB NOT NULL, heading BLOB NOT NULL);
CREATE TABLE facts (row INTEGER PRIMARY KEY, kind TEXT NOT NULL, source INTEGER NOT NULL,
                    record TEXT NOT NULL);
CREATE TABLE lists (row INTEGER PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE gazetteers (type TEXT PRIMARY KEY, names TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE vocabulary (words TEXT NOT NULL);
CREATE TABLE kinds (kind TEXT PRIMARY KEY, facts INTEGER NOT NULL) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX passages_by_source ON passages (source);
CREATE INDEX passages_by_sentence ON passages (first_sentence) WHERE sentences <> x'';
CREATE INDEX facts_by_kind ON facts (kind, source);
CREATE INDEX facts_by_source ON facts (source);
CREATE INDEX lists_by_kind ON lists (kind);
"""
_SECTION = 12  # passages up to which a heading is looked for above


class StoreWriter:
    """Fills a new store, document after document in the order of their ids.

    Raises `StorageError` when the disk refuses. Nothing can be read before `finish`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite.open_new(path)
        self.sources = self.passages = self.sentences = 0
        self.kinds: Counter[str] = Counter()
        with sqlite.writing_errors(path):
            self._connection.executescript(_SCHEMA)
            self._connection.execute("BEGIN")

    def add(
        self,
        stored: StoredSource,
        text: str,
        passages: Sequence[Passage],
        facts: Sequence[Fact],
        lists: Sequence[ListReport],
    ) -> int:
        """Store one document; gives the row of its first passage."""
        first, number = self.passages, self.sources
        with sqlite.writing_errors(self._path):
            self._connection.execute(
                "INSERT INTO sources VALUES (?, ?, ?, ?)",
                (number, stored.source.id, stored.record(), stored.sidecar),
            )
            self._connection.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self._passage_rows(number, text, passages),
            )
            self._connection.executemany(
                "INSERT INTO facts (kind, source, record) VALUES (?, ?, ?)",
                ((fact.kind, number, fact_record(fact)) for fact in facts),
            )
            self._connection.executemany(
                "INSERT INTO lists (kind, record) VALUES (?, ?)",
                ((report.kind, list_record(report)) for report in lists),
            )
        self.sources += 1
        self.kinds.update(fact.kind for fact in facts)
        return first

    def _passage_rows(
        self, source: int, text: str, passages: Sequence[Passage]
    ) -> Iterator[tuple[object, ...]]:
        above: Passage | None = None  # the latest heading
        for passage in passages:
            near = above is not None and passage.number - above.number <= _SECTION
            heading = above.span.of(text) if above is not None and near else ""
            lines = (" ".join(terms(sentence.of(text))) for sentence in passage.sentences)
            packed = array("I", [at for s in passage.sentences for at in (s.start, s.end)])
            yield (
                self.passages,
                source,
                passage.number,
                passage.span.start,
                passage.span.end,
                passage.role.value,
                packed.tobytes(),
                self.sentences,
                _stored(passage.span.of(text)),
                _stored("\n".join(lines)),
                _stored(heading),
            )
            above = passage if passage.role is Role.HEADING else above
            self.passages += 1
            self.sentences += len(passage.sentences)

    def finish(self, gazetteers: Mapping[str, Sequence[str]], words: Iterable[str]) -> None:
        """Store the names and the words (both in the order given), and close."""
        with sqlite.writing_errors(self._path):
            self._connection.executemany(
                "INSERT INTO gazetteers VALUES (?, ?)",
                ((kind, json.dumps(list(names))) for kind, names in sorted(gazetteers.items())),
            )
            self._connection.execute("INSERT INTO vocabulary VALUES (?)", ("\n".join(words),))
            self._connection.executemany(
                "INSERT INTO kinds VALUES (?, ?)", sorted(self.kinds.items())
            )
            self._connection.execute("COMMIT")
            self._connection.executescript(_INDEXES)
            self._connection.execute("ANALYZE")
        self.close()

    def close(self) -> None:
        """Let go of the file; what was not finished is void."""
        self._connection.close()


def _stored(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
