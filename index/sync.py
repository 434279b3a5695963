"""Add, update and remove documents: doing it twice changes nothing, and a crash loses nothing.

The order of writing makes it so. New passages go to both stores first, where nobody finds them;
one transaction of the catalog makes them the current version; only then do the old ones leave.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from index.access import may_write
from index.catalog import Origin
from index.chunking import cut
from index.documents import Document, Passage
from index.errors import HomeRefused, LoadError, NotSynced
from index.loaders import load, load_jsonl, supported
from index.loaders.files import os_reason
from index.store import Index, write_lock

BATCH_PASSAGES = 512
"""Passages that are embedded and committed together; what an interruption costs at most."""

Progress = Callable[[int, "int | None", int], None]
"""Told documents done, how many there are where that is known, and passages indexed: one document may have many."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be indexed; an earlier version of it stays."""

    document_id: str
    reason: str


@dataclass(slots=True)
class SyncReport:
    """What a sync did, by document id."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Files of a folder in formats that footnote does not read, and those in `held`."""
    held: dict[str, str] = field(default_factory=dict)
    """Files that the index holds from another synced path, with that path: twice, one would confirm itself."""


def sync(index: Index, path: Path | str, progress: Progress | None = None) -> SyncReport:
    """Make the index hold what `path` holds now: a folder, a file or a .jsonl corpus.

    Removes only documents that an earlier sync of the same path added. Raises LoadError when the path
    itself cannot be read, IndexBusy when another process writes, StorageError when the disk refuses; a
    document that cannot be read is reported in `failed`, and the rest goes on.
    """
    path = _absolute(path)
    try:
        path.stat()
    except FileNotFoundError as error:
        raise LoadError(path, _missing(index, path)) from error
    except OSError as error:
        raise LoadError(path, f"{os_reason(error)}.") from error
    with _writing(index):
        return _Run(index, path, progress or (lambda done, total, passages: None)).run()


def remove(index: Index, path: Path | str) -> SyncReport:
    """Remove what earlier syncs of exactly that path added; the path need not exist any more.

    Raises NotSynced when the index holds nothing from there, IndexBusy and StorageError as `sync` does.
    """
    path = _absolute(path)
    with _writing(index):
        _clear_unsettled(index)
        root = _root(index, path)
        if root is None:
            raise NotSynced(path)
        gone = sorted(id_ for id_, origin in index.catalog.origins().items() if origin.root == root)
        index.catalog.remove(gone)
        _clear_unsettled(index)
    return SyncReport(removed=gone)


def restore(index: Index) -> None:
    """Fill a store whose files are gone with the passages of the catalog: without it every question would be refused.

    Raises IndexBusy and StorageError.
    """
    with _writing(index):
        passages = [p for summary in index.catalog.summaries() for p in index.catalog.passages_of(summary.id)]
        words, vectors = index.words.ids(), index.vectors.ids()
        index.words.write(add=[passage for passage in passages if passage.id not in words])
        absent = [passage for passage in passages if passage.id not in vectors]
        for first in range(0, len(absent), BATCH_PASSAGES):
            batch = absent[first : first + BATCH_PASSAGES]
            index.vectors.add(batch, index.embedder.embed([passage.text for passage in batch]))


@contextmanager
def _writing(index: Index) -> Iterator[None]:
    """Hold the right to write, over the stores as they are now: while it waited, another process may have written.

    Raises HomeRefused where any part may not be written: what goes into the copy of a store would be lost.
    """
    if not may_write(index.home):
        raise HomeRefused(index.home, "you are not permitted to write there")
    with write_lock(index.home):
        index.words.reload()
        index.vectors.reload()
        yield


def _absolute(path: Path | str) -> Path:
    """The path as it is kept: what a citation names can be opened from any folder."""
    return Path(os.path.abspath(Path(path).expanduser()))


def _root(index: Index, path: Path) -> str | None:
    """The path as the catalog knows it from an earlier sync; None where it knows no document from there."""
    roots = index.catalog.roots()
    return next((root for root in (str(path), os.path.realpath(path)) if root in roots), None)


