"""What can be told of a sentence and a question, as numbers: counted, and as the span reader sees it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.abbreviations import abbreviations, initials
from index.words import Token, tokens, word_set
from rag.expressions import Expressions, Span, expressions
from rag.question import Question, Term

CHEAP = (
    "coverage", "coverage_soft", "gain_before", "gain_around", "gain_passage", "coverage_gap", "bigrams",
    "names_sentence", "names_around", "names_passage", "rarest", "type_number", "type_date", "type_person",
    "type_place", "type_reason", "type_statement", "type_thing", "focus", "focus_number", "speaker", "log_words",
    "very_short", "very_long", "heading", "asks", "repeats", "novel", "pronoun", "pronoun_gain", "log_word_rank",
    "log_vector_rank", "passage_cosine", "passage_cosine_gap",
)  # fmt: skip
"""Features that are counted."""
SPANS = ("span", "span_gap", "relevance", "relevance_gap")
"""Features that the span reader gives: the margin of the sentence's best span, the relevance of its passage,
and how far both are behind the best of the question."""
ALL = CHEAP + SPANS
ALONE = tuple(n for n in ALL if not n.endswith("_gap") and n not in ("log_word_rank", "log_vector_rank"))
"""Features that a sentence has without others to compare it with: for whether it answers as well as the best one."""
MOST_MARGIN = 12.0
"""Margins and relevances beyond say no more."""
ABSENT = 30
"""The rank that stands for "not in this list"."""
PRONOUNS = word_set("he she it they his her its their this these that those")
OPENS_WITH_PRONOUN = re.compile(
    r"\W*(?:(?:(?:and|but|so) )?(?:(?:on|in|at|after|before|during|by) [^,;.]{2,30}, )|(?:and|but|so) )?"
    r"(?:he|she|it|they|his|her|its|their)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text, as words."""

    tokens: tuple[Token, ...]
    stems: frozenset[str]
    beginnings: frozenset[str]
    """First five characters of its longer stems."""
    abbreviations: frozenset[str]
    initials: frozenset[str]
    """Those of its names of several words."""
    pairs: frozenset[tuple[str, str]]
    """Neighbouring stems that carry meaning, grammar between them left out."""

    @property
    def last(self) -> str:
        """The stem of the last word, "" without words."""
        return self.tokens[-1].stem if self.tokens else ""


@lru_cache(maxsize=16384)
def words_of(text: str) -> Words:
    """The words of `text`; the first 4,000 characters are looked at."""
    text = text[:4000]
    found = tuple(tokens(text))
    content = [token.stem for token in found if not token.function]
    return Words(
        tokens=found,
        stems=frozenset(token.stem for token in found),
        beginnings=frozenset(stem[:5] for stem in content if len(stem) > 5),
        abbreviations=abbreviations(text),
        initials=initials(text),
        pairs=frozenset(pairwise(content)),
    )


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence with what stands around it."""

    text: str
    before: str
    """The sentence before it; "" when none was retrieved."""
    after: str
    title: str
    passage: str
    word_rank: int | None
    vector_rank: int | None
    passage_cosine: float


def holds(term: Term, *places: Words) -> bool:
    """Whether the term, in any form, stands in one of the places."""
    return any(
        not term.stems.isdisjoint(place.stems)
        or not term.abbreviations.isdisjoint(place.initials)
        or not term.initials.isdisjoint(place.abbreviations)
        for place in places
    )


def _nearly(term: Term, place: Words) -> bool:
    return holds(term, place) or any(len(stem) > 4 and stem[:5] in place.beginnings for stem in term.stems)


def share(question: Question, found: Callable[[Term], bool], named: bool = False) -> float:
    """The share, by weight, of the question's terms (or of its names) of which `found` is true; 0 without terms."""
    terms = [term for term in question.terms if term.named or not named]
    total = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if found(term)) / total if total else 0.0


def _new(spans: Sequence[Span], question: Question) -> list[Span]:
    return [span for span in spans if not words_of(span.text).stems <= question.stems]


