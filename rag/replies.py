"""What is answered without searching: small talk, questions about the corpus, summaries, and pasted sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.catalog import DocumentSummary
from index.documents import Document
from index.errors import LoadError
from index.lexical import content_words
from index.store import Index
from rag.answer import Citation, Turn
from rag.composing import footnoted, plain, readable
from rag.counting import Mentioned, mentioned
from rag.credit import cited
from rag.meta import Request, recognise
from rag.references import Reference, named, newest, referred, spoken_of
from rag.smalltalk import answer_small_talk, small_talk
from rag.summary import MOST_RANKED, key_sentences

LISTED = 20
"""Documents that a list names; it says how many more there are."""
SUMMARY_SENTENCES = 4
ABOUT_SENTENCES = 2
TOGETHER = 8
"""Documents that one summary of all of them takes a sentence from."""
COUNTED = 40
"""Documents whose names are counted, at some 10 to 40 ms each; of more, a sample that the answer states."""
NAMED = 5
"""Names that a count lists."""
BYLINE_WITHIN = 1000
"""Characters of a document that a line with its author stands in."""
_NAME = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*(?: (?:(?:de|la|van|von|der|bin|al|da|del|di|du) ){0,2}[A-ZÀ-ÖØ-Þ][\w.'’-]*){1,3}"
_BYLINE = re.compile(
    r"^[ \t]*(?P<line>(?i:by|written by|text by|author|authors)(?::[ ]?| )"
    rf"(?P<who>{_NAME}(?:(?:, | and |, and ){_NAME}){{0,3}}))(?=[ \t]*(?:$|[|·–—(]|, [^\n.]{{1,60}}$))",
    re.MULTILINE,
)
ADD = 'Add some with "footnote sync FOLDER".'


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said instead of a searched answer."""

    text: str
    kind: str = "reply"
    """As `Answer.kind`."""
    citations: tuple[Citation, ...] = ()
    short: str | None = None
    confidence: float = 1.0
    """A reply is what the index holds, and nothing that a reader could have got wrong."""


def reply_to(question: str, history: Sequence[Turn], index: Index, writer: str | None = None) -> Reply | None:
    """The reply to small talk and to questions about the corpus; None for what must be searched.

    `writer` is the language model that writes answers, where there is one.
    """
    if said := small_talk(question, talking=bool(without_small_talk(history))):
        return Reply(answer_small_talk(said, index.catalog.count(), writer))
    requests = recognise(question, listed=_listed_before(history))
    if not requests:
        return None
    documents = index.catalog.summaries()
    replies = (_about_corpus(request, documents, history, index) for request in requests)
    return next((reply for reply in replies if reply is not None), None)


def without_small_talk(history: Sequence[Turn]) -> list[Turn]:
    """The turns that a follow-up can lean on."""
    return [turn for turn in history if not small_talk(turn.question, False)]


def _listed_before(history: Sequence[Turn]) -> bool:
    """Whether the conversation came to the documents as such, and has spoken of nothing else since."""
    for turn in reversed(without_small_talk(history)):
        intents = {request.intent for request in recognise(turn.question)}
        if intents & {"list", "count", "newest"}:
            return True
        if not intents and not recognise(turn.question, listed=True):
            return False
    return False


def _document_before(history: Sequence[Turn]) -> bool:
    """Whether the latest turn was about a document as such, so that "it" is one."""
    latest = without_small_talk(history)[-1:]
    requests = [request for turn in latest for request in recognise(turn.question, _listed_before(history))]
    return any(
        request.intent in ("newest", "dates", "outlets", "source")
        and (not request.reference or _DOCUMENT.search(request.reference))
        for request in requests
    )


_DOCUMENT = re.compile(
    r"\b(?:articles?|documents?|texts?|reports?|stor(?:y|ies)|pieces?|files?|pages?|one|it|they|them|this|that|these|those|"
    r"you|all)\b|\.\w{2,5}$",
    re.IGNORECASE,
)
"""What shows that a reference is to a document and not to what a document is about."""


_ORDINAL_ONE = re.compile(r"the (?:first|second|third|fourth|fifth|last|former|latter) one")


