"""Vector search over passages, in Chroma's embedded mode (the only file that imports chromadb)."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from index.access import StoreFolder
from index.documents import Passage
from index.errors import StorageError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

COLLECTION = "passages"
HNSW = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 200}
"""Chosen by recall@10 against exact search; the default settings reach 0.58 at 100,000 vectors."""


class VectorIndex:
    """Passages findable by the direction of their vectors. Safe to search from several threads."""

    def __init__(self, client: Client, collection: Collection, place: StoreFolder) -> None:
        self._client = client
        self._collection = collection
        self._place = place
        self._folder = place.folder
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> VectorIndex:
        """The vector index in `folder`, made when there is none. Raises StorageError."""
        place = StoreFolder(folder)
        client, collection = _connect(place)
        return cls(client, collection, place)

    @property
    def collection(self) -> Collection:
        """The Chroma collection, for programs that read it with their own tools."""
        return self._collection

    def reload(self) -> None:
        """Show what another process has written: Chroma keeps its graph in memory while open."""
        with self._lock:
            self._client.close()
            self._client, self._collection = _connect(self._place)

    def add(self, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
        """Store passages with their vectors, shape (len(passages), dimension). Raises StorageError."""
        first = 0
        while first < len(passages):
            with self._lock, _Storage(self._folder):  # another thread may reload between two batches
                size = self._client.get_max_batch_size()
                batch = passages[first : first + size]
                self._collection.upsert(
                    ids=[passage.id for passage in batch],
                    embeddings=vectors[first : first + size],
                    documents=[passage.text for passage in batch],
                    metadatas=[{"document_id": p.document_id, "start": p.start, "end": p.end} for p in batch],
                )
            first += size

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Forget passages; unknown ids are no error. Raises StorageError."""
        first = 0
        while first < len(passage_ids):
            with self._lock, _Storage(self._folder):
                size = self._client.get_max_batch_size()
                self._collection.delete(ids=list(passage_ids[first : first + size]))
            first += size

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Up to k (passage id, cosine) pairs, highest first, for one vector of shape (dimension,)."""
        with self._lock, _Storage(self._folder):
            query: Any = [vector]  # Chroma's type leaves out float32
            found = self._collection.query(query_embeddings=query, n_results=k, include=["distances"])
        distances = found["distances"]
        assert distances is not None  # they were asked for
        return [(id_, 1.0 - float(d)) for id_, d in zip(found["ids"][0], distances[0], strict=True)]

    def ids(self) -> set[str]:
        """The ids of all passages."""
        with self._lock, _Storage(self._folder):
            return set(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()
        self._place.close()


class _Storage:
    """Turns what Chroma raises about the disk into a StorageError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: Any) -> None:
        from chromadb.errors import InternalError

        if isinstance(error, (InternalError, OSError, sqlite3.Error)):
            raise StorageError(self._folder.parent, " ".join(str(error).split())) from error


def _connect(place: StoreFolder) -> tuple[Client, Collection]:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb
    from chromadb.config import Settings

    configuration: Any = {"hnsw": HNSW}
    with _Storage(place.folder):
        folder = place.open()
        settings = Settings(anonymized_telemetry=False)
        client = cast("Client", chromadb.PersistentClient(str(folder), settings=settings))  # it can be closed
        collection = client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,  # the default one downloads a model
            configuration=configuration,
        )
    return client, collection
