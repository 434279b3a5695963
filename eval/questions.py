"""The known questions: what is asked, what a right answer must state, and where that stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent / "questions.jsonl"

FURNITURE_FILE = FILE.with_name("furniture.json")

KINDS = (
    "single_fact", "who_said", "number", "date", "place", "quote", "yes_no", "paraphrase", "typo_or_variant",
    "follow_up", "several_articles", "disagreement", "change_over_time", "time", "attribution",
    "unanswerable_near", "unanswerable_far", "false_premise", "page_furniture", "hostile_input",
    "meta", "quote_finder",
)  # fmt: skip
"""Every kind of question, in the order in which reports list them."""

UNREAD = ("meta", "quote_finder")
"""Kinds that no search and no reader answers: small talk, the corpus itself, pasted sentences. Their facts may stand
in the text alone, and what scores the reader leaves them out."""

Fact = tuple[str, ...]
"""One thing that an answer must state, as alternatives of which any one will do."""


class QuestionError(ValueError):
    """A line of the question file is not a question; the message names the line."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Verbatim words of an article that state a fact; every place where they stand counts."""

    document_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """One known question. README.md says how to write one."""

    id: str
    """Readable, unique, stable: the test's id, and the name in reports."""
    kind: str
    question: str
    answerable: bool
    """False: a refusal is right. So is a correction, where `facts` state one (a false premise)."""
    history: tuple[str, ...] = ()
    """Earlier questions of the conversation, asked first."""
    facts: tuple[Fact, ...] = ()
    """All of them must be stated."""
    evidence: tuple[Evidence, ...] = ()
    may_cite: tuple[str, ...] = ()
    """The articles that state a fact; citing another is a mismatch."""
    must_cite: tuple[str, ...] = ()
    """The articles without which the answer is incomplete."""
    forbidden: tuple[str, ...] = ()
    """What makes the answer wrong wherever it stands in the text."""
    speaker: tuple[str, ...] = ()
    """Whom the articles attribute the facts to, as alternatives: an answer must name one and not claim it itself."""
    wants: str | None = None
    """The `Answer.kind` that is right; of the UNREAD kinds only, and of all of them."""
    quotes: tuple[int, int] | None = None
    """The fewest and the most citations of a right answer; of the UNREAD kinds only."""
    known_miss: str | None = None
    """Why the question fails today; None: it is expected to be right."""


def load(path: Path = FILE) -> tuple[Question, ...]:
    """Every question of the file, in order. Raises QuestionError, naming the line."""
    return tuple(_questions(path))


def _questions(path: Path) -> Iterator[Question]:
    seen: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            question = from_dict(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            raise QuestionError(f"{path.name}, line {number}: {error}") from error
        if question.id in seen:
            raise QuestionError(f"{path.name}, line {number}: the id {question.id} is used twice")
        seen.add(question.id)
        yield question


def from_dict(values: Mapping[str, Any]) -> Question:
    """The question of one line. Raises QuestionError for an unknown field or kind."""
    if unknown := set(values) - {field.name for field in fields(Question)}:
        raise QuestionError(f"unknown field {sorted(unknown)[0]!r}")
    chosen = dict(values)
    for name in ("history", "may_cite", "must_cite", "forbidden", "speaker"):
        chosen[name] = tuple(values.get(name, ()))
    chosen["facts"] = tuple(tuple(fact) for fact in values.get("facts", ()))
    chosen["evidence"] = tuple(Evidence(*pair) for pair in values.get("evidence", ()))
    chosen["quotes"] = tuple(values["quotes"]) if values.get("quotes") else None
    question = Question(**chosen)
    if question.kind not in KINDS:
        raise QuestionError(f"unknown kind {question.kind!r}; add it to KINDS if it is a new one")
    if (question.wants is not None) != (question.kind in UNREAD):
        raise QuestionError(f"a question of the kinds {' and '.join(UNREAD)}, and no other, says which kind it wants")
    if question.kind not in UNREAD and question.answerable and not (question.facts and question.evidence):
        raise QuestionError("an answerable question needs facts and evidence")
    return question


@cache
def furniture_lines() -> dict[str, list[tuple[int, int]]]:
    """For each seed article, runs of lines (from 1, both ends included) that are surely not article."""
    stored = json.loads(FURNITURE_FILE.read_text(encoding="utf-8"))
    return {document: [(first, last) for first, last in runs] for document, runs in stored.items()}
