"""Where a text stands in a document, word by word, and what differs.

Words are compared without case, quotes, apostrophes, dashes, white space, accents and ligatures. The likeliest
place is the diagonal on which most words agree, each weighed by how rare it is in the document (seed and extend,
as sequence aligners do it); there difflib finds the matching runs of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from index.words import FUNCTION_WORDS

_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WORD = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,:/]\d+)*|[^\W\d_](?:[{_HIDDEN}'’ʼ]?[^\W\d_])*|[$€£¥₹₴%]"  # U.S.  68,000  don't  $
)
FUNCTION_WEIGHT = 0.3
"""How much a word that carries grammar only counts beside one with a meaning."""
NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot cant dont doesnt didnt isnt arent wasnt werent wont "
    "wouldnt couldnt shouldnt hasnt havent hadnt".split()
)
_SENTENCE_BORDER = re.compile(r"[.!?…\n]")
_OPENING = re.compile(r"(?:^|[.!?…:\n])[\s\"'“”‘’„«»(\[•*–—-]*\Z")
MOST_SEEDS = 40
"""A word that a document holds more often says nothing of where a quote stands."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text."""

    start: int
    end: int
    plain: str
    """As it is compared."""
    capital: bool
    """It begins with one."""
    opens: bool
    """It opens a sentence, so that its capital says nothing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two texts part: a run of words of the quote, and what stands for it in the document; one may be empty."""

    quote: tuple[Word, ...]
    document: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """A quote laid over a run of a document's words."""

    words: tuple[Word, ...]
    """Of the document, from the first to the last that stands for the quote."""
    covered: tuple[tuple[int, int], ...]
    """Places of the quote's words that match, as runs (first, one past the last)."""
    differences: tuple[Difference, ...]
    likeness: float
    """0 to 1: the weight of the words that agree, of the heavier of the two sides."""

    @property
    def exact(self) -> bool:
        """Whether every word agrees."""
        return not self.differences


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text, in order, with their offsets."""
    return tuple(
        Word(
            found.start(),
            found.end(),
            _plain(found[0]),
            found[0][0].isupper(),
            bool(_OPENING.search(text, max(0, found.start() - 6), found.start())),
        )
        for found in _WORD.finditer(text)
    )


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    spelled = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in spelled if c.isalnum() or c in "$€£¥₹₴%:/,") if not spelled.isalpha() else spelled


def weight(word: Word) -> float:
    """How much the word counts."""
    return FUNCTION_WEIGHT if word.plain in FUNCTION_WORDS and word.plain not in NEGATIONS else 1.0


def align(quote: Sequence[Word], document: Sequence[Word], text: str) -> Alignment | None:
    """The best place of the quote among a document's words (of `text`); None where they share too little."""
    place = _diagonal(quote, document)
    if place is None:
        return None
    slack = max(4, len(quote) // 3)
    first = max(0, place - slack)
    window = document[first : max(0, place + len(quote) + slack)]
    matcher = SequenceMatcher(None, [w.plain for w in quote], [w.plain for w in window], autojunk=False)
    blocks = _without_strays([(b.a, b.b, b.size) for b in matcher.get_matching_blocks() if b.size], quote)
    if not blocks:
        return None
    return _laid(quote, window, blocks, text)


def _diagonal(quote: Sequence[Word], document: Sequence[Word]) -> int | None:
    """Where in the document the quote's first word would stand, by most votes; may be below 0."""
    wanted = {word.plain for word in quote}
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(document):
        if word.plain in wanted:
            places[word.plain].append(place)
    votes: dict[int, float] = defaultdict(float)
    for offset, word in enumerate(quote):
        found = places.get(word.plain, ())
        if len(found) <= MOST_SEEDS:
            for place in found:
                votes[place - offset] += weight(word) / len(found)
    if not votes:
        return None
    reach = max(2, len(quote) // 6)  # words that were added or left out move the diagonal

    def support(diagonal: int) -> float:
        return sum(votes.get(near, 0.0) for near in range(diagonal - reach, diagonal + reach + 1))

    return max(votes, key=lambda diagonal: (support(diagonal), votes[diagonal], -diagonal))


def _without_strays(blocks: list[tuple[int, int, int]], quote: Sequence[Word]) -> list[tuple[int, int, int]]:
    """Matching runs without short ones at either end that lie apart from the rest."""

    def stray(block: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
        before, after = sorted((block, other))
        apart = (after[1] - before[1] - before[2]) - (after[0] - before[0] - before[2])
        heavy = sum(weight(word) for word in quote[block[0] : block[0] + block[2]])
        return abs(apart) > 2 * heavy

    while len(blocks) > 1 and stray(blocks[0], blocks[1]):
        blocks = blocks[1:]
    while len(blocks) > 1 and stray(blocks[-1], blocks[-2]):
        blocks = blocks[:-1]
    return blocks


def _laid(quote: Sequence[Word], window: Sequence[Word], blocks: list[tuple[int, int, int]], text: str) -> Alignment:
    """The alignment that the matching runs make, with the words between them and around them."""
    low, high = blocks[0][1], blocks[-1][1] + blocks[-1][2]
    before, after = blocks[0][0], len(quote) - blocks[-1][0] - blocks[-1][2]
    while before and low and not _SENTENCE_BORDER.search(text, window[low - 1].end, window[low].start):
        low, before = low - 1, before - 1
    while after and high < len(window) and not _SENTENCE_BORDER.search(text, window[high - 1].end, window[high].start):
        high, after = high + 1, after - 1
    differences = []
    at, on = 0, low
    for first, place, size in [*blocks, (len(quote), high, 0)]:
        if first > at or place > on:
            differences.append(Difference(tuple(quote[at:first]), tuple(window[on:place])))
        at, on = first + size, place + size
    held = tuple(window[low:high])
    agreed = sum(weight(word) for first, _, size in blocks for word in quote[first : first + size])
    heavier = max(sum(map(weight, quote)), sum(map(weight, held)))
    covered = tuple((first, first + size) for first, _, size in blocks)
    return Alignment(held, covered, tuple(differences), agreed / heavier)
