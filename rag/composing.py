"""The words of an answer: chosen sentences become quotes with markers, a refusal becomes a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeGuard

from index.catalog import DocumentInfo
from index.furniture import dateline_end
from rag.answer import MARKER, Citation
from rag.credit import credit, qualifier
from rag.exact import balanced
from rag.reader import Candidate
from rag.statements import Selection, Statement, quote, quote_start

UNSURE = "Nothing in the documents says this clearly. What comes nearest:"
LABEL_CHARACTERS = 70
_NAME_ENDS = re.compile(r": $|\.?\)$")
"""What stands behind the name that is added to a quote: before it, or behind it in brackets."""
CHANGE_DAYS = 7
"""Two articles dated at least so far apart that disagree may describe a change; nearer ones disagree."""


@dataclass(frozen=True, slots=True)
class Section:
    """What answers one of the questions in a question."""

    selection: Selection
    citations: tuple[tuple[Citation, ...], ...]
    """For each statement, one for each article that says it."""
    heading: str | None = None
    short: str | None = None
    short_at: tuple[int, int] | None = None
    """Where the shortest exact answer stands in its document; None where it is no part of the quote."""
    day: date | None = None
    """The day that the weekday in it was, counted from the date of publication; said in brackets."""
    open_ended: bool = False
    """Whether several things may answer at once, so that different articles need not contradict each other."""
    lead: str = ""
    """To be said first: as of when the answer holds."""
    unsure: bool = False
    """Whether it more likely does not answer than answers."""
    witnesses: tuple[Citation | None, ...] = ()
    """For each statement, the sentence that names whom the answer adds to its quote (rag.credit.witness)."""
    headings: tuple[Citation | None, ...] = ()
    """For each statement that is an item of a list, what stands over the list."""
    more: int = 0
    """Items of the list that is shown which are not."""


def cite(candidate: Candidate, number: int) -> Citation:
    """The citation of one sentence, without a dateline that does not answer."""
    words, start = quote(candidate), quote_start(candidate)
    behind = dateline_end(words, dated=True)
    answer = candidate.short or (candidate.span and (candidate.span.start, candidate.span.end))
    if answer and answer[0] < start + behind:
        behind = 0
    return Citation.of(candidate.hit.document, words[behind:], start + behind, number)


def compose(sections: Sequence[Section]) -> list[str]:
    """The answer in pieces that make it when joined: for each section its heading, the shortest answer, the quotes.

    An article is named once, behind the last of its quotes in a row.
    """
    pieces: list[str] = []
    for section in sections:
        if pieces:
            pieces.append("\n\n")
        if section.heading:
            heading = plain(section.heading).rstrip(":")
            pieces.append(f"{heading[:1].upper()}{heading[1:]}{'' if heading.endswith('?') else ':'}\n")
        if section.unsure:
            pieces.append(f"{UNSURE}\n\n")
        if section.lead:
            pieces.append(f"{plain(section.lead)}\n")
        if not section.unsure and (result := _result(section)):
            pieces.append(f"{result}\n\n")
        pieces += _quotes(section)
    return pieces


def _result(section: Section) -> str:
    """How the articles' answers relate, or the shortest answer and whose claim it is; "" where the quotes are all."""
    if section.selection.differ:
        return "The articles say different things:" if section.open_ended else verdict(section.selection)
    first = section.citations[0][0]
    if not section.short or plain(section.short) == plain(first.quote):
        return ""
    beside = _plain_credit(qualifier(first, section.short_at))
    if section.day is not None:
        day = readable(section.day.isoformat())
        beside = beside.replace(" (", f" ({day}; ", 1) if beside else f" ({day})"
    return f"{plain(section.short)}{beside}"


def _quotes(section: Section) -> Iterator[str]:
    statements = section.selection.statements
    witnesses = section.witnesses or (None,) * len(statements)
    headings = section.headings or (None,) * len(statements)
    above: Citation | None = None
    for place, (statement, citations, witness, heading) in enumerate(
        zip(statements, section.citations, witnesses, headings, strict=True)
    ):
        if heading is not None and heading != above:
            yield f"{footnoted(heading)}\n"
        above = heading
        articles = [candidate.hit.document for candidate in statement.candidates]
        following = statements[place + 1].candidates if place + 1 < len(statements) else ()
        yield f"{footnoted(*citations, witness=witness)}\n"
        if section.more and not following:
            yield f"… and {section.more} more of this list\n"
        if [article.id for article in articles] != [candidate.hit.document_id for candidate in following]:
            yield f"({'; '.join(map(label, articles))})" + ("\n\n" if following else "")


