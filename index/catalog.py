"""The record of what is indexed: documents with their texts, passages, and how the index was made.

One SQLite file. A passage exists when it stands here; the word and the vector index may hold more
(what a crash left behind), never less.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.access import CATALOG
from index.documents import Document, Line, Passage
from index.errors import HomeRefused, IndexMismatch, StorageError

FORMAT = "3"
"""Raised when the files of a home change in a way that an older version cannot read."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, root TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL, published TEXT,
    outlet TEXT, sha256 TEXT NOT NULL, origin TEXT NOT NULL, text TEXT NOT NULL, lines TEXT NOT NULL,
    passages INTEGER NOT NULL, kept INTEGER NOT NULL, left_out INTEGER NOT NULL,
    as_of TEXT);
CREATE TABLE IF NOT EXISTS passages (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, sentences TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS passages_of ON passages (document_id, start);
CREATE TABLE IF NOT EXISTS unsettled (passage_id TEXT PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text."""

    id: str
    title: str
    source: str
    published: str | None
    outlet: str | None
    sha256: str
    as_of: str | None = None
    """Derived from the text; see Document.as_of."""


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document as a list of the corpus shows it."""

    id: str
    title: str
    source: str
    published: str | None
    outlet: str | None
    sha256: str
    passages: int
    characters_kept: int
    characters_left_out: int
    as_of: str | None = None
    """Derived from the text; see Document.as_of."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an indexed document came from, and the state of it then."""

    root: str
    origin: str
    """Hash of what was read; an equal one means that nothing has changed."""


class Catalog:
    """Documents and passages by id. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection, home: Path) -> None:
        self._connection = connection
        self._home = home
        self._lock = threading.RLock()

    @classmethod
    def open(cls, home: Path) -> Catalog:
        """The catalog in `home`, made when there is none. Raises StorageError."""
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeRefused(home, error.strerror or str(error)) from error
        try:
            connection = sqlite3.connect(home / CATALOG, check_same_thread=False, timeout=30)
            if not _has_tables(connection):
                connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise StorageError(home, str(error)) from error
        return cls(connection, home)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _cursor(self) -> Iterator[sqlite3.Cursor]:
        """One transaction, rolled back when its block raises."""
        with self._lock:
            try:
                with self._connection:
                    yield self._connection.cursor()
            except sqlite3.Error as error:
                raise StorageError(self._home, str(error)) from error

    def is_new(self) -> bool:
        """Whether nobody has recorded yet how the index is made."""
        return self.fact("format") is None

    def check_fingerprint(self, fingerprint: dict[str, str]) -> None:
        """Raises IndexMismatch when the index was made in another way than `fingerprint` says."""
        for name, value in {"format": FORMAT, **fingerprint}.items():
            found = self.fact(name)
            if found != value:
                raise IndexMismatch(self._home, name, value, found or "unknown")

    def set_fingerprint(self, fingerprint: dict[str, str]) -> None:
        """Record how the index is made."""
        for name, value in {**fingerprint, "format": FORMAT}.items():
            self._set_fact(name, value)

    def fact(self, name: str) -> str | None:
        """One recorded fact about the index."""
        with self._cursor() as cursor:
            row = cursor.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _set_fact(self, name: str, value: str) -> None:
        """Record a fact about the index."""
        with self._cursor() as cursor:
            cursor.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @property
    def generation(self) -> int:
        """Grows with every change of the passages; tells a reader that its view is old."""
        return int(self.fact("generation") or 0)

    def origins(self) -> dict[str, Origin]:
        """Every document id with where it came from."""
        with self._cursor() as cursor:
            rows = cursor.execute("SELECT id, root, origin FROM documents").fetchall()
        return {id_: Origin(root, origin) for id_, root, origin in rows}

    def sources_beside(self, root: str) -> list[tuple[str, str]]:
        """The source and the root of every document from another root."""
        with self._cursor() as cursor:
            return cursor.execute("SELECT source, root FROM documents WHERE root != ?", (root,)).fetchall()

    def roots(self) -> dict[str, int]:
        """Every path that was synced and still has documents, in order, with how many they are."""
        with self._cursor() as cursor:
            rows = cursor.execute("SELECT root, count(*) FROM documents GROUP BY root ORDER BY root").fetchall()
        return {str(root): int(documents) for root, documents in rows}

    def announce(self, passage_ids: Iterable[str]) -> None:
        """Note passages that are about to be written to the stores, in case the writing breaks off."""
        with self._cursor() as cursor:
            cursor.executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", [(id_,) for id_ in passage_ids])

    def replace(self, root: str, documents: Sequence[tuple[Document, str, Sequence[Passage]]]) -> None:
        """Make (document, origin, passages) the current versions, in one transaction.

        The passages of older versions become unsettled: they are no longer found, and wait to be
        removed from the stores.
        """
        with self._cursor() as cursor:
            for document, origin, passages in documents:
                self._retire(cursor, document.id)
                cursor.execute(
                    "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    (document.id, root, document.title, document.source, document.published, document.outlet,
                     document.sha256, origin, document.text,
                     json.dumps([[line.start, line.end, line.kept, line.reason] for line in document.lines]),
                     len(passages), document.characters_kept, document.characters_left_out, document.as_of),
                )  # fmt: skip
                cursor.executemany(
                    "INSERT INTO passages VALUES (?,?,?,?,?,?)",
                    [(p.id, p.document_id, p.start, p.end, p.text, json.dumps(p.sentences)) for p in passages],
                )
                cursor.executemany("DELETE FROM unsettled WHERE passage_id = ?", [(p.id,) for p in passages])
            self._advance(cursor)

    def remove(self, document_ids: Iterable[str]) -> None:
        """Forget documents; their passages become unsettled."""
        with self._cursor() as cursor:
            for document_id in document_ids:
                self._retire(cursor, document_id)
            self._advance(cursor)

    def unsettled(self) -> list[str]:
        """Passage ids that the stores may hold and that belong to no current document."""
        with self._cursor() as cursor:
            return [
                row[0]
                for row in cursor.execute(
                    "SELECT passage_id FROM unsettled WHERE passage_id NOT IN (SELECT id FROM passages)"
                )
            ]

    def settle(self, passage_ids: Iterable[str]) -> None:
        """Note that the stores no longer hold these."""
        with self._cursor() as cursor:
            cursor.executemany("DELETE FROM unsettled WHERE passage_id = ?", [(id_,) for id_ in passage_ids])

    def count(self) -> int:
        """Documents."""
        with self._cursor() as cursor:
            return int(cursor.execute("SELECT count(*) FROM documents").fetchone()[0])

    def summaries(self) -> list[DocumentSummary]:
        """Every document, in the order of ids."""
        with self._cursor() as cursor:
            rows = cursor.execute(
                "SELECT id, title, source, published, outlet, sha256, passages, kept, left_out, as_of "
                "FROM documents ORDER BY id"
            ).fetchall()
        return [DocumentSummary(*row) for row in rows]

    def document(self, document_id: str) -> Document | None:
        """A document with its text and its judged lines."""
        with self._cursor() as cursor:
            row = cursor.execute(
                "SELECT id, text, title, source, published, outlet, lines FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
        if row is None:
            return None
        id_, text, title, source, published, outlet, lines = row
        return Document(id_, text, title, source, published, outlet, tuple(Line(*line) for line in json.loads(lines)))

    def text(self, document_id: str) -> tuple[str, str] | None:
        """A document's text and its sha256; None for an unknown id."""
        with self._cursor() as cursor:
            row = cursor.execute("SELECT text, sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else (str(row[0]), str(row[1]))

    def holding(self, fragments: Sequence[str], most: int) -> list[str]:
        """Ids of up to `most` documents whose whole text, left-out lines too, holds most of these fragments.

        At least half of them; case is ignored in ASCII letters only. Reads every text.
        """
        if not fragments:
            return []
        held = " + ".join(["(instr(lower(text), ?) > 0)"] * len(fragments))
        with self._cursor() as cursor:
            rows = cursor.execute(  # the text of the statement grows by question marks only
                f"SELECT id, {held} AS held FROM documents WHERE held * 2 >= ? ORDER BY held DESC, id LIMIT ?",
                (*(fragment.lower() for fragment in fragments), len(fragments), most),
            ).fetchall()
        return [str(row[0]) for row in rows]

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of one document, in the order of the text."""
        with self._cursor() as cursor:
            rows = cursor.execute(
                'SELECT id, document_id, start, "end", text, sentences FROM passages '
                "WHERE document_id = ? ORDER BY start",
                (document_id,),
            ).fetchall()
        return [_passage(row) for row in rows]

    def passages(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, DocumentInfo]]:
        """The current passages among these ids, with their documents."""
        marks = ",".join("?" * len(passage_ids))
        with self._cursor() as cursor:
            rows = cursor.execute(  # the text of the statement grows by question marks only
                'SELECT p.id, p.document_id, p.start, p."end", p.text, p.sentences, '
                "d.title, d.source, d.published, d.outlet, d.sha256, d.as_of "
                f"FROM passages p JOIN documents d ON d.id = p.document_id WHERE p.id IN ({marks})",
                list(passage_ids),
            ).fetchall()
        return {
            row[0]: (
                _passage(row),
                DocumentInfo(row[1], *row[6:]),
            )
            for row in rows
        }

    @staticmethod
    def _retire(cursor: sqlite3.Cursor, document_id: str) -> None:
        cursor.execute("INSERT OR IGNORE INTO unsettled SELECT id FROM passages WHERE document_id = ?", (document_id,))
        cursor.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
        cursor.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    @staticmethod
    def _advance(cursor: sqlite3.Cursor) -> None:
        cursor.execute(
            "INSERT INTO facts VALUES ('generation', '1') "
            "ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
        )


def _passage(row: Sequence[Any]) -> Passage:
    id_, document_id, start, end, text, sentences = row[:6]
    return Passage(id_, document_id, start, end, text, tuple((first, last) for first, last in json.loads(sentences)))


def _has_tables(connection: sqlite3.Connection) -> bool:
    """Whether the catalog was made already; asking does not need a writable disk."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'unsettled'").fetchone() is not None
