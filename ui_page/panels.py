"""The panels beside the conversation: sources, how the answer came about, documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.catalog import DocumentSummary
from index.documents import Document
from rag.answer import Answer, Citation
from rag.question import unusable
from rag.retrieval import Hit
from ui_page.conversations import Exchange
from ui_page.render import counted, cut, escape, origin, place, said_by, was_searched

CONTEXT_CHARACTERS = 320
"""How much of a document is shown before a quote, and how much after it."""
LISTED_DOCUMENTS = 200
"""A longer list is cut on the page, and says so."""

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s+")

Open = Callable[[str], Document | None]
"""From a document id to the stored document; None where it is not in the index any more."""


def context(document: Document, start: int, end: int) -> tuple[str, str]:
    """What stands before and after document.text[start:end], without page furniture."""
    low, high = max(0, start - CONTEXT_CHARACTERS), min(len(document.text), end + CONTEXT_CHARACTERS)
    before, after = _kept(document, low, start), _kept(document, end, high)
    if low > 0:
        first = _SENTENCE_END.search(before)
        before = before[first.end() :] if first and first.end() < len(before) else before.partition(" ")[2]
        before = "… " + before if before.strip() else before
    if high < len(document.text):
        ends = [m.end() for m in _SENTENCE_END.finditer(after)]
        after = after[: ends[-1]].rstrip() if ends else after.rpartition(" ")[0]
        after += " …"
    return before.lstrip("\n"), after.rstrip("\n")


def _kept(document: Document, start: int, end: int) -> str:
    """document.text[start:end] without the lines that are left out of the index."""
    if not document.lines:
        return document.text[start:end]
    left_out = [line for line in document.lines if not line.kept and line.end > start and line.start < end]
    parts, at = [], start
    for line in left_out:
        parts.append(document.text[at : max(at, line.start)])
        at = max(at, line.end)
    parts.append(document.text[min(at, end) : end])
    return re.sub(r"\s*\n\s*", "\n", "".join(parts))


def card(citation: Citation, document: Document | None) -> str:
    """One cited passage: where it is from, and the quote in its context."""
    before = after = changed = ""
    if document is None:
        changed = '<p class="aside">This document is no longer in the index.</p>'
    elif document.text[citation.start : citation.end] != citation.quote:
        changed = '<p class="aside">The document has changed since it was cited.</p>'
    else:
        before, after = context(document, citation.start, citation.end)
    number = citation.number
    about = origin(citation.outlet, citation.published, citation.as_of)
    return (
        f'<article class="card" id="source-{number}" data-citation="{number}" tabindex="-1" '
        f'aria-label="Source {number}"><header><span class="number" aria-hidden="true">{number}</span>'
        f'<h3 dir="auto">{escape(citation.title)}</h3></header>{about}{said_by(citation)}'
        f'<blockquote dir="auto">{escape(before)}<mark>{escape(citation.quote)}</mark>{escape(after)}</blockquote>'
        f'{changed}{place(citation.source)}<button type="button" class="back" data-back="{number}">'
        "↩ Back to the answer</button></article>"
    )


def sources(exchange: Exchange | None, turn: int, open_document: Open) -> str:
    """The cards of an answer's citations, or why there are none."""
    answer = exchange.answer if exchange else None
    if answer is None:
        body = '<p class="empty">The passages that an answer cites are shown here, in their context.</p>'
    elif answer.kind == "reply":
        body = '<p class="empty">Nothing is cited: this reply is not about what the documents say.</p>'
    elif unusable(answer.question):
        body = '<p class="empty">Nothing is cited: this question cannot be searched.</p>'
    elif answer.abstained or not answer.citations:
        body = '<p class="empty">Nothing is cited: the documents do not answer this question.</p>'
    else:
        body = "".join(card(c, open_document(c.document_id)) for c in answer.citations)
    return f'<section data-turn="{turn}" aria-label="Sources"><h2>Sources</h2>{body}</section>'


