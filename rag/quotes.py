"""The quote finder: which document a pasted sentence stands in, where, and what differs.

A sentence is confirmed only where all its words stand together in one document. A changed number, name or
negation is shown as what the document says instead; words of two places are told apart; and a sentence that
stands nowhere is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import jellyfish

from index.documents import Document
from index.store import Index
from index.words import NUMBER_WORDS
from rag.alignment import NEGATIONS, Alignment, Difference, Word, align, weight, words
from rag.answer import Citation, Turn
from rag.composing import REFUSALS, footnoted, plain
from rag.credit import cited, sentences_around, witness
from rag.meta import recognise
from rag.pasted import NEAR, NEAR_UNASKED, OPENING_MARKS, Pasted, pasted
from rag.references import named
from rag.replies import Reply, without_small_talk
from rag.smalltalk import small_talk

PIECE_LIKENESS, PIECE_WORDS = 0.8, 4
"""Of a part of a quote that stands elsewhere."""
MOST_CITED = 5
_CITED = re.compile(r"“(.+)” (?:\[\d{1,3}\])+")
"""A quote in an answer, which fills its line."""
_WORD_FOR_WORD = "This stands word for word where I quote it; whether it answers your question is yours to judge:"
_LOOKED_AT = 8
"""Documents, found by words, that a quote is laid over."""
_SEARCH_WORDS = 60
_FURNITURE_WORDS = 4
_SCANNED_DOCUMENTS = 20_000
"""Largest corpus whose left-out lines are looked through."""

_NUMERALS = (
    frozenset(NUMBER_WORDS)
    | frozenset("$€£¥₹₴%")
    | frozenset("hundred thousand million billion trillion dozen half double twice first second third percent".split())
)


@dataclass(frozen=True, slots=True)
class Place:
    """A quote laid over one document."""

    document: Document
    alignment: Alignment
    slips: tuple[Difference, ...]
    """Differences of spelling only."""
    changes: tuple[Difference, ...]
    """All others."""

    @property
    def rank(self) -> tuple[bool, float]:
        """Sorts the better place first."""
        return not self.alignment.exact, -self.alignment.likeness


def find_quote(question: str, index: Index) -> Reply | None:
    """Where a pasted sentence stands; None where the question is none, and must be searched."""
    given = pasted(question)
    if given is None:
        return None
    quote = words(given.text)
    places = _places(given.text, quote, index)
    whole = [
        place for place in places if place.alignment.exact or (not place.changes and place.alignment.likeness > NEAR)
    ]
    if whole:
        return _found(whole, given)
    if given.of_whom:
        return None
    pieces = _pieces(quote, places)
    if len(pieces) > 1 and (given.asked or given.stated):
        return _in_pieces(pieces, given.text)
    if places and places[0].alignment.likeness >= given.near and (given.asked or given.stated or _is_most(places[0])):
        return _otherwise(places[0], given.text)
    if given.asked or given.stated:
        left_out = _left_out(quote, index)
        return left_out or Reply("This sentence stands in none of the documents.", "refusal")
    return _left_out(quote, index)


def find_cited(question: str, history: Sequence[Turn], index: Index) -> Reply | None:
    """What the latest answer rests on, for "In which article?" and "Are you sure?": its quotes again with their places,
    or that it was a refusal; None for other questions, and where that answer quotes nothing.
    """
    doubted = small_talk(question, talking=True) == ["doubt"]
    if not doubted and not any(request.intent == "source" for request in recognise(question)):
        return None
    latest = [turn.answer for turn in without_small_talk(history)[-1:]]
    if latest and latest[0].startswith(REFUSALS):
        return Reply(latest[0], "refusal")
    citations: list[Citation] = []
    blocks = []
    for answer in latest:
        for quote in _CITED.findall(answer)[:MOST_CITED]:
            places = [place for place in _places(quote, words(quote), index) if place.alignment.exact]
            # another document may have the same sentence
            for place in sorted(places, key=lambda place: named(place.document) not in answer)[:1]:
                here = _cited(place, len(citations) + 1, quote)
                citations += here
                blocks.append(_block(place, here))
    opening = _WORD_FOR_WORD if doubted else "This stands here:"
    return Reply("\n\n".join([opening, *blocks]), "answer", tuple(citations)) if citations else None


def _places(text: str, quote: Sequence[Word], index: Index) -> list[Place]:
    """The quote laid over the documents that share most words with it, the best place first."""
    some = text[: quote[min(len(quote), _SEARCH_WORDS) - 1].end]
    found = index.words.search(some, 4 * _LOOKED_AT)
    if len(quote) > _SEARCH_WORDS:
        found += index.words.search(text[quote[-_SEARCH_WORDS].start :], 2 * _LOOKED_AT)
    current = index.catalog.passages([id_ for id_, _ in found])
    ids = list(dict.fromkeys(current[id_][1].id for id_, _ in found if id_ in current))[:_LOOKED_AT]
    places = []
    for document_id in ids:
        document = index.catalog.document(document_id)
        alignment = document and align(quote, kept_words(document), document.text)
        if document and alignment:
            slips = tuple(each for each in alignment.differences if _is_slip(each, index))
            changes = tuple(each for each in alignment.differences if each not in slips)
            places.append(Place(document, alignment, slips, changes))
    return sorted(places, key=lambda place: place.rank)


def kept_words(document: Document, kept: bool = True) -> tuple[Word, ...]:
    """The words of the lines that are part of the article, or of those that are left out of it."""
    if not document.lines:
        return words(document.text) if kept else ()
    found, lines = [], iter([line for line in document.lines if line.kept is kept])
    line = next(lines, None)
    for word in words(document.text):
        while line and word.start >= line.end:
            line = next(lines, None)
        if line and word.start >= line.start:
            found.append(word)
    return tuple(found)


def _is_slip(difference: Difference, index: Index) -> bool:
    """Whether both sides are one word, spelled differently: the quote's is unknown everywhere, or a known variant."""
    ours, theirs = "".join(w.plain for w in difference.quote), "".join(w.plain for w in difference.document)
    if ours == theirs:
        return True  # "peace keepers"
    if len(difference.quote) != len(difference.document) or not (ours.isalpha() and theirs.isalpha()):
        return False
    return all(
        _is_misspelled(a.plain, b.plain, index) for a, b in zip(difference.quote, difference.document, strict=True)
    )


