"""The training rows, cut into word pieces once, each with contexts that look right and do not answer.

    python -m training.reader.data --data FOLDER --tokenizer FILE --cache FILE

FOLDER has `train/*.jsonl.gz` and `dev/*.jsonl.gz`, one row a line: source, question, context, answers
(text and start). Development sets are read only to leave out training rows with the same question or context.
The articles of `training/written/` join as one more set.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import pickle
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from tokenizers import Tokenizer

from training.written import Article, articles

WRITTEN = "written"
TRAIN = (
    "squad1_train_para", "squad1_train_sent_reqa", "squad1_train_sent_nqg", "squad1_train_distant",
    "squad2_part", "squadshifts_new_wiki", "ares_synth_nq", "ares_synth_hotpotqa", "ares_synth_wow",
    "tweetqa", "qamr", "timeqa_human", "fairytaleqa", "covidqa", "policyqa", "friendsqa",
    "squadshifts_reddit", "squadshifts_amazon_reviews", WRITTEN,
)  # fmt: skip
CONSTRUCTED = "constructed_unanswerable"
ENCYCLOPEDIA = frozenset(name for name in TRAIN if name.startswith(("squad1", "squad2", "squadshifts_new", "ares")))
"""Sets of one kind: their contexts may be negatives for one another's questions."""
DEV = ("squad2_part", "nq_passages", "tweetqa", "fairytaleqa")
NEGATIVES = 8
"""Negative contexts kept for a row."""
TERM = re.compile(r"\w+")
NAME = re.compile(r"\b[A-Z][\w'’.-]*(?: (?:of |the |de |von )?[A-Z][\w'’-]*)*")
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+|\n+")


@dataclass(slots=True)
class Context:
    """A passage in word pieces."""

    text: str
    ids: NDArray[np.int32]
    words: NDArray[np.bool_]
    """Whether a word starts with this piece."""
    sentences: NDArray[np.bool_]
    """Whether a sentence starts with this piece."""
    title: str
    """The name that is said most often, in the place of a title; may be empty."""


@dataclass(slots=True)
class Row:
    """A question to a context."""

    source: str
    question: str
    context: int
    answers: list[str]
    spans: list[tuple[int, int]]
    """First and last word piece of each answer; none if the context does not answer."""
    near: list[tuple[int, int]] = field(default_factory=list)
    """First and last word piece of what tempts, where the context does not answer and that is known."""
    negatives: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Library:
    """All rows and contexts."""

    contexts: list[Context]
    rows: list[Row]
    by_source: dict[str, list[int]]
    """Numbers of the rows of each set."""
    short: dict[str, list[int]]
    """Numbers of the contexts of each set with fewer than 60 word pieces."""


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def plain_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer without padding and truncation."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def flat(text: str) -> str:
    """Lower-case words with one space between, to look for one text in another."""
    return " ".join(TERM.findall(text.lower()))


