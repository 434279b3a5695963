"""How a sentence speaks of a date: as past, or as something to come. English verbs."""

from __future__ import annotations

import re
from typing import Literal

REACH = 400
"""Characters before and after a date in which its verb is looked for."""

_VERB = re.compile(
    r"(?P<ahead>\b(?:will|won[’']t|shall|would|to be|going to|may|might|could|should|must|if|when"
    r"|(?:expect|schedul|plann|intend|hop|promis|pledg|vow|agre|want|aim|determin|prepar|project|predict|forecast)"
    r"(?:e?d)? (?:to|for)|(?:is|are|be) (?:\w+ly |now |still |also )?(?:expected|planned|scheduled|awaited|promised"
    r"|proposed|forecast|foreseen|anticipated)(?! (?:to|for))"
    r"|(?:due|set|likely|plans?|aims?|hopes?|wants?|intends?|expects?|planning|aiming|hoping|ready"
    r"|upcoming|target) (?:to|for)|scheduled|deadline|next|upcoming|coming)\b"
    r"(?: (?:not|be|been|have|also|only|then|being))*(?: \w+)?|\w+[’']ll\b(?: \w+)?)"
    # "told the residents to leave", not "told them he moved to", nor "invited them to the"
    r"|(?P<directed>\b(?:told|asked|ordered|urged|instructed|invited|required|offered|threatened)"
    r"(?: (?!(?:he|she|it|they|we|i|that|was|were|had|\w+ed)\b)[\w’'-]+){0,4}? to "
    r"(?!(?:the|an?|his|her|its|their|this|that|all)\b)[a-z]+)"
    r"|(?P<present>\b(?:(?:is|are|am)(?: (?:\w+ly|not|now|still|also|often|always))? (?:\w{2,}ed|held|seen|shown|sold)"
    r"|is|are|am|do|does|(?:begin|start|end|open|close|run|take|expire|leave|celebrate|mark|fall|come"
    r"|go|meet|say|play|return)s|\w{2,}ing"
    r"|(?<!was )(?<!were )(?<!been )(?:expected|planned|anticipated|foreseen|slated|due|payable)"
    r"(?= (?:in|on|at|around|this|later|early|late|mid)\b))\b)"
    r"|(?P<past>\b(?:was|were|has|have|had|did|said|told|took|came|went|began|begun|made|gave|saw|met|held"
    r"|left|won|lost|rose|fell|grew|got|wrote|spoke|led|sent|became|kept|found|thought|brought|built|bought"
    r"|sold|paid|knew|shot|broke|drew|ran|(?<!\bthe )(?<!\ba )(?<!\ban )(?<!-)\w{2,}ed(?!-))\b)",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:by|until|till|before|beyond|through|next|for|to|up)(?: the (?:end|start|beginning|middle|spring|summer"
    r"|autumn|fall|winter|(?:first|second|third|fourth|last) (?:half|quarter)) of)?[ -]"
    r"(?:early |late |mid[ -]|\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\.?,? (?:on )?)?$",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"\bas of (?:early |late |mid[ -])?$", re.IGNORECASE)
_SENTENCE_EDGE = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“‘(]?[A-Z])|\n")


def tense(text: str, start: int, end: int) -> Literal["past", "ahead"] | None:
    """How the sentence speaks of the date text[start:end]: as past, as ahead ("by 2030"); None where that is unclear.

    The nearest verb before the date decides, or the first one after it where none stands before.
    """
    low = max(0, start - REACH)
    low = max((edge.end() for edge in _SENTENCE_EDGE.finditer(text, low, start)), default=low)
    before = text[low:start]
    if _AS_OF.search(before):
        return "past"
    if _NOT_YET.search(before) or _NOT_YET.search(text[start:end].rstrip("0123456789")):
        return "ahead"
    verbs = [verb for verb in _VERB.finditer(before) if not _is_name(verb)]
    nearest = verbs[-1] if verbs else None
    if nearest is None or nearest["present"]:  # "Speaking on 3 May, she said ..."
        edge = _SENTENCE_EDGE.search(text, end, end + REACH)
        following = _VERB.finditer(text, end, edge.start() if edge else end + REACH)
        after = next((verb for verb in following if not _is_name(verb)), None)
        opening = nearest is None or nearest[0].lower().endswith("ing")
        nearest = after if opening and (after is None or not after["present"]) else nearest
    if nearest is None or nearest["present"]:
        return None
    directed = nearest["directed"] and nearest.string is before  # "On 3 May she told them to leave" is past
    return "ahead" if nearest["ahead"] or directed else "past"


def _is_name(verb: re.Match[str]) -> bool:
    """Whether it has a capital inside the sentence: "the United Harbours", "in May"."""
    before = verb.string[: verb.start()].rstrip()[-1:] if verb[0][:1].isupper() else ""
    return before.isalnum() or before in (",", "-")
