"""Measures whom sentences are attributed to, against labels: python benchmarks/attribution.py --data FOLDER.

FOLDER holds corpus.jsonl.gz with the articles (`id`, `text`); the labels are offsets into their texts only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from pathlib import Path
from typing import Any

from rag.attribution import attribute

LABELS = Path(__file__).with_name("attribution_labels.jsonl")
DETERMINER = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)


def plain(name: str) -> str:
    """A name to compare: one line, no determiner, no possessive, lower case."""
    name = DETERMINER.sub("", " ".join(name.split()))
    return re.sub(r"['’]s?$", "", name).casefold().replace("’", "'")


def head(name: str) -> str:
    """The last word of a phrase before what describes it."""
    core = re.split(r" (?:of|from|by|for|in|at|with|commissioned|signed)\b|,", plain(name))[0]
    return core.split()[-1]


def texts(folder: Path) -> dict[str, str]:
    """From a document's id to its text."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines)}


def measure(rows: list[dict[str, Any]], documents: dict[str, str], show: bool) -> dict[str, float | int]:
    """Precision and recall of "has a speaker", and how often the speaker is the right one."""
    right = wrong = missed = exact = heads = rejected = 0
    times = []
    for row in rows:
        text = documents[row["document_id"]]
        named = row["resolved"] or row["speaker"]
        wanted = text[slice(*named)] if named else None
        started = time.perf_counter()
        found = attribute(text, row["start"], row["end"])
        times.append((time.perf_counter() - started) * 1000)
        speaker = found.speaker if found else None
        if wanted and speaker:
            right += 1
            same = plain(speaker) == plain(wanted)
            alike = same or head(wanted) in plain(speaker).replace(",", "").split()
            exact += same
            heads += alike
        else:
            alike = not wanted and not speaker
            wrong += bool(speaker)
            missed += bool(wanted)
            rejected += alike
        if show and not alike:
            sentence = " ".join(text[row["start"] : row["end"]].split())
            print(f"\n{row['stratum']}: wanted {wanted!r}, found {found}\n  {sentence}")
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return {
        "sentences": len(rows),
        "with a speaker": right + missed,
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        "speaker right (head), precision": round(heads / max(1, right + wrong), 3),
        "speaker right (head), recall": round(heads / max(1, right + missed), 3),
        "speaker right (exact), recall": round(exact / max(1, right + missed), 3),
        "median ms": round(statistics.median(times), 3),
        "p95 ms": round(sorted(times)[int(0.95 * len(times))], 3),
    }


def main() -> None:
    """Print one JSON document with a row for each half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpus.jsonl.gz")
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--show", choices=("development", "held-out"), help="print the misses of a half")
    options = parser.parse_args()
    documents = texts(options.data)
    rows = [json.loads(line) for line in options.labels.read_text("utf-8").splitlines()]
    halves = sorted({row["half"] for row in rows})
    found = {h: measure([r for r in rows if r["half"] == h], documents, options.show == h) for h in halves}
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
