"""The fact store: what an edition knows, in one SQLite file.

Passages are numbered through the edition in `row`, sentences in `first_sentence`; the index
and the vectors refer to those numbers. Facts are stored in the order in which they are
answered: by document, then by place. Texts are blobs, for a canonical text may hold what
UTF-8 cannot (lone surrogates).
"""

from __future__ import annotations

import json
import threading
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.errors import EditionError
from bot.domain.fact import Fact, ListReport
from bot.domain.passage import Passage, Role
from bot.domain.span import Span
from bot.facts.records import (
    StoredSource,
    fact_record,
    list_record,
    read_fact,
    read_list,
    read_source,
)
from bot.files import sqlite

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE sources (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL,
                      sidecar BLOB);
CREATE TABLE passages (row INTEGER PRIMARY KEY, source INTEGER NOT NULL, number INTEGER NOT NULL,
                       start INTEGER NOT NULL, "end" INTEGER NOT NULL, role TEXT NOT NULL,
                       sentences BLOB NOT NULL, first_sentence INTEGER NOT NULL,
                       text BLOB NOT NULL);
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
_PASSAGE_COLUMNS = 'source, number, start, "end", role, sentences, first_sentence, text'


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its text, and the row of its first sentence in the edition."""

    passage: Passage
    text: str
    first_sentence: int


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
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        for passage in passages:
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
                passage.span.of(text).encode("utf-8", "surrogatepass"),
            )
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


class Store:
    """A finished store, opened to read; safe in several threads (a connection each).

    Answers in the stored order. What was decoded is kept, for a store never changes.
    Raises `EditionError` when the file is missing or damaged.
    """

    def __init__(self, path: Path, edition_id: str) -> None:
        self._path = path
        self._edition_id = edition_id
        self._local = threading.local()
        self.facts = lru_cache(maxsize=512)(self._facts)
        self.passages = lru_cache(maxsize=64)(self._passages)
        self.passage = lru_cache(maxsize=4096)(self._passage)
        self.lists = lru_cache(maxsize=64)(self._lists)
        self.names = lru_cache(maxsize=64)(self._names)
        self.source = lru_cache(maxsize=1024)(self._source)
        self.ids: tuple[str, ...] = tuple(
            self._read("SELECT id FROM sources ORDER BY number", lambda row: str(row[0]))
        )
        self._numbers = {source_id: number for number, source_id in enumerate(self.ids)}
        self.kinds: dict[str, int] = dict(
            self._read(
                "SELECT kind, facts FROM kinds ORDER BY kind",
                lambda row: (str(row[0]), int(row[1])),
            )
        )

    def sources(self) -> tuple[StoredSource, ...]:
        """All sources, in the order of their ids; read anew on each call."""
        query = "SELECT record, sidecar FROM sources ORDER BY number"
        return tuple(self._read(query, lambda row: read_source(row[0], row[1])))

    def _source(self, source_id: str) -> StoredSource | None:
        """One source; none when the id is unknown."""
        query = "SELECT record, sidecar FROM sources WHERE id = ?"
        found = list(self._read(query, lambda row: read_source(row[0], row[1]), [source_id]))
        return found[0] if found else None

    def _facts(self, kind: str | None, source_id: str | None) -> tuple[Fact, ...]:
        """The facts of one kind, of one source, of both or all; none of an unknown source."""
        conditions: list[str] = []
        values: list[str | int] = []
        if kind is not None:
            conditions.append("kind = ?")
            values.append(kind)
        if source_id is not None:
            conditions.append("source = ?")
            values.append(self._numbers.get(source_id, -1))
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        query = f"SELECT kind, record FROM facts {where} ORDER BY row"
        return tuple(self._read(query, lambda row: read_fact(row[0], row[1]), values))

    def _passages(self, source_id: str) -> tuple[Passage, ...]:
        """The passages of one source, in order."""
        query = f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE source = ? ORDER BY row"
        number = self._numbers.get(source_id, -1)
        return tuple(found.passage for found in self._read(query, self._decoded, [number]))

    def sentences(self, source_id: str) -> list[str]:
        """The sentences of one source, in order; read anew on each call."""
        query = f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE source = ? ORDER BY row"
        number = self._numbers.get(source_id, -1)
        return [
            sentence.shifted(-found.passage.span.start).of(found.text)
            for found in self._read(query, self._decoded, [number])
            for sentence in found.passage.sentences
        ]

    def _passage(self, row: int) -> StoredPassage:
        """The passage in `row`."""
        query = f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE row = ?"
        for found in self._read(query, self._decoded, [row]):
            return found
        raise self._damaged(f"passage {row} is missing")

    def passage_of_sentence(self, number: int) -> int:
        """The row of the passage that holds the sentence of that number in the edition."""
        query = (
            "SELECT row FROM passages WHERE first_sentence <= ? AND sentences <> x'' "
            "ORDER BY first_sentence DESC LIMIT 1"
        )
        for row in self._read(query, lambda found: int(found[0]), [number]):
            return row
        raise self._damaged(f"sentence {number} is missing")

    def _lists(self, kind: str) -> tuple[ListReport, ...]:
        """The reports of the lists of one kind."""
        query = "SELECT kind, record FROM lists WHERE kind = ? ORDER BY row"
        return tuple(self._read(query, lambda row: read_list(row[0], row[1]), [kind]))

    def _names(self, slot_type: str) -> tuple[str, ...]:
        """The gazetteer of a slot type; empty when there is none."""
        query = "SELECT names FROM gazetteers WHERE type = ?"
        found = list(self._read(query, lambda row: tuple(json.loads(row[0])), [slot_type]))
        return found[0] if found else ()

    def vocabulary(self) -> tuple[str, ...]:
        """The words, in the stored order; read anew on each call."""
        found = list(self._read("SELECT words FROM vocabulary", lambda row: str(row[0])))
        return tuple(found[0].split("\n")) if found and found[0] else ()

    def sentence_count(self) -> int:
        """How many sentences the passages have."""
        query = "SELECT first_sentence, sentences FROM passages ORDER BY row DESC LIMIT 1"
        return sum(self._read(query, lambda row: int(row[0]) + len(row[1]) // 8))

    def close(self) -> None:
        """Close this thread's connection; the other threads' go with their threads."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _read(
        self, query: str, decode: Callable[[Any], T], values: Sequence[Any] = ()
    ) -> Iterator[T]:
        with self._reading():
            connection = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._local.connection = sqlite.open_finished(self._path)
            for row in connection.execute(query, values):
                yield decode(row)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite.DatabaseError as error:
            raise self._damaged(str(error)) from error
        except (ValueError, LookupError, TypeError) as error:
            raise self._damaged(f"a record cannot be read ({error})") from error

    def _damaged(self, reason: str) -> EditionError:
        return EditionError(
            self._edition_id,
            f"{self._path} is damaged: {reason}; run `briefing build` to make it anew",
        )

    def _decoded(self, row: Any) -> StoredPassage:
        source, number, start, end, role, packed, first_sentence, text = row
        ends = array("I")
        ends.frombytes(packed)
        sentences = tuple(map(Span, ends[::2], ends[1::2]))
        passage = Passage(self.ids[source], number, Span(start, end), Role(role), sentences)
        return StoredPassage(passage, text.decode("utf-8", "surrogatepass"), first_sentence)
