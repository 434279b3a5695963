"""Whose claim stands within a sentence that is not theirs as a whole.

"Tensions rose after X accused Y of theft" is the article's own statement, and so it has no speaker (rag.speech); that
Y stole is X's word alone. By clauses that report, by accusations, and by nouns such as "claim" with their "that".
For English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.words import stem, tokens, word_set
from rag.quotations import own_words
from rag.reporting import CONCESSIVE, DETERMINERS, PEOPLE, SUBORDINATE, VERBS
from rag.sentence_tokens import Token, is_somebody, is_word, tokenise
from rag.speech import MOST_CHARACTERS, speech

_CONTESTED = word_set("accuse accuses accused accusing blame blames blamed claim claims claimed allege alleges alleged")
"""Cues that keep their own speaker within what somebody else says."""
_CLAUSE_ENDS = re.compile(r"[,;]\s| [–—-] |$")
_NAME = r"[A-Z][\w.’'&-]*(?: (?:(?:of|the|and) )?[A-Z][\w.’'&-]*){0,5}"
_NOUN = r"(?:claim|allegation|accusation|assertion|contention|insinuation|charge|rumou?r|suspicion|speculation)s?"
_TOLD_OF = re.compile(
    rf"(?:(?P<owner>\b(?:[Tt]he )?{_NAME})['’]s? )?(?:[a-z-]+ )?\b{_NOUN}(?: by (?P<by>(?:the )?{_NAME}))? that\b"
    rf"|\b(?:allegation|accusation)s? of\b"
    r"|(?:\b(?:is|are|was|were|be|been|being) (?:\w+ly )?)?"
    rf"\b(?:accused|suspected)(?: by (?P<accuser>(?:the )?{_NAME}))? of\b"
)
"""What brings somebody's claim without a verb of theirs: "X's claim that", "was accused by X of"."""
_FINITE = re.compile(r" (?:is|are|was|were|has|have|had|will|would|did|does|said|says)\b")
"""What ends a claim that describes somebody: "the man accused of theft was seen"."""
_ABOUT_CLAIM = re.compile(
    rf" (?:(?:the )?{_NAME}|he|she|they|it) (?:(?:has|had|have|\w+ly) )*(?:call|describ|den|reject|disput|refut)"
    r"|[^,]*(?<!\bwas)(?<!\bwere) (?:denie[ds]|made|makes|reject(?:s|ed)|disput(?:es|ed)|refut(?:es|ed))\W*$"
)
"""A clause that says something of the claim itself: "a claim that X denied"."""
_RELATIVE = word_set("who which that")
LONGEST_OWNER = 8
"""Tokens; longer ones hold more than a name."""


@dataclass(frozen=True, slots=True)
class Hearsay:
    """A claim within a sentence; offsets in the sentence."""

    who: str
    """Whose claim it is, as the sentence names them; "" where it does not."""
    cue: str
    """The word that reports it, in lower case."""
    start: int
    end: int
    """Of what is claimed."""


def hearsay(sentence: str, at: int, inside: bool = False) -> Hearsay | None:
    """The innermost claim within `sentence` that offset `at` belongs to; None where there is none.

    `inside` says that the sentence begins within a quotation.
    """
    text = own_words(sentence[:MOST_CHARACTERS], inside)
    around = [found for found in (*_reported(text), *_told_of(text)) if found.start <= at < found.end]
    return max(around, key=lambda found: found.start, default=None)


def is_asked(question: str, found: Hearsay) -> bool:
    """Whether a question asks for the claim as such: "What did X accuse Y of?"."""
    cue = VERBS.get(found.cue, stem(found.cue))
    return any(cue in (VERBS.get(token.text.lower()), token.stem) for token in tokens(question))


def _reported(text: str) -> Iterator[Hearsay]:
    """The claims of clauses that a subordinator opens: "after X accused Y of theft", "a boat that X said sank"."""
    outer = speech(text)
    for token in tokenise(text):
        if not (is_word(token, SUBORDINATE) or is_word(token, CONCESSIVE)):
            continue
        found = speech(text[token.end :])
        if found is None or not found.said:
            continue
        first, last, start = (token.end + place for place in (found.start, found.end, found.said[-1][0]))
        names = tokenise(text[first:last])
        opens = not text[token.end : first].strip() and start >= last
        if not opens or not 0 < len(names) <= LONGEST_OWNER or (token.lower in _RELATIVE and not _may_follow(names)):
            continue
        if outer is not None and first == outer.start:
            continue  # no claim within the sentence, but the sentence's own
        told = outer is not None and any(low <= token.start < high for low, high in outer.said)
        if not told or found.cue in _CONTESTED:
            who = "" if names[0].lower in PEOPLE else text[first:last]
            yield Hearsay(who, found.cue, start, _clause_end(text, start))


def _may_follow(names: Sequence[Token]) -> bool:
    """Whether words behind "who" or "that" may be a subject, and no verb of which that word is one: "who lives in"."""
    opening = names[0]
    plain = all(not name.capital for name in names) and is_somebody(names[-1])
    return opening.capital or opening.lower in DETERMINERS or plain


def _told_of(text: str) -> Iterator[Hearsay]:
    """The claims that a noun or a participle brings."""
    for found in _TOLD_OF.finditer(text):
        end = _clause_end(text, found.end())
        if found[0].split()[0] in ("accused", "suspected") and (verb := _FINITE.search(text, found.end(), end)):
            end = verb.start()
        who = found["owner"] or found["by"] or found["accuser"] or ""
        if _ABOUT_CLAIM.match(text, found.end(), end):
            continue
        cue = tokens(found[0])
        named = next(token.text for token in cue if re.fullmatch(rf"{_NOUN}|accused|suspected", token.text, re.I))
        yield Hearsay(who, named.lower(), found.end(), end)


def _clause_end(text: str, start: int) -> int:
    """Where the clause ends whose words begin at `start`; a comma right behind its "that" ends nothing."""
    behind = re.compile(r"\W*(?:that\b\W*)?").match(text, start)
    ends = _CLAUSE_ENDS.search(text, behind.end() if behind else start)
    return ends.start() if ends else len(text)
