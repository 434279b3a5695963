"""The time that a question asks for: "in early 2025", "since May", "latest", "before the summit".

"Latest" and "now" mean the newest that the documents have; "today" and "last month" are counted from the day on
which the question is asked. English words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from index.dates import WEEKDAY, DatedSpan, Days, dated_spans, days, impossible_date, relative_spans
from rag.question import MOST_WORDS

_PRESENT = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|currently|current|now|nowadays|presently|at present|at the moment"
    r"|these days|as yet|by now|to date|up to date|still|what(?:['’]s| is) new)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\b(?:initially|originally|at first|in the beginning|to begin with)\b"
    r"|\b(?<!the )(?<!a )(?<!his )(?<!her )(?<!its )(?<!their )(?<!one )(?<!whose )first (?!of\b|time\b)"
    r"(?:[a-z]+ed|say|said|bring|brought|speak|spoke|come|came|go|went|make|made|take|took|tell|told|think|thought|get"
    r"|become|meet|met|hold|held|mention|announce|propose|suggest|discuss|report|raise|appear|offer|call|ask)\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:before|after|since|until|during|following|prior to)\s+(?:the|his|her|its|their|a|an)\s+\w+", re.I
)
_OF = r"\s+(?:the )?(?:early |late |mid[ -]|(?:beginning|start|middle|end) of )?$"
_LOWER = re.compile(rf"\b(?:since|after|from|later than){_OF}", re.IGNORECASE)
_UPPER = re.compile(rf"\b(?:before|until|till|by|prior to|earlier than|up to){_OF}", re.IGNORECASE)
_ANY = re.compile(
    rf"\b(?:in|on|since|after|from|before|until|till|by|later than|prior to|earlier than|up to){_OF}", re.I
)
_PART = re.compile(r"\b(early|mid|late|the (?:beginning|start|middle|end) of)[ -]$", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:to|until|till|and|[-–—])\s*(?:the )?", re.IGNORECASE)
"""What stands between two dates that make a stretch of time."""
_ASIDE = 4
"""Two times that exclude each other are one contradiction when at most so many words part them."""

Kind = Literal["period", "present", "first", "event"]


@dataclass(frozen=True, slots=True)
class TimeConstraint:
    """The time that a question asks for."""

    kind: Kind
    """A "period" of the calendar, the "present", the "first" that is known, or a time relative to an "event"."""
    words: str
    """How the question says it."""
    earliest: date | None = None
    """First day of the period; None where it is open or no year is given."""
    latest: date | None = None
    yearless: tuple[tuple[int, int | None], ...] = ()
    """Where the question names a day or a month of no year: (month, day), the day None for a whole month."""
    readings: tuple[Days, ...] = ()
    """What is meant where that is open, as in 4/9/2025: one of these."""
    problem: str | None = None
    """Why no article can answer, in words: a day that does not exist, times that exclude each other."""

    @property
    def names_a_day(self) -> bool:
        """Whether it is one day of the calendar."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def only_days(self) -> bool:
        """Whether it is one or several days of the calendar, and no stretch of time."""
        return self.names_a_day or (bool(self.yearless) and all(day is not None for _, day in self.yearless))

    def touches(self, span: DatedSpan) -> bool:
        """Whether a date of a text may be one that is asked for."""
        if self.yearless:
            asked = [r for month, day in self.yearless for r in [days(2000, month, day)] if r is not None]
            spoken = [r for month, day in span.yearless for r in [days(2000, month, day)] if r is not None]
            spoken += [(a.replace(year=2000), b.replace(year=2000)) for a, b in span.readings if (b - a).days < 32]
            return any(_overlap(one, other) for one in asked for other in spoken)
        stretches = self.readings or ((self.earliest or date.min, self.latest or date.max),)
        return any(span.possibly_in(first, last) for first, last in stretches)


def time_asked(question: str, today: date) -> TimeConstraint | None:
    """The time that a question asks for; None where it names none.

    "today", "last week" and the like are counted from `today`.
    """
    if len(question.split()) > MOST_WORDS:
        return None  # in a long story a time is seldom what is asked for
    if impossible := impossible_date(question):
        return TimeConstraint("period", impossible, problem=f"There is no {impossible}.")
    spans = dated_spans(question)
    # "on Friday" is rather the Friday of an article than that of the asker
    spans += [
        s
        for s in relative_spans(question, today)
        if not WEEKDAY.search(question[s.start : s.end]) and not _CARRIED.search(question[: s.start])
    ]
    if spans:
        return _period(question, sorted(spans, key=lambda span: span.start))
    for kind, pattern in _WORDS:
        if found := pattern.search(question):
            return TimeConstraint(kind, found[0])
    return None


_CARRIED = re.compile(r"\b(?:in|over )to (?:the )?$", re.IGNORECASE)
"""What stands before a time that something is moved to: "carry leave over to next year" asks for no time."""
_WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (("present", _PRESENT), ("first", _FIRST), ("event", _EVENT))


