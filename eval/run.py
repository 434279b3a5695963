"""Asks the known questions, each once, and keeps what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval import metrics
from eval.matching import says_any
from eval.metrics import Span
from eval.questions import Question
from index.documents import Document
from index.errors import FootnoteError
from rag.answer import Answer, Turn

SEARCH_DEPTH = 10
"""Passages that retrieval is judged on: the largest k that is reported."""


class Found(Protocol):
    """A passage as search returns it."""

    @property
    def document_id(self) -> str:
        """The id of the passage's document."""

    @property
    def start(self) -> int:
        """Where the passage starts in the document's text."""

    @property
    def end(self) -> int:
        """Where the passage ends in the document's text."""


class Answering(Protocol):
    """The part of the assistant that the questions need."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer to a question in its conversation."""

    def search(self, query: str, k: int = 10) -> Sequence[Found]:
        """At most k passages, best first."""

    def document(self, document_id: str) -> Document:
        """A document with its text."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question."""

    question: Question
    answer: Answer
    problems: tuple[str, ...]
    """Those of `answer.verify()`."""
    faults: tuple[str, ...]
    """Why the question is missed, in words; empty when it is right."""
    needs: tuple[tuple[Span, ...], ...]
    hits: tuple[Span, ...]
    milliseconds: float
    """From question to answer, by the wall clock; earlier questions of the conversation not counted."""
    crash: Exception | None = None
    """What was raised that is not a stated error."""

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


class Run:
    """The questions and their outcomes, asked when first needed."""

    def __init__(self, assistant: Answering, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        self.outcomes: dict[str, Outcome] = {}
        self._assistant = assistant

    def outcome(self, question: Question) -> Outcome:
        """What comes of the question; it is asked once."""
        if question.id not in self.outcomes:
            self.outcomes[question.id] = _ask(self._assistant, question)
        return self.outcomes[question.id]

    def all(self, questions: Iterable[Question] | None = None) -> list[Outcome]:
        """The outcomes of these questions (default: of every one), in order."""
        return [self.outcome(question) for question in (self.questions if questions is None else questions)]


def _ask(assistant: Answering, question: Question) -> Outcome:
    started = time.perf_counter()
    crash: Exception | None = None
    hits: tuple[Span, ...] = ()
    try:
        turns: list[Turn] = []
        for earlier in question.history:
            turns.append(Turn(earlier, assistant.ask(earlier, turns).text))
        started = time.perf_counter()
        answer = assistant.ask(question.question, turns)
    except FootnoteError as error:  # a stated error is a refusal with a reason
        answer = _refusal(question, error)
    except Exception as error:  # a crash is a finding: the table counts it, the question's test raises it again
        answer, crash = _refusal(question, error), error
    milliseconds = (time.perf_counter() - started) * 1000
    needs = needs_of(question, assistant)
    if needs and crash is None:
        found = assistant.search(answer.resolved_question, k=SEARCH_DEPTH)
        hits = tuple((hit.document_id, hit.start, hit.end) for hit in found)
    problems = () if answer.abstained and not answer.citations else tuple(answer.verify())
    faults = tuple(metrics.faults(question, answer, problems))
    if crash is not None:
        faults = (f"raised {type(crash).__name__}: {crash}",)
    return Outcome(question, answer, problems, faults, needs, hits, milliseconds, crash)


def _refusal(question: Question, error: Exception) -> Answer:
    return Answer(question.question, question.question, str(error), abstained=True, reason=str(error))


def needs_of(question: Question, assistant: Answering) -> tuple[tuple[Span, ...], ...]:
    """What a search must find: for each fact, and each article that must be cited, its spans.

    Empty for questions that are not answerable: no passage is right for them.
    """
    if not question.answerable:
        return ()
    located = [
        (evidence, (evidence.document_id, place, place + len(evidence.quote)))
        for evidence in question.evidence
        for place in _places(assistant.document(evidence.document_id).text, evidence.quote)
    ]
    facts = [tuple(span for evidence, span in located if says_any(evidence.quote, fact)) for fact in question.facts]
    articles = [tuple(span for _, span in located if span[0] == document) for document in question.must_cite]
    return tuple(dict.fromkeys(need for need in [*facts, *articles] if need))


def _places(text: str, quote: str) -> list[int]:
    return [place for place in range(len(text)) if text.startswith(quote, place)]
