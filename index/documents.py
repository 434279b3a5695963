"""What a file becomes: a Document whose text never changes, and Passages cut out of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from index.dates import as_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document's text, judged: article, or page furniture.

    `start` and `end` are character offsets in the document's text, without the line break.
    """

    start: int
    end: int
    kept: bool
    reason: str
    """In words for a person: "headline", "paragraph", "teaser of another article", "share bar"."""


@dataclass(frozen=True)
class Document:
    """A text with its origin. Offsets everywhere in footnote point into `text`.

    For plain text, `text` is the file decoded as UTF-8 (BOM stripped, newlines as in the file);
    for other formats it is the extracted text.
    """

    id: str
    """Stable across re-indexing: the path relative to the indexed folder, with `/`."""
    text: str
    title: str
    """As the page states it; the file's name without its extension where it states none."""
    source: str
    """A path or a URL that a person can open."""
    published: str | None = None
    """ISO date (YYYY-MM-DD), only when the page itself states it."""
    outlet: str | None = None
    """Who published it, only when the page itself states it."""
    lines: tuple[Line, ...] = ()
    """Every non-blank line of `text`, in order, each kept or left out with a reason."""

    @cached_property
    def sha256(self) -> str:
        """Hex digest of `text` as UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @cached_property
    def as_of(self) -> str | None:
        """The latest date that its own paragraphs speak of as past: `2025-09-05`, `2025-09` or `2025`.

        Derived from the text, never stated by the page; the document may be younger. None where it names no year.
        """
        return as_of(self.text, self.lines, self.published)

    @property
    def characters_kept(self) -> int:
        """Characters of the lines that can be answered from."""
        return sum(line.end - line.start for line in self.lines if line.kept)

    @property
    def characters_left_out(self) -> int:
        """Characters of the lines judged to be page furniture."""
        return sum(line.end - line.start for line in self.lines if not line.kept)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: `text == document.text[start:end]`, always."""

    id: str
    """`<document version>:<start>-<end>`; a changed document's passages have other ids."""
    document_id: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...] = ()
    """Offsets of its sentences in the document's text, in order."""

    def sentence_texts(self) -> list[str]:
        """The words of its sentences, in order."""
        return [self.text[start - self.start : end - self.start] for start, end in self.sentences]


def passage_id(document_id: str, sha256: str, start: int, end: int) -> str:
    """The id of a passage; equal for equal documents only."""
    version = hashlib.sha256(f"{document_id}\0{sha256}".encode()).hexdigest()[:24]
    return f"{version}:{start}-{end}"
