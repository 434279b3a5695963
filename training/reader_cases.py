"""Questions with the passages that a search would find for them, made from reading-comprehension data.

A context of the data becomes a document. For each question a small corpus is put together around its context:
contexts that are near it by vector, and others at random. Both searches run over that corpus and are fused, as in
the product. Four kinds of case come out: the context is in the corpus ("here"); it is, but for the sentence that
answers ("near"); it has been taken out ("gone"); or the corpus is about something else ("far"). But for "here", every
passage that holds the answer's words is taken out with it. Questions that the data itself marks as unanswerable
from their context keep it ("trick").
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import DocumentInfo
from index.chunking import cut
from index.documents import Document, Line, Passage
from index.embedding import Embedder
from index.sentences import sentences
from index.words import stem, tokens
from rag.retrieval import Hit, fuse
from rag.spans import PassageReading, SpanReader
from training.reader.split import held_out
from training.written import articles

PASSAGE_TOKENS = 160
OVERLAP = 1
LISTED = 50
SAVED_EVERY = 1000
"""Texts embedded before their vectors are written down, so that a run that is cut off can go on."""
SIZES = (25, 40, 60, 100, 250, 2000)
"""Passages of a case's corpus, or as many as there are."""


@dataclass(frozen=True)
class Row:
    """A question of the data."""

    source: str
    question: str
    context: str
    answers: tuple[tuple[str, int], ...]
    """Text and start in the context; empty when the context does not answer."""

    @property
    def held_out(self) -> bool:
        """True for a fourth of the contexts, always the same ones."""
        return hashlib.sha256(self.context.encode()).digest()[1] < 64


