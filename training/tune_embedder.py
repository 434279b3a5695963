"""Teach the embedder which passage of an article answers a question, also one in other words.

    OMP_WAIT_POLICY=PASSIVE nice -n 19 python -m training.tune_embedder \
        --data FOLDER --weights FOLDER --cache FILE --run FOLDER --minutes 50

Contrastive (InfoNCE; van den Oord et al. 2018, as in Dense Passage Retrieval, Karpukhin et al. 2020): the cosine of a
question with its passage against those with all other passages of the step. Half of the questions are on articles of
`training/written`, several of one article in a step, so that most other passages are of the same article; half are of
the reader's other sets, some with a passage that BM25 finds and that lacks the answer. The rate falls to zero as
the minutes pass; a stopped process's do not count. `model.safetensors` is written now and then and at the end, under
published names; a run that broke off begins anew.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor
from torch.nn import functional

from training.reader.data import WRITTEN, Library, Row, load, plain_tokenizer
from training.reader.model import ReaderModel, from_published, to_published
from training.reader.split import held_out
from training.reader.train import Clock
from training.written import articles

T = TypeVar("T")

SCALE = 20.0
"""Of cosines, before the softmax; what all-MiniLM-L6-v2 was trained with."""
ARTICLES, ASKED = 5, 5
"""Articles in a step, and questions on each."""
OTHERS = 25
"""Questions of other sets in a step."""
NEAR = 0.6
"""Share of the other sets' questions that come with a passage that looks right and lacks the answer."""
SHORTEST, LONGEST = 40, 140
"""Word pieces of a passage."""
IN_OTHER_WORDS = 0.45
"""Share of the articles' questions that are in other words than the text's."""
RATES = {
    "squad1_train_para": 1.0, "squad1_train_sent_reqa": 0.6, "squadshifts_new_wiki": 1.0, "squad2_part": 1.0,
    "ares_synth_nq": 1.0, "ares_synth_hotpotqa": 0.5, "ares_synth_wow": 0.5, "tweetqa": 0.6, "timeqa_human": 0.3,
    "fairytaleqa": 0.3, "covidqa": 0.4, "squadshifts_reddit": 0.15, "qamr": 0.05,
}  # fmt: skip
FROZEN_LAYERS = 2
RATE, DECAY, WARM_UP, CLIP = 5e-5, 0.01, 40, 1.0
ROWS_AT_ONCE = 16
LOG_EVERY = 10


@dataclass(frozen=True)
class Window:
    """A passage: word pieces `first` to `last` (not counted) of a context."""

    context: int
    first: int
    last: int

    def touches(self, row: Row) -> bool:
        """Whether it holds any part of the row's answers."""
        return self.context == row.context and any(a < self.last and b >= self.first for a, b in row.spans)


class Drawer:
    """Draws the questions and passages of a step."""

    def __init__(self, library: Library, seed: int) -> None:
        self.library = library
        self.dice = random.Random(seed)
        kept = {
            name: [library.rows[n] for n in numbers if not held_out(library.contexts[library.rows[n].context].text)]
            for name, numbers in library.by_source.items()
        }
        self.articles: dict[int, list[Row]] = defaultdict(list)
        for row in kept[WRITTEN]:
            if row.spans:
                self.articles[row.context].append(row)
        self.reworded = {asked.question for article in articles() for asked in article.questions if asked.kind == "p"}
        self.sets = {name: [row for row in kept[name] if row.spans] for name in RATES}
        self._articles = self._endless(sorted(self.articles))
        self._rows = {name: self._endless(rows) for name, rows in self.sets.items()}
        self._weights = [rate * len(self.sets[name]) for name, rate in RATES.items()]

    def _endless(self, items: Sequence[T]) -> Iterator[T]:
        while True:
            yield from self.dice.sample(items, len(items))

    def window(self, row: Row) -> Window:
        """A passage of whole sentences around one of the row's answers."""
        first, last = self.dice.choice(row.spans)
        return self._around(row.context, first, last + 1)

    def elsewhere(self, row: Row) -> Window | None:
        """A passage of the same context without its answers, if one is drawn."""
        size = len(self.library.contexts[row.context].ids)
        for _ in range(5):
            place = self.dice.randrange(size)
            window = self._around(row.context, place, place + 1)
            if not window.touches(row):
                return window
        return None

    def _around(self, number: int, first: int, last: int) -> Window:
        context = self.library.contexts[number]
        size = len(context.ids)
        starts = [*np.flatnonzero(context.sentences).tolist(), size]
        begins = max([s for s in starts if s <= first], default=0)
        ends = min(s for s in starts if s >= last)
        wanted = self.dice.randint(SHORTEST, LONGEST)
        while ends - begins < wanted:
            before = max([s for s in starts if s < begins], default=begins)
            after = min([s for s in starts if s > ends], default=ends)
            if before == begins and after == ends:
                break
            if after == ends or (before != begins and self.dice.random() < 0.5):
                begins = before
            else:
                ends = after
        if ends - begins > LONGEST:  # a long sentence: keep the answer in
            begins = max(begins, min(first, ends - LONGEST))
            ends = min(ends, begins + LONGEST)
        return Window(number, begins, ends)

    def step(self) -> tuple[list[Row], list[Window]]:
        """Questions, and passages: the right ones in the order of the questions, then others."""
        rows: list[Row] = []
        others: list[Window] = []
        for _ in range(ARTICLES):
            there = self.articles[next(self._articles)]
            for _ in range(ASKED):
                wanted = self.dice.random() < IN_OTHER_WORDS
                kind = [row for row in there if (row.question in self.reworded) == wanted] or there
                rows.append(self.dice.choice(kind))
            others += [window for row in rows[-2:] if (window := self.elsewhere(row))]
        for name in self.dice.choices(list(RATES), self._weights, k=OTHERS):
            row = next(self._rows[name])
            rows.append(row)
            if row.negatives and self.dice.random() < NEAR:
                number = self.dice.choice(row.negatives)
                place = self.dice.randrange(len(self.library.contexts[number].ids))
                others.append(self._around(number, place, place + 1))
        return rows, [self.window(row) for row in rows] + others


