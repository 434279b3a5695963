"""Fits rag/conversation_weights.json: which words of a conversation a follow-up needs, and whether it needs any.

    python -m training.fit_conversation --data DIR [--write]

DIR holds the sets of training/dialogues.py. Half of the conversations are for benchmarks/dialogue.py. Of the
other half the trained reader has seen three quarters (training/reader/conversations.py); the last quarter is
fitted on here. Thresholds are chosen on the same quarter, by models that had not seen the conversation.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from rag import conversation
from rag.conversation import (
    NEED_FEATURES,
    WEIGHTS,
    WORD_FEATURES,
    ConversationWeights,
    need_features,
    said,
    word_features,
)
from rag.rewriting import rewrite
from rag.spans import SpanReader
from rag.talk import MOST_TURNS, Conversation, points, stands_alone
from rag.transcript import LeftOut
from training.dialogues import SETS, Dialogue, added, load
from training.reader.conversations import kept_back

FOLDS = 4
WORD_THRESHOLDS, POINTING_THRESHOLDS, PLAIN_THRESHOLDS = (0.2, 0.25, 0.3, 0.35), (0.5, 0.7, 0.9), (0.85, 0.9, 0.95)
CHOSEN = {"word_above": 0.25, "pointing_above": 0.7, "plain_above": 0.9}
"""Read off the grid, with more than nine of ten independent questions left alone; a search suffers more from a word
that is missing than from one too many."""
STRENGTH = 0.3
"""Inverse of the penalty on the coefficients."""

Table = NDArray[np.float64]


@dataclass
class Example:
    """A question with its mentions."""

    row: Dialogue
    talk: Conversation
    read: LeftOut

    @cached_property
    def labels(self) -> NDArray[np.bool_]:
        """Which mentions the person put in."""
        chosen = self.row.added
        return np.array([mention.stem in chosen for mention in self.talk.mentions], bool)

    @cached_property
    def fold(self) -> int:
        """A number below FOLDS, the same for all of a conversation."""
        return hashlib.sha256(self.row.conversation.encode()).digest()[1] % FOLDS


def example(row: Dialogue, reader: SpanReader) -> Example:
    """The question as `FollowUps.standalone` looks at it."""
    turns = [(turn.question, said(turn.answer)) for turn in (*row.history[:1], *row.history[1:][-MOST_TURNS:])]
    talk = Conversation.of(row.question, turns)
    return Example(row, talk, reader.left_out(talk))


def logistic(features: Table, labels: NDArray[np.bool_], names: Sequence[str]) -> dict[str, float]:
    """Coefficients of a logistic regression, on features as they are, with a "bias"."""
    mean, scale = features.mean(0), features.std(0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit((features - mean) / scale, labels)
    weights = model.coef_[0] / scale
    values = {"bias": float(model.intercept_[0] - weights @ mean), **dict(zip(names, weights.tolist(), strict=True))}
    return {name: round(value, 4) for name, value in values.items()}


def fit(examples: Sequence[Example]) -> ConversationWeights:
    """Both models; their thresholds stand open. That of words is fitted on questions that people added words to."""
    needing = [item for item in examples if item.row.added]
    words = np.concatenate([word_features(item.talk, item.read) for item in needing])
    word = logistic(words, np.concatenate([item.labels for item in needing]), WORD_FEATURES)
    needs = np.array([need_features(item.talk, item.read) for item in examples])
    need = logistic(needs, np.array([bool(item.row.added) for item in examples]), NEED_FEATURES)
    return ConversationWeights(word, need, 0.0, 0.0, 0.0)


def figures(pairs: Sequence[tuple[Dialogue, str]]) -> dict[str, float]:
    """Recall and precision of added words, and the share of questions left alone that should be."""
    made_of = [added(row.question, made) if made != row.question else frozenset() for row, made in pairs]
    hits = sum(len(row.added & words) for (row, _), words in zip(pairs, made_of, strict=True))
    theirs = sum(len(row.added) for row, _ in pairs)
    ours = sum(map(len, made_of))
    idle = [(row, made) for row, made in pairs if not row.added]
    return {
        "recall": hits / max(1, theirs), "precision": hits / max(1, ours),
        "untouched": sum(made == row.question for row, made in idle) / max(1, len(idle)),
    }  # fmt: skip


def grid(examples: Sequence[Example]) -> list[dict[str, float]]:
    """Figures at each of the thresholds, by models that had not seen the conversation."""
    seen = []
    for fold in range(FOLDS):
        weights = fit([item for item in examples if item.fold != fold])
        for item in examples:
            if item.fold == fold:
                need, likely = conversation.chances(item.talk, item.read, weights)
                if stands_alone(item.talk.question):
                    need = 0.0
                seen.append((item, need, likely, points(item.talk.question)))
    rows = []
    for least in WORD_THRESHOLDS:
        made = [(i.row, need, at, complete(i.row.question, i.talk, likely, least)) for i, need, likely, at in seen]
        for pointing in POINTING_THRESHOLDS:
            for plain in PLAIN_THRESHOLDS:
                pairs = [
                    (row, text if need >= (pointing if at else plain) else row.question) for row, need, at, text in made
                ]
                each = {name: figures([pair for pair in pairs if pair[0].source == name])["untouched"] for name in SETS}
                rows.append({"word": least, "pointing": pointing, "plain": plain, **figures(pairs), **each})
    return rows


def complete(question: str, talk: Conversation, likely: Table, above: float) -> str:
    """The question with what it is likely to leave out."""
    if not talk.mentions:
        return question
    one = conversation.person_asked_about(talk)
    return rewrite(question, talk, conversation.choose(talk, likely, above, one), one or {})


def main() -> None:
    """Reads the command line and does all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the sets of conversations")
    parser.add_argument("--write", action="store_true", help="write the weights beside the module")
    options = parser.parse_args()
    reader = SpanReader.open()
    rows = [row for row in load(options.data) if not row.held_out and kept_back(row.conversation)]
    examples = [found for row in rows if (found := example(row, reader)).talk.mentions]
    for row in grid(examples):
        print(json.dumps({name: round(value, 3) for name, value in row.items()}))
    weights = replace(fit(examples), **CHOSEN)
    print(len(examples), "questions")
    if options.write:
        values = {**CHOSEN, **{name: getattr(weights, name) for name in ("word", "need")}}
        WEIGHTS.write_text(json.dumps(values, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
