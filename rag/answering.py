"""Assistant.ask: the whole way from a question to an answer that can be checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.catalog import DocumentSummary
from index.documents import Document
from index.errors import LoadError, ModelUnavailable
from index.store import Index
from index.weekdays import weekday_meant
from rag.answer import Answer, Citation, Lookup, StoredDocument, Turn
from rag.chronology import as_of_when, of_time, weigh
from rag.composing import (
    REFUSALS,
    Section,
    cite,
    compose,
    in_order_of_time,
    newest_first,
    plain,
    refuse,
    short_answer,
    unanswered,
)
from rag.conversation import FollowUps
from rag.credit import (
    asked_speaker,
    asks_for_claim,
    asks_who_says,
    attributed,
    is_said,
    names_speaker,
    speaker_of,
    witness,
)
from rag.definitions import name_asked
from rag.enumerations import Listed, asked_for, lists_in
from rag.exact import amid_others
from rag.forms import Asked, Part, question_in, subject, take_apart
from rag.instances import SUPPOSED, naming, of_the_country, of_the_person, of_the_side, of_those_who_do
from rag.listening import NOT_SAID, SAID_CONFIDENCE, Listener
from rag.models import LanguageModel
from rag.offices import office_asked
from rag.other_side import with_other_side
from rag.question import LONGEST_QUESTION, Term, analyse, kind_of, open_ended, unusable, with_capitals
from rag.quotes import find_cited, find_quote
from rag.reader import MANY_SPANNED, PASSAGES_SPANNED, Candidate, Reader
from rag.replies import Reply, reply_to, without_small_talk
from rag.retrieval import Hit, Retriever
from rag.sayings import said_first
from rag.settings import Settings
from rag.statements import (
    LONG_WORDS,
    NEAR_MARGIN,
    Selection,
    Statement,
    answers_exactly,
    articles_differ,
    is_heading,
    mentions,
    on_topic,
    quote,
    select,
    torn,
)
from rag.voices import by_country
from rag.withheld import CONFIDENCE as UNTOLD_CONFIDENCE
from rag.withheld import untold_first

if TYPE_CHECKING:
    from index.sync import Progress, SyncReport

NOTHING = "Nothing in them says so."
SHORT_CONFIDENCE = 0.6
"""Below it an exact answer is wrong more often than right (training/README.md), and the sentence is quoted alone."""
UNSURE_CONFIDENCE = 0.35
"""Below it an answer opens with saying that it may be none: on questions about news and about the seed articles fewer
than half of such answers were right, and more than half of those just above it."""
LIST_CONFIDENCE = 0.9
"""Most confidence that a list gives by itself."""
TOPICAL_CONFIDENCE = 0.7
"""Of an answer that shows what the articles say about something: they do speak of it, and how well the sentences
are chosen is not measured on development data."""


class Assistant:
    """Answers questions about the indexed documents. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        index: Index,
        retriever: Retriever,
        reader: Reader,
        follow_ups: FollowUps,
        model: LanguageModel | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.settings = settings
        self.index = index
        self._retriever = retriever
        self._reader = reader
        self._follow_ups = follow_ups
        self._model = model
        self._today = today
        chosen = settings.abstain_below
        self._abstain_below = reader.abstain_below if chosen is None else chosen

    @classmethod
    def open(cls, settings: Settings | None = None, progress: Progress | None = None) -> Assistant:
        """An assistant over the index in `settings.home`; indexes `settings.corpus` when that is empty.

        Raises FootnoteError subclasses: IndexMismatch, IndexBusy, StorageError, ModelFileError, LoadError.
        """
        from rag.assembly import assemble

        return assemble(settings or Settings(), progress)

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer, every citation of it checked; a refusal when the documents do not answer.

        Raises TypeError for a question that is no str, and for a history that holds anything but `Turn`.
        """
        *_, answer = self.stream(question, history)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[str | Answer]:
        """The answer's text in pieces as it comes about, then the Answer.

        When a language model fails amid its reply, the Answer's text is not what the pieces make.
        """
        history = list(history)  # it is gone through more than once
        if not isinstance(question, str):
            raise TypeError(f"a question is a str, not {type(question).__name__}")
        if strangers := [turn for turn in history if not isinstance(turn, Turn)]:
            raise TypeError(f"a history holds Turn(question, answer), not {type(strangers[0]).__name__}")
        draft = _Draft(question, question, self.lookup)
        if reason := unusable(question):
            yield from draft.refusal(reason, searched=False)
            return
        self._retriever.refresh()
        writer = self._model.name if self._model else None
        reply = (
            find_cited(question, history, self.index)
            or reply_to(question, history, self.index, writer)
            or find_quote(question, self.index)
        )
        if reply is not None and self._hold(reply.citations):
            yield from draft.reply(reply)
            return
        draft.resolved, before = self._resolve(question_in(question), history)
        asked = take_apart(draft.resolved)
        found = [self._consult(draft, part, asked, before) for part in asked.parts]
        answered = [each for each in found if each.candidates and each.confidence >= self._abstain_below]
        draft.confidence = min((each.confidence for each in answered), default=max(each.confidence for each in found))
        if not answered:
            yield from draft.refusal(" ".join(dict.fromkeys(each.reason or NOTHING for each in found)))
        elif self._model is None:
            yield from draft.extract(found, asked, self._abstain_below)
        else:
            yield from self._generate(draft, found, asked, self._model)

    def _resolve(self, question: str, history: Sequence[Turn]) -> tuple[str, str]:
        """The standalone question, and the question before it; "" where there is none."""
        turns = without_small_talk(history)
        return self._follow_ups.standalone(question, turns), turns[-1].question[:LONGEST_QUESTION] if turns else ""

    def _consult(self, draft: _Draft, part: Part, asked: Asked, before: str) -> _Found:
        """What the documents say to one of the questions in a question."""
        question = part.question
        if asked.form != "comparison" and part is not asked.parts[0]:
            question = self._follow_ups.standalone(question, [Turn(asked.parts[0].question)])
        found = self._find(draft, part, question, asked, before)
        # "What does Lima say?": an article may say "Peruvian officials".
        unsure = found.confidence < UNSURE_CONFIDENCE
        country = (
            by_country(question, lambda name: self.index.words.document_frequency(name)[0] > 0) if unsure else None
        )
        again = self._find(draft, part, country, asked, before) if country else found
        return again if again.confidence > max(found.confidence, self._abstain_below) else found

    def _find(self, draft: _Draft, part: Part, question: str, asked: Asked, before: str) -> _Found:
        """What the documents say to a standalone question, which is asked in a `part` of what the user asked."""
        hits = self._retriever.search(question, self.settings.passages_read, before)
        draft.lap("retrieve")
        question = with_capitals(question, [text for hit in hits for text in hit.passage.sentence_texts()])
        passages = {"fact": PASSAGES_SPANNED, "list": MANY_SPANNED}.get(asked.form, len(hits))
        analysed = analyse(question, self.index.words)
        terms = analysed.terms
        stored = cache(self.lookup)  # several candidates stand in one document

        def speaker(candidate: Candidate) -> str | None:
            return _speaker(stored(candidate.hit.document_id), candidate.start, candidate.end)

        listener = Listener.of(question, terms, hits, stored)
        if listener.voice and listener.voice.unknown:
            draft.lap("read")
            return _Found(part, question, (), (), 0.0, listener.voice.unknown)
        reading = self._reader.read(
            self.index.words.corrected(question),
            hits,
            passages,
            go_on=lambda read: articles_differ(read, terms, kind_of(question)) or listener.goes_on(read),
            first=of_time(question, hits, self.index.catalog.document, self._today()),
            admits=listener.admits,
        )
        candidates = [c for c in reading.candidates if not cite(c, 1).problems(stored(c.hit.document_id))]
        timed = weigh(question, candidates, self.index.catalog.document, self._today())
        if timed.refusal is not None:
            draft.lap("read")
            return _Found(part, question, (), (), 0.0, timed.refusal)
        candidates, confidence = list(timed.candidates), reading.confidence
        if timed.timeless and confidence < UNSURE_CONFIDENCE:
            # A time that the article tells in other words ("last month") is no word that it lacks.
            again = self._reader.read(
                self.index.words.corrected(timed.timeless), hits, passages, admits=listener.admits
            )
            if again.candidates and _place(again.candidates[0]) == _place(candidates[0]):
                confidence = max(confidence, again.confidence)
        confidence = min(confidence, NOT_SAID) if timed.otherwise else confidence
        if asked.form in ("fact", "list"):
            # What somebody said on a day is not what the same one said on another.
            candidates = list(timed.of_day) if listener.hears(timed.of_day) else candidates
            candidates, confidence, unheard = listener.choose(candidates, confidence, hits)
            if unheard is not None:
                draft.lap("read")
                return _Found(part, question, (), (), 0.0, unheard or reading.reason)
            if untold := untold_first(analysed, candidates, confidence >= SHORT_CONFIDENCE, asked.form == "list"):
                candidates, confidence = untold, max(confidence, UNTOLD_CONFIDENCE)
            elif asked.form == "list":
                candidates = naming(analysed, candidates)
            elif asks_who_says(question):
                candidates = said_first(analysed, candidates, speaker)
            else:
                if part.heading and not part.heading.endswith("?") and not listener.voice:
                    candidates = of_the_side(part.heading, candidates, speaker)
                candidates = of_those_who_do(question, of_the_country(question, candidates))
                own = candidates if listener.voice else of_the_person(question, candidates)
                confidence = confidence if own[:1] == candidates[:1] else min(confidence, SAID_CONFIDENCE)
                candidates = own
        if asked.form in ("survey", "change", "comparison"):
            name = part.heading if asked.form == "comparison" else None
            topic = analyse(subject(question), self.index.words)
            topical = on_topic(candidates, topic, name, speaker)
            confidence = max(confidence, TOPICAL_CONFIDENCE) if topical else confidence
            near = [c for c in candidates if c.score >= candidates[0].score - NEAR_MARGIN and mentions(c, topic)]
            several = len({c.hit.document_id for c in topical}) > 1
            candidates = topical if name or several else [*topical, *(c for c in near if c not in topical)]
        if confidence < UNSURE_CONFIDENCE and candidates and is_heading(candidates[0]):
            confidence = 0.0  # what a headline only names is no answer, however near
        lists = lists_in(hits, lambda id_: getattr(stored(id_), "text", None), cache(self.index.catalog.document))
        listed = None
        if asked.form in ("fact", "list") and candidates and not (listener.voice and listener.voice.certain):
            weighed = asked_for(
                analysed,
                lists,
                candidates[0],
                lambda texts: self._retriever.closeness(question, texts),
                lambda texts: self._reader.relevance(question, texts),
            )
            if weighed is not None:
                listed, odds = weighed
                confidence = max(confidence, min(1 / (1 + exp(-odds)), LIST_CONFIDENCE))
        draft.lap("read")
        return _Found(part, question, terms, candidates, confidence, reading.reason, timed.kind, lists, listed)

    def _generate(
        self, draft: _Draft, found: Sequence[_Found], asked: Asked, model: LanguageModel
    ) -> Iterator[str | Answer]:
        """The language model's answer; the extractive one where it fails or says nothing that holds."""
        from rag.generation import Generated, generate  # needs tiktoken, which an extractive answer does not

        said = None
        try:
            hits = {candidate.hit.passage.id: candidate.hit for each in found for candidate in each.candidates}
            for piece in generate(draft.resolved, list(hits.values()), model):
                if isinstance(piece, Generated):
                    said = piece
                else:
                    yield piece
        except ModelUnavailable as error:
            draft.notice = f"{error} This answer was put together from the articles instead."
        draft.lap("generate")
        if said is not None and said.abstained:
            draft.answered_by = model.name
            yield from draft.refusal(NOTHING)
        elif said is not None and said.citations and self._hold(said.citations):
            draft.answered_by = model.name
            citations = attributed(said.citations, self.lookup)
            yield draft.answer(said.text, citations=citations, unconfirmed=said.unconfirmed)
        else:
            draft.notice = draft.notice or (
                f"The articles confirm nothing that {model.name} wrote; this answer was put together from them instead."
            )
            yield list(draft.extract(found, asked, self._abstain_below))[-1]

    def _hold(self, citations: Sequence[Citation]) -> bool:
        return not any(citation.problems(self.lookup(citation.document_id)) for citation in citations)

    def search(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> list[Hit]:
        """Up to k passages, best first; none for a k below 1. A follow-up is searched as `ask` searches it."""
        resolved, before = self._resolve(question[:LONGEST_QUESTION], list(history))
        return [] if k < 1 else self._retriever.search(resolved, k, before)

    def sync(self, path: Path | str, progress: Progress | None = None) -> SyncReport:
        """Make the index hold what `path` (a folder, a file or a .jsonl corpus) holds now."""
        from index.sync import sync  # reading files needs libraries that answering does not

        return sync(self.index, path, progress)

    def remove(self, path: Path | str) -> SyncReport:
        """Remove what earlier syncs of exactly `path` added, whether it still exists or not. Raises NotSynced."""
        from index.sync import remove

        return remove(self.index, path)

    def synced_paths(self) -> dict[str, int]:
        """The paths that were synced, with how many documents the index holds from each."""
        return self.index.catalog.roots()

    def documents(self) -> list[DocumentSummary]:
        """What is indexed, in the order of ids."""
        return self.index.catalog.summaries()

    def document(self, document_id: str) -> Document:
        """One document with its text and its judged lines. Raises LoadError for an unknown id."""
        document = self.index.catalog.document(document_id)
        if document is None:
            raise LoadError(document_id, 'no such document in the index; "footnote documents" lists them.')
        return document

    def lookup(self, document_id: str) -> StoredDocument | None:
        """What a citation is checked against; None for an unknown id."""
        stored = self.index.catalog.text(document_id)
        return None if stored is None else StoredDocument(*stored)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the documents say to one of the questions in a question."""

    part: Part
    question: str
    """The part's question, standing alone and with the capitals of its names."""
    terms: Sequence[Term]
    """Of the question."""
    candidates: Sequence[Candidate]
    """Best first, each one checked."""
    confidence: float
    reason: str | None
    """What is missing; for the case that it is not answered."""
    time: str | None = None
    """The kind of time that the question asks for, where that decided the order of the candidates."""
    lists: Sequence[Listed] = ()
    """The lists in the passages that were found."""
    listed: Listed | None = None
    """The one of them that answers."""

    def heading(self, candidate: Candidate) -> Candidate | None:
        """What stands over the list of which a sentence is an item that says little without it."""
        return next((over for each in self.lists if (over := each.heading_of(candidate))), None)


@dataclass(slots=True)
class _Draft:
    """An answer in the making: what is known of it so far."""

    question: str
    resolved: str
    """The question that is searched."""
    lookup: Lookup
    confidence: float = 0.0
    answered_by: str = "extractive"
    notice: str | None = None
    timings: dict[str, float] = field(default_factory=lambda: {"retrieve": 0.0, "read": 0.0, "generate": 0.0})
    started: float = field(default_factory=time.perf_counter)
    lapped: float = field(default_factory=time.perf_counter)

    def lap(self, step: str) -> None:
        """Note that a step has just ended."""
        now = time.perf_counter()
        self.timings[step] = round(self.timings[step] + (now - self.lapped) * 1000, 2)
        self.lapped = now

    def extract(self, found: Sequence[_Found], asked: Asked, abstain_below: float) -> Iterator[str | Answer]:
        """The extractive answer, in pieces and whole; at least one of `found` is answered."""
        form, dropped = asked.form, asked.dropped
        sections, missing = [], []
        shown: list[Citation] = []
        for each in found:
            if not each.candidates or each.confidence < abstain_below:
                missing.append(each)
                continue
            office = office_asked(each.question, each.terms)
            telling = [
                c
                for c in each.candidates
                if (office is not None and office.is_named_with_whose(quote(c)))
                or (c.short and name_asked(each.question))
            ]
            chosen_form = "survey" if form == "comparison" else form
            kind = kind_of(each.question)
            more = 0
            if each.listed:
                selection, more = _all_items(each.listed, len(found))
            else:
                selection = select(telling or each.candidates, chosen_form, each.terms, len(found), kind)
            differ = selection.differ
            # Somebody may be several things, which contradict each other as little as their dates tell.
            if telling and not office:
                selection = replace(selection, differ=False)
            if form == "fact":
                selection = self._with_other_side(selection, each, kind)
            # A change ends with the newest, and each of its statements has its date.
            present = each.time == "present" and form != "change"
            if present and form == "fact" and not selection.differ:
                selection = replace(selection, statements=_newest_answer_first(selection.statements))
            if present and form == "survey":
                selection = replace(selection, statements=tuple(newest_first(selection.statements)))
            if form == "change" or (selection.differ and each.time != "period"):
                order = newest_first if present else in_order_of_time
                selection = replace(selection, statements=tuple(order(selection.statements)))
            selection = replace(
                selection, statements=tuple(replace(s, heading=each.heading(s.lead)) for s in selection.statements)
            )
            citations, witnesses, headings = self._cited(selection.statements, shown)
            heading = each.part.heading if len(found) > 1 else None
            lead = as_of_when(selection.statements[0].lead.hit.document) if present else ""
            short, short_at, day = None, None, None
            if _one_answer(form, selection, each.question) and not differ and each.confidence >= SHORT_CONFIDENCE:
                best = selection.statements[0].lead
                # Somebody may be several things; of other answers that an article gives as likely none is taken.
                if name_asked(each.question) or not torn(selection.statements):
                    short, short_at = short_answer(best), best.short
                speaker = asked_speaker(self.resolved, citations[0][0])
                if speaker and (not short or is_said(citations[0][0], short_at)):
                    short, short_at = speaker, None
                if short and names_speaker(each.question, short, citations[0][0]):
                    short, short_at = None, None
                asked_for = short_at and asks_for_claim(each.question, citations[0][0], short_at)
                named = name_asked(each.question) and short_at and _before_name(citations[0][0], short_at[1])
                if office or asked_for or named:  # "President Quill said" takes for granted what nobody says
                    short_at = None
                if short_at and kind == "date":
                    day = _day_meant(citations[0][0], short_at, self.lookup)
            unsure = each.confidence < UNSURE_CONFIDENCE
            open_to_all = open_ended(each.question)
            sections.append(
                Section(
                    selection, tuple(citations), heading, short, short_at, day, open_to_all, lead, unsure,
                    tuple(witnesses), tuple(headings), more,
                )
            )  # fmt: skip
        pieces = compose(sections)
        pieces += [unanswered(each.part.heading or each.part.question, each.reason) for each in missing]
        if dropped:
            pieces.append(f"\n\nAsk again: {plain(' '.join(dropped))}")
        yield from pieces
        short = sections[0].short if len(found) == 1 else None
        yield self.answer("".join(pieces), short=short, citations=shown)

    def _cited(
        self, statements: Sequence[Statement], shown: list[Citation]
    ) -> tuple[list[tuple[Citation, ...]], list[Citation | None], list[Citation | None]]:
        """For each statement its citations, that of the sentence that names whom the answer adds to its quote, and that
        of what stands over its list.

        Numbered in the order in which the answer has them, behind those that are `shown`, and added to these; what is
        cited twice keeps its number.
        """
        cited = [attributed([cite(c, 0) for c in statement.candidates], self.lookup) for statement in statements]
        quotes = [*shown, *(citation for each in cited for citation in each)]
        citations: list[tuple[Citation, ...]] = []
        witnesses: list[Citation | None] = []
        headings: list[Citation | None] = []
        for statement, each in zip(statements, cited, strict=True):
            over = attributed([cite(statement.heading, 0)], self.lookup)[0] if statement.heading else None
            headings.append(_numbered(over, shown) if over else None)
            citations.append(tuple(_numbered(citation, shown) for citation in each))
            stored = self.lookup(each[0].document_id)
            named = witness(each[0], stored.text, quotes) if stored else None
            witnesses.append(named and _numbered(named, shown))
        return citations, witnesses, headings

    def _with_other_side(self, selection: Selection, found: _Found, kind: str) -> Selection:
        stored = self.lookup(selection.statements[0].lead.hit.document_id)
        if stored is None:
            return selection
        speaker = partial(_speaker, stored)
        return with_other_side(selection, found.candidates, kind, found.terms, stored.text, speaker)

    def refusal(self, reason: str, searched: bool = True) -> Iterator[str | Answer]:
        """The refusal, in pieces and whole."""
        text = refuse(reason, searched)
        yield text
        yield self.answer(text, abstained=True, reason=reason)

    def reply(self, reply: Reply) -> Iterator[str | Answer]:
        """What is said without a search, in one piece and whole."""
        self.confidence = reply.confidence
        self.lap("read")
        refused = reply.kind == "refusal"
        yield reply.text
        yield self.answer(
            reply.text,
            kind=reply.kind,
            short=reply.short,
            abstained=refused,
            reason=reply.text.removeprefix(f"{REFUSALS[0]} ") if refused else None,
            citations=list(reply.citations),
        )

    def answer(self, text: str, **fields: Any) -> Answer:
        """The answer, with the time it took."""
        total = round((time.perf_counter() - self.started) * 1000, 2)
        return Answer(
            question=self.question,
            resolved_question=self.resolved,
            text=text,
            confidence=round(self.confidence, 4),
            answered_by=self.answered_by,
            notice=self.notice,
            timings_ms=self.timings | {"total": total},
            lookup=self.lookup,
            **fields,
        )


def _all_items(listed: Listed, parts: int) -> tuple[Selection, int]:
    """The items of a list that an answer has room for, one at least, and how many are left."""
    items: list[Statement] = []
    words = 0
    for item in listed.items:
        words += len(quote(item).split())
        if items and words > LONG_WORDS // parts:
            break
        items.append(Statement((item,)))
    return Selection(tuple(items)), len(listed.items) - len(items)


def _numbered(citation: Citation, shown: list[Citation]) -> Citation:
    """The citation with the number behind those that are shown, and added to them; one of the same words as it is."""
    place = (citation.document_id, citation.start, citation.end)
    for each in shown:
        if (each.document_id, each.start, each.end) == place:
            return each
    shown.append(replace(citation, number=len(shown) + 1))
    return shown[-1]


def _one_answer(form: str, selection: Selection, question: str) -> bool:
    """Whether the first exact answer is all of the answer: of a list, where one sentence has all of it.

    A sentence that only speaks of what may be does not state who will.
    """
    if form != "list":
        return form == "fact"
    best = selection.statements[0].lead
    supposed = SUPPOSED.search(quote(best)) is not None and SUPPOSED.search(question) is None
    if len(selection.statements) > 1 or best.short is None or supposed:
        return False
    start, end = (place - best.hit.start for place in best.short)
    return not amid_others(best.hit.text, start, end)


def _newest_answer_first(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements, with the newest of those in front that have an exact answer."""
    newest = newest_first([statement for statement in statements if answers_exactly(statement.lead)])[:1]
    return (*newest, *(statement for statement in statements if statement not in newest))


def _place(candidate: Candidate) -> tuple[str, int]:
    return candidate.hit.document_id, candidate.start


def _before_name(citation: Citation, end: int) -> bool:
    """Whether words that end at an offset of the document stand right before a name: the "mayor" of "mayor Quill"."""
    return citation.quote[end - citation.start :][:2].strip().isupper()


def _day_meant(citation: Citation, short_at: tuple[int, int], lookup: Lookup) -> date | None:
    """The day of an exact answer that names a weekday, where the article states when it was published."""
    stored = lookup(citation.document_id)
    return weekday_meant(stored.text, *short_at, citation.published) if stored and citation.published else None


def _speaker(stored: StoredDocument | None, start: int, end: int) -> str | None:
    """Whom a document attributes its words between two offsets to."""
    return speaker_of(stored.text, start, end) if stored else None
