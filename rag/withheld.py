"""Where an article says itself that something was not told, as in "The mayor did not say how many boats there were".

Such a sentence answers nothing, so a reader trained to find answers passes it over; but to the question how many boats
there were it is all there is to say, and worth more than a sentence that only holds the same words.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import replace

from rag.features import holds, words_of
from rag.question import Question
from rag.reader import Candidate
from rag.refusing import GENERAL
from rag.statements import AMOUNTS, NEAR, answers_exactly, exact, quote

CONFIDENCE = 0.6
"""Least confidence of such an answer. Not measured: no development set has such sentences as answers."""
SHARE = 0.5
"""Share, by weight, of the question's words, names aside, that must stand in the sentence or in the one before it."""

NEARLY_ALL, MORE = 0.6, 0.1
"""Share, by weight, of the question's words that such a sentence must hold to stand before a sure answer, and by how
much more than that answer."""

AHEAD = 0.1
"""Log-odds by which it is then likelier to answer than any other."""
_TELL = (
    "say", "specify", "disclose", "reveal", "name", "identify", "detail", "elaborate", "mention", "clarify", "explain",
    "provide", "give", "indicate", "state", "share", "list", "announce", "spell out", "report", "confirm",
)  # fmt: skip
_TELLS = "|".join(_TELL)
_TELLING = "saying|specifying|disclosing|revealing|naming|identifying|detailing|elaborating|mentioning|giving|providing"
_UNTOLD = re.compile(
    rf"\b(?:did|does|do|would|could)(?: not|n['’]t)(?: \w+ly| yet| also)* (?:{_TELLS})\b"
    rf"|\b(?:can(?: ?not|['’]t)|(?:un|not )able to|yet to) (?:{_TELLS}|decide|determine|tell)\b"
    r"|\b(?:has|have|had)(?: not|n['’]t)(?: \w+ly| yet| also| been)* "
    r"(?:said|specified|disclosed|revealed|named|identified|detailed|elaborated|mentioned|clarified|explained|provided|"
    r"given|indicated|stated|shared|listed|announced|spelled out|reported|confirmed|decided|determined|established|"
    r"released|published|settled|made (?:public|known))\b"
    rf"|\b(?:declin|refus)(?:e|es|ed|ing) to (?:{_TELLS})\b"
    rf"|\b(?:without|refrain(?:s|ed|ing)? from|stopp(?:ed|ing) short of) (?:\w+ly )?(?:{_TELLING})\b"
    r"|\bno (?:\w+ ){1,6}(?:has|have|had|was|were) (?:yet )?(?:been )?"
    r"(?:set|fixed|given|announced|named|chosen|decided|published|released|disclosed|reported)\b"
    r"|\b(?:no ?body|no one) (?:knows?|knew|has said|would say)\b"
    r"|\b(?:is|are|was|were|remains?|remained) (?:still |yet |as yet )*"
    r"(?:unclear|unknown|undisclosed|unspecified|undecided|"
    r"not (?:\w+ly |yet )?(?:clear|known|disclosed|specified|public|decided|named|identified|released))\b",
    re.IGNORECASE,
)
_ASKS = {
    "number": r"how (?:many|much|often|far|large|big)|numbers?|figures?|amounts?|size",
    "money": r"how much|costs?|prices?|sums?",
    "percent": "how (?:many|much)|shares?",
    "duration": "how long",
    "date": r"when|dates?|days?|times?|timetables?|timelines?",
    "person": r"who|whom|names?|identit(?:y|ies)|author",
    "place": r"where|which|places?|locations?",
    "reason": r"why|reasons?",
    "manner": "how",
}
"""What a sentence says is not told, where a question wants that."""
_CLAUSE_END = re.compile(r"[;.!?]|, (?:but|and|which|who)\b")
_FRAMES = re.compile(
    rf"(?:{_TELLS}|tell|many|much|ones?|exact(?:ly)?|specific(?:ally)?|precise(?:ly)?"
    rf"|{'|'.join(filter(None, month_name))})",
    re.IGNORECASE,
)
"""Words of a question that are not what it asks about, or that the article may say otherwise: of when."""
_REPORTED = re.compile(rf"\b(?:{_TELLS}|tell|many|much)\b", re.IGNORECASE)
"""Words of a question for yes or no that asks whether something was told."""


