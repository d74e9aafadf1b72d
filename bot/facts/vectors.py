"""Sentence vectors: one row a sentence, as small integers in a mapped file.

A row is stored as the nearest of 255 steps between minus and plus its own largest
component. As the rows are unit vectors, the scale need not be kept: scaling a row to length
one restores it (a cosine changes by less than 0.005).
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bot.domain.errors import EditionError
from bot.files.atomic import disk_errors

Vectors = NDArray[np.float32]
Stored = NDArray[np.int8]

_STEPS = 127.0


def quantised(vectors: Vectors) -> Stored:
    """Unit rows as small integers, (n, dimensions); a row of zeros stays one."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    scaled = vectors * (_STEPS / np.maximum(largest, 1e-12))
    return cast(Stored, np.rint(scaled).astype(np.int8))


def restored(stored: Stored) -> Vectors:
    """The unit rows that `quantised` stored."""
    rows = stored.astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return cast(Vectors, rows / np.maximum(lengths, 1e-12))


class VectorsWriter:
    """Appends rows to a new file; raises `StorageError` when the disk refuses."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with disk_errors(path):
            self._file = path.open("wb")

    def add(self, stored: Stored) -> None:
        """Append rows that are `quantised`."""
        with disk_errors(self._path):
            self._file.write(np.ascontiguousarray(stored).tobytes())

    def finish(self) -> None:
        """Write all to the file and close it."""
        with disk_errors(self._path):
            self._file.close()


class VectorFile:
    """A finished file of vectors, mapped: only the rows that are asked for are read.

    Raises `EditionError` when the file is missing or not of the size that it should have.
    """

    def __init__(self, path: Path, rows: int, dimensions: int, edition_id: str) -> None:
        remedy = "run `briefing build` to make it anew"
        try:
            size = path.stat().st_size
            if size != rows * dimensions:
                reason = f"{path} has {size} bytes, not {rows * dimensions}; {remedy}"
                raise EditionError(edition_id, reason)
            empty = np.zeros((rows, dimensions), dtype=np.int8)
            self._rows: Stored = (
                np.memmap(path, np.int8, "r", shape=(rows, dimensions)) if size else empty
            )
        except OSError as error:
            reason = f"{path} cannot be read ({error.strerror}); {remedy}"
            raise EditionError(edition_id, reason) from error

    def rows(self, first: int, count: int) -> Vectors:
        """`count` unit rows from `first` on, (count, dimensions), float32."""
        return restored(np.asarray(self._rows[first : first + count]))
