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
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    read_fact,
    read_list,
    read_source,
)
from bot.files import sqlite

T = TypeVar("T")

_PASSAGE_COLUMNS = (
    'source, number, start, "end", role, sentences, first_sentence, text, stems, heading'
)
_AT_ONCE = 500  # parameters of one query


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its text, and the row of its first sentence in the edition.

    `stems` (a line a sentence) and `heading` are as a `Hit` has them: questions are answered
    from them, and taking them from the text anew would cost more than all the rest.
    """

    passage: Passage
    text: str
    first_sentence: int
    stems: str
    heading: str


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

    def passages_of_sentences(self, numbers: Iterable[int]) -> list[int]:
        """The rows of the passages that hold the sentences of those numbers, each row once."""
        wanted = list(numbers)
        found: set[int] = set()
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            listed = ", ".join(["(?)"] * len(part))
            query = (
                "SELECT (SELECT row FROM passages WHERE first_sentence <= asked.column1 "
                "AND sentences <> x'' ORDER BY first_sentence DESC LIMIT 1) "
                f"FROM (VALUES {listed}) AS asked"
            )
            found.update(self._read(query, lambda row: int(row[0]), part))
        return sorted(found)

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
        source, number, start, end, role, packed, first_sentence, *texts = row
        ends = array("I")
        ends.frombytes(packed)
        sentences = tuple(map(Span, ends[::2], ends[1::2]))
        passage = Passage(self.ids[source], number, Span(start, end), Role(role), sentences)
        text, stems, heading = (each.decode("utf-8", "surrogatepass") for each in texts)
        return StoredPassage(passage, text, first_sentence, stems, heading)
