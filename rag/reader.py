"""Which sentences answer a question, and how sure that is. No neural network reads here.

A sentence is scored by features that can be counted (rag/features.py) and by its cosine to the question;
a second model, over the best sentences of a question together, says how likely it is that the best one
answers at all. Both are logistic models whose coefficients stand in reader_weights.json; training/fit_reader.py
fits them and training/README.md says on what.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.errors import ModelFileError
from rag.exact import shortest_answer
from rag.features import (
    ALL,
    CHEAP,
    QUESTION,
    Context,
    add_cosines,
    cheap_features,
    complete,
    question_features,
)
from rag.question import Question, WordStatistics, analyse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding import Embedder
    from rag.retrieval import Hit

WEIGHTS = Path(__file__).with_name("reader_weights.json")
SENTENCES_EMBEDDED = 16
"""Sentences a question that are compared by vector; the rest are out after the cheap features."""
VECTORS_KEPT = 16_384
"""Sentence vectors that stay in memory (about 25 MB)."""
SENTENCES_READ = 60
"""Sentences of one passage that are looked at; a passage of ordinary size has about six."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    hit: Hit
    start: int
    """Where the sentence starts in the document's text."""
    end: int
    score: float
    """Log-odds that this sentence answers; comparable across passages and questions."""
    short: tuple[int, int] | None = None
    """Offsets in the document's text of the shortest exact answer inside the sentence, where that is safe."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the passages say to a question."""

    candidates: tuple[Candidate, ...]
    """Best first."""
    confidence: float
    """0 to 1, calibrated: how likely it is that the best candidate answers; 0 without candidates."""
    reason: str | None
    """What is missing, in words; for the case that the question is not answered."""


