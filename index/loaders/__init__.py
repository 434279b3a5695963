"""Files become Documents. One file a format; `load` picks it by the file's extension."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.documents import Document
from index.errors import LoadError
from index.loaders.files import MAX_BYTES
from index.loaders.jsonl import load_jsonl
from index.loaders.markdown import load_markdown
from index.loaders.text import load_text

__all__ = ["CORPUS_SUFFIX", "MAX_BYTES", "SUFFIXES", "load", "load_jsonl", "supported"]

CORPUS_SUFFIX = ".jsonl"
"""A file with many documents; read it with `load_jsonl`."""


def _load_html(path: Path, document_id: str, source: str | None) -> Document:
    from index.loaders.html import load_html  # late, because trafilatura takes long to import

    return load_html(path, document_id, source)


_LOADERS: dict[str, Callable[[Path, str, str | None], Document]] = {
    ".txt": load_text,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".html": _load_html,
    ".htm": _load_html,
}

SUFFIXES = (*_LOADERS, CORPUS_SUFFIX)
"""The extensions that footnote reads, in lower case."""


def supported(path: Path) -> bool:
    """Whether the file's extension is one that footnote reads (upper or lower case)."""
    return path.suffix.lower() in SUFFIXES


def load(path: Path, document_id: str, source: str | None = None) -> Document:
    """The document in a file of one document; `source` is the path when None.

    Raises LoadError, with one line of reason, for whatever cannot become a document.
    """
    suffix = path.suffix.lower()
    if suffix == CORPUS_SUFFIX:
        raise LoadError(path, "a .jsonl file holds many documents; sync it by itself, not as one document.")
    loader = _LOADERS.get(suffix)
    if loader is None:
        raise LoadError(path, f"its extension is not one of {', '.join(SUFFIXES)}.")
    return loader(path, document_id, source)
