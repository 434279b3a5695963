"""Both searches, fused."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from index.catalog import DocumentInfo
from index.documents import Passage
from index.store import Index

K = TypeVar("K", bound=Hashable)

BY_MEANING = 0.75
"""Share of the cosine in a fused score; the rest is that of the words. Chosen on development data
(benchmarks/README.md)."""


ASKED_BEFORE = 0.5
"""Weight of a search for the question before and the present one together, beside one for the present one alone. Chosen
on conversations whose answers are known (benchmarks/README.md)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and how."""

    passage: Passage
    document: DocumentInfo
    score: float
    """Of both searches (see fuse); higher is better, about -1 to 1."""
    cosine: float | None = None
    """Cosine of question and passage, -1 to 1; None where the vector search did not list it."""
    vector_rank: int | None = None
    """Place in the vector list, from 1."""
    word_rank: int | None = None
    """Place in the word list, from 1."""

    @property
    def document_id(self) -> str:
        """The id of the passage's document."""
        return self.passage.document_id

    @property
    def text(self) -> str:
        """The passage's words: `document.text[start:end]`."""
        return self.passage.text

    @property
    def start(self) -> int:
        """Where the passage starts in the document's text."""
        return self.passage.start

    @property
    def end(self) -> int:
        """Where the passage ends in the document's text."""
        return self.passage.end

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "document_id": self.document_id,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "score": self.score,
            "cosine": self.cosine,
            "vector_rank": self.vector_rank,
            "word_rank": self.word_rank,
            "title": self.document.title,
        }


@dataclass(frozen=True, slots=True)
class _Found:
    """What both searches found for one text, by passage id."""

    scores: Mapping[str, float]
    cosines: Mapping[str, float]
    vector_ranks: Mapping[str, int]
    word_ranks: Mapping[str, int]


@dataclass(slots=True)
class Retriever:
    """Finds passages by meaning and by words. Safe to use from several threads."""

    index: Index
    candidates: int
    """Passages that each of the two searches contributes."""
    generation: int
    """Of the catalog, from before the stores were opened."""

    def search(self, question: str, k: int, before: str = "") -> list[Hit]:
        """Up to k passages, best first. Words with a typing error are searched as the corpus spells them.

        `before`: the question before it in a conversation, which is searched together with it for less.
        """
        self.refresh()
        if not question.strip():
            return []
        wide = max(k, self.candidates)
        found = self._find(question, wide)
        scores = found.scores
        if before:
            scores = joined(scores, self._find(f"{before} {question}", wide).scores)
        # The stores may hold passages that are no longer current, so a few more are asked for than k.
        best = sorted(scores, key=lambda id_: (-scores[id_], id_))[: 2 * k + 10]
        current = self.index.catalog.passages(best)
        return [
            Hit(
                *current[id_],
                scores[id_],
                found.cosines.get(id_),
                found.vector_ranks.get(id_),
                found.word_ranks.get(id_),
            )
            for id_ in best
            if id_ in current
        ][:k]

    def _find(self, question: str, wide: int) -> _Found:
        index = self.index
        vector = index.embedder.embed([index.words.corrected(question)])[0]
        by_meaning = index.vectors.search(vector, wide)
        by_words = index.words.search(question, wide)
        cosines = dict(by_meaning)
        return _Found(
            fuse(cosines, dict(by_words), index.words.full_score(question)),
            cosines,
            {id_: rank for rank, (id_, _) in enumerate(by_meaning, 1)},
            {id_: rank for rank, (id_, _) in enumerate(by_words, 1)},
        )

    def closeness(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosines, -1 to 1, of a question and each of some texts."""
        asked, *rows = self.index.embedder.embed([self.index.words.corrected(question), *texts])
        return [float(row @ asked) for row in rows]

    def refresh(self) -> None:
        """Look at what another process has written since the last search."""
        generation = self.index.catalog.generation
        if generation != self.generation:
            self.index.words.reload()
            self.index.vectors.reload()
            self.generation = generation


def fuse(cosines: Mapping[K, float], word_scores: Mapping[K, float], full_score: float) -> dict[K, float]:
    """The convex combination of both searches: id -> score, higher is better (Bruch, Gai and Ingber, TOIS 2023).

    `word_scores` count as shares of `full_score`, what a passage with all words of the question would get: of a
    question whose words the passages lack, the best by words is no good one. A passage that only the words found
    gets the least of the cosines.
    """
    least = min(cosines.values(), default=0.0)
    return {
        id_: BY_MEANING * cosines.get(id_, least)
        + (1 - BY_MEANING) * (word_scores[id_] / full_score if id_ in word_scores else 0.0)
        for id_ in {**cosines, **word_scores}
    }


def joined(scores: Mapping[K, float], with_before: Mapping[K, float]) -> dict[K, float]:
    """The scores of a question, and with ASKED_BEFORE those of it together with the question before it.

    Shares of one sum, so that a score keeps its scale; what one of them did not find gets its least.
    """
    least, least_before = (min(each.values(), default=0.0) for each in (scores, with_before))
    return {
        id_: (scores.get(id_, least) + ASKED_BEFORE * with_before.get(id_, least_before)) / (1 + ASKED_BEFORE)
        for id_ in {**scores, **with_before}
    }
