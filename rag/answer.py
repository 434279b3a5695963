"""The answer object: the same in Python, JSON, HTTP and the chat."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.catalog import DocumentInfo
    from index.documents import Document

MARKER = re.compile(r"\[(\d{1,3})\]")
"""A footnote marker in an answer's text."""
_QUOTED = re.compile(r"“((?:(?!\[\d{1,3}\]).)*)” ((?:\[\d{1,3}\])+)")
"""Words in quotation marks with their markers, on one line."""
_QUOTATION = str.maketrans("", "", '“”"„«»()[]')
"""What the line of a quote may have that the quote has not, or the other way round."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What a citation is checked against: the text that the index keeps, and its hash."""

    text: str
    sha256: str


KINDS = ("answer", "refusal", "reply")
"""What an Answer can be. A reply is about the assistant or the corpus and states nothing out of the documents."""

Lookup = Callable[[str], StoredDocument | None]
"""From a document id to what the index keeps of it, or None where it keeps nothing."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Verbatim words of a document: `document_text[start:end] == quote`, always."""

    number: int
    document_id: str
    title: str
    source: str
    published: str | None
    quote: str
    start: int
    end: int
    sha256: str
    outlet: str | None = None
    speaker: str | None = None
    """Whom the article attributes the quoted statement to, in its own words; None where it states it itself."""
    as_of: str | None = None
    """The latest date that the document speaks of as past (`2025-09-05`, `2025-09` or `2025`); derived, not stated."""
    direct_speech: bool = False
    """Every word of the quote is somebody's direct speech, also where `speaker` is not known."""
    pronoun: tuple[str, str] | None = None
    """The "he" or "she" that opens the quote, and whom it stands for as the article names them."""

    @classmethod
    def of(cls, document: Document | DocumentInfo, quote: str, start: int, number: int) -> Citation:
        """The citation of `quote`, which stands at `start` in the document's text; whose words it is is left open."""
        return cls(
            number=number,
            document_id=document.id,
            title=document.title,
            source=document.source,
            published=document.published,
            quote=quote,
            start=start,
            end=start + len(quote),
            sha256=document.sha256,
            outlet=document.outlet,
            as_of=document.as_of,
        )

    def problems(self, stored: StoredDocument | None) -> list[str]:
        """What does not hold of this citation, in words; empty when all of it holds."""
        label = f"[{self.number}] {self.document_id}"
        if stored is None:
            return [f"{label}: the document is not in the index"]
        if stored.sha256 != self.sha256:
            return [f"{label}: the document has changed since it was cited"]
        if not self.quote.strip():
            return [f"{label}: the quote is empty"]
        if self.start < 0 or stored.text[self.start : self.end] != self.quote:
            return [f"{label}: the quote does not stand at {self.start}-{self.end}"]
        return []


def _known(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are fields of a dataclass. Raises TypeError where they are no mapping."""
    names = {each.name for each in fields_of(kind)}
    return {name: value for name, value in dict(values).items() if name in names}


def _bare(words: str) -> str:
    """Words on one line, without quotation marks and brackets."""
    return " ".join(words.translate(_QUOTATION).split())


@dataclass(frozen=True)
class Answer:
    """What footnote says to a question. A refusal is an Answer too (`abstained`)."""

    question: str
    resolved_question: str
    text: str
    short: str | None = None
    abstained: bool = False
    reason: str | None = None
    confidence: float = 0.0
    citations: list[Citation] = field(default_factory=list)
    answered_by: str = "extractive"
    timings_ms: dict[str, float] = field(default_factory=dict)
    notice: str | None = None
    """Something the reader should know, such as that a language model did not answer."""
    unconfirmed: list[str] = field(default_factory=list)
    """Sentences of `text` that no cited passage confirms (language models only)."""
    kind: str = ""
    """One of KINDS; where it is not given, `abstained` tells a refusal from an answer."""
    lookup: Lookup | None = field(default=None, repr=False, compare=False)
    """Where `verify` looks documents up; set by the assistant that answered."""

    def __post_init__(self) -> None:
        if not self.kind:  # also of an answer saved before there were kinds
            object.__setattr__(self, "kind", "refusal" if self.abstained else "answer")

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, with the field names of the public contract."""
        return {
            "question": self.question,
            "resolved_question": self.resolved_question,
            "text": self.text,
            "short": self.short,
            "abstained": self.abstained,
            "reason": self.reason,
            "confidence": self.confidence,
            "citations": [asdict(citation) for citation in self.citations],
            "answered_by": self.answered_by,
            "timings_ms": dict(self.timings_ms),
            "notice": self.notice,
            "unconfirmed": list(self.unconfirmed),
            "kind": self.kind,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], lookup: Lookup | None = None) -> Answer:
        """The answer that `to_dict` wrote; fields that it does not know are left out. Raises TypeError, KeyError or
        ValueError for anything else.
        """
        fields = _known(cls, values)
        citations = [Citation(**_known(Citation, citation)) for citation in fields["citations"]]
        texts = [fields["text"], *(part for c in citations for part in (c.document_id, c.quote, c.sha256))]
        places = [place for c in citations for place in (c.number, c.start, c.end)]
        if not all(isinstance(text, str) for text in texts) or not all(isinstance(place, int) for place in places):
            raise TypeError("a text or an offset of the answer has another type")
        return cls(**fields | {"citations": citations}, lookup=lookup)

    def verify(self, lookup: Lookup | None = None) -> list[str]:
        """Every problem of every citation, in words; empty when each one holds.

        Checks the quotes against the documents as the index keeps them now, that markers in `text` and
        citations match one to one, and that what an extractive answer puts between quotation marks stands in
        the quote that it cites. An answer must cite; a refusal must not; a reply may.
        """
        lookup = lookup or self.lookup
        if lookup is None:
            return ["nothing to check against: this answer was not given by an open assistant"]
        found = [p for c in self.citations for p in c.problems(lookup(c.document_id))]
        marked = {int(number) for number in MARKER.findall(self.text)}
        numbers = [citation.number for citation in self.citations]
        if len(numbers) != len(set(numbers)):
            found.append("two citations share one number")
        found += [f"[{n}] stands in the text without a citation" for n in sorted(marked - set(numbers))]
        found += [f"[{n}] is cited but stands nowhere in the text" for n in sorted(set(numbers) - marked)]
        found += self._misquoted() if self.answered_by == "extractive" else []
        if self.abstained and self.citations:
            found.append("a refusal carries citations")
        if self.kind == "answer" and not self.citations:
            found.append("an answer carries no citation")
        if self.kind not in KINDS or self.abstained != (self.kind == "refusal"):
            found.append(f"{'a refusal' if self.abstained else 'no refusal'}, and its kind says {self.kind!r}")
        return found

    def _misquoted(self) -> list[str]:
        quotes = {citation.number: _bare(citation.quote) for citation in self.citations}
        found = []
        for words, markers in _QUOTED.findall(self.text):
            cited = [quotes.get(int(number), "") for number in MARKER.findall(markers)]
            if not any(_bare(words) in quote for quote in cited):
                found.append(f"{markers}: the words in quotation marks before it are not those of the citation")
        return found


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation."""

    question: str
    answer: str = ""
