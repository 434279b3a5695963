"""Who said something: the sentence with what was said answers, and not one that only names who said something else.

"Ada Quill, the head of the union, went further. “The plan is dead,” she said.": a reader trained to point at names
points at the first sentence, with which nobody can check who said that the plan was dead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.features import holds, words_of
from rag.question import ASKING, Question
from rag.reader import Candidate
from rag.statements import quote

MOST_OF_IT, MORE = 0.6, 0.25
"""Share, by weight, of the words of what was said that its sentence must hold, and how much more than the best one."""
AHEAD = 0.1
"""Log-odds by which it is then likelier to answer than any other."""


def said_first(
    question: Question, candidates: Sequence[Candidate], speaker: Callable[[Candidate], str | None]
) -> list[Candidate]:
    """The candidates, best first, of a question who said something; the one that has it and a speaker goes first.

    As they are where the best one has nearly as much of it.
    """
    said = [term for term in question.terms if term.stems.isdisjoint(ASKING)]
    whole = sum(term.weight for term in said)
    if not candidates or not whole:
        return list(candidates)

    def share(candidate: Candidate) -> float:
        words = words_of(quote(candidate))
        return sum(term.weight for term in said if holds(term, words)) / whole

    least = max(MOST_OF_IT, share(candidates[0]) + MORE)
    having = [candidate for candidate in candidates[1:] if share(candidate) >= least and speaker(candidate)]
    if not having:
        return list(candidates)
    first = max(having, key=share)
    likeliest = max(candidate.alone for candidate in candidates)
    rest = [candidate for candidate in candidates if candidate is not first]
    return [replace(first, alone=max(first.alone, likeliest + AHEAD)), *rest]