def piece_span(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """First and last word piece that touch the characters from `start` to `end`."""
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
    return (inside[0], inside[-1]) if inside else None


class Builder:
    """Puts contexts and rows together, each context once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.library = Library([], [], defaultdict(list), defaultdict(list))
        self._numbers: dict[str, int] = {}
        self._offsets: list[list[tuple[int, int]]] = []

    def context(self, text: str, source: str) -> int:
        """The number of a context."""
        if text not in self._numbers:
            encoded = self.tokenizer.encode(text, add_special_tokens=False)
            starts = np.array([a for a, _ in encoded.offsets], np.int64)
            marks = np.zeros(len(starts), bool)
            breaks = [0] + [found.end() for found in SENTENCE_END.finditer(text)]
            places = np.searchsorted(starts, breaks)
            marks[places[places < len(starts)]] = True
            names = Counter(name for name in NAME.findall(text) if len(name) > 3)
            title = max(names, key=lambda name: (names[name], len(name))) if names else ""
            words = np.array([not piece.startswith("##") for piece in encoded.tokens], bool)
            self._numbers[text] = len(self.library.contexts)
            self._offsets.append(encoded.offsets)
            self.library.contexts.append(Context(text, np.array(encoded.ids, np.int32), words, marks, title))
            if len(starts) < 60:
                self.library.short[source].append(self._numbers[text])
        return self._numbers[text]

    def add(self, source: str, row: dict[str, Any]) -> None:
        """A row of a training set; one whose answers cannot be found in word pieces is left out."""
        number = self.context(row["context"], source)
        spans = self._spans(number, [(a["start"], a["start"] + len(a["text"])) for a in row["answers"]])
        if row["answers"] and not spans:
            return
        texts = sorted({a["text"] for a in row["answers"]})
        self._keep(Row(source, row["question"].strip(), number, texts, spans))

    def add_written(self, article: Article) -> None:
        """The questions of an article of training/written."""
        number = self.context(article.text, WRITTEN)
        for asked in article.questions:
            spans = self._spans(number, asked.places)
            if asked.answerable:
                texts = sorted({article.text[start:end] for start, end in asked.places})
                self._keep(Row(WRITTEN, asked.question, number, texts, spans))
            else:
                self._keep(Row(WRITTEN, asked.question, number, [], [], spans))

    def _spans(self, number: int, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """First and last word pieces of characters of a context."""
        found = {piece_span(self._offsets[number], start, end) for start, end in places}
        return sorted(span for span in found if span is not None)

    def _keep(self, row: Row) -> None:
        self.library.by_source[row.source].append(len(self.library.rows))
        self.library.rows.append(row)


def find_negatives(library: Library, sources: frozenset[str]) -> None:
    """Gives each row of `sources` the contexts nearest its question by BM25 that lack all its answers."""
    rows = [library.rows[i] for source in sorted(sources) for i in library.by_source[source]]
    numbers = sorted({row.context for row in rows})
    flats = {n: f" {flat(library.contexts[n].text)} " for n in numbers}
    vocabulary: dict[str, int] = {}
    cells: list[tuple[int, int, int]] = []
    for line, n in enumerate(numbers):
        for term, count in Counter(flats[n].split()).items():
            cells.append((line, vocabulary.setdefault(term, len(vocabulary)), count))
    lines, terms, counts = np.array(cells).T
    size = np.bincount(lines, counts)
    rare = np.bincount(terms, minlength=len(vocabulary))
    weights = np.log(1 + (len(numbers) - rare + 0.5) / (rare + 0.5))
    values = weights[terms] * counts * 2.2 / (counts + 1.2 * (0.25 + 0.75 * size[lines] / size.mean()))
    table = sparse.csc_matrix((values.astype(np.float32), (lines, terms)), (len(numbers), len(vocabulary))).T.tocsr()
    frequent = rare > max(50, len(numbers) // 20)
    for first in range(0, len(rows), 1000):
        block = rows[first : first + 1000]
        asked = [
            (i, t)
            for i, row in enumerate(block)
            for term in set(TERM.findall(row.question.lower()))
            if (t := vocabulary.get(term)) is not None and not frequent[t]
        ]
        places = np.array(asked, np.int64).reshape(-1, 2).T
        questions = sparse.csr_matrix((np.ones(len(asked), np.float32), places), (len(block), len(vocabulary)))
        scores = (questions @ table).tocsr()
        for i, row in enumerate(block):
            cut = slice(scores.indptr[i], scores.indptr[i + 1])
            order = np.argsort(-scores.data[cut], kind="stable")[: NEGATIVES * 3]
            near = [numbers[scores.indices[cut][place]] for place in order]
            wanted = [flat(answer) for answer in row.answers]
            fits = [n for n in near if n != row.context and not any(f" {w} " in flats[n] for w in wanted)]
            row.negatives = fits[:NEGATIVES]


def build(data: Path, tokenizer: Tokenizer) -> Library:
    """Reads all training sets, leaves out what the development sets ask, finds negatives."""
    dev = [row for name in DEV for row in read(data / "dev" / f"{name}.jsonl.gz")]
    dev += [row | {"question": row["input"], "context": ""} for name in ("clapnq_answerable", "clapnq_unanswerable")
            for row in read(data / "dev" / f"{name}.jsonl.gz")]  # fmt: skip
    asked_later = {flat(row["question"]) for row in dev} | {flat(row["context"]) for row in dev}
    builder = Builder(tokenizer)
    for article in articles():
        builder.add_written(article)
    for source in (name for name in TRAIN if name != WRITTEN):
        for row in read(data / "train" / f"{source}.jsonl.gz"):
            if flat(row["question"]) not in asked_later and flat(row["context"]) not in asked_later:
                builder.add(source, row)
    library = builder.library
    kinds = [ENCYCLOPEDIA] + [frozenset([source]) for source in TRAIN if source not in ENCYCLOPEDIA]
    for kind in kinds:
        find_negatives(library, kind)
    asked: dict[str, list[Row]] = defaultdict(list)
    for made in library.rows:
        asked[made.question].append(made)
    for extra in read(data / "train" / f"{CONSTRUCTED}.jsonl.gz"):
        text = f" {flat(extra['context'])} "
        for made in asked.get(extra["question"].strip(), []):
            if not any(f" {flat(answer)} " in text for answer in made.answers):
                made.negatives.insert(0, builder.context(extra["context"], made.source))
    return library


def load(data: Path, tokenizer: Path, cache: Path) -> Library:
    """The library from the cache file, which is made first if it is missing."""
    if not cache.exists():
        library = build(data, plain_tokenizer(tokenizer))
        part = cache.with_suffix(".part")
        part.write_bytes(pickle.dumps(library, protocol=5))
        part.replace(cache)
    library = pickle.loads(cache.read_bytes())
    if not isinstance(library, Library):
        raise TypeError(f"{cache} is not a cache of this recipe; delete it")
    return library


def main() -> None:
    """Make the cache and print what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    arguments = parser.parse_args()
    library = load(arguments.data, arguments.tokenizer, arguments.cache)
    for source, numbers in library.by_source.items():
        rows = [library.rows[i] for i in numbers]
        unanswered = sum(not row.spans for row in rows)
        negatives = sum(map(len, (row.negatives for row in rows))) / max(1, len(rows))
        print(f"{source:30} {len(rows):7,} rows {unanswered:6,} without answer {negatives:5.1f} negatives a row")
    size = math.fsum(len(context.ids) for context in library.contexts)
    print(f"{len(library.contexts):,} contexts, {size:,.0f} word pieces")


if __name__ == "__main__":
    from training.reader import data  # or the cache would name its classes after __main__

    data.main()
