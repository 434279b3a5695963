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
from rag.question import Question
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
BEFORE = 1_900
"""Characters before a list in which the question's words are looked for, and nearly as many from there on."""
NAMED = 0.75
"""Share of an open question's words, by weight, that what stands over a list holds from which it is asked for."""
MOST_READ = 4
"""Lists that are read for a question."""
IN_DOCUMENT, RELEVANT, CLOSE = 4.0, 0.5, 12.0
"""Weights of the share of the question's words that the document holds near a list, of the log-odds, and of the cosine
of list and question, by whose sum the list that is asked for is chosen. Of 33 lists that questions asked for, 31 are
chosen so among up to three others, 26 by either of the latter two alone."""
LIKELY, SURELY = 0.4, -0.5
"""Log-odds from which a list is shown; the second where what stands over it has the question's words or answers best
by itself."""
NEAR_SEVERAL, NEAR_OPEN = 5.5, 7.0
"""The weighed sum from which it is shown to a question for things, and to one that leaves open how many there are.
Chosen, as the log-odds, on the same questions and 230 others, on news and invented documents."""
KINDS = ("thing", "manner", "other")
"""Kinds of questions (rag.question) that several things may answer at once."""
_MARKED = re.compile(r"\s*(?:[-*+•‣◦▪●·–—]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
_SIGNS = re.compile(
    r"^\s*(?:[-*+•‣◦▪●·–—]|\(?(?:\d{1,2}|[a-z])[.)])\s|:\s*$|\S ?\| ?\S|(?:^|[.!?…][\"”’)]*\s)(?:and |but )?first",
    re.MULTILINE | re.IGNORECASE,
)
"""What a text holds that may have a list; most texts need no closer look."""
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]\s")
_ROW = re.compile(r"[^|]*\S ?\| ?\S")
_ORDINAL = re.compile(
    r"(?:and |but )?(?:(?P<first>first(?:ly| of all)?)|second(?:ly)?|third(?:ly)?|four(?:th)(?:ly)?|fifth(?:ly)?"
    r"|finally|lastly),? ",
    re.IGNORECASE,
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|shall|should|may|might|must|cannot)\b"
_PLURAL = rf"(?:(?!{_AUXILIARY}|(?:its|his|this|as|us)\b)\w{{2,}}(?<![siu])s|people|men|women|children)\b(?!['’])"
_ON = r"(?:and |but |so )?"
"""How a question may go on from the one before."""
_LIST = re.compile(
    rf"{_ON}(?:please )?(?:list|enumerate)\b|{_ON}(?:a |the )?list of\b|{_ON}all (?:of )?the (?:[\w-]+ )?{_PLURAL}"
    r"|.*[–—,;-] ?(?:please )?list (?:them|all|the)\b|.*\w list\W*$",
    re.IGNORECASE,
)
"""What asks for a list by name."""
_SEVERAL = re.compile(
    rf"{_LIST.pattern}|{_ON}(?:{_PLURAL} (?:of|to|for|that|when|which|\w+ed|\w+en)\b"
    rf"|(?:what|which|who)(?:['’]re| are| were) (?:(?:all|some|of|the|its|his|her|their|our|your|any) )*"
    rf"(?:(?!{_AUXILIARY})[\w-]+ ){{0,3}}?{_PLURAL}"
    rf"|(?:which|what(?= \w+ (?:{_AUXILIARY}|of|in|for|to|on|at|i|\w+ed)\b)) {_PLURAL}"
    rf"|(?:what|which) (?:(?!{_AUXILIARY}|(?:the|an?|to|in|on|at|by|for|from|\w+ed)\b)[\w-]+ ){{1,2}}?{_PLURAL})",
    re.IGNORECASE,
)
_ONE = re.compile(
    rf"{_ON}what(?:(?:['’]s| is| was) (?!(?:{_AUXILIARY}|not|n['’]t)\b)"
    rf"(?:the|an?|his|her|its|their|(?:[\w.]+ ){{0,2}}[\w.]+['’]s) | {_AUXILIARY} .*\bcost\b)",
    re.IGNORECASE,
)
"""A question for one thing: "What was Ada Quill's time?", "What did it cost?"."""
_OPEN = re.compile(
    rf"{_ON}(?:what(?:['’]s)?(?: else)?(?: {_AUXILIARY}|n['’]t|\b)|how (?:do|does|can|should|to)\b|in what order\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list of a document; offsets in its text."""

    lead: Span
    """The heading or sentence that says what the items are; of a table its first row."""
    items: tuple[Span, ...]
    """In order, each without white space at its ends."""
    alone: bool = False
    """Whether the items are sentences that count: "First, ..."."""
    table: bool = False

    def holds(self, start: int, end: int) -> bool:
        """Whether words between two offsets stand in one of its items."""
        return any(low <= start and end <= high for low, high in self.items)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list in a passage that was found."""

    hit: Hit
    """The passage, from the lead of the list to its last item."""
    enumeration: Enumeration
    near: str
    """The document around it, as far as it is looked at."""

    @property
    def heading(self) -> Candidate:
        """What stands over the items."""
        return Candidate(self.hit, *self.enumeration.lead, 0.0)

    @property
    def items(self) -> list[Candidate]:
        """The items, in order."""
        return [Candidate(self.hit, *item, 0.0) for item in self.enumeration.items]

    def heading_of(self, candidate: Candidate) -> Candidate | None:
        """What stands over the list of which a sentence is an item, unless it says something without."""
        if not self.has(candidate):
            return None
        return None if _is_sentence(quote(candidate)) else self.heading

    @property
    def of_points(self) -> bool:
        """Whether most items say something by themselves and are not numbered: points of a summary, or other news."""
        words = [quote(item) for item in self.items]
        whole = sum(_is_sentence(each) for each in words)
        numbered = self.enumeration.alone or all(map(_NUMBERED.match, words))
        return not numbered and 2 * whole > len(words)

    @property
    def leads_on(self) -> bool:
        """Whether what stands over the items ends with a colon."""
        return quote(self.heading).endswith(":")

    def leads(self, candidate: Candidate) -> bool:
        """Whether a sentence is what stands over the list."""
        return candidate.hit.document_id == self.hit.document_id and self.enumeration.lead == (
            candidate.start, candidate.end,
        )  # fmt: skip

    def is_named(self, question: Question) -> bool:
        """Whether what stands over the list has nearly all words of an open question: "What is not allowed there?"."""
        return _OPEN.match(question.text.strip()) is not None and _share(question, quote(self.heading)) >= NAMED

    def covered(self, question: Question) -> float:
        """Share of the question's words that stand in the title of the document, or near the list."""
        return _share(question, f"{self.hit.document.title}\n{self.near}")

    def shared(self, question: Question) -> float:
        """The same, weighed, with the words of the list and of what stands over it counted again."""
        here = _share(question, quote(self.heading)) + _share(question, self.hit.text)
        return IN_DOCUMENT * self.covered(question) + here

    def has(self, candidate: Candidate) -> bool:
        """Whether a sentence is an item of the list, or a part of one."""
        return candidate.hit.document_id == self.hit.document_id and self.enumeration.holds(
            candidate.start, candidate.end
        )


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
            start, end = each.lead[0], each.items[-1][1]
            passage = replace(hit.passage, start=start, end=end, text=whole[start:end], sentences=())
            low = max(0, start - BEFORE)
            near = whole[low : low + 2 * BEFORE]
            found.setdefault((hit.document_id, start), Listed(replace(hit, passage=passage), each, near))
    return list(found.values())


Odds = Callable[[Sequence[str]], Sequence[float]]
"""For each text a number, higher for what is nearer to the question."""


def asked_for(
    question: Question, lists: Sequence[Listed], best: Candidate, near: Odds, relevance: Odds
) -> tuple[Listed, float] | None:
    """The list that answers a question, with its log-odds; None where the question asks for none.

    It asks for things, or its kind leaves open whether there are several; or the sentence that answers best leads up to
    a list. A row of a table that holds the answer is enough, and who asks for things is not answered with all points of
    a summary. `near` gives the cosines of texts and the question, `relevance` their log-odds by the span reader.
    """
    text = question.text.strip()
    several = asks_for_several(text)
    wanted = several or (question.kind in KINDS and _OPEN.match(text) is not None and not _ONE.match(text))
    fitting = [
        each
        for each in lists
        if each.leads(best)
        or (wanted and not each.of_points)
        or (several and each.leads_on)
        or (question.kind == "manner" and each.has(best))
    ]
    chosen = sorted(fitting, key=lambda each: (each.leads(best) or each.has(best), each.shared(question)))[-MOST_READ:]
    if not chosen:
        return None
    texts = [f"{each.hit.document.title}\n{each.hit.text}" for each in chosen]
    odds = relevance(texts)
    scores = [
        IN_DOCUMENT * each.covered(question) + RELEVANT * odd + CLOSE * cosine
        for each, odd, cosine in zip(chosen, odds, near(texts), strict=True)
    ]
    at = max(range(len(chosen)), key=scores.__getitem__)
    listed = chosen[at]
    if listed.leads(best) or listed.is_named(question):
        fires = odds[at] >= SURELY
    elif several:
        fires = odds[at] >= LIKELY and (scores[at] >= NEAR_SEVERAL or _LIST.match(text) is not None)
    else:
        fires = odds[at] >= LIKELY and scores[at] >= NEAR_OPEN and not (listed.enumeration.table and listed.has(best))
    return (listed, odds[at]) if fires else None


def asks_for_several(question: str) -> bool:
    """Whether a question asks for things: "What are the steps?", "Which fees have risen?", "List the rules"."""
    return _SEVERAL.match(question.strip()) is not None


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
    return [each for each in found if each.lead[0] < end and start < each.items[-1][1]]


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
            yield Enumeration(lead, tuple(_trimmed(text, item) for item in items), table=_ROW.match(line) is not None)
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


def _share(question: Question, text: str) -> float:
    """Share of a question's words, by weight, that a text holds."""
    held = words_of(text)
    return sum(term.weight for term in question.terms if holds(term, held)) / (question.weight or 1.0)


def _is_sentence(words: str) -> bool:
    return SENTENCE_END.search(words) is not None and len(words.split()) > SHORT_ITEM


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())
