"""Questions in conversation with the standalone question that a person made of each, in two halves."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from index.words import tokens
from rag.answer import Turn

SETS = {
    "canard": lambda name: name.rsplit("_", 1)[0],
    "cast": lambda name: re.sub(r"[-_]\d+$", "", name),  # 2019-75_7, 2021-112-6
    "mtrag_rewrites": lambda name: name.split("<")[0],
}
"""The sets, each with the conversation of a row's id."""


@dataclass(frozen=True)
class Dialogue:
    """A question with what was said before it."""

    source: str
    conversation: str
    history: tuple[Turn, ...]
    question: str
    rewrite: str

    @property
    def held_out(self) -> bool:
        """Whether the conversation is in the half that nothing is fitted on."""
        return bool(hashlib.sha256(self.conversation.encode()).digest()[0] % 2)

    @cached_property
    def added(self) -> frozenset[str]:
        """Stems of the content words that the person's question has and the typed one has not."""
        return added(self.question, self.rewrite)


def added(question: str, rewrite: str) -> frozenset[str]:
    """Stems of content words of the rewrite that the question does not hold."""
    return content_stems(rewrite) - content_stems(question)


def content_stems(text: str) -> frozenset[str]:
    """Stems of the words that carry subject matter."""
    return frozenset(token.stem for token in tokens(text) if not token.function)


def turns_of(history: Sequence[Mapping[str, str]]) -> tuple[Turn, ...]:
    """Turns from texts with roles; several answers in a row are one."""
    turns: list[Turn] = []
    for said in history:
        if said["role"] == "user":
            turns.append(Turn(said["text"]))
        elif turns:
            turns[-1] = Turn(turns[-1].question, f"{turns[-1].answer}\n{said['text']}".strip())
    return tuple(turns)


def read_rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of `name`.jsonl.gz."""
    for line in gzip.decompress((folder / f"{name}.jsonl.gz").read_bytes()).decode("utf-8").splitlines():
        yield json.loads(line)


def load(folder: Path) -> list[Dialogue]:
    """Every question of SETS that has a conversation before it."""
    found = []
    for source, conversation_of in SETS.items():
        for row in read_rows(folder, source):
            history = row.get("history") or [{"role": "user", "text": q} for q in row.get("user_turns", [])[:-1]]
            if turns := turns_of(history):
                found.append(Dialogue(source, conversation_of(row["id"]), turns, row["question"], row["rewrite"]))
    return found
