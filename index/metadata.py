"""Title, outlet and date of publication of a page: only what it states, None rather than a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import dateparser

from index.dates import as_of
from index.documents import Line
from index.furniture import DATED_BY, DATELINE

OPENING_WORDS = 8
"""Words that stand for a headline where there is none."""
HEADER_LINES = 15
"""How many lines from the top may hold the article's own date."""

_DATE = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}(?=T\d|\b)"
    r"|\b(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./]\d{4}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th|er|\.|º)?(?: de)? [^\W\d_]{3,12}\.?,?(?: de)? \d{4}\b"
    r"|\b[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
)
_PARSER_SETTINGS = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "STRICT_PARSING": True}
_LABEL = re.compile(
    r"\b(?:published|posted|publication date|date|publié|veröffentlicht|publicado|опубликовано)\b", re.I
)
_LATER = re.compile(r"\b(?:updated|modified|edited|aktualisiert|mis à jour|actualizado|обновлено)\b", re.I)
_RECORD = re.compile(
    r"^(?:minutes(?: of\b|[,:])|(?:annual |ordinary |special |extraordinary |regular )(?:general )?meeting\b"
    r"|version \d[\d.]*\b)",
    re.I,
)
"""What opens the line that dates a record or a version: "Minutes of the meeting held on 16 January 2024"."""
IMPRINT_WORDS = 60
"""Words of the longest paragraph that may say below a headline who wrote a document, for whom, and when."""
_BEHIND_DATE = re.compile(r"(?:,? (?:at )?\d{1,2}(?:[.:]\d{2})?(?: ?[ap]\.?m\b\.?)?|, [^.;!?]{2,40})*\.?$", re.I)
"""What may follow the date of a record in its line: the time and the place."""
_LABELLED = re.compile(
    r"(?:^|[\s(|*])(?-i:P(?:ublished|osted|ublication date)|D(?:ate|ated)|PUBLISHED|DATE|I(?:ssued|SSUED))"
    r"(?: on)?:? (?:\w+day,? )?$"
)
"""A label right before a date, with a capital, as a line of an imprint begins."""
_NEXT_LINE = re.compile(r" [A-Z]")
_CLOSES = re.compile(
    r"(?:[a-zà-ÿ]{3}\. |\) |(?:^|[.|] )[A-Z][\w.'’&-]*(?: (?:[A-Z0-9][\w.'’&-]*|and|of|for)){0,6}, )(?:\w+day,? )?$"
)
"""What stands before a date that closes an imprint."""
_BYLINE = re.compile(r"^(?:by|written by|von|par|por)\b", re.I)
_FILLER = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b"
    r"|\b\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?|\b[ap]\.?m\.?\b|\b(?:[ECMP][SD]?T|GMT|UTC|CES?T|BST|IST)\b"
    r"|\b(?:on|at|last|first|created|published|posted|updated|modified|publication|date)\b"
    r"|\b\d+ min(?:ute)?s? read\b|\W+",
    re.I,
)


_NAME = r"([A-Z][\w.'’&-]*(?: (?:of|the|and|&|[A-Z][\w.'’&-]*)){0,4}?)"
_OUTLET = (
    re.compile(rf"Welcome to {_NAME}[!.]?$"),
    re.compile(rf"(?:Copyright|©|\(c\))(?: ©| \(c\)|,? (?:19|20)\d\d| ?[-–] ?(?:19|20)\d\d| by)*,? {_NAME}"
               r"(?:,? (?:Inc|LLC|Ltd|GmbH|Corp)\b.*|[.,|]? *All [Rr]ights [Rr]eserved.*|\.?)$"),
)  # fmt: skip


def full_date(text: str) -> str | None:
    """The one full date (day, month, year) in the text as YYYY-MM-DD; None for none, several or 4/9/2025."""
    found = {iso for match in _DATE.finditer(text) if (iso := _parse(match)) is not None}
    return found.pop() if len(found) == 1 else None


