"""The trained reader on questions that it was not trained on: alone, over a whole corpus, and its speed.

    python -m benchmarks.reader --data FOLDER [--questions 300]

FOLDER holds the development sets of the training data (`squad2_part`, `nq_passages` and `tweetqa`, .jsonl.gz).
Three parts, for each set: the right passage given (exact match and F1 of the best span); the set's passages as one
corpus that is indexed and searched (`answer`: of what the reader points at in its best sentence; `sentence`: whether
the best sentence holds the marked answer, beside the sentence most similar to the question by the embedded model, of
the same hits); milliseconds a question by the number of passages read. Prints Markdown and, last, one line of JSON.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from eval.metrics import expected_calibration_error
from index.words import fold, tokens
from rag import Assistant, Settings
from rag.reader import SentenceReader, gather
from rag.spans import SpanReader
from rag.statements import exact, quote

SETS = ("squad2_part", "nq_passages", "tweetqa")
READ = (1, 8, 16, 32)


def words(text: str) -> list[str]:
    """Words as they are compared: folded, without articles."""
    return [word for token in tokens(text) if (word := fold(token.text)) not in ("a", "an", "the")]


def match(found: str, answers: list[str]) -> tuple[float, float]:
    """Exact match and F1 (Rajpurkar et al. 2016) with the answer that fits best."""
    best, ours = (0.0, 0.0), words(found)
    for answer in answers:
        theirs = words(answer)
        shared = sum((Counter(ours) & Counter(theirs)).values())
        best = max(best, (float(ours == theirs), 2 * shared / max(1, len(ours) + len(theirs))))
    return best


def given(reader: SpanReader, rows: list[dict[str, Any]]) -> dict[str, float]:
    """The right passage given: 100 x exact match and F1 of the best span, whatever its margin."""
    scores = []
    for row in rows:
        context = row["context"]
        (span,) = reader.read(row["question"], [context], [[(0, len(context))]])[0].spans
        scores.append(match(context[span.start : span.end] if span else "", [a["text"] for a in row["answers"]]))
    em, f1 = np.mean(scores, axis=0) * 100
    return {"EM": round(float(em), 1), "F1": round(float(f1), 1)}


def holds(row: dict[str, Any], document_id: str, ids: dict[str, str], start: int, end: int) -> bool:
    """Whether a sentence of a document is one that is marked as holding the answer."""
    if ids[row["context"]] != document_id:
        return False
    return any(start <= answer["start"] + len(answer["text"]) // 2 < end for answer in row["answers"])


def corpus(
    assistant: Assistant, spans: SpanReader, rows: list[dict[str, Any]], ids: dict[str, str]
) -> dict[str, float]:
    """Retrieval included: shares and 100 x EM and F1, the reader beside sentence similarity."""
    answers, sentences, similar, calibration = [], [], [], []
    embedder, reader = assistant.index.embedder, SentenceReader(spans, assistant.index.words)
    for row in rows:
        hits = assistant.search(row["question"], k=assistant.settings.passages_read)
        reading = reader.read(row["question"], hits)
        best = reading.candidates[0]
        right = holds(row, best.hit.document_id, ids, best.start, best.end)
        answers.append(match(exact(best) or quote(best), [a["text"] for a in row["answers"]]))
        sentences.append(right)
        calibration.append((reading.confidence, float(right)))
        found = gather(hits)
        vectors = embedder.embed([row["question"], *(each.context.text for each in found)])
        nearest = found[int((vectors[1:] @ vectors[0]).argmax())]
        similar.append(holds(row, nearest.hit.document_id, ids, nearest.start, nearest.end))
    em, f1 = np.mean(answers, axis=0) * 100
    return {
        "EM": round(float(em), 1), "F1": round(float(f1), 1),
        "sentence": round(float(np.mean(sentences)), 3), "by similarity": round(float(np.mean(similar)), 3),
        "calibration error": round(expected_calibration_error(*map(list, zip(*calibration, strict=True))) or 0.0, 3),
    }  # fmt: skip


def speed(reader: SpanReader, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Median milliseconds a question for each number of passages in READ."""
    passages = [row["context"][:900] for row in rows]
    times: dict[int, list[float]] = {number: [] for number in READ}
    for turn, row in enumerate(rows[:12]):
        for number in READ:
            chosen = [passages[(turn + place) % len(passages)] for place in range(number)]
            began = time.perf_counter()
            reader.read(row["question"], chosen, [[(0, len(passage))] for passage in chosen])
            times[number].append((time.perf_counter() - began) * 1000)
    return {str(number): round(statistics.median(values), 1) for number, values in times.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=300, help="of each set")
    arguments = parser.parse_args()
    reader = SpanReader.open()
    results: dict[str, Any] = {}
    for name in SETS:
        with gzip.open(arguments.data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [row for row in map(json.loads, lines) if row["answers"]]
        ids = {context: f"{place}" for place, context in enumerate(dict.fromkeys(row["context"] for row in rows))}
        np.random.default_rng(7).shuffle(rows)  # type: ignore[arg-type]
        rows = rows[: arguments.questions]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "corpus.jsonl"
            documents = [json.dumps({"_id": id_, "title": "", "text": text}) for text, id_ in ids.items()]
            file.write_text("\n".join(documents), "utf-8")
            with Assistant.open(Settings(home=f"{folder}/home", corpus=None)) as assistant:
                assistant.sync(file)
                found = corpus(assistant, reader, rows, ids)
        results[name] = {"questions": len(rows), "documents": len(ids), "given": given(reader, rows), "corpus": found}
        print(f"| {name} | {len(rows)} | {len(ids)} | {results[name]['given']} | {found} |", flush=True)
    results["milliseconds"] = speed(reader, rows)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
