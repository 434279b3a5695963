"""How an answer says whom its quotes are from, so that no claim is stated as a fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.documents import Document
from index.sentences import sentences
from rag.answer import Citation, Lookup
from rag.attribution import attribute, stands_for
from rag.expressions import QUOTE
from rag.hearsay import Hearsay, hearsay, is_asked
from rag.question import kind_of
from rag.quotations import HIDDEN, hide, within_quotation
from rag.reporting import DETERMINERS, PEOPLE, PLURAL, forms
from rag.speech import Speech, speaks_by, speech, speech_about

LONGEST_NAME = 80
"""Characters of a speaker that an answer repeats; a longer phrase is cut at a word."""
PARAGRAPH = 2500
"""Characters on either side of a quote in which the sentence begins and ends that it is a part of."""


_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_POSSESSIVES = {"his": "he", "her": "she", "its": "it", "their": "they"}


def attributed(citations: Sequence[Citation], lookup: Lookup) -> list[Citation]:
    """The citations with their speakers; the stored documents are read for the names behind pronouns."""
    found = []
    for citation in citations:
        stored = lookup(citation.document_id)
        found.append(_of_speaker(citation, stored.text) if stored else citation)
    return found


def cited(document: Document, span: tuple[int, int], number: int) -> Citation:
    """The citation of a span of a stored document, with its speaker."""
    start, end = span
    return _of_speaker(Citation.of(document, document.text[start:end], start, number), document.text)


def _of_speaker(citation: Citation, text: str) -> Citation:
    start, end = citation.start, citation.end
    return replace(
        citation,
        speaker=_with_article(speaker_of(text, start, end), citation.quote, text),
        direct_speech=_is_direct_speech(text, start, end),
        pronoun=stands_for(text, start, end),
    )


def _with_article(speaker: str | None, quote: str, text: str) -> str | None:
    """The speaker as a sentence names them: "Auditor warns of costs" in a headline is what the auditor warns of.

    By the text's own words: it speaks of "the auditor" or "the state auditor" elsewhere, in small letters.
    """
    if speaker is None or _ENDS.search(quote) or not quote.startswith(speaker) or speaker.lower() in PLURAL:
        return speaker
    role = f"{speaker[0].lower()}{speaker[1:]}"
    elsewhere = re.search(rf"(?:\b[Tt]he|\b[Aa]n?|['’]s?) (?:[\w-]+ )?{re.escape(role)}\b", text)
    return f"the {role}" if role.islower() and not role.endswith("s") and elsewhere else speaker


def speaker_of(text: str, start: int, end: int) -> str | None:
    """Whom `text[start:end]` is attributed to; None where it is not, or where its sentences have several speakers.

    Of a part of a sentence the whole sentence decides.
    """
    spans = sentences_around(text, start, end)
    speakers = {found.speaker if (found := attribute(text, low, high)) else "" for low, high in spans}
    return speakers.pop() or None if len(speakers) == 1 else None


def sentences_around(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences that `text[start:end]` holds or is a part of."""
    low, high = text.rfind("\n\n", 0, start) + 1, text.find("\n\n", end)
    around = sentences(text, max(low, start - PARAGRAPH), min(len(text) if high < 0 else high, end + PARAGRAPH))
    return [(first, last) for first, last in around if first < end and start < last]


def _is_direct_speech(text: str, start: int, end: int) -> bool:
    """Whether all words of `text[start:end]` stand in quotation marks."""
    words = hide(text[start:end], within_quotation(text, start))
    return HIDDEN in words and not any(letter.isalnum() for letter in words)


def credit(citation: Citation) -> tuple[str, str]:
    """What an answer writes before a quote and behind its marker, where the quote does not show who says it.

    A bare quotation gets its speaker in front, and what is told of somebody's words behind; a quote that says "he", or
    opens with it, gets the name behind. Both are "" where the speaker's name stands in the quote, outside the quoted
    words. Direct speech of somebody whom the article does not make out is called a quotation, lest it read as the
    article's own words.
    """
    if not citation.speaker and citation.direct_speech:
        return "", " (a quotation; who says it is not clear)"
    added = _added(citation)
    if added is None:
        return "", ""
    name, says = _short(added[0]), added[1]
    if not says:  # the article's words for what somebody says are no quotation of theirs
        return (
            (f"{name[0].upper()}{name[1:]}: ", "")
            if citation.direct_speech
            else ("", f" (according to {_inside(name)})")
        )
    if says not in PEOPLE:
        return "", f" (said by {name})"
    return "", f" (“{says.capitalize()}” {'are' if says == 'they' else 'is'} {_inside(name)}.)"


