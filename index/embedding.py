"""Texts become unit vectors. `MiniLM` is the model that ships; anything with `embed` will do."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.errors import ModelFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

MODEL_FOLDER = Path(__file__).parent / "models" / "all-minilm-l6-v2"
BATCH_TEXTS = 8
"""Most texts in one run of the model. Larger batches are slower: their activations leave the cache."""
BATCH_PADDING = 0.1
"""Most padding in a batch, as a share of its word pieces; a text that would add more starts a new batch."""
TOKENIZE_TEXTS = 256
"""Texts handed to the tokenizer at once, which bounds the memory of a long list."""


class Embedder(Protocol):
    """Anything that gives equal vectors for equal texts."""

    @property
    def fingerprint(self) -> str:
        """Hex sha256 of the weights: vectors of different fingerprints cannot be compared."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows `(len(texts), dimension)` of length 1, in the order of the texts."""


class MiniLM:
    """all-MiniLM-L6-v2 in onnxruntime, on the CPU, from the package's own files.

    Safe to call from several threads at once.
    """

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer, fingerprint: str, dimension: int) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def open(cls, folder: Path = MODEL_FOLDER) -> MiniLM:
        """The model of `folder`, its files checked by hash. Raises ModelFileError."""
        manifest = _manifest(folder)
        data = {name: _checked(folder / name, expected) for name, expected in manifest["sha256"].items()}

        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(data["model.onnx"], options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_buffer(data["tokenizer.json"])
        tokenizer.no_padding()
        tokenizer.enable_truncation(manifest["word_pieces"])
        tokenizer.encode_special_tokens = True
        return cls(session, tokenizer, manifest["sha256"]["model.onnx"], manifest["dimension"])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows `(len(texts), 384)` of length 1, in the order of the texts.

        Only the first 256 word pieces of a text count (about 200 English words). A text's row is the same
        alone and among others, within 1e-5.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        pieces: list[Encoding] = []
        for start in range(0, len(texts), TOKENIZE_TEXTS):
            pieces += self._tokenizer.encode_batch_fast(list(texts[start : start + TOKENIZE_TEXTS]))
        ids = [encoding.ids for encoding in pieces]
        for batch in batches([len(row) for row in ids]):
            vectors[batch] = self._run([ids[position] for position in batch])
        return vectors

    def knows(self, word: str) -> bool:
        """Whether `word` (lower case) is a whole entry of the model's vocabulary, as common words and names are."""
        return self._tokenizer.token_to_id(word) is not None

    def _run(self, rows: list[list[int]]) -> NDArray[np.float32]:
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), np.int64)
        mask = np.zeros_like(ids)
        for position, row in enumerate(rows):
            ids[position, : len(row)] = row
            mask[position, : len(row)] = 1
        (vectors,) = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, np.float32)


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Positions grouped by like length, longest first; every position once, with little padding."""
    groups: list[list[int]] = []
    longest = 0
    for position in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        full = not groups or len(groups[-1]) == BATCH_TEXTS
        if full or lengths[position] < longest * (1 - BATCH_PADDING):
            groups.append([])
            longest = lengths[position]
        groups[-1].append(position)
    return groups


def cores() -> int:
    """CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _manifest(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / "manifest.json"
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFileError(path, "is missing or damaged") from error


def _checked(path: Path, expected: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelFileError(path, f"cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelFileError(path, "is not the one that was shipped (its sha256 differs)")
    return data
