"""Vectors survive being stored as small integers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import EditionError, StorageError
from bot.facts.vectors import VectorFile, VectorsWriter, quantised, restored


@given(st.integers(0, 40), st.integers(1, 400), st.integers(0, 2**32 - 1))
def test_cosines_hardly_change(rows: int, dimensions: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    back = restored(quantised(vectors))
    assert back.shape == vectors.shape
    assert back.dtype == np.float32
    assert np.allclose(np.linalg.norm(back, axis=1), 1, atol=1e-5)
    assert np.abs(back @ vectors.T - vectors @ vectors.T).max(initial=0) < 0.01


def test_a_row_of_zeros_stays_one() -> None:
    zeros = np.zeros((2, 8), dtype=np.float32)
    assert np.array_equal(restored(quantised(zeros)), zeros)


def test_rows_are_read_where_they_stand(tmp_path: Path) -> None:
    rows = np.eye(6, 4, dtype=np.float32)
    writer = VectorsWriter(tmp_path / "vectors.bin")
    writer.add(quantised(rows[:2]))
    writer.add(quantised(rows[2:]))
    writer.finish()
    file = VectorFile(tmp_path / "vectors.bin", 6, 4, "e" * 64)
    assert np.array_equal(file.rows(1, 3), rows[1:4])
    assert file.rows(6, 2).shape == (0, 4)
    for wrong in (5, 7):
        with pytest.raises(EditionError, match="briefing build"):
            VectorFile(tmp_path / "vectors.bin", wrong, 4, "e" * 64)


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    VectorsWriter(tmp_path / "vectors.bin").finish()
    assert VectorFile(tmp_path / "vectors.bin", 0, 4, "e" * 64).rows(0, 5).shape == (0, 4)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        VectorsWriter(tmp_path / "missing" / "vectors.bin")
