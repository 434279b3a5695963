"""Measure a reader on the development sets.

    python -m training.reader.evaluate --data FOLDER --tokenizer FILE --model FILE [--sample]

FILE is an ONNX file or the `.safetensors` of a run. Prints one JSON object:

    em_*, f1_*    the right passage given, answerable questions, the best span whatever its margin
    auc_hard_*    squad2_part: answerable against adversarial questions; by margin, relevance, their sum
    auc_written_* training/written, articles left out of training: answerable against near misses and false premises
    auc_near_*    clapnq: passages that answer against passages of the same kind that do not
    auc_easy_*    the right passage against another of the same set that lacks the answer
    pick_*, f1_of_8_*   the right passage among seven similar ones: is it chosen, F1 of the best span of all
"""

from __future__ import annotations

import argparse
import json
import random
import re
import string
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from training.reader.data import DEV, WRITTEN, Builder, find_negatives, flat, plain_tokenizer, read
from training.reader.model import POSITIONS, ReaderModel, from_arrays
from training.reader.split import held_out
from training.written import articles

SAMPLE = {
    "squad2_part": 500, "nq_passages": 300, "tweetqa": 100, "fairytaleqa": 60, WRITTEN: 300, "clapnq": 120, "of_8": 40,
}  # fmt: skip
"""Questions looked at during training."""
SEED = 7
"""Chooses the samples, the same for all runs."""
PIECES_MOST = 30
"""Word pieces of the longest answer."""
OVERLAP = 64
"""Word pieces that two windows of a long passage share."""
ROWS = 16

Array = NDArray[np.float32]
Scorer = Callable[[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], tuple[Array, Array, Array]]
"""From word pieces, segments, mask `(batch, length)` to start, end `(batch, length)` and relevance `(batch,)`."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question to a passage."""

    question: str
    context: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the reader finds in a passage."""

    text: str
    margin: float
    relevance: float


def torch_scorer(model: ReaderModel, device: torch.device, half: bool = False) -> Scorer:
    """The scores of a torch model in float32, or with `half` in bfloat16."""

    def score(
        ids: NDArray[np.int64], segments: NDArray[np.int64], mask: NDArray[np.int64]
    ) -> tuple[Array, Array, Array]:
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=half):
            given = model(*(torch.from_numpy(array).to(device) for array in (ids, segments, mask)))
        start, end, relevance = (part.float().cpu().numpy() for part in given[:3])
        return start, end, relevance

    return score


def onnx_scorer(path: Path, threads: int = 2) -> Scorer:
    """The scores of an ONNX file, a row at a time, as rag/spans.py reads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def score(
        ids: NDArray[np.int64], segments: NDArray[np.int64], mask: NDArray[np.int64]
    ) -> tuple[Array, Array, Array]:
        start, end, relevance = (np.zeros(shape, np.float32) for shape in (ids.shape, ids.shape, len(ids)))
        inputs = {"input_ids": ids, "token_type_ids": segments, "attention_mask": mask}
        for row, size in enumerate(mask.sum(axis=1)):
            given = {name: array[row : row + 1, :size] for name, array in inputs.items()}
            found = session.run(["start", "end", "relevance"], given)
            start[row, :size], end[row, :size], relevance[row] = (scores[0] for scores in found)
        return start, end, relevance

    return score


@dataclass(frozen=True, slots=True)
class Piece:
    """A window of an item, ready to be scored."""

    item: int
    ids: list[int]
    first: int
    """Where the passage starts in `ids`."""
    offsets: list[tuple[int, int]]
    """Characters of the item's context, for each piece of the passage."""
    begins: list[bool]
    """Whether a word begins with this piece; one more entry for the end."""


def windows(items: Sequence[Item], tokenizer: Tokenizer) -> list[Piece]:
    """All windows of all items."""
    pieces = []
    for number, item in enumerate(items):
        question = tokenizer.encode(item.question, add_special_tokens=False).ids[:48]
        context = tokenizer.encode(item.context, add_special_tokens=False)
        begins = [not piece.startswith("##") for piece in context.tokens] + [True]
        room = POSITIONS - len(question) - 3
        for at in range(0, max(1, len(context.ids) - OVERLAP), room - OVERLAP):
            part = slice(at, at + room)
            ids = [101, *question, 102, *context.ids[part], 102]
            pieces.append(Piece(number, ids, len(question) + 2, context.offsets[part], begins[at : at + room + 1]))
    return pieces