def _is_misspelled(typed: str, stored: str, index: Index) -> bool:
    if min(len(typed), len(stored)) < 4 or jellyfish.damerau_levenshtein_distance(typed, stored) > max(
        1, len(stored) // 4
    ):
        return False
    unknown = index.words.corrected(typed).casefold() != typed
    return unknown or stored in index.words.variants(typed)


def _is_most(place: Place) -> bool:
    """Whether the words make half of the sentences that they are laid over: a noun phrase is only a part of one."""
    start, end = place.alignment.words[0].start, place.alignment.words[-1].end
    held = sentences_around(place.document.text, start, end)
    return 2 * len(place.alignment.words) >= sum(len(words(place.document.text[slice(*span)])) for span in held)


def _pieces(quote: Sequence[Word], places: Sequence[Place]) -> list[tuple[Place, tuple[int, int]]]:
    """Parts of the quote that stand in different places, in the quote's order, when they make nearly all of it."""
    pieces: list[tuple[Place, tuple[int, int]]] = []
    taken: set[int] = set()
    runs = [
        (sum(weight(word) for word in quote[first:last]), place, (first, last))
        for place in places
        for first, last in place.alignment.covered
    ]
    for _, place, (first, last) in sorted(runs, key=lambda run: -run[0]):
        while first < last and first in taken:
            first += 1
        while first < last and last - 1 in taken:
            last -= 1
        if last - first >= PIECE_WORDS and taken.isdisjoint(range(first, last)):
            pieces.append((place, (first, last)))
            taken.update(range(first, last))
    total = sum(map(weight, quote))
    held = sum(weight(quote[place]) for place in taken)
    single = max((place.alignment.likeness for place in places), default=0.0)
    if held < PIECE_LIKENESS * total or len({id(place) for place, _ in pieces}) < 2 or single >= PIECE_LIKENESS:
        return []
    return sorted(pieces, key=lambda piece: piece[1])


def _found(places: Sequence[Place], given: Pasted) -> Reply:
    """The quote stands here, in these very words or in another spelling."""
    text = given.text
    exact = [place for place in places if place.alignment.exact]
    chosen = exact or places[:1]
    citations: list[Citation] = []
    blocks, said = [], []
    for place in chosen[:MOST_CITED]:
        here = _cited(place, len(citations) + 1, text)
        named_by = witness(here[0], place.document.text) if given.of_whom else None
        named_by = named_by and replace(named_by, number=here[-1].number + 1)
        said += here
        citations += [*here, *([named_by] if named_by else [])]
        blocks.append(_block(place, here, named_by))
    more = len(chosen) - MOST_CITED
    if more > 0:
        blocks.append(f"It stands in at least {more} more documents.")
    speakers = {citation.speaker for citation in said} if given.of_whom else set()
    short = speakers.pop() if len(speakers) == 1 else None
    answer = [plain(short)] if short else []
    if exact:
        where = "in one document" if len(chosen) == 1 else "in several documents"
        lines = [*answer, f"This stands word for word {where}:", *blocks]
        return Reply("\n\n".join(lines), "answer", tuple(citations), short=short)
    lines = [*answer, "This stands in the documents, spelled differently:", *blocks, _shown(chosen[0], text)]
    return Reply("\n\n".join(lines), "answer", tuple(citations), short=short, confidence=0.95)


def _otherwise(place: Place, text: str) -> Reply:
    """The documents have similar words."""
    citations = _cited(place, 1, text)
    head = "This stands in none of the documents in these words. The nearest are:"
    if any(_matters(change) for change in place.changes):
        head = "The documents do not say this. What they say is otherwise:"
    return Reply(
        "\n\n".join([head, _block(place, citations), _shown(place, text)]),
        "answer",
        tuple(citations),
        confidence=round(place.alignment.likeness, 4),
    )