def pooled(model: ReaderModel, ids: Tensor, mask: Tensor) -> Tensor:
    """Unit vectors `(batch, hidden)`: the mean over the mask, as the embedder's graph has it."""
    places = torch.arange(ids.shape[1])
    x = model.norm(model.words(ids) + model.positions(places) + model.segments.weight[0])
    bias = (mask[:, None, None, :].to(x.dtype) - 1) * 1e9
    for layer in model.layers:
        x = layer(x, bias)
    wide = mask[..., None].to(x.dtype)
    return functional.normalize((x * wide).sum(1) / wide.sum(1), dim=1)


def encode(model: ReaderModel, rows: Sequence[Sequence[int]], at_once: int = ROWS_AT_ONCE) -> Tensor:
    """Vectors of texts in word pieces (with their markers), in their order."""
    order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
    parts, places = [], []
    for at in range(0, len(order), at_once):
        numbers = order[at : at + at_once]
        length = max(len(rows[n]) for n in numbers)
        ids, mask = np.zeros((len(numbers), length), np.int64), np.zeros((len(numbers), length), np.int64)
        for line, n in enumerate(numbers):
            ids[line, : len(rows[n])], mask[line, : len(rows[n])] = rows[n], 1
        parts.append(pooled(model, torch.from_numpy(ids), torch.from_numpy(mask)))
        places += numbers
    back = torch.empty(len(rows), dtype=torch.long)
    back[torch.tensor(places)] = torch.arange(len(rows))
    return torch.cat(parts)[back]


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--weights", type=Path, required=True, help="folder with the published MiniLM files")
    parser.add_argument("--cache", type=Path, required=True, help="the reader's prepared rows; made if missing")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, required=True, help="minutes of running until the rate is zero")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    tokenizer = plain_tokenizer(options.weights / "tokenizer.json")
    drawer = Drawer(load(options.data, options.weights / "tokenizer.json", options.cache), options.seed)
    begin, end = (tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
    model = from_published(options.weights / "model.safetensors")
    model.freeze(FROZEN_LAYERS)
    trained = [
        p for name, p in model.named_parameters()
        if p.requires_grad and not name.startswith(("span", "relevance", "conversation"))
    ]  # fmt: skip
    optimizer = torch.optim.AdamW(trained, RATE, weight_decay=DECAY)
    options.run.mkdir(parents=True, exist_ok=True)
    clock = Clock(0.0)
    clock.start()
    losses: list[float] = []
    step, began = 0, time.monotonic()
    while (progress := clock.seconds / (options.minutes * 60)) < 1:
        rows, windows = drawer.step()
        asked = [tokenizer.encode(row.question).ids[:64] for row in rows]
        texts = [[begin, *drawer.library.contexts[w.context].ids[w.first : w.last].tolist(), end] for w in windows]
        cosines = encode(model, asked, len(asked)) @ encode(model, texts).T
        # Another passage that holds the answer is neither right nor wrong.
        unclear = torch.tensor(
            [[n != line and w.touches(row) for n, w in enumerate(windows)] for line, row in enumerate(rows)]
        )
        loss = functional.cross_entropy((SCALE * cosines).masked_fill(unclear, -1e4), torch.arange(len(rows)))
        for group in optimizer.param_groups:
            group["lr"] = RATE * min((step + 1) / WARM_UP, 1 - progress)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        step += 1
        if step % LOG_EVERY == 0:
            line = {"step": step, "seconds": round(clock.seconds), "loss": round(float(np.mean(losses)), 4)}
            losses.clear()
            with (options.run / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")
            save_file(to_published(model.state_dict()), options.run / "part.safetensors")
            (options.run / "part.safetensors").replace(options.run / "model.safetensors")
    save_file(to_published(model.state_dict()), options.run / "model.safetensors")
    print(step, "steps in", round(time.monotonic() - began), "seconds")


if __name__ == "__main__":
    main()
