"""What the page shows, as HTML. Every word that was not written here is escaped here."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from rag.answer import MARKER, Answer, Citation
from rag.composing import dated
from rag.question import unusable
from ui_page.conversations import Conversation, Exchange

QUESTION_CHARACTERS = 1500
"""Longer questions are shown cut; they are asked whole."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def escape(text: object) -> str:
    """`text` as HTML text or attribute value; what cannot be shown becomes a replacement sign."""
    return html.escape(_UNPRINTABLE.sub("\ufffd", str(text)), quote=True)


def cut(text: str, characters: int) -> str:
    """At most `characters` of the text, cut at a word where there is one, with an ellipsis."""
    if len(text) <= characters:
        return text
    head = text[:characters]
    return (head.rsplit(None, 1)[0] if " " in head[characters // 2 :] else head) + " …"


def day(published: str | None, as_of: str | None = None) -> str:
    """When it was published, or that this is not stated and how far the dates in it reach."""
    if not published:
        return f'<span class="unstated">{escape(dated(None, as_of))}</span>'
    try:
        stated = date.fromisoformat(published[:10])
    except ValueError:
        return escape(published)
    return f'published <time datetime="{stated.isoformat()}">{stated.day} {stated:%B} {stated.year}</time>'


def origin(outlet: str | None, published: str | None, as_of: str | None = None) -> str:
    """Outlet and date, on one line."""
    name = f'<span dir="auto">{escape(outlet)}</span> · ' if outlet else ""
    return f'<p class="origin">{name}{day(published, as_of)}</p>'


def said_by(citation: Citation) -> str:
    """Whom the article attributes the quote to; nothing where it states it itself."""
    said = whose(citation)
    return f'<p class="said" dir="auto">{escape(said)}</p>' if said else ""


def whose(citation: Citation) -> str:
    """In words, whose statement a quote is; "" where it is the article's own."""
    if citation.speaker:
        return f"Said by {cut(citation.speaker, 120)}"
    return "A quotation; who says it is not clear" if citation.direct_speech else ""


def place(source: str) -> str:
    """Where the document lies: a link only for a web address, and the whole address is its text."""
    try:
        parts = urlsplit(source)
        web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        web = False
    if not web or re.search(r"\s", source):
        return f'<p class="place" dir="ltr">{escape(source)}</p>'
    link = f'<a href="{escape(source)}" target="_blank" rel="noopener noreferrer nofollow">{escape(source)}</a>'
    return f'<p class="place" dir="ltr">{link}</p>'


def counted(number: int, noun: str) -> str:
    """The number with its noun, which takes an s but for one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def was_searched(answer: Answer) -> bool:
    """Whether passages were searched and read; small talk, summaries and pasted sentences need none of it."""
    return answer.timings_ms.get("retrieve", 0.0) > 0


def verdict(answer: Answer) -> str:
    """What stands over a refusal: a question that cannot be searched says nothing of the documents."""
    return "Cannot be searched" if unusable(answer.question) else "Not in the documents"


def marked_text(answer: Answer, turn: int) -> str:
    """The answer's text: markers lead to their cards, unconfirmed sentences are marked as such."""
    cited = {citation.number for citation in answer.citations}

    def plain(text: str) -> str:
        return MARKER.sub(
            lambda m: (
                f'<a class="marker" href="#source-{m[1]}" data-cites="{m[1]}" data-turn="{turn}" '
                f'aria-label="Footnote {m[1]}: show its source">[{m[1]}]</a>'
                if int(m[1]) in cited
                else m[0]
            ),
            escape(text),
        )

    parts, at = [], 0
    spans = [(answer.text.find(s), s) for s in answer.unconfirmed if s.strip()]
    for start, sentence in sorted(span for span in spans if span[0] >= 0):
        if start < at:
            continue
        parts.append(plain(answer.text[at:start]))
        parts.append(
            f'<span class="unconfirmed">{plain(sentence)}<span class="flag">not confirmed by a source</span></span>'
        )
        at = start + len(sentence)
    return "".join(parts) + plain(answer.text[at:])


def footnoted(answer: Answer) -> str:
    """The answer with its footnotes, as plain text to be copied elsewhere."""
    notes = [
        f"[{c.number}] {', '.join(filter(None, (c.title, c.outlet, c.published or dated(None, c.as_of))))}. "
        f"{f'{whose(c)}: ' if whose(c) else ''}“{' '.join(c.quote.split())}” {c.source}"
        for c in answer.citations
    ]
    return "\n".join([answer.text, "", *notes]) if notes else answer.text


def searched(answer: Answer, turn: int) -> str:
    """What was searched for a follow-up, with a way to change it; nothing where that is the question itself."""
    if answer.resolved_question == answer.question:
        return ""
    return (
        f'<p class="searched">Searched for: <span dir="auto">{escape(cut(answer.resolved_question, 300))}</span> '
        f'<button type="button" data-edit="{turn}" aria-label="Edit what was searched for, and ask it anew">'
        "Edit</button></p>"
    )


def answered(answer: Answer, turn: int) -> str:
    """An answer, or a refusal, as the conversation shows it."""
    notice = f'<p class="notice">{escape(answer.notice)}</p>' if answer.notice else ""
    show = "How it came about" if answer.abstained else "Show sources"
    beside = "" if answer.kind == "reply" else f'<button type="button" data-show="{turn}">{show}</button>'
    copied = "Copy with footnotes" if answer.citations else "Copy"
    actions = (
        f'<p class="actions">{beside}'
        f'<button type="button" data-copy="{escape(footnoted(answer))}">{copied}</button></p>'
    )
    if answer.abstained:
        reason = answer.reason or answer.text
        said = answer.text if reason.strip() not in answer.text else ""
        return (
            f'<div class="reply abstained">{searched(answer, turn)}<p class="verdict">{verdict(answer)}</p>'
            f'<p class="text" dir="auto">{escape(reason)}</p>'
            + (f'<p class="aside" dir="auto">{escape(said)}</p>' if said else "")
            + f"{notice}{actions}</div>"
        )
    lead = ""
    before, whose, rest = _around_short(answer)
    if answer.short and rest.strip():
        by = f"<small>{escape(whose)}</small>" if whose else ""
        lead = f'<p class="aside" dir="auto">{escape(before)}</p>' if before else ""
        lead += f'<p class="short" dir="auto">{escape(answer.short)}{by}</p>'
        answer = replace(answer, text=rest.lstrip("\n"))
    body = f'<div class="text" dir="auto">{marked_text(answer, turn)}</div>'
    return f'<div class="reply">{searched(answer, turn)}{lead}{body}{notice}{actions}</div>'


def _around_short(answer: Answer) -> tuple[str, str, str]:
    """What stands before the shortest answer ("As of 3 May 2024:"), whose claim it is, and what stands behind it.

    The last is empty where the answer does not open with its shortest form.
    """
    lines, short = answer.text.split("\n"), (answer.short or "").strip()
    for place, line in enumerate(lines[:2] if short else ()):
        said = line.strip()
        if said == short or said.startswith(f"{short} ("):
            return "".join(lines[:place]).strip(), said[len(short) :], "\n".join(lines[place + 1 :])
    return "", "", ""


def reply(exchange: Exchange, turn: int) -> str:
    """What came of a question; an exchange with neither answer nor error was stopped."""
    if exchange.answer is not None:
        return answered(exchange.answer, turn)
    partial = f'<div class="text" dir="auto">{escape(exchange.partial)}</div>' if exchange.partial else ""
    if exchange.writing:
        return f'<div class="reply">{partial}<p class="busy">Being answered in another tab</p></div>'
    if exchange.error is not None:
        return f'<div class="reply failed">{partial}<p class="error" role="alert">{escape(exchange.error)}</p></div>'
    said = "Stopped. What had been written is kept." if partial else "Stopped before anything was written."
    return f'<div class="reply stopped">{partial}<p class="aside">{said}</p></div>'


def asked(question: str) -> str:
    """The question, as its asker's words."""
    left = len(question) - QUESTION_CHARACTERS
    more = f'<span class="more"> … and {left:,} more characters</span>' if left > 0 else ""
    return f'<p class="asked" dir="auto">{escape(question[:QUESTION_CHARACTERS])}{more}</p>'


def exchanges(items: Sequence[Exchange]) -> str:
    """The conversation so far."""
    return "".join(
        f'<section class="exchange" data-exchange="{turn}">{asked(item.question)}{reply(item, turn)}</section>'
        for turn, item in enumerate(items)
    )


GONE = "Your earlier conversations are gone: they are kept in the server’s memory, until it stops."


def welcome(examples: Sequence[str], gone: bool = False) -> str:
    """An invitation to ask, with examples; `gone`: what was asked earlier is not there any more."""
    offers = "".join(
        f'<li><button type="button" data-example="{i}" dir="auto">{escape(e)}</button></li>'
        for i, e in enumerate(examples)
    )
    offered = f'<p class="label">For example</p><ul class="examples">{offers}</ul>' if offers else ""
    notice = f'<p class="notice">{GONE}</p>' if gone else ""
    return (
        '<div class="welcome"><h2>What would you like to know?</h2>'
        "<p>Footnote answers from your documents only, in their own words, and shows where each "
        f"sentence stands. Where they do not say, it says so.</p>{notice}{offered}</div>"
    )


def live(question: str, text: str) -> str:
    """The exchange that is being answered now."""
    shown = f'<div class="text" dir="auto">{escape(text)}<span class="caret"></span></div>' if text else ""
    busy = "" if text else '<p class="busy">Reading the documents<span class="dots"></span></p>'
    return f'<section class="exchange reading">{asked(question)}<div class="reply">{shown}{busy}</div></section>'


def conversation_list(conversations: Sequence[Conversation], current: str) -> str:
    """The earlier conversations, each a button that opens it."""
    if not conversations:
        return '<p class="empty">Your conversations will be listed here, until the server stops.</p>'
    rows = "".join(
        f'<li><button type="button" dir="auto" data-open="{escape(c.id)}"'
        f"{' aria-current=true' if c.id == current else ''}>{escape(cut(c.name, 70))}</button></li>"
        for c in conversations
    )
    return f'<ul class="list" aria-label="Conversations">{rows}</ul>'
