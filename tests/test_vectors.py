"""Vector search in Chroma."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.documents import Passage
from index.vectors import VectorIndex


def passages(count: int) -> list[Passage]:
    return [Passage(f"p{number}", "doc", number, number + 1, "x") for number in range(count)]


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def clustered(count: int, dimension: int, seed: int = 7) -> NDArray[np.float32]:
    """Points around a few centres, as texts are: harder for a graph than points spread evenly."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(20, dimension))
    return unit(
        (centres[random.integers(0, 20, count)] + 0.4 * random.normal(size=(count, dimension))).astype("float32")
    )


def test_nearest_comes_first_with_its_cosine(tmp_path: Path) -> None:
    """The passage with the closest direction comes first, scored with its cosine."""
    index = VectorIndex.open(tmp_path)
    index.add(passages(2), np.array([[1, 0], [0.6, 0.8]], np.float32))
    ((first, cosine), (second, _)) = index.search(np.array([0.8, 0.6], np.float32), 5)
    assert (first, second) == ("p1", "p0")
    assert abs(cosine - 0.96) < 1e-5


def test_graph_search_agrees_with_exact_search(tmp_path: Path) -> None:
    """With the index's settings, recall@10 against exact search is at least 0.98 on clustered vectors."""
    vectors, queries = clustered(4000, 64), clustered(50, 64, seed=8)
    index = VectorIndex.open(tmp_path)
    index.add(passages(len(vectors)), vectors)
    exact = np.argsort(-queries @ vectors.T, axis=1)[:, :10]
    hit = sum(
        len({f"p{place}" for place in row} & {id_ for id_, _ in index.search(query, 10)})
        for row, query in zip(exact, queries, strict=True)
    )
    assert hit / exact.size >= 0.98


def test_removed_passages_are_gone_after_reopening(tmp_path: Path) -> None:
    """Passages removed and added are so for the next process too; unknown ids are no error."""
    index = VectorIndex.open(tmp_path)
    index.add(passages(3), np.eye(3, dtype=np.float32))
    index.remove(["p1", "never there"])
    index.close()
    assert VectorIndex.open(tmp_path).ids() == {"p0", "p2"}


def test_empty_index_finds_nothing(tmp_path: Path) -> None:
    """A search in an empty index is an empty list."""
    assert VectorIndex.open(tmp_path).search(np.array([1.0, 0.0], np.float32), 3) == []
