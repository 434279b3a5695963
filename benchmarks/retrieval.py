"""How often the passage that answers is found: by meaning, by words, and by both.

    python -m benchmarks.retrieval --data FOLDER [--questions 500]

FOLDER holds the development sets of the training data (`squad2_part`, `nq_passages` and `tweetqa`, .jsonl.gz); the
articles of training/written that nothing was trained on are one more corpus. Every set is indexed and searched. A
passage is right when it holds one of the marked answers, and all of it. Prints the share of questions with a right
passage among the first 1, 4 and 12, for each search alone, for reciprocal rank fusion of both (60 + rank; Cormack,
Clarke and Büttcher 2009) and for the product's search.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag import Assistant, Settings
from training.reader.split import held_out
from training.written import articles

SETS = ("nq_passages", "squad2_part", "tweetqa")
FIRST = (1, 4, 12)
WAYS = ("by meaning", "by words", "reciprocal ranks", "fused")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its document, and where in it the answers stand."""

    question: str
    document: str
    places: tuple[tuple[int, int], ...]


Corpus = tuple[Mapping[str, str], Mapping[str, Sequence[Asked]]]
"""Texts by id, and groups of questions by name."""


def written() -> Corpus:
    """The held-out articles, with their questions in other words and all others."""
    texts: dict[str, str] = {}
    groups: dict[str, list[Asked]] = {"written, in other words": [], "written, others": []}
    for article in articles():
        if held_out(article.text):
            texts[name := f"w{len(texts)}"] = article.text
            for asked in filter(lambda each: each.answerable, article.questions):
                group = groups["written, in other words" if asked.kind == "p" else "written, others"]
                group.append(Asked(asked.question, name, asked.places))
    return texts, groups


def development(folder: Path, name: str, most: int) -> Corpus:
    """The contexts of a development set, and at most `most` of its answerable questions."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    ids: dict[str, str] = {}
    for row in rows:
        ids.setdefault(row["context"], f"c{len(ids)}")
    asked = [
        Asked(row["question"], ids[row["context"]], tuple((a["start"], a["start"] + len(a["text"])) for a in answers))
        for row in rows
        if (answers := row["answers"])
    ]
    random.Random(5).shuffle(asked)
    return {id_: text for text, id_ in ids.items()}, {name: asked[:most]}


def ranked(assistant: Assistant, question: str) -> Iterator[list[str]]:
    """Passage ids, best first, in each of WAYS."""
    index, most = assistant.index, assistant.settings.candidates
    (vector,) = index.embedder.embed([index.words.corrected(question)])
    alone = [
        [id_ for id_, _ in found] for found in (index.vectors.search(vector, most), index.words.search(question, most))
    ]
    yield from alone
    ranks: Counter[str] = Counter()
    for found in alone:
        for rank, id_ in enumerate(found, 1):
            ranks[id_] += 1 / (60 + rank)  # type: ignore[assignment]
    yield [id_ for id_, _ in ranks.most_common()]
    yield [hit.passage.id for hit in assistant.search(question, max(FIRST))]


def measure(corpus: Corpus) -> Iterator[tuple[str, int, np.ndarray]]:
    """For each group its name, its size, and the shares, shape `(len(WAYS), len(FIRST))`."""
    texts, groups = corpus
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        path.write_text("\n".join(json.dumps({"_id": id_, "text": text}) for id_, text in texts.items()), "utf-8")
        with Assistant.open(Settings(home=Path(folder) / "home", corpus=None)) as assistant:
            assistant.sync(path)
            passages = [p for p, _ in assistant.index.catalog.passages(sorted(assistant.index.words.ids())).values()]
            for name, group in groups.items():
                found = []
                for asked in group:
                    right = {
                        p.id for p in passages if p.document_id == asked.document
                        and any(p.start <= start and end <= p.end for start, end in asked.places)
                    }  # fmt: skip
                    if right:  # an answer may be cut in two
                        lists = ranked(assistant, asked.question)
                        found.append([[not right.isdisjoint(ids[:k]) for k in FIRST] for ids in lists])
                yield name, len(found), np.mean(found, axis=0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=500, help="of each development set, at most")
    options = parser.parse_args()
    print("| questions | n |", " | ".join(f"{way}: @{', @'.join(map(str, FIRST))}" for way in WAYS), "|")
    print("|---|---:" + "|---:" * len(WAYS) + "|")
    for corpus in (written(), *(development(options.data, name, options.questions) for name in SETS)):
        for name, size, shares in measure(corpus):
            cells = (" ".join(f"{share:.3f}" for share in row) for row in shares)
            print(f"| {name} | {size} |", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
