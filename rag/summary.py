"""Key sentences: the few verbatim sentences of a document that say most of what it says.

Sentences are ranked by continuous LexRank (Erkan and Radev 2004, with the cosines of the embedding model in
place of tf-idf ones) whose random jumps prefer the beginning (a news article opens with its news), and taken
one by one with maximal marginal relevance (Carbonell and Goldstein 1998), so that no two say the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Passage
from index.embedding import Embedder
from index.store import Index
from index.words import tokens
from rag.statements import BULLET, SENTENCE_END

DAMPING = 0.7
"""Of the random walk: how often it follows likeness instead of jumping."""
OPENING = 3.0
"""How much likelier a jump to the first sentence is than to one far down; falls with 1 / (place + 1)."""
NOVELTY = 0.35
"""Of maximal marginal relevance: how much likeness to a chosen sentence counts against a sentence's own worth."""
LEANING = 0.6
"""Share of its worth that a sentence keeps which opens with "He", "This" or "However": alone it says less."""
MOST_RANKED = 20
"""Sentences of one document that are embedded, about 10 ms each: where it has more, the first of them to the half of
this number, and others evenly spread."""
FEWEST_WORDS, MOST_WORDS = 7, 60
_HEADINGS = ("headline", "heading", "list item", "headline again", "photo caption")
_OPENS_LEANING = re.compile(
    r"[\"'“‘(\s]*(?:he|she|it|they|his|her|its|their|this|these|those|that|such|however|but|and|so|also|meanwhile|instead|"
    r"moreover|additionally|furthermore|therefore|then|there|here|another|others|both|i|we|you|yes|no)\b",
    re.IGNORECASE,
)
_OPENING_QUOTES, _CLOSING_QUOTES = "“„«", "”»"


@dataclass(frozen=True, slots=True)
class KeySentences:
    """The chosen sentences of one document."""

    spans: tuple[tuple[int, int], ...]
    """Offsets in the document's text, in reading order."""
    ranked: int
    """Sentences that they were chosen from."""
    held: int
    """Sentences that could have been chosen; more than `ranked` in a very long document."""


def key_sentences(index: Index, document: Document, most: int, look: int = MOST_RANKED) -> KeySentences:
    """Up to `most` sentences of the article, in reading order; none where it holds no prose.

    Takes as long as embedding `look` sentences at most.
    """
    spans = eligible(document, index.catalog.passages_of(document.id))
    ranked = spans
    if len(spans) > look:
        later = np.linspace(look // 2, len(spans) - 1, look - look // 2).astype(int)
        ranked = [*spans[: look // 2], *(spans[place] for place in later)]
    chosen = choose([document.text[start:end] for start, end in ranked], index.embedder, most)
    return KeySentences(tuple(ranked[place] for place in sorted(chosen)), len(ranked), len(spans))


def eligible(document: Document, passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """The document's whole sentences that can stand alone in a summary, in order, without bullets in front.

    Passages hold kept lines only. Headings, list items, captions, what repeats the title, and the inside of
    a quotation that goes over several sentences are passed over.
    """
    title = frozenset(token.stem for token in tokens(document.title))
    headings = [(line.start, line.end) for line in document.lines if line.reason in _HEADINGS]
    found, seen = [], set()
    for start, end in sorted({span for passage in passages for span in passage.sentences}):
        words = document.text[start:end]
        stems = [token.stem for token in tokens(words)]
        if any(start < last and first < end for first, last in headings) or BULLET.match(words):
            continue
        if not FEWEST_WORDS <= len(stems) <= MOST_WORDS or not SENTENCE_END.search(words) or words.endswith("?"):
            continue
        if set(stems) <= title or tuple(stems) in seen or not _whole_quotation(document.text, start, end):
            continue
        seen.add(tuple(stems))
        found.append((start, end))
    return found


def choose(sentences: Sequence[str], embedder: Embedder, most: int) -> list[int]:
    """Places of up to `most` sentences, the best first."""
    if not sentences:
        return []
    vectors = embedder.embed(sentences)
    likeness = np.clip(vectors @ vectors.T, 0.0, 1.0)
    worth = centrality(likeness)
    worth *= np.array(
        [LEANING if place and _OPENS_LEANING.match(text) else 1.0 for place, text in enumerate(sentences)]
    )
    worth /= worth.max()
    chosen = [int(np.argmax(worth))]
    while len(chosen) < min(most, len(sentences)):
        rest = (1 - NOVELTY) * worth - NOVELTY * likeness[:, chosen].max(axis=1)
        rest[chosen] = -np.inf
        chosen.append(int(np.argmax(rest)))
    return chosen


def centrality(likeness: NDArray[np.floating]) -> NDArray[np.float64]:
    """LexRank of each sentence, shape `(n,)`, sums to 1, from cosines of 0 to 1, shape `(n, n)`."""
    count = len(likeness)
    jump = 1.0 + (OPENING - 1.0) / (1.0 + np.arange(count))
    jump /= jump.sum()
    steps = np.asarray(likeness, np.float64) + 1e-9
    steps /= steps.sum(axis=1, keepdims=True)
    rank = jump
    for _ in range(50):  # converges by DAMPING a step: 0.7 ** 50 is nothing
        rank = DAMPING * rank @ steps + (1 - DAMPING) * jump
    return np.asarray(rank, np.float64)


def _whole_quotation(text: str, start: int, end: int) -> bool:
    """Whether every quotation of the sentence begins and ends in it, and none goes on around it."""
    line = text.rfind("\n", 0, start) + 1
    before, words = text[line:start], text[start:end]
    if before.count('"') % 2 or words.count('"') % 2:
        return False
    return _depth(before) <= 0 and _depth(words) == 0


def _depth(text: str) -> int:
    return sum(text.count(mark) for mark in _OPENING_QUOTES) - sum(text.count(mark) for mark in _CLOSING_QUOTES)
