"""Asks the known questions, each once, and keeps what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval import metrics
from eval.matching import says_any
from eval.metrics import Span
from eval.questions import UNREAD, Fact, Question, furniture_lines
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

    def ask(self, question: str, /, history: Sequence[Turn] = ()) -> Answer:
        """The answer to a question in its conversation."""

    def search(self, question: str, /, k: int = 10) -> Sequence[Found]:
        """At most k passages, best first."""

    def document(self, document_id: str, /) -> Document:
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
    evidence: tuple[tuple[Span, ...], ...]
    """For each fact, where it is stated."""
    needs: tuple[tuple[Span, ...], ...]
    """What a search must find; empty for questions that are not answerable."""
    hits: tuple[Span, ...]
    furniture: tuple[Span, ...]
    """Lines of the cited documents that are no part of the article."""
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
    located = _located(question, assistant)
    evidence = tuple(_stating(fact, located) for fact in question.facts)
    needs = _needs(question, evidence, located) if question.answerable and question.kind not in UNREAD else ()
    if needs and crash is None:
        found = assistant.search(answer.resolved_question, k=SEARCH_DEPTH)
        hits = tuple((hit.document_id, hit.start, hit.end) for hit in found)
    problems = () if answer.abstained and not answer.citations else tuple(answer.verify())
    cited = dict.fromkeys(citation.document_id for citation in answer.citations)
    faults = tuple(metrics.faults(question, answer, problems, evidence))
    if crash is not None:
        faults = (f"raised {type(crash).__name__}: {crash}",)
    furniture = tuple(span for name in cited for span in furniture_of(name, assistant.document(name).text))
    return Outcome(question, answer, problems, faults, evidence, needs, hits, furniture, milliseconds, crash)


def furniture_of(document_id: str, text: str) -> list[Span]:
    """The lines of a seed article's page that furniture.json names, as spans of its text."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return [
        (document_id, starts[first - 1], min(starts[last], len(text)))
        for first, last in furniture_lines().get(document_id, ())
    ]


def _refusal(question: Question, error: Exception) -> Answer:
    return Answer(question.question, question.question, str(error), abstained=True, reason=str(error))


_Located = tuple[tuple[str, Span], ...]
"""Each quote of the evidence with each place where it stands."""


def _located(question: Question, assistant: Answering) -> _Located:
    return tuple(
        (evidence.quote, (evidence.document_id, place, place + len(evidence.quote)))
        for evidence in question.evidence
        for place in _places(assistant.document(evidence.document_id).text, evidence.quote)
    )


def _stating(fact: Fact, located: _Located) -> tuple[Span, ...]:
    return tuple(span for quote, span in located if says_any(quote, fact))


def _needs(
    question: Question, evidence: tuple[tuple[Span, ...], ...], located: _Located
) -> tuple[tuple[Span, ...], ...]:
    articles = (tuple(span for _, span in located if span[0] == document) for document in question.must_cite)
    return tuple(dict.fromkeys((*evidence, *articles)))


def _places(text: str, quote: str) -> list[int]:
    return [place for place in range(len(text)) if text.startswith(quote, place)]
