"""Caching: vectors of phrases on disk, so that a second start embeds nothing.

A file is named by the sha256 of the model's id and the texts: another model or another phrase
is another file, and nothing is ever stale. A file that cannot be read is made anew, a folder
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
_KEPT = 8  # files; the oldest go when there are more


class CachedEmbedder:
    """An `Embedder` that keeps the vectors of long lists of texts in the folder `cache`."""

    def __init__(self, inner: Embedder, cache: Path) -> None:
        self.id, self.dimensions = inner.id, inner.dimensions
        self._inner, self._cache = inner, cache

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`; from the file where there is one."""
        if len(texts) < _MANY:
            return self._inner.embed(texts)
        path = self._cache / f"phrases-{self._key(texts)}.npz"
        known = _read(path, (len(texts), self.dimensions))
        if known is not None:
            return known
        vectors = self._inner.embed(texts)
        _write(path, vectors)
        return vectors

    def _key(self, texts: Sequence[str]) -> str:
        digest = sha256(f"{self.id}\n{len(texts)}\n".encode())
        for text in texts:
            digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
        return digest.hexdigest()[:32]


def _read(path: Path, shape: tuple[int, int]) -> Vectors | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            vectors: Vectors = file["vectors"]
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
                np.savez(file, vectors=vectors)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            return
        files = sorted(path.parent.glob("phrases-*.npz"), key=lambda p: p.stat().st_mtime)
        for old in files[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
