"""A corpus of many documents: one JSON object a line, the layout that retrieval benchmarks use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from index.cleaning import judge
from index.documents import Document
from index.errors import LoadError
from index.loaders.files import MAX_BYTES, check_regular, os_reason, refuse_binary
from index.metadata import full_date, stated_published, stated_title

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[./~]*/")
"""How a URL or a path begins."""


def load_jsonl(path: Path) -> Iterator[Document | LoadError]:
    """Every document of the corpus, in order, streamed; a bad line is yielded as a LoadError.

    A line holds `_id`, `text`, and optionally `title` and `metadata` with `published`, `source`
    (the outlet's name) and `url`. `text` is the document's text as given. A line may have MAX_BYTES,
    the file any length. Raises LoadError when the file as a whole cannot be read.
    """
    check_regular(path)
    with _opened(path) as file:
        if not (head := file.read(4096)):
            raise LoadError(path, "the file is empty.")
        refuse_binary(path, head)
    return _documents(path)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise LoadError(path, f"{os_reason(error)}.") from error


def _documents(path: Path) -> Iterator[Document | LoadError]:
    first_line: dict[str, int] = {}
    with _opened(path) as file:
        for number, line in _numbered_lines(path, file):
            try:
                if line is None:
                    raise ValueError(f"longer than {MAX_BYTES // 1_000_000} MB")
                if not line.strip():
                    continue
                document = _document(path, line)
                if document.id in first_line:
                    raise ValueError(f"the _id {document.id!r} is already that of line {first_line[document.id]}")
            except (ValueError, RecursionError) as error:
                yield LoadError(path, f"line {number}: {_one_line(error)}.")
            else:
                first_line[document.id] = number
                yield document


def _numbered_lines(path: Path, file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Lines from number 1 on; None for one that is too long, which is skipped without being held."""
    number = 0
    try:
        while line := file.readline(MAX_BYTES + 1):
            number += 1
            if len(line) <= MAX_BYTES:
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                continue
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_BYTES)
            yield number, None
    except OSError as error:
        raise LoadError(path, f"after line {number}: {os_reason(error)}.") from error


def _one_line(error: ValueError | RecursionError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} of the line is not UTF-8; convert the file to UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg}, column {error.colno}); expected one object a line"
    if isinstance(error, RecursionError):
        return "nested too deeply; expected one flat object a line"
    return str(error)


def _document(path: Path, line: bytes) -> Document:
    """The document of one line. Raises ValueError that says what is wrong with it."""
    entry = json.loads(line.decode("utf-8"))
    if not isinstance(entry, dict):
        raise ValueError("not a JSON object with _id and text")
    identity = entry.get("_id")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if not isinstance(identity, str) or not identity.strip():
        raise ValueError("no _id (a string that is not blank)")
    text = _string(entry, "text")
    if not text.strip():
        raise ValueError(f"{identity!r} has no text")
    title = _string(entry, "title").strip()
    metadata = entry.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise ValueError("metadata is not an object")
    origin, url = _string(metadata, "source").strip(), _string(metadata, "url").strip()
    address = bool(_ADDRESS.match(origin))  # "source" names the outlet in one corpus, and the page in another
    for name, value in (("_id", identity), ("text", text), ("title", title), ("source", origin), ("url", url)):
        _check_surrogates(name, value)
    lines = judge(text, title or None)
    return Document(
        id=identity,
        text=text,
        title=title or stated_title(text, lines) or identity,
        source=url or (origin if address else str(path)),
        # A date that is not a full one ("2021", "unknown") is no reason to lose the document.
        published=full_date(_string(metadata, "published")) or stated_published(text, lines),
        outlet=None if address else origin or None,
        lines=lines,
    )


def _string(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a string")
    return value


def _check_surrogates(name: str, value: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} holds half of a surrogate pair at character {error.start}") from error
