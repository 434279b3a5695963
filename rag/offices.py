"""Questions for who holds an office: "Who is the foreign minister of Norland?".

"Peruvian Prime Minister Ada Quill" has most of the words of that question and names somebody else: the minister of
another country, or one for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.words import FUNCTION_WORDS, fold, stem, tokens, word_set
from rag.features import holds, words_of
from rag.question import Term
from rag.reporting import DAYS, OPENERS
from rag.sentence_tokens import Token, tokenise

HEADS = frozenset(
    map(
        stem,
        word_set(
            "president minister chancellor king queen mayor governor ambassador premier secretary chairman chairwoman "
            "spokesman spokeswoman spokesperson commander chief executive general negotiator envoy coach captain "
            "speaker ceo leader chair"
        ),
    )
)
"""Stems of what an office ends with."""
LESSER = frozenset(map(stem, word_set("deputy vice former acting prime foreign assistant interim")))
"""Stems of words that make another office of the one behind them."""
LONGEST = 2000
"""Characters of a sentence that are looked at."""
BEFORE, BEHIND = 4, 4
"""Words before an office and behind its "of" that may say whose it is."""
_WHO_IS = re.compile(
    r"(?:and |so |but )?who(?:['’]s| is| was| are| were| has been| became| becomes| will be)\b "
    r"(?:(?:named|appointed|elected|chosen|picked|sworn in|made|to be|to become|become)\b (?:as )?)?"
    r"(?P<office>[^,;:]+?)\W*$",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"[()]|\b(?:who|whom|whose|that|which|in|at|on|by|to|with|from|when|after|before|during)\b", re.I
)
_OF = re.compile(r"\b(?:of|for)\b", re.IGNORECASE)
_ASIDE = frozenset(map(stem, word_set("current present new now currently still")))
_SAME_BEGINNING = 4
"""Letters that a country and its people share: "Norland", "Norlandish"."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a country, a town or a body."""

    head: str
    """The stem of "minister"."""
    kind: frozenset[str]
    """Stems of "prime" or "defence"; may be empty."""
    of: tuple[Term, ...]
    """Whose office it is."""

    def may_tell(self, sentence: str) -> bool:
        """Whether a sentence may tell who holds it: it names no such office, or not only those of others."""
        places = _offices(sentence, self.head)
        return not places or not all(map(self._is_another, places))

    def is_named(self, sentence: str) -> bool:
        """Whether a sentence names the office, not that of others."""
        return any(map(self._is_meant, _offices(sentence, self.head)))

    def is_named_with_whose(self, sentence: str) -> bool:
        """Whether a sentence names the office, with whose it is."""
        return any(self._is_meant(place) and self._names(place) for place in _offices(sentence, self.head))

    def holder(self, sentence: str) -> tuple[int, int] | None:
        """Offsets of the name right behind or before the office, where the sentence says whose office it is."""
        for place in _offices(sentence, self.head):
            if place.holder and self._is_meant(place) and self._names(place):
                return place.holder
        return None

    def _is_meant(self, place: _Place) -> bool:
        return not self._is_another(place) and self.kind <= {stem(word) for word in place.words}

    def _is_another(self, place: _Place) -> bool:
        """Whether it is somebody else's office, or another one by a word like "deputy"."""
        names = self._names(place)
        beginnings = {fold(name)[:_SAME_BEGINNING] for name in names}
        held = words_of(" ".join(names))
        ours = any(holds(t, held) or fold(t.typed)[:_SAME_BEGINNING] in beginnings for t in self.of)
        lesser = LESSER & {stem(word) for word in place.words} - self.kind
        return bool(lesser) or bool(names and not ours)

    def _names(self, place: _Place) -> list[str]:
        """Whose office it is; "Transport" of "Peruvian Transport Minister" says what for."""
        known = LESSER | HEADS | self.kind
        return [word for word in place.words if word[0].isupper() and stem(word) not in known]


@dataclass(frozen=True, slots=True)
class _Place:
    """An office in a sentence."""

    words: tuple[str, ...]
    """What stands before it, and behind its "of"."""
    holder: tuple[int, int] | None
    """Offsets of the name beside it."""


def office_asked(question: str, terms: Sequence[Term]) -> Office | None:
    """The office for whose holder the question asks, and for nothing else; None for any other question."""
    asked = _WHO_IS.match(question.strip())
    if asked is None:
        return None
    of = tuple(term for term in terms if term.named and stem(term.typed) not in HEADS | LESSER)
    office = _OF.split(asked["office"])[0] if _OF.search(asked["office"]) else asked["office"]
    heads = [token.stem for token in tokens(office) if token.stem in HEADS]
    head = heads[-1] if heads else None  # "executive" of "chief executive"
    words = {token.stem for token in tokens(asked["office"]) if not token.function}
    kind = words - {head} - _ASIDE - {stem(term.typed) for term in of}
    if _SAYS_MORE.search(asked["office"]):
        return None
    whose = re.search(r"['’]s\b|\bof\b|\bfor\b", asked["office"]) or asked["office"].split()[0].lower() == "the"
    if head is None or not of or not whose or len(kind) > 2:
        return None
    return Office(head, frozenset(kind), of)


@lru_cache(maxsize=4096)
def _offices(sentence: str, head: str) -> tuple[_Place, ...]:
    """Each office of that head in a sentence."""
    found = tokenise(sentence[:LONGEST])
    places = []
    for at, token in enumerate(found):
        if stem(token.text) == head:
            before, behind = list(_before(found, at)), list(_behind(found, at))
            first = at - len(before)
            last = found.index(behind[-1]) + 1 if behind else at + 1
            places.append(_Place(tuple(word.text for word in (*before, *behind)), _beside(found, first, last)))
    return tuple(places)


def _beside(found: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """Offsets of the name behind the words of an office ("President Ada Quill") or before ("Ada Quill, the ...")."""
    behind = last + (last < len(found) and found[last].text == ",")
    end = behind
    while end < len(found) and found[end].capital and not found[end].quoted:
        end += 1
    closed = behind == last or (end < len(found) and found[end].text in (",", "."))
    if end > behind and closed:
        return found[behind].start, found[end - 1].end
    at = first - 1
    if at >= 0 and found[at].lower in ("the", "a"):
        at -= 1
    if at < 1 or found[at].text != ",":
        return None
    start = at
    while start > 0 and found[start - 1].capital:
        start -= 1
    return (found[start].start, found[at - 1].end) if start < at else None


def _before(found: Sequence[Token], at: int) -> Iterator[Token]:
    """The words that stand right before an office: "Norlandish foreign"."""
    for token in reversed(found[max(0, at - BEFORE) : at]):
        if token.sign or token.quoted or token.lower in FUNCTION_WORDS | DAYS | OPENERS:
            return
        yield token


def _behind(found: Sequence[Token], at: int) -> Iterator[Token]:
    """The words behind "of" or "for" after an office: "of Norland"."""
    if at + 1 < len(found) and found[at + 1].lower in ("of", "for"):
        named = False
        for token in found[at + 2 : at + 2 + BEHIND]:
            if token.sign or token.quoted or (named and not token.capital):
                return
            named = token.capital
            if token.lower not in ("the", "of"):
                yield token
