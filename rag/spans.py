"""The trained reader: reads a question and a passage together and points at the words that answer.

A small BERT encoder with a start and an end score for every word piece, and the first piece standing for
"no answer here" (Devlin et al. 2019, as for SQuAD 2.0); one more score says whether the passage answers at
all. What is compared between passages is a margin: the best span's scores less those of "no answer here",
trained with all passages of a question normalised together (Clark and Gardner 2018).

The same encoder reads a follow-up together with the conversation before it (rag/transcript.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import MODEL_FOLDER as TOKENIZER_FOLDER
from index.weights import Session, checked_file, open_session
from rag.transcript import lay_out

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from rag.talk import Conversation
    from rag.transcript import LeftOut

MODEL_FOLDER = Path(__file__).parent / "weights" / "span-reader"
WORD_PIECES = 256
"""Longest input, question and passage together."""
QUESTION_PIECES = 48
"""Word pieces of the question that are read; the rest is left out."""
SPAN_PIECES = 30
"""Word pieces of the longest answer."""
OVERLAP_PIECES = 64
"""Word pieces that two windows of a long passage share."""
MOST_WINDOWS = 16
"""Windows of all passages together that are read; five ordinary passages are five windows."""
NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a passage that may answer."""

    start: int
    """Character offset in the passage."""
    end: int
    margin: float
    """Its start and end scores less those of "no answer here"; comparable between passages, about log-odds."""


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What one passage says to the question."""

    relevance: float
    """Log-odds that the passage answers."""
    spans: tuple[Span | None, ...]
    """The best span inside each of the parts that were asked for; None where a part has no words."""


@dataclass(frozen=True, slots=True)
class _Window:
    passage: int
    ids: list[int]
    first: int
    """Where the passage begins in `ids`."""
    offsets: list[tuple[int, int]]
    begins: list[bool]
    """Whether a word begins with this piece; one more entry for the end."""


class SpanReader:
    """The reader in onnxruntime, from the package's own files. Safe to call from several threads at once."""

    def __init__(self, session: Session, tokenizer: Tokenizer) -> None:
        self._session = session
        self.tokenizer = tokenizer

    @classmethod
    def open(cls, folder: Path = MODEL_FOLDER) -> SpanReader:
        """The reader of `folder`, its file checked by hash. Raises ModelFileError."""
        from tokenizers import Tokenizer

        session = open_session(checked_file(folder, "model.onnx"))
        tokenizer = Tokenizer.from_buffer(checked_file(TOKENIZER_FOLDER, "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.encode_special_tokens = True  # "[SEP]" in a text is text
        return cls(session, tokenizer)

    def read(
        self, question: str, passages: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[PassageReading]:
        """For each passage its relevance, and the best span inside each of its `parts` (character offsets).

        A long passage is read in overlapping windows, of which the best counts; after MOST_WINDOWS no more
        are read, and what stands there has no span.
        """
        relevance = [NEVER] * len(passages)
        best: list[list[Span | None]] = [[None] * len(each) for each in parts]
        for window in self._windows(question, passages):
            start, end, relevant = self._scores(window)
            number = window.passage
            relevance[number] = max(relevance[number], relevant)
            for place, span in enumerate(_best_spans(window, start, end, parts[number])):
                old = best[number][place]
                if span is not None and (old is None or span.margin > old.margin):
                    best[number][place] = span
        return [PassageReading(value, tuple(spans)) for value, spans in zip(relevance, best, strict=True)]

    def left_out(self, talk: Conversation) -> LeftOut:
        """Which words of a conversation, of one turn at least, its question leaves out."""
        row = lay_out(self.tokenizer, talk)
        segments = [0] * row.question + [1] * (len(row.ids) - row.question)
        words, leaning = self._run(["left_out", "leaning"], row.ids, segments)
        return row.read(words[0], float(leaning[0]))

    def _windows(self, question: str, passages: Sequence[str]) -> list[_Window]:
        cls, sep = self.tokenizer.encode("").ids  # the two marks that stand around any text
        asked = self.tokenizer.encode(_plain(question), add_special_tokens=False).ids[:QUESTION_PIECES]
        room = WORD_PIECES - len(asked) - 3
        windows = []
        for number, passage in enumerate(passages):
            encoded = self.tokenizer.encode(_plain(passage), add_special_tokens=False)
            begins = [not piece.startswith("##") for piece in encoded.tokens] + [True]
            for at in range(0, max(1, len(encoded.ids) - OVERLAP_PIECES), room - OVERLAP_PIECES):
                ids = [cls, *asked, sep, *encoded.ids[at : at + room], sep]
                offsets = encoded.offsets[at : at + room]
                windows.append(_Window(number, ids, len(asked) + 2, offsets, begins[at : at + room + 1]))
        return windows[:MOST_WINDOWS]

    def _scores(self, window: _Window) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
        """Start and end scores `(pieces,)` and the relevance.

        One window at a time: the model rounds by the largest value in a batch, so others would change its scores.
        """
        segments = [0] * window.first + [1] * (len(window.ids) - window.first)
        start, end, relevance = self._run(["start", "end", "relevance"], window.ids, segments)
        return start[0], end[0], float(relevance[0])

    def _run(self, outputs: Sequence[str], ids: Sequence[int], segments: Sequence[int]) -> list[NDArray[np.float32]]:
        given = {"input_ids": ids, "token_type_ids": segments, "attention_mask": [1] * len(ids)}
        arrays = {name: np.array([values], np.int64) for name, values in given.items()}
        return [np.asarray(scores) for scores in self._session.run(outputs, arrays)]


def _best_spans(
    window: _Window, start: NDArray[np.float32], end: NDArray[np.float32], parts: Sequence[tuple[int, int]]
) -> list[Span | None]:
    """The best span of whole words inside each part that lies in the window."""
    size = len(window.offsets)
    if not size:
        return [None] * len(parts)
    null = float(start[0] + end[0])
    cut = slice(window.first, window.first + size)
    starts = np.where(window.begins[:size], start[cut], NEVER)
    ends = np.where([*window.begins[1:size], True], end[cut], NEVER)
    lefts, rights = np.array(window.offsets).T
    found: list[Span | None] = []
    for left, right in parts:
        inside = np.flatnonzero((lefts >= left) & (rights <= right) & (rights > lefts))
        if not len(inside):
            found.append(None)
            continue
        table = starts[inside][:, None] + ends[inside][None, :]
        apart = inside[None, :] - inside[:, None]
        table = np.where((apart >= 0) & (apart < SPAN_PIECES), table, 3 * NEVER)
        first, last = divmod(int(table.argmax()), len(inside))
        margin = float(table[first, last]) - null
        found.append(Span(int(lefts[inside[first]]), int(rights[inside[last]]), margin))
    return found


def _plain(text: str) -> str:
    """`text` with a question mark for each half of a character, which has no UTF-8 form."""
    return text.encode("utf-8", "replace").decode("utf-8")
