"""Names and their initials: EU and European Union, PM and Prime Minister.

Only capitals on one side and a run of capitalised words on the other are matched, so that two people with the
same initials stay two people and no small word is taken for an abbreviation.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CAPITALS = re.compile(r"\b(?:[A-Z]\.){2,5}|\b[A-Z]{2,5}\b")
_NAME = r"[A-Z][\w-]*[a-z][\w-]*"
_RUN = re.compile(rf"{_NAME}(?: (?:(?:of|for|the|and|on) ){{0,2}}{_NAME})+|\bunited (?:kingdom|states)\b")
"""The two countries that go by their initials most are known in small letters too."""
_WORD = re.compile(_NAME)
LONGEST = 5
"""Letters of the longest abbreviation."""
_USUAL = {"USA": "US"}


def abbreviation(word: str) -> str | None:
    """The word's capitals ("EU" for EU, "US" for U.S. and for USA); None where it is no abbreviation."""
    if not _CAPITALS.fullmatch(word):
        return None
    plain = word.replace(".", "")
    return _USUAL.get(plain, plain)


@lru_cache(maxsize=16384)
def abbreviations(text: str) -> frozenset[str]:
    """All abbreviations that stand in a text; none where words of any kind are in capitals."""
    if len(text.split()) > LONGEST and sum(c.isupper() for c in text) > sum(c.islower() for c in text):
        return frozenset()
    return frozenset(short for word in _CAPITALS.findall(text) if (short := abbreviation(word)))


def initials_at(text: str) -> list[tuple[int, int, str]]:
    """Start, end and initials of every two to five capitalised words that follow one another.

    Small words between them ("of", "for") are passed over.
    """
    found = []
    for run in _RUN.finditer(text):
        words = list(_WORD.finditer(run.group().title() if run.group().islower() else run.group()))
        for first in range(len(words)):
            for last in range(first + 1, min(len(words), first + LONGEST)):
                short = "".join(word.group()[0] for word in words[first : last + 1])
                span = run.start() + words[first].start(), run.start() + words[last].end()
                found.append((*span, _USUAL.get(short, short)))
    return found


@lru_cache(maxsize=16384)
def initials(text: str) -> frozenset[str]:
    """The initials of all names of several words in a text."""
    return frozenset(short for _, _, short in initials_at(text))
