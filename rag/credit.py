"""How an answer says whom its quotes are from, so that no claim is stated as a fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.sentences import sentences
from rag.answer import Citation, Lookup
from rag.attribution import attribute
from rag.question import kind_of
from rag.quotations import HIDDEN, hide
from rag.reporting import PEOPLE
from rag.speech import Speech, speech

LONGEST_NAME = 80
"""Characters of a speaker that an answer repeats; a longer phrase is cut at a word."""


def attributed(citations: Sequence[Citation], lookup: Lookup) -> list[Citation]:
    """The citations with their speakers; the stored documents are read for the names behind pronouns."""
    found = []
    for citation in citations:
        stored = lookup(citation.document_id)
        speaker = speaker_of(stored.text, citation.start, citation.end) if stored else None
        found.append(replace(citation, speaker=speaker))
    return found


def speaker_of(text: str, start: int, end: int) -> str | None:
    """Whom `text[start:end]` is attributed to; None where it is not, or where its sentences have several speakers."""
    spans = sentences(text, start, end)
    speakers = {found.speaker if (found := attribute(text, low, high)) else "" for low, high in spans}
    return speakers.pop() or None if len(speakers) == 1 else None


def credit(citation: Citation) -> tuple[str, str]:
    """What an answer writes before a quote and behind its marker, where the quote does not show who says it.

    A bare quotation gets its speaker in front; a quote that says "he" gets the name behind. Both are "" where the
    speaker's name stands in the quote, outside the quoted words.
    """
    if not citation.speaker or _shown(citation.speaker, citation.quote):
        return "", ""
    name = _short(citation.speaker)
    found = _speech(citation)
    if found is None or found.start == found.end:
        return f"{name[0].upper()}{name[1:]}: ", ""
    words = citation.quote[found.start : found.end].lower()
    pronoun = {"his": "he", "her": "she", "its": "it", "their": "they"}.get(words, words)
    if pronoun not in PEOPLE:
        return "", f" (said by {name})"
    inside = name[0].lower() + name[1:] if name.startswith(("The ", "A ", "An ")) else name
    return "", f" (“{pronoun.capitalize()}” {'are' if pronoun == 'they' else 'is'} {inside}.)"


def qualifier(citation: Citation, short: tuple[int, int] | None) -> str:
    """What stands behind the exact answer, at the offsets `short` of the document, where it is somebody's claim.

    "" where the article states it itself, and where the exact answer is no part of what is said: the speaker, or
    when and where they spoke. A claim of nobody that can be named is "reportedly" so.
    """
    if short is None:
        return ""
    found = _speech(citation)
    at = short[0] - citation.start
    if found is not None and not any(low <= at < high for low, high in found.said):
        return ""
    if citation.speaker:
        words = citation.quote[at : short[1] - citation.start]
        speaker = set(_folded(citation.speaker)) >= set(_folded(words))
        return "" if speaker else f" (according to {_short(citation.speaker)})"
    return " (reportedly)" if found is not None else ""


def _speech(citation: Citation) -> Speech | None:
    """Who speaks in a quote; one with a speaker may begin within a quotation."""
    return speech(citation.quote) or (speech(citation.quote, True) if citation.speaker else None)


def _shown(speaker: str, quote: str) -> bool:
    return any(_head(speaker) in _folded(hide(quote, inside)) for inside in (False, True))


def _head(name: str) -> str:
    """The word that tells most of a phrase: the last one of its core."""
    core = re.split(r",| (?:of|from|by|for|in|at|with|on|to)\b", name)[0].split()
    return re.sub(r"['’]s?$", "", core[-1]).casefold() if core else name.casefold()


def _folded(words: str) -> list[str]:
    return [
        re.sub(r"['’]s?$", "", word).casefold()
        for word in re.findall(r"\w(?:[\w'’.-]*\w)?['’]?", words.replace(HIDDEN, " "))
    ]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME].rsplit(" ", 1)[0] + " …"


_SAY = (
    r"(?:said|says?|claim(?:ed|s)|thinks?|thought|believe[sd]|argue[sd]|state[sd]|describe[sd]|announce[sd]|"
    r"suggest(?:ed|s)|warn(?:ed|s)|declare[sd]|note[sd]|predict(?:ed|s)|insist(?:ed|s)|den(?:ied|ies)|told|"
    r"add(?:ed|s)|confirm(?:ed|s)|explain(?:ed|s)|promise[sd])"
)
_WHO_SAYS = re.compile(
    rf"\b(?-i:[Ww]ho)(?: else)? (?:(?:has|had|have|also|first|once) )*{_SAY}\b|\baccording to who(?:m|se)?\b",
    re.IGNORECASE,
)


def asked_speaker(question: str, citation: Citation) -> str | None:
    """The speaker as the exact answer to "who said ..." and "according to whom ..."; else None.

    None too where the question names that speaker: then it asks for somebody else. Nine of ten are right
    (benchmarks/README.md), no fewer than of the reader's own exact answers.
    """
    speaker = citation.speaker
    if (
        not speaker
        or kind_of(question) != "person"
        or not _WHO_SAYS.search(question)
        or _head(speaker) in _folded(question)
    ):
        return None
    return speaker
