"""The dates that a text speaks of: what is written, what follows from it, and what is left open.

Nothing is guessed. `4/9` is read day first or month first only where the document gives evidence, and a day
without a year takes one only where the document states it nearby; otherwise every reading is kept, and the
span says so. English month names; ISO and numeric dates in any language.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.furniture import DATELINE
from index.tense import tense

if TYPE_CHECKING:
    from index.documents import Line

NEAR_DAYS = 60
"""A day without a year takes that of a full date of the document that is at most so many days away."""
AGREE_DAYS, APART_DAYS = 7, 28
"""4/9 is read so that it falls within the first of the date of publication, when the other reading is further
away than the second."""

LONGEST_YEAR = 366
"""Days."""

_LONG_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_MONTH = rf"(?:{_LONG_MONTH}\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_START = re.compile(r"\d+|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
_DATE = re.compile(
    # 2025-09-05
    rf"\b(?:(?P<iso_y>{_YEAR})-(?P<iso_m>\d{{2}})-(?P<iso_d>\d{{2}})(?=T\d|\b)(?!-)"
    # 4/9/2025, 4.9.2025, and 4/9
    rf"|(?P<a>\d{{1,2}})(?P<sep>[./-])(?P<b>\d{{1,2}})(?P=sep)(?P<ab_y>{_YEAR})\b(?![/-]\d)"
    r"|(?!9/11\b)(?P<c>\d{1,2})/(?P<d>\d{1,2})\b(?![/\d]|\.\d)"
    # 5 September 2025, 5th of September
    rf"|(?P<d1>\d{{1,2}}){_ORDINAL} (?:of )?(?P<m1>{_MONTH})(?:,? (?P<y1>{_YEAR})\b)?"
    # September 5, 2025, September 5
    rf"|(?P<m2>{_MONTH}) (?:the )?(?P<d2>\d{{1,2}}){_ORDINAL}\b(?![:%]|[.,]\d)(?:\s?[-–—]\s?\d{{1,2}}\b)?"
    rf"(?:,? (?P<y2>{_YEAR})\b)?"
    # September 2025
    rf"|(?P<m3>{_MONTH})(?:,| of)? (?P<y3>{_YEAR})\b"
    # 2025, the 1960s, September
    rf"|(?P<decade>{_YEAR})s\b"
    rf"|(?P<y4>{_YEAR})\b(?![-/.,]?\d|%| ?(?:percent|per cent|people|km|kg|troops|soldiers|euros|dollars)\b)"
    rf"|(?P<m5>{_LONG_MONTH})\b)"
)
_BEFORE = {  # what must stand before a form that may be something else: a fraction, a number, a person named May
    "c": re.compile(rf"\b(?:on|since|until|till|from|by|before|after|dated|{_WEEKDAY},?) $", re.IGNORECASE),
    "y4": re.compile(r"\b(?:in|since|during|from|until|till|to|of|by|before|after|early|late|mid|between|and|year|"
                     r"around)[ -]$", re.IGNORECASE),
    "m5": re.compile(r"\b(?:in|since|until|last|during|early|late|mid|by|this|next|of|from|to|between|and|after|before)"
                     r"[ -]$", re.IGNORECASE),
}  # fmt: skip
WEEKDAY = re.compile(_WEEKDAY, re.IGNORECASE)
_NO_DATE = re.compile(r"\b(?:class of|fiscal year) $", re.IGNORECASE)
_DAY_BEFORE = re.compile(rf"\b{_WEEKDAY},? (?:on )?(?:the )?$")
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_RELATIVE = re.compile(
    r"\b(?:(?P<word>yesterday|today|tomorrow)|(?P<which>last|this|next) (?P<unit>week|month|year)"
    r"|the (?:last|past) (?P<span>week|month|year)"
    rf"|(?P<count>\d{{1,2}}|an?|{'|'.join(_COUNTS)}) (?P<ago>day|week|month|year)s? ago"
    rf"|(?:on|last|this|next) (?P<day>{_WEEKDAY}))\b(?!,? \d|,? {_MONTH})",
    re.IGNORECASE,
)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# Loading dateparser and its first look at a word take half a second, a question a tenth of one; it reads the
# dates of publication (metadata.py), which may be in any language. Whether a day exists, datetime says.

Days = tuple[date, date]
"""First and last day of a stretch of time, both included."""


@dataclass(frozen=True, slots=True)
class DatedSpan:
    """Words of a text that name a day, a month or a year."""

    start: int
    """Character offsets in the text."""
    end: int
    readings: tuple[Days, ...]
    """What it may mean, in order of time: one where that is clear, several where day and month may be swapped,
    none where no year is stated."""
    yearless: tuple[tuple[int, int | None], ...] = ()
    """Where no year is stated: (month, day) of each reading, the day None for a whole month."""
    decided: str = "as written"
    """How the reading came about, in words."""

    @property
    def earliest(self) -> date | None:
        """The first day that it may mean; None where no year is stated."""
        return self.readings[0][0] if self.readings else None

    @property
    def latest(self) -> date | None:
        """The last day that it may mean; None where no year is stated."""
        return max(last for _, last in self.readings) if self.readings else None

    @property
    def open(self) -> bool:
        """Whether the document leaves open what is meant."""
        return len(self.readings) != 1

    def possibly_in(self, first: date, last: date) -> bool:
        """Whether some reading touches the days from `first` to `last`."""
        if self.yearless:
            years = range(first.year, min(last.year, first.year + 1) + 1)
            months = (days(year, month, day) for year in years for month, day in self.yearless)
            return any(m is not None and m[0] <= last and first <= m[1] for m in months) or last.year - first.year > 1
        return any(start <= last and first <= end for start, end in self.readings)


def dated_spans(text: str, published: str | None = None, lines: Sequence[Line] = ()) -> list[DatedSpan]:
    """Every date in the text, in order, read with what the whole text and its date of publication tell.

    Where its lines are given, those that are left out are neither read nor asked for evidence.
    """
    stated = date.fromisoformat(published) if published else None
    spans = [span for match, start in _matches(text) if (span := _read(match, start)) is not None]
    if lines:
        spans = _inside(spans, [line for line in lines if line.kept])
    if any(span.open for span in spans):
        spans = _settled(text, spans, stated)
    if stated is not None:
        starts = [span.start for span in spans]
        counted_ = list(relative_spans(text, stated))
        for span in _inside(counted_, [line for line in lines if line.kept]) if lines else counted_:
            place = bisect_left(starts, span.end)  # the written date that begins last before its end
            if not place or spans[place - 1].end <= span.start:
                spans.append(span)
    return sorted(spans, key=lambda span: span.start)


def as_of(text: str, lines: Sequence[Line], published: str | None = None, today: date | None = None) -> str | None:
    """The latest date that the article's own paragraphs speak of as past, as precise as they say it.

    `2025-09-05`, `2025-09` or `2025`; None where they name no year. Furniture, headings, plans, deadlines, decades,
    dates whose tense is unclear and those after the stated date of publication, or after `today`, do not count; the
    day of a dateline does. Derived: the article may be younger.
    """
    limit = min(filter(None, (published, (today or date.today()).isoformat())))
    spans = dated_spans(text, published, lines)
    if lines:
        spans = _inside(spans, [line for line in lines if line.kept and line.reason not in ("headline", "heading")])
    found = [(_shared(span), span) for span in spans if span.readings and not _is_decade(span)]
    written = _dateline(text, lines)
    for iso, span in sorted(found, key=lambda pair: (pair[0].ljust(10, "0"), -pair[1].start), reverse=True):
        if written[0] <= span.start < written[1] and (
            published is None or span.readings[0][0].isoformat() <= published
        ):
            return iso
        if span.readings[0][0].isoformat() <= limit and tense(text, span.start, span.end) == "past":
            return iso
    return None


def _dateline(text: str, lines: Sequence[Line]) -> tuple[int, int]:
    """Where the day stands of a dateline that opens the article's first paragraph; an empty place without one."""
    first = next((line.start for line in lines if line.kept and line.reason == "paragraph"), 0)
    found = DATELINE.match(text, first)
    return found.span("day") if found else (0, 0)


