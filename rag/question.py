"""What a question asks for: its words, how much each weighs, and the kind of answer it wants."""

from __future__ import annotations

import math
import re
from calendar import month_abbr, month_name
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from index.abbreviations import abbreviation, initials_at
from index.countries import SHORT_COUNTRY, governed_from, other_names
from index.words import Token, fold, stem, tokens

LONGEST_QUESTION = 4000
"""Characters; more is a document, not a question."""
MOST_WORDS = 60
"""A longer question is read up to here; more words say no more about what is asked."""

BORROWED = re.compile(r" \((?P<opens>about|besides) (?P<phrases>[^()]*)\)$")
"""What a follow-up gained from its conversation behind its own words."""

KINDS = (
    "number", "money", "percent", "duration", "date", "person", "place", "thing", "statement", "reason",
    "manner", "polar", "other",
)  # fmt: skip
"""What an answer can be; "thing" answers which or what + noun, "polar" is yes or no."""


def unusable(question: str) -> str | None:
    """Why a text cannot be searched as a question, in words; None when it can."""
    if len(question) > LONGEST_QUESTION:
        return f"The question has {len(question):,} characters; ask one of at most {LONGEST_QUESTION:,}."
    if not any(character.isalnum() for character in question):
        return "The question holds no words; type a question about the documents."
    return None


class WordStatistics(Protocol):
    """What the corpus knows about a word."""

    def document_frequency(self, word: str) -> tuple[int, int]:
        """Passages that hold the word or a spelling variant of it, and passages in all."""
        ...

    def variants(self, word: str) -> Set[str]:
        """Words of the corpus that `word` may be another spelling of; empty when there are none."""
        ...

    def abbreviated(self, short: str) -> int:
        """Passages that hold an abbreviation as it is."""
        ...

    def written_out(self, short: str) -> int:
        """Passages that hold a name of several words with these initials."""
        ...


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question that carries meaning."""

    typed: str
    """As the question has it."""
    stems: frozenset[str]
    """Its stem and those of its spelling variants in the corpus."""
    weight: float
    """Inverse document frequency, above 0."""
    known: bool
    """False when no passage of the corpus holds it or a variant of it."""
    named: bool
    """True when it is written like a name."""
    abbreviations: frozenset[str] = frozenset()
    """The abbreviation that it is, or that its country goes by, to be looked for written out."""
    initials: frozenset[str] = frozenset()
    """Those of names of several words that it is part of, to be looked for as they are."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, analysed."""

    text: str
    kind: str
    """One of KINDS."""
    terms: tuple[Term, ...]
    focus: frozenset[str]
    """Stems of the noun that is asked for: "country" in "How many countries ..."; may be empty."""
    stems: frozenset[str]
    """Stems of all its words, grammar included."""
    speech: bool
    """True when it asks what somebody said."""

    @property
    def weight(self) -> float:
        """The weights of its terms together."""
        return sum(term.weight for term in self.terms)


