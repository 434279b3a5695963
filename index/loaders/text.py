"""Plain text: the document's text is the file itself."""

from __future__ import annotations

from pathlib import Path

from index.cleaning import judge
from index.documents import Document
from index.loaders.files import check_words, decode_utf8, read_bytes
from index.metadata import stated_outlet, stated_published, title_of


def load_text(path: Path, document_id: str, source: str | None = None) -> Document:
    """The file decoded as UTF-8, byte-order mark stripped, newlines as in the file, every line judged.

    Raises LoadError.
    """
    text = decode_utf8(path, read_bytes(path))
    check_words(path, text)
    lines = judge(text)
    return Document(
        id=document_id,
        text=text,
        title=title_of(path.stem, text, lines),
        source=source or str(path),
        published=stated_published(text, lines),
        outlet=stated_outlet(text, lines),
        lines=lines,
    )
