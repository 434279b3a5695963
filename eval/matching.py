"""When a text states a fact: words compared without case, accents, quote and dash styles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rag.answer import MARKER

_STYLES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def plain(text: str) -> str:
    """The text in lower case, without accents, with one style of quotes, dashes and spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_STYLES))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"\s+", " ", bare.casefold()).strip()


def without_markers(text: str) -> str:
    """An answer's text as a person reads it, its footnote markers taken out."""
    return MARKER.sub("", text)


def says(text: str, phrase: str) -> bool:
    """Whether `text` holds `phrase` as whole words, or matches it where it begins with `re:`."""
    return _pattern(phrase).search(plain(text)) is not None


def says_any(text: str, phrases: Iterable[str]) -> bool:
    """Whether `text` holds at least one of the phrases."""
    return any(says(text, phrase) for phrase in phrases)


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    if phrase.startswith("re:"):
        return re.compile(phrase[3:])
    return re.compile(rf"(?<!\w){re.escape(plain(phrase))}(?!\w)")
