"""Assistant.ask: the whole way from a question to an answer that can be checked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.catalog import DocumentSummary
from index.documents import Document
from index.errors import LoadError, ModelUnavailable
from index.store import Index
from rag.answer import Answer, Citation, Lookup, StoredDocument, Turn
from rag.composing import choose, cite, compose, refuse, short_answer
from rag.conversation import standalone
from rag.models import LanguageModel
from rag.quotes import find_quote
from rag.reader import Candidate, Reader
from rag.replies import Reply, reply_to, without_small_talk
from rag.retrieval import Hit, Retriever
from rag.settings import Settings

if TYPE_CHECKING:
    from index.sync import Progress, SyncReport

LONGEST_QUESTION = 4000
"""Characters; more is a document, not a question."""
NOTHING = "Nothing in them says so."


class Assistant:
    """Answers questions about the indexed documents. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        index: Index,
        retriever: Retriever,
        reader: Reader,
        model: LanguageModel | None = None,
    ) -> None:
        self.settings = settings
        self.index = index
        self._retriever = retriever
        self._reader = reader
        self._model = model
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
        """The answer's text in pieces as it comes about, then the Answer.

        When a language model fails amid its reply, the Answer's text is not what the pieces make.
        """
        draft = _Draft(question, question, self.lookup)
        unusable = _unusable(question)
        if unusable:
            yield from draft.refusal(unusable)
            return
        self._retriever.refresh()
        writer = self._model.name if self._model else None
        reply = reply_to(question, history, self.index, writer) or find_quote(question, self.index)
        if reply is not None and self._hold(reply.citations):
            yield from draft.reply(reply)
            return
        draft.resolved = standalone(question, without_small_talk(history))
        hits = self._retriever.search(draft.resolved, self.settings.passages_read)
        draft.lap("retrieve")
        reading = self._reader.read(self.index.words.corrected(draft.resolved), hits)
        stored = cache(self.lookup)  # several candidates stand in one document
        candidates = [c for c in reading.candidates if not cite(c, 1).problems(stored(c.hit.document_id))]
        draft.confidence = reading.confidence
        draft.lap("read")
        if not candidates or reading.confidence < self._abstain_below:
            yield from draft.refusal(reading.reason or NOTHING)
        elif self._model is None:
            yield from draft.extract(candidates)
        else:
            yield from self._generate(draft, candidates, self._model)

    def _generate(self, draft: _Draft, candidates: list[Candidate], model: LanguageModel) -> Iterator[str | Answer]:
        """The language model's answer; the extractive one where it fails or says nothing that holds."""
        from rag.generation import Generated, generate  # needs tiktoken, which an extractive answer does not

        said = None
        try:
            hits = {candidate.hit.passage.id: candidate.hit for candidate in candidates}
            for piece in generate(draft.resolved, list(hits.values()), model):
                if isinstance(piece, Generated):
                    said = piece
                else:
                    yield piece
        except ModelUnavailable as error:
            draft.notice = f"{error} This answer was put together from the articles instead."
        draft.lap("generate")
        if said is not None and said.abstained:
            draft.answered_by = model.name
            yield from draft.refusal(NOTHING)
        elif said is not None and said.citations and self._hold(said.citations):
            draft.answered_by = model.name
            yield draft.answer(said.text, citations=said.citations, unconfirmed=said.unconfirmed)
        else:
            draft.notice = draft.notice or (
                f"The articles confirm nothing that {model.name} wrote; this answer was put together from them instead."
            )
            yield list(draft.extract(candidates))[-1]

    def _hold(self, citations: Sequence[Citation]) -> bool:
        return not any(citation.problems(self.lookup(citation.document_id)) for citation in citations)

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


@dataclass(slots=True)
class _Draft:
    """An answer in the making: what is known of it so far."""

    question: str
    resolved: str
    """The question that is searched."""
    lookup: Lookup
    confidence: float = 0.0
    answered_by: str = "extractive"
    notice: str | None = None
    timings: dict[str, float] = field(default_factory=lambda: {"retrieve": 0.0, "read": 0.0, "generate": 0.0})
    started: float = field(default_factory=time.perf_counter)
    lapped: float = field(default_factory=time.perf_counter)

    def lap(self, step: str) -> None:
        """Note that a step has just ended."""
        now = time.perf_counter()
        self.timings[step] = round((now - self.lapped) * 1000, 2)
        self.lapped = now

    def extract(self, candidates: Sequence[Candidate]) -> Iterator[str | Answer]:
        """The extractive answer, in pieces and whole."""
        chosen = choose(candidates)
        citations = [cite(candidate, number) for number, candidate in enumerate(chosen, 1)]
        short = short_answer(chosen[0])
        pieces = compose(chosen, citations, short)
        yield from pieces
        yield self.answer("".join(pieces), short=short, citations=citations)

    def refusal(self, reason: str) -> Iterator[str | Answer]:
        """The refusal, in pieces and whole."""
        text = refuse(reason)
        yield text
        yield self.answer(text, abstained=True, reason=reason)

    def reply(self, reply: Reply) -> Iterator[str | Answer]:
        """What is said without a search, in one piece and whole."""
        self.confidence = reply.confidence
        self.lap("read")
        refused = reply.kind == "refusal"
        yield reply.text
        yield self.answer(
            reply.text,
            kind=reply.kind,
            short=reply.short,
            abstained=refused,
            reason=reply.text if refused else None,
            citations=list(reply.citations),
        )

    def answer(self, text: str, **fields: Any) -> Answer:
        """The answer, with the time it took."""
        total = round((time.perf_counter() - self.started) * 1000, 2)
        return Answer(
            question=self.question,
            resolved_question=self.resolved,
            text=text,
            confidence=round(self.confidence, 4),
            answered_by=self.answered_by,
            notice=self.notice,
            timings_ms=self.timings | {"total": total},
            lookup=self.lookup,
            **fields,
        )


def _unusable(question: str) -> str | None:
    """Why a text cannot be searched as a question, in words; None when it can."""
    if len(question) > LONGEST_QUESTION:
        return f"The question has {len(question):,} characters; ask one of at most {LONGEST_QUESTION:,}."
    if not any(character.isalnum() for character in question):
        return "The question holds no words; type a question about the documents."
    return None