def _is_decade(span: DatedSpan) -> bool:
    return any((last - first).days > LONGEST_YEAR for first, last in span.readings)


def _inside(spans: Sequence[DatedSpan], lines: Sequence[Line]) -> list[DatedSpan]:
    """The spans that stand in one of the lines, which are in order."""
    starts = [line.start for line in lines]
    places = [bisect_right(starts, span.start) - 1 for span in spans]
    return [span for span, at in zip(spans, places, strict=True) if at >= 0 and span.start < lines[at].end]


def days(year: int, month: int | None = None, day: int | None = None) -> Days | None:
    """The days of a year, a month or a day; None where the calendar has no such day."""
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:  # calendar.IllegalMonthError is one too
        return None


def month_number(word: str) -> int:
    """1 to 12 for an English month name or its abbreviation. Raises ValueError for any other word."""
    return _MONTHS.index(word[:3].lower()) + 1


def impossible_date(text: str) -> str | None:
    """The first words of the text that are written like a day and name none of any calendar: "30 February 2025"."""
    for match, start in _matches(text):
        numeric = match["c"]  # 17/20 is rather a mark or a fraction than a day without a year
        if not numeric and _read(match, start) is None and int(match["d1"] or match["d2"] or 0) < 40:
            return match[0].strip(" ,.")
    return None


