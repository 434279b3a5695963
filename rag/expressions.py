"""What stands in a sentence that could be an exact answer: numbers, dates, names, quotes, reasons.

Patterns for English only; in other languages a sentence simply holds fewer of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.words import FUNCTION_WORDS, NUMBER_WORDS, word_set

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_LONG_MONTH = r"(?:January|February|March|April|June|July|August|September|October|November|December)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SPELLED = "|".join(sorted((w for w in NUMBER_WORDS if w != "one"), key=len, reverse=True))
_SCALE = r"(?:\s(?:hundred|thousand|million|billion|trillion))"
_NUMERAL = rf"(?:\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?){_SCALE}?"
_NUMBER = (
    rf"(?:{_NUMERAL}|(?:{_SPELLED})(?:-(?:one|{_SPELLED}))?{_SCALE}?|(?:a |half a )?dozens?|half a million"
    r"|(?:a |one )(?:hundred|thousand|million|billion)"
    r"|(?:tens|hundreds|thousands|millions)(?: of (?:thousands|millions))?)"
)
_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade|centur(?:y|ie))s?"

DATE = re.compile(
    rf"(?:(?:early|late|mid|the (?:end|beginning|start|middle) of)[- ])?(?:{_WEEKDAY},? )?"
    rf"(?:\b{_DAY} (?:of )?{_MONTH}(?:,? \d{{4}}\b)?|\b{_MONTH} {_DAY}\b(?:,? \d{{4}}\b)?|\b{_MONTH},? \d{{4}}\b)"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b"
    r"|(?:(?:early|late|mid)[- ])?(?<![\d$€£¥,.])\b(?:1[0-9]{3}|20[0-9]{2})s?\b(?![,.]?\d|%| ?(?:percent|per cent|"
    r"people|km|kg|feet|meters|metres|miles|dollars|euros|troops|soldiers))"
    rf"|\b{_LONG_MONTH}\b|\b{_WEEKDAY}s?\b"
    rf"|\b(?:last|next|this|earlier this|later this|the previous|the following|the past|coming) "
    rf"(?:second|minute|hour|day|night|week|weekend|month|year|decade|century|summer|winter|spring|autumn|fall|{_LONG_MONTH}|{_WEEKDAY})\b"
    r"|\b(?:yesterday|today|tomorrow|tonight|overnight)\b"
    rf"|\b(?:{_NUMBER}|a few|several) {_UNIT} (?:ago|earlier|later)\b"
    r"|\b\d{1,2}(?:st|nd|rd|th) century\b|\b\d{1,4} (?:BC|AD|BCE|CE)\b"
    r"|\b\d{1,2}(?::\d{2})? ?(?:a\.m\.|p\.m\.|am\b|pm\b)|\b\d{1,2}:\d{2}\b"
)
_TIME = re.compile(
    r"(?:(?:early|late|mid)[- ]|the )?(?:(?:end|start|beginning|middle|close|turn) of (?:the |this |next |last )?)?"
    rf"(?:{DATE.pattern}|{_UNIT}|summer|autumn|winter|spring|noon|midnight|midday|dawn|dusk|now|then|deadline)",
    re.IGNORECASE,
)
_EVENT_TIME = re.compile(r"\b(?:after|before|when|once|until|since|during|the day|as soon as)\b", re.IGNORECASE)
MONEY = re.compile(
    rf"(?:US|A|C)?[$€£¥₹]\s?{_NUMERAL}(?:\s?(?:m|bn|k)\b)?|\b{_NUMBER}(?: \w+)? (?:dollars|euros|pounds|yen|yuan|"
    r"rubles|roubles|rupees|hryvnias?|francs|cents)\b|\b(?:USD|EUR|GBP) ?\d[\d,.]*\d",
    re.IGNORECASE,
)
PERCENT = re.compile(rf"\b{_NUMBER}(?:\s?%|[ -]per ?cent\b|[ -]percentage points?\b)", re.IGNORECASE)
DURATION = re.compile(
    r"\b(?:(?:more than|less than|at least|about|around|nearly|almost|over|up to) )?"
    rf"(?:{_NUMBER}|a|an|one|several|few|many)[- ]{_UNIT}\b(?: and (?:{_NUMBER}|a) {_UNIT})?"
    r"(?:[- ]old\b)?(?! (?:ago|earlier|later)\b)"
    r"|\b(?:decades|centuries|years|months|weeks)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(rf"(?<![\w.,$/-]){_NUMBER}(?![\w/]|[.,]\d)", re.IGNORECASE)
REASON = re.compile(
    r"\b(?:because|since|due to|owing to|as a result|in order to|so that|so as to|in response to|thanks to|caused by|"
    r"designed to|aimed at|aims? to|the reason|leads? to|led to|therefore|hence|amid|after|given that|"
    r"to (?!the\b|a\b|an\b|his\b|her\b|their\b|[A-Z])\w+)"
)
QUOTE = re.compile(r"“[^“”]{3,}”|\"[^\"“”]{3,}\"|(?<!\w)‘[^‘’]{8,}’(?!\w)|„[^“”]{3,}[“”]|«[^»]{3,}»")
SPEAKING = re.compile(
    r"\b(?:said|says|say|saying|told|tells|stated|states|stating|added|adds|adding|warned|warns|claimed|claims|declared|"
    r"declares|announced|announces|confirmed|confirms|insisted|emphasi[sz]ed|stressed|noted|argued|argues|suggested|wrote|"
    r"writes|described|called|replied|responded|asked|urged|explained|according to|reiterated|indicated|denied|accused|"
    r"promised|pledged|vowed|tweeted|commented|reads)\b",
    re.IGNORECASE,
)
_CAPITAL = r"(?:(?:[A-Z]\.){2,}|[A-ZÀ-ÖØ-ÞА-Я][\w’'\-\u0300-\u036f]*|[A-Z]\.)"  # accents may stand apart
_NAME = re.compile(
    rf"(?<!\w){_CAPITAL}(?:(?: (?:of|the|de|la|van|von|der|den|al|bin|da|del|di|du|for)(?: the)?)? {_CAPITAL})*"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|from|to|near|into|across|outside|inside|around|toward|towards|via|throughout|"
                           r"of) (?:the |[a-z]+ern )?$", re.IGNORECASE)  # fmt: skip
ROLES = word_set(
    """president minister prime chancellor king queen mr mrs ms miss dr sir lord lady senator secretary general colonel
    captain professor judge mayor governor spokesman spokeswoman spokesperson director chief leader foreign defense
    defence former us uk french german british american chairman chairwoman ceo pope prince princess ambassador
    commander coach officer deputy vice premier actor actress singer author writer"""
)
BODIES = word_set(
    """university union ministry office palace party church company committee council court corps department government
    institute agency school college army house street river sea forum group bank club league association organization
    organisation times post news press gazette network international festival museum park"""
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence; offsets in the sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Name(Span):
    """A run of capitalised words."""

    person: bool
    """It looks like a person: a role before it, or two or three capitalised words of no known body."""
    placed: bool
    """A word such as "in" or "from" stands before it."""
    opening: bool
    """It is one word and opens the sentence, so its capital says nothing."""


@dataclass(frozen=True, slots=True)
class Expressions:
    """The typed expressions of one sentence."""

    numbers: tuple[Span, ...]
    """Counts; those inside dates left out."""
    dates: tuple[Span, ...]
    money: tuple[Span, ...]
    percents: tuple[Span, ...]
    durations: tuple[Span, ...]
    names: tuple[Name, ...]
    quotes: tuple[Span, ...]
    reason: bool
    speaking: bool
    event_time: bool
    """It says when by naming an event: "after the war"."""


def is_time(words: str) -> bool:
    """Whether a phrase is a date or a time and nothing else: "the end of November", "next week", "noon"."""
    return _TIME.fullmatch(words.strip()) is not None


def _spans(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(Span(m.start(), m.end(), m[0]) for m in pattern.finditer(text))


def _names(text: str) -> tuple[Name, ...]:
    found = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        words = match[0].split()
        while words and words[0].casefold().replace("’", "'") in FUNCTION_WORDS and words[0] not in ("US", "UK", "WHO"):
            start += len(words[0]) + 1
            words = words[1:]
        if not words:
            continue
        for ending in ("'s", "’s", "'", "’", "-"):
            if text[start:end].endswith(ending):
                end -= len(ending)
                break
        before = text[max(0, start - 30) : start]
        opens = not text[:start].strip(" \"“'‘•-*")
        name = text[start:end]
        person, placed = _is_person(words, before, opens), bool(_PLACE_BEFORE.search(before))
        found.append(Name(start, end, name, person, placed, opens and len(words) == 1))
    return tuple(found)


def _is_person(words: list[str], before: str, opens: bool) -> bool:
    lowered = [word.casefold().strip(".'’") for word in words]
    plain = [word for word in lowered if word not in ROLES]
    if not plain or not BODIES.isdisjoint(lowered) or "of" in lowered:
        return False
    if len(plain) < len(lowered) or (before.split()[-1:] or [""])[0].casefold() in ROLES:
        return True
    return len(plain) == 2 or (len(plain) == 3 and not opens)


@lru_cache(maxsize=8192)
def expressions(sentence: str) -> Expressions:
    """What stands in `sentence`; offsets are within it. The first 2,000 characters are looked at."""
    text = sentence[:2000]
    dates = tuple(span for span in _spans(DATE, text) if span.text.strip())
    inside = [(span.start, span.end) for span in dates]
    numbers = tuple(
        span for span in _spans(NUMBER, text) if not any(a < span.end and span.start < b for a, b in inside)
    )
    return Expressions(
        numbers=numbers,
        dates=dates,
        money=_spans(MONEY, text),
        percents=_spans(PERCENT, text),
        durations=_spans(DURATION, text),
        names=tuple(n for n in _names(text) if not any(a < n.end and n.start < b for a, b in inside)),
        quotes=_spans(QUOTE, text),
        reason=bool(REASON.search(text)),
        speaking=bool(SPEAKING.search(text)),
        event_time=bool(_EVENT_TIME.search(text)),
    )
