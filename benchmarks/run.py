"""Measures speed, memory and retrieval; run it by hand: `python benchmarks/run.py`.

Each size runs in a process of its own. The last line printed is one JSON document; README.md in this
folder says on what machine the committed one was made.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

QUESTIONS = 60
STARTER_TOP = 2
COLD_STARTS = 7


def main() -> None:
    """Run every measurement and print the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, nargs="+", default=[5, 1000, 10_000])
    arguments.add_argument("--starter-documents", type=int, default=1000, help="size for llama-index's pipeline")
    arguments.add_argument("--vectors", type=int, default=50_000, help="size for recall against exact search")
    arguments.add_argument("--part", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.part:
        print(json.dumps(PARTS[chosen.part.split(":")[0]](*map(int, chosen.part.split(":")[1:]))))
        return
    results: dict[str, Any] = {"machine": machine(), "cold_start": child("cold")}
    results["vector_recall"] = child(f"recall:{chosen.vectors}")
    results["size"] = {str(count): child(f"size:{count}") for count in chosen.documents}
    results["starter_seeds"] = child("starter:0")
    results["starter_generated"] = child(f"starter:{chosen.starter_documents}")
    print(json.dumps(results))


def child(part: str) -> Any:
    """One part in a fresh process, so that its memory is its own."""
    print(f"measuring {part} ...", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, __file__, "--part", part], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def machine() -> dict[str, Any]:
    """What the figures were made on."""
    import chromadb
    import onnxruntime

    return {
        "cores": len(os.sched_getaffinity(0)), "system": platform.platform(), "python": platform.python_version(),
        "chromadb": chromadb.__version__, "onnxruntime": onnxruntime.__version__,
    }  # fmt: skip


def cold() -> dict[str, float]:
    """Seconds of a cold `footnote ask` beside those of importing its engines, alternating; medians."""
    with tempfile.TemporaryDirectory() as home:
        ask = [sys.executable, "-m", "rag.cli", "ask", "Who will deploy troops?", "--json", "--home", f"{home}/h"]
        imports = [sys.executable, "-c", "import chromadb, onnxruntime"]
        first = seconds(lambda: subprocess.run(ask, cwd=ROOT, check=True, capture_output=True))
        times: dict[str, list[float]] = {"ask": [], "imports": []}
        for _ in range(COLD_STARTS):
            times["ask"].append(seconds(lambda: subprocess.run(ask, cwd=ROOT, check=True, capture_output=True)))
            times["imports"].append(seconds(lambda: subprocess.run(imports, cwd=ROOT, check=True)))
    medians = {name: statistics.median(values) for name, values in times.items()}
    return {"first_use_seconds": first, "ask_seconds": medians["ask"], "imports_seconds": medians["imports"],
            "ratio": medians["ask"] / medians["imports"]}  # fmt: skip


def size(documents: int) -> dict[str, Any]:
    """Indexing rate, answer latency and memory at one size; 5 documents are the seed articles."""
    from benchmarks import corpus
    from rag import Assistant, Settings
    from rag.settings import SEEDS

    with tempfile.TemporaryDirectory() as home:
        path: Path = SEEDS
        if documents == 5:
            questions = [question for question, _, _ in seed_questions()]
        else:
            path = Path(home) / "corpus.jsonl"
            questions = [question for question, _, _ in corpus.write(path, documents, QUESTIONS)]
        with Assistant.open(Settings(home=f"{home}/h", corpus=None)) as assistant:
            opened = memory()
            first = seconds(lambda: assistant.sync(path))
            catalog = assistant.index.catalog
            ids = [document.id for document in assistant.documents()]
            passages = [passage for id_ in ids for passage in catalog.passages_of(id_)]
            sample = [passage.text for passage in passages[:1500]]
            raw = [len(sample) / seconds(lambda: assistant.index.embedder.embed(sample)) for _ in range(3)]
            rates = [len(passages) / first]
            if documents <= 1000:
                rates += [len(passages) / again(path, f"{home}/again{round_}") for round_ in range(2)]
            for question in questions[:5]:
                assistant.ask(question)
            answers = [assistant.ask(question) for question in questions]
        return {
            "documents": len(ids), "passages": len(passages),
            "passages_per_second": median(rates),
            "embedder_per_second": median(raw),
            "of_embedder": median(rates) / median(raw),
            "answer_ms": spread([answer.timings_ms["total"] for answer in answers]),
            "retrieve_ms": spread([answer.timings_ms["retrieve"] for answer in answers]),
            "read_ms": spread([answer.timings_ms["read"] for answer in answers]),
            "memory_mb_opened": opened, "memory_mb": memory(),
        }  # fmt: skip


def again(path: Path, home: str) -> float:
    """Seconds of indexing `path` in a new home, with everything loaded."""
    from rag import Assistant, Settings

    with Assistant.open(Settings(home=home, corpus=None)) as assistant:
        return seconds(lambda: assistant.sync(path))


def starter(documents: int) -> dict[str, Any]:
    """Recall@2 and latency of our search and of llama-index's starter pipeline; 0: the seed articles."""
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from benchmarks import corpus
    from rag import Assistant, Settings
    from rag.llamaindex import FootnoteEmbedding
    from rag.settings import SEEDS

    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "corpus.jsonl"
        questions = corpus.write(path, documents, QUESTIONS) if documents else seed_questions()
        with Assistant.open(Settings(home=f"{home}/h", corpus=None)) as assistant:
            assistant.sync(path if documents else SEEDS)
            import chromadb

            client = chromadb.PersistentClient(f"{home}/starter")
            store = ChromaVectorStore(chroma_collection=client.create_collection("starter", embedding_function=None))
            texts = [Document(text=assistant.document(d.id).text, id_=d.id) for d in assistant.documents()]
            index = VectorStoreIndex.from_documents(
                texts,
                storage_context=StorageContext.from_defaults(vector_store=store),
                embed_model=FootnoteEmbedding(assistant.index.embedder),
                transformations=[SentenceSplitter()],
            )
            theirs = index.as_retriever(similarity_top_k=STARTER_TOP)
            searches: dict[str, Callable[[str], list[tuple[str, str]]]] = {
                "footnote": lambda q: [(h.document_id, h.text) for h in assistant.search(q, STARTER_TOP)],
                "starter": lambda q: [(n.node.ref_doc_id or "", n.node.get_content()) for n in theirs.retrieve(q)],
            }
            return {"documents": len(texts), **{who: judged(search, questions) for who, search in searches.items()}}


def recall(count: int) -> dict[str, float]:
    """Recall@10 of the vector index against exact search, on seeded vectors that lie in clusters as texts do."""
    import numpy as np

    from index.documents import Passage
    from index.vectors import VectorIndex

    dice = np.random.default_rng(7)
    centres = dice.normal(size=(200, 384))
    points = centres[dice.integers(0, 200, count + 200)] + 0.5 * dice.normal(size=(count + 200, 384))
    vectors = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype("float32")
    queries, stored = vectors[:200], vectors[200:]
    exact = np.argsort(-queries @ stored.T, axis=1)[:, :10]
    with tempfile.TemporaryDirectory() as folder:
        index = VectorIndex.open(Path(folder))
        took = seconds(lambda: index.add([Passage(f"p{n}", "d", n, n + 1, "x") for n in range(count)], stored))
        shared = [len({f"p{n}" for n in row} & {id_ for id_, _ in index.search(query, 10)})
                  for row, query in zip(exact, queries, strict=True)]  # fmt: skip
        index.close()
    return {"vectors": count, "recall_at_10": sum(shared) / exact.size, "add_seconds": took}


def judged(search: Callable[[str], list[tuple[str, str]]], questions: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """How many questions have the words of their evidence among what is found, and how long that takes."""
    from index.tokens import count_tokens

    found, times, tokens = 0, [], 0
    for question, document_id, words in questions:
        started = time.perf_counter()
        hits = search(question)
        times.append((time.perf_counter() - started) * 1000)
        found += any(id_ == document_id and words in text for id_, text in hits)
        tokens += sum(count_tokens(text) for _, text in hits)
    return {"recall_at_2": found / len(questions), "ms": spread(times), "tokens_returned": tokens / len(questions)}


def seed_questions() -> list[tuple[str, str, str]]:
    """(question, document, words of its evidence) of the answerable evaluation questions without a history."""
    from eval.questions import load

    known = [q for q in load() if q.answerable and q.evidence and not q.history]
    return [(q.question, q.evidence[0].document_id, q.evidence[0].quote) for q in known]


def seconds(work: Callable[[], object]) -> float:
    """How long it took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(values: Any) -> float:
    """The middle value."""
    return float(statistics.median(values))


def spread(values: Sequence[float]) -> dict[str, float]:
    """p50 and p95."""
    ordered = sorted(values)
    return {"p50": ordered[len(ordered) // 2], "p95": ordered[int(len(ordered) * 0.95)]}


def memory() -> float:
    """The most that this process has taken, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PARTS: dict[str, Callable[..., Any]] = {"cold": cold, "size": size, "starter": starter, "recall": recall}

if __name__ == "__main__":
    main()
