"""Texts become unit vectors. `MiniLM` is the model that ships; anything with `embed` will do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.weights import Session, checked_file, manifest, open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

MODEL_FOLDER = Path(__file__).parent / "models" / "all-minilm-l6-v2"
BATCH_PIECES = 512
"""Most word pieces in one run of the model, padding counted, unless one text alone has more. Larger batches
are slower (benchmarks/embedder.py): what they compute leaves the processor's cache."""
BATCH_PADDING = 0.1
"""A text shorter than the longest of its batch by more than this share starts a new batch."""


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
    """all-MiniLM-L6-v2, tuned, in onnxruntime, on the CPU, from the package's own files.

    Safe to call from several threads at once.
    """

    def __init__(self, session: Session, tokenizer: Tokenizer, fingerprint: str, dimension: int) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def open(cls, folder: Path = MODEL_FOLDER) -> MiniLM:
        """The model of `folder`, its files checked by hash. Raises ModelFileError."""
        facts = manifest(folder, "dimension", "word_pieces")
        session = open_session(checked_file(folder, "model.onnx"))

        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_buffer(checked_file(folder, "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(facts["word_pieces"])
        tokenizer.encode_special_tokens = True  # "[SEP]" in a text is text
        return cls(session, tokenizer, facts["sha256"]["model.onnx"], facts["dimension"])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows `(len(texts), 384)` of length 1, in the order of the texts.

        Only the first 256 word pieces of a text count (about 200 English words). A text's row is the same
        alone and among others, within 1e-5.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        # One text at a time: the tokenizer's own threads would warn at every later fork of the process.
        ids = [self._tokenizer.encode(_without_surrogates(text)).ids for text in texts]
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
        length = lengths[position]
        full = not groups or (len(groups[-1]) + 1) * longest > BATCH_PIECES
        if full or length < longest * (1 - BATCH_PADDING):
            groups.append([])
            longest = length
        groups[-1].append(position)
    return groups


def _without_surrogates(text: str) -> str:
    """`text` with a question mark for each half of a character, which has no UTF-8 form."""
    return text.encode("utf-8", "replace").decode("utf-8")