_BE = r"(?:is|was|were|are)"
_AUXILIARY = r"(?:is|was|were|are|did|do|does|has|have|had|will|would|can|could|should)"
_MEASURE = r"(?:number|amount|population|size|length|height|distance|temperature|speed)"
_PLACE = (
    r"(?:countr(?:y|ies)|cit(?:y|ies)|towns?|states?|regions?|places?|villages?|continent|islands?|rivers?|provinces?|"
    r"count(?:y|ies)|districts?|nations?|capital)"
)
_PERSON = (
    r"(?:person|man|woman|actor|actress|president|leader|minister|author|singer|player|king|queen|official|politician|"
    r"general|artist|scientist)"
)
_SAY = (
    r"(?:say|says|said|saying|tell|told|warn|warned|claim|claimed|call|called|describe|described|announce|announced|"
    r"declare|declared|demand|demanded|think|promise|promised|argue|argued|suggest|suggested|state|stated|propose|"
    r"proposed|reply|respond|responded|accuse)"
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("percent", r"\b(?:what|which) (?:percentage|percent|per cent|share|proportion|fraction)\b|\bhow many per ?cent\b"),
    ("money", rf"\bhow (?:much money|expensive|costly)\b|\bhow much (?:\w+ )?{_AUXILIARY}\b.*\b(?:costs?|pay|paid|"
              rf"spen[dt]|worth|earn(?:ed)?|price|raised?|invest(?:ed)?)\b|\bwhat {_BE} (?:the |its )?(?:\w+ )?"
              r"(?:price|cost|salary|budget|fee|fine)\b"),
    ("duration", r"\bhow long\b|\bhow many (?:seconds|minutes|hours|days|weeks|months|years|decades)\b|\bhow old\b"),
    ("number", r"\bhow (?:many|much|often|tall|high|big|large|deep|fast|heavy|wide)\b"
               r"|\bhow far\b(?! (?:has|have|had)\b.*\b(?:got|gotten|come|gone|advanced)\b(?! (?:from|to)\b))"
               rf"|\b(?:what|which) {_MEASURE}\b|\bwhat {_BE} the (?:\w+ ){{0,2}}(?:{_MEASURE}|rate|score)\b"),
    ("date", rf"\bwhen {_AUXILIARY}\b|\bwhen\b(?!.*\b(?:what|who|whom|which|where|why|how)\b)"
             r"|\b(?:what|which) (?:year|date|day|month|time|century|decade|season)\b|\bhow recently\b"),
    ("person", rf"\b(?:who|whom|whose)\b|\b(?:what|which) {_PERSON}\b"),
    ("place", rf"\bwhere\b|\b(?:what|which) {_PLACE}\b"),
    ("reason", r"\bwhy\b|\bhow come\b|\bfor what reason\b|\bwhat (?:caused|causes|led to)\b"
               rf"|\bwhat {_BE} the (?:\w+ )?(?:reason|cause|purpose)s?\b"),
    ("statement", rf"\bwhat (?:did|does|do|has|have|{_BE}) .*\b{_SAY}\b|\bhow (?:did|does|do|has|have) .*\b"
                  rf"(?:describe|respond|react|reply|call)\b|\bwhat {_BE} .*\b"
                  r"(?:view|position|stance|opinion|reaction|response)\b"),
    ("manner", r"\bhow\b"),
    ("thing", r"\b(?:what|which)\b"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_POLAR = re.compile(
    r"(?:(?:and|but|so|then|well),? )?(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should|may|"
    r"might|isn't|aren't|wasn't|weren't|didn't|doesn't|don't|hasn't|haven't|won't)\b"
    r"(?! (?:you|we) (?:know|tell|say)\b)",
    re.IGNORECASE,
)
_FOCUS = re.compile(
    r"\b(?:how many|how much|what (?:kind|type|sort) of|what|which|whose) ((?:[\w'’-]+ ){0,3}?[\w'’-]+?)"
    r"(?= (?:of|in|on|at|to|for|from|with|by|that|who|which|" + _AUXILIARY + r")\b|\?|$| [\w'’-]+(?:ed|s)\b)",
    re.IGNORECASE,
)
_SPEECH = re.compile(rf"\b(?:{_SAY}|quoted?|statement|comment(?:ed)?|remarks?|according)\b", re.IGNORECASE)
ASKING = frozenset(
    stem(word)
    for word in (
        "tell", "ask", "know", "name", "list", "explain", "describe", "many", "much", "long", "kind", "type", "sort",
        "say",
        "article", "document", "text", "people", "thing", "call", "number", "amount", "percentage", "year", "date",
        "day", "month", "time", "place", "reason",
    )
)  # fmt: skip
"""Stems that often frame a question and say little about its subject; they weigh half."""


_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
_MONTHS = frozenset(name.casefold() for name in month_name if name)
_SHORT_MONTHS = {
    name.casefold(): (short.casefold(),) for name, short in zip(month_name, month_abbr, strict=True) if name != short
} | {"september": ("sep", "sept")}


def with_capitals(question: str, told: Sequence[str]) -> str:
    """A question that begins small, with the capitals that its words have in the sentences that were `told`, as names
    have, and the apostrophe of a name in front of another word: "quills view" as "Quill's view".

    A word must have its capital within a sentence, and be written small in none; a headline, which has no stop at its
    end, may have capitals everywhere and does not count.
    """
    if not question[:1].islower():
        return question
    sentences = [text for text in told if _STOP.search(text)]

    def name_of(small: str) -> str | None:
        word = re.compile(rf"\b{small}\b", re.IGNORECASE)
        found = [(match.start(), match[0]) for text in sentences for match in word.finditer(text)]
        within = [written for at, written in found if at and written != small]
        unlike = not within or small in (written for _, written in found)
        return None if unlike else Counter(within).most_common(1)[0][0]

    parts, done = [], 0
    typed = tokens(question)[:MOST_WORDS]
    for token, behind in zip_longest(typed, typed[1:]):
        small = re.split("['’]", token.text)[0]
        if token.function or not small.isalpha() or small != small.lower():
            continue
        name = name_of(small)
        if name is None and small.endswith("s") and small == token.text and behind is not None and not behind.function:
            name = (owner := name_of(small[:-1])) and f"{owner}'s"
        if name is not None:
            parts += [question[done : token.start], name]
            done = token.start + len(small)
    return "".join([*parts, question[done:]])


def kind_of(question: str) -> str:
    """The kind of answer that is wanted, one of KINDS."""
    text = question.strip()
    if _POLAR.match(text):
        return "polar"
    found = [(m.start(), order, kind) for order, (kind, p) in enumerate(_COMPILED) if (m := p.search(text))]
    if not found:
        return "other"
    first = min(start for start, _, _ in found)
    # "How many people who ..." asks for a number: the earliest question word counts, then the narrower pattern.
    return min((order, kind) for start, order, kind in found if start <= first + 1)[1]


def open_ended(question: str) -> bool:
    """Whether several different answers may be right at once: it asks for no number, time or place, and for no person
    but "Who is Ada Quill?", who may be several things.
    """
    if _WHO_IS_NAMED.match(question.strip()):
        return True
    return kind_of(question) not in ("number", "money", "percent", "duration", "date", "person", "place")


_WHO_IS_NAMED = re.compile(r"[Ww]ho (?:is|was) [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)*\W*$")


def focus_of(question: str) -> frozenset[str]:
    """Stems of the noun phrase that is asked for; empty where the question names none."""
    found = _FOCUS.search(question)
    if not found:
        return frozenset()
    return frozenset(t.stem for t in tokens(found[1]) if not t.function)


def analyse(question: str, statistics: WordStatistics) -> Question:
    """The question's kind and weighed terms; no terms when it holds no word of any meaning."""
    found = tokens(question)[:MOST_WORDS]
    terms: dict[str, Term] = {}
    names = initials_at(question)
    for place, token in enumerate(found):
        if not token.function and token.stem not in terms:
            around = [short for start, end, short in names if start <= token.start and token.end <= end]
            terms[token.stem] = _term(
                token, question[: token.start], _named(question, found, place), around, statistics
            )
    return Question(
        text=question,
        kind=kind_of(question),
        terms=tuple(terms.values()),
        focus=focus_of(question),
        stems=frozenset(t.stem for t in found).union(*(term.stems for term in terms.values())),
        speech=bool(_SPEECH.search(question)),
    )


def _term(token: Token, before: str, named: bool, initials: Sequence[str], statistics: WordStatistics) -> Term:
    word = fold(token.text)
    frequency, passages = statistics.document_frequency(word)
    countries = [*other_names(word), *(name for short in initials for name in other_names(fold(short)))]
    capitals = (token.text, *(name.upper() for name in countries if len(name) <= SHORT_COUNTRY))
    own = frozenset(short for name in capitals if (short := abbreviation(name)))
    if word in _MONTHS:
        countries = [*countries, *_SHORT_MONTHS.get(word, ())]  # "Nov. 9"
    if not frequency:
        countries = countries or list(governed_from(word, before))
        frequency = max((statistics.document_frequency(name)[0] for name in countries), default=0)
        frequency = max(frequency, *map(statistics.written_out, own), *map(statistics.abbreviated, initials), 0)
    # "Quote Ada Quill ...": a capital tells least at the start.
    named = named and (bool(before.strip()) or frequency > 0)
    # A month that the articles know may stand in this one as "4/9" or "last week" (rag.chronology weighs it).
    named = named and not (frequency and word in _MONTHS)
    weight = math.log((passages + 1.0) / (min(frequency, passages) + 0.5)) + 0.3
    if token.stem in ASKING and not named:
        weight *= 0.5
    return Term(
        typed=token.text,
        stems=frozenset({token.stem, *(stem(name) for name in (*statistics.variants(word), *countries))}),
        weight=max(weight, 0.1),
        known=frequency > 0,
        named=named,
        abbreviations=own,
        initials=frozenset(initials),
    )


def _named(question: str, found: list[Token], place: int) -> bool:
    """Whether the word is written like a name: a capital where ordinary words have none."""
    token = found[place]
    if not token.text[:1].isupper():
        return False
    letters = [c for c in question if c.isalpha()]
    if sum(c.isupper() for c in letters) > 0.5 * len(letters):
        return False  # all in capitals: they say nothing
    before = question[: token.start].rstrip()
    opens = not before or before[-1] in ".!?:"
    if not opens:
        return True
    # The first word is a name when it does not open a question and is no ordinary verb of asking.
    return token.stem not in ASKING and place + 1 < len(found) and found[place + 1].text[:1].isupper()