def answer_types(question: Question, found: Expressions) -> dict[str, float]:
    """How far the sentence holds an expression of the kind that is wanted and that the question itself lacks.

    One value per kind of feature, 0 to 1; all 0 for a question that wants no certain kind.
    """
    kind = question.kind
    values = dict.fromkeys(("number", "date", "person", "place", "reason", "statement", "thing"), 0.0)
    names = [name for name in found.names if not name.opening and words_of(name.text).last not in question.stems]
    if kind in ("money", "percent", "duration"):
        exact = {"money": found.money, "percent": found.percents, "duration": found.durations}[kind]
        values["number"] = 1.0 if _new(exact, question) else 0.4 * bool(_new(found.numbers, question))
    elif kind == "number":
        values["number"] = 1.0 * bool(_new(found.numbers, question))
    elif kind == "date":
        values["date"] = 1.0 if _new(found.dates, question) else 0.3 * found.event_time
    elif kind == "person":
        values["person"] = 1.0 if any(n.person for n in names) else 0.6 * bool(names)
    elif kind == "place":
        values["place"] = 1.0 if any(n.placed for n in names) else 0.5 * bool(names)
    elif kind == "reason":
        values["reason"] = 1.0 * found.reason
    elif kind == "statement":
        values["statement"] = 0.5 * found.speaking + 0.5 * bool(found.quotes)
    elif kind == "thing":
        values["thing"] = min(1.0, len(names) / 2 + 0.5 * bool(found.quotes))
    return values


def _focus_near_number(question: Question, words: Words) -> float:
    if question.kind not in ("number", "percent", "money", "duration") or not question.focus:
        return 0.0
    for place, token in enumerate(words.tokens):
        if token.stem[:1].isdigit() and token.stem not in question.stems:
            after = {near.stem for near in words.tokens[place + 1 : place + 5]}
            if after & question.focus:
                return 1.0
    return 0.0


ITEM = re.compile(r"\s*(?:(?:[•‣◦▪●·*+-]|\d{1,2}[.)])\s+\S|\|)|.*\S ?\| ?[^|]*\d[^|]*$")
"""An item of a list, or a row of a table: it says something without an end. No headline: “Boats sink | Ode Courier”."""


def heading_like(text: str) -> bool:
    """Whether a "sentence" looks like a headline: it does not end like a sentence, and is no item or row."""
    if ITEM.match(text):
        return False
    stripped = text.rstrip(" \"'”’)]")
    if stripped[-1:] in (".", "!", "?", "…", "。", "؟", "।"):
        return False
    return len(stripped) < 160


