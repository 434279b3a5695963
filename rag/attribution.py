"""Whom an article attributes a sentence to, and how an answer says so.

`speech` (rag/speech.py) finds the speaker that the sentence names. What it needs from its neighbours is looked up
here: the name behind "he said", and the speaker of a quotation that names none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from index.sentences import sentences
from rag.antecedents import (
    fits,
    in_apposition,
    names,
    no_person,
    opening_pronoun,
    speaks_of_a_thing,
    subjects_and_objects,
    told_apart,
)
from rag.quotations import HIDDEN, hide, within_quotation
from rag.reporting import PEOPLE
from rag.speech import speech

LOOK_BACK = 2500
"""Characters before a sentence in which a name is looked for."""
LOOK_AHEAD = 1500
"""Characters behind a sentence in which the end of its quotation is looked for."""
WINDOW = 12_000
"""Characters before a sentence in which a full name tells that its last word is a person's."""
STEP = 4000
"""The window begins and ends at multiples, so that sentences near each other share it."""
NEIGHBOURS = 8
"""Sentences on either side that are looked at."""
_SAID_BY = re.compile(
    r"\s+(?P<said>(?:This|That|The news|The information) (?:was|is|has been) (?:first )?"
    r"(?:reported|announced|stated|confirmed|said|revealed|disclosed|written) (?:on \w+ )?by [^.!?\n]+)"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom a sentence attributes its statement to."""

    speaker: str
    """As the text names them, on one line; "" where it names nobody, as in "reportedly"."""
    start: int
    """Offset in the text of the words of the sentence that stand for the speaker; the sentence's start without any."""
    end: int
    cue: str
    """The verb or phrase that reports; "" for a quotation whose speaker a neighbour names."""
    said: tuple[tuple[int, int], ...]
    """What they are made to say, as offsets in the text: the sentence without who says it, and when and where."""
    resolved_from: str | None = None
    """The pronoun that `speaker` stands for, "" for a quotation without one; None where the sentence names them."""


def attribute(text: str, start: int, end: int) -> Attribution | None:
    """Whom the sentence `text[start:end]` is attributed to; None for what the writer states.

    `text` is the document: names and quotations are followed up to 2,500 characters back and 1,500 ahead.
    """
    low = max(0, start - WINDOW) // STEP * STEP
    high = -(-(end + LOOK_AHEAD) // STEP) * STEP
    found = _attribute(text[low:high], start - low, end - low, NEIGHBOURS)
    if found is None or not low:
        return found
    said = tuple((first + low, last + low) for first, last in found.said)
    return replace(found, start=found.start + low, end=found.end + low, said=said)


@lru_cache(maxsize=1024)  # sentence after sentence without a name would be asked for again and again
def _attribute(text: str, start: int, end: int, depth: int) -> Attribution | None:
    sentence = text[start:end]
    inside = within_quotation(text, start)
    found = speech(sentence, inside)
    if found is None:
        bare = _is_bare(sentence, inside)
        name = _neighbour(text, start, end, inside, depth) if depth and bare else None
        name = name or (None if bare else _afterwards(text, end))
        return Attribution(name, start, start, "", ((start, end),), "") if name else None
    words = " ".join(sentence[found.start : found.end].split())
    said = tuple((start + low, start + high) for low, high in found.said)
    place = (start + found.start, start + found.end, found.cue, said)
    pronoun = {"his": "he", "her": "she", "its": "it", "their": "they"}.get(words.lower(), words.lower())
    if pronoun not in PEOPLE:
        return Attribution(words, *place)
    name = _antecedent(pronoun, text, start, start + found.start, depth)
    return Attribution(name or "", *place, resolved_from=words)


def stands_for(text: str, start: int, end: int) -> tuple[str, str] | None:
    """The "he" or "she" that opens `text[start:end]`, and whom it stands for.

    That is the only one whom it fits in the sentence before, as its subject or speaker; None where there is none, and
    where that sentence has such a pronoun of its own. Of 46 in news articles, before the last two conditions, 42 were
    right; the others were no people.
    """
    low = max(0, start - WINDOW) // STEP * STEP
    here = text[low : -(-(end + LOOK_AHEAD) // STEP) * STEP]
    found = opening_pronoun(here, start - low, end - low)
    before = _sentences_before(here, start - low)[-1:]
    if found is None or not before:
        return None
    pronoun, at = found
    said_before = hide(here[slice(*before[0])], within_quotation(here, before[0][0]))
    if re.search(rf"\b{pronoun}\b", said_before, re.IGNORECASE):
        return None  # "Ada Quill says that she was late. She ...": somebody else, perhaps
    subjects, objects = subjects_and_objects(here, *before[0], pronoun)
    fitting = list(dict.fromkeys(told_apart(name, here, at) for name in (*subjects, *objects)))
    said = _attribute(here, *before[0], NEIGHBOURS)
    named = subjects or (said and said.speaker == fitting[0] if fitting else False)
    if len(fitting) != 1 or not named or no_person(fitting[0]):
        return None
    thing = re.search(rf"\b(?:the|an?) {re.escape(fitting[0])}\b", said_before, re.IGNORECASE)  # "the Quill striker"
    return None if thing else (pronoun, fitting[0])


def _is_bare(sentence: str, inside: bool) -> bool:
    """Whether quoted words begin a sentence and are most of it."""
    hidden = hide(sentence, inside).lstrip("•*-–— ")
    quoted = sum(letter == HIDDEN for letter in hidden)
    return hidden.startswith(HIDDEN) and 2 * quoted >= len(hidden)


def _neighbour(text: str, start: int, end: int, inside: bool, depth: int) -> str | None:
    """The speaker of a quotation without one: where it began, where it ends, or of the sentence before."""
    before = _sentences_before(text, start)
    if inside:
        for low, high in reversed(before[-NEIGHBOURS:]):
            if not within_quotation(text, low):  # here it began
                if not _is_bare(text[low:high], False) and (found := _attribute(text, low, high, depth - 1)):
                    return found.speaker or None
                before = [span for span in before if span[1] <= low]
                break
    if within_quotation(text, end):
        for low, high in sentences(text, end, _paragraph_end(text, end))[:NEIGHBOURS]:
            if not within_quotation(text, high):
                closing = speech(text[low:high], True)
                if closing is None:
                    break
                found = _attribute(text, low, high, depth - 1)
                return found.speaker or None if found else None
    if not before:
        return None
    found = _attribute(text, *before[-1], depth - 1)
    return found.speaker or None if found else None


def _afterwards(text: str, end: int) -> str | None:
    """Who is named by a next sentence that says whose statement this one was, as in "This was reported by X"."""
    found = _SAID_BY.match(text, end, end + 300)
    if not found:
        return None
    named = speech(text[found.start("said") : found.end()])
    return (
        " ".join(text[found.start("said") + named.start : found.start("said") + named.end].split()) if named else None
    )


def _paragraph_end(text: str, at: int) -> int:
    border = text.find("\n", at)
    return min(len(text) if border < 0 else border, at + LOOK_AHEAD)


@lru_cache(maxsize=256)
def _sentences_before(text: str, at: int) -> list[tuple[int, int]]:
    low = max(0, at - LOOK_BACK)
    if low:
        low = max(low, text.rfind("\n", 0, low + 300) + 1)
    return sentences(text, low, at)


def _antecedent(pronoun: str, text: str, start: int, at: int, depth: int) -> str | None:
    """The last name before `at` that the pronoun fits, subjects and speakers first, in full where two share it."""
    found = _last_name(pronoun, text, start, at, depth)
    return found and told_apart(found, text, at)


def _last_name(pronoun: str, text: str, start: int, at: int, depth: int) -> str | None:
    here = next(names(text, start, at, pronoun), None)
    if here:
        return here
    if not depth:
        return None
    for low, high in reversed(_sentences_before(text, start)[-NEIGHBOURS:]):
        found = _attribute(text, low, high, depth - 1)
        if found and found.speaker and fits(pronoun, found.speaker, text):
            return in_apposition(found.speaker)
        if pronoun == "it" and speaks_of_a_thing(text[low:high]):
            return None
        if name := next(names(text, low, high, pronoun), None):
            return name
    return None
