"""Candidates in the order in which they answer a question with a time in it.

A question's time weighs candidates and never removes one: an article may speak of a day without naming it. Only a
time far from all that the articles speak of is refused, with the dates that there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from index.catalog import DocumentInfo
from index.dates import DatedSpan, Days, dated_spans, days
from index.documents import Document, Line
from rag.composing import readable, telling
from rag.features import OPENS_WITH_PRONOUN
from rag.reader import Candidate
from rag.retrieval import Hit
from rag.timing import BETWEEN, TimeConstraint, time_asked, without_time

SENTENCE_FITS = 1.0
"""Added to the log-odds of a sentence that names a time that is asked for. This and the next four values were
chosen on questions about who held what when, and on dated news: ARCHITECTURE.md has the figures."""
NEIGHBOUR_FITS = 0.5
"""The same, where the sentence names no time and one beside it does."""
SENTENCE_MISSES = 0.25
"""Taken from a sentence that names other times only."""
DAY_FITS = 3.0
"""Added or taken where the question names days, and the sentence, or the one that it goes on from, these or others:
not chosen on data."""
DOCUMENT_FITS = 1.0
"""Added for a document whose date fits, taken from one that was published before the time began."""
NEWEST = 1.0
"""Between the newest and the oldest dated document, where the question asks for the latest, or for the first."""
BACKGROUND = timedelta(days=366)
"""How long before the first date of the articles a time may lie and still be asked about."""
REPORTED_WITHIN = timedelta(days=31)
"""How long after the time asked for a document may be published and still be one of that time."""


_BOUND = re.compile(
    r"\b(?:since|from|until|till|before|after|by)(?: the)?(?: (?:early|late|mid|end|start))?(?: of)? $", re.I
)
"""What stands before a date from or up to which something holds, so that it may hold at another time, too."""


@dataclass(frozen=True, slots=True)
class Timed:
    """What a question's time makes of its candidates."""

    candidates: tuple[Candidate, ...]
    """Best first."""
    refusal: str | None = None
    """Why the question is better refused, in words."""
    kind: str | None = None
    """That of the time asked for (TimeConstraint.kind); None where it moved nothing."""
    of_day: tuple[Candidate, ...] = ()
    """The candidates that tell of a day that the question names, best first."""
    timeless: str | None = None
    """The question without its time, where a date in the best candidate's sentence, or that of its document, falls in
    that time; else None.
    """
    otherwise: bool = False
    """Whether the best candidate's sentence is of another time, and no sentence or document of the one asked for."""


def weigh(
    question: str, candidates: Sequence[Candidate], open_document: Callable[[str], Document | None], today: date
) -> Timed:
    """The candidates in the order in which they answer a question with a time in it; untouched where it has none."""
    asked = time_asked(question, today)
    if asked is None or asked.kind == "event":
        return Timed(tuple(candidates))
    if asked.problem is not None:
        return Timed((), refusal=asked.problem)
    if asked.kind == "period":
        spoken = {name: _spans(document) for name in dict.fromkeys(c.hit.document_id for c in candidates)
                  if (document := open_document(name)) is not None}  # fmt: skip
        if refusal := _unspoken(asked, candidates, spoken):
            return Timed(tuple(candidates), refusal=refusal)
        bonus = [_period_bonus(asked, c, spoken.get(c.hit.document_id, ())) for c in candidates]
    else:
        spoken = {}
        bonus = _order_bonus([c.hit.document for c in candidates], newest=asked.kind == "present")
    moved = [replace(c, score=c.score + more) for c, more in zip(candidates, bonus, strict=True)]
    moved.sort(key=lambda candidate: -candidate.score)
    named = [_inside(spoken.get(c.hit.document_id, ()), c.start, c.end) for c in moved]
    of_then = [any(map(asked.touches, spans)) for spans in named]
    told = any(of_then) or any(_document_bonus(asked, c.hit.document) > 0 for c in moved)
    return Timed(
        tuple(moved),
        kind=asked.kind,
        of_day=tuple(c for c in moved if _of_day(asked, c, spoken.get(c.hit.document_id, ()))),
        timeless=without_time(question, asked)
        if any(of_then[:1]) or any(_published_then(asked, c.hit.document) for c in moved[:1])
        else None,
        otherwise=not told
        and any(
            span.readings and not _BOUND.search(c.hit.text[: span.start - c.hit.start])
            for c, spans in zip(moved[:1], named, strict=False)
            for span in spans
        ),
    )


