"""The trained reader on questions that it was not trained on: alone, over a whole corpus, and its speed.

    python -m benchmarks.reader --data FOLDER [--questions 200]

FOLDER holds the development sets of the training data (`squad2_part`, `nq_passages` and `tweetqa`, .jsonl.gz).
For each set: the right passage given (exact match and F1 of the best span); the set's passages as one corpus that is
indexed and searched (exact match and F1 of what the reader points at in its best sentence, and whether that sentence
holds the marked answer); questions that the corpus does not answer, half as many (`trick`: about its passages, marked
as unanswerable; else `far`: those of another set). Beside the reader, on the same hits, the sentence most similar to
the question by the embedded model. Prints Markdown and, last, one line of JSON.
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

from eval.metrics import expected_calibration_error, separation
from index.words import fold, tokens
from rag import Assistant, Settings
from rag.reader import Found, Reading, SentenceReader, gather
from rag.spans import MOST_WINDOWS, SpanReader
from rag.statements import exact, quote

SETS = ("squad2_part", "nq_passages", "tweetqa")
READ = (1, 8, 16, 32)
REFUSE_BELOW = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7)
"""Confidences of the refusal curve."""

Row = dict[str, Any]


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


def given(reader: SpanReader, rows: list[Row]) -> dict[str, float]:
    """The right passage given: 100 x exact match and F1 of the best span, whatever its margin."""
    scores = []
    for row in rows:
        context = row["context"]
        (span,) = reader.read(row["question"], [context], [[(0, len(context))]])[0].spans
        scores.append(match(context[span.start : span.end] if span else "", [a["text"] for a in row["answers"]]))
    em, f1 = np.mean(scores, axis=0) * 100
    return {"EM": round(float(em), 1), "F1": round(float(f1), 1)}


def holds(row: Row, document_id: str, ids: dict[str, str], start: int, end: int) -> bool:
    """Whether a sentence of a document is one that is marked as holding the answer."""
    if ids[row["context"]] != document_id:
        return False
    return any(start <= answer["start"] + len(answer["text"]) // 2 < end for answer in row["answers"])


def look(assistant: Assistant, reader: SentenceReader, question: str) -> tuple[Reading, Found, float]:
    """What the reader says; the sentence of the same hits that is most similar to the question, and its cosine."""
    hits = assistant.search(question, k=assistant.settings.passages_read)
    found = gather(hits)
    vectors = assistant.index.embedder.embed([question, *(each.context.text for each in found)])
    cosines = vectors[1:] @ vectors[0]
    nearest = int(cosines.argmax())
    return reader.read(question, hits), found[nearest], float(cosines[nearest])


def corpus(
    assistant: Assistant, spans: SpanReader, rows: list[Row], absent: list[Row], ids: dict[str, str]
) -> dict[str, Any]:
    """Retrieval included; shares, areas under curves, and 100 x EM and F1."""
    reader = SentenceReader(spans, assistant.index.words)
    answers, right, similar, sure, cosines = [], [], [], [], []
    for row in rows:
        reading, nearest, cosine = look(assistant, reader, row["question"])
        best = reading.candidates[0] if reading.candidates else None  # none where the question has no words
        right.append(best is not None and holds(row, best.hit.document_id, ids, best.start, best.end))
        similar.append(holds(row, nearest.hit.document_id, ids, nearest.start, nearest.end))
        answers.append(match((exact(best) or quote(best)) if best else "", [a["text"] for a in row["answers"]]))
        sure.append(reading.confidence)
        cosines.append(cosine)
    unanswered = [look(assistant, reader, row["question"]) for row in absent]
    unsure = [reading.confidence for reading, _, _ in unanswered]
    em, f1 = np.mean(answers, axis=0) * 100
    curve = {}
    for least in REFUSE_BELOW:
        caught, lost = sum(value < least for value in unsure), sum(value < least for value in sure)
        kept = sum(value >= least and good for value, good in zip(sure, right, strict=True))
        figures = (caught / len(unsure), caught / max(1, caught + lost), kept / len(rows))
        curve[str(least)] = [round(figure, 3) for figure in figures]
    confidences, truths = [*sure, *unsure], [*map(float, right), *([0.0] * len(unsure))]
    return {
        "EM": round(float(em), 1), "F1": round(float(f1), 1),
        "sentence": round(float(np.mean(right)), 3), "sentence by similarity": round(float(np.mean(similar)), 3),
        "no-answer AUC": round(separation(sure, unsure) or 0.0, 3),
        "no-answer AUC by similarity": round(separation(cosines, [found[2] for found in unanswered]) or 0.0, 3),
        "calibration error": round(expected_calibration_error(confidences, truths) or 0.0, 3),
        "refused below: recall, precision, answerable right": curve,
    }  # fmt: skip


def speed(reader: SpanReader, rows: list[Row]) -> dict[str, float]:
    """Median milliseconds a question for each number of passages in READ."""
    passages = [row["context"][:900] for row in rows]
    times: dict[int, list[float]] = {number: [] for number in READ}
    for turn, row in enumerate(rows[:12]):
        for number in READ:
            chosen = [passages[(turn + place) % len(passages)] for place in range(number)]
            began = time.perf_counter()
            for at in range(0, number, MOST_WINDOWS):
                block = chosen[at : at + MOST_WINDOWS]
                reader.read(row["question"], block, [[(0, len(passage))] for passage in block])
            times[number].append((time.perf_counter() - began) * 1000)
    return {str(number): round(statistics.median(values), 1) for number, values in times.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=200, help="of each set")
    arguments = parser.parse_args()
    reader = SpanReader.open()
    every = {}
    for name in SETS:
        with gzip.open(arguments.data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            every[name] = list(map(json.loads, lines))
        np.random.default_rng(7).shuffle(every[name])
    results: dict[str, Any] = {}
    for name, other in zip(SETS, (*SETS[1:], SETS[0]), strict=True):
        answerable = [row for row in every[name] if row["answers"]]
        tricks = [row for row in every[name] if not row["answers"]]
        rows = answerable[: arguments.questions]
        absent = (tricks or [row for row in every[other] if row["answers"]])[: arguments.questions // 2]
        ids = {context: f"{place}" for place, context in enumerate(dict.fromkeys(row["context"] for row in answerable))}
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "corpus.jsonl"
            documents = [json.dumps({"_id": id_, "title": "", "text": text}) for text, id_ in ids.items()]
            file.write_text("\n".join(documents), "utf-8")
            with Assistant.open(Settings(home=f"{folder}/home", corpus=None)) as assistant:
                assistant.sync(file)
                found = corpus(assistant, reader, rows, absent, ids)
        kind = "trick" if tricks else "far"
        results[name] = {"documents": len(ids), "questions": len(rows), "absent": kind, "given": given(reader, rows)}
        results[name]["corpus"] = found
        print(table(name, results[name]), flush=True)
    results["milliseconds"] = speed(reader, rows)
    print("| passages read |", " | ".join(results["milliseconds"]), "|")
    print("| ms a question, p50 |", " | ".join(map(str, results["milliseconds"].values())), "|\n")
    print(json.dumps(results))


def table(name: str, result: dict[str, Any]) -> str:
    """The figures of one set as rows of a table."""
    head = f"**{name}**: {result['questions']} questions, {result['documents']} documents, absent: {result['absent']}"
    lines = [head, "", "| | EM | F1 |", "|---|---:|---:|"]
    for part in ("given", "corpus"):
        lines.append(f"| {part} | {result[part]['EM']} | {result[part]['F1']} |")
    lines += ["", "| over the corpus | reader | similarity |", "|---|---:|---:|"]
    for figure in ("sentence", "no-answer AUC"):
        lines.append(f"| {figure} | {result['corpus'][figure]} | {result['corpus'][f'{figure} by similarity']} |")
    lines += ["", "| refused below | recall | precision | answerable right |", "|---:|---:|---:|---:|"]
    for least, figures in result["corpus"]["refused below: recall, precision, answerable right"].items():
        lines.append(f"| {least} | {' | '.join(map(str, figures))} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