def witness(citation: Citation, text: str, shown: Sequence[Citation] = ()) -> Citation | None:
    """The citation, not numbered yet, of the nearest sentence that names whom an answer adds to a quote.

    Of the document's sentences those that are `shown` go first. For a pronoun those of its `text` before the quote go
    before those behind; of a bare quotation either may say whose it is. None where nobody is added (see credit), and
    where no sentence near the quote has all words of the name.
    """
    added = _added(citation)
    if added is None:
        return None
    name = {word for word in _folded(added[0]) if word not in DETERMINERS}
    for each in shown:
        if each.document_id == citation.document_id and name <= set(_folded(each.quote)):
            return each
    around = sentences(text, max(0, citation.start - PARAGRAPH), min(len(text), citation.end + PARAGRAPH))
    before = [(citation.start - end, (start, end)) for start, end in around if end <= citation.start]
    behind = [(start - citation.end, (start, end)) for start, end in around if start >= citation.end]
    nearest = [*sorted(before), *sorted(behind)] if added[1] else sorted(before + behind)
    for _, (start, end) in nearest:
        if name <= set(_folded(text[start:end])):
            return _of_speaker(replace(citation, number=0, quote=text[start:end], start=start, end=end), text)
    return None


def _added(citation: Citation) -> tuple[str, str] | None:
    """The name that an answer adds to a quote, and the words of the quote that speak for them: "he", "his friend".

    Those are "" where it has none. None where the quote names its speaker itself, or has none.
    """
    if not citation.speaker or _shown(citation.speaker, citation.quote):
        opens, who = citation.pronoun or ("", "")
        return (who, opens) if who and not _shown(who, citation.quote) else None
    found = _speech(citation)
    words = citation.quote[found.start : found.end].lower() if found else ""
    return citation.speaker, _POSSESSIVES.get(words, words)


def qualifier(citation: Citation, short: tuple[int, int] | None) -> str:
    """What stands behind the exact answer, at the offsets `short` of the document, where it is somebody's claim.

    "" where the article states it itself, and where the exact answer is no part of what is said: the speaker, or
    when and where they spoke. A claim of nobody that can be named is "reportedly" so. Within the sentence a claim may
    be that of somebody else (rag.hearsay).
    """
    if short is None:
        return ""
    at = short[0] - citation.start
    if told := _hearsay(citation, at):
        return f" (according to {_inside(_short(told.who))})" if told.who else " (a claim)"
    speaker, found = citation.speaker, _speech(citation)
    about = speech_about(citation.quote, at, found is not None and speech(citation.quote) is None)
    if found is not None and about is not None and about.start != found.start:  # somebody else, in a clause of its own
        named = citation.quote[about.start : about.end]
        speaker = None if named.lower() in PEOPLE | _POSSESSIVES.keys() else named
        found = about
    if found is not None and not _within(found, at):
        return ""
    if speaker:
        words = citation.quote[at : short[1] - citation.start]
        named_already = set(_folded(speaker)) >= set(_folded(words))
        return "" if named_already else f" (according to {_inside(_short(speaker))})"
    if found is None and citation.direct_speech:
        return " (in a quotation)"
    return " (reportedly)" if found is not None else ""


def asks_for_claim(question: str, citation: Citation, short: tuple[int, int]) -> bool:
    """Whether an exact answer stands in a claim within the quote, and the question asks for that claim as such."""
    told = _hearsay(citation, short[0] - citation.start)
    return told is not None and is_asked(question, told)


def _hearsay(citation: Citation, at: int) -> Hearsay | None:
    return hearsay(citation.quote, at, citation.speaker is not None and speech(citation.quote) is None)


def _within(found: Speech, at: int) -> bool:
    return any(low <= at < high for low, high in found.said)


def _speech(citation: Citation) -> Speech | None:
    """Who speaks in a quote; one with a speaker may begin within a quotation."""
    return speech(citation.quote) or (speech(citation.quote, True) if citation.speaker else None)