def verdict(selection: Selection) -> str:
    """How the answers of the articles relate, as far as their stated dates tell."""
    published = [statement.lead.hit.document.published for statement in selection.statements]
    days = [date.fromisoformat(iso) for iso in published if iso]
    if len(days) == len(published) and (max(days) - min(days)).days >= CHANGE_DAYS:
        return "The articles give different answers; by their dates, this may be a change over time:"
    return "The articles give different answers:"


def in_order_of_time(statements: Sequence[Statement]) -> list[Statement]:
    """Oldest first; those of articles without a date come last."""
    return sorted(statements, key=lambda statement: day_of(statement) or date.max)


def newest_first(statements: Sequence[Statement]) -> list[Statement]:
    """Newest first; the order of those of one day or without one is kept, and the latter come last."""
    return sorted(statements, key=lambda statement: day_of(statement) or date.min, reverse=True)


def day_of(statement: Statement) -> date | None:
    """When the article that is quoted was published, or else the day up to which it speaks of events."""
    document = statement.lead.hit.document
    iso = document.published or document.as_of or ""
    return date.fromisoformat(iso) if len(iso) == len("2025-09-05") else None


REFUSALS = ("The documents do not answer this.", "This cannot be searched.")
"""How refusals begin."""


def refuse(reason: str, searched: bool = True) -> str:
    """What a person reads when the documents do not answer, or were not searched for an answer."""
    return f"{REFUSALS[0] if searched else REFUSALS[1]} {plain(reason)}"


def unanswered(question: str, reason: str | None) -> str:
    """What stands behind an answer for a part of the question that the documents do not answer."""
    asked = question.strip()
    asked += "" if asked.endswith(("?", ".", "!")) else "."
    return plain(f"The documents do not answer: {asked} {reason or ''}").join(("\n\n", ""))


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
    reach = f", speaks of events up to {readable(document.as_of)}" if telling(document.as_of) else ""
    return f"{_name(document)}, undated{reach}"


def _name(document: DocumentInfo) -> str:
    """Title, outlet and date of publication, as far as the page states them."""
    title = plain(document.title)
    if len(title) > LABEL_CHARACTERS:
        title = title[:LABEL_CHARACTERS].rsplit(" ", 1)[0] + " …"
    parts = [title]
    if document.outlet and document.outlet.lower() not in title.lower():
        parts.append(plain(document.outlet))
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


def footnoted(first: Citation, *others: Citation, witness: Citation | None = None) -> str:
    """The quote of the first citation, with the markers of all, and with whose words it is where it does not say so.

    The name that is added has the marker of its `witness`.
    """
    before, behind = (_marked(_plain_credit(words), witness) for words in credit(first))
    markers = "".join(f"[{citation.number}]" for citation in (first, *others))
    return f"{before}{quoted(first.quote)} {markers}{behind}"


def quoted(words: str) -> str:
    """In quotation marks, which it may have already; half a pair of the article's own at an end gives way to them."""
    line = plain(words)
    whole = balanced(line, 0, len(line))
    line = line[slice(*whole)] if whole else line
    already = line[0] in '"“«„' and line[-1] in '"”»“' and not re.search(r"[\"“”«»„]", line[1:-1])
    return line if already else f"“{line}”"


def plain(words: str) -> str:
    """On one line; what looks like a marker in an article loses its square brackets."""
    return MARKER.sub(r"(\1)", " ".join(words.split()))


def _marked(credit: str, witness: Citation | None) -> str:
    """The name that is added to a quote, with the marker of the sentence that has it."""
    return _NAME_ENDS.sub(rf" [{witness.number}]\g<0>", credit, count=1) if witness else credit


def _plain_credit(words: str) -> str:
    """The same on one line, the spaces at its ends kept."""
    return words and f"{words[: len(words) - len(words.lstrip())]}{plain(words)}{words[len(words.rstrip()) :]}"