def _missing(index: Index, path: Path) -> str:
    """Why a path that is not there cannot be synced, and how what it held is removed."""
    root = _root(index, path)
    if root is None:
        return "there is no such file or folder."
    return (
        "there is no such file or folder any more. Nothing was removed; "
        f'"footnote remove {shlex.quote(str(path))}" removes what earlier syncs of it added.'
    )


def _clear_unsettled(index: Index) -> None:
    """Take from the stores what belongs to no current document: what was replaced or removed, or left by a crash."""
    unsettled = index.catalog.unsettled()
    if unsettled:
        index.vectors.remove(unsettled)
        index.words.write(remove=unsettled)
        index.catalog.settle(unsettled)


class _Run:
    """One sync, under the lock."""

    def __init__(self, index: Index, path: Path, progress: Progress) -> None:
        self.index = index
        self.path = path
        self.root = str(path.resolve())
        self.progress = progress
        self.done = 0
        self.total: int | None = None
        self.passages = 0
        """Those that were embedded."""
        self.report = SyncReport()
        self.known = index.catalog.origins()
        self.elsewhere: dict[str, str] = {}
        """Real paths of the files that other synced paths hold, with these."""
        self.stored = index.words.ids() & index.vectors.ids()
        self.unread: list[str] = []
        """Beginnings of ids whose documents stay, since what holds them could not be read."""
        self.seen: set[str] = set()
        self.batch: list[tuple[Document, str, list[Passage]]] = []

    def run(self) -> SyncReport:
        _clear_unsettled(self.index)
        if self.path.suffix.lower() != ".jsonl" or self.path.is_dir():
            others = self.index.catalog.sources_beside(self.root)
            self.elsewhere = {os.path.realpath(source): root for source, root in others}
        if self.path.is_dir():
            self._folder()
        elif self.path.suffix.lower() == ".jsonl":
            self._jsonl()
        elif supported(self.path):
            self.total = 1
            self._tell()
            self._file(self.path, self.path.name)
        else:
            raise LoadError(self.path, "this format is not read; text, Markdown, HTML and .jsonl are.")
        self._commit()
        gone = [
            id_
            for id_, origin in self.known.items()
            if origin.root == self.root and id_ not in self.seen and not id_.startswith(tuple(self.unread))
        ]
        if gone:
            self.index.catalog.remove(gone)
            self.report.removed.extend(gone)
        _clear_unsettled(self.index)
        return self.report

    def _folder(self) -> None:
        files: list[tuple[Path, str]] = []
        for file in walk(self.path, self._unreadable):
            document_id = file.relative_to(self.path).as_posix()
            if not _is_unicode(document_id):
                name = document_id.encode(errors="replace").decode()
                self.report.failed.append(Failure(name, "its name is not UTF-8; rename the file."))
            elif supported(file) and file.suffix.lower() != ".jsonl":
                files.append((file, document_id))
            else:
                self.report.ignored.append(document_id)
        self.total = len(files)
        for file, document_id in files:
            self._tell()
            self._file(file, document_id)
            self.done += 1
        self._tell()

    def _unreadable(self, folder: Path, reason: str) -> None:
        prefix = folder.relative_to(self.path).as_posix() + "/"
        self.unread.append(prefix)
        self.report.failed.append(Failure(prefix, f"{reason}; what was indexed from it stays."))

    def _file(self, file: Path, document_id: str) -> None:
        if not self._claim(document_id):
            return
        holder = self.elsewhere.get(os.path.realpath(file))
        if holder is not None:
            self.seen.discard(document_id)  # where it had been indexed twice, this one goes
            self.report.ignored.append(document_id)
            self.report.held[document_id] = holder
            return
        try:
            origin = file_digest(file)
            if self._same(document_id, origin):
                return
            self._take(load(file, document_id), origin)
        except LoadError as error:
            self.report.failed.append(Failure(document_id, error.reason))

    def _jsonl(self) -> None:
        for done, item in enumerate(load_jsonl(self.path)):
            self.done = done
            self._tell()
            if isinstance(item, LoadError):
                self.report.failed.append(Failure(str(item.path), item.reason))
                self.unread = [""]  # nobody knows whose line it was
            elif self._claim(item.id):
                parts = (item.title, item.source, item.published or "", item.outlet or "", item.sha256)
                origin = hashlib.sha256("\0".join(parts).encode()).hexdigest()
                if not self._same(item.id, origin):
                    self._take(item, origin)

    def _claim(self, document_id: str) -> bool:
        """Whether this path may hold the id: it is new here, and no other path that is still there has it."""
        held = self.known.get(document_id)
        reason = None
        if document_id in self.seen:
            reason = "the same id stands here twice; the first one is kept."
        elif held is not None and held.root != self.root and Path(held.root).exists():
            reason = f"{held.root} already holds this id; rename one of them."
        if reason:
            self.report.failed.append(Failure(document_id, reason))
            return False
        self.seen.add(document_id)
        return True

    def _same(self, document_id: str, origin: str) -> bool:
        if self.known.get(document_id) != Origin(self.root, origin):
            return False
        if any(passage.id not in self.stored for passage in self.index.catalog.passages_of(document_id)):
            return False  # a store was damaged: it is indexed again
        self.report.unchanged.append(document_id)
        return True

    def _tell(self) -> None:
        self.progress(self.done, self.total, self.passages)

    def _take(self, document: Document, origin: str) -> None:
        passages = cut(document, self.index.passage_tokens, self.index.overlap_sentences)
        self.batch.append((document, origin, passages))
        if sum(len(passages) for _, _, passages in self.batch) >= BATCH_PASSAGES:
            self._commit()

    def _commit(self) -> None:
        """Write the batch to the stores, then make it current."""
        if not self.batch:
            return
        passages = [passage for _, _, passages in self.batch for passage in passages]
        index = self.index
        index.catalog.announce([passage.id for passage in passages])
        if passages:
            # The word index waits for the disk most of the time, in which the embedder can work.
            with ThreadPoolExecutor(1) as beside:
                written = beside.submit(index.words.write, add=passages)
                for first in range(0, len(passages), BATCH_PASSAGES):
                    some = passages[first : first + BATCH_PASSAGES]
                    index.vectors.add(some, index.embedder.embed([passage.text for passage in some]))
                    self.passages += len(some)
                    self._tell()
                written.result()
        index.catalog.replace(self.root, self.batch)
        for document, _, _ in self.batch:
            (self.report.updated if document.id in self.known else self.report.added).append(document.id)
        self.batch = []


def walk(folder: Path, unreadable: Callable[[Path, str], None]) -> Iterator[Path]:
    """The files below a folder in the order of names, hidden ones left out.

    Links to folders are followed, each real folder is entered once, so that a loop ends. `unreadable` is told of
    folders below that cannot be read, and why. Raises LoadError when the folder itself cannot be read.
    """
    entered: set[tuple[int, int]] = set()

    def refuse(error: OSError) -> None:
        if error.filename == str(folder):
            raise LoadError(folder, f"{os_reason(error)}.") from error
        unreadable(Path(error.filename), os_reason(error))

    for parent, folders, files in os.walk(folder, onerror=refuse, followlinks=True):
        status = os.stat(parent)
        if (status.st_dev, status.st_ino) in entered:
            folders.clear()
            continue
        entered.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files) if not name.startswith("."))


def _is_unicode(name: str) -> bool:
    """Whether a file's name is text: Linux gives halves of characters for bytes that are not UTF-8."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def file_digest(file: Path) -> str:
    """Hash of a regular file's bytes. Raises LoadError."""
    if not file.is_file():
        raise LoadError(file, "it is not a regular file, or a link to nothing.")
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise LoadError(file, error.strerror or str(error)) from error
    return digest.hexdigest()
