"""Lists, numbered steps, rows of tables and "First, ... Secondly, ...": items that say something under their lead.

"Fishing from the quay" answers nothing without the heading "Not allowed in the basin" above it, and who asks what is
not allowed there wants every item. Read off the lines of a document; the words of ordinals are English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.documents import Document
from index.sentences import Span, paragraphs, sentences
from rag.features import holds, words_of
from rag.question import Term
from rag.reader import Candidate
from rag.retrieval import Hit
from rag.statements import SENTENCE_END, quote

LEAST_ITEMS = 2
LONGEST_ITEM = 45
"""Words of the longest line without a mark that is taken for an item."""
SHORT_ITEM = 4
"""Words of the longest item with a full stop that is no sentence by itself: "A valid licence."."""
LONGER = 2
"""How many times as long as the longest before it, and six words, such an item may be."""
AROUND = 4_000
"""Characters around a passage in which its lists are looked for."""
BETWEEN_ORDINALS = 3
"""Sentences within which "Secondly" follows "First"."""
COVERED = 0.75
"""Share of the question's words, by weight, that the lead of a list holds from which it is what an open question asks
for."""
RELEVANT, SURELY = 0.8, -0.5
"""Log-odds, by the span reader, from which a list is what a question asks for; the second where what stands over it has
the question's words, or the sentence that answers best is of the list."""
_MARKED = re.compile(r"\s*(?:[-*+•‣◦▪●·–—]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
_SIGNS = re.compile(
    r"^\s*(?:[-*+•‣◦▪●·–—]|\(?(?:\d{1,2}|[a-z])[.)])\s|:\s*$|\S ?\| ?\S|\bfirst", re.MULTILINE | re.IGNORECASE
)
"""What a text holds that may have a list; most texts need no closer look."""
_ROW = re.compile(r"[^|]*\S ?\| ?\S")
_ORDINAL = re.compile(
    r"(?:and |but )?(?:(?P<first>first(?:ly| of all)?)|second(?:ly)?|third(?:ly)?|four(?:th)(?:ly)?|fifth(?:ly)?"
    r"|finally|lastly),? ",
    re.IGNORECASE,
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|shall|should|may|might|must|cannot)\b"
_PLURAL = rf"(?:(?!{_AUXILIARY}|(?:its|his|this|as|us)\b)\w{{2,}}(?<![siu])s|people|men|women|children)\b(?!['’])"
_SEVERAL = re.compile(
    rf"(?:and |but |so )?(?:"
    rf"(?:please )?(?:list|enumerate)\b|(?:a |the )?list of\b|.*[–—,;-] ?(?:please )?list (?:them|all|the)\b"
    rf"|(?:what|which|who)(?:['’]re| are| were) (?:(?:all|some|of|the|its|his|her|their|our|your|any) )*"
    rf"(?:(?!{_AUXILIARY})[\w-]+ ){{0,3}}?{_PLURAL}"
    rf"|(?:what|which) (?:(?!{_AUXILIARY}|(?:the|an?|to|in|on|at|by|for|from|\w+ed)\b)[\w-]+ ){{0,2}}?{_PLURAL})",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"(?:and |but |so )?(?:what(?:['’]s)?(?: else)?(?: {_AUXILIARY}|n['’]t|\b)|how (?:do|does|can|should|to)\b)", re.I
)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list of a document; offsets in its text."""

    lead: Span | None
    """The heading or sentence that says what the items are; of a table its first row."""
    items: tuple[Span, ...]
    """In order, each without white space at its ends."""
    alone: bool = False
    """Whether the items are sentences that say something without their lead."""

    @property
    def start(self) -> int:
        """Where the list begins."""
        return self.lead[0] if self.lead else self.items[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.items[-1][1]

    def holds(self, start: int, end: int) -> bool:
        """Whether words between two offsets stand in one of its items."""
        return any(low <= start and end <= high for low, high in self.items)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list in a passage that was found."""

    hit: Hit
    """The passage, from the lead of the list to its last item."""
    enumeration: Enumeration

    @property
    def heading(self) -> Candidate | None:
        """What stands over the items; None where they need nothing."""
        lead = self.enumeration.lead
        return Candidate(self.hit, *lead, 0.0) if lead else None

    @property
    def items(self) -> list[Candidate]:
        """The items, in order."""
        return [Candidate(self.hit, *item, 0.0) for item in self.enumeration.items]

    def heading_of(self, candidate: Candidate) -> Candidate | None:
        """What stands over the list of which a sentence is an item, unless it says something without."""
        if not self.has(candidate) or self.enumeration.alone or self.heading is None:
            return None
        return None if _is_sentence(quote(candidate)) and not self._leads_on else self.heading

    @property
    def of_sentences(self) -> bool:
        """Whether most items say something by themselves, and are not counted or led up to: points of a summary."""
        whole = sum(_is_sentence(quote(item)) for item in self.items)
        return not self.enumeration.alone and not self._leads_on and 2 * whole > len(self.items)

    @property
    def _leads_on(self) -> bool:
        return self.heading is not None and quote(self.heading).endswith(":")

    def has(self, candidate: Candidate) -> bool:
        """Whether a sentence is an item of the list, or a part of one."""
        return candidate.hit.document_id == self.hit.document_id and self.enumeration.holds(
            candidate.start, candidate.end
        )

    def is_under(self, candidate: Candidate) -> bool:
        """Whether a sentence is what stands over the list."""
        return candidate.hit.document_id == self.hit.document_id and self.enumeration.lead == (
            candidate.start, candidate.end,
        )  # fmt: skip


def lists_in(
    hits: Sequence[Hit], text: Callable[[str], str | None], document: Callable[[str], Document | None]
) -> list[Listed]:
    """The lists of which a part stands in a hit, each once; `document` is asked only where the `text` may have one."""
    found: dict[tuple[str, int], Listed] = {}
    for hit in hits:
        whole = text(hit.document_id) or ""
        if not _SIGNS.search(whole, max(0, hit.start - AROUND), hit.end + AROUND):
            continue
        stored = document(hit.document_id)
        for each in around(stored, hit.start, hit.end) if stored else ():
            passage = replace(
                hit.passage, start=each.start, end=each.end, text=whole[each.start : each.end], sentences=()
            )
            found.setdefault((hit.document_id, each.start), Listed(replace(hit, passage=passage), each))
    return list(found.values())


def asked_for(
    question: str,
    terms: Sequence[Term],
    lists: Sequence[Listed],
    best: Candidate,
    relevance: Callable[[Sequence[str]], list[float]],
) -> tuple[Listed, float] | None:
    """The list that answers a question, with its log-odds, where the question asks for one; else None.

    It asks for things, or is open and holds what stands over the list; or the sentence that answers best is that. Who
    asks for things is not answered with all points of a summary.
    """
    several = asks_for_several(question)
    chosen: list[tuple[Listed, bool]] = []
    for each in lists:
        lead = each.enumeration.lead
        named = lead is not None and asks_for(question, terms, each.hit.text[: lead[1] - each.hit.start])
        sure = named or each.has(best) or each.is_under(best)
        if named or each.is_under(best) or (several and not each.of_sentences):
            chosen.append((each, sure))
    odds = relevance([each.hit.text for each, _ in chosen]) if chosen else []
    likely = [
        (odd, each) for odd, (each, sure) in zip(odds, chosen, strict=True) if odd >= (SURELY if sure else RELEVANT)
    ]
    return max(((each, odd) for odd, each in likely), key=lambda pair: pair[1], default=None)


def asks_for_several(question: str) -> bool:
    """Whether a question asks for things: "What are the steps?", "Which fees have risen?", "List the rules"."""
    return _SEVERAL.match(question.strip()) is not None


def asks_for(question: str, terms: Sequence[Term], words: str) -> bool:
    """Whether an open question asks for what stands under a lead of these words: "What is not allowed there?"."""
    held = words_of(words)
    weight = sum(term.weight for term in terms)
    covered = sum(term.weight for term in terms if holds(term, held))
    return _OPEN.match(question.strip()) is not None and weight > 0 and covered >= COVERED * weight


def around(document: Document, start: int, end: int) -> list[Enumeration]:
    """The lists of which a part stands between two offsets of a document; lines that were left out belong to none."""
    low, high = max(0, start - AROUND), end + AROUND
    kept = [line for line in document.lines if line.kept and line.start < high and low < line.end]
    if not kept:
        return []
    first, text = kept[0].start, document.text
    whole = [(first + begin, first + stop) for begin, stop in paragraphs(text[first : kept[-1].end])]
    lines = [span for span in whole if any(line.start < span[1] and span[0] < line.end for line in kept)]
    found = [*_listed(text, lines), *_in_order(text, lines)]
    return [each for each in found if each.start < end and start < each.end]


def _listed(text: str, lines: Sequence[Span]) -> Iterator[Enumeration]:
    """Lists and tables: marked lines below one that is not, short ones below a colon, rows below a row."""
    place = 0
    while place < len(lines):
        line = text[slice(*lines[place])].strip()
        items: list[Span] = []
        rest = lines[place + 1 :]
        if _ROW.match(line):
            items = list(takewhile(lambda row: _columns(text, row) == _columns(text, lines[place]), rest))  # noqa: B023
        elif not _MARKED.match(line):
            items = list(takewhile(lambda span: _MARKED.match(text[slice(*span)]), rest))
            if len(items) < LEAST_ITEMS and line.endswith(":"):
                items = list(_unmarked(text, rest))
        if len(items) >= LEAST_ITEMS:
            whole = _trimmed(text, lines[place])
            lead = whole if _ROW.match(line) else (sentences(text, *whole) or [whole])[-1]
            yield Enumeration(lead, tuple(_trimmed(text, item) for item in items))
            place += len(items)
        place += 1


def _columns(text: str, row: Span) -> int:
    return text[slice(*row)].count("|")


def _unmarked(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """The items below a colon that have no marks: lines that are alike in length and in how they end."""
    most, ended = 0, None
    for span in lines:
        line = text[slice(*span)].strip()
        words, ends = len(line.split()), SENTENCE_END.search(line) is not None
        too_long = words > LONGEST_ITEM or (most and words > LONGER * most + 6)
        if too_long or line.endswith((":", "?")) or (ended is not None and ends != ended):
            return
        most, ended = max(most, words), ends
        yield span


def _in_order(text: str, lines: Sequence[Span]) -> Iterator[Enumeration]:
    """Sentences that count: "First, ... Secondly, ...", behind the one that says what."""
    spans = [span for line in lines for span in sentences(text, *line)]
    marks = [_ORDINAL.match(text, *span) for span in spans]
    for place, mark in enumerate(marks):
        if mark is None or not mark["first"] or place == 0:
            continue
        items, last = [spans[place]], place
        for later in range(place + 1, len(spans)):
            following = marks[later]
            if later - last > BETWEEN_ORDINALS or (following and following["first"]):
                break
            if following:
                items.append(spans[later])
                last = later
        if len(items) >= LEAST_ITEMS:
            yield Enumeration(spans[place - 1], tuple(items), alone=True)


def _is_sentence(words: str) -> bool:
    return SENTENCE_END.search(words) is not None and len(words.split()) > SHORT_ITEM


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())
