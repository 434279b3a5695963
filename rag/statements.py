"""Which sentences an answer shows: grouped into statements, chosen for the form of the question.

Sentences of several articles that say the same make one statement, which carries a footnote to each of them.
Articles whose exact answers differ are never reduced to the likeliest of them: their statements stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from index.words import fold, tokens
from rag.exact import counted_by
from rag.expressions import ROLES, expressions, is_time
from rag.features import ITEM, OPENS_WITH_PRONOUN, holds, words_of
from rag.numerals import days_and_months, numbers
from rag.question import Question, Term
from rag.reader import Candidate
from rag.refusing import GENERAL
from rag.speech import speech

FACT_WORDS, LONG_WORDS = 80, 150
"""Most words of the quotes in an answer to a question for one fact, and in any other."""
FACT_STATEMENTS, LONG_STATEMENTS = 3, 6
SCORE_MARGIN = 1.5
"""How much less likely than the best one (in log-odds) a further sentence of an answer to a fact may be."""
MATTER_MARGIN = 2.5
"""The same of one that speaks of the same matter as the best one."""
LIST_MARGIN = 4.0
"""The same of an item of a list in which the reader points at words, of the same matter or likely by itself."""
SURVEY_MARGIN = 8.0
"""The same, where the question asks for all that is said: rag.statements.on_topic has chosen before."""
NEAR_MARGIN = 3.0
"""How much less likely than a headline the sentence of its own article may be that takes its place; or than the best
one a sentence that holds a word of a survey's subject and was not chosen for it."""
ALSO_ANSWERS, MAY_ANSWER = 0.0, -1.5
"""Log-odds, of a sentence by itself, from which another article is said to answer differently, and from which its
sentence is shown at all. Chosen on development questions: benchmarks/README.md."""
EXPLAINS_MARGIN = 5.0
"""The same of a headline where why or how is asked for."""
RIVAL_MARGIN = 8.0
"""How much less likely by itself than the best sentence (in log-odds) a different answer may be."""
JOINS = -2.5
"""Log-odds, of a sentence by itself, from which a further article's answer joins those of articles that differ
already: where two differ, a third more often does. Chosen on questions whose documents disagree."""
SAME_MATTER = 0.4
"""Share, by weight, of the question's words that one sentence holds, names aside, that another must hold to agree with
it or to contradict it."""
OPENING = 5
"""Words at the start of a sentence in which its subject is looked for."""
ON_TOPIC = 0.4
"""Share of a subject's words, by weight, that a sentence must hold to speak of it."""
ACTS = 2.0
"""Log-odds by which a sentence goes before others in which the one speaks or acts whose position is asked for."""
COUNTS = 2.0
"""The same of one that gives an amount, where the subject is one."""
_COUNTED = re.compile(
    r"\b(?:numbers?|figures?|counts?|tolls?|totals?|amounts?|percentages?|percent|shares?|rates?|sizes?|prices?|costs?"
    r"|fees?|how (?:many|much|big|large)|acres|hectares|contain(?:ment|ed)|cases|deaths|casualties|estimates?)\b",
    re.IGNORECASE,
)
"""A subject that is told by an amount."""
_DID = r"\b(?:did|does|do|has|have|had) (?:the )?"
_STANCE = r"(?<=['’]s|s['’])(?: (?:to|on|about|over|towards?|regarding|of)\b|\W*$)"
"""What stands behind "X's" where the noun, "stance" or the like, was left out of the subject."""
AS_MUCH = 0.7
"""Share of what the best sentence holds of them that an article's second and further sentences must hold."""
NEARLY_ALL = 0.75
"""Share of the longer sentence's content words that two articles must have in common to say the same."""
LONG_QUOTE = 35
"""Words of a sentence from which only the part around the answer is set beside other articles' answers."""
NEAR = 200
"""Characters before a sentence in which the name stands that its "he" or "it" is."""
AMOUNTS = ("number", "money", "percent", "duration")
"""Kinds of questions (rag.question) that an amount answers."""
LONG_NAME, ALIKE = 7, 0.88
"""Letters of a name from which another spelling is seen as such, and how alike (Ratcliff and Obershelp) it must be."""
HEADING_WORDS = 12
"""Words of the longest line without an end that is taken for a heading."""
_ALTERED = re.compile(r"\b(?:great|step|half|ex|non|anti|pro|vice|semi|quasi)-\w+", re.IGNORECASE)
"""A word that another one before it makes to mean something else."""
_YEAR = re.compile(r"(?:in )?[12]\d{3}", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?:on |last |this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: morning| afternoon| evening| night)?",
    re.I,
)
_CLOCK = re.compile(
    r"(?:(?:at|about|around|shortly|before|after|until|by|just|nearly) )*"
    r"(?:\d{1,2}(?:[.:]\d{2})?(?: ?(?:a|p)\.?m\.?| o['’]clock)|\d{1,2}[.:]\d{2}|noon|midnight|dawn|dusk)"
    r"(?: (?:local time|in the (?:morning|afternoon|evening)))?\W*",
    re.IGNORECASE,
)
"""A time of day and nothing else."""
PAUSE = re.compile(r"(?<=[,;:])\s+(?!(?:\d{1,2} )?(?:[A-Z]\w+\.? )?(?:\d{1,2}, )?[12]\d{3}\b)|\s+[–—-]\s+")
_WHO = re.compile(r"(?:who|whom|whose|which)\b", re.IGNORECASE)
"""What begins a clause that says nothing without the words before it."""
_APPOSED = re.compile(r"[a-z][^,;:]{2,80}, (?:told|said|was|were|is|are|has|had|have|will|would|did|does|[a-z]+ed)\b")
"""What describes somebody between commas, whose verb follows: ", husband of the mayor, told"."""
DENIES = re.compile(r"\b(?:not|no|never|none|nor|neither|nobody|nothing|without|cannot)\b|n['’]t\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?:\[\^?\w{1,4}\])*$")
BULLET = re.compile(r"(?:[\s•‣◦▪●·–—]+|\s*[*-]\s+)(?=[^\W_]|[\"'“‘«(])")
"""What stands before an item of a list."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one or several articles say."""

    candidates: tuple[Candidate, ...]
    """The one that is quoted, then those of other articles that say the same."""
    heading: Candidate | None = None
    """Where the one that is quoted is an item of a list: what stands over the list."""

    @property
    def lead(self) -> Candidate:
        """The sentence that is quoted."""
        return self.candidates[0]


