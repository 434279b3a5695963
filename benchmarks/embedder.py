"""Size, speed and quality of the embedder's variants, as the table of its model card.

    python -m benchmarks.embedder --weights DIR --texts FILE...

DIR is the folder that training/convert_embedder.py takes. Each FILE holds JSON lines (gzip or not) with
`question` and `context`: every context is a passage, and a question of the first file should find its own
among the passages of all files. Speed is counted in seconds of processor time with one thread, in rounds
that visit every variant, so that other work on the machine and drifting clocks fall on all alike; the
ratios to fp32 are the result.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from training.convert_embedder import INPUTS, POSITIONS, VARIANTS, convert

Vectors = NDArray[np.float32]
REFERENCE = "fp32"
BATCH_SIZES = (1, 8, 32)
PASSAGES_TIMED = 32
PIECES_TIMED = (180, 240)
"""Word pieces of the passages that are timed; passages of the product are about that long."""

COLD = """
import re, sys, time
import onnxruntime
def kibibytes(field):
    with open("/proc/self/status") as status:
        return int(re.search(field + r":\\s+(\\d+)", status.read())[1])
before, started = kibibytes("VmRSS"), time.process_time()
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
print(time.process_time() - started, kibibytes("VmRSS") - before, kibibytes("VmHWM") - before)
"""


def read(paths: Sequence[Path]) -> tuple[list[str], list[str], list[int]]:
    """Questions of the first file, all passages, and the place of each question's passage."""
    rows = []
    for path in paths:
        text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("utf-8")
        rows.append([json.loads(line) for line in text.splitlines()])
    passages = {row["context"]: None for part in rows for row in part}
    places = {context: place for place, context in enumerate(passages)}
    return [row["question"] for row in rows[0]], list(passages), [places[row["context"]] for row in rows[0]]


def run(session: Any, rows: Sequence[list[int]]) -> Vectors:
    """Vectors of texts given as word piece ids, in one run."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)], mask[place, : len(row)] = row, 1
    (vectors,) = session.run(None, dict(zip(INPUTS, (ids, mask), strict=True)))
    return np.asarray(vectors)


def retrieval(questions: Vectors, passages: Vectors, gold: Sequence[int]) -> dict[str, float]:
    """Recall@1, recall@10 and mean reciprocal rank of each question's own passage."""
    cosines = questions @ passages.T
    ranks = (cosines > cosines[np.arange(len(gold)), list(gold)][:, None]).sum(axis=1)
    return {"r1": float((ranks < 1).mean()), "r10": float((ranks < 10).mean()), "mrr": float((1 / (1 + ranks)).mean())}


def speeds(sessions: dict[str, Any], passages: Sequence[list[int]], query: list[int], rounds: int) -> dict[str, Any]:
    """Median over the rounds: passages a processor second at each batch size, and milliseconds a query."""
    seen: dict[str, dict[str, list[float]]] = {name: {} for name in sessions}
    for _ in range(rounds):
        for name, session in sessions.items():
            for size in BATCH_SIZES:
                started = time.process_time()
                for start in range(0, len(passages), size):
                    run(session, passages[start : start + size])
                spent = time.process_time() - started
                seen[name].setdefault(f"batch{size}", []).append(len(passages) / spent)
            started = time.process_time()
            for _ in range(20):
                run(session, [query])
            seen[name].setdefault("query", []).append((time.process_time() - started) * 50)
    return {name: {key: statistics.median(values) for key, values in row.items()} for name, row in seen.items()}


def cold(model: Path, times: int = 5) -> dict[str, float]:
    """What opening a session in a fresh process takes (Linux): processor time, memory kept, memory at most."""
    found = []
    for _ in range(times):
        output = subprocess.run([sys.executable, "-c", COLD, str(model)], capture_output=True, text=True, check=True)
        found.append([float(word) for word in output.stdout.split()])
    seconds, kept, most = (float(value) for value in np.median(found, axis=0))
    return {"load_s": seconds, "kept_mib": kept / 1024, "most_mib": most / 1024}


def main() -> None:
    """Convert, measure, print the table, and a JSON document as the last line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(POSITIONS)
    questions, passages, gold = read(arguments.texts)
    question_ids, passage_ids = ([tokenizer.encode(t).ids for t in texts] for texts in (questions, passages))
    timed = [row for row in passage_ids if PIECES_TIMED[0] <= len(row) <= PIECES_TIMED[1]][:PASSAGES_TIMED]
    timed.sort(key=len)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    results: dict[str, dict[str, float]] = {}
    sessions: dict[str, Any] = {}
    vectors: dict[str, tuple[Vectors, Vectors]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in VARIANTS:
            model = Path(folder) / f"{name}.onnx"
            convert(load_file(arguments.weights / "model.safetensors"), name, model)
            results[name] = {"mb": model.stat().st_size / 1e6, **cold(model)}
            sessions[name] = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    for name, row in speeds(sessions, timed, question_ids[0], arguments.rounds).items():
        results[name] |= row
    for name, session in sessions.items():
        found = [np.concatenate([run(session, [row]) for row in rows]) for rows in (question_ids, passage_ids)]
        vectors[name] = (found[0], found[1])
    for name, (asked, stored) in vectors.items():
        cosines = (stored * vectors[REFERENCE][1]).sum(axis=1)
        results[name] |= {
            "cosine": float(cosines.mean()),
            "worst": float(cosines.min()),
            **retrieval(asked, stored, gold),
        }

    print(f"{len(passages)} passages, {len(questions)} questions, {len(timed)} passages timed\n")
    columns = ["variant", "MB", "load s", "MiB (peak)", "passages/s at 1", "at 8", "at 32", "query ms"]
    print("| " + " | ".join([*columns, "cosine mean", "worst", "r@1", "r@10", "MRR"]) + " |")
    print("|---|" + "---:|" * 12)
    base = results[REFERENCE]
    for name, r in results.items():
        rates = " | ".join(f"{r[f'batch{s}']:.1f} ({r[f'batch{s}'] / base[f'batch{s}']:.2f}x)" for s in BATCH_SIZES)
        memory = f"{r['kept_mib']:.0f} ({r['most_mib']:.0f})"
        print(
            f"| {name} | {r['mb']:.1f} | {r['load_s']:.2f} | {memory} | {rates} | {r['query']:.1f} | "
            f"{r['cosine']:.5f} | {r['worst']:.5f} | {r['r1']:.4f} | {r['r10']:.4f} | {r['mrr']:.4f} |"
        )
    print(json.dumps(results))


if __name__ == "__main__":
    main()
