"""Which sentences answer a question, and how sure that is.

All sentences of the hits are scored by features that can be counted (rag/features.py); the passages of the
best ones are read by the span reader (rag/spans.py), whose margins join the features. A second model, over
the best sentences of a question together, says how likely it is that the best one answers at all. Both are
logistic models whose coefficients stand in reader_weights.json; training/fit_reader.py fits them and
training/README.md says on what.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.errors import ModelFileError
from index.words import stem, tokens, word_set
from rag.definitions import ARTICLES, definition, name_asked
from rag.exact import OWNER, balanced, shortest_answer, with_article
from rag.expressions import NUMBER, expressions
from rag.expressions import Span as Expression
from rag.features import (
    ALL,
    ALONE,
    CHEAP,
    MOST_MARGIN,
    PRONOUNS,
    QUESTION,
    Context,
    add_spans,
    cheap_features,
    complete,
    heading_like,
    holds,
    question_features,
    words_of,
)
from rag.granted import takes_for_granted
from rag.offices import Office, office_asked
from rag.question import Question, Term, WordStatistics, analyse
from rag.quotations import within_quotation
from rag.refusing import reason_to_refuse
from rag.reporting import WHEN_AND_WHERE
from rag.spans import PassageReading, Span
from rag.speech import speech

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.retrieval import Hit

WEIGHTS = Path(__file__).with_name("reader_weights.json")
PASSAGES_SPANNED, MANY_SPANNED = 4, 8
"""Passages that the span reader reads for a question with one answer and for one with several; the rest are out
after the counted features."""
UNSURE = 0.6
"""Confidence below which a question for one answer gets as many passages read as one for several: the counted features
alone may have chosen the wrong ones."""
SHORT_MARGIN = 4.0
"""Least margin of a span that is shown as the shortest exact answer: see training/README.md."""
SHORT_WORDS = 12
_OPEN_QUOTES = ("“", "‘", '"', "«", "„")
OWNED = re.compile(r"(?:its|his|her|their)(?: \S+){1,3}$", re.IGNORECASE)
"""What somebody owns: at the start of a sentence it says nothing without whose it is."""
_UNIT = re.compile(r"(?<=\d)(?:\s?%|[ -]per ?cent\b| (?:hundred|thousand|million|billion|trillion)\b(?!-))", re.I)
"""The unit or the power of ten behind a number."""
_ROUGHLY_BEFORE = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|more than|less than|fewer than|at least|at most|up to|"
    r"as (?:many|much) as|no (?:more|fewer|less) than|an estimated) (?:[$£€]\s?)?$",
    re.IGNORECASE,
)
"""What stands before an amount and belongs to it."""
_ITEM_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)]\s")
"""The number of an item of a list."""
_STOPPED = re.compile(r"^[\"“‘](?P<said>[a-z][^\"“”‘’]+)\.[\"”’]$")
"""A quoted part of a sentence with the stop of the sentence in it."""
PART_OF = re.compile(r"\b([\w,.]+) (?:out )?of (?:the|its|their|his|her|all) $")
FULL_STOP = re.compile(r"(?<=[a-z\d]{3})\.$|(?<=\d)\.$")
_PAST = re.compile(
    r"(?:and |so |but )?(?:when|on (?:which|what) (?:day|date)|in (?:which|what) \w+) (?:did|was|were|had)\b", re.I
)
_VERB_BEFORE = re.compile(
    r"\b(\w+(?:ed|n|t|ung|ank|unk|ell|ook|ew|ound|egan|old)) (?:(?:on|in|at|about|around|by|only) )*$"
)
"""The verb of a date: "collapsed at about "."""
_TO_COME = re.compile(r"\b(?:coming|upcoming|next|tomorrow|soon)\b", re.IGNORECASE)
"""When something is to come, which is not when it was."""
_SINCE = re.compile(r"\bsince (?:\w+ )?$", re.IGNORECASE)
"""What stands before the date from which something holds or did not happen: "the first one since 1978"."""
_THING = re.compile(
    r"(?:and |so |but )?what(?:['’]s| is| are| was| were) (?:the |an? )?"
    r"((?:(?!of\b|in\b|for\b|to\b)[\w'’-]+ ?){1,3})\W*",
    re.I,
)
"""A question for what something is, with no more than the noun and what stands before it."""
NEAR_THING = 3
"""Most words between the noun of such a question and its exact answer: "the toll rose to 30 crowns"."""
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being|became|become|remains?|means?|called|known)\b", re.IGNORECASE)
_INDEFINITE = word_set("somebody someone something anybody anyone anything everybody everyone everything")
_OF_SPEAKER = re.compile(r"\b(?:[Ww]e|[Oo]urs?|[Mm]y|me|us)\b")
"""Words that mean the speaker, so that the words around them are nobody else's answer; "US" is a country."""
_BARE = re.compile(rf"\W*{NUMBER.pattern}\W*", re.IGNORECASE)
"""A number without a unit, which tells an age but not how long something took."""
_NAME_BEFORE = re.compile(r"(?<!\b[Ii]n )(?<!\b[Aa]t )(?<!\bnear )(?<!\b[Ff]rom )\b[A-Z][\w’'-]+, $")
"""What stands before somebody's age, and not before what is counted in a place: "Ada Quill, 42, ..."."""
_OF_AGE = words_of("old age aged").stems
_HOW_MANY = stem("many")
_ROUNDLY = re.compile(r"\b(?:no|none|nobody|once|twice|thrice|half|both|an?|one)\b", re.IGNORECASE)
"""Amounts that are no numbers."""
_NOT_SO = re.compile(
    r" (?:was|were|is|are|has|have|had|will|would|did|does|do|can|could|should|may|might)(?: not\b|n['’]t\b)|"
    r" (?:cannot|never)\b|,? but (?:\w+ )?(?:never|not)\b"
)
"""What denies a thing that stands before it: "success was not certain"."""
_DENIES = re.compile(
    r",? (?:(?:has|have|had|\w+ly|again) )*(?:den(?:y|ies|ied)|reject(?:s|ed)?|dismiss(?:es|ed)?|disput(?:es?|ed)"
    r"|brush(?:es|ed) (?:aside|off)|shrug(?:s|ged) off|refus(?:es?|ed)|declin(?:es?|ed))\b"
)
"""What somebody does behind whose name it stands, and so has not done what follows: "Quill denied taking the boat"."""
_WHO_DENIES = re.compile(rf"who(?: else)?(?={_DENIES.pattern})", re.IGNORECASE)
_DENIED_BY = re.compile(
    r"\b(?:denied|rejected|dismissed|disputed|brushed (?:aside|off)|refused|declined) by (?:the )?$"
)
_VERB_BEHIND = re.compile(
    r" (?:is|are|was|were|has|have|had|will|would|can|could|shall|should|may|might|must|do|does|did)\b"
)
"""A verb behind words that are therefore only the subject of what was said."""
_CONDITION = re.compile(r"(?:if|unless|when|while|although|though|because|as|since|until)\b", re.IGNORECASE)
"""How a clause begins that says something only with another one."""
_RULED_OUT = re.compile(
    r"(?:\b(?:den(?:y|ies|ied|ying)|rul(?:e|es|ed|ing) out|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?)"
    r"|\b(?:no|little|without|lack of) (?:[a-z]+ )?(?:evidence|proof|indication|sign)s?"
    r"|(?:\b(?:not|never|no longer)|n['’]t) (?:want|wish|expect|intend|plan|support|seek|need)(?:s|ed|ing)?)"
    r"(?: [^,;:]*)? $",
    re.I,
)
"""What denies a thing that stands behind it: "denied that the bridge was at risk", "no evidence that it was"."""
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|nobody|none|nor|without|cannot|den\w+|rul\w+ out|reject\w*|dismiss\w*|disput\w+"
    r"|refus\w+|declin\w+|brush\w* (?:aside|off)|shrug\w* off)\b|n['’]t\b",
    re.I,
)
_ASKS = re.compile(r"\?\s*$")
"""The end of a question that no quotation mark follows."""
_RANGE = re.compile(r"^\W*(?:to|and|of|in|on|at|out of|or|[-–])?\W*$")
"""What stands between two numbers of one amount."""
DEFINES = 3.0
"""Log-odds by which a sentence that says what somebody or something is stands before others, where that is asked."""
BESIDE_WORDS = 3
"""Most words beside a name that say what bears it: "the Elm bridge"."""
NOT_DEFINED = 0.3
"""Most confidence of an answer to such a question where no sentence says it."""
NOTHING_KNOWN = 0.1
"""Most confidence where the documents hold no word of the question at all: of 43 such questions that would be
answered, 5 were answered rightly (training/README.md)."""
NOT_NAMED = 0.1
"""Most confidence where an office is asked for and no sentence names it; not measured."""
SENTENCES_READ = 60
"""Sentences of one passage that are looked at; a passage of ordinary size has about six."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    hit: Hit
    start: int
    """Where the sentence starts in the document's text."""
    end: int
    score: float
    """Log-odds that this sentence is the one that answers; comparable across passages and questions."""
    alone: float = 0.0
    """Log-odds that it answers, the question's other sentences left aside: several articles may answer."""
    short: tuple[int, int] | None = None
    """Offsets in the document's text of the shortest exact answer inside the sentence, where that is safe."""
    span: Span | None = None
    """The words that the span reader points at, safe or not; offsets in the document's text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the passages say to a question."""

    candidates: tuple[Candidate, ...]
    """Best first."""
    confidence: float
    """0 to 1, calibrated: how likely it is that the best candidate answers; 0 without candidates."""
    reason: str | None
    """What is missing, in words; for the case that the question is not answered."""