class Reader(Protocol):
    """Anything that finds answers in passages."""

    @property
    def abstain_below(self) -> float:
        """The confidence under which an answer is better not given."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The sentences of `hits` that may answer, best first."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients of the logistic models, by the names of their features."""

    preselect: Mapping[str, float]
    sentence: Mapping[str, float]
    answerable: Mapping[str, float]
    abstain_below: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Weights:
        """The weights in `path`. Raises ModelFileError when they are missing or are not those of this version."""
        try:
            values = json.loads(path.read_text("utf-8"))
            weights = cls(values["preselect"], values["sentence"], values["answerable"], float(values["abstain_below"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelFileError(path, "is missing or damaged") from error
        known = ((weights.preselect, CHEAP), (weights.sentence, ALL), (weights.answerable, QUESTION))
        if not all(set(used) <= {"bias", *names} for used, names in known):
            raise ModelFileError(path, "names features that this version does not have")
        return weights


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence among its hits, before it is scored."""

    hit: Hit
    start: int
    end: int
    context: Context


def gather(hits: Sequence[Hit]) -> list[Found]:
    """Every sentence of `hits` once, in the order of the hits, with the sentences around it.

    A sentence that several overlapping passages hold belongs to the best of them.
    """
    places: dict[tuple[str, int, int], Hit] = {}
    texts: dict[tuple[str, int, int], str] = {}
    for hit in hits:
        for start, end in (hit.passage.sentences or ((hit.start, hit.end),))[:SENTENCES_READ]:
            text = hit.text[start - hit.start : end - hit.start]
            if text.strip():
                places.setdefault((hit.document_id, start, end), hit)
                texts[hit.document_id, start, end] = text
    ordered = sorted(places)
    neighbours = dict.fromkeys(ordered, ("", ""))
    for before, after in pairwise(ordered):
        if before[0] == after[0] and 0 <= after[1] - before[2] < 200:
            neighbours[before] = (neighbours[before][0], texts[after])
            neighbours[after] = (texts[before], "")
    least = min((hit.cosine for hit in hits if hit.cosine is not None), default=0.0)
    found, seen = [], set()
    for key, hit in places.items():
        if (hit.document_id, texts[key]) in seen:
            continue  # a caption or a pull quote that the page repeats
        seen.add((hit.document_id, texts[key]))
        context = Context(
            text=texts[key],
            before=neighbours[key][0],
            after=neighbours[key][1],
            title=hit.document.title,
            passage=hit.text,
            word_rank=hit.word_rank,
            vector_rank=hit.vector_rank,
            passage_cosine=hit.cosine if hit.cosine is not None else least,
        )
        found.append(Found(hit, key[1], key[2], context))
    return found


def weighed(rows: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """One log-odds a row, shape `(len(rows),)`."""
    names = [name for name in weights if name != "bias"]
    table = np.array([[row[name] for name in names] for row in rows], float).reshape(len(rows), len(names))
    return np.asarray(table @ np.array([weights[name] for name in names], float) + weights.get("bias", 0.0))


class SentenceReader:
    """Scores sentences by counted features and by cosine. Safe to call from several threads at once."""

    def __init__(self, embedder: Embedder, statistics: WordStatistics, weights: Weights | None = None) -> None:
        self._embedder = embedder
        self._statistics = statistics
        self._weights = weights or Weights.load()
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def abstain_below(self) -> float:
        """The confidence under which an answer is better not given; chosen on held-out training data."""
        return self._weights.abstain_below

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The sentences of `hits` that may answer, best first; none when the question has no words."""
        asked = analyse(question, self._statistics)
        found = gather(hits) if asked.terms else []
        if not found:
            return Reading((), 0.0, reason_to_refuse(asked, found))
        found, rows, alike = self.survey(asked, found)
        scores = weighed(rows, self._weights.sentence)
        order = sorted(range(len(found)), key=lambda place: -scores[place])
        ranked = [rows[i] for i in order], scores[order].tolist(), alike[order[0]][order].tolist()
        log_odds = float(weighed([question_features(asked, *ranked)], self._weights.answerable)[0])
        candidates = tuple(self._candidate(asked, found[place], float(scores[place])) for place in order)
        reason = reason_to_refuse(asked, [found[i] for i in order])
        return Reading(candidates, float(1 / (1 + np.exp(-log_odds))), reason)

    def survey(
        self, question: Question, found: list[Found]
    ) -> tuple[list[Found], list[dict[str, float]], NDArray[np.float32]]:
        """The n sentences worth a closer look, all features of each, and their cosines `(n, n)` to each other."""
        rows = [cheap_features(question, sentence.context) for sentence in found]
        complete(rows)
        if len(found) > SENTENCES_EMBEDDED:
            scores = weighed(rows, self._weights.preselect)
            chosen = sorted(np.argsort(-scores, kind="stable")[:SENTENCES_EMBEDDED])
            found, rows = [found[i] for i in chosen], [rows[i] for i in chosen]
        vectors = self._embed([question.text[:2000], *(sentence.context.text for sentence in found)])
        add_cosines(rows, [float(value) for value in vectors[1:] @ vectors[0]])
        return found, rows, vectors[1:] @ vectors[1:].T

    def _candidate(self, question: Question, found: Found, score: float) -> Candidate:
        short = shortest_answer(question, found.context.text, found.context.before)
        if short is not None:
            short = (found.start + short[0], found.start + short[1])
        return Candidate(found.hit, found.start, found.end, score, short)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known.update(zip(missing, self._embedder.embed(missing), strict=True))
        with self._lock:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > VECTORS_KEPT:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])


_MISSING = {
    "number": "how many", "money": "how much", "percent": "how much", "duration": "how long", "date": "when",
    "person": "who", "place": "where", "reason": "why", "manner": "how", "statement": "what was said",
    "polar": "whether this is so",
}  # fmt: skip


def reason_to_refuse(question: Question, found: Sequence[Found]) -> str:
    """Which part of the question the articles lack, in words; `found` is best first."""
    if not question.terms:
        return "The question holds no word to look for."
    names = [term.typed for term in question.terms if term.named]
    strangers = [term.typed for term in question.terms if term.named and not term.known]
    if strangers:
        return f"The articles mention {_listed(strangers, 'or')} nowhere."
    unknown = [term for term in question.terms if not term.known]
    if unknown and not names and sum(term.weight for term in unknown) > 0.5 * question.weight:
        words = _listed([term.typed for term in unknown[:3]], "or", quoted=True)
        return f"The articles use the {'word' if len(unknown) == 1 else 'words'} {words} nowhere."
    if names and found:
        missing = "how old" if "how old" in question.text.casefold() else _MISSING.get(question.kind, "this")
        return f"The articles mention {_listed(names, 'and')}, but do not say {missing}."
    return "Nothing in the articles answers this."


def _listed(words: Sequence[str], joint: str, quoted: bool = False) -> str:
    plain = list(dict.fromkeys(word.replace("’", "'").removesuffix("'s") for word in words))
    shown = [f"“{word}”" for word in plain] if quoted else plain
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {joint} {shown[-1]}"
