"""The passage index: which passages hold which stems, and how well (BM25). By tantivy.

The index holds our own stems, joined by spaces, and each passage's row in the store; the
texts are in the store. Boilerplate is not in it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from bot.domain.errors import EditionError, StorageError

_TERMS, _ROW = "terms", "row"
# One segment up to this much memory (several million passages): fewer, faster files. The
# memory is taken as it is needed, not at once.
_HEAP = 1_000_000_000
_MOST_TERMS = 256  # of one query


@contextmanager
def _refusals(give: Callable[[str], Exception]) -> Iterator[None]:
    """Within, whatever tantivy raises becomes the error that `give` makes of its message.

    A damaged file can make it panic; the binding raises that as a `BaseException` of a class
    that cannot be imported.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        raise give(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise give(str(error)) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_TERMS, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field(_ROW, fast=True)
    return builder.build()


class IndexWriter:
    """Fills a new index in the order of rows; raises `StorageError` when the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _refusals(self._refused):
            folder.mkdir(parents=True)
            index = tantivy.Index(
                _schema(), str(folder), sort_by_field=_ROW, sort_order=tantivy.Order.Asc
            )
            self._writer = index.writer(heap_size=_HEAP, num_threads=1)

    def add(self, row: int, terms: Sequence[str]) -> None:
        """Index the passage in `row` under its stems."""
        document = tantivy.Document()
        document.add_text(_TERMS, " ".join(terms))
        document.add_unsigned(_ROW, row)
        with _refusals(self._refused):
            self._writer.add_document(document)

    def finish(self) -> None:
        """Write all to the disk."""
        with _refusals(self._refused):
            self._writer.commit()
            self._writer.wait_merging_threads()

    def abandon(self) -> None:
        """Stop without a result: tantivy's threads let go of the folder."""
        with suppress(StorageError), _refusals(self._refused):
            self._writer.rollback()
            self._writer.wait_merging_threads()

    def _refused(self, message: str) -> StorageError:
        reason = f"the passage index cannot be written: {message}"
        if any(sign in message for sign in ("No space", "File too large", "quota", "killed")):
            reason = "no space is left; free some, or keep the editions elsewhere with --home DIR"
        return StorageError(self._folder, reason)


class Index:
    """A finished index, opened to read; safe in several threads.

    Raises `EditionError` when it is missing or damaged.
    """

    def __init__(self, folder: Path, edition_id: str) -> None:
        self._folder = folder
        self._edition_id = edition_id
        with _refusals(self._damaged):
            index = _opened(folder)
            self._searcher = index.searcher()
            self._schema = index.schema
            self._searcher.doc_freq(_TERMS, "")

    def search(self, terms: Iterable[str], limit: int) -> list[tuple[int, float]]:
        """Rows with any of the stems and their BM25 scores: best first, then by row."""
        telling = [term for term in dict.fromkeys(terms) if self.frequency(term)][:_MOST_TERMS]
        if not telling or limit < 1:
            return []
        query = tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.term_query(self._schema, _TERMS, term, index_option="freq"),
                )
                for term in telling
            ]
        )
        with _refusals(self._damaged):
            hits = self._searcher.search(query, limit=limit, count=False).hits
            rows = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        found = [(int(row or 0), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def frequency(self, term: str) -> int:
        """In how many passages the stem stands."""
        try:
            return int(self._searcher.doc_freq(_TERMS, term))
        except ValueError:  # what is not text to tantivy (a lone surrogate) stands nowhere
            return 0

    def count(self) -> int:
        """How many passages are indexed."""
        return int(self._searcher.num_docs)

    def _damaged(self, message: str) -> EditionError:
        return EditionError(
            self._edition_id,
            f"the passage index {self._folder} is damaged or missing ({message}); "
            f"run `briefing build` to make it anew",
        )


def _opened(folder: Path) -> tantivy.Index:
    """The index in `folder`, also where nothing may be written.

    tantivy insists on making its lock file; a folder that refuses it is opened through a
    private folder of symbolic links, which may go as soon as the files are mapped.
    """
    try:
        return _mapped(folder)
    except ValueError as error:
        if "Lockfile" not in str(error):
            raise
    with tempfile.TemporaryDirectory(prefix="briefing-") as private:
        for file in folder.iterdir():
            if file.suffix != ".lock":
                Path(private, file.name).symlink_to(file.absolute())
        return _mapped(Path(private))


def _mapped(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    index.config_reader("Manual")  # an edition never changes: nothing to watch for
    return index
