"""Which day a weekday without a date was: "on Friday" in a dated article. English only."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from index.dates import WEEKDAY, dated_spans
from index.sentences import sentences
from index.tense import tense

PARAGRAPH = 2500
"""Characters on either side in which the sentence of a weekday begins and ends."""
CLEARLY_LAST = 3
"""Days since which a "last Friday" is the Friday before; of a day or two ago people say "on Friday"."""

_DAY = re.compile(rf"\b{WEEKDAY.pattern}\b", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"\b(?:an?|any|each|every|one|the|that|these|those|following|previous|next|same|another|most|some|first|second"
    r"|third|fourth|final) $"
    r"|\b(?!(?:On|By|Last|This|Since|Until|Early|Late|From|For|Before|After)\b)[A-Z][\w’'-]* $"  # Black Friday
    rf"|{WEEKDAY.pattern} (?:to|through|till|until) $|{WEEKDAY.pattern} ?[-–—] ?$"
)
_GOES_ON = re.compile(
    rf" (?:week|fortnight|of)\b| the \d| (?:to|through|till|until) {WEEKDAY.pattern}| ?[-–—] ?{WEEKDAY.pattern}"
)
_OTHER_WEEK = re.compile(
    r"\b(?:last|next|previous|following|same|past) week(?:end)?\b|\bweeks? (?:ago|earlier|later|before)\b",
    re.IGNORECASE,
)
_LAST = re.compile(r"\blast $", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:will|won['’]t|shall|would|going to|must)\b|['’]ll\b"
    r"|\b(?:is|are) (?:\w+ )?(?:due|set|expected|scheduled|planned|likely|to)\b",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(
    r"\bto (?!(?:the|an?|his|her|its|their|our|my|your|this|that|these|those|all|each|some|more|about|him|them|us)\b)"
    r"[a-z]+\b[^;]*$"
)
_AGENT = re.compile(r" \w+ by\b")
_EARLIER = re.compile(r"\bhad\b", re.IGNORECASE)


def weekday_meant(text: str, start: int, end: int, published: str) -> date | None:
    """The day of the one weekday in `text[start:end]`, an article of the ISO date `published`; else None.

    What is spoken of as past was on the last such day up to the date of publication, and what is to come will be
    on the first one after it. None where the sentence leaves that open, names another week, or gives the date itself.
    """
    named = list(_DAY.finditer(text, start, end))
    if len(named) != 1:
        return None
    first, last = named[0].span()
    low, high = _sentence(text, first, last)
    before, after = text[low:first], text[last:high]
    if _OTHER_DAY.search(before) or _GOES_ON.match(after) or _OTHER_WEEK.search(text, low, high):
        return None
    if any(low + span.start <= first < low + span.end for span in dated_spans(text[low:high])):
        return None
    day = date.fromisoformat(published)
    weekday = [name.lower() for name in calendar.day_name].index(named[0][0].lower())
    back = (day.weekday() - weekday) % 7
    if _LAST.search(before):
        return day - timedelta(days=back or 7) if not back or back >= CLEARLY_LAST else None
    said = tense(text, first, last)
    if said == "past":
        return None if _planned(before) else day - timedelta(days=back)
    # "It would close on Friday" was said of a Friday to come, unless the whole story is an earlier one.
    if said == "ahead" and back and _TO_COME.search(text, low, high) and not _EARLIER.search(before):
        return day + timedelta(days=7 - back)
    return None


def _planned(before: str) -> bool:
    """Whether the words before a weekday may make it that of a plan: "agreed to meet the judge, Ada Quill, on ...".

    Not where its own clause tells what happened: "To save money, the council closed the pool on ...".
    """
    if _TO_COME.search(before):
        return True
    clause = before.rpartition(",")[2]
    if _INFINITIVE.search(clause) or not _INFINITIVE.search(before):
        return _INFINITIVE.search(clause) is not None
    return tense(clause, len(clause), len(clause)) != "past" or _AGENT.match(clause) is not None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds `text[start:end]`."""
    low, high = max(0, start - PARAGRAPH), min(len(text), end + PARAGRAPH)
    return next((span for span in sentences(text, low, high) if span[0] <= start and end <= span[1]), (start, end))
