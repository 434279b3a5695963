"""Which documents a question means: all of them, "this article", the second one, a file, an outlet, a title."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.catalog import DocumentInfo, DocumentSummary
from index.documents import Document
from index.words import NUMBER_WORDS, fold, tokens
from rag.answer import Turn
from rag.composing import label, plain

ONE = r"(?:article|document|text|file|story|piece|page|paper)"
MANY = r"(?:articles|documents|docs|texts|files|stories|pieces|pages|papers|sources)"
_DETERMINERS = (
    r"(?:(?:all|of|the|these|those|your|my|our|each|every|both|different|available|indexed|stored|loaded|"
    r"other|whole) )*"
)
_THIS = re.compile(rf"(?:this|that|the|the (?:current|above|cited|same|said|given)|it's|its) {ONE}")
_POINTING = re.compile(r"(?:this|that|it)(?: one)?")
_ALL = re.compile(
    rf"{_DETERMINERS}(?:\w+ )?{MANY}(?: (?:you have|here|together|that you have|in (?:the|your) (?:index|"
    rf"collection|corpus)))?"
    rf"|everything|(?:the|your) (?:whole |entire )?(?:corpus|collection|index|archive|library)|(?:each|every) {ONE}"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(
    rf"(?:the )?(?:(\d{{1,5}})(?:st|nd|rd|th)|({'|'.join(_ORDINALS)}|last))(?: {ONE}| one)?(?: in the list)?"
)
_NUMBERED = re.compile(rf"(?:the )?(?:{ONE}|number|no|#) ?(?:number |no\.? |#)?(\d{{1,5}}|{'|'.join(NUMBER_WORDS)})")
_DATED = re.compile(rf"(?:the )?(newest|latest|most recent|oldest|earliest) {ONE}")
_TITLED = re.compile(
    rf"(?:the |this |that )?{ONE} (?:titled|entitled|called|named|headlined|with the (?:title|headline)|,|:)?(.+)"
)
_SUBJECT = re.compile(
    rf"(?:the |that )?(?:{ONE}|one) (?:that is |which is )?(?:about|on|concerning|regarding|dealing with|covering) (.+)"
)
_OUTLET = re.compile(rf"(?:the )?(.+?)(?:'s)? {ONE}")
_OUTLET_AFTER = re.compile(rf"(?:the )?{ONE} (?:by|from|of|in|published by) (?:the )?(.+)")
_FILE = re.compile(
    rf"(?:the )?(?:{ONE} (?:called |named )?)?[\"'“‘]?[\w./-]+\.(?:txt|md|markdown|html?|jsonl|pdf|docx?)[\"'”’]?"
)
_LABEL = re.compile(r"^\((.+)\)$", re.MULTILINE)
_QUOTES = " \"'“”‘’„«»"
TITLE_SHARE = 0.7
"""Of a title's words, how many must be typed to mean it without saying that an article is meant."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The documents that a question means; none where it means one and does not say which."""

    documents: tuple[DocumentSummary, ...]
    everything: bool = False
    """All documents are meant, and not one of them."""


Search = Callable[[str], str | None]
"""From words to the id of the document that speaks of all of them most; None where none does."""


def referred(
    words: str, documents: Sequence[DocumentSummary], history: Sequence[Turn], search: Search
) -> Reference | None:
    """What `words` (of a question, in lower case, trimmed) mean; None where they name no document.

    An ordinal counts in the order of the list of documents, from 1.
    """
    words = words.strip()
    if not words:
        return None
    if _ALL.fullmatch(words):
        return Reference(tuple(documents), everything=True)
    if _THIS.fullmatch(words):
        return Reference(spoken_of(documents, history))
    if _POINTING.fullmatch(words):
        pointed = spoken_of(documents, history)
        return Reference(pointed) if pointed else None
    for find in (_by_place, _by_name, _by_outlet, _by_title):
        if found := find(words, documents):
            return Reference(tuple(found))
    if _is_place(words) or _FILE.fullmatch(words):
        return Reference(())  # the seventh of five, a file that is not there
    subject = _SUBJECT.fullmatch(words) or _OUTLET.fullmatch(words)
    if subject and (document_id := search(subject[1])):
        return Reference(tuple(d for d in documents if d.id == document_id))
    return None


