"""Whether an index is what it says: texts, passages, both stores, and the files they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from index.store import Index
from index.sync import file_digest


def problems(index: Index) -> Iterator[str]:
    """Everything that does not hold, in words that say what to do; nothing when all of it holds."""
    in_words, in_vectors = index.words.ids(), index.vectors.ids()
    origins = index.catalog.origins()
    for summary in index.catalog.summaries():
        text, sha256 = index.catalog.text(summary.id) or ("", "")
        again = 'index it again with "footnote sync".'
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            yield f"{summary.id}: its stored text does not match its hash; {again}"
        for passage in index.catalog.passages_of(summary.id):
            if text[passage.start : passage.end] != passage.text:
                yield f"{summary.id}: passage {passage.start}-{passage.end} is not its text there; {again}"
            for name, ids in (("word", in_words), ("vector", in_vectors)):
                if passage.id not in ids:
                    yield f"{summary.id}: passage {passage.start}-{passage.end} is missing in the {name} index; {again}"
        source, root = Path(summary.source), Path(origins[summary.id].root)
        real = source.resolve()
        if root in (source, *source.parents, real, *real.parents) and root.suffix.lower() != ".jsonl":
            if not source.is_file():
                yield f'{summary.id}: {source} is gone; run "footnote sync" on its folder.'
            elif file_digest(source) != origins[summary.id].origin:
                yield f'{summary.id}: {source} has changed since it was indexed; run "footnote sync" on its folder.'