def _matches(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """What is written like a date, and where it starts with the weekday before it."""
    end = 0
    for start in _START.finditer(text):  # a pattern that begins with every form would try them all at every letter
        if start.start() < end:
            continue
        match = _DATE.match(text, start.start())
        before = text[max(0, start.start() - 24) : start.start()]
        if match is None or before[-1:] in ("/", ".") or _NO_DATE.search(before):
            continue
        if any(match[form] and not needed.search(before) for form, needed in _BEFORE.items()):
            continue
        weekday = _DAY_BEFORE.search(before)
        end = match.end()
        yield match, match.start() - (len(before) - weekday.start() if weekday else 0)


def _read(match: re.Match[str], start: int) -> DatedSpan | None:
    """The readings of one match; None where the calendar has no such day."""
    part = match.groupdict()
    if match["m5"] == "May" and re.search(r"\b(?:of|from|to|and|after|before) $", match.string[: match.start()]):
        return None  # may be a name
    year = next((int(part[name]) for name in ("iso_y", "ab_y", "y1", "y2", "y3", "y4") if part[name]), None)
    pairs: list[tuple[int | None, int | None]]
    if part["iso_y"]:
        pairs = [(int(part["iso_m"]), int(part["iso_d"]))]
    elif part["a"] or part["c"]:
        one, two = int(part["a"] or part["c"]), int(part["b"] or part["d"])
        pairs = list(dict.fromkeys([(two, one), (one, two)]))  # day first, then month first
    elif word := part["m1"] or part["m2"] or part["m3"] or part["m5"]:
        number = part["d1"] or part["d2"]
        pairs = [(month_number(word), int(number) if number else None)]
    else:
        pairs = [(None, None)]
    if part["decade"]:
        return DatedSpan(
            start, match.end(), ((date(int(part["decade"]), 1, 1), date(int(part["decade"]) + 9, 12, 31)),)
        )
    kept = [(pair, reading) for pair in pairs if (reading := days(year or 2000, *pair)) is not None]
    if not kept:
        return None
    decided = "day first or month first is open" if kept[1:] else "one reading exists" if pairs[1:] else "as written"
    if year is None:
        left = tuple((month, day) for (month, day), _ in kept if month is not None)
        return DatedSpan(start, match.end(), (), left, f"no year is stated{', ' + decided if len(kept) > 1 else ''}")
    return DatedSpan(start, match.end(), tuple(sorted(reading for _, reading in kept)), (), decided)


def _settled(text: str, spans: list[DatedSpan], stated: date | None) -> list[DatedSpan]:
    """The spans with open ones read as far as the document gives evidence."""
    spans = [_on_weekday(text, span) for span in spans]
    order = _order(text, spans, stated)
    anchors = sorted({s.readings[0][0] for s in spans if not s.open and s.readings[0][0] == s.readings[0][1]})
    years: dict[tuple[tuple[int, int | None], ...], tuple[Days, ...]] = {}  # a long text has few days, many times
    settled = []
    for span in spans:
        if span.open and order is not None:
            span = _in_order(text, span, *order)
        if span.yearless:
            if span.yearless not in years:
                years[span.yearless] = _in_years(span.yearless, anchors, stated)
            span = _on_weekday(text, _with_year(span, years[span.yearless], stated))
        if len(span.readings) > 1 and stated is not None:
            span = _nearest(span, stated)
        settled.append(span)
    return settled


def _numeric(text: str, span: DatedSpan) -> tuple[int, int] | None:
    """The two numbers of a date written as 4/9 or 4/9/2025; None for other forms."""
    found = re.match(r"(\d{1,2})[./-](\d{1,2})(?![\d])", text[span.start : span.end].split(" ")[-1])
    return (int(found[1]), int(found[2])) if found else None


def _order(text: str, spans: Sequence[DatedSpan], stated: date | None) -> tuple[bool, str] | None:
    """Whether numeric dates of the document have the day first, and the evidence; None without any."""
    written = {(s.readings[0][0].month, s.readings[0][0].day) for s in spans
               if not s.open and s.readings[0][0] == s.readings[0][1] and _numeric(text, s) is None}  # fmt: skip
    written |= {(m, d) for s in spans if s.yearless and _numeric(text, s) is None for m, d in s.yearless if d}
    if stated is not None:
        written.add((stated.month, stated.day))
    votes: dict[bool, str] = {}
    for span in spans:
        numbers = _numeric(text, span)
        if numbers is None:
            continue
        shown, (one, two) = text[span.start : span.end], numbers
        if one > 12 or two > 12:
            votes.setdefault(one > 12, f"as in {shown} of the same document")
        elif one != two and not span.open:
            votes.setdefault(span.readings[0][0].day == one, f"by the weekday in {shown}")
        elif one != two and ((two, one) in written) != ((one, two) in written):
            votes.setdefault((two, one) in written, f"since {shown} is also written with its month's name")
    if len(votes) != 1:
        return None  # no evidence, or evidence for both
    ((day_first, why),) = votes.items()
    return day_first, why


def _in_order(text: str, span: DatedSpan, day_first: bool, why: str) -> DatedSpan:
    numbers = _numeric(text, span)
    if numbers is None:
        return span
    day, month = numbers if day_first else numbers[::-1]
    said = f"{'day' if day_first else 'month'} first, {why}"
    if span.yearless:
        return replace(span, yearless=((month, day),), decided=f"{said}; no year is stated")
    reading = next((r for r in span.readings if (r[0].month, r[0].day) == (month, day)), None)
    return span if reading is None else replace(span, readings=(reading,), decided=said)


def _on_weekday(text: str, span: DatedSpan) -> DatedSpan:
    """The reading that falls on the weekday written before it, where one alone does."""
    named = WEEKDAY.match(text, span.start, span.end)
    if named is None or len(span.readings) < 2:
        return span
    fitting = [reading for reading in span.readings if f"{reading[0]:%A}" == named[0].capitalize()]
    return replace(span, readings=tuple(fitting), decided="by its weekday") if len(fitting) == 1 else span


def _in_years(
    yearless: Sequence[tuple[int, int | None]], anchors: Sequence[date], stated: date | None
) -> tuple[Days, ...]:
    """A day or month, or its two readings, in the year that the document states; empty where it states none.

    That is the year which brings it nearest to the date of publication, or else near a full date of the text.
    """
    bases, reach = ([stated], 183) if stated is not None else (anchors, NEAR_DAYS)
    one_year = stated is None and len(yearless) > 1 and len({base.year for base in bases}) == 1
    found: set[Days] = set()
    for month, day in yearless:
        for base in bases:
            for year in (base.year,) if one_year else (base.year - 1, base.year, base.year + 1):
                reading = days(year, month, day)
                if reading is not None and (one_year or _distance(reading, base) <= reach):
                    found.add(reading)
    return tuple(sorted(found)) if len(found) == len(yearless) else ()


def _with_year(span: DatedSpan, readings: tuple[Days, ...], stated: date | None) -> DatedSpan:
    if not readings:
        return span
    source = "the date of publication" if stated is not None else "a full date near it"
    before = span.decided.replace("no year is stated", "").strip(" ,;")
    return replace(span, readings=readings, yearless=(), decided=f"{before + '; ' if before else ''}year from {source}")


def _nearest(span: DatedSpan, stated: date) -> DatedSpan:
    """The reading next to the date of publication, where every other one is far from it."""
    ranked = sorted(span.readings, key=lambda reading: _distance(reading, stated))
    if _distance(ranked[0], stated) <= AGREE_DAYS and _distance(ranked[1], stated) > APART_DAYS:
        return replace(span, readings=(ranked[0],), decided="the reading next to the date of publication")
    return span


def _distance(reading: Days, base: date) -> int:
    """Days between a stretch of time and a day; 0 inside it."""
    return max((reading[0] - base).days, (base - reading[1]).days, 0)


def relative_spans(text: str, today: date) -> Iterator[DatedSpan]:
    """Dates such as "last month" and "on Friday", counted from the day on which the text was written."""
    for match in _RELATIVE.finditer(text):
        span = DatedSpan(match.start(), match.end(), ((today, today),), (), "counted from the day of writing")
        if match["word"]:
            shift = {"yesterday": -1, "today": 0, "tomorrow": 1}[match["word"].lower()]
            reading = (today + timedelta(days=shift),) * 2
        elif match["span"]:
            reading = (today - timedelta(days=_UNIT_DAYS[match["span"].lower()]), today)
        elif match["ago"]:
            reading = _ago(match["count"].lower(), match["ago"].lower(), today)
        elif match["unit"]:
            reading = counted(match["which"].lower(), match["unit"].lower(), today)
        else:
            ahead = match[0].lower().startswith("next") or tense(text, span.start, span.end) == "ahead"
            weekday = [name.lower() for name in calendar.day_name].index(match["day"].lower())
            back = (today.weekday() - weekday) % 7
            day = today + timedelta(days=(7 - back) % 7 if ahead else -back)
            reading = (day, day)
        yield replace(span, readings=(reading,))


def _ago(count: str, unit: str, today: date) -> Days:
    """The day, week, month or year that lies so many of them back."""
    number = int(count) if count.isdigit() else 1 if count.startswith("a") else _COUNTS.index(count) + 1
    if unit in ("month", "year"):
        months = today.year * 12 + today.month - 1 - number * (12 if unit == "year" else 1)
        found = days(months // 12, months % 12 + 1 if unit == "month" else None)
        assert found is not None  # months and years of the calendar always exist
        return found
    back = today - timedelta(days=number * _UNIT_DAYS[unit])
    return (back, back) if unit == "day" else (back - timedelta(days=3), back + timedelta(days=3))


def counted(which: str, unit: str, base: date) -> Days:
    """The week (from Monday), month or year that is "last", "this" or "next" as seen from `base`."""
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(base.year + step, 1, 1), date(base.year + step, 12, 31)
    months = base.year * 12 + base.month - 1 + step
    found = days(months // 12, months % 12 + 1)
    assert found is not None  # months of the calendar always exist
    return found


def _shared(span: DatedSpan) -> str:
    """What all readings of the span have in common, as an ISO date, month or year."""
    ends = [each.isoformat() for reading in span.readings for each in reading]
    for length in (10, 7):
        if len({iso[:length] for iso in ends}) == 1:
            return ends[0][:length]
    return ends[0][:4]
