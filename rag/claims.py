"""Whether a passage holds what a sentence states: its numbers, dates and names, and most of its words.

This finds numbers and names that come from nowhere. It does not understand: who did what to whom, and
negation, are for a deeper check, which fits into the same seam (`Check`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.tokens import ranks
from index.words import Token, fold, tokens
from rag.numerals import Number, days_and_months, numbers
from rag.retrieval import Hit

Check = Callable[[str, Sequence[Hit]], bool]
"""Whether the passages, taken together, confirm a sentence."""

LEAST_SHARED = 0.3
"""Of a sentence's words that carry meaning, the share that its passages must hold too."""
MOST_QUOTED = 3
"""Consecutive sentences that one quote may take."""
_LONGER_QUOTE = 0.12
"""The share of a sentence's words that one more quoted sentence must add to be worth its length."""
_FACT_WEIGHT = 2.0
"""How much a number or name counts beside an ordinary word, when a quote is chosen."""

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"})
_OPENERS = frozenset('.!?…:;"“”„«»‘•*-–—([#\n')  # what a capital may follow in any sentence
_CONNECTING = re.compile(r"\s+(?:(?:of|the|and|for|de|la|du|der|die|und|y|e)\s+){0,2}|-|\.\s?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{3,}")
_CASE = frozenset(["", "a", "u", "y", "i", "e", "em", "om", "owi", "en"])
_PEOPLE = frozenset(["n", "an", "ian", "ans", "ns", "ians", "ese", "ish", "i", "is", "ic", "er", "ers"])
_PLACE = frozenset(["", "a", "e", "o", "y", "ia", "ey", "en", "and"])
_SPELLING = frozenset(["y", "yy", "iy", "ij", "ii", "yi", "yj", "i", "j"])


@dataclass(frozen=True)
class Evidence:
    """What a text holds, ready to be asked."""

    words: frozenset[str]
    """Folded; unspaced scripts as pairs of characters."""
    stems: frozenset[str]
    acronyms: frozenset[str]
    """Folded initials of its runs of capitalised words."""
    numbers: tuple[Number, ...]
    days: frozenset[tuple[int, int]]
    months: frozenset[int]

    @classmethod
    def of(cls, text: str) -> Evidence:
        """What `text` holds."""
        found = tokens(text)
        days, months = days_and_months(text)
        initials = {
            fold("".join(word.text[0] for word in part).upper())
            for run in _runs(text, found)
            for part in _parts_of_run(run)
        }
        return cls(
            frozenset(_plain(part) for token in found for part in _parts(token.text)),
            frozenset(token.stem for token in found),
            frozenset(initials),
            tuple(numbers(text)),
            days,
            months,
        )

    def has_number(self, number: Number) -> bool:
        """Whether one of its numbers is the same, in another spelling perhaps."""
        return any(number.same(other) for other in self.numbers)

    def has_name(self, name: str) -> bool:
        """Whether it holds `name`, accents, inflection and abbreviation aside."""
        plain = _plain(name)
        return plain in self.words or plain in self.acronyms or any(same_name(plain, word) for word in self.words)

    def has_word(self, token: Token) -> bool:
        """Whether it holds the word in some form."""
        return token.stem in self.stems or any(_plain(part) in self.words for part in _parts(token.text))


def supported(sentence: str, hits: Sequence[Hit]) -> bool:
    """Whether the passages hold every number, date and name of `sentence`, and enough of its words.

    Title and outlet of a passage's article count as held; its date does not, for it is not the date of what
    happened.
    """
    held = Evidence.of("\n".join(_with_origin(hit) for hit in hits))
    if not all(map(held.has_number, numbers(sentence))):
        return False
    days, months = days_and_months(sentence)
    if not (days <= held.days and months <= held.months):
        return False
    if not all(_has_run(held, run) for run in names(sentence)):
        return False
    content = _content(sentence)
    shared = sum(map(held.has_word, content))
    return bool(content) and shared >= LEAST_SHARED * len(content)


