"""Whom an article attributes a sentence to, and how an answer says so.

`speech` (rag/speech.py) finds the speaker that the sentence names. What it needs from its neighbours is looked up
here: the name behind "he said", and the speaker of a quotation that names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.sentences import sentences
from index.words import word_set
from rag.speech import HIDDEN, PEOPLE, hide, quotations, speech

LOOK_BACK = 2500
"""Characters before a sentence in which a name is looked for."""
LOOK_AHEAD = 1500
"""Characters behind a sentence in which the end of its quotation is looked for."""
NEIGHBOURS = 8
"""Sentences on either side that are looked at."""
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*[\w]"
_NAME = re.compile(rf"{_CAPITAL}(?: (?:(?:de|la|van|von|der|bin|al|da|del|di|du) )?(?:{_CAPITAL}|[A-Z]\.)){{0,4}}")
_OBJECT = re.compile(
    r"\b(?:of|to|with|from|by|for|in|at|on|against|about|like|between|than|over|under|after|and) (?:the )?(?:\w+ )?$",
    re.I,
)
"""What stands before a name that is no subject."""
_ROLES = word_set(
    """president minister prime chancellor king queen mr mrs ms miss dr prof professor sir lord lady senator sen rep gov
    secretary general gen colonel captain judge mayor governor spokesman spokeswoman spokesperson director chief leader
    foreign defense defence former chairman chairwoman ceo pope prince princess ambassador commander coach officer deputy
    vice premier actor actress singer author writer speaker attorney commissioner quarterback driver justice"""
)
_NOT_NAMES = word_set(
    """the a an in on at of and but for from with as if it he she they we i this that these those there when while after
    before since what who why how where his her its their our my not no yes so or nor to by monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october november december
    today yesterday like unlike although despite because though during under over only even meanwhile however still also earlier later then now here more read news inc ltd company university
    court party group council times post house street city state states party committee ministry office department
    government union bank church school college league club united kingdom league association south north east west new
    great most some all many commission agency institute corporation center centre museum service services foundation getty images photo image via sign advertisement related getty reuters"""
)
_SAID_BY = re.compile(
    r"\s+(?P<said>(?:This|That|The news|The information) (?:was|is|has been) (?:first )?"
    r"(?:reported|announced|stated|confirmed|said|revealed|disclosed|written) (?:on \w+ )?by [^.!?\n]+)"
)
_OPENS_NAMES = word_set("new north south east west united great")
_MALE = word_set("mr sir lord king prince spokesman chairman pope he his him")
_FEMALE = word_set("mrs ms miss lady queen princess spokeswoman chairwoman actress she her")


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
    return _attribute(text, start, end, NEIGHBOURS)


def _attribute(text: str, start: int, end: int, depth: int) -> Attribution | None:
    sentence = text[start:end]
    inside = _within_quotation(text, start)
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


def _within_quotation(text: str, at: int) -> bool:
    """Whether a quotation that began earlier in the paragraph is still open at `at`."""
    return quotations(text[max(text.rfind("\n", 0, at) + 1, at - LOOK_BACK) : at])[1]


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
            if not _within_quotation(text, low):  # here it began
                if not _is_bare(text[low:high], False) and (found := _attribute(text, low, high, depth - 1)):
                    return found.speaker or None
                before = [span for span in before if span[1] <= low]
                break
    if _within_quotation(text, end):
        for low, high in sentences(text, end, _paragraph_end(text, end))[:NEIGHBOURS]:
            if not _within_quotation(text, high):
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
    """Who is named by a next sentence that says whose statement this one was: "This was reported by X." """
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
    """The last name before `at` that the pronoun fits, subjects and speakers first."""
    here = next(_names(text, start, at, pronoun), None)
    if here:
        return here
    if not depth:
        return None
    for low, high in reversed(_sentences_before(text, start)[-NEIGHBOURS:]):
        found = _attribute(text, low, high, depth - 1)
        if found and found.speaker and _fits(pronoun, found.speaker, text):
            return found.speaker
        if name := next(_names(text, low, high, pronoun), None):
            return name
    return None


def _names(text: str, low: int, high: int, pronoun: str) -> Iterator[str]:
    """The names in `text[low:high]` that the pronoun fits, quoted words left out."""
    hidden = hide(text[low:high], _within_quotation(text, low))
    objects = []
    for found in _NAME.finditer(hidden):
        words = found[0].split()
        while words and words[0].casefold() in _NOT_NAMES and words[0].casefold() not in _OPENS_NAMES:
            words = words[1:]
        name = re.sub(r"['’]s?$", "", " ".join(words))
        if not name or not _fits(pronoun, name, text):
            continue
        if _OBJECT.search(hidden[max(0, found.start() - 40) : found.start()]) or name != " ".join(words):
            objects.append(name)
        else:
            yield name
    yield from objects


def _fits(pronoun: str, name: str, text: str) -> bool:
    """Whether the pronoun can stand for the name."""
    words = [word.strip(".,").casefold() for word in name.split()]
    if pronoun in ("he", "she"):
        other = _FEMALE if pronoun == "he" else _MALE
        return other.isdisjoint(words) and _is_person(name, text)
    if pronoun == "they":
        return " and " in name or not _is_person(name, text)
    return not _is_person(name, text)


def _is_person(name: str, text: str) -> bool:
    """Whether a name is a person's: by a role, or as two capitalised words or the last of such two in the text."""
    words = name.split()
    lowered = [word.strip(".,'’").casefold() for word in words]
    if not set(lowered[:-1]).isdisjoint(_ROLES) or (lowered[-1] in _ROLES and words[0][0].islower()):
        return True
    if words[0].casefold() in ("the", "a", "an"):
        return lowered[-1] in _ROLES or lowered[-1].endswith(("man", "woman", "er", "or", "ist", "official"))
    if any(word in _NOT_NAMES for word in lowered) or "," in name:
        return False
    return words[-1] in _surnames(text) if len(words) == 1 else len(words) <= 4 and words[-1] in _surnames(text)


@lru_cache(maxsize=64)
def _surnames(text: str) -> frozenset[str]:
    """The last words of what looks like a person's name in the text: two or three capitalised words in a row."""
    found = set()
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and (words[0].casefold() in _NOT_NAMES or words[0].casefold() in _ROLES):
            words = words[1:]
        last = re.sub(r"['’]s?$", "", words[-1]) if words else ""
        if 2 <= len(words) <= 4 and last.casefold() not in _NOT_NAMES and not last.isupper():
            found.add(last)
    return frozenset(found)