def of_time(
    question: str, hits: Sequence[Hit], open_document: Callable[[str], Document | None], today: date
) -> frozenset[str]:
    """Ids of the passages whose own words name a day that a question asks for; none where it names no day."""
    asked = time_asked(question, today)
    if asked is None or not asked.only_days:
        return frozenset()
    return frozenset(
        hit.passage.id
        for hit in hits
        if (document := open_document(hit.document_id)) is not None
        and any(map(asked.touches, _inside(_spans(document), hit.start, hit.start + len(hit.text))))
    )


def _spans(document: Document) -> tuple[DatedSpan, ...]:
    return _spans_of(document.text, document.published, document.lines)


@lru_cache(maxsize=32)
def _spans_of(text: str, published: str | None, lines: tuple[Line, ...]) -> tuple[DatedSpan, ...]:
    """The dates of an article; two that make a stretch ("from 1811 to 1827") are one."""
    spans: list[DatedSpan] = []
    for span in dated_spans(text, published, lines):
        last = spans[-1] if spans else None
        if last is not None and last.readings and span.readings and BETWEEN.fullmatch(text[last.end : span.start]):
            days_ = (last.readings[0][0], max(span.readings[-1][1], last.readings[0][0]))
            spans[-1] = replace(last, end=span.end, readings=(days_,))
        else:
            spans.append(span)
    return tuple(spans)


def _period_bonus(asked: TimeConstraint, candidate: Candidate, spans: Sequence[DatedSpan]) -> float:
    """Log-odds for the times that the sentence, those beside it, and its document speak of."""
    own = _inside(spans, candidate.start, candidate.end)
    sentences = [s for s in candidate.hit.passage.sentences if s != (candidate.start, candidate.end)]
    before = max((s for s in sentences if s[1] <= candidate.start), default=None)
    after = min((s for s in sentences if s[0] >= candidate.end), default=None)
    of_day = _of_day(asked, candidate, spans)
    if of_day is not None:
        bonus = DAY_FITS if of_day else -DAY_FITS
    elif own:
        bonus = SENTENCE_FITS if any(map(asked.touches, own)) else -SENTENCE_MISSES
    else:
        near = [span for place in (before, after) if place for span in _inside(spans, *place)]
        bonus = NEIGHBOUR_FITS if any(map(asked.touches, near)) else 0.0
    return bonus + _document_bonus(asked, candidate.hit.document)


def _of_day(asked: TimeConstraint, candidate: Candidate, spans: Sequence[DatedSpan]) -> bool | None:
    """Whether a sentence, or the one that it goes on from with "he", names a day that is asked for; None where it
    names no days, or none is asked for.
    """
    named = _inside(spans, candidate.start, candidate.end)
    words = candidate.hit.text[candidate.start - candidate.hit.start : candidate.end - candidate.hit.start]
    if not named and OPENS_WITH_PRONOUN.match(words):
        before = max((s for s in candidate.hit.passage.sentences if s[1] <= candidate.start), default=None)
        named = _inside(spans, *before) if before else []
    if not asked.only_days or not named or not all(map(_is_day, named)):
        return None
    return any(map(asked.touches, named))


def _is_day(span: DatedSpan) -> bool:
    return all(first == last for first, last in span.readings) and all(day is not None for _, day in span.yearless)


