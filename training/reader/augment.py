"""Other forms of a question: with slips, without its mark, as key words, and asking what the text does not say."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from training.reader.data import NAME, flat

NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?:,\d{3})*(?![\w])")
FUNCTION_WORDS = frozenset(
    "a an the of in on at to for from by with and or is are was were be been do does did has have had that this "
    "these those it its their his her as".split()
)
OPPOSITES = {
    a: b
    for pair in (
        "first last", "highest lowest", "largest smallest", "biggest smallest", "most least", "more less",
        "before after", "earliest latest", "north south", "east west", "northern southern", "eastern western",
        "increase decrease", "increased decreased", "rise fall", "rose fell", "gain lose", "gained lost",
        "win lose", "won lost", "begin end", "began ended", "start end", "started stopped", "open close",
        "opened closed", "inside outside", "above below", "maximum minimum", "longest shortest",
        "oldest youngest", "best worst", "born buried", "accept reject", "accepted rejected", "support oppose",
        "supported opposed", "allowed forbidden", "arrive leave", "arrived left", "bought sold", "buy sell",
        "male female", "men women", "father mother", "son daughter", "brother sister", "husband wife",
        "major minor", "strong weak", "early late", "new old", "public private", "internal external",
        "upper lower", "left right", "positive negative", "legal illegal", "possible impossible",
    )
    for a, b in (pair.split(), pair.split()[::-1])
}  # fmt: skip
_VERB = r"(?P<verb>is|are|was|were|did|does|do|can|could|will|would|has|have|had|should)"
_SOME = r"(?: [\w'-]+){0,3}?"
_ASKED = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("when", rf"(?:when|(?:in |on )?wh(?:at|ich) (?:year|date|day|month|century|decade)) {_VERB} (?P<rest>.+)"),
        ("where", rf"(?:where|(?:in )?wh(?:at|ich) (?:city|country|state|town|place|region)) {_VERB} (?P<rest>.+)"),
        ("many", rf"how (?:many|much)(?P<noun>{_SOME}) {_VERB} (?P<rest>.+)"),
        ("what", rf"(?:whom?|wh(?:at|ich){_SOME}) {_VERB} (?P<rest>.+)"),
        ("subject", r"(?:who|which [\w'-]+|what) (?P<rest>\w+(?:ed|s) .+)"),
    )
)
_OPENED = re.compile(r"(?:in|on|at|from|during|after|before|by|near|since)\b", re.IGNORECASE)
_DAY = re.compile(r"[A-Z][a-z]+ \d{1,2}\b")
ANSWER_WORDS = 6
"""Longest answer that a yes/no question holds."""
NEGATABLE = re.compile(r"\b(is|are|was|were|did|does|do|can|could|will|would|has|have|had)\b(?! n[o']t)", re.I)


def slip(question: str, draw: random.Random) -> str:
    """The question with one typing error in a word of five letters or more."""
    words = list(re.finditer(r"[A-Za-z]{5,}", question))
    if not words:
        return question
    word = draw.choice(words)
    text, at = word.group(), draw.randrange(1, len(word.group()) - 1)
    kinds = (
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + draw.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :],
    )
    return question[: word.start()] + draw.choice(kinds) + question[word.end() :]


def key_words(question: str) -> str:
    """The question as one types it into a search box: no small words, no mark."""
    kept = [word for word in question.rstrip("? .").split() if word.lower() not in FUNCTION_WORDS]
    return " ".join(kept) if len(kept) > 2 else question


def _replaced(question: str, start: int, end: int, new: str) -> str:
    return question[:start] + new + question[end:]


def false_premise(question: str, text: str, answers: Sequence[str], other: str, draw: random.Random) -> str | None:
    """The question changed in one point so that `text` should no longer answer it, or None.

    A number, a name or a word becomes another of its kind: a name from the same text, half of the time, or
    from `other`, a similar text; a word its opposite; or "not" is put in.
    """
    here, taken = f" {flat(text)} ", f" {flat(' '.join([question, *answers]))} "
    changed: list[str] = []
    for found in NUMBER.finditer(question):
        old = found.group()
        if f" {flat(old)} " in here and old.isdigit():
            step = draw.choice([-3, -2, -1, 1, 2, 3, 10, -10])
            new = str(max(1, int(old) + step))
            if f" {new} " not in here:
                changed.append(_replaced(question, *found.span(), new))
    names = [found for found in NAME.finditer(question) if found.start() > 0 and f" {flat(found.group())} " in here]
    source = text if draw.random() < 0.5 else other
    fresh = [name for name in NAME.findall(source) if len(name) > 3 and f" {flat(name)} " not in taken]
    fresh = [name for name in fresh if flat(name).split()[0] not in FUNCTION_WORDS]
    for found in names:
        alike = [n for n in fresh if len(n.split()) == len(found.group().split())] or fresh
        if alike:
            changed.append(_replaced(question, *found.span(), draw.choice(alike)))
    for found in re.finditer(r"[a-z]+", question):
        if found.group() in OPPOSITES:
            changed.append(_replaced(question, *found.span(), OPPOSITES[found.group()]))
    if not changed and draw.random() < 0.3 and (verb := NEGATABLE.search(question)):
        changed.append(_replaced(question, verb.end(), verb.end(), " not"))
    return draw.choice(changed) if changed else None


def polar(question: str, answer: str) -> str | None:
    """The question with an answer in it, to be answered by yes or no; None where rules cannot make one.

    "When did the war end?" becomes "Did the war end in 1918?", "Who wrote it?" "Is it true that Ada wrote it?".
    An object comes last, so some read oddly.
    """
    asked, answer = question.strip().rstrip("? ."), answer.strip().rstrip(".,;")
    if not answer or len(answer.split()) > ANSWER_WORDS:
        return None
    for kind, pattern in _ASKED:
        found = pattern.fullmatch(asked)
        if not found:
            continue
        rest = found["rest"]
        if kind == "subject":
            return f"Is it true that {answer} {rest}?"
        verb, being = found["verb"].capitalize(), found["verb"].lower() in ("is", "are", "was", "were")
        if kind in ("when", "where"):
            joint = "" if _OPENED.match(answer) else "on " if _DAY.search(answer) else "in "
            return f"{verb} {rest} {joint}{answer}?"
        amount = answer + (found["noun"] if kind == "many" else "")
        return f"{verb} {amount} {rest}?" if being else f"{verb} {rest} {amount}?"
    return None