def _parse(match: re.Match[str]) -> str | None:
    a, b = match.group("a"), match.group("b")
    order = "DMY"
    if a is not None:
        if int(a) <= 12 and int(b) <= 12 and int(a) != int(b):
            return None  # 4/9 is April in one country and September in another
        order = "MDY" if int(b) > 12 else "DMY"
    elif match.group()[:4].isdigit():
        order = "YMD"
    parsed = dateparser.parse(match.group(), settings={**_PARSER_SETTINGS, "DATE_ORDER": order})
    if parsed is None or not 1700 <= parsed.year <= 2200:
        return None
    return date(parsed.year, parsed.month, parsed.day).isoformat()


def stated_title(text: str, lines: Sequence[Line]) -> str | None:
    """The page's headline; None where it states none."""
    for line in lines:
        if line.kept and line.reason == "headline":
            return text[line.start : line.end].strip().lstrip("#").strip() or None
    return None


def title_of(name: str, text: str, lines: Sequence[Line]) -> str:
    """The headline; without one the file's `name`, or how the text begins where that name is a mere identifier."""
    headline = stated_title(text, lines)
    if headline or any(len(word) > 2 and word.isalpha() for word in re.split(r"[\W_]+", name)):
        return headline or name
    paragraph = next((text[line.start : line.end] for line in lines if line.kept), "")
    words = paragraph.strip(" \t\r\n\"'“‘«•*-").split()
    return " ".join(words[:OPENING_WORDS]) + " …" if len(words) > OPENING_WORDS else name


def stated_published(text: str, lines: Sequence[Line]) -> str | None:
    """The date of the article's own date line or dateline, YYYY-MM-DD; never one of a sentence or a teaser.

    A date line stands above the first paragraph and holds nothing else but a place, or a byline, or says "Published",
    or begins with "Minutes of" or "Version 2". A dateline opens the first paragraph.
    """
    for line in lines[:HEADER_LINES]:
        content = text[line.start : line.end].strip()
        if line.kept and line.reason != "headline" and (opening := DATELINE.match(content)):
            return _of_dateline(opening["day"], text, lines)
        if line.kept and line.reason in ("paragraph", "heading") and (imprint := _of_imprint(content)):
            return imprint
        if line.kept and line.reason == "paragraph":
            return None
        if len(content) > 160 or not any(character.isdigit() for character in content):
            continue
        for part in re.split(r"\s[|·•—–-]\s|(?=\bUpdated\b)", content):
            if _LATER.search(part) or (iso := full_date(part)) is None:
                continue
            alone = part if line.reason == "headline" else DATED_BY.sub("", part)
            if (
                _LABEL.search(part)
                or _RECORD.match(part)
                or _BYLINE.search(part)
                or not _FILLER.sub("", _DATE.sub("", alone))
            ):
                return iso
    return None


def _of_imprint(content: str) -> str | None:
    """The date of a line or paragraph that says whose a document is, and when it was made; None of one that tells.

    It opens as a record does and goes on with time and place only, or a label stands before the date, or the date is
    all of its last sentence, or it closes the line behind a comma or a bracket: "Field Station, 19 February 2025".
    """
    if len(content.split()) > IMPRINT_WORDS:
        return None
    for match in _DATE.finditer(content):
        before, behind = content[: match.start()], content[match.end() :]
        record = _RECORD.match(content) and _BEHIND_DATE.match(behind)
        labelled = _LABELLED.search(before) and (not behind or behind[0] in ".;|)" or _NEXT_LINE.match(behind))
        alone = _CLOSES.search(before) and not behind.strip(" .*_)")
        if record or labelled or alone:
            return _parse(match)
    return None


def _of_dateline(day: str, text: str, lines: Sequence[Line]) -> str | None:
    """The date of a dateline; None where it lacks the year, and where the article tells of what came years later.

    Then it opens a story: "Velmar, March 4, 1926 — Water stands in the streets."
    """
    iso, latest = full_date(day), as_of(text, lines)
    return iso if iso is not None and (latest is None or latest[:4] <= iso[:4]) else None


def stated_outlet(text: str, lines: Sequence[Line]) -> str | None:
    """Who published the page, as its own furniture says ("Welcome to ...", "© 2025 ..."); else None."""
    for line in lines:
        if line.kept:
            continue
        content = text[line.start : line.end].strip()
        for pattern in _OUTLET if len(content) <= 120 else ():
            if match := pattern.match(content):
                return match.group(1).strip(" .,")
    return None