def best_span(start: Array, end: Array, piece: Piece) -> tuple[float, int, int]:
    """Margin, first and last piece (of the passage) of the best span of whole words."""
    size = len(piece.offsets)
    if not size:
        return -1e4, 0, 0
    cut = slice(piece.first, piece.first + size)
    begins = np.array(piece.begins[:size])
    ends = np.array([*piece.begins[1:size], True])
    starts = np.where(begins, start[cut], -1e4)
    table = starts[:, None] + np.where(ends, end[cut], -1e4)[None, :]
    apart = np.arange(size)[None, :] - np.arange(size)[:, None]
    table = np.where((apart >= 0) & (apart < PIECES_MOST), table, -1e9)
    place = int(table.argmax())
    first, last = divmod(place, size)
    return float(table[first, last] - start[0] - end[0]), first, last


def predict(items: Sequence[Item], tokenizer: Tokenizer, scorer: Scorer) -> list[Prediction]:
    """The best span of each item over all its windows."""
    pieces = sorted(windows(items, tokenizer), key=lambda piece: len(piece.ids))
    best = [Prediction("", -1e9, -1e9)] * len(items)
    for at in range(0, len(pieces), ROWS):
        block = pieces[at : at + ROWS]
        length = -(-len(block[-1].ids) // 32) * 32
        ids, segments, mask = (np.zeros((len(block), length), np.int64) for _ in range(3))
        for line, piece in enumerate(block):
            ids[line, : len(piece.ids)], mask[line, : len(piece.ids)] = piece.ids, 1
            segments[line, piece.first : len(piece.ids)] = 1
        for piece, start, end, relevance in zip(block, *scorer(ids, segments, mask), strict=True):
            margin, first, last = best_span(start, end, piece)
            old = best[piece.item]
            text = old.text
            if margin > old.margin:
                context = items[piece.item].context
                text = context[piece.offsets[first][0] : piece.offsets[last][1]] if piece.offsets else ""
            best[piece.item] = Prediction(text, max(margin, old.margin), max(float(relevance), old.relevance))
    return best


def normal(text: str) -> list[str]:
    """Words as SQuAD compares them: lower case, no punctuation, no articles."""
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def exact_and_f1(found: str, answers: Sequence[str]) -> tuple[float, float]:
    """SQuAD's exact match and F1 against the best of the answers."""
    exact = f1 = 0.0
    words = normal(found)
    for answer in answers:
        wanted = normal(answer)
        same = sum((Counter(words) & Counter(wanted)).values())
        exact = max(exact, float(words == wanted))
        f1 = max(f1, 2 * same / (len(words) + len(wanted)) if same else float(not words and not wanted))
    return exact, f1


class Watch:
    """The development sets, read once; samples of them are the same each time."""

    def __init__(self, data: Path, tokenizer: Tokenizer, seed: int) -> None:
        self.tokenizer = tokenizer
        self.sets: dict[str, list[Item]] = {}
        builder = Builder(tokenizer)
        for name in DEV:
            rows = list(read(data / "dev" / f"{name}.jsonl.gz"))
            for row in rows:
                builder.add(name, row)
            items = [Item(r["question"], r["context"], tuple(a["text"] for a in r["answers"])) for r in rows]
            random.Random(seed).shuffle(items)
            self.sets[name] = items
        for name in ("clapnq_answerable", "clapnq_unanswerable"):
            rows = list(read(data / "dev" / f"{name}.jsonl.gz"))
            answers = ("?",) if name == "clapnq_answerable" else ()
            self.sets[name] = [Item(r["input"], r["passages"][0]["text"], answers) for r in rows]
            random.Random(seed).shuffle(self.sets[name])
        self.sets[WRITTEN] = [
            Item(q.question, article.text, tuple(article.text[a:b] for a, b in q.places) if q.answerable else ())
            for article in articles()
            if held_out(article.text)
            for q in article.questions
        ]
        random.Random(seed).shuffle(self.sets[WRITTEN])
        self.library = builder.library
        self.similar = {name: self._similar(name, seed) for name in ("squad2_part", "nq_passages")}

    def _similar(self, name: str, seed: int) -> list[list[Item]]:
        """For each answerable question its passage and seven similar ones."""
        find_negatives(self.library, frozenset([name]))
        rows = [self.library.rows[i] for i in self.library.by_source[name]]
        rows = [row for row in rows if row.spans and len(row.negatives) >= 7]
        random.Random(seed).shuffle(rows)
        contexts = self.library.contexts
        return [
            [Item(row.question, contexts[n].text, tuple(row.answers)) for n in [row.context, *row.negatives[:7]]]
            for row in rows
        ]

    def measure(self, scorer: Scorer, whole: bool) -> dict[str, float]:
        """All figures; of samples unless `whole`."""
        figures: dict[str, float] = {}
        seen: dict[str, list[tuple[Item, Prediction]]] = {}
        for name, items in self.sets.items():
            chosen = items if whole else items[: SAMPLE[name.split("_")[0] if "clapnq" in name else name]]
            seen[name] = list(zip(chosen, predict(chosen, self.tokenizer, scorer), strict=True))
        for name in (*DEV, WRITTEN):
            pairs = [exact_and_f1(p.text, item.answers) for item, p in seen[name] if item.answers]
            figures[f"em_{name}"], figures[f"f1_{name}"] = (100 * float(v) for v in np.mean(pairs, axis=0))
        figures |= separated("hard", seen["squad2_part"]) | separated("written", seen[WRITTEN])
        figures |= separated("near", seen["clapnq_answerable"] + seen["clapnq_unanswerable"])
        easy = [pair for name in ("squad2_part", "nq_passages") for pair in seen[name] if pair[0].answers]
        figures |= separated("easy", easy + self._others(easy, scorer))
        for name, groups in self.similar.items():
            figures |= self._of_eight(name, groups if whole else groups[: SAMPLE["of_8"]], scorer)
        return {name: round(value, 3 if name.startswith("auc") else 1) for name, value in figures.items()}

    def _others(self, pairs: list[tuple[Item, Prediction]], scorer: Scorer) -> list[tuple[Item, Prediction]]:
        items = []
        for at, (item, _) in enumerate(pairs):
            other = pairs[(at + len(pairs) // 2) % len(pairs)][0].context
            if not any(f" {flat(answer)} " in f" {flat(other)} " for answer in item.answers):
                items.append(Item(item.question, other, ()))
        return list(zip(items, predict(items, self.tokenizer, scorer), strict=True))

    def _of_eight(self, name: str, groups: Sequence[Sequence[Item]], scorer: Scorer) -> dict[str, float]:
        items = [item for group in groups for item in group]
        found = predict(items, self.tokenizer, scorer)
        picked, scores = [], []
        for at in range(0, len(items), 8):
            order = sorted(range(8), key=lambda n: -found[at + n].margin)
            picked.append(float(order[0] == 0))
            scores.append(exact_and_f1(found[at + order[0]].text, items[at].answers)[1])
        return {f"pick_{name}": 100 * float(np.mean(picked)), f"f1_of_8_{name}": 100 * float(np.mean(scores))}


def separated(name: str, pairs: Sequence[tuple[Item, Prediction]]) -> dict[str, float]:
    """How well answerable and unanswerable are told apart, by each score."""
    right = [bool(item.answers) for item, _ in pairs]
    scores = {
        "margin": [p.margin for _, p in pairs],
        "relevance": [p.relevance for _, p in pairs],
        "sum": [p.margin + p.relevance for _, p in pairs],
    }
    return {f"auc_{name}_{kind}": float(roc_auc_score(right, values)) for kind, values in scores.items()}


def main() -> None:
    """Measure one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--sample", action="store_true", help="the samples that training looks at")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.model.suffix == ".onnx":
        scorer = onnx_scorer(arguments.model, arguments.threads)
    else:
        scorer = torch_scorer(from_arrays(load_file(arguments.model)).eval(), torch.device("cpu"))
    watch = Watch(arguments.data, plain_tokenizer(arguments.tokenizer), SEED)
    start = time.monotonic()
    figures = watch.measure(scorer, not arguments.sample)
    print(json.dumps({"model": arguments.model.name, **figures, "seconds": round(time.monotonic() - start)}))


if __name__ == "__main__":
    main()
