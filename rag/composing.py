"""The words of an answer: chosen sentences become quotes with markers, a refusal becomes a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TypeGuard

from index.catalog import DocumentInfo
from rag.answer import MARKER, Citation
from rag.reader import Candidate

MOST_WORDS = 80
"""Of an extractive answer, its sources' names included, without what is derived of their dates; the first quote
stands however long it is."""
MOST_QUOTES = 3
SCORE_MARGIN = 1.5
"""How much less likely than the best one (in log-odds) a further sentence may be."""
LABEL_CHARACTERS = 70
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
BULLET = re.compile(r"(?:[\s•‣◦▪●·–—]+|\s*[*-]\s+)(?=[^\W_]|[\"'“‘«(])")
"""What stands before an item of a list."""


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The sentences to show, best first: the best one, and those nearly as good while there is room.

    A sentence that repeats one already shown from the same article is passed over, and so is a headline:
    it names what the article says without saying it.
    """
    chosen: list[Candidate] = []
    words = 0
    for candidate in candidates:
        if chosen and candidate.score < chosen[0].score - SCORE_MARGIN:
            break
        length = len(_words(quote(candidate))) + len(_name(candidate.hit.document).split())
        if chosen and words + length > MOST_WORDS:
            continue
        if chosen and (not SENTENCE_END.search(quote(candidate)) or any(_repeats(candidate, c) for c in chosen)):
            continue
        chosen.append(candidate)
        words += length
        if len(chosen) == MOST_QUOTES:
            break
    return chosen


def cite(candidate: Candidate, number: int) -> Citation:
    """The citation of one sentence."""
    document = candidate.hit.document
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        source=document.source,
        published=document.published,
        quote=quote(candidate),
        start=_start(candidate),
        end=candidate.end,
        sha256=document.sha256,
        outlet=document.outlet,
        as_of=document.as_of,
    )


def compose(chosen: Sequence[Candidate], citations: Sequence[Citation], short: str | None) -> list[str]:
    """The answer in pieces that make it when joined: the shortest answer, then a line for each quote.

    An article is named once, behind the last of its quotes in a row.
    """
    pieces = [f"{_plain(short)}\n\n"] if short and _plain(short) != _plain(citations[0].quote) else []
    for place, (candidate, citation) in enumerate(zip(chosen, citations, strict=True)):
        following = chosen[place + 1].hit.document_id if place + 1 < len(chosen) else None
        pieces.append(f"{_quoted(citation.quote)} [{citation.number}]\n")
        if following != candidate.hit.document_id:
            pieces.append(f"({label(candidate.hit.document)})" + ("\n\n" if following else ""))
    return pieces


def refuse(reason: str) -> str:
    """What a person reads when the documents do not answer."""
    return f"The documents do not answer this. {reason}"


def quote(candidate: Candidate) -> str:
    """The candidate's words, verbatim, without the bullet of a list in front of them."""
    return candidate.hit.text[_start(candidate) - candidate.hit.start : candidate.end - candidate.hit.start]


def _start(candidate: Candidate) -> int:
    words = candidate.hit.text[candidate.start - candidate.hit.start : candidate.end - candidate.hit.start]
    bullet = BULLET.match(words)
    return candidate.start + (bullet.end() if bullet and bullet.end() < len(words) else 0)


def short_answer(candidate: Candidate) -> str | None:
    """The exact words that answer, where the reader found them."""
    if candidate.short is None:
        return None
    start = candidate.hit.start
    return candidate.hit.text[candidate.short[0] - start : candidate.short[1] - start]


def label(document: DocumentInfo) -> str:
    """How an answer names an article, with what is known of its date: nothing is shown as if it were of today."""
    if document.published:
        return _name(document)
    reach = f"; speaks of events up to {readable(document.as_of)}" if telling(document.as_of) else ""
    return f"{_name(document)}, undated{reach}"


def _name(document: DocumentInfo) -> str:
    """Title, outlet and date of publication, as far as the page states them."""
    title = _plain(document.title)
    if len(title) > LABEL_CHARACTERS:
        title = title[:LABEL_CHARACTERS].rsplit(" ", 1)[0] + " …"
    parts = [title]
    if document.outlet and document.outlet.lower() not in title.lower():
        parts.append(_plain(document.outlet))
    if document.published:
        parts.append(readable(document.published))
    return ", ".join(parts)


def telling(as_of: str | None) -> TypeGuard[str]:
    """Whether a derived date says how old an article is: a year alone is mostly that of some event long past."""
    return as_of is not None and len(as_of) > 4


def dated(published: str | None, as_of: str | None) -> str:
    """What is known of a document's date, for a list of documents; what was derived says so."""
    if published:
        return f"published {readable(published)}"
    if as_of:
        return f"date not stated, speaks of dates up to {readable(as_of)} (derived)"
    return "date not stated"


def readable(iso: str) -> str:
    """An ISO date, month or year as people write it: 5 September 2025, September 2025, 2025."""
    if len(iso) == 4:
        return iso
    day = date.fromisoformat(iso if len(iso) == 10 else f"{iso}-01")
    return f"{day.day} {day:%B %Y}" if len(iso) == 10 else f"{day:%B %Y}"


def _quoted(words: str) -> str:
    plain = _plain(words)
    already = plain[0] in '"“«„' and plain[-1] in '"”»“' and not re.search(r"[\"“”«»„]", plain[1:-1])
    return plain if already else f"“{plain}”"


def _plain(words: str) -> str:
    """On one line; what looks like a marker in an article loses its square brackets."""
    return MARKER.sub(r"(\1)", " ".join(words.split()))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    if (
        candidate.hit.document_id == other.hit.document_id
        and candidate.start < other.end
        and other.start < candidate.end
    ):
        return True
    ours, theirs = set(_words(quote(candidate))), set(_words(quote(other)))
    alike = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
    return alike > 0.9 and candidate.hit.document_id == other.hit.document_id