def _period(question: str, spans: Sequence[DatedSpan]) -> TimeConstraint | None:
    """The stretch from the first to the last time that is named, cut by "since", "after", "before" and "until"."""
    words = question[spans[0].start : spans[-1].end]
    spans = _years_shared(question, spans)
    if all(span.yearless for span in spans):
        if any(bound.search(question[: span.start]) for span in spans for bound in (_LOWER, _UPPER)):
            return TimeConstraint("event", words)  # before the fourth of September of what year?
        return TimeConstraint("period", words, yearless=tuple(pair for span in spans for pair in span.yearless))
    clear = [span for span in spans if span.readings]
    lower: list[tuple[date, DatedSpan]] = []
    upper: list[tuple[date, DatedSpan]] = []
    for number, span in enumerate(clear):
        first, last = _part(question, span)
        before = question[: span.start]
        joined = number > 0 and BETWEEN.fullmatch(question[clear[number - 1].end : span.start])
        if _LOWER.search(before) and not joined:
            after = re.search(r"\b(?:after|later than)\s", before[-14:], re.IGNORECASE)
            lower.append((last + timedelta(days=1) if after else first, span))
        elif _UPPER.search(before) and not joined:
            sharp = re.search(r"\b(?:before|prior to|earlier than)\s", before[-16:], re.IGNORECASE)
            upper.append((first - timedelta(days=1) if sharp else last, span))
        else:
            lower.append((first, span))
            upper.append((last, span))
    inside = [span for span in clear if any(s is span for _, s in lower) and any(s is span for _, s in upper)]
    bounds = [s for s in clear if s not in inside]
    if problem := _contradiction(question, lower, upper, bounds):
        return TimeConstraint("period", words, problem=problem)
    # Several periods ("in January and in September") make one stretch; a bound alone leaves the other side open.
    earliest = min((day for day, _ in lower), default=None)
    latest = max((day for day, _ in upper), default=None)
    for day, span in lower if inside else ():
        earliest = max(earliest or day, day) if span in bounds else earliest
    for day, span in upper if inside else ():
        latest = min(latest or day, day) if span in bounds else latest
    if earliest is not None and latest is not None and earliest > latest:
        return None  # "after 2023 or before 2021"
    open_ = spans[0].readings if len(spans) == 1 and spans[0].open and earliest and latest else ()
    return TimeConstraint("period", words, earliest, latest, readings=open_)


def without_time(question: str, asked: TimeConstraint) -> str:
    """The question without the words for the time that it asks for, and their preposition."""
    before = (
        r"(?:\b(?:as of|back in|in|on|since|by|at|during|before|after|until|till|from|between|within)\s+)?(?:the )?"
        r"(?:(?:early|late|mid)[ -]|(?:end|start|beginning|middle|(?:first|second) half|course|week|month) of )?"
    )
    return re.sub(rf"\s*{before}{re.escape(asked.words)},?", "", question, count=1, flags=re.IGNORECASE).strip()


def _contradiction(
    question: str, lower: Sequence[tuple[date, DatedSpan]], upper: Sequence[tuple[date, DatedSpan]],
    bounds: Sequence[DatedSpan],
) -> str | None:  # fmt: skip
    """Which two times exclude each other; None where all can hold."""
    for low, one in lower:
        for high, other in upper:
            if one is other or low <= high or not (one in bounds or other in bounds):
                continue
            first, second = sorted((one, other), key=lambda span: span.start)
            between = question[first.end : second.start]
            if len(between.split()) <= _ASIDE and not re.search(r"\bor\b", between):
                return f"No day is both {_said(question, one)} and {_said(question, other)}."
    return None


def _said(question: str, span: DatedSpan) -> str:
    """The time with its preposition, as the question says it."""
    before = _ANY.search(question[: span.start])
    words = question[before.start() if before else span.start : span.end]
    return " ".join((words if before else f"in {words}").split()).replace("from ", "in ")


def _years_shared(question: str, spans: Sequence[DatedSpan]) -> list[DatedSpan]:
    """Times without a year take that of the next time, or of the one before: "from May to July 2024"."""
    years = [span.readings[0][0].year if len(span.readings) == 1 else None for span in spans]
    settled = []
    for number, span in enumerate(spans):
        near = [y for y in (*years[number + 1 :], *reversed(years[:number])) if y is not None]
        if span.yearless and near:
            found = [r for month, day in span.yearless if (r := days(near[0], month, day)) is not None]
            span = replace(span, readings=tuple(sorted(found)), yearless=())
        settled.append(span)
    return settled


def _part(question: str, span: DatedSpan) -> Days:
    """The days of a time, narrowed to a third where the question says early, mid or late."""
    first, last = span.readings[0][0], max(end for _, end in span.readings)
    part = _PART.search(question[: span.start])
    third = (last - first) / 3
    if part is None or third < timedelta(days=1):
        return first, last
    where = part[1].lower()
    if "early" in where or "beginning" in where or "start" in where:
        return first, first + third
    return (last - third, last) if "late" in where or "end" in where else (first + third, last - third)


def _overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
