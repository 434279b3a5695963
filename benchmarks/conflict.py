"""Questions whose documents disagree: whether all right answers are shown, and a wrong one alone.

    python -m benchmarks.conflict --data ramdocs.jsonl.gz [--every 1]

Each line of the data has a question, gold_answers, wrong_answers and documents (type: correct, misinfo or noise).
Every question gets an index of its own documents only, and is asked of the real pipeline. An answer is shown when
all its words stand in the answer's text; documents that are cited count for what is shown alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from eval.matching import plain, without_markers
from rag import Answer, Assistant, Settings

IGNORED = frozenset({"a", "an", "the", "about", "people"})


def words(text: str) -> set[str]:
    """The words that an answer must share with a text."""
    return {word for word in re.findall(r"\w+", plain(text)) if word not in IGNORED}


def ask(item: dict[str, Any]) -> Answer:
    """The answer to one question from its own documents."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        lines = [json.dumps({"_id": d["id"], "title": "", "text": d["text"]}) for d in item["documents"]]
        corpus.write_text("\n".join(lines), "utf-8")
        with Assistant.open(Settings(home=f"{folder}/home", corpus=None)) as assistant:
            assistant.sync(corpus)
            return assistant.ask(item["question"])


def judge(item: dict[str, Any], answer: Answer) -> dict[str, float]:
    """What is right and wrong about one answer; 0 or 1 each, and its length in words."""
    text = words(without_markers(answer.text))
    shown = [words(gold) <= text for gold in item["gold_answers"]]
    wrong = any(words(each) <= text for each in item["wrong_answers"])
    kinds = {document["id"]: document["type"] for document in item["documents"]}
    cited = {kinds[citation.document_id] for citation in answer.citations}
    alone = not any(shown) and not answer.abstained and (wrong or "correct" not in cited)
    return {
        "all right answers shown": float(all(shown)),
        "at least one shown": float(any(shown)),
        "wrong or noise alone": float(alone),
        "refused": float(answer.abstained),
        "stated at all by the documents": float(
            all(words(gold) <= words(" ".join(d["text"] for d in item["documents"])) for gold in item["gold_answers"])
        ),
        "words": float(len(answer.text.split())),
    }


def main() -> None:
    """Ask them all and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="take every n-th question")
    arguments = parser.parse_args()
    with gzip.open(arguments.data, "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines][:: arguments.every]
    rows = [judge(item, ask(item)) for item in items]
    draw = np.random.default_rng(1)
    print(f"{len(rows)} questions")
    for name in rows[0]:
        values = np.array([row[name] for row in rows])
        low, high = np.percentile(draw.choice(values, (2000, len(values))).mean(1), [2.5, 97.5])
        print(f"{name:32} {values.mean():7.3f}  ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main()
