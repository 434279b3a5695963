"""The shortest exact answer inside a sentence, where the kind of question makes it safe."""

from __future__ import annotations

from collections.abc import Sequence

from rag.expressions import Expressions, Name, Span, expressions
from rag.features import words_of
from rag.question import Question
from rag.words import Token, stem

NEAR = 4
"""Words between a number and the noun it counts."""


def shortest_answer(question: Question, sentence: str) -> tuple[int, int] | None:
    """Offsets in `sentence` of the one expression that answers; None when there is none or more than one."""
    found = expressions(sentence)
    chosen: Span | None = None
    if question.kind in ("percent", "money", "duration"):
        chosen = _only(question, {"percent": found.percents, "money": found.money, "duration": found.durations}[question.kind])
    elif question.kind == "number":
        chosen = _counted(question, sentence, found)
    elif question.kind == "date":
        chosen = _only(question, found.dates)
    elif question.kind == "person":
        chosen = _only(question, [name for name in _whole_names(question, found) if name.person])
    elif question.kind == "place":
        chosen = _only(question, [name for name in _whole_names(question, found) if name.placed and not name.person])
    elif question.kind == "statement" and found.speaking:
        chosen = _only(question, found.quotes)
    return None if chosen is None else (chosen.start, chosen.end)


def _only(question: Question, spans: Sequence[Span]) -> Span | None:
    fresh = [span for span in spans if not words_of(span.text).stems <= question.stems]
    return fresh[0] if len(fresh) == 1 else None


def _whole_names(question: Question, found: Expressions) -> list[Name]:
    return [name for name in found.names if not name.opening and words_of(name.text).stems.isdisjoint(question.stems)]


def _counted(question: Question, sentence: str, found: Expressions) -> Span | None:
    """The number before the noun that the question counts, or the sentence's only number."""
    tokens: Sequence[Token] = words_of(sentence).tokens
    fresh = [span for span in found.numbers if stem(span.text) not in question.stems]
    near = [
        span
        for span in fresh
        if question.focus & {t.stem for t in [t for t in tokens if t.start >= span.end][:NEAR]}
    ]
    if len(near) == 1:
        return near[0]
    return fresh[0] if not near and len(fresh) == 1 and not question.focus else None