def _about_corpus(
    request: Request, documents: Sequence[DocumentSummary], history: Sequence[Turn], index: Index
) -> Reply | None:
    """The reply to one request; None where it names no document and may be about the content."""
    about_page = request.intent in ("dates", "outlets", "author")

    def search(words: str) -> str | None:
        return None if about_page else _speaking_of(words, index)

    if about_page and request.reference and not _DOCUMENT.search(request.reference):
        return None  # "How old is Ada Quill?" asks about her, whatever an article is called

    if _ORDINAL_ONE.fullmatch(request.reference) and history and not _listed_before(history):
        return None  # of what was spoken of: "Which two towers were closed?", "What did the second one cost?"
    if request.intent == "source":
        return None  # of what was cited, which the quote finder looks up
    if request.intent == "author":
        if request.reference in ("", "it", "this", "that") and not _document_before(history):
            return None  # a letter or a law that was spoken of
        request = replace(request, reference=request.reference or "it")
    meant: Reference | None = Reference(tuple(documents), everything=True)
    if request.reference == "you" or (not request.reference and request.intent != "summary"):
        pass
    elif request.reference:
        meant = referred(request.reference, documents, history, search)
    else:
        spoken = spoken_of(documents, history)
        meant = Reference(spoken) if spoken else meant
    if meant is None:
        return None
    if not documents:
        return Reply(f"There are no documents yet. {ADD}")
    if not meant.everything and len(meant.documents) != 1:
        return _which(meant.documents or documents)
    if request.intent == "list":
        return Reply(f"{_size(documents)}\n\n{_numbered(documents)}")
    if request.intent == "count":
        return Reply(f"{_size(documents)} {_dates(documents)}")
    if request.intent in ("dates", "newest"):
        return Reply(_dates(meant.documents, request))
    if request.intent == "outlets":
        return Reply(_outlets(meant.documents))
    if request.intent == "author":
        return _author(_stored(index, meant.documents[0].id))
    if request.intent == "most":
        return _most(request.kind, meant.documents, len(documents), index)
    if meant.everything and len(documents) > 1:
        return _together(documents, index)
    return _key_points(meant.documents[0], SUMMARY_SENTENCES if request.intent == "summary" else ABOUT_SENTENCES, index)


def _which(documents: Sequence[DocumentSummary]) -> Reply:
    return Reply(f"Which article do you mean? There are {len(documents):,}:\n\n{_numbered(documents)}")


def _size(documents: Sequence[DocumentSummary]) -> str:
    count, passages = len(documents), sum(document.passages for document in documents)
    outlets = len({document.outlet for document in documents if document.outlet})
    have = "There is 1 document" if count == 1 else f"There are {count:,} documents"
    cut = "1 passage" if passages == 1 else f"{passages:,} passages"
    return f"{have}, in {cut}{f', from {outlets:,} named outlets' if outlets > 1 else ''}."


def _numbered(documents: Sequence[DocumentSummary]) -> str:
    lines = [
        f"{place}. {', '.join(filter(None, [_title(document), plain(document.outlet or ''), _day(document)]))}"
        for place, document in enumerate(documents[:LISTED], 1)
    ]
    more = len(documents) - LISTED
    return "\n".join([*lines, f'and {more:,} more; "footnote documents" lists them all.'] if more > 0 else lines)


def _title(document: DocumentSummary) -> str:
    """The title; with the id where it is only how the text begins."""
    title = plain(document.title)
    return f"{title} ({document.id})" if title.endswith("…") else title


def _day(document: DocumentSummary) -> str:
    return readable(document.published) if document.published else "date not stated"


def _dates(documents: Sequence[DocumentSummary], request: Request | None = None) -> str:
    """When the documents were published, as far as they state it."""
    dated = newest(documents)
    silent = len(documents) - len(dated)
    if len(documents) == 1:
        document = documents[0]
        when = (
            f"was published on {readable(document.published)}"
            if document.published
            else "does not state when it was published"
        )
        return f"“{plain(document.title)}” {when}."
    if not dated:
        return "None of the documents states when it was published."
    rest = (
        f" The other {silent:,} do not state a date."
        if silent > 1
        else " The other one does not state a date."
        if silent
        else ""
    )
    if request is not None and request.intent == "newest":
        order = list(reversed(dated)) if request.oldest else dated
        among = "" if not silent else " of those that state a date"
        which = "oldest" if request.oldest else "newest"
        return (
            f"The {which} document{among} is “{plain(order[0].title)}”, of {readable(str(order[0].published))}.{rest}"
        )
    if len(dated) == 1:
        when = readable(str(dated[0].published))
        return f"One states when it was published: “{plain(dated[0].title)}”, on {when}.{rest}"
    span = f"{readable(str(dated[-1].published))} to {readable(str(dated[0].published))}"
    if len(dated) <= LISTED and request is not None:
        lines = "\n".join(f"{readable(str(document.published))}: {plain(document.title)}" for document in dated)
        return f"{len(dated):,} documents state when they were published:\n\n{lines}\n\n{rest.strip()}".strip()
    return f"{len(dated):,} documents state when they were published, from {span}.{rest}"


def _outlets(documents: Sequence[DocumentSummary]) -> str:
    named = [document for document in documents if document.outlet]
    if not named:
        if len(documents) == 1:
            return "The document does not state who published it."
        return "The documents do not state who published them."
    lines = "\n".join(f"{plain(str(document.outlet))}: {plain(document.title)}" for document in named[:LISTED])
    more = len(named) - LISTED
    silent = len(documents) - len(named)
    rest = [
        f"and {more:,} more." if more > 0 else "",
        f"{silent:,} documents do not state who published them." if silent else "",
    ]
    return "\n\n".join(filter(None, [lines, *rest]))


