"""Training groups: one question with a window that answers it and windows that do not.

Everything drawn depends on the seed and the group's place in the run alone, so a run can go on anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.reader.augment import false_premise, key_words, polar, slip
from training.reader.data import ENCYCLOPEDIA, NAME, Context, Library, Row, flat

CLS, SEP = 101, 102
SHORTEST = 40
"""Word pieces of the shortest window cut out of a longer text."""


@dataclass(frozen=True, slots=True)
class Example:
    """One row of a batch: a question and a window."""

    ids: NDArray[np.int32]
    question: int
    """Word pieces up to and with the first separator."""
    first: int
    """Where the text starts in which the answer may be; a title stands before it."""
    spans: tuple[tuple[int, int], ...]
    """First and last word piece of each answer; none: the window does not answer."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text."""

    ids: NDArray[np.int32]
    spans: tuple[tuple[int, int], ...] = ()


class Order:
    """The order in which rows are taken, for given rates; each pass is shuffled anew."""

    def __init__(self, library: Library, rates: Mapping[str, float], seed: int) -> None:
        self.library, self.rates, self.seed = library, rates, seed
        self._pass, self._rows = -1, np.empty(0, np.int64)

    def row(self, place: int) -> int:
        """The number of the row at a place, which may be as large as one likes."""
        length = sum(round(rate * len(self.library.by_source[name])) for name, rate in self.rates.items())
        if place // length != self._pass:
            self._pass = place // length
            draw = np.random.default_rng([self.seed, self._pass])
            taken = []
            for name, rate in self.rates.items():
                numbers = np.array(self.library.by_source[name])
                count = round(rate * len(numbers))
                many = -(-count // len(numbers))
                taken.append(np.concatenate([draw.permutation(numbers) for _ in range(many)] or [numbers])[:count])
            self._rows = draw.permutation(np.concatenate(taken))
        return int(self._rows[place % length])


class Maker:
    """Makes groups out of rows."""

    def __init__(self, library: Library, tokenizer: Tokenizer, config: Mapping[str, Any]) -> None:
        self.library, self.tokenizer = library, tokenizer
        self.most: int = config["tokens_most"]
        self.chances: Mapping[str, float] = config["chances"]
        self.negatives: Sequence[float] = config["negatives"]
        self.seed: int = config["seed"]

    def groups(self, number: int, place: int) -> list[list[Example]]:
        """The groups of one row: the question with its windows, perhaps a false premise by itself."""
        draw = random.Random(self.seed * 1_000_003 + place)
        row = self.library.rows[number]
        context = self.library.contexts[row.context]
        asked = self._question(self._polar(row, context, draw) or row.question, draw)
        room = self.most - len(asked) - 14  # three marks and a title
        if any(last - first >= room for first, last in row.spans or row.near):
            return []  # no window can hold it
        gold = self._joined(self._window(context, row.spans or row.near, room, draw), row, context, room, draw)
        if not row.spans:
            gold = Window(gold.ids)
        adversarial = row.near or row.source == "squad2_part"
        windows = [gold] if row.spans or adversarial or draw.random() < 0.5 else []
        count = draw.choices(range(len(self.negatives)), self.negatives)[0]
        for _ in range(count if row.spans else min(count, 1)):
            if (other := self._negative(row, context, room, draw)) is not None:
                windows.append(other)
        groups = [[self._example(asked, window, context.title, draw) for window in windows]] if windows else []
        if row.spans and row.source in ENCYCLOPEDIA and draw.random() < self.chances["perturbed"]:
            near = draw.choice(row.negatives) if row.negatives else row.context
            other_text = self.library.contexts[near].text
            wrong = false_premise(row.question, context.text, row.answers, other_text, draw)
            if wrong is not None:
                ids = self._pieces(wrong)
                groups.append([self._example(ids, Window(gold.ids), context.title, draw)])
        return groups

    def _pieces(self, question: str) -> list[int]:
        ids: list[int] = self.tokenizer.encode(question, add_special_tokens=False).ids
        return ids[:48]

    def _polar(self, row: Row, context: Context, draw: random.Random) -> str | None:
        """Now and then the question as one for yes or no, half of the time with a wrong answer: what answers stays."""
        if not row.answers or draw.random() >= self.chances["polar"]:
            return None
        answer = draw.choice(row.answers)
        if draw.random() < 0.5:
            taken = f" {flat(' '.join([row.question, *row.answers]))} "
            others = [name for name in NAME.findall(context.text) if f" {flat(name)} " not in taken]
            others = [name for name in others if len(name.split()) == len(answer.split())]
            if answer.isdigit():
                answer = str(int(answer) + draw.choice([-3, -2, -1, 1, 2, 3]))
            elif others and answer[:1].isupper():
                answer = draw.choice(others)
        return polar(row.question, answer)

    def _question(self, question: str, draw: random.Random) -> list[int]:
        if draw.random() < self.chances["keywords"]:
            question = key_words(question)
        if draw.random() < self.chances["no_question_mark"]:
            question = question.rstrip("? ")
        if draw.random() < self.chances["typo"]:
            question = slip(question, draw)
        return self._pieces(question)

    def _window(self, context: Context, spans: Sequence[tuple[int, int]], room: int, draw: random.Random) -> Window:
        """A window of a context that holds one of the answers, drawn, whole."""
        size = len(context.ids)
        longest = min(size, room)
        length = longest
        if draw.random() < self.chances["crop"] and longest > SHORTEST:
            length = draw.randint(SHORTEST, longest)
        if length == size:
            return Window(context.ids, tuple(spans))
        if spans:
            first, last = draw.choice(list(spans))
            length = min(room, max(length, last - first + 1))
            start = draw.randint(max(0, last - length + 1), max(0, min(first, size - length)))
        else:
            first, start = size, draw.randint(0, size - length)
        near = [i for i in range(max(0, start - 16), min(first, start + 16) + 1) if i < size and context.sentences[i]]
        if near:
            start = min(near, key=lambda i: abs(i - start))
        while start > 0 and not context.words[start]:
            start -= 1
        end = min(size, start + length)
        if spans and last >= end:
            end = min(size, last + 1)
        while end < size and not context.words[end]:
            end += 1
        if end - start > room:
            end = start + room if not spans or last < start + room else last + 1
            start = max(start, end - room)
        inside = tuple((a - start, b - start) for a, b in spans if a >= start and b < end)
        return Window(context.ids[start:end], inside)

    def _joined(self, window: Window, row: Row, context: Context, room: int, draw: random.Random) -> Window:
        """A short text among others of its set that lack the answer."""
        pool = self.library.short[row.source]
        if len(context.ids) >= 60 or len(pool) < 100 or draw.random() > self.chances["joined"]:
            return window
        others = [self.library.contexts[draw.choice(pool)] for _ in range(draw.randint(1, 3))]
        others = [other for other in others if other is not context and not _answers(other, row)]
        parts = [other.ids for other in others]
        place = draw.randint(0, len(parts))
        shift = sum(len(part) for part in parts[:place])
        ids = np.concatenate([*parts[:place], window.ids, *parts[place:]])
        if len(ids) > room:
            return window
        return Window(ids, tuple((a + shift, b + shift) for a, b in window.spans))

    def _negative(self, row: Row, context: Context, room: int, draw: random.Random) -> Window | None:
        """A window that does not answer: of the same context, of one alike, or of any of the same set."""
        kind = draw.random()
        if row.spans and kind < self.chances["same_context"]:
            before, after = min(a for a, _ in row.spans), max(b for _, b in row.spans) + 1
            ids = max(context.ids[:before], context.ids[after:], key=len)
            text = f" {self.tokenizer.decode(ids.tolist())} ".lower()
            if len(ids) >= SHORTEST and not any(flat(answer) in flat(text) for answer in row.answers):
                return Window(ids[:room])
        if row.negatives and kind < 1 - self.chances["random_negative"]:
            chosen = self.library.contexts[draw.choice(row.negatives)]
        else:
            chosen = self.library.contexts[self.library.rows[draw.choice(self.library.by_source[row.source])].context]
            if chosen is context or _answers(chosen, row):
                return None
        window = self._joined(self._window(chosen, (), room, draw), row, chosen, room, draw)
        return Window(window.ids)

    def _example(self, question: list[int], window: Window, title: str, draw: random.Random) -> Example:
        head = [CLS, *question, SEP]
        name: list[int] = []
        if title and draw.random() < self.chances["title"]:
            name = self.tokenizer.encode(f"{title}.", add_special_tokens=False).ids[:10]
        first = len(head) + len(name)
        spans = tuple((a + first, b + first) for a, b in window.spans)
        ids = np.concatenate([np.array(head + name, np.int32), window.ids, np.array([SEP], np.int32)])
        return Example(ids, len(head), first, spans)


def _answers(context: Context, row: Row) -> bool:
    text = f" {flat(context.text)} "
    return any(f" {flat(answer)} " in text for answer in row.answers)
