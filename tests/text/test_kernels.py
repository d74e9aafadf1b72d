"""Kernels: similarities in [0, 1], 1 for the same text, and what they must put in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.text.embedding import load_embedder
from bot.text.kernels import EMBEDDING, KERNELS, LEXICAL, make_kernel

SAMPLES = ["who painted the fence", "when does the ferry leave", "list the painters", "ferry"]


@pytest.mark.parametrize("name", KERNELS)
def test_a_sample_is_like_itself_most(name: str) -> None:
    embedder = load_embedder()
    if name == EMBEDDING and embedder is None:
        pytest.skip("the extra 'semantic' is not installed")
    gram = make_kernel(name, SAMPLES, embedder).against(SAMPLES)
    assert gram.shape == (4, 4)
    assert gram.dtype == np.float32
    assert np.allclose(gram.diagonal(), 1, atol=0.02)
    assert (gram.argmax(axis=1) == np.arange(4)).all()


@pytest.mark.parametrize("name", LEXICAL)
def test_word_order_and_typing_errors_keep_the_nearest(name: str) -> None:
    kernel = make_kernel(name, SAMPLES, None)
    found = kernel.against(["the fence, who painted?", "the feri leaves when", "painters list"])
    assert list(found.argmax(axis=1)) == [0, 1, 2]


@pytest.mark.parametrize("name", ["characters", "words"])
def test_cosines_are_what_dense_vectors_give(name: str) -> None:
    from collections import Counter
    from math import log

    from bot.text.kernels import character_grams, word_grams

    features = character_grams if name == "characters" else word_grams
    counts = [Counter(features(text)) for text in SAMPLES]
    every = sorted({feature for count in counts for feature in count})

    def dense(count: Counter[str]) -> np.ndarray:
        vector = [
            (1 + log(count[f])) * (log(5 / (1 + sum(f in c for c in counts))) + 1)
            if f in count
            else 0.0
            for f in every
        ]
        unit: np.ndarray = np.array(vector) / np.linalg.norm(vector)
        return unit

    matrix = np.array([dense(count) for count in counts])
    found = make_kernel(name, SAMPLES, None).against(SAMPLES)
    assert np.allclose(found, matrix @ matrix.T, atol=1e-5)


def test_what_shares_nothing_has_no_cosine() -> None:
    for name in ("characters", "words"):
        assert make_kernel(name, SAMPLES, None).against(["zzz qqq"]).max() == 0


def test_unknown_kernels_are_refused() -> None:
    with pytest.raises(KeyError):
        make_kernel("telepathy", SAMPLES, None)
    with pytest.raises(ValueError, match="embedder"):
        make_kernel(EMBEDDING, SAMPLES, None)


@settings(max_examples=60)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5), st.text(max_size=60))
def test_any_texts_give_numbers_between_0_and_1(samples: list[str], text: str) -> None:
    for name in LEXICAL:
        found = make_kernel(name, samples, None).against([text, *samples])
        assert found.shape == (len(samples) + 1, len(samples))
        assert np.isfinite(found).all()
        assert 0 <= found.min() <= found.max() <= 1


def test_samples_are_embedded_once() -> None:
    class Counting:
        id, dimensions = "counting", 2
        asked: ClassVar[list[str]] = []

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.asked.extend(texts)
            angles = [len(text) / 20 for text in texts]
            return np.array([[np.cos(a), np.sin(a)] for a in angles], dtype=np.float32)

    kernel = make_kernel(EMBEDDING, SAMPLES, Counting())
    found = kernel.against(["a new one", *SAMPLES, "another"])
    assert Counting.asked == [*SAMPLES, "a new one", "another"]
    angles = np.array([len(text) / 20 for text in ["a new one", *SAMPLES, "another"]])
    expected = np.cos(angles[:, None] - angles[None, 1:-1]).clip(0, 1) ** 2
    assert np.allclose(found, expected, atol=1e-5)


def test_no_texts_give_no_rows() -> None:
    for name in LEXICAL:
        assert make_kernel(name, SAMPLES, None).against([]).shape == (0, 4)