def _shown(speaker: str, quote: str) -> bool:
    return any(_head(speaker) in _folded(hide(quote, inside)) for inside in (False, True))


def _head(name: str) -> str:
    """The word that tells most of a phrase: the last one of its core."""
    core = re.split(r",| (?:of|from|by|for|in|at|with|on|to)\b", name)[0].split()
    words = _folded(core[-1]) if core else []
    return words[-1] if words else name.casefold()


def _folded(words: str) -> list[str]:
    return [
        re.sub(r"['’]s?$", "", word).casefold()
        for word in re.findall(r"\w(?:[\w'’.-]*\w)?['’]?", words.replace(HIDDEN, " "))
    ]


def _inside(name: str) -> str:
    """A speaker's name inside a sentence: an article or the like has no capital there."""
    first = name.split()[0].casefold()
    return f"{first}{name[len(first) :]}" if first in DETERMINERS else name


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME].rsplit(" ", 1)[0] + " …"


_SAY = (
    r"(?:said|says?|claim(?:ed|s)|thinks?|thought|believe[sd]|argue[sd]|state[sd]|describe[sd]|announce[sd]|"
    r"suggest(?:ed|s)|warn(?:ed|s)|declare[sd]|note[sd]|predict(?:ed|s)|insist(?:ed|s)|den(?:ied|ies)|told|"
    r"add(?:ed|s)|confirm(?:ed|s)|explain(?:ed|s)|promise[sd]|estimate[sd]|reckon(?:ed|s)|"
    r"puts? [^.?!]{2,80} at (?:about |around |roughly |over |under )?\W?\d[^.?!]*)"
)
_WHO_SAYS = re.compile(
    rf"\b(?-i:[Ww]ho)(?: else)? (?:(?:has|had|have|also|first|once) )*{_SAY}\b|\baccording to who(?:m|se)?\b",
    re.IGNORECASE,
)


_STANCES = forms(
    """accuse criticize criticise condemn denounce praise blame deny reject dispute refute demand urge propose recommend
    call promise pledge vow welcome oppose defend back support apologize apologise threaten ask complain"""
)
"""Verbs that say what somebody wants or holds: the one who "said" something did not for that demand or deny it."""
_WHO_HOLDS = re.compile(
    rf"\b[Ww]ho(?: else)? (?:(?:has|had|have|also|first|once) )*(?P<verb>{'|'.join(sorted(_STANCES, key=len)[::-1])})\b"
)
_SPELLED = str.maketrans({"z": "s"})


def asked_speaker(question: str, citation: Citation) -> str | None:
    """The speaker as the exact answer to "who said ...", "who demanded ..." and "according to whom ..."; else None.

    None too where the question names that speaker: then it asks for somebody else; and where it asks who demanded,
    denied or praised something, and the writer uses another word for what the speaker does. Nine of ten are right
    (benchmarks/README.md), no fewer than of the reader's own exact answers.
    """
    speaker = citation.speaker
    if not speaker or kind_of(question) != "person" or _head(speaker) in _folded(question):
        return None
    if (quoted := QUOTE.search(question)) and quoted[0].strip('"“”‘’„«»') in citation.quote:
        return speaker
    if held := _WHO_HOLDS.search(question):
        verbs = [form for form in _STANCES if _stance(form) == _stance(held["verb"])]
        return speaker if speaks_by(citation.quote, verbs, speech(citation.quote) is None) else None
    return speaker if _WHO_SAYS.search(question) else None


def asks_who_says(question: str) -> bool:
    """Whether the question asks who said something, or whose the words are that it quotes."""
    whose = _WHO_SAYS.search(question) or (_WHO_HOLDS.search(question) and QUOTE.search(question))
    return kind_of(question) == "person" and whose is not None


def _stance(form: str) -> str:
    """The base of one of those verbs, in British spelling."""
    return _STANCES[form].translate(_SPELLED)


def is_said(citation: Citation, short: tuple[int, int] | None) -> bool:
    """Whether an exact answer, at the offsets `short` of the document, is a part of what the speaker says."""
    found = _speech(citation)
    return short is not None and found is not None and _within(found, short[0] - citation.start)


def names_speaker(question: str, short: str, citation: Citation) -> bool:
    """Whether an exact answer to what somebody said is only who says it."""
    by = set(_folded(citation.speaker or ""))
    return kind_of(question) == "statement" and set(_folded(short)) <= by