@dataclass(frozen=True)
class Case:
    """A question and what was retrieved for it."""

    row: Row
    kind: str
    """here, near, gone, far or trick."""
    hits: tuple[Hit, ...]
    statistics: Statistics

    def right(self, document_id: str, start: int, end: int) -> bool:
        """Whether a sentence is the one that was marked as holding the answer."""
        if self.kind != "here" or document_id != document_of(self.row.context):
            return False
        return any(start <= at + len(text) // 2 < end for text, at in self.row.answers)

    def doubtful(self, text: str) -> bool:
        """Whether a sentence holds the answer's words and so may answer without being marked."""
        return any(answer.casefold() in text.casefold() for answer, _ in self.row.answers)


class CachedEmbedder:
    """An embedder that never embeds a text twice, not even in the next run (vectors in a folder)."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._file = folder / f"vectors-{embedder.fingerprint[:12]}.npz"
        self._rows: dict[str, NDArray[np.float32]] = {}
        self.fingerprint, self.dimension = embedder.fingerprint, embedder.dimension
        if self._file.exists():
            with np.load(self._file) as stored:
                self._rows = dict(zip(stored["keys"].tolist(), stored["vectors"].astype(np.float32), strict=True))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As Embedder.embed."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:20] for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._rows}
        for start in range(0, len(missing), SAVED_EVERY):
            block = list(missing)[start : start + SAVED_EVERY]
            self._rows.update(zip(block, self._embedder.embed([missing[key] for key in block]), strict=True))
            if len(block) == SAVED_EVERY:
                self.save()
        return np.stack([self._rows[key] for key in keys])

    def save(self) -> None:
        """Writes all vectors down, in half precision."""
        vectors = np.stack(list(self._rows.values())).astype(np.float16)
        np.savez(self._file, keys=np.array(list(self._rows)), vectors=vectors)


class CachedSpans:
    """A span reader that never reads a passage for a question twice, not even in the next run."""

    def __init__(self, spans: SpanReader, file: Path) -> None:
        self._spans = spans
        self._file = file
        self._readings: dict[str, PassageReading] = pickle.loads(file.read_bytes()) if file.exists() else {}

    def read(
        self, question: str, passages: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[PassageReading]:
        """As SpanReader.read."""
        keys = [
            hashlib.sha256(f"{question}\0{passage}\0{list(places)}".encode()).hexdigest()[:20]
            for passage, places in zip(passages, parts, strict=True)
        ]
        missing = [place for place, key in enumerate(keys) if key not in self._readings]
        if missing:
            found = self._spans.read(question, [passages[i] for i in missing], [parts[i] for i in missing])
            self._readings.update(zip([keys[i] for i in missing], found, strict=True))
        return [self._readings[key] for key in keys]

    def save(self) -> None:
        """Writes all readings down."""
        self._file.write_bytes(pickle.dumps(self._readings))


class Statistics:
    """Word statistics of a corpus in memory, for training and tests; knows no spelling variants."""

    def __init__(self, frequencies: Counter[str], passages: int) -> None:
        self._frequencies = frequencies
        self._passages = passages

    def document_frequency(self, word: str) -> tuple[int, int]:
        """As WordStatistics.document_frequency."""
        return self._frequencies[stem(word)], self._passages

    def abbreviated(self, short: str) -> int:
        """As WordStatistics.abbreviated; here as the word."""
        return self._frequencies[stem(short)]

    def written_out(self, short: str) -> int:
        """As WordStatistics.written_out; none are known."""
        return 0

    def variants(self, word: str) -> Set[str]:
        """As WordStatistics.variants."""
        return frozenset()


def read_rows(path: Path, most: int, per_context: int, unseen: bool, seed: int = 7) -> list[Row]:
    """At most `most` questions of a file, at most `per_context` of each context, chosen at random.

    With `unseen` only those of contexts that the span reader was not trained on.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        values = [json.loads(line) for line in lines]
    if unseen:
        values = [value for value in values if held_out(value["context"])]
    np.random.default_rng(seed).shuffle(values)
    taken: Counter[str] = Counter()
    rows = []
    for value in values:
        if taken[value["context"]] < per_context and len(rows) < most and len(value["context"]) < 4000:
            taken[value["context"]] += 1
            answers = tuple((answer["text"], answer["start"]) for answer in value["answers"])
            rows.append(Row(value["source"], value["question"], value["context"], answers))
    return rows


def written_rows() -> list[Row]:
    """The questions of training/written on articles that the span reader was not trained on."""
    return [
        Row("written", asked.question, article.text, answers)
        for article in articles()
        if held_out(article.text)
        for asked in article.questions
        for answers in [tuple((article.text[a:b], a) for a, b in asked.places) if asked.answerable else ()]
    ]


def document_of(context: str) -> str:
    """The id of the document that a context becomes."""
    return hashlib.sha256(context.encode()).hexdigest()[:16]


class Library:
    """All contexts of one kind of text, cut into passages, with what both searches need."""

    def __init__(self, rows: Sequence[Row], embedder: Embedder) -> None:
        self.passages: list[Passage] = []
        self.infos: list[DocumentInfo] = []
        self.of_document: dict[str, list[int]] = defaultdict(list)
        self.vectors = np.empty((0, embedder.dimension), np.float32)
        self.counts: list[Counter[str]] = []
        self.add({document_of(row.context): row.context for row in rows}, embedder)

    def add(self, texts: Mapping[str, str], embedder: Embedder) -> None:
        """Cut texts, by id, into passages that can be searched."""
        known = len(self.passages)
        for name, text in texts.items():
            document = Document(name, text, "", name, lines=tuple(_lines(text)))
            info = DocumentInfo(name, "", name, None, None, document.sha256)
            for passage in cut(document, PASSAGE_TOKENS, OVERLAP):
                self.of_document[name].append(len(self.passages))
                self.passages.append(passage)
                self.infos.append(info)
        new = [passage.text for passage in self.passages[known:]]
        if new:
            self.vectors = np.concatenate([self.vectors, embedder.embed(new)])
            self.counts += [Counter(token.stem for token in tokens(text)) for text in new]
            self.__dict__.pop("lengths", None)

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """Words of each passage."""
        return np.array([sum(count.values()) for count in self.counts], float)

    def search(self, vector: NDArray[np.float32], question: str, corpus: Sequence[int], most: int) -> tuple[Hit, ...]:
        """The fused hits among the passages named by `corpus`, best first."""
        places = np.array(corpus)
        cosines = self.vectors[places] @ vector
        by_vector = np.argsort(-cosines, kind="stable")[:LISTED]
        scores, full = self._bm25(question, places)
        by_words = [int(i) for i in np.argsort(-scores, kind="stable")[:LISTED] if scores[i] > 0]
        ranks = [{place: rank for rank, place in enumerate(listed, 1)} for listed in (by_vector.tolist(), by_words)]
        fused = fuse({i: float(cosines[i]) for i in ranks[0]}, {i: float(scores[i]) for i in ranks[1]}, full)
        return tuple(
            Hit(
                passage=self.passages[places[i]],
                document=self.infos[places[i]],
                score=float(score),
                cosine=float(cosines[i]) if i in ranks[0] else None,
                vector_rank=ranks[0].get(i),
                word_rank=ranks[1].get(i),
            )
            for i, score in sorted(fused.items(), key=lambda each: -each[1])[:most]
        )

    def _bm25(self, question: str, places: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
        """The score of each passage, and that of one of mean length with every word once."""
        scores = np.zeros(len(places))
        full = 0.0
        norm = 1.2 * (0.25 + 0.75 * self.lengths[places] / self.lengths[places].mean())
        for word in {token.stem for token in tokens(question) if not token.function}:
            counts = np.array([self.counts[place][word] for place in places], float)
            holding = np.count_nonzero(counts)
            idf = math.log1p((len(places) - holding + 0.5) / (holding + 0.5))
            full += idf
            scores += idf * counts * 2.2 / (counts + norm)
        return scores, full

    def statistics(self, corpus: Sequence[int]) -> Statistics:
        """Document frequencies over the passages named by `corpus`."""
        return Statistics(Counter(word for place in corpus for word in self.counts[place]), len(corpus))


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield Line(start, start + len(line.rstrip()), True, "paragraph")
        start += len(line)


def without_answer(row: Row) -> str:
    """The context without the sentences that hold its answers."""
    held = [(at, at + len(text)) for text, at in row.answers]
    parts, end = [], 0
    for start, stop in sentences(row.context):
        if any(start < last and first < stop for first, last in held):
            parts.append(row.context[end:start])
            end = stop
    return "".join([*parts, row.context[end:]]).strip()


def make_cases(rows: Sequence[Row], library: Library, embedder: Embedder, shares: Mapping[str, float],
               seed: int = 7) -> Iterator[Case]:  # fmt: skip
    """One case a question; of the answerable ones `shares`, by kind, become here, near, gone and far."""
    chance = np.random.default_rng(seed)
    vectors = embedder.embed([row.question for row in rows])
    kinds = [str(chance.choice(list(shares), p=list(shares.values()))) if row.answers else "trick" for row in rows]
    whole = len(library.passages)
    cut_down = {place: without_answer(row) for place, row in enumerate(rows) if kinds[place] == "near"}
    library.add({f"near{place}": text for place, text in cut_down.items()}, embedder)
    for place, (row, vector, kind) in enumerate(zip(rows, vectors, kinds, strict=True)):
        own = library.of_document[document_of(row.context)]
        if not own:
            continue
        likeness = library.vectors[:whole] @ library.vectors[own[0]]
        size = int(chance.choice(SIZES))
        near = np.argsort(-likeness)[: len(own) + int(size * chance.uniform(0.3, 0.8))].tolist()
        others = chance.integers(0, whole, size).tolist()
        if kind == "far":
            corpus = {other for other in others if likeness[other] < 0.2}
        else:
            corpus = set(own) | set((near + others)[:size])
        if kind in ("near", "gone", "far"):
            gone = [answer.casefold() for answer, _ in row.answers]
            held = {p for p in corpus if any(a in library.passages[p].text.casefold() for a in gone)}
            corpus -= held | set(own) | {p for p in corpus if likeness[p] > 0.97}
            corpus |= set(library.of_document.get(f"near{place}", ()))
        if len(corpus) < 8:
            continue
        ordered = sorted(corpus)
        most = 12 if chance.random() < 0.7 else int(chance.integers(5, 12))
        hits = library.search(vector, row.question, ordered, most)
        yield Case(row, kind, hits, library.statistics(ordered))