Same = Callable[[Candidate, Candidate], bool]
"""Whether two articles say the same."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The statements of an answer."""

    statements: tuple[Statement, ...]
    """In the order in which they are shown."""
    differ: bool = False
    """Whether the articles give different answers to one question."""


def select(
    candidates: Sequence[Candidate], form: str, terms: Sequence[Term] = (), parts: int = 1, kind: str = "other"
) -> Selection:
    """The statements to show to a question of this form (rag.forms); at least one candidate, best first.

    Articles answer a fact differently only where they speak of the names among the `terms` of the question, and give
    an answer of its `kind` (rag.question). The answer's words are shared between the `parts` of the question.
    """
    candidates = _sentence_first(candidates, kind)
    if form == "fact":
        stating = _fullest_first(_stating_first(candidates, terms), terms)
        return _fact(_finest_first(stating, kind), terms, parts, kind)
    margin = LIST_MARGIN if form == "list" else SURVEY_MARGIN
    near = [c for c in candidates if c.score >= candidates[0].score - margin]
    if form == "list":
        matter = _matter(near[0], terms)
        least = near[0].score - SCORE_MARGIN
        near = [
            c
            for c in near
            if c.score >= least or (c.span is not None and (c.alone >= ALSO_ANSWERS or _same_matter(c, matter)))
        ]
    same = _same if form == "list" else _same_words  # what is said about something has no exact answer
    chosen: list[Candidate] = []
    for candidate in _taking_turns(near):
        if _fits(candidate, chosen, LONG_WORDS // parts, same):
            chosen.append(candidate)
        if len(chosen) == LONG_STATEMENTS:
            break
    return Selection(tuple(_with_support(chosen, near, same, terms)))


def torn(statements: Sequence[Statement]) -> bool:
    """Whether the article of the first statement has another safe exact answer that is hardly less likely: of 33 first
    ones beside such a second one 58 % were right, of others 80 % (training/README.md).
    """
    best = statements[0].lead
    return any(
        other.short is not None
        and other.hit.document_id == best.hit.document_id
        and other.score >= best.score - SCORE_MARGIN
        and not same_answer(exact(best) or "", exact(other) or "")
        for other in (statement.lead for statement in statements[1:])
    )


def articles_differ(candidates: Sequence[Candidate], terms: Sequence[Term], kind: str = "other") -> bool:
    """Whether articles give different answers, so that others may give still others."""
    return bool(candidates) and _fact(candidates, terms, 1, kind).differ


def _speaks_of(candidate: Candidate, term: Term) -> bool:
    """Whether a sentence's passage, or the title above it, holds a name."""
    return holds(term, words_of(candidate.hit.text), words_of(candidate.hit.document.title))


def _says_of(candidate: Candidate, term: Term) -> bool:
    """Whether a sentence, what stands shortly before it, or the title holds a name."""
    text, at = candidate.hit.text, candidate.hit.start
    near = text[max(0, candidate.start - at - NEAR) : candidate.end - at]
    return holds(term, words_of(near), words_of(candidate.hit.document.title))


def _tells_of(candidate: Candidate, term: Term) -> bool:
    """Whether a sentence holds a name, or names nothing but its exact answer and the name stands shortly before it."""
    words, answer = quote(candidate), exact(candidate) or ""
    others = (name.text for name in expressions(words).names if not name.opening)
    return holds(term, words_of(words)) or (_says_of(candidate, term) and all(name in answer for name in others))


def _sentence_first(candidates: Sequence[Candidate], kind: str) -> list[Candidate]:
    """The candidates; a headline that is the best of them gives way to a sentence that is nearly as good, and sooner
    to one of the article below it, which says in full what the headline names; soonest where why or how is asked for,
    which no headline tells.
    """
    best, *rest = candidates
    if not _whole(best):
        below = EXPLAINS_MARGIN if kind in ("reason", "manner") else NEAR_MARGIN
        for place, other in enumerate(rest):
            margin = below if other.hit.document_id == best.hit.document_id else SCORE_MARGIN
            if other.score >= best.score - margin and _whole(other):
                return [other, best, *rest[:place], *rest[place + 1 :]]
    return [best, *rest]


def _stating_first(candidates: Sequence[Candidate], terms: Sequence[Term]) -> Sequence[Candidate]:
    """The candidates; a best one without an exact answer that may be stated gives way to the likeliest that has one.

    That one must be nearly as good, and speak of the same words and names among the question's `terms`.
    """
    best = candidates[0]
    if best.short:
        return candidates
    names = [term for term in terms if term.named and _says_of(best, term)]
    matter = _matter(best, terms)
    better = [
        c
        for c in candidates
        if c.short
        and not is_heading(c)
        and c.alone >= best.alone
        and c.score >= best.score - SCORE_MARGIN
        and _same_matter(c, matter)
        and all(_says_of(c, name) for name in names)
    ]
    first = max(better, key=lambda c: c.alone, default=best)
    return [first, *(c for c in candidates if c is not first)]


def _fullest_first(candidates: Sequence[Candidate], terms: Sequence[Term]) -> Sequence[Candidate]:
    """The candidates; a best one whose exact answer another sentence of its article gives too, nearly as likely, gives
    way to that one where it holds more of the question's words: the reader can check it by itself.
    """
    best = candidates[0]

    def share(candidate: Candidate) -> float:
        words = words_of(quote(candidate))
        return sum(term.weight for term in terms if holds(term, words))

    fuller = [
        c
        for c in candidates[1:]
        if c.score >= best.score - SCORE_MARGIN and _whole(c) and _answers_again(c, best) and share(c) > share(best)
    ]
    first = max(fuller, key=share, default=best)
    return [first, *(c for c in candidates if c is not first)]


def _finest_first(candidates: Sequence[Candidate], kind: str) -> Sequence[Candidate]:
    """The candidates; asked for a date, a best one that states a month or a year gives way to the first that states a
    day of it, and is nearly as good.
    """
    best = candidates[0]
    if kind != "date" or not best.short or days_and_months(exact(best) or "")[0]:
        return candidates
    finer = (
        c
        for c in candidates
        if c.short
        and c.score >= best.score - SCORE_MARGIN
        and days_and_months(exact(c) or "")[0]
        and same_answer(exact(c) or "", exact(best) or "")
    )
    first = next(finer, best)
    return [first, *(c for c in candidates if c is not first)]


def _fact(candidates: Sequence[Candidate], terms: Sequence[Term], parts: int, kind: str) -> Selection:
    """The best statement; other articles' different answers beside it; or else what is nearly as good.

    They are said to differ only where two answers to the same may both be stated.
    """
    best = candidates[0]
    room = LONG_WORDS // parts
    names = [term for term in terms if term.named and term.known and _speaks_of(best, term)]
    matter = _matter(best, terms)
    others = _other_articles(candidates, terms, lambda c: _comparable(c, best, matter, kind))
    likely = [
        c
        for c in others
        if c.alone >= max(ALSO_ANSWERS if kind == "polar" else MAY_ANSWER, best.alone - RIVAL_MARGIN)
        and all(_says_of(c, name) for name in names)
    ]
    rivals = [rival for rival in _rivals(best, likely, room) if rival.alone >= ALSO_ANSWERS]
    if rivals:
        against = [rival for rival in rivals if _contradicts(rival, best) and _same_matter(rival, matter)]
        further = [
            c
            for c in others
            if c.alone >= JOINS and c not in likely and (not names or any(_says_of(c, name) for name in names))
        ]
        beside = [*likely, *further] if against else likely
        chosen = [excerpt(best), *_rivals(best, beside, room)[: LONG_STATEMENTS - 1]]
        whole = {c.hit.document_id: c for c in (best, *beside)}
        for place, part in enumerate(chosen):  # a sentence is cut only where the others need the room
            full = whole[part.hit.document_id]
            if _room(full, [*chosen[:place], *chosen[place + 1 :]], room):
                chosen[place] = full
        differ = any(all(_tells_of(rival, name) for name in names) for rival in against)
        return Selection(tuple(_with_support(chosen, likely, _same, terms)), differ)
    chosen = [best]
    most = FACT_WORDS if parts == 1 else room  # two sides of a matter are no single fact
    near = [
        c
        for c in candidates[1:]
        if c.score >= best.score - (MATTER_MARGIN if matter and _same_matter(c, matter) else SCORE_MARGIN)
    ]
    for candidate in [*_rivals(best, likely, room), *near]:
        if len(chosen) == FACT_STATEMENTS:
            break
        repeated = any(_answers_again(candidate, c) for c in chosen)
        if _fits(candidate, chosen, most, _same) and not repeated:
            chosen.append(candidate)
    return Selection(tuple(_with_support(chosen, candidates, _same, terms)))


def _matter(candidate: Candidate, terms: Sequence[Term]) -> list[Term]:
    """The words of the question that a sentence holds, names aside: what it says of them."""
    return [term for term in terms if not term.named and holds(term, words_of(quote(candidate)))]


def _same_matter(candidate: Candidate, matter: Sequence[Term]) -> bool:
    """Whether a sentence holds enough of the `matter` of another one to say the same or something else of it."""
    words = words_of(quote(candidate))
    return sum(t.weight for t in matter if holds(t, words)) >= SAME_MATTER * sum(t.weight for t in matter)


def _comparable(candidate: Candidate, best: Candidate, matter: Sequence[Term], kind: str) -> bool:
    """Whether a sentence may stand beside the best one: it is of the same matter or likely answers by itself; asked
    for an amount or a date, it gives one of what the best one counts, or is of the same matter.
    """
    if _same_matter(candidate, matter):
        return True
    if kind not in AMOUNTS and kind != "date":
        return candidate.alone >= ALSO_ANSWERS
    counted, by_best = _counts(candidate), _counts(best)
    return _of_kind(candidate, kind) and (not counted or not by_best or not counted.isdisjoint(by_best))


def _counts(candidate: Candidate) -> frozenset[str]:
    """Stems of the words behind the numbers of an exact answer: what it counts or measures."""
    words, answer = quote(candidate), exact(candidate) or ""
    at = words.find(answer)
    found = expressions(answer).numbers if answer and at >= 0 else ()
    return frozenset[str]().union(*(counted_by(number.end + at, words) for number in found))


def _of_kind(candidate: Candidate, kind: str) -> bool:
    """Whether the exact answer is an amount, or a date where that is asked for."""
    found = expressions(exact(candidate) or "")
    return bool(found.dates if kind == "date" else found.numbers)


def _contradicts(candidate: Candidate, other: Candidate) -> bool:
    """Whether two different answers are both safe enough to be stated, or amounts of one unit.

    A bare weekday contradicts nothing: each article counts its own week; nor does a time of day contradict a date.
    """
    days = [exact(each) or "" for each in (candidate, other)]
    clocks = sum(_CLOCK.fullmatch(day) is not None for day in days)
    if clocks == 1 or any(_WEEKDAY.fullmatch(day) for day in days):
        return False
    if candidate.short and other.short:
        return True
    ours, theirs = ({number.unit for number in numbers(exact(each) or "")} - {None} for each in (candidate, other))
    return bool(ours & theirs)


def _other_articles(
    candidates: Sequence[Candidate], terms: Sequence[Term], comparable: Callable[[Candidate], bool]
) -> list[Candidate]:
    """What the other articles answer: of each the comparable sentence that is likeliest by itself, likeliest first.

    One that measures what the best candidate measures goes before others: the costs, and not the share of them that
    somebody pays. A heading names what its article says without saying it, and an exact answer that only repeats the
    question's `terms` answers nothing.
    """
    asked = frozenset(stem for term in terms for stem in term.stems)
    best = candidates[0]
    others = [c for c in candidates if c.hit.document_id != best.hit.document_id and comparable(c)]
    answering = [c for c in others if not is_heading(c) and not _echoes(c, asked)]
    ordered = sorted(answering, key=lambda c: (not _measures_alike(c, best), -c.alone))
    return sorted(_best_of_documents(ordered), key=lambda c: -c.alone)


def _measures_alike(candidate: Candidate, other: Candidate) -> bool:
    """Whether not just one of two exact answers with numbers is a share."""
    ours, theirs = ({number.unit == "%" for number in numbers(exact(c) or "")} for c in (candidate, other))
    return not ours or not theirs or ours == theirs


def is_heading(candidate: Candidate) -> bool:
    """Whether it is a short line without an end; a longer one is rather a sentence that was cut off."""
    return not _whole(candidate) and len(quote(candidate).split()) <= HEADING_WORDS


def _whole(candidate: Candidate) -> bool:
    """Whether it is a sentence with its end, or an item of a list or a row of a table, which have none."""
    words = candidate.hit.text[candidate.start - candidate.hit.start : candidate.end - candidate.hit.start]
    if words.strip() == candidate.hit.document.title.strip():
        return False  # a headline that was cut off ends with dots
    return bool(SENTENCE_END.search(words) or ITEM.match(words))


def _echoes(candidate: Candidate, asked: frozenset[str]) -> bool:
    """Whether a sentence's exact answer has no word that the question, by stems, has not."""
    answer = exact(candidate)
    return answer is not None and _content(answer) <= asked


def _rivals(best: Candidate, others: Sequence[Candidate], most_words: int) -> list[Candidate]:
    """Those of the others, cut to what matters, that answer differently from the best and from each other."""
    rivals: list[Candidate] = []
    for other in map(excerpt, others):
        new = all(_different(other, c) for c in (best, *rivals))
        if new and _room(other, [excerpt(best), *rivals], most_words):
            rivals.append(other)
    return rivals


def on_topic(
    candidates: Sequence[Candidate],
    topic: Question,
    name: str | None = None,
    speaker: Callable[[Candidate], str | None] = lambda _: None,
) -> list[Candidate]:
    """Those that speak of a subject, for a question that asks for all that is said of it; likeliest by itself first.

    A sentence must hold a word of the subject, and ON_TOPIC of all its words, those that stand around it or in the
    title for half; every name of the subject must stand in it or around it, and a sentence that somebody else says
    must hold it itself. Of a comparison the compared `name` must stand in the sentence or be its `speaker`; of
    several words the last, and the others at least around it. Where the one speaks or begins a sentence, what others
    say is not shown. Of "X's stance" what X says and does comes first, and where sentences name X or are said by X,
    others are not shown.
    """
    known = [term for term in topic.terms if term.known]
    names = [term for term in topic.terms if term.named and not is_time(term.typed)]
    if not known or not all(term.known for term in names):
        return []
    compared = words_of(name or "").stems
    needed = [term for term in known if (not term.stems.isdisjoint(compared) if name else term in names)]
    if name and not needed:
        return []
    timeless = [term for term in topic.terms if not is_time(term.typed) and not term.typed.isdigit()]
    weight = sum(term.weight for term in timeless or topic.terms if term.known or term.stems.isdisjoint(GENERAL))
    shares: list[tuple[float, Candidate]] = []
    own, by_others = False, []
    for candidate in candidates:
        words = words_of(quote(candidate))
        said = speaker(candidate) if name or any(not holds(term, words) for term in needed) else None
        by = words_of(said or "")
        here = [term for term in known if holds(term, words) or (term in needed and holds(term, by))]
        near = [term for term in known if term not in here and _speaks_of(candidate, term)]
        share = (sum(t.weight for t in here) + sum(t.weight for t in near) / 2) / weight
        other = any(t.text[0].isupper() and not t.function for t in tokens(said or ""))  # no name: "the minister"
        # "X on the tolls in Norland": X speaks of the tolls and need not say "Norland".
        if any(term.typed[0].isupper() and holds(term, by) for term in known):
            other = other and all(holds(term, by) for term in here)
        told = needed[-1] in here if name else bool(here) and (not other or all(term in here for term in needed))
        if told and share >= ON_TOPIC and all(term in here or term in near for term in needed):
            shares.append((share, candidate))
            if name and _acts(candidate, needed[-1], said):
                own = True
            elif name and other:
                by_others.append(candidate)
    shares = [each for each in shares if not own or each[1] not in by_others]
    least = 0.0 if name else AS_MUCH * max((share for share, _ in shares), default=0.0)
    actor = None if name else _actor(topic)

    counted = _COUNTED.search(topic.text) is not None

    def worth(candidate: Candidate) -> float:
        acts = actor is not None and _acts(candidate, actor, speaker(candidate))
        counts = counted and bool(expressions(quote(candidate)).numbers)
        return candidate.alone + (ACTS if acts else 0.0) + (COUNTS if counts else 0.0)

    stance = actor is not None and re.search(rf"{re.escape(actor.typed)}{_STANCE}", topic.text)
    of_actor = [each for each in shares if actor and stance and _names_or_quotes(each[1], actor, speaker(each[1]))]
    ordered = sorted(of_actor or shares, key=lambda each: -worth(each[1]))
    of_articles = _best_of_documents([candidate for _, candidate in ordered])
    return [candidate for share, candidate in ordered if share >= least or candidate in of_articles]


def _actor(topic: Question) -> Term | None:
    """Whose words and deeds a question for all that is said asks for: "X's stance", "has X changed", "X on tolls"."""
    term = next((term for term in topic.terms if term.typed[0].isupper()), None)
    if term is None:
        return None
    name = re.escape(re.sub(r"['’]s?$", "", term.typed))
    owns = re.search(rf"\b{name}(?:['’]s?|$| (?:on|about|over)\b)", topic.text)
    return term if owns or re.search(rf"{_DID}{name}\b", topic.text) else None


def _names_or_quotes(candidate: Candidate, one: Term, said_by: str | None) -> bool:
    """Whether a sentence names the one, or is said by that one."""
    return holds(one, words_of(quote(candidate))) or holds(one, words_of(said_by or ""))


def _acts(candidate: Candidate, one: Term, said_by: str | None) -> bool:
    """Whether the one speaks in a sentence or opens it."""
    opening = words_of(" ".join(quote(candidate).split()[:OPENING]))
    return holds(one, opening) or holds(one, words_of(said_by or ""))


def mentions(candidate: Candidate, topic: Question) -> bool:
    """Whether a sentence holds a word of a subject, or the subject has none that the articles know."""
    words = words_of(quote(candidate))
    return any(holds(term, words) for term in topic.terms) or not any(term.known for term in topic.terms)


def quote(candidate: Candidate) -> str:
    """The candidate's words, verbatim, without the bullet of a list in front of them."""
    return candidate.hit.text[quote_start(candidate) - candidate.hit.start : candidate.end - candidate.hit.start]


def quote_start(candidate: Candidate) -> int:
    """Where the quote starts in the document's text."""
    words = candidate.hit.text[candidate.start - candidate.hit.start : candidate.end - candidate.hit.start]
    bullet = BULLET.match(words)
    return candidate.start + (bullet.end() if bullet and bullet.end() < len(words) else 0)


def excerpt(candidate: Candidate) -> Candidate:
    """The part of a very long sentence around its exact answer, cut at commas and the like; short ones whole."""
    if candidate.span is None or len(quote(candidate).split()) <= LONG_QUOTE:
        return candidate
    text, at = candidate.hit.text, candidate.hit.start
    pauses = [
        m
        for m in PAUSE.finditer(text, candidate.start - at, candidate.end - at)
        if not (_WHO.match(text, m.end()) or _APPOSED.match(text, m.end()))
    ]
    cuts = [candidate.start, *(at + pause.end() for pause in pauses)]
    ends = [*(at + pause.start() for pause in pauses), candidate.end]
    first = max(i for i, cut in enumerate(cuts) if cut <= candidate.span.start)
    last = min(i for i, end in enumerate(ends) if end >= candidate.span.end)
    while True:  # the longest run of clauses around the answer that is short enough, what stands before it first
        wider = ((first - 1, last), (first, last + 1))
        fitting = [
            (i, j)
            for i, j in wider
            if i >= 0 and j < len(ends) and len(text[cuts[i] - at : ends[j] - at].split()) <= LONG_QUOTE
        ]
        if not fitting:
            part = replace(candidate, start=cuts[first], end=ends[last])
            # A claim is not cut off from whose it is.
            return candidate if speech(quote(candidate)) is not None and speech(quote(part)) is None else part
        first, last = fitting[0]


def _best_of_documents(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate of each document, best first."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        best.setdefault(candidate.hit.document_id, candidate)
    return list(best.values())


def _taking_turns(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The best of each document, then the second best of each, and so on."""
    of_document: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        of_document.setdefault(candidate.hit.document_id, []).append(candidate)
    for turn in range(max(map(len, of_document.values()), default=0)):
        yield from (each[turn] for each in of_document.values() if turn < len(each))


def _fits(candidate: Candidate, chosen: Sequence[Candidate], most_words: int, same: Same) -> bool:
    """Whether the sentence may join the chosen ones: whole, new, and short enough for what room is left.

    A headline names what its article says without saying it, so it is only ever quoted as the best there is.
    """
    if not chosen:
        return True
    repeated = any(_repeats(candidate, c) or same(candidate, c) for c in chosen)
    return _whole(candidate) and _room(candidate, chosen, most_words) and not repeated


def _room(candidate: Candidate, chosen: Sequence[Candidate], most_words: int) -> bool:
    return sum(len(quote(c).split()) for c in (*chosen, candidate)) <= most_words


def _with_support(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate], same: Same, terms: Sequence[Term]
) -> Iterator[Statement]:
    """Each chosen sentence with the best sentence of every other article that says the same of the same."""
    shown = {c.hit.document_id for c in chosen}
    for lead in chosen:
        names = [term for term in terms if term.named and _says_of(lead, term)]
        matter = _matter(lead, terms)
        support = [
            c
            for c in _best_of_documents(candidates)
            if c.hit.document_id not in shown
            and c.alone >= ALSO_ANSWERS
            and same(c, lead)
            and _same_matter(c, matter)
            and all(_says_of(c, name) for name in names)
        ]
        shown |= {c.hit.document_id for c in support}
        yield Statement(_named_first((lead, *support)))


def _named_first(agreeing: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Candidates that say the same; where the first opens with a pronoun, one that tells who it is comes first."""
    lead = agreeing[0]
    if not OPENS_WITH_PRONOUN.match(quote(lead)):
        return agreeing
    telling = [c for c in agreeing if not OPENS_WITH_PRONOUN.match(quote(c)) and (c.short or not lead.short)]
    return (*telling[:1], *(c for c in agreeing if c not in telling[:1]))


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    """Whether two sentences of one article overlap, or one has hardly a word that the other lacks."""
    if candidate.hit.document_id != other.hit.document_id:
        return False
    if candidate.start < other.end and other.start < candidate.end:
        return True
    ours, theirs = ({fold(t.text) for t in tokens(quote(c))} for c in (candidate, other))
    return len(ours & theirs) > 0.9 * max(1, min(len(ours), len(theirs)))


def _answers_again(candidate: Candidate, shown: Candidate) -> bool:
    """Whether a sentence gives the safe exact answer once more that another sentence of its article gave."""
    if candidate.hit.document_id != shown.hit.document_id or shown.short is None:
        return False
    ours, theirs = exact(candidate), exact(shown)
    return ours is not None and theirs is not None and same_answer(ours, theirs)


def _same(candidate: Candidate, other: Candidate) -> bool:
    """Whether two articles say the same: the same exact answer, or nearly the same words where one has none."""
    if candidate.hit.document_id == other.hit.document_id:
        return False
    ours, theirs = exact(candidate), exact(other)
    if ours and theirs:
        return same_answer(ours, theirs) or _verbatim(candidate, other)
    return _same_words(candidate, other)


def _verbatim(candidate: Candidate, other: Candidate) -> bool:
    """Whether two quotes have the same words, as when two articles take a sentence from one agency."""
    ours, theirs = ([fold(token.text) for token in tokens(quote(each))] for each in (candidate, other))
    return ours == theirs


def _same_words(candidate: Candidate, other: Candidate) -> bool:
    """Whether two articles say the same in nearly the same words: neither denies it, and every number is the same."""
    if candidate.hit.document_id == other.hit.document_id:
        return False
    ours, theirs = quote(candidate), quote(other)
    stems, other_stems = ({t.stem for t in tokens(text) if not t.function} for text in (ours, theirs))
    if not stems or len(stems & other_stems) < NEARLY_ALL * max(len(stems), len(other_stems)):
        return False
    if bool(DENIES.search(ours)) != bool(DENIES.search(theirs)):
        return False
    counted, others = numbers(ours), numbers(theirs)
    return all(any(a.same(b) for b in others) for a in counted) and all(any(a.same(b) for b in counted) for a in others)


def _different(candidate: Candidate, other: Candidate) -> bool:
    """Whether both have an exact answer of one kind (numbers of one unit, or words), and not the same one."""
    ours, theirs = exact(candidate), exact(other)
    if not ours or not theirs or same_answer(ours, theirs) or _verbatim(candidate, other):
        return False
    units, others = ({number.unit == "%" for number in numbers(text)} for text in (ours, theirs))
    return not units or not others or units == others


def answers_exactly(candidate: Candidate) -> bool:
    """Whether a sentence has an exact answer: one that may be stated, or words that the span reader prefers to none."""
    return candidate.short is not None or (candidate.span is not None and candidate.span.margin > 0)


def exact(candidate: Candidate) -> str | None:
    """The exact words that answer: the safe short answer, else what the span reader points at."""
    place = candidate.short or (candidate.span and (candidate.span.start, candidate.span.end))
    if not place:
        return None
    return candidate.hit.text[place[0] - candidate.hit.start : place[1] - candidate.hit.start]


def same_answer(one: str, other: str) -> bool:
    """Whether two exact answers mean the same: one value, one day, or one within the other.

    "26", "twenty-six nations" and "26 countries" are the same; so are "Ada Quill" and "President Quill".
    """
    if (agree := _dates_agree(one, other)) is not None:
        return agree
    ours, theirs = numbers(one), numbers(other)
    if ours and theirs:
        fewer, more = sorted((ours, theirs), key=len)
        return all(any(a.same(b) for b in more) for a in fewer) and _days_agree(one, other)
    if bool(ours) != bool(theirs):
        return False
    altered, other_altered = ({fold(found[0]) for found in _ALTERED.finditer(text)} for text in (one, other))
    if altered != other_altered:
        return False  # "grandson", "great-grandson"
    words, others = sorted((_content(one), _content(other)), key=len)
    written = {t.stem: t.text for t in (*tokens(one), *tokens(other))}
    words = frozenset(
        next((o for o in others - words if _spelled_alike(written[word], written[o])), word) for word in words
    )
    shorter, longer = sorted((one, other), key=len)
    name = re.escape(shorter.strip())
    related = re.search(rf"\bof (?:the )?{name}|{name}['’]s? ", longer, re.IGNORECASE)  # "the president of Norland"
    return bool(words) and words <= others and not related


def _spelled_alike(one: str, other: str) -> bool:
    """Whether two long words with capitals are hardly different, as two spellings of a name are."""
    if not (one[0].isupper() and other[0].isupper() and min(len(one), len(other)) >= LONG_NAME):
        return False
    return SequenceMatcher(None, fold(one), fold(other)).ratio() >= ALIKE


def _dates_agree(one: str, other: str) -> bool | None:
    """Whether two dates may be one: "late December" and "Dec. 30, 2022". None for what is no date, or has no month."""
    (days, months), (other_days, other_months) = days_and_months(one), days_and_months(other)
    if not months or not other_months or not (is_time(one) and is_time(other)):
        return None
    years, other_years = (set(re.findall(r"\b[12]\d{3}\b", date)) for date in (one, other))
    pairs = ((months, other_months), (days, other_days), (years, other_years))
    return all(not a or not b or bool(a & b) for a, b in pairs)


def _days_agree(one: str, other: str) -> bool:
    (days, months), (other_days, other_months) = days_and_months(one), days_and_months(other)
    if days and other_days:
        return bool(days & other_days)
    if months and other_months:
        return bool(months & other_months)
    if not months and not other_months:
        return True
    return _YEAR.fullmatch((other if months else one).strip()) is not None  # 26 is not 26 February


def _content(text: str) -> frozenset[str]:
    return frozenset(t.stem for t in tokens(text) if not t.function and fold(t.text) not in ROLES)