def _document_bonus(asked: TimeConstraint, document: DocumentInfo) -> float:
    """For a document of that time; against one that was published before it began, where the year is known."""
    if document.published is None:
        return 0.0
    published = date.fromisoformat(document.published)
    if asked.yearless:
        said = [(year, *pair) for year in (published.year - 1, published.year) for pair in asked.yearless]
        times = [found for each in said if (found := days(*each)) is not None]
        near = any(first <= published <= last + REPORTED_WITHIN for first, last in times)
        return DOCUMENT_FITS if near else 0.0
    if asked.earliest is not None and published < asked.earliest:
        return -DOCUMENT_FITS
    fits = asked.latest is None or published <= asked.latest + REPORTED_WITHIN
    return DOCUMENT_FITS if fits else 0.0


def _published_then(asked: TimeConstraint, document: DocumentInfo) -> bool:
    """Whether a document was published in the time that is asked for: what it tells of is mostly of its day."""
    if asked.kind != "period" or document.published is None:
        return False
    day = date.fromisoformat(document.published)
    return asked.touches(DatedSpan(0, 0, ((day, day),)))


def _order_bonus(documents: Sequence[DocumentInfo], newest: bool) -> list[float]:
    """From -NEWEST / 2 for the oldest document to NEWEST / 2 for the newest, or the reverse; 0 for undated ones.

    Of derived dates only whole days count: a month alone is mostly that of an event long past.
    """
    known = [d.published or (d.as_of if d.as_of and len(d.as_of) == len("2025-09-05") else None) for d in documents]
    order = sorted({iso for iso in known if iso})
    if len(order) < 2:
        return [0.0] * len(documents)
    sign = NEWEST if newest else -NEWEST
    return [sign * (order.index(iso) / (len(order) - 1) - 0.5) if iso else 0.0 for iso in known]


def _unspoken(
    asked: TimeConstraint, candidates: Sequence[Candidate], spoken: dict[str, tuple[DatedSpan, ...]]
) -> str | None:
    """Why a question is refused whose time lies far outside of all that the candidates' documents speak of.

    A time in between is not refused: "from 2002 to 2006" says something of 2004, and so may two sentences. Nor is
    a later one where the best candidate's document has no date: it may be younger than the others.
    """
    said = asked.words.casefold()  # "last month" may be the article's words
    if asked.yearless or any(said in candidate.hit.text.casefold() for candidate in candidates):
        return None
    known: list[Days] = []
    for candidate in candidates:
        spans = spoken.get(candidate.hit.document_id, ())
        if asked.names_a_day and any(span.yearless and asked.touches(span) for span in spans):
            return None  # the day and the month are right, and the document leaves the year open
        published = candidate.hit.document.published
        known += [(date.fromisoformat(published),) * 2] if published else []
        known += [(span.readings[0][0], span.readings[-1][1]) for span in spans if span.readings]
    if not known:
        return None
    first, last = min(day for day, _ in known), max(day for _, day in known)
    best = candidates[0].hit.document
    early = asked.latest is not None and asked.latest < first - BACKGROUND
    late = asked.earliest is not None and asked.earliest > last + REPORTED_WITHIN
    if early or (late and (best.published or telling(best.as_of))):
        reach = (
            f"reach from {_month(first)} to {_month(last)}"
            if _month(first) != _month(last)
            else f"are of {_month(last)}"
        )
        return f"No article that was found speaks of {asked.words}; the dates in them {reach}."
    return None


def _month(day: date) -> str:
    return readable(day.isoformat()[:7])


def as_of_when(document: DocumentInfo) -> str:
    """As of when an answer from the document holds, as far as that is known; said before the answer."""
    if document.published:
        return f"As of {readable(document.published)}:"
    if telling(document.as_of):
        return f"As of {readable(document.as_of)} or later (derived; the article is undated):"
    return "As of an undated article:"


def _inside(spans: Sequence[DatedSpan], start: int, end: int) -> list[DatedSpan]:
    return [span for span in spans if start <= span.start < end]
