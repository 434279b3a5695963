"""An open index: the catalog, the two stores that make its passages findable, and the right to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock

from index.catalog import Catalog
from index.embedding import Embedder
from index.errors import HomeRefused, IndexBusy
from index.lexical import WordIndex
from index.vectors import VectorIndex

LOCK_SECONDS = 30.0
"""How long a writer waits for another one."""


@dataclass(frozen=True, slots=True)
class Index:
    """Documents and passages, findable by meaning and by words."""

    home: Path
    catalog: Catalog
    words: WordIndex
    vectors: VectorIndex
    embedder: Embedder
    passage_tokens: int
    overlap_sentences: int
    generation: int
    """Of the catalog, from before the stores were opened: a later one means that they have changed."""

    def close(self) -> None:
        """Let go of the files."""
        self.catalog.close()
        self.words.close()
        self.vectors.close()


@contextmanager
def write_lock(home: Path) -> Iterator[None]:
    """Hold the only right to write to `home`. Raises IndexBusy, HomeRefused."""
    lock = filelock.FileLock(home / "write.lock", timeout=LOCK_SECONDS)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        raise IndexBusy(home) from error
    except OSError as error:
        raise HomeRefused(home, error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.release()