def _author(document: Document) -> Reply:
    """The line above the text that says who wrote it."""
    found = _BYLINE.search(document.text, 0, BYLINE_WITHIN)
    if found is None:
        return Reply(f"“{plain(document.title)}” does not name its author.")
    citation = Citation.of(document, found["line"], found.start("line"), 1)
    return Reply(f"{footnoted(citation)}\n({named(document)})", "answer", (citation,), plain(found["who"]))


def _key_points(summary: DocumentSummary, most: int, index: Index) -> Reply:
    """Key sentences of one document, in reading order."""
    document = _stored(index, summary.id)
    chosen = key_sentences(index, document, most)
    if not chosen.spans:
        return Reply(f"“{plain(document.title)}” holds no whole sentences to summarise it with.")
    citations = tuple(cited(document, span, number) for number, span in enumerate(chosen.spans, 1))
    quotes = "\n".join(map(footnoted, citations))
    limit = f"\n\nChosen from {chosen.ranked} of its {chosen.held:,} sentences." if chosen.held > chosen.ranked else ""
    return Reply(f"In its own words:\n\n{quotes}\n({named(document)}){limit}", "answer", citations)


def _together(documents: Sequence[DocumentSummary], index: Index) -> Reply:
    """One key sentence of each document, or of a sample of them."""
    sample = _spread(documents, TOGETHER)
    per_document = 2 if len(sample) <= 2 else 1
    blocks: list[str] = []
    citations: list[Citation] = []
    for summary in sample:
        document = _stored(index, summary.id)
        spans = key_sentences(index, document, per_document, MOST_RANKED // max(3, len(sample))).spans
        found = [cited(document, span, len(citations) + number) for number, span in enumerate(spans, 1)]
        if found:
            blocks.append("\n".join([*map(footnoted, found), f"({named(summary)})"]))
            citations += found
    if not citations:
        return Reply(f"The documents hold no whole sentences to summarise them with.\n\n{_numbered(documents)}")
    some = len(sample) < len(documents)
    head = (
        f"There are {len(documents):,} documents. These are {len(sample)}, evenly spread over the list; ask "
        f"for one by its title."
        if some
        else "Each in its own words:"
    )
    return Reply("\n\n".join([head, *blocks]), "answer", tuple(citations))


def _most(kind: str, meant: Sequence[DocumentSummary], indexed: int, index: Index) -> Reply:
    """The names that are mentioned most, each with a sentence that mentions it."""
    sample = _spread(meant, COUNTED)
    documents = {summary.id: _stored(index, summary.id) for summary in sample}
    counted = mentioned(
        ((document, index.catalog.passages_of(id_)) for id_, document in documents.items()), index.words.variants
    )
    names = [name for name in counted if _is_kind(name, kind)][:NAMED]
    where = f"the {len(sample):,} documents" if len(sample) > 1 else f"“{plain(sample[0].title)}”"
    if not names:
        return Reply(f"I recognise no {kind} in {where}.")
    texts = {id_: document.text for id_, document in documents.items()}
    citations = tuple(
        cited(documents[best.document_id], best.sentence, number)
        for number, best in enumerate((name.best(texts) for name in names), 1)
    )
    lines = [f"{number}. {_counted(name, len(sample))} [{number}]" for number, name in enumerate(names, 1)]
    head = f"Mentioned most in {where}, counted in the kept text under all spellings:"
    if len(sample) < len(meant):
        head = f"Counted in {len(sample)} of {len(meant):,} documents, evenly spread over the list:"
    note = "\n\nPeople and places are told by how their names are used, which can be wrong." if kind != "names" else ""
    return Reply(f"{head}\n\n" + "\n".join(lines) + note, "answer", citations, names[0].name)


def _is_kind(name: Mentioned, kind: str) -> bool:
    return {"people": name.person, "places": name.place, "countries": name.country}.get(kind, True)


def _counted(name: Mentioned, documents: int) -> str:
    spellings = name.spellings[:3]
    also = f" (also {', '.join(map(plain, spellings))})" if spellings else ""
    times = len(name.mentions)
    held = f" in {name.documents} of them" if documents > 1 else ""
    return f"{plain(name.name)}{also}: {times:,} {'time' if times == 1 else 'times'}{held}"


def _speaking_of(words: str, index: Index) -> str | None:
    """The document of the passage found first for these words, where the corpus knows each of them."""
    named = content_words(words)
    if not named or not all(index.words.document_frequency(word)[0] for word in named):
        return None
    found = index.words.search(words, 1)
    passages = index.catalog.passages([id_ for id_, _ in found])
    return next((info_.id for _, info_ in passages.values()), None)


def _spread(documents: Sequence[DocumentSummary], most: int) -> list[DocumentSummary]:
    if len(documents) <= most:
        return list(documents)
    return [documents[place] for place in np.linspace(0, len(documents) - 1, most).astype(int)]


def _stored(index: Index, document_id: str) -> Document:
    document = index.catalog.document(document_id)
    if document is None:
        raise LoadError(document_id, "it was removed from the index just now; ask again.")
    return document
