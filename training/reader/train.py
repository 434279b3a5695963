"""Train the reader, or go on where a run stopped.

    OMP_WAIT_POLICY=PASSIVE nice -n 19 python -m training.reader.train \
        --data FOLDER --weights FOLDER --cache FILE --run FOLDER --minutes 90

The length of a run is given in minutes that it really runs: the learning rate falls to zero as they pass
(after a warm-up counted in steps), so the same command fits a slow and a fast machine. Minutes in which the
process is stopped (SIGSTOP) or dead do not count. SIGTERM saves and ends; the same command goes on, and
`--minutes` may differ when it does.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor
from torch.nn import functional

from training.reader import evaluate
from training.reader.data import load, plain_tokenizer
from training.reader.groups import Example, Maker, Order
from training.reader.model import ReaderModel, Scores, from_published, to_published
from training.reader.split import held_out

CONFIG = Path(__file__).with_name("config.json")
SAVE_EVERY, LOG_EVERY, LOOK_EVERY = 600.0, 20, 3600.0
"""Seconds between checkpoints, steps between lines of the log, seconds between looks at development data."""
FAR = -1e4
PADDED = 8
"""Lengths are padded to multiples of this. (With bfloat16 on a CPU each new shape costs a compilation: 32.)"""
Row = tuple[list[int], int, list[int], list[int], bool]
"""A row of conversations.py, which needs footnote and is not imported here."""
HEADS = ("span", "relevance", "conversation")


class Clock(threading.Thread):
    """Counts the seconds in which this process runs: a stopped process ticks no more than once."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.seconds = seconds

    def run(self) -> None:
        """Tick until the process ends."""
        last = time.monotonic()
        while True:
            time.sleep(0.5)
            now = time.monotonic()
            self.seconds += min(now - last, 2.0)
            last = now