GoOn = Callable[[Sequence[Candidate]], bool]
"""Whether the sentences read so far, best first, call for more passages."""


def never(_: Sequence[Candidate]) -> bool:
    """No sentences call for more passages."""
    return False


Admits = Callable[["Hit", int, int], bool]
"""Whether the sentence of a hit between two offsets of its document may be the answer at all."""


def always(_hit: Hit, _start: int, _end: int) -> bool:
    """Every sentence may be the answer."""
    return True


class Reader(Protocol):
    """Anything that finds answers in passages."""

    @property
    def abstain_below(self) -> float:
        """The confidence under which an answer is better not given."""

    def read(
        self,
        question: str,
        hits: Sequence[Hit],
        passages: int = PASSAGES_SPANNED,
        *,
        go_on: GoOn = never,
        admits: Admits = always,
        first: Collection[str] = (),
    ) -> Reading:
        """The sentences of the `passages` most promising hits that may answer and are admitted, best first.

        Where they are UNSURE to answer, or `go_on` is true of them, those of MANY_SPANNED. The passages with the ids
        `first` are among them, up to that number.
        """

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text the log-odds that it answers."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients of the logistic models, by the names of their features."""

    preselect: Mapping[str, float]
    sentence: Mapping[str, float]
    alone: Mapping[str, float]
    answerable: Mapping[str, float]
    abstain_below: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Weights:
        """The weights in `path`. Raises ModelFileError when they are missing or are not those of this version."""
        try:
            values = json.loads(path.read_text("utf-8"))
            weights = cls(
                values["preselect"], values["sentence"], values["alone"], values["answerable"],
                float(values["abstain_below"]),
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelFileError(path, "is missing or damaged") from error
        known = (
            (weights.preselect, CHEAP), (weights.sentence, ALL), (weights.alone, ALONE), (weights.answerable, QUESTION),
        )  # fmt: skip
        if not all(set(used) <= {"bias", *names} for used, names in known):
            raise ModelFileError(path, "names features that this version does not have")
        return weights


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence among its hits, before it is scored."""

    hit: Hit
    start: int
    end: int
    context: Context


def gather(hits: Sequence[Hit]) -> list[Found]:
    """Every sentence of `hits` once, in the order of the hits, with the sentences around it.

    A sentence that several overlapping passages hold belongs to the best of them.
    """
    places: dict[tuple[str, int, int], Hit] = {}
    texts: dict[tuple[str, int, int], str] = {}
    for hit in hits:
        for start, end in (hit.passage.sentences or ((hit.start, hit.end),))[:SENTENCES_READ]:
            text = hit.text[start - hit.start : end - hit.start]
            if text.strip():
                places.setdefault((hit.document_id, start, end), hit)
                texts[hit.document_id, start, end] = text
    ordered = sorted(places)
    neighbours = dict.fromkeys(ordered, ("", ""))
    for before, after in pairwise(ordered):
        if before[0] == after[0] and 0 <= after[1] - before[2] < 200:
            neighbours[before] = (neighbours[before][0], texts[after])
            neighbours[after] = (texts[before], "")
    least = min((hit.cosine for hit in hits if hit.cosine is not None), default=0.0)
    found, seen = [], set()
    for key, hit in places.items():
        if (hit.document_id, texts[key]) in seen:
            continue  # a caption or a pull quote that the page repeats
        seen.add((hit.document_id, texts[key]))
        context = Context(
            text=texts[key],
            before=neighbours[key][0],
            after=neighbours[key][1],
            title=hit.document.title,
            passage=hit.text,
            word_rank=hit.word_rank,
            vector_rank=hit.vector_rank,
            passage_cosine=hit.cosine if hit.cosine is not None else least,
        )
        found.append(Found(hit, key[1], key[2], context))
    return found


def weighed(rows: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """One log-odds a row, shape `(len(rows),)`."""
    names = [name for name in weights if name != "bias"]
    table = np.array([[row[name] for name in names] for row in rows], float).reshape(len(rows), len(names))
    return np.asarray(table @ np.array([weights[name] for name in names], float) + weights.get("bias", 0.0))


class Spans(Protocol):
    """Anything that points at the words of a passage that answer."""

    def read(
        self, question: str, passages: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[PassageReading]:
        """See SpanReader.read."""


class SentenceReader:
    """Scores sentences by counted features and by spans. Safe to call from several threads at once."""

    def __init__(self, spans: Spans, statistics: WordStatistics, weights: Weights | None = None) -> None:
        self._spans = spans
        self._statistics = statistics
        self._weights = weights or Weights.load()

    @property
    def abstain_below(self) -> float:
        """The confidence under which an answer is better not given; chosen on held-out training data."""
        return self._weights.abstain_below

    def read(
        self,
        question: str,
        hits: Sequence[Hit],
        passages: int = PASSAGES_SPANNED,
        *,
        go_on: GoOn = never,
        admits: Admits = always,
        first: Collection[str] = (),
    ) -> Reading:
        """See Reader.read; no sentences when the question has no words."""
        asked = analyse(question, self._statistics)
        found = gather(hits) if asked.terms else []
        if not found:
            return Reading((), 0.0, reason_to_refuse(asked, [each.context.text for each in found]))
        readings: dict[str, PassageReading] = {}
        reading = self._reading(asked, found, passages, readings, admits, first)
        if passages < MANY_SPANNED and (reading.confidence < UNSURE or go_on(reading.candidates)):
            reading = self._reading(asked, found, MANY_SPANNED, readings, admits, first)
        return reading

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """See Reader.relevance."""
        return [reading.relevance for reading in self._spans.read(question, texts, [()] * len(texts))]

    def _reading(
        self,
        asked: Question,
        found: Sequence[Found],
        passages: int,
        readings: dict[str, PassageReading],
        admits: Admits,
        first: Collection[str],
    ) -> Reading:
        seen, rows = self.survey(asked, found, passages, readings, first)
        defining = np.array([_defined(asked, each) is not None for each, _ in seen])
        scores = weighed(rows, self._weights.sentence) + DEFINES * defining
        office = _office_of(asked)
        admitted = [
            place
            for place, (each, _) in enumerate(seen)
            if not (_only_asks(each) or takes_for_granted(asked, each.context.text))
            and admits(each.hit, each.start, each.end)
            and (office is None or office.may_tell(each.context.text))
        ]
        order = sorted(admitted, key=lambda place: -scores[place])
        if not order:
            return Reading((), 0.0, reason_to_refuse(asked, [each.context.text for each in found]))
        summary = question_features(asked, [rows[i] for i in order], scores[order].tolist())
        log_odds = float(weighed([summary], self._weights.answerable)[0])
        alone = weighed(rows, self._weights.alone) + DEFINES * defining
        candidates = tuple(
            _candidate(asked, *seen[place], float(scores[place]), float(alone[place])) for place in order
        )
        reason = reason_to_refuse(asked, [seen[i][0].context.text for i in order])
        confidence = float(1 / (1 + np.exp(-log_odds)))
        if not any(term.known for term in asked.terms):
            confidence = min(confidence, NOTHING_KNOWN)
        named = [office is None or office.is_named(seen[place][0].context.text) for place in order]
        if not any(named):
            confidence = min(confidence, NOT_NAMED)
        elif not named[0] or (_name_of(asked) and candidates[0].short is None):
            confidence = min(confidence, NOT_DEFINED)
        return Reading(candidates, confidence, reason)

    def survey(
        self,
        question: Question,
        found: Sequence[Found],
        passages: int = PASSAGES_SPANNED,
        readings: dict[str, PassageReading] | None = None,
        first: Collection[str] = (),
    ) -> tuple[list[tuple[Found, Span | None]], list[dict[str, float]]]:
        """The sentences worth a closer look with their best spans (offsets in the document), and all features.

        `readings`, by passage id, are not read again, and new ones are added. For `first` see Reader.read.
        """
        rows = [cheap_features(question, sentence.context) for sentence in found]
        complete(rows)
        defining = np.array([_defined(question, each) is not None for each in found])
        best = np.argsort(-weighed(rows, self._weights.preselect) - DEFINES * defining, kind="stable")
        hits = list(dict.fromkeys(found[place].hit for place in best))
        hits = sorted(hits, key=lambda hit: hit.passage.id not in first)[:passages]
        places = {hit.passage.id: [i for i, each in enumerate(found) if each.hit == hit] for hit in hits}
        known = {} if readings is None else readings
        new = [hit for hit in hits if hit.passage.id not in known]
        parts = [
            [(found[i].start - hit.start, found[i].end - hit.start) for i in places[hit.passage.id]] for hit in new
        ]
        read = self._spans.read(question.text, [hit.text for hit in new], parts) if new else []
        known.update(zip([hit.passage.id for hit in new], read, strict=True))
        seen: list[tuple[Found, Span | None]] = []
        margins, relevances, kept = [], [], []
        for hit in hits:
            reading = known[hit.passage.id]
            for i, span in zip(places[hit.passage.id], reading.spans, strict=True):
                moved = None if span is None else Span(span.start + hit.start, span.end + hit.start, span.margin)
                seen.append((found[i], moved))
                kept.append(rows[i])
                margins.append(-MOST_MARGIN if span is None else span.margin)
                relevances.append(reading.relevance)
        add_spans(kept, margins, relevances)
        return seen, kept


def _only_asks(found: Found) -> bool:
    """Whether a sentence is a question of the writer's own; one within quotation marks is what somebody said."""
    return bool(_ASKS.search(found.context.text)) and not within_quotation(found.hit.text, found.end - found.hit.start)


def _candidate(question: Question, found: Found, span: Span | None, score: float, alone: float) -> Candidate:
    return Candidate(found.hit, found.start, found.end, score, alone, _short(question, found, span), span)


def _short(question: Question, found: Found, span: Span | None) -> tuple[int, int] | None:
    """The shortest exact answer, without half a quotation or bracket, and with the article of its noun."""
    chosen = _chosen(question, found, span)
    text = found.context.text
    if chosen and not _name_of(question):
        chosen = _trimmed(text, chosen[0] - found.start, chosen[1] - found.start)
        chosen = chosen and (found.start + chosen[0], found.start + chosen[1])
    whole = chosen and balanced(text, chosen[0] - found.start, chosen[1] - found.start)
    if whole is None or (not _name_of(question) and _lacks_surname(question, text, *whole)):
        return None
    start, end = whole
    if (number := _ITEM_NUMBER.match(text)) and start < number.end():
        return None
    if stopped := _STOPPED.match(text[start:end]):
        start, end = start + stopped.start("said"), start + stopped.end("said")
    return found.start + with_article(text, start), found.start + end


def _lacks_surname(question: Question, text: str, start: int, end: int) -> bool:
    """Whether words are the beginning of a name of which the question has the end: "Ada" of "Ada Quill"."""
    rest = (text[end : name.end] for name in expressions(text).names if name.start <= start < end < name.end)
    return any(not term.stems.isdisjoint(words_of(words).stems) for words in rest for term in question.terms)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """An exact answer without the stop of its sentence, with the unit of its last number; of "19 of the 57" the 19;
    None for what somebody owns that opens the sentence.
    """
    if start == 0 and OWNED.match(text[:end]):
        return None
    if unit := _UNIT.match(text, end):
        end = unit.end()
    amount = expressions(text[start:end]).numbers
    if (roughly := _ROUGHLY_BEFORE.search(text[:start])) and amount and amount[0].start <= len("$ "):
        start = roughly.start()
    part = PART_OF.search(text, 0, start)
    if part and expressions(text[start:end]).numbers and expressions(part[1]).numbers:
        return part.start(1), part.end(1)
    return start, end - bool(FULL_STOP.search(text, start, end))


def _chosen(question: Question, found: Found, span: Span | None) -> tuple[int, int] | None:
    """The shortest exact answer: the span where the reader is sure of it, else the one fitting expression.

    A span inside the fitting expression ("12,000" in "$12,000") gives way to the whole expression; "he"
    answers nothing by itself, and words of a sentence that speaks of somebody else are not stated as the answer.
    """
    if question.kind == "polar" or (
        question.kind == "other" and all(term.typed[:1].isupper() for term in question.terms)
    ):
        return None  # a name alone asks nothing
    office = _office_of(question)
    if office and office.is_named_with_whose(found.context.text):
        return _defined(question, found)
    if _name_of(question):
        beside = span is not None and question.kind != "person" and _beside_name(question, found, span)
        return _defined(question, found) or ((span.start, span.end) if span is not None and beside else None)
    text = found.context.text
    if _WHO_DENIES.match(question.text.strip()):
        return _denier(found, span)
    fitting = shortest_answer(question, text, found.context.before)
    if fitting and (_denied(question, text, *fitting) or not _fits_kind(question, text, *fitting)):
        fitting = None
    whole = None if fitting is None else (found.start + fitting[0], found.start + fitting[1])
    if span is None or span.margin <= SHORT_MARGIN or (whole and whole[0] <= span.start and span.end <= whole[1]):
        return whole
    if _may_be_stated(question, found, span):
        return span.start, span.end
    # Where the reader is sure of other words, an expression answered in none of five held-out or training questions.
    return whole if whole and whole[0] < span.end and span.start < whole[1] else None


def _may_be_stated(question: Question, found: Found, span: Span) -> bool:
    """Whether the words that the reader is sure of can be the answer at all, as far as that can be counted."""
    text, start, end = found.context.text, span.start - found.start, span.end - found.start
    words = text[start:end]
    around = (words_of(text), words_of(found.context.before), words_of(found.context.title))
    return (
        len(words.split()) <= SHORT_WORDS
        and any(token.text.lower() not in PRONOUNS | _INDEFINITE for token in tokens(words))
        and not OWNER.match(text, end)
        and (question.kind == "statement" or text[:start].endswith(_OPEN_QUOTES) or not _OF_SPEAKER.search(words))
        and not _denied(question, text, start, end)
        and all(holds(term, *around) for term in question.terms if term.named and term.known)
        and _fits_kind(question, text, start, end)
        and _said_of_thing(question, text, start, end)
    )


def _in_what_is_said(text: str, start: int) -> bool:
    """Whether a place stands in what somebody says, and not right behind the verb: "said in Ode that ..."."""
    found = speech(text)
    said = [(low, high) for low, high in found.said if low <= start < high] if found else []
    between = {token.text.lower() for low, _ in said for token in tokens(text[low:start])}
    return bool(said) and not between <= WHEN_AND_WHERE | {"the", "a", "reporters", "journalists"}


def _fits_kind(question: Question, text: str, start: int, end: int) -> bool:
    """Whether words can be a reason, a statement, an amount, a person or a date, where that is asked for."""
    words, found = text[start:end], expressions(text[start:end])
    if question.kind == "reason":
        return len(words.split()) > 1 and not heading_like(text)
    if question.kind == "manner" and heading_like(text):
        return False  # "Quill Speaks of Boats as a Boon"
    if question.kind == "place" and question.speech:
        return not _in_what_is_said(text, start)
    if question.kind == "statement":
        # "peace" of "She said peace was near" is not what she said, nor is an "if the guns fall silent" behind it.
        return not _VERB_BEHIND.match(text, end) and not _CONDITION.match(words)
    if question.kind in ("number", "money", "percent", "duration"):
        counted = _HOW_MANY not in question.stems or found.numbers or _ROUNDLY.search(words)
        bare = _BARE.fullmatch(words) and question.stems.isdisjoint(_OF_AGE)
        age = bare and _NAME_BEFORE.search(text[:start]) and text[end : end + 1] == ","
        fits = bool(counted) and not age and not (bare and question.kind == "duration")
        return fits and _one_after_another(words, found.numbers)
    if question.kind == "person":
        behind = words_of(text[end:]).tokens[:1]
        describes = words.islower() and text[end : end + 1] == " " and any(t.stem in question.stems for t in behind)
        return not describes and words_of(words).last not in question.stems  # "a royal" ferry; who is asked about
    if question.kind == "date":
        to_come = _PAST.match(question.text.strip()) and _TO_COME.search(words)
        begun = _SINCE.search(text[:start]) and stem("since") not in question.stems
        fits = not to_come and not begun and _one_after_another(words, found.dates)
        return fits and not _of_other_verb(question, text, start)
    return True


def _of_other_verb(question: Question, text: str, start: int) -> bool:
    """Whether a date belongs to a verb that the question lacks, and another to one that it has: "built in 1794,
    collapsed at dawn" does not tell with 1794 when the bridge collapsed.
    """
    asked = frozenset[str]().union(*(term.stems for term in question.terms))
    own = _VERB_BEFORE.search(text[:start])
    verbs = (_VERB_BEFORE.search(text[: date.start]) for date in expressions(text).dates)
    return (
        own is not None
        and words_of(own[1]).last not in asked
        and any(verb and words_of(verb[1]).last in asked for verb in verbs)
    )


def _one_after_another(words: str, amounts: Sequence[Expression]) -> bool:
    """Whether numbers or dates of an exact answer make one: "from 3 to 5", but not "3 boats for 5 guests"."""
    return all(_RANGE.search(words[one.end : other.start]) for one, other in pairwise(amounts))


def _denied(question: Question, text: str, start: int, end: int) -> bool:
    """Whether the sentence says of its words between two offsets that they are not so, and the question asks nothing
    of that kind.
    """
    denied = _NOT_SO.match(text, end) or _RULED_OUT.search(text[:start])
    if denied is None and question.kind == "person" and (denies := _DENIES.match(text, end)):
        behind = words_of(text[denies.end() :])
        denied = denies if any(holds(term, behind) for term in question.terms if not term.named) else None
    return denied is not None and _NEGATIVE.search(question.text) is None


def _denier(found: Found, span: Span | None) -> tuple[int, int] | None:
    """Offsets in the document of the words beside a verb of denial: the reader's own, or else the only name.

    The rest of such a sentence is what is denied, with the names of others in it.
    """
    text, at = found.context.text, found.start
    places = [(name.start, name.end) for name in expressions(text).names]
    sure = [(span.start - at, span.end - at)] if span is not None and span.margin > SHORT_MARGIN else []
    for each in (sure, places):
        beside = [place for place in each if _DENIES.match(text, place[1]) or _DENIED_BY.search(text[: place[0]])]
        if len(beside) == 1:
            return at + beside[0][0], at + beside[0][1]
    return None


def _said_of_thing(question: Question, text: str, start: int, end: int) -> bool:
    """Whether words of a sentence may say what "What is the toll?" asks: near the noun, or with an "is" between.

    True for any other question, and where the sentence does not have the noun.
    """
    asked = _THING.fullmatch(question.text.strip())
    noun = words_of(asked[1]).last if asked else None
    gaps = [
        text[end : token.start] if end <= token.start else text[token.end : start]
        for token in tokens(text)
        if token.stem == noun and (token.end <= start or end <= token.start)
    ]
    return not gaps or any(len(gap.split()) <= NEAR_THING or _BE.search(gap) for gap in gaps)


@lru_cache(maxsize=64)
def _office_of(question: Question) -> Office | None:
    """The office for whose holder the question asks."""
    return office_asked(question.text, question.terms)


def _name_of(question: Question) -> list[Term]:
    """The words of the name of which the question asks who or what bears it, and nothing else; may be empty."""
    name = words_of(name_asked(question.text) or "").stems
    return [term for term in question.terms if not term.stems.isdisjoint(name)]


def _defined(question: Question, found: Found) -> tuple[int, int] | None:
    """Offsets in the document of the words that say who or what the name of the question is, if that is asked, or who
    holds its office.
    """
    if office := _office_of(question):
        held = office.holder(found.context.text)
        return held and (found.start + held[0], found.start + held[1])
    name = [term.stems for term in _name_of(question)]
    place = definition(name, found.context.text, question.kind == "person") if name else None
    return place and (found.start + place[0], found.start + place[1])


def _beside_name(question: Question, found: Found, span: Span) -> bool:
    """Whether a sure span of few words stands right before the name that is asked about, or right behind it where
    the name has an article: "the Elm bridge".
    """
    start, end = span.start - found.start, span.end - found.start
    text, terms = found.context.text, _name_of(question)
    name = frozenset[str]().union(*(term.stems for term in terms))
    before, behind = words_of(text[:start]).tokens, words_of(text[end:]).tokens
    in_front = {token.stem for token in behind[: len(terms)]} <= name and text[end:].startswith(" ")
    article = before[-1 - len(terms)].text.lower() if len(before) > len(terms) else ""
    follows = (
        article in ARTICLES and {token.stem for token in before[-len(terms) :]} <= name and text[:start].endswith(" ")
    )
    words = words_of(text[start:end])
    few = len(words.tokens) <= BESIDE_WORDS and words.stems.isdisjoint(name)
    return few and span.margin > SHORT_MARGIN and (in_front or (follows and article in ARTICLES))
