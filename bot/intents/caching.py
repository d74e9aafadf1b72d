"""Caching: what is made from phrases, on disk, so that a second start embeds and fits nothing.

A file is named by the sha256 of what it was made from: another model or another phrase is
another file, and nothing is ever stale. A file that cannot be read is made anew, a folder
that cannot be written to is no error.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.text.embedding import Embedder, Vectors

_MANY = 16  # texts; fewer are embedded sooner than looked up
_KEPT = 16  # files; the oldest go when there are more


def key_of(*parts: str) -> str:
    """A name for what is made from `parts`."""
    digest = sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:32]


class ArrayCache:
    """Arrays of float32 in a folder, one a file, by key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str, shape: tuple[int, int]) -> Vectors | None:
        """The array of `key`, when there is a sound one of this shape."""
        return _read(self._path(key), shape)

    def put(self, key: str, array: Vectors) -> None:
        """Keep `array`, if the folder can be written to."""
        _write(self._path(key), array)

    def _path(self, key: str) -> Path:
        return self._folder / f"phrases-{key}.npz"


class CachedEmbedder:
    """An `Embedder` that keeps the vectors of long lists of texts."""

    def __init__(self, inner: Embedder, cache: ArrayCache) -> None:
        self.id, self.dimensions = inner.id, inner.dimensions
        self._inner, self._cache = inner, cache

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`; from the cache where they are there."""
        if len(texts) < _MANY:
            return self._inner.embed(texts)
        key = key_of("vectors", self.id, *texts)
        known = self._cache.get(key, (len(texts), self.dimensions))
        if known is None:
            known = self._inner.embed(texts)
            self._cache.put(key, known)
        return known


def _read(path: Path, shape: tuple[int, int]) -> Vectors | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            vectors: Vectors = file["array"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    sound = vectors.shape == shape and vectors.dtype == np.float32
    return vectors if sound and bool(np.isfinite(vectors).all()) else None


def _write(path: Path, vectors: Vectors) -> None:
    """Write beside and rename, so that nobody ever reads half a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, array=vectors)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            return
        files = sorted(path.parent.glob("phrases-*.npz"), key=lambda p: p.stat().st_mtime)
        for old in files[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