def cheap_features(question: Question, place: Context) -> dict[str, float]:
    """The features named in CHEAP except those that compare sentences with each other ("..._gap")."""
    words, before, after = words_of(place.text), words_of(place.before), words_of(place.after)
    title, passage, found = words_of(place.title), words_of(place.passage), expressions(place.text)
    here = share(question, lambda t: holds(t, words))
    with_before = share(question, lambda t: holds(t, words, before))
    around = share(question, lambda t: holds(t, words, before, after, title))
    whole = share(question, lambda t: holds(t, words, before, after, title, passage))
    terms = sorted(question.terms, key=lambda t: -t.weight)
    pairs = list(pairwise(question.terms))
    paired = sum(any((a, b) in words.pairs for a in x.stems for b in y.stems) for x, y in pairs)
    content = [t.stem for t in words.tokens if not t.function]
    novel = sum(stem not in question.stems for stem in content)
    types = answer_types(question, found)
    pronoun = float(bool(words.tokens) and words.tokens[0].text.casefold() in PRONOUNS)
    focus = question.focus - {"kind", "type", "sort"}
    count = len(words.tokens)
    return {
        "coverage": here,
        "coverage_soft": share(question, lambda t: _nearly(t, words)) - here,
        "gain_before": with_before - here,
        "gain_around": around - with_before,
        "gain_passage": whole - around,
        "bigrams": paired / len(pairs) if pairs else 0.0,
        "names_sentence": share(question, lambda t: holds(t, words), named=True),
        "names_around": share(question, lambda t: holds(t, words, before, after, title), named=True),
        "names_passage": share(question, lambda t: holds(t, words, before, after, title, passage), named=True),
        "rarest": float(bool(terms) and holds(terms[0], words)),
        **{f"type_{name}": value for name, value in types.items()},
        "focus": len(focus & words.stems) / len(focus) if focus else 0.0,
        "focus_number": _focus_near_number(question, words),
        "speaker": float(question.speech and found.speaking),
        "log_words": math.log1p(count),
        "very_short": float(count < 5),
        "very_long": float(count > 45),
        "heading": float(heading_like(place.text)),
        "asks": float(place.text.rstrip().endswith("?")),
        "repeats": 1.0 - novel / len(content) if content else 0.0,
        "novel": math.log1p(novel),
        "pronoun": pronoun,
        "pronoun_gain": pronoun * (with_before - here),
        "log_word_rank": math.log(min(place.word_rank or ABSENT, ABSENT)),
        "log_vector_rank": math.log(min(place.vector_rank or ABSENT, ABSENT)),
        "passage_cosine": place.passage_cosine,
    }


def complete(rows: list[dict[str, float]]) -> None:
    """Adds, in place, the cheap features that compare a question's sentences with each other."""
    best = max((row["coverage"] + row["gain_before"] for row in rows), default=0.0)
    cosine = max((row["passage_cosine"] for row in rows), default=0.0)
    for row in rows:
        row["coverage_gap"] = row["coverage"] + row["gain_before"] - best
        row["passage_cosine_gap"] = row["passage_cosine"] - cosine


def add_spans(rows: list[dict[str, float]], margins: Sequence[float], relevances: Sequence[float]) -> None:
    """Adds, in place, the features named in SPANS; one margin and one relevance a row."""
    for name, values in (("span", margins), ("relevance", relevances)):
        clipped = [max(-MOST_MARGIN, min(MOST_MARGIN, value)) for value in values]
        best = max(clipped, default=0.0)
        for row, value in zip(rows, clipped, strict=True):
            row[name] = value
            row[f"{name}_gap"] = value - best


QUESTION = (
    "best", "span", "span_best", "relevance", "relevance_best", "passage_cosine", "coverage_before",
    "coverage_passage", "names_passage",
    "unknown_names", "rarest", "type_missing", "agree",
)  # fmt: skip
"""Features of a whole question, in the order that training uses."""


def question_features(
    question: Question, rows: Sequence[dict[str, float]], scores: Sequence[float]
) -> dict[str, float]:
    """The features named in QUESTION, from at least one sentence; both sequences best sentence first.

    How far the best is ahead of the second does not count: articles that agree must not make an answer doubtful.
    """
    top = rows[0]
    typed = max(value for name, value in top.items() if name.startswith("type_") and name != "type_thing")
    wants_type = question.kind in ("number", "money", "percent", "duration", "date", "person", "place")
    named = any(term.named for term in question.terms)
    return {
        "best": scores[0],
        "span": top["span"],
        "span_best": max(row["span"] for row in rows),
        "relevance": top["relevance"],
        "relevance_best": max(row["relevance"] for row in rows),
        "passage_cosine": max(row["passage_cosine"] for row in rows),
        "coverage_before": top["coverage"] + top["gain_before"],
        "coverage_passage": top["coverage"] + top["gain_before"] + top["gain_around"] + top["gain_passage"],
        "names_passage": top["names_passage"] - named,
        "unknown_names": share(question, lambda term: not term.known, named=True),
        "rarest": top["rarest"],
        "type_missing": float(wants_type and typed < 0.5),
        "agree": float(top["log_word_rank"] == 0.0) + float(top["log_vector_rank"] == 0.0),
    }
