"""The shortest exact answer inside a sentence, where the kind of question makes it safe."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.words import stem
from rag.expressions import Expressions, Name, Span, expressions
from rag.features import holds, words_of
from rag.question import Question

_BREAK = re.compile(r"[,;:.!?()\d]")
NEAR = 4
"""How many words after a number the noun that it counts may stand."""


def shortest_answer(question: Question, sentence: str, before: str = "") -> tuple[int, int] | None:
    """Offsets in `sentence` of the one expression that answers; None when there is none or more than one.

    None too where neither the sentence nor the one before it has every name of the question.
    """
    found, places = expressions(sentence), (words_of(sentence), words_of(before))
    if not all(holds(term, *places) for term in question.terms if term.named):
        return None
    chosen: Span | None = None
    if question.kind in ("percent", "money", "duration"):
        exact = {"percent": found.percents, "money": found.money, "duration": found.durations}
        chosen = _only(question, exact[question.kind])
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
    """The number before the noun that the question counts, or else the sentence's only number."""
    fresh = [span for span in found.numbers if stem(span.text) not in question.stems]
    if not question.focus:
        return fresh[0] if len(fresh) == 1 else None
    near = [span for span in fresh if question.focus & _counted_by(span, sentence)]
    return near[0] if len(near) == 1 else None


def _counted_by(number: Span, sentence: str) -> set[str]:
    """Stems of the words after a number, up to the next number or mark of punctuation."""
    phrase = _BREAK.split(sentence[number.end : number.end + 80], maxsplit=1)[0]
    return {token.stem for token in words_of(phrase).tokens[:NEAR]}
