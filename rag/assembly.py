"""The only place where parts are joined."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.access import CATALOG, STORES, check_home, may_write
from index.catalog import Catalog
from index.embedding import MiniLM
from index.errors import FootnoteError, HomeRefused, LoadError, StorageError
from index.lexical import WordIndex
from index.store import Index, write_lock
from index.vectors import VectorIndex
from rag.answering import Assistant
from rag.conversation import ConversationWeights, FollowUps
from rag.models import connect
from rag.reader import SentenceReader
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.spans import SpanReader

if TYPE_CHECKING:
    from index.sync import Progress


def assemble(settings: Settings, progress: Progress | None = None) -> Assistant:
    """An assistant over the index in the settings' home, which is made and filled when it is new."""
    model = connect(settings) if settings.model else None
    index = open_index(settings)
    spans = SpanReader.open()
    reader = SentenceReader(spans, index.words)
    retriever = Retriever(index, settings.candidates, index.generation)
    follow_ups = FollowUps(spans, ConversationWeights.open())
    assistant = Assistant(settings, index, retriever, reader, follow_ups, model)
    try:
        if settings.corpus is not None and index.catalog.count() == 0:
            if not Path(settings.corpus).exists():
                raise LoadError(settings.corpus, "there is no such file or folder to index first.")
            assistant.sync(settings.corpus, progress)
        return assistant
    except FootnoteError:
        assistant.close()
        raise


def open_index(settings: Settings) -> Index:
    """The index in the settings' home, read without writing where the user may not write.

    Raises IndexMismatch when it was made otherwise, HomeRefused, StorageError.
    """
    home = settings.home_path
    check_home(home)
    writable = not home.exists() or may_write(home)
    if not writable and not all((home / part).exists() for part in (CATALOG, *STORES)):
        raise HomeRefused(home, "you are not permitted to write there")
    try:
        return _open_home(home, settings)
    except StorageError as error:
        if writable or isinstance(error, HomeRefused):
            raise
        # It may be in the middle of somebody's writing, and is not this user's to delete.
        raise HomeRefused(home, f"{error.reason.rstrip('.')}, and you are not permitted to write there") from error


def _open_home(home: Path, settings: Settings) -> Index:
    embedder = MiniLM.open()
    fingerprint = {
        "model": embedder.fingerprint,
        "passage_tokens": str(settings.passage_tokens),
        "overlap_sentences": str(settings.overlap_sentences),
    }
    catalog = Catalog.open(home)
    try:
        if catalog.is_new():
            with write_lock(home):  # two processes may open one new home at once
                index = _open(home, catalog, embedder, settings)
                catalog.set_fingerprint(fingerprint)
                return index
        catalog.check_fingerprint(fingerprint)
        lost = not all((home / store).is_dir() for store in STORES)
        index = _open(home, catalog, embedder, settings)
        if lost:
            from index.sync import restore

            restore(index)
        return index
    except FootnoteError:
        catalog.close()
        raise


def _open(home: Path, catalog: Catalog, embedder: MiniLM, settings: Settings) -> Index:
    generation = catalog.generation  # before the stores are opened, or a change in between stays unseen
    return Index(
        home=home,
        catalog=catalog,
        words=WordIndex.open(home / STORES[0], embedder.knows),
        vectors=VectorIndex.open(home / STORES[1]),
        embedder=embedder,
        passage_tokens=settings.passage_tokens,
        overlap_sentences=settings.overlap_sentences,
        generation=generation,
    )
