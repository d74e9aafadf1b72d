"""Embedding an edition's sentences, each text once: what was computed before is kept."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from bot.domain.ports import Progress
from bot.facts.store import Store
from bot.facts.vectors import Stored, VectorsWriter, quantised
from bot.files.atomic import disk_errors, make_folder, write_atomic
from bot.text.embedding import Embedder

_BATCH = 256  # sentences at once: what one progress step stands for
_SEAL = 32  # bytes of the digest at the head of a cached file


def embed_sentences(
    store_path: Path, vectors_path: Path, embedder: Embedder, cache: Path, progress: Progress
) -> None:
    """Write the vectors of all sentences of a finished store, in the order of their rows.

    `cache` keeps the vectors of each document; those of documents that are gone are removed.
    Raises `StorageError`.
    """
    store = Store(store_path, "")
    total, done = store.sentence_count(), 0
    writer = VectorsWriter(vectors_path)
    kept = VectorCache(cache, embedder)
    for source_id in store.ids:
        sentences = store.sentences(source_id)
        key = kept.key(sentences)
        rows = kept.get(key, len(sentences))
        if rows is None:
            parts = [np.zeros((0, embedder.dimensions), dtype=np.int8)]
            for start in range(0, len(sentences), _BATCH):
                progress("embedding", done + start, total)
                parts.append(quantised(embedder.embed(sentences[start : start + _BATCH])))
            rows = np.concatenate(parts)
            kept.put(key, rows)
        writer.add(rows)
        done += len(sentences)
        progress("embedding", done, total)
    writer.finish()
    store.close()
    kept.forget_others()


class VectorCache:
    """Vectors by the sentences that they are of; a damaged file counts as missing."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._used: set[str] = set()
        make_folder(folder)

    def key(self, sentences: Sequence[str]) -> str:
        """What stands for these sentences and this model."""
        content = "\x1f".join([self._embedder.id, *sentences])
        return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    def get(self, key: str, count: int) -> Stored | None:
        """The `count` rows under `key`, if they are known."""
        self._used.add(key)
        try:
            content = (self._folder / key).read_bytes()
        except OSError:
            return None
        body = content[_SEAL:]
        if sha256(body).digest() != content[:_SEAL] or len(body) != count * self._width:
            return None
        return np.frombuffer(body, dtype=np.int8).reshape(count, self._width)

    def put(self, key: str, rows: Stored) -> None:
        """Keep the rows; raises `StorageError`."""
        body = rows.tobytes()
        write_atomic(self._folder / key, sha256(body).digest() + body, durable=False)

    def forget_others(self) -> None:
        """Remove what this object was not asked for; raises `StorageError`."""
        with disk_errors(self._folder):
            for path in list(self._folder.iterdir()):
                if path.name not in self._used:
                    path.unlink(missing_ok=True)

    @property
    def _width(self) -> int:
        return self._embedder.dimensions
