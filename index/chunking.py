"""Passages: runs of whole sentences with exact offsets, sized in tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from index.documents import Document, Passage, passage_id
from index.errors import SettingsError
from index.sentences import BREAK, BULLET, Span, sentences
from index.tokens import count_tokens

__all__ = ["SMALLEST_PASSAGE", "cut", "sentences"]

SMALLEST_PASSAGE = 16
"""Tokens. Below this, a few rare characters would be a passage."""

# What it costs to cut at a place; a passage filled to a share x of its size costs (1 - x)**2.
_IN_PARAGRAPH = 0.05
_AFTER_HEADING = 4.0
_IN_CLAUSE = 0.3
_IN_WORD = 0.6
# Of places to cut that lie closer together than this share of a passage, not all are tried.
_CUTS_PER_PASSAGE = 32

_WORD = re.compile(r"[^\s、，；：]+[、，；：]*|[、，；：]+")
_CLAUSE_END = re.compile(r"[,;:–—)\]”»。，、；：।؛،….?!][’'\"”»)\]]*\Z")
_HEADING = re.compile(r".{0,118}[^.!?…。！？।؟:;,\s][\"'”’»)\]]?", re.DOTALL)


def cut(document: Document, passage_tokens: int, overlap_sentences: int) -> list[Passage]:
    """The passages of a document's kept lines, in order.

    Each is a run of whole sentences of at most `passage_tokens` tokens, within consecutive kept
    lines; a longer sentence is divided at the ends of clauses or words, and each piece counts as a
    sentence. Neighbours share `overlap_sentences` sentences where these leave room for another one.
    Together they hold every character of the kept lines that is not white space. Sizes are even, and
    a heading stays with what follows where it can. Raises SettingsError for impossible sizes.
    """
    if passage_tokens < SMALLEST_PASSAGE:
        raise SettingsError("passage_tokens", f"expected at least {SMALLEST_PASSAGE}, found {passage_tokens}.")
    if overlap_sentences < 0:
        raise SettingsError("overlap_sentences", f"expected 0 or more, found {overlap_sentences}.")
    passages = []
    for block_start, block_end in _blocks(document):
        for run in _runs(document.text, block_start, block_end, passage_tokens, overlap_sentences):
            start, end = run[0][0], run[-1][1]
            passages.append(
                Passage(
                    id=passage_id(document.id, document.sha256, start, end),
                    document_id=document.id,
                    start=start,
                    end=end,
                    text=document.text[start:end],
                    sentences=tuple(run),
                )
            )
    return passages


def _blocks(document: Document) -> Iterator[Span]:
    """Stretches of consecutive kept lines."""
    start = end = -1
    for line in document.lines:
        if start >= 0 and (not line.kept or document.text[end : line.start].strip()):
            yield start, end
            start = -1
        if line.kept:
            start, end = (line.start if start < 0 else start), line.end
    if start >= 0:
        yield start, end


def _runs(text: str, start: int, end: int, limit: int, overlap: int) -> Iterator[list[Span]]:
    """The sentences of each passage of the block `text[start:end]`."""
    spans: list[Span] = []
    penalties: list[float] = []
    whole = sentences(text, start, end)
    for index, span in enumerate(whole):
        penalties.append(_penalty(text, whole, index))
        pieces = _pieces(text, span, limit)
        penalties.extend([_IN_CLAUSE] * (len(pieces) - 1))
        spans.extend(pieces)
    for first, last in _fit(text, spans, penalties, limit, overlap):
        yield spans[first:last]


def _penalty(text: str, spans: Sequence[Span], index: int) -> float:
    """What a cut before sentence `index` costs."""
    if index == 0:
        return 0.0
    (before_start, before_end), (start, _) = spans[index - 1], spans[index]
    if not BREAK.search(text, before_end, start):
        return _IN_PARAGRAPH
    opens_line = index == 1 or BREAK.search(text, spans[index - 2][1], before_start)
    before = text[before_start : min(before_end, before_start + 121)]
    if opens_line and _HEADING.fullmatch(before) and not BULLET.match(before):
        return _AFTER_HEADING
    return 0.0


def _pieces(text: str, sentence: Span, limit: int) -> list[Span]:
    """The sentence itself, or pieces of it that hold at most `limit` tokens."""
    start, end = sentence
    # A character is at most four bytes of UTF-8 and a token at least one, so four tokens a character
    # are never exceeded.
    longest = limit // 4
    if end - start <= longest or count_tokens(text[start:end]) <= limit:
        return [sentence]
    words: list[Span] = []
    penalties: list[float] = []
    for match in _WORD.finditer(text, start, end):
        after_clause = words and _CLAUSE_END.search(text[words[-1][0] : words[-1][1]])
        penalty = 0.0 if after_clause else _IN_CLAUSE
        for position in range(match.start(), match.end(), longest):
            words.append((position, min(position + longest, match.end())))
            penalties.append(penalty)
            penalty = _IN_WORD
    runs = _fit(text, words, penalties, limit, 0)
    return [(words[first][0], words[last - 1][1]) for first, last in runs]


def _fit(text: str, spans: Sequence[Span], penalties: Sequence[float], limit: int, overlap: int) -> list[Span]:
    """Ranges (first, last) of spans, each at most `limit` tokens of text; every span must be so alone."""
    if not spans:
        return []
    ends = [spans[0][0], *(end for _, end in spans)]
    sizes = [count_tokens(text[before:end]) for before, end in pairwise(ends)]
    budget = limit
    while True:
        runs = _partition(sizes, penalties, budget, overlap)
        longest = max(count_tokens(text[spans[first][0] : spans[last - 1][1]]) for first, last in runs)
        if longest <= limit:
            return runs
        # The parts of a text can, rarely, have fewer tokens than the text: plan for less.
        budget -= longest - limit


def _partition(sizes: Sequence[int], penalties: Sequence[float], budget: int, overlap: int) -> list[Span]:
    """Ranges of items of at most `budget` each, or of one item, with the least total cost.

    Dynamic programming over the places to cut, as in breaking a paragraph into lines (Knuth and
    Plass, 1981).
    """
    before = [0, *accumulate(sizes)]
    cuts = _places(sizes, penalties, before, budget // _CUTS_PER_PASSAGE)
    leads = [_lead(sizes, here, before[there] - before[here], budget, overlap) for here, there in pairwise(cuts)]
    best = [0.0]
    origin = [0]
    for end in range(1, len(cuts)):
        place = cuts[end]
        penalty = penalties[place] if place < len(sizes) else 0.0
        least, chosen = float("inf"), end - 1
        for start in range(end - 1, -1, -1):
            if start < end - 1 and before[place] - before[cuts[start]] > budget:
                break
            size = before[place] - before[leads[start]]
            if size > budget and start < end - 1:
                continue
            cost = best[start] + (1 - size / budget) ** 2
            if cost < least:
                least, chosen = cost, start
        best.append(least + penalty)
        origin.append(chosen)
    runs = []
    end = len(cuts) - 1
    while end > 0:
        runs.append((leads[origin[end]], cuts[end]))
        end = origin[end]
    return runs[::-1]


def _places(sizes: Sequence[int], penalties: Sequence[float], before: Sequence[int], grain: int) -> list[int]:
    """Where to cut: not within `grain` of the place before, unless it is better or a large item follows."""
    places = [0]
    for place in range(1, len(sizes)):
        near = before[place] - before[places[-1]] < grain and sizes[place] < grain
        if not near or penalties[place] < penalties[places[-1]]:
            places.append(place)
    return [*places, len(sizes)]


def _lead(sizes: Sequence[int], place: int, following: int, budget: int, overlap: int) -> int:
    """The first item of a range that adds items from `place`: up to `overlap` earlier, if one more fits."""
    first = place
    while first > max(0, place - overlap) and following + sizes[first - 1] <= budget:
        first -= 1
        following += sizes[first]
    return first
