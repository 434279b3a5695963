"""What somebody else says to the claim that an answer quotes, right beside it in the same article.

"Ada Quill said that the bridge was safe. The union denied this." By English words of denial and of counting, and by
who speaks; a claim that nobody is said to make has no other side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.sentences import sentences
from index.words import tokens, word_set
from rag.features import holds, words_of
from rag.numerals import numbers
from rag.question import Term
from rag.reader import Candidate
from rag.statements import AMOUNTS, Selection, Statement, exact, quote, same_answer

WINDOW = 1500
"""Characters around a statement in which its neighbours are looked for."""
BEHIND = 3
"""Sentences behind a statement that may be its other side."""
LIKELY = -1.0
"""Least log-odds, of a sentence by itself, of another amount that answers too."""
_DENIES = r"(?:den(?:y|ies|ied)|reject(?:s|ed)?|disput(?:es?|ed)|contradict(?:s|ed)?|refut(?:es?|ed)|disagree[sd]?)"
_BARE_DENIAL = re.compile(
    rf"\b{_DENIES}(?: (?:this|that|it|them|(?:the|this|that|these|those|such) "
    r"(?:claims?|charges?|reports?|allegations?|accusations?|figures?|numbers?)))?(?=[.,;]|$| (?:and|but|as)\b)"
    r"|\b(?:this|that|it|the (?:claim|report|figure|number)) (?:was|is) (?:untrue|false|wrong|not true|not so)\b"
    r"(?! (?:to|that|for|of|when|if)\b)",
    re.IGNORECASE,
)
"""A denial of what was said just before."""
_DENIAL = re.compile(rf"\b(?:{_DENIES}|never|nobody)\b", re.IGNORECASE)
_ROUGHLY = (
    r"(?:about |around |some |only |just |more than |less than |no more than |at least |at most |up to |nearly )?"
)
_OTHER_COUNT = re.compile(
    r"\b(?:put|puts|putting) (?:the |its |their )?(?:figure|number|cost|total|toll|sum|amount|count)s? at\b"
    rf"|\b(?:put|puts|putting) (?:it|the [a-z]+) at {_ROUGHLY}\d"
    r"|\b(?:closer|nearer) to (?:an? (?:half|third|quarter|fifth|tenth)\b|\w*\d)"
    r"|\b(?:true|real|actual|correct) (?:figure|number|cost|total|toll|sum|amount|count) (?:is|was|may|might|could)\b"
    rf"|\b(?:spoke|speaks) of {_ROUGHLY}\d",
    re.IGNORECASE,
)
"""Another amount of what was counted just before."""
_SCALES = word_set("hundred thousand million billion trillion nearly almost")
_GRAMMAR = re.compile(r"\b(?:the|an?|its|their|his|her|of|and)\b|\W+", re.IGNORECASE)

Speaker = Callable[[int, int], str | None]
"""Whom the article attributes its words between two offsets to."""


def with_other_side(
    selection: Selection, candidates: Sequence[Candidate], kind: str, terms: Sequence[Term], text: str, speaker: Speaker
) -> Selection:
    """The selection, and behind its first statement what somebody else says to it in the same article.

    `text`: of the first statement's document; `kind` and `terms`: of the question (rag.question).
    """
    lead = selection.statements[0].lead
    claimant = speaker(lead.start, lead.end)
    if claimant is None or kind in ("person", "place"):
        return selection
    shown = {(c.hit.document_id, c.start) for each in selection.statements for c in each.candidates}
    own = {c.start: c for c in candidates if c.hit.document_id == lead.hit.document_id}
    matter = [term for term in terms if not term.named and holds(term, words_of(quote(lead)))]
    near = _near(text, lead)
    for place, start in enumerate(near):
        other = own.get(start)
        if other is None or (other.hit.document_id, start) in shown:
            continue
        says = speaker(other.start, other.end)
        another = says is not None and _words(says).isdisjoint(_words(claimant))
        count = kind in AMOUNTS and _OTHER_COUNT.search(quote(other)) is not None
        denied = place == 0 and start > lead.start and _BARE_DENIAL.search(quote(other)) is not None
        if count or (another and (denied or _answers_otherwise(other, lead, kind, matter))):
            first, *rest = selection.statements
            return replace(selection, statements=(first, Statement((other,)), *rest))
    return selection


def _near(text: str, lead: Candidate) -> list[int]:
    """Where the next BEHIND sentences begin, and the one before, as far as there are any."""
    low = text.rfind("\n", 0, max(0, lead.start - WINDOW)) + 1
    starts = [start for start, _ in sentences(text, low, min(len(text), lead.end + WINDOW))]
    behind = [start for start in starts if start >= lead.end][:BEHIND]
    return [*behind, *[start for start in starts if start < lead.start][-1:]]


def _answers_otherwise(other: Candidate, lead: Candidate, kind: str, matter: Sequence[Term]) -> bool:
    """Whether a sentence denies what the lead says, or gives another amount, in words of the question."""
    words = words_of(quote(other))
    if not any(holds(term, words) for term in matter):
        return False
    if kind in ("polar", "reason"):
        return _DENIAL.search(quote(other)) is not None
    ours, theirs = exact(other) or "", exact(lead) or ""
    units, others = ({number.unit for number in numbers(text)} for text in (ours, theirs))
    nouns, other_nouns = _counted(ours), _counted(theirs)
    one_measure = bool(units & others) and (not nouns or not other_nouns or not nouns.isdisjoint(other_nouns))
    return kind in AMOUNTS and one_measure and other.alone >= LIKELY and not same_answer(ours, theirs)


def _counted(amount: str) -> set[str]:
    """Stems of what an amount counts: "crown" of "9 million crowns"."""
    words = [token for token in tokens(amount) if token.text.isalpha() and not token.function]
    return {token.stem for token in words if not numbers(token.text) and token.text.lower() not in _SCALES}


def _words(speaker: str) -> set[str]:
    return set(_GRAMMAR.sub(" ", speaker.lower()).split())
