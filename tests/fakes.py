"""Stand-ins for what is slow, paid or random; a few lines each."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from index.catalog import DocumentInfo
from index.documents import Document, Passage, passage_id
from index.errors import ModelUnavailable
from index.sentences import sentences
from rag.retrieval import Hit


class FakeModel:
    """A language model that says what it was given, and remembers what it was asked."""

    name = "fake-1"

    def __init__(self, *pieces: str, fails: str | None = None) -> None:
        self.pieces = pieces
        self.fails = fails
        """Why it breaks off after its pieces; None: it does not."""
        self.asked: list[tuple[str, str]] = []
        self.given = 0
        """Pieces that were taken from it."""
        self.closed = False

    def stream(self, instructions: str, request: str) -> Generator[str, None, None]:
        """Its pieces, one by one."""
        self.asked.append((instructions, request))
        try:
            for piece in self.pieces:
                self.given += 1
                yield piece
            if self.fails is not None:
                raise ModelUnavailable(self.name, self.fails)
        finally:
            self.closed = True


def document(text: str, id: str = "a.txt", title: str = "A title", published: str | None = None) -> Document:
    """An article of one sentence a line, or as many as `text` has."""
    return Document(id=id, text=text, title=title, source=id, published=published, outlet=None)


def hits_of(*documents: Document) -> list[Hit]:
    """Each document as one passage that was found, best first."""
    return [_hit(document, rank) for rank, document in enumerate(documents, 1)]


def _hit(document: Document, rank: int) -> Hit:
    text = document.text
    spans: Sequence[tuple[int, int]] = sentences(text)
    passage = Passage(
        id=passage_id(document.id, document.sha256, 0, len(text)),
        document_id=document.id, start=0, end=len(text), text=text, sentences=tuple(spans),
    )  # fmt: skip
    info = DocumentInfo(
        document.id, document.title, document.source, document.published, document.outlet, document.sha256
    )
    return Hit(passage, info, score=1 / (60 + rank))