def batch(examples: Sequence[Example], device: torch.device) -> tuple[Tensor, ...]:
    """Word pieces, segments, mask, places where an answer may be, first and last pieces of the answers."""
    length = -(-max(len(example.ids) for example in examples) // PADDED) * PADDED
    shape = (len(examples), length)
    ids, segments, mask = (np.zeros(shape, np.int64) for _ in range(3))
    allowed, starts, ends = (np.zeros(shape, bool) for _ in range(3))
    for line, example in enumerate(examples):
        size = len(example.ids)
        ids[line, :size], mask[line, :size] = example.ids, 1
        segments[line, example.question : size] = 1
        allowed[line, example.first : size - 1] = True
        for first, last in example.spans:
            starts[line, first] = ends[line, last] = True
    return tuple(torch.from_numpy(array).to(device) for array in (ids, segments, mask, allowed, starts, ends))


def masses(scores: Tensor, allowed: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
    """Log of the weight of all places and of the right ones, each against the first piece; `(batch,)`."""
    margins = scores - scores[:, :1]
    return (margins.masked_fill(~mask, FAR).logsumexp(1) for mask in (allowed, right))  # type: ignore[return-value]


def losses(groups: Sequence[Sequence[Example]], parts: dict[int, Tensor], device: torch.device) -> dict[str, Tensor]:
    """The parts of the loss from each example's masses and relevance, `parts[number]` `(5,)`.

    `alone`: each window by itself, against its own "no answer". `together`: all windows of a question share
    one sum and one "no answer" of weight 1, which makes their margins comparable.
    """
    flat = [example for group in groups for example in group]
    table = torch.stack([parts[number] for number in range(len(flat))])
    right = torch.tensor([bool(example.spans) for example in flat], device=device)
    spans, relevance = table[:, :4].view(-1, 2, 2), table[:, 4]  # (examples, start or end, all or right)
    alone = functional.softplus(spans[..., 0]) - torch.where(right[:, None], spans[..., 1], 0.0)
    together, at = [], 0
    for group in groups:
        block = spans[at : at + len(group)]
        at += len(group)
        null = torch.zeros(1, 2, device=device)
        loss = torch.cat([null, block[..., 0]]).logsumexp(0)
        if any(example.spans for example in group):
            loss = loss - block[..., 1].logsumexp(0)
        together.append(loss.mean())
    return {
        "alone": alone.mean(),
        "together": torch.stack(together).mean(),
        "relevance": functional.binary_cross_entropy_with_logits(relevance, right.float()),
    }


def conversation_batch(rows: Sequence[Row], device: torch.device) -> tuple[Tensor, ...]:
    """Word pieces, segments, mask, where words begin, those left out `(batch, length)`; any left out `(batch,)`."""
    length = -(-max(len(row[0]) for row in rows) // PADDED) * PADDED
    shape = (len(rows), length)
    ids, segments, mask = (np.zeros(shape, np.int64) for _ in range(3))
    begins, left_out = (np.zeros(shape, bool) for _ in range(2))
    for line, (pieces, question, words, missing, _) in enumerate(rows):
        ids[line, : len(pieces)], mask[line, : len(pieces)] = pieces, 1
        segments[line, question : len(pieces)] = 1
        begins[line, words] = left_out[line, missing] = True
    leaning = np.array([row[4] for row in rows])
    return tuple(torch.from_numpy(array).to(device) for array in (ids, segments, mask, begins, left_out, leaning))


class Run:
    """A training run: model, its running average, optimizer, and the folder where all is kept."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.config: dict[str, Any] = json.loads(arguments.config.read_text("utf-8"))
        self.config["seed"] = self.config["seed"] if arguments.seed is None else arguments.seed
        self.folder: Path = arguments.run
        self.folder.mkdir(parents=True, exist_ok=True)
        self.budget = arguments.minutes * 60
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(self.config["seed"])
        tokenizer = plain_tokenizer(arguments.weights / "tokenizer.json")
        library = load(arguments.data, arguments.weights / "tokenizer.json", arguments.cache)
        for numbers in library.by_source.values():
            numbers[:] = [n for n in numbers if not held_out(library.contexts[library.rows[n].context].text)]
        self.maker = Maker(library, tokenizer, self.config)
        self.conversations: dict[str, list[Row]] = pickle.loads(arguments.conversations.read_bytes())
        stages = self.config["stages"]
        self.orders = [Order(library, stage["rates"], self.config["seed"] + n) for n, stage in enumerate(stages)]
        self.model = from_published(arguments.start or arguments.weights / "model.safetensors").to(self.device)
        self.model.freeze(self.config["frozen_layers"])
        # Without such instructions bfloat16 is twenty times slower than float32.
        self.half = self.device.type != "cpu" or torch.cpu.get_capabilities()["avx512_bf16"]
        trained = [(name, p) for name, p in self.model.named_parameters() if p.requires_grad]
        self.trained = dict(trained)
        heads = [p for name, p in trained if name.startswith(HEADS)]
        body = [p for name, p in trained if p.ndim > 1 and not name.startswith(HEADS)]
        rest = [p for name, p in trained if p.ndim == 1 and not name.startswith(HEADS)]
        rate, decay = self.config["learning_rate"], self.config["weight_decay"]
        self.rates = [rate, rate, self.config["head_learning_rate"]]
        kinds = [{"params": body, "weight_decay": decay}, {"params": rest}, {"params": heads}]
        self.optimizer = torch.optim.AdamW(kinds, lr=rate, betas=(0.9, 0.98), weight_decay=0.0, foreach=True)
        self.average = {name: p.detach().clone() for name, p in trained}
        self.step, self.places, seconds = 0, [0] * len(stages), 0.0
        if (self.folder / "latest.pt").exists():
            seconds = self._restore()
        self.watch = evaluate.Watch(arguments.data, tokenizer, evaluate.SEED)
        self.clock = Clock(seconds)
        self.stopping = False
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "stopping", True))

    @property
    def progress(self) -> float:
        """How much of the run is over, 0 to 1."""
        return float(min(1.0, self.clock.seconds / self.budget))

    def log(self, **entry: Any) -> None:
        """Add a line to the log."""
        line = {"step": self.step, "seconds": round(self.clock.seconds), "progress": round(self.progress, 4)} | entry
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    def _restore(self) -> float:
        kept = torch.load(self.folder / "latest.pt", map_location=self.device, weights_only=True)
        self.model.load_state_dict(kept["model"], strict=False)
        self.average = kept["average"]
        self.optimizer.load_state_dict(kept["optimizer"])
        self.step, self.places = kept["step"], kept["places"]
        return float(kept["seconds"])

    def save(self) -> None:
        """Write a checkpoint and the averaged weights, each in one piece."""
        state = {
            "model": {name: p.detach() for name, p in self.trained.items()},
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "places": self.places,
            "seconds": self.clock.seconds,
        }
        torch.save(state, self.folder / "latest.part")
        (self.folder / "latest.part").replace(self.folder / "latest.pt")
        for name, weights in (("average", self.average), ("last", {})):
            save_file(to_published(self.model.state_dict() | weights), self.folder / f"{name}.part")
            (self.folder / f"{name}.part").replace(self.folder / f"{name}.safetensors")

    def averaged(self) -> ReaderModel:
        """A model with the averaged weights."""
        model = ReaderModel().to(self.device)
        model.load_state_dict(self.model.state_dict() | self.average)
        return model.eval()

    def next_groups(self) -> list[list[Example]]:
        """The groups of the next step."""
        stage = next(n for n, s in enumerate(self.config["stages"]) if self.progress < s["until"] or s["until"] == 1)
        groups: list[list[Example]] = []
        while len(groups) < self.config["groups_a_step"]:
            place = self.places[stage]
            self.places[stage] += 1
            groups += self.maker.groups(self.orders[stage].row(place), place + stage * 10_000_000)
        return groups

    def forward(self, groups: Sequence[Sequence[Example]]) -> tuple[dict[str, Tensor], int]:
        """The losses of a step and how many word pieces it read, padding included."""
        flat = [example for group in groups for example in group]
        order = sorted(range(len(flat)), key=lambda number: len(flat[number].ids))
        parts: dict[int, Tensor] = {}
        pieces = 0
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            for at in range(0, len(order), self.config["rows_a_chunk"]):
                numbers = order[at : at + self.config["rows_a_chunk"]]
                ids, segments, mask, allowed, starts, ends = batch([flat[n] for n in numbers], self.device)
                scores: Scores = self.model(ids, segments, mask)
                columns = [*masses(scores.start, allowed, starts), *masses(scores.end, allowed, ends)]
                table = torch.stack([*columns, scores.relevance], 1)
                parts.update(zip(numbers, table, strict=True))
                pieces += ids.numel()
        return losses(groups, parts, self.device), pieces

    def converse(self) -> dict[str, Tensor]:
        """The losses of a batch of conversations."""
        draw = random.Random(self.config["seed"] * 1_000_003 + self.step)
        shares = self.config["conversation_rows"].items()
        rows = [row for kind, count in shares for row in draw.sample(self.conversations[kind], count)]
        ids, segments, mask, begins, left_out, leaning = conversation_batch(rows, self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            scores: Scores = self.model(ids, segments, mask)
        loss = functional.binary_cross_entropy_with_logits
        return {
            "left_out": loss(scores.left_out[begins], left_out[begins].float()),
            "leaning": loss(scores.leaning, leaning.float()),
        }

    def update(self, loss: Tensor) -> None:
        """One step of the optimizer at the rate that the clock gives, and of the average."""
        part = min((self.step + 1) / self.config["warm_up_steps"], 1 - self.progress)
        for kind, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            kind["lr"] = rate * part
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.trained.values(), self.config["clip"])
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        if self.step % self.config["average_every"] == 0:
            count = self.step / self.config["average_every"]
            keeps = min(self.config["average_keeps"], (1 + count) / (10 + count))
            for name, p in self.trained.items():
                self.average[name].lerp_(p.detach(), 1 - keeps)

    def look(self, whole: bool = False) -> None:
        """Measure on development data and log it."""
        model = self.averaged()
        start = time.monotonic()
        figures = self.watch.measure(evaluate.torch_scorer(model, self.device, self.half), whole)
        self.log(eval=figures, whole=whole, took=round(time.monotonic() - start))

    def go(self) -> None:
        """Train until the minutes are over or SIGTERM comes."""
        self.clock.start()
        saved = looked = self.clock.seconds
        sums: dict[str, float] = defaultdict(float)
        counts: Counter[str] = Counter()
        since, pieces, rows = self.clock.seconds, 0, 0
        self.log(event="start", device=str(self.device), budget=self.budget, places=self.places)
        while self.progress < 1 and not self.stopping:
            groups = self.next_groups()
            parts, read = self.forward(groups)
            weights = {"alone": 1.0} | self.config["weights"]
            if self.step % self.config["conversation_every"] == 0:
                parts |= self.converse()
            self.update(torch.stack([weights[name] * part for name, part in parts.items()]).sum())
            for name, part in parts.items():
                sums[name] += part.item()
                counts[name] += 1
            pieces, rows = pieces + read, rows + sum(map(len, groups))
            if self.step % LOG_EVERY == 0:
                passed = max(self.clock.seconds - since, 1e-3)
                rate = self.optimizer.param_groups[0]["lr"]
                self.log(
                    **{name: round(value / counts[name], 4) for name, value in sums.items()},
                    rate=round(rate, 7),
                    rows_a_second=round(rows / passed, 2),
                    pieces_a_second=round(pieces / passed),
                    places=self.places,
                )
                sums.clear()
                counts.clear()
                since, pieces, rows = self.clock.seconds, 0, 0
            if self.clock.seconds - saved > SAVE_EVERY:
                self.save()
                saved = self.clock.seconds
            if self.clock.seconds - looked > LOOK_EVERY and self.progress < 0.97:
                self.look()
                looked = since = self.clock.seconds
        self.save()
        self.log(event="stopped" if self.progress < 1 else "finished")
        if self.progress >= 1:
            self.look(whole=True)


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--weights", type=Path, required=True, help="folder with the published MiniLM files")
    parser.add_argument("--start", type=Path, help="weights of a reader to go on from, in place of the published ones")
    parser.add_argument("--cache", type=Path, required=True, help="the prepared rows; made if missing")
    parser.add_argument("--conversations", type=Path, required=True, help="the file that conversations.py makes")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--seed", type=int, help="in place of the config's; each member of an ensemble has its own")
    parser.add_argument("--minutes", type=float, required=True, help="minutes of running until the rate is zero")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    Run(arguments).go()


if __name__ == "__main__":
    main()