def why(exchange: Exchange | None, turn: int) -> str:
    """The way from the question to the answer: searched, found, read, how sure, how long."""
    head = f'<section data-turn="{turn}" aria-label="How the answer came about"><h2>How it came about</h2>'
    if exchange is None or exchange.answer is None:
        return (
            head
            + '<p class="empty">After an answer: what was searched, found and read, and how sure it is.</p></section>'
        )
    answer = exchange.answer
    if answer.kind == "reply":
        said = "This reply is about Footnote or about the documents as a whole; nothing was searched for it."
        return f'{head}<p class="empty">{said}</p></section>'
    percent = round(100 * min(1.0, max(0.0, answer.confidence)))
    by = (
        "The documents’ own words"
        if answer.answered_by == "extractive"
        else f"Language model {escape(answer.answered_by)}"
    )
    asked_as = (
        "" if answer.resolved_question == answer.question else " <small>(understood from the conversation)</small>"
    )
    times = ", ".join(
        f"{escape(name)} {value:.0f} ms" if value >= 1 else f"{escape(name)} under 1 ms"
        for name, value in answer.timings_ms.items()
        if value > 0
    )
    sure = "Too low to answer." if answer.abstained else f"Of answers this sure, about {percent} in 100 are right."
    rows = [("Answered by", by)] if not answer.abstained else []
    if answer.abstained and answer.reason:
        rows.append(("Not searched because" if unusable(answer.question) else "Refused because", escape(answer.reason)))
    if was_searched(answer):
        searched = f'<span dir="auto">{escape(cut(answer.resolved_question, 300))}</span>{asked_as}'
        meter = f'<meter min="0" max="100" value="{percent}">{percent} %</meter> {percent} %<small>{sure}</small>'
        rows = [("Searched for", searched), *rows, ("Confidence", meter)]
    rows.append(("Time", times or "not measured"))
    if answer.notice:
        rows.append(("Note", escape(answer.notice)))
    facts = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    found = found_list(exchange.found, answer) if was_searched(answer) else ""
    return f"{head}<dl>{facts}</dl>{found}</section>"


def found_list(found: Sequence[Hit], answer: Answer) -> str:
    """The passages that were found and read, with their ranks and scores."""
    if not found:
        return '<p class="empty">No passage was found.</p>'

    def row(hit: Hit) -> str:
        numbers = [
            c.number
            for c in answer.citations
            if c.document_id == hit.document_id and c.start < hit.end and hit.start < c.end
        ]
        cited = f' <span class="cited">cited in {", ".join(f"[{n}]" for n in numbers)}</span>' if numbers else ""
        ranks = [
            f"meaning: place {hit.vector_rank}" if hit.vector_rank else "",
            f"cosine {hit.cosine:.2f}" if hit.cosine is not None else "",
            f"words: place {hit.word_rank}" if hit.word_rank else "",
            f"fused score {hit.score:.4f}",
        ]
        listed = " · ".join(filter(None, ranks))
        text = cut(" ".join(hit.text.split()), 160)
        return (
            f'<li><p class="hit" dir="auto">{escape(hit.document.title)}{cited}</p>'
            f'<p class="ranks">{listed}</p><p class="excerpt" dir="auto">{escape(text)}</p></li>'
        )

    return (
        f"<details><summary>{counted(len(found), 'passage')} found and read</summary>"
        f'<ol class="found">{"".join(map(row, found))}</ol></details>'
    )


def document_list(documents: Sequence[DocumentSummary], home: str = "") -> str:
    """The corpus: what is indexed, how much of each text is article, and how to add to it.

    `home`: what commands need besides to find this index, as in " --home DIR".
    """
    head = '<section aria-label="Documents"><h2>Documents</h2>'
    sync = f"<code>footnote sync FOLDER{escape(home)}</code>"
    if not documents:
        return (
            f'{head}<p class="empty">No documents yet. Add some with {sync}, then load this page again.</p></section>'
        )
    rows = "".join(_document(item) for item in documents[:LISTED_DOCUMENTS])
    more = len(documents) - LISTED_DOCUMENTS
    rest = (
        f'<p class="aside">and {more:,} more: <code>footnote documents{escape(home)}</code> lists them all.</p>'
        if more > 0
        else ""
    )
    count = f'<p class="aside">{counted(len(documents), "document")} to answer from; add more with {sync}</p>'
    return f'{head}{count}<ul class="documents">{rows}</ul>{rest}</section>'


def _document(item: DocumentSummary) -> str:
    return (
        f'<li><p class="title" dir="auto">{escape(item.title)}</p>{origin(item.outlet, item.published, item.as_of)}'
        f'<p class="counts">{counted(item.passages, "passage")} · {item.characters_kept:,} characters kept · '
        f"{item.characters_left_out:,} left out</p>{place(item.source)}</li>"
    )