def best_quote(sentence: str, hit: Hit) -> tuple[int, int] | None:
    """The sentences of the passage that hold most of `sentence`, as offsets in the document's text.

    None when the passage shares no word with it.
    """
    spans = hit.passage.sentences or ((hit.start, hit.end),)
    content, facts = _content(sentence), numbers(sentence)
    named = {token.start for run in names(sentence) for token in run}
    weights = [(token, _FACT_WEIGHT if token.start in named else 1.0) for token in content]
    total = sum(weight for _, weight in weights) + _FACT_WEIGHT * len(facts)
    best: tuple[float, int, int] | None = None
    for size in range(1, min(MOST_QUOTED, len(spans)) + 1):
        for first in range(len(spans) - size + 1):
            start, end = spans[first][0], spans[first + size - 1][1]
            held = _evidence(hit.text[start - hit.start : end - hit.start])
            score = sum(weight for token, weight in weights if held.has_word(token))
            score += _FACT_WEIGHT * sum(map(held.has_number, facts))
            worth = score / total - _LONGER_QUOTE * (size - 1) if score else 0.0
            if worth > (best[0] if best else 0.0):
                best = (worth, start, end)
    return best and best[1:]


def names(sentence: str) -> list[list[Token]]:
    """Runs of capitalised words that name something; a capital that opens a sentence says nothing."""
    return [run for run in _runs(sentence, tokens(sentence)) if not _opens(sentence, run)]


def same_name(one: str, other: str) -> bool:
    """Whether two plain words are forms of one name: Peru and Peruvian, Chaikovsky and Chaikovskiy."""
    if one == other:
        return True
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if shared < 4:
        return False
    tails = {one[shared:], other[shared:]}
    if tails <= _SPELLING or tails <= {"", "s", "es"} or (tails <= _CASE and "" in tails):
        return True
    return len(tails & _PEOPLE) == 1 and len(tails - _PEOPLE) == 1 and tails - _PEOPLE <= _PLACE


@lru_cache(maxsize=256)
def _evidence(text: str) -> Evidence:
    return Evidence.of(text)


def _with_origin(hit: Hit) -> str:
    document = hit.document
    return "\n".join(filter(None, (hit.text, document.title, document.outlet)))


def _content(sentence: str) -> list[Token]:
    return [t for t in tokens(sentence) if not t.function and not t.text[0].isdigit()]


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", fold(word).translate(_LETTERS))


def _parts(word: str) -> list[str]:
    """The word, or its pairs of characters where its script sets no spaces."""
    return [a + b for a, b in pairwise(word)] if _UNSPACED.search(word) else [word]


def _runs(text: str, found: Sequence[Token]) -> list[list[Token]]:
    """Capitalised words that follow one another, as lists; months, numbers and function words left out."""
    runs: list[list[Token]] = []
    for token in found:
        if not token.text[0].isupper() or token.function or len(token.text) == 1:
            continue
        if days_and_months(token.text)[1]:
            continue
        if runs and _CONNECTING.fullmatch(text, runs[-1][-1].end, token.start):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _parts_of_run(run: Sequence[Token]) -> list[Sequence[Token]]:
    """Its two to five neighbours that may be abbreviated by their initials."""
    return [run[i : i + size] for size in range(2, 6) for i in range(len(run) - size + 1)]


def _opens(sentence: str, run: Sequence[Token]) -> bool:
    """Whether the run is one word that has its capital from opening a sentence."""
    before = sentence[: run[0].start].rstrip(" \t")
    return len(run) == 1 and (not before or before[-1] in _OPENERS) and _usually_small(run[0].text)


def _has_run(held: Evidence, run: Sequence[Token]) -> bool:
    """A run's names must be held; a title beside a name ("President") need not be."""
    abbreviated = {
        token.start for part in _parts_of_run(run) if fold("".join(t.text[0] for t in part).upper()) in held.words
        for token in part
    }  # fmt: skip
    missing = [t for t in run if t.start not in abbreviated and not held.has_name(t.text)]
    if len(missing) == len(run):
        return False
    return all(_usually_small(token.text) for token in missing)


@lru_cache(maxsize=4096)
def _usually_small(word: str) -> bool:
    """Whether people write the word without a capital.

    Byte-pair vocabularies number their tokens by frequency: " leaders" comes long before " Leaders",
    " France" long before " france". A word in small letters that is no token of its own is a name.
    """
    small, capital = ranks(" " + word.lower()), ranks(" " + word)
    if word.isupper() or len(small) > 1:
        return False
    return len(capital) > 1 or small[0] < capital[0]
