"""How well follow-ups become standalone questions, and whether search finds more with them.

    python -m benchmarks.dialogue --data DIR [--out FILE]

DIR holds `canard`, `cast`, `mtrag_rewrites` (questions that people rewrote), `mtragun_items` and
`mtragun_corpus` (conversations with the passages that answer), each as `.jsonl.gz`. Rewrites are measured on
the half of the conversations that `training/fit_conversation.py` does not fit on. The last line is one JSON
document.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag import Assistant, Settings, Turn
from rag.conversation import ConversationWeights, FollowUps
from rag.retrieval import Hit
from rag.spans import SpanReader
from training.dialogues import SETS, Dialogue, added, content_stems, load, read_rows, turns_of

RESAMPLES = 2000
DEPTH = 5
PASSAGES_ASKED = 40
"""Our passages are smaller than the corpus's: so many are asked for, and the first DEPTH of theirs count."""
TIMED = 400

Floats = NDArray[np.float64]


@cache
def follow_ups() -> FollowUps:
    """What the product resolves follow-ups with."""
    return FollowUps(SpanReader.open(), ConversationWeights.open())


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it is searched."""
    return follow_ups().standalone(question, history)


def interval(values: Floats, statistic: Callable[[Floats], float]) -> list[float]:
    """The statistic of rows of `values`, and its 95 % bootstrap interval."""
    generator = np.random.default_rng(0)
    found = [statistic(values[generator.integers(0, len(values), len(values))]) for _ in range(RESAMPLES)]
    low, high = np.quantile(found, [0.025, 0.975])
    return [round(float(value), 4) for value in (statistic(values), low, high)]


def rewrites(rows: Sequence[Dialogue]) -> dict[str, Any]:
    """Agreement of added words with people's (micro-averaged), and how many are left alone rightly."""
    counts, idle = [], []
    for row in rows:
        made = standalone(row.question, row.history)
        ours, theirs = added(row.question, made), row.added
        said = frozenset[str]().union(*(content_stems(f"{turn.question} {turn.answer}") for turn in row.history))
        counts.append([len(ours & theirs), len(theirs), len(ours), len(theirs & said)])
        if not theirs:
            idle.append([float(made == row.question), float(row.rewrite.strip() == row.question.strip())])
    table = np.array(counts, float)
    alone = np.array(idle, float)
    same = alone[alone[:, 1] == 1]
    return {
        "questions": len(rows),
        "recall": interval(table, lambda t: t[:, 0].sum() / t[:, 1].sum()),
        "precision": interval(table, lambda t: t[:, 0].sum() / max(1.0, t[:, 2].sum())),
        "recall_of_words_said": interval(table, lambda t: t[:, 0].sum() / t[:, 3].sum()),
        "words_said": round(float(table[:, 3].sum() / table[:, 1].sum()), 4),
        "untouched": interval(alone, lambda t: t[:, 0].mean()),
        "untouched_of": len(alone),
        "untouched_equal": interval(same, lambda t: t[:, 0].mean()),
        "untouched_equal_of": len(same),
        "rewritten": round(float((table[:, 2] > 0).mean()), 4),
    }


def retrieval(data: Path, home: Path) -> dict[str, Any]:
    """Recall@5 of the passages that answer, by what is searched for; differences are paired."""
    corpus = home / "corpus.jsonl"
    lines = [{"_id": r["id"], "title": r["title"], "text": r["text"]} for r in read_rows(data, "mtragun_corpus")]
    corpus.write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    items = [row for row in read_rows(data, "mtragun_items") if row["evidence"]]
    histories = [turns_of(row["history"]) for row in items]
    recalls: dict[str, list[float]] = {}
    with Assistant.open(Settings(home=home / "index", corpus=None)) as assistant:
        assistant.sync(corpus)
        for name, query in QUERIES.items():
            recalls[name] = [
                recall(query(assistant, row["question"], history), {found["doc_id"] for found in row["evidence"]})
                for row, history in zip(items, histories, strict=True)
            ]
    follow_up = np.array([bool(history) for history in histories])
    ours = np.array(recalls["as the product searches"])
    result: dict[str, Any] = {"questions": len(items), "follow_ups": int(follow_up.sum())}
    result["standalone_changed"] = round(
        float(np.mean([standalone(r["question"], h) != r["question"] for r, h in zip(items, histories, strict=True)])),
        4,
    )
    for name, values in recalls.items():
        theirs = np.array(values)
        result[name] = {
            "recall@5": interval(theirs, lambda v: v.mean()),
            "follow_ups": interval(theirs[follow_up], lambda v: v.mean()),
            "product_minus_this": interval(ours - theirs, lambda v: v.mean()),
        }
    return result


def recall(hits: Sequence[Hit], gold: set[str]) -> float:
    """The share of the gold passages among the first DEPTH."""
    found = list(dict.fromkeys(hit.document_id for hit in hits))[:DEPTH]
    return len(gold & set(found)) / len(gold)


def last_two(question: str, history: Sequence[Turn]) -> str:
    """The question behind the one before it."""
    return " ".join([*(turn.question for turn in history[-1:]), question])


QUERIES: dict[str, Callable[[Assistant, str, Sequence[Turn]], Sequence[Hit]]] = {
    "last question": lambda assistant, question, _: assistant.search(question, PASSAGES_ASKED),
    "last two questions": lambda assistant, question, history: assistant.search(
        last_two(question, history), PASSAGES_ASKED
    ),
    "standalone": lambda assistant, question, history: assistant.search(standalone(question, history), PASSAGES_ASKED),
    "as the product searches": lambda assistant, question, history: assistant.search(question, PASSAGES_ASKED, history),
}
"""What is searched for each item. The product searches the standalone question, and for less the one before it."""


def milliseconds(rows: Sequence[Dialogue]) -> dict[str, float]:
    """Processor time of one rewrite, p50 and p95: "first" with no text read before, "again" as in a conversation."""
    from rag.talk import read

    cold, warm = [], []
    for row in rows[:TIMED]:
        read.cache_clear()
        for times in (cold, warm):
            started = time.process_time()
            standalone(row.question, row.history)
            times.append((time.process_time() - started) * 1000)
    return {
        f"{name}_{label}": round(float(np.quantile(times, share)), 3)
        for name, times in (("first", cold), ("again", warm))
        for label, share in (("p50", 0.5), ("p95", 0.95))
    } | {"mean_turns": round(statistics.mean(len(row.history) for row in rows[:TIMED]), 1)}


def main() -> None:
    """Measure, print a table, and a JSON document as the last line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="write the JSON document here, too")
    parser.add_argument("--home", type=Path, help="folder for the index of the corpus (default: one for this run)")
    arguments = parser.parse_args()
    rows = [row for row in load(arguments.data) if row.held_out]
    results: dict[str, Any] = {
        "machine": {"cores": len(os.sched_getaffinity(0)), "python": platform.python_version()},
        "rewrites": {name: rewrites([row for row in rows if row.source == name]) for name in SETS},
        "milliseconds": milliseconds(rows),
    }
    results["rewrites"]["all"] = rewrites(rows)
    for name, found in results["rewrites"].items():
        print(name, json.dumps(found))
    print(json.dumps(results["milliseconds"]), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        results["retrieval"] = retrieval(arguments.data, home)
    for name, value in results["retrieval"].items():
        print(name, json.dumps(value))
    if arguments.out:
        arguments.out.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