def spoken_of(documents: Sequence[DocumentSummary], history: Sequence[Turn]) -> tuple[DocumentSummary, ...]:
    """The document cited or named last in the conversation, or the only one there is; none otherwise."""
    if len(documents) == 1:
        return tuple(documents)
    for turn in reversed(history):
        labels = _LABEL.findall(turn.answer)
        if labels:
            block = f"; {labels[-1]};"  # it may name several, and the first is the one that is quoted
            cited = [document for document in documents if f"; {named(document)};" in block]
            return tuple(sorted(cited, key=lambda document: block.index(f"; {named(document)};"))[:1])
        titled = [document for document in documents if f"“{plain(document.title)}”" in turn.answer]
        if len(titled) == 1:
            return tuple(titled)
    return ()


def named(document: Document | DocumentSummary) -> str:
    """How answers name the document."""
    return label(
        DocumentInfo(
            document.id,
            document.title,
            document.source,
            document.published,
            document.outlet,
            document.sha256,
            document.as_of,
        )
    )


def newest(documents: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    """The documents that state their date, newest first."""
    dated = [(date.fromisoformat(document.published), document) for document in documents if document.published]
    return [document for _, document in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _by_place(words: str, documents: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    if dated := _DATED.fullmatch(words):
        order = newest(documents)
        return order[-1:] if dated[1] in ("oldest", "earliest") else order[:1]
    ordinal, numbered = _ORDINAL.fullmatch(words), _NUMBERED.fullmatch(words)
    if ordinal:
        place = (
            int(ordinal[1])
            if ordinal[1]
            else len(documents)
            if ordinal[2] == "last"
            else _ORDINALS.index(ordinal[2]) + 1
        )
    elif numbered:
        place = int(NUMBER_WORDS.get(numbered[1], numbered[1]))
    else:
        return []
    return list(documents[place - 1 : place]) if place else []


def _is_place(words: str) -> bool:
    return any(pattern.fullmatch(words) for pattern in (_DATED, _ORDINAL, _NUMBERED))


def _by_name(words: str, documents: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    """By id, file name, or file name without its extension."""
    bare = re.sub(rf"^(?:the )?{ONE} (?:called |named )?", "", words).strip(_QUOTES)
    return [
        document
        for document in documents
        for name in (document.id.casefold(), document.id.casefold().rpartition("/")[2])
        if bare in (name, name.rpartition(".")[0])
    ][:1]


def _by_outlet(words: str, documents: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    match = _OUTLET.fullmatch(words) or _OUTLET_AFTER.fullmatch(words)
    if match is None:
        return []
    named = _spelled(match[1])
    return [document for document in documents if document.outlet and _spelled(document.outlet) == named]


def _by_title(words: str, documents: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    """By the title or most of its words; by some of them, where it is said that an article is meant."""
    titled, subject = _TITLED.fullmatch(words), _SUBJECT.fullmatch(words)
    wanted = _stems((subject or titled)[1] if subject or titled else words)  # type: ignore[index]
    if not wanted:
        return []
    best: list[DocumentSummary] = []
    most = 0.0
    for document in documents:
        held = _stems(document.title)
        shared = len(wanted & held)
        # Of an announced article all that is said must stand in its title; otherwise most of the title must be said.
        fits = (
            shared == len(wanted) if subject or titled else shared >= 2 and shared >= TITLE_SHARE * len(held | wanted)
        )
        score = shared / max(1, len(held))
        if fits and score >= most:
            best = [*best, document] if score == most else [document]
            most = score
    return best


def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokens(text) if not token.function)


def _spelled(name: str) -> str:
    return "".join(fold(token.text) for token in tokens(name) if fold(token.text) != "the")
