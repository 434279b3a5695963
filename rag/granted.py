"""Sentences that take for granted what is asked for, and so cannot tell when it happens.

"The toll falls the day the bridge opens" does not say when the bridge opens, however much of the question it holds.
By English words that begin a clause of time or a condition.
"""

from __future__ import annotations

import re

from rag.expressions import expressions
from rag.features import holds, words_of
from rag.question import Question

_CLAUSE = re.compile(
    r"\b(?:(?i:when|once|until|till|if|unless|as soon as|by the time|(?P<around>after|before))"
    r"|(?i:the (?:day|moment|minute|hour|night|week|month|year))(?= (?:the|an?|he|she|it|they|[A-Z])))"
    r"\s+(?P<event>[^,;:]+)"
)
_DAY = re.compile(r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:today|tomorrow|yesterday|tonight)\b", re.I)


def takes_for_granted(question: Question, sentence: str) -> bool:
    """Whether a question asks when something happens, and a sentence speaks of that only in such a clause.

    False where a day stands in that clause, or anywhere in the sentence beside a bare "after the vote".
    """
    if question.kind != "date":
        return False
    for clause in _CLAUSE.finditer(sentence):
        dated = sentence if clause["around"] else clause["event"]
        if _DAY.search(dated) or expressions(dated).dates:
            continue
        within = words_of(clause["event"])
        without = words_of(f"{sentence[: clause.start()]} {sentence[clause.end() :]}")
        matter = [term for term in question.terms if not term.named and holds(term, words_of(sentence))]
        if matter and all(holds(term, within) and not holds(term, without) for term in matter):
            return True
    return False
