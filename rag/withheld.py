"""Where an article says itself that something was not told, as in "The mayor did not say how many boats there were".

Such a sentence answers nothing, so a reader trained to find answers passes it over; but to the question how many boats
there were it is all there is to say, and worth more than a sentence that only holds the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.features import holds, words_of
from rag.question import Question
from rag.reader import Candidate
from rag.statements import AMOUNTS, NEAR, answers_exactly, exact, quote

CONFIDENCE = 0.6
"""Least confidence of such an answer. Not measured: no development set has such sentences as answers."""
SHARE = 0.5
"""Share, by weight, of the question's words, names aside, that must stand in the sentence or in the one before it."""

_TELL = (
    "say", "specify", "disclose", "reveal", "name", "identify", "detail", "elaborate", "mention", "clarify", "explain",
    "provide", "give", "indicate", "state", "share", "list", "announce", "spell out", "report", "confirm",
)  # fmt: skip
_TELLS = "|".join(_TELL)
_TELLING = "saying|specifying|disclosing|revealing|naming|identifying|detailing|elaborating|mentioning|giving|providing"
_UNTOLD = re.compile(
    rf"\b(?:did|does|do|would|could)(?: not|n['’]t)(?: \w+ly| yet| also)* (?:{_TELLS})\b"
    r"|\b(?:has|have|had)(?: not|n['’]t)(?: \w+ly| yet| also| been)* "
    r"(?:said|specified|disclosed|revealed|named|identified|detailed|elaborated|mentioned|clarified|explained|provided|"
    r"given|indicated|stated|shared|listed|announced|spelled out|reported|confirmed)\b"
    rf"|\b(?:declin|refus)(?:e|es|ed|ing) to (?:{_TELLS})\b"
    rf"|\b(?:without|refrain(?:s|ed|ing)? from|stopp(?:ed|ing) short of) (?:\w+ly )?(?:{_TELLING})\b"
    r"|\b(?:is|are|was|were|remains?|remained) (?:still |yet |as yet )*"
    r"(?:unclear|unknown|undisclosed|unspecified|not (?:yet )?(?:clear|known|disclosed|specified|public))\b",
    re.IGNORECASE,
)
_ASKS = {
    "number": r"how (?:many|much|often|far|large|big)|numbers?|figures?|amounts?|size",
    "money": r"how much|costs?|prices?|sums?",
    "percent": "how (?:many|much)|shares?",
    "duration": "how long",
    "date": r"when|dates?|days?|times?|timetables?|timelines?",
    "person": r"who|whom|names?|identit(?:y|ies)",
    "place": r"where|which|places?|locations?",
    "reason": r"why|reasons?",
    "manner": "how",
}
"""What a sentence says is not told, where a question wants that."""
_CLAUSE_END = re.compile(r"[;.!?]|, (?:but|and|which|who)\b")
_FRAMES = re.compile(rf"(?:{_TELLS}|tell|many|much)", re.IGNORECASE)
"""Words of a question that are not what it asks about."""
_REPORTED = re.compile(rf"\b(?:{_FRAMES.pattern})\b", re.IGNORECASE)


def untold_first(question: Question, candidates: Sequence[Candidate], sure: bool) -> list[Candidate] | None:
    """The sentence that says that what is asked was not told, and the best candidate; None where there is none.

    None as well where the best candidate is a `sure` answer with exact words. A question for yes or no must be whether
    something was told.
    """
    if question.kind == "polar":
        if not _REPORTED.search(question.text):
            return None
    elif sure and candidates and _answers(question, candidates[0]):
        return None
    for candidate in candidates:
        if _untold(question, candidate):
            first = replace(candidate, short=None, span=None)
            return [first, *(best for best in candidates[:1] if best is not candidate)]
    return None


def _answers(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence has exact words that tell what is asked: "26 countries" does not tell which."""
    words = exact(candidate) if answers_exactly(candidate) else None
    if words is None:
        return False
    new = {token.stem for token in words_of(words).tokens if not token.function} - question.focus
    return question.kind in AMOUNTS or any(not stem.isdigit() for stem in new)


def _untold(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence says that what the question asks was not told."""
    words = quote(candidate)
    untold = _UNTOLD.search(words)
    if untold is None:
        return False
    whole = untold[0].lower().startswith(("is", "are", "was", "were", "remain"))  # "how many there were is unknown"
    clause = words if whole else _CLAUSE_END.split(words[untold.end() :])[0]
    matter = [term for term in question.terms if not term.named and not _FRAMES.fullmatch(term.typed)]
    told = words_of(clause)
    asked = any(holds(term, told) for term in matter)
    if question.kind in _ASKS and question.focus.isdisjoint(told.stems):
        asked &= bool(re.search(rf"\b(?:{_ASKS[question.kind]})\b", clause, re.IGNORECASE))
    text, at = candidate.hit.text, candidate.hit.start
    near = words_of(text[max(0, candidate.start - at - NEAR) : candidate.end - at])
    spoken_of = sum(term.weight for term in matter if holds(term, near)) >= SHARE * sum(term.weight for term in matter)
    places = (near, words_of(text), words_of(candidate.hit.document.title))
    return asked and spoken_of and all(holds(term, *places) for term in question.terms if term.named)
