"""Assistant.ask: the whole way from a question to an answer that can be checked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog import DocumentSummary
from index.documents import Document
from index.errors import LoadError
from index.store import Index
from rag.answer import Answer, StoredDocument, Turn
from rag.composing import choose, cite, compose, refuse, short_answer
from rag.reader import Candidate, Reader
from rag.retrieval import Hit, Retriever
from rag.settings import Settings

if TYPE_CHECKING:
    from index.sync import Progress, SyncReport

LONGEST_QUESTION = 4000
"""Characters; more is a document, not a question."""
NOTHING = "Nothing in them says so."


class Assistant:
    """Answers questions about the indexed documents. Safe to use from several threads."""

    def __init__(self, settings: Settings, index: Index, retriever: Retriever, reader: Reader) -> None:
        self.settings = settings
        self.index = index
        self._retriever = retriever
        self._reader = reader
        chosen = settings.abstain_below
        self._abstain_below = reader.abstain_below if chosen is None else chosen

    @classmethod
    def open(cls, settings: Settings | None = None, progress: Progress | None = None) -> Assistant:
        """An assistant over the index in `settings.home`; indexes `settings.corpus` when that is empty.

        Raises FootnoteError subclasses: IndexMismatch, IndexBusy, StorageError, ModelFileError, LoadError.
        """
        from rag.assembly import assemble

        return assemble(settings or Settings(), progress)

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer, every citation of it checked; a refusal when the documents do not answer."""
        *_, answer = self.stream(question, history)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[str | Answer]:
        """The answer's text in pieces as it comes about, then the Answer."""
        started = time.perf_counter()
        unusable = _unusable(question)
        if unusable:
            yield from self._refusal(question, unusable, 0.0, {"retrieve": 0.0, "read": 0.0}, started)
            return
        hits = self._retriever.search(question, self.settings.passages_read)
        retrieved = time.perf_counter()
        reading = self._reader.read(question, hits)
        timings = {"retrieve": _ms(started, retrieved), "read": _ms(retrieved, time.perf_counter())}
        held = [c for c in reading.candidates if not cite(c, 1).problems(self.lookup(c.hit.document_id))]
        if not held or reading.confidence < self._abstain_below:
            yield from self._refusal(question, reading.reason or NOTHING, reading.confidence, timings, started)
            return
        yield from self._extract(question, choose(held), reading.confidence, timings, started)

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """Up to k passages, best first."""
        return self._retriever.search(question[:LONGEST_QUESTION], k)

    def sync(self, path: Path | str, progress: Progress | None = None) -> SyncReport:
        """Make the index hold what `path` (a folder, a file or a .jsonl corpus) holds now."""
        from index.sync import sync  # reading files needs libraries that answering does not

        return sync(self.index, path, progress)

    def documents(self) -> list[DocumentSummary]:
        """What is indexed, in the order of ids."""
        return self.index.catalog.summaries()

    def document(self, document_id: str) -> Document:
        """One document with its text and its judged lines. Raises LoadError for an unknown id."""
        document = self.index.catalog.document(document_id)
        if document is None:
            raise LoadError(document_id, 'no such document in the index; "footnote documents" lists them.')
        return document

    def lookup(self, document_id: str) -> StoredDocument | None:
        """What a citation is checked against; None for an unknown id."""
        stored = self.index.catalog.text(document_id)
        return None if stored is None else StoredDocument(*stored)

    def _extract(
        self, question: str, chosen: list[Candidate], confidence: float, timings: dict[str, float], started: float
    ) -> Iterator[str | Answer]:
        citations = [cite(candidate, number) for number, candidate in enumerate(chosen, 1)]
        short = short_answer(chosen[0])
        pieces = compose(chosen, citations, short)
        yield from pieces
        yield Answer(
            question=question,
            resolved_question=question,
            text="".join(pieces),
            short=short,
            confidence=round(confidence, 4),
            citations=citations,
            timings_ms=timings | {"generate": 0.0, "total": _ms(started, time.perf_counter())},
            lookup=self.lookup,
        )

    def _refusal(
        self, question: str, reason: str, confidence: float, timings: dict[str, float], started: float
    ) -> Iterator[str | Answer]:
        text = refuse(reason)
        yield text
        yield Answer(
            question=question,
            resolved_question=question,
            text=text,
            abstained=True,
            reason=reason,
            confidence=round(confidence, 4),
            timings_ms=timings | {"generate": 0.0, "total": _ms(started, time.perf_counter())},
            lookup=self.lookup,
        )


def _unusable(question: str) -> str | None:
    """Why a text cannot be searched as a question, in words; None when it can."""
    if len(question) > LONGEST_QUESTION:
        return f"The question has {len(question):,} characters; ask one of at most {LONGEST_QUESTION:,}."
    if not any(character.isalnum() for character in question):
        return "The question holds no words; type a question about the documents."
    return None


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)