def _in_pieces(pieces: Sequence[tuple[Place, tuple[int, int]]], text: str) -> Reply:
    """The words stand in the documents, but not together."""
    quote = words(text)
    citations: list[Citation] = []
    blocks = []
    for place, (first, last) in pieces[:MOST_CITED]:
        part = align(quote[first:last], kept_words(place.document), place.document.text)
        if part is None:  # words so common that they lead nowhere by themselves
            continue
        here = _cited(Place(place.document, part, (), ()), len(citations) + 1, "")
        citations += here
        blocks.append(_block(place, here))
    if not citations:
        return Reply("This sentence stands in none of the documents.", "refusal")
    head = "These words do not stand together in the documents. They are pieces of different places:"
    return Reply("\n\n".join([head, *blocks]), "answer", tuple(citations), confidence=0.9)


def _left_out(quote: Sequence[Word], index: Index) -> Reply | None:
    """Where the quote stands on a page beside its article; nothing is cited from there."""
    if index.catalog.count() > _SCANNED_DOCUMENTS:
        return None
    longest = sorted({word.plain for word in quote if word.plain.isascii()}, key=len, reverse=True)[:_FURNITURE_WORDS]
    for document_id in index.catalog.holding(longest, _LOOKED_AT):
        document = index.catalog.document(document_id)
        if document is None:
            continue
        alignment = align(quote, kept_words(document, kept=False), document.text)
        if alignment and alignment.likeness >= NEAR_UNASKED and not any(map(_matters, alignment.differences)):
            start = alignment.words[0].start
            line = next(line for line in document.lines if line.start <= start < line.end)
            where = _position(document.text, start, alignment.words[-1].end)
            how = "" if alignment.exact else " in similar words"
            return Reply(
                f"This stands{how} on the page of “{plain(document.title)}”, {where}, "
                f"in a part that is left out of the article ({plain(line.reason)}). I do not answer from it, so it is "
                f"not cited."
            )
    return None


def _cited(place: Place, number: int, text: str) -> list[Citation]:
    """The citations of a place: one, or one for each side of the lines that are left out in between."""
    document = place.document
    left_out = [line for line in document.lines if not line.kept]
    spans: list[tuple[int, int]] = []
    for word in place.alignment.words:
        start = spans[-1][0] if spans else word.start
        if spans and not any(line.start < word.start and line.end > spans[-1][1] for line in left_out):
            spans[-1] = (start, word.end)
        else:
            spans.append((word.start, word.end))
    first, last = spans[0], spans[-1]
    if text and text.lstrip()[:1] in OPENING_MARKS and document.text[first[0] - 1 : first[0]] in set(OPENING_MARKS):
        spans[0] = (first[0] - 1, first[1])
    closing = re.compile(r"[.!?…,;:]*").match(document.text, last[1])
    if closing and text.rstrip()[-1:] in ".!?…":
        spans[-1] = (spans[-1][0], closing.end())
    return [cited(document, span, number + offset) for offset, span in enumerate(spans)]


def _block(place: Place, citations: Sequence[Citation], named_by: Citation | None = None) -> str:
    first, *others = citations
    quotes = "\n".join([footnoted(first, witness=named_by), *map(footnoted, others)])
    where = _position(place.document.text, citations[0].start, citations[-1].end)
    return f"{quotes}\n({named(place.document)})\n{where[0].upper()}{where[1:]}."


def _position(text: str, start: int, end: int) -> str:
    first, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"{lines}, characters {start:,} to {end:,}"


def _shown(place: Place, text: str) -> str:
    """The differences, for a person."""
    lines = ["What differs:"]
    for difference in place.alignment.differences:
        ours = plain(text[difference.quote[0].start : difference.quote[-1].end]) if difference.quote else ""
        theirs = (
            plain(place.document.text[difference.document[0].start : difference.document[-1].end])
            if difference.document
            else ""
        )
        if difference in place.slips:
            lines.append(f"- spelling: the document has “{theirs}”, not “{ours}”")
        elif ours and theirs:
            lines.append(f"- {_what(difference)}: the document has “{theirs}”, not “{ours}”")
        elif theirs:
            lines.append(f"- missing here: the document has “{theirs}”")
        else:
            lines.append(f"- added here: the document does not have “{ours}”")
    return "\n".join(lines)


def _matters(difference: Difference) -> bool:
    """Whether a number, a name or a negation differs, so that something else is said."""
    return _what(difference) != "other words"


def _what(difference: Difference) -> str:
    both = (*difference.quote, *difference.document)
    if any(word.plain[0].isdigit() or word.plain in _NUMERALS for word in both):
        return "another number"
    if any(word.plain in NEGATIONS for word in both):
        return "a negation"
    if any(word.capital and weight(word) == 1.0 and not (word.opens and _are_alike(difference)) for word in both):
        return "another name"
    return "other words"


def _are_alike(difference: Difference) -> bool:
    """Whether both sides are one word, and one letter apart."""
    if len(difference.quote) != 1 or len(difference.document) != 1:
        return False
    return jellyfish.damerau_levenshtein_distance(difference.quote[0].plain, difference.document[0].plain) <= 1