def untold_first(
    question: Question, candidates: Sequence[Candidate], sure: bool, several: bool = False
) -> list[Candidate] | None:
    """The sentence that says that what is asked was not told, and the best candidate; None where there is none.

    None as well where the best candidate is a `sure` answer with exact words, unless the sentence holds nearly all of
    the question's words and that answer fewer. Exact words are such as may be stated; where `several` answers are
    asked for, any. A question for yes or no must be whether something was told.
    """
    if question.kind == "polar" and not _REPORTED.search(question.text):
        return None
    answered = question.kind != "polar" and sure and bool(candidates) and _answers(question, candidates[0], several)
    for candidate in candidates:
        if _untold(question, candidate):
            if answered and not _says_more(question, candidate, candidates[0]):
                continue
            likeliest = max(each.alone for each in candidates)  # no exact answer goes first again
            first = replace(candidate, short=None, span=None, alone=max(candidate.alone, likeliest + AHEAD))
            return [first, *(best for best in candidates[:1] if best is not candidate)]
    return None


def _says_more(question: Question, candidate: Candidate, best: Candidate) -> bool:
    """Whether a sentence holds nearly all, by weight, of the words of the question, and clearly more than the best one.

    A name that neither holds is that of the story, and does not count.
    """
    ours, theirs = words_of(quote(candidate)), words_of(quote(best))
    asked = [term for term in question.terms if not _FRAMES.fullmatch(term.typed)]
    asked = [term for term in asked if not term.named or holds(term, ours, theirs)]
    here, there, whole = (
        sum(term.weight for term in asked if place is None or holds(term, place)) for place in (ours, theirs, None)
    )
    return here >= max(NEARLY_ALL * whole, there + MORE * whole)


def _answers(question: Question, candidate: Candidate, several: bool) -> bool:
    """Whether the sentence has exact words that tell what is asked: "26 countries" does not tell which."""
    words = exact(candidate) if candidate.short or (several and answers_exactly(candidate)) else None
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
    clause = _CLAUSE_END.split(words[untold.end() :])[0]
    whole = untold[0].lower().startswith(("is", "are", "was", "were", "remain"))  # "how many there were is unknown"
    if whole or not _meaning(clause):  # "a supplier, which the firm did not name"
        clause = words
    told = words_of(clause)
    named_kind = re.compile(rf"\b(?:{_ASKS[question.kind]})\b", re.IGNORECASE) if question.kind in _ASKS else None
    of_kind = named_kind is not None and bool(named_kind.search(clause))
    if named_kind is not None and not of_kind and (question.focus.isdisjoint(told.stems) or question.kind in AMOUNTS):
        return False  # "did not name the towns" leaves open which, not how many
    matter = [term for term in question.terms if not term.named and not _FRAMES.fullmatch(term.typed)]
    # "How much will it cost?", "It did not name a price."
    rest = [term for term in matter if not (of_kind and named_kind and named_kind.fullmatch(term.typed))]
    special = [term for term in rest if term.stems.isdisjoint(GENERAL)] or rest
    text, at = candidate.hit.text, candidate.hit.start
    near = words_of(text[max(0, candidate.start - at - NEAR) : candidate.end - at])
    spoken_of = sum(term.weight for term in special if holds(term, near)) >= SHARE * sum(t.weight for t in special)
    places = (near, words_of(text), words_of(candidate.hit.document.title))
    asked = any(holds(term, told) for term in matter) or len(rest) < len(matter)
    return asked and spoken_of and all(holds(term, *places) for term in question.terms if term.named)


def _meaning(text: str) -> bool:
    """Whether a text has any word that carries meaning."""
    return any(not token.function for token in words_of(text).tokens)
