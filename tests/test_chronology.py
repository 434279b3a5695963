"""Candidates weighed by time, and answers that say as of when they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.documents import Document
from rag import Answer, Assistant
from rag.answering import UNSURE_CONFIDENCE, _newest_answer_first
from rag.chronology import Timed, as_of_when, of_time, weigh
from rag.listening import NOT_SAID
from rag.reader import Candidate, Reading
from rag.retrieval import Hit
from rag.statements import Statement
from tests.fakes import document, hits_of

Open = Callable[..., Assistant]
TODAY = date(2026, 11, 18)


def timed(question: str, documents: Sequence[Document], order: Sequence[int] | None = None) -> Timed:
    """What becomes of the first sentences of the documents, of scores that fall by 0.1."""
    hits = [_with_date(hit, d) for hit, d in zip(hits_of(*documents), documents, strict=True)]
    candidates = [Candidate(h, *h.passage.sentences[0], 1.0 - 0.1 * n) for n, h in enumerate(hits)]
    return weigh(question, candidates, {d.id: d for d in documents}.get, TODAY)


def _with_date(hit: Hit, d: Document) -> Hit:
    return replace(hit, document=replace(hit.document, as_of=d.as_of))


def ids(result: Timed) -> list[str]:
    return [candidate.hit.document_id for candidate in result.candidates]


OLD = document("The ferry costs two crowns.", "old.txt", published="2024-03-01")
NEW = document("The ferry costs three crowns.", "new.txt", published="2025-06-05")
UNDATED = document("The ferry costs four crowns.", "undated.txt")
IN_MAY = document("On 3 May 2023 the ferry was sold. It cost a million.", "may.txt")


@pytest.mark.parametrize("question", ["What does the ferry cost?", "What did it cost before the storm?"])
def test_question_without_a_date_is_left_alone(question: str) -> None:
    """Without a time, or with one relative to an event, candidates and scores stay as the reader left them."""
    result = timed(question, [OLD, NEW, UNDATED])
    assert ids(result) == ["old.txt", "new.txt", "undated.txt"]
    assert [c.score for c in result.candidates] == [1.0, 0.9, 0.8]
    assert (result.kind, result.refusal) == (None, None)


def test_present_puts_the_newest_first_and_says_as_of_when() -> None:
    """The word "now" prefers the newest document, and the answer begins with its date."""
    result = timed("What does the ferry cost now?", [OLD, NEW])
    assert ids(result) == ["new.txt", "old.txt"]
    assert result.kind == "present"
    assert as_of_when(result.candidates[0].hit.document) == "As of 5 June 2025:"


def test_first_puts_the_oldest_first() -> None:
    """The word "originally" prefers the oldest document, and nothing is said of the present."""
    result = timed("What did the ferry originally cost?", [NEW, OLD])
    assert ids(result) == ["old.txt", "new.txt"]
    assert result.kind != "present"


def test_present_of_an_undated_article_is_said_to_be_undated() -> None:
    """Nothing is given as current without a date: what is derived says so, what is unknown too."""
    assert (
        as_of_when(timed("What does it cost now?", [UNDATED]).candidates[0].hit.document) == "As of an undated article:"
    )
    derived = as_of_when(timed("What does it cost now?", [IN_MAY]).candidates[0].hit.document)
    assert derived == "As of 3 May 2023 or later (derived; the article is undated):"


LAST_MONTH = document("Ada Quill saw a whale last month in Ode.", "whale.txt", published="2025-01-31")


@pytest.mark.parametrize(
    ("question", "timeless", "otherwise"),
    [
        ("What did Quill see in Ode in December 2024?", "What did Quill see in Ode?", False),
        ("What did Quill see in Ode in May 2024?", None, True),
        ("What did Quill see in Ode?", None, False),
        ("What did Quill see in Ode at the end of December 2024?", "What did Quill see in Ode?", False),
        ("What did Quill see in Ode on 31 January?", "What did Quill see in Ode?", False),
    ],
)
def test_time_may_stand_in_other_words(question: str, timeless: str | None, otherwise: bool) -> None:
    """What an article of January tells of "last month" is of December and of no other month."""
    result = timed(question, [LAST_MONTH])
    assert (result.timeless, result.otherwise) == (timeless, otherwise)


def test_what_began_earlier_may_still_hold() -> None:
    """A date behind "since" is no other time than a later one that is asked for."""
    since = document("Ada Quill has led the party since 2019.", "since.txt", published="2025-01-31")
    assert not timed("Who led the party in May 2022?", [since]).otherwise


def test_time_in_other_words_counts_as_told(open_assistant: Open, tmp_path: Path) -> None:
    """The date of a question is no word that an article lacks which says "last month"; another month is not told of."""
    told = {"_id": "whale", "text": LAST_MONTH.text, "metadata": {"published": "2025-01-31"}}
    (tmp_path / "news.jsonl").write_text(json.dumps(told), "utf-8")
    assistant = open_assistant()
    assistant.sync(tmp_path / "news.jsonl")
    right = assistant.ask("What did Ada Quill see in Ode in December 2024?")
    other = assistant.ask("What did Ada Quill see in Ode in May 2024?")
    assert right.confidence > UNSURE_CONFIDENCE > NOT_SAID >= other.confidence


def test_period_prefers_sentences_that_speak_of_it() -> None:
    """A sentence of the time that is asked for comes first, and so does one beside such a sentence."""
    assert ids(timed("What was sold in May 2023?", [UNDATED, IN_MAY])) == ["may.txt", "undated.txt"]
    hit = hits_of(IN_MAY)[0]
    after = Candidate(hit, *hit.passage.sentences[1], 1.0)
    other = Candidate(hits_of(UNDATED)[0], *hits_of(UNDATED)[0].passage.sentences[0], 1.2)
    moved = weigh(
        "What did it cost in May 2023?", [other, after], {"may.txt": IN_MAY, "undated.txt": UNDATED}.get, TODAY
    )
    assert moved.candidates[0].hit.document_id == "may.txt"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did the ferry cost in June?", "new.txt"),
        ("What did the ferry cost in May?", "new.txt"),  # published the month after
        ("What did the ferry cost in March?", "old.txt"),
        ("What did the ferry cost in December?", "old.txt"),  # of neither: as it was
    ],
)
def test_month_without_a_year_prefers_articles_of_that_month(question: str, first: str) -> None:
    """In whatever year: the one that was published in it, or soon after, comes first."""
    assert ids(timed(question, [OLD, NEW]))[0] == first


def test_document_from_before_the_period_is_put_behind() -> None:
    """An article that was published before a time does not report on it."""
    assert ids(timed("What does the ferry cost since May 2025?", [OLD, NEW])) == ["new.txt", "old.txt"]


def test_stretch_of_two_dates_covers_what_lies_between() -> None:
    """A stretch "from 2002 to 2006" speaks of 2004."""
    held = document("Ada Quill was mayor from 2002 to 2006.", "held.txt")
    other = document("Jonas Varga was mayor in 2009.", "other.txt")
    assert ids(timed("Who was mayor in 2004?", [other, held])) == ["held.txt", "other.txt"]


def test_time_far_from_all_articles_is_refused_with_the_dates_there_are() -> None:
    """A time long before or after everything the articles speak of is refused, and the reason says what they reach."""
    reason = timed("What did the ferry cost in March 1999?", [OLD, NEW]).refusal
    assert (
        reason
        == "No article that was found speaks of March 1999; the dates in them reach from March 2024 to June 2025."
    )
    assert timed("What did the ferry cost in July 2026?", [OLD, NEW]).refusal is not None
    assert timed("What did the ferry cost in January 2025?", [OLD, NEW]).refusal is None
    assert timed("What did the ferry cost in July 2026?", [UNDATED, NEW]).refusal is None


def test_time_in_the_words_of_an_article_is_not_refused() -> None:
    """The "last month" of a question may be that of the article, whatever the day of asking is."""
    told = replace(document("The ferry sailed last month.", "told.txt"), published="2021-04-02")
    assert timed("Did the ferry sail last month?", [told]).refusal is None
    assert timed("Did the ferry sail this month?", [told]).refusal is not None


def test_open_date_is_possible_but_no_more() -> None:
    """A day whose year and order are open may be the one that is asked for, and the question is not refused."""
    left_open = document("The weir was opened on 4/9.", "open.txt")
    assert timed("What was opened on 4 September 1999?", [left_open, NEW]).refusal is None
    assert ids(timed("What was opened on 4 September?", [NEW, left_open])) == ["open.txt", "new.txt"]


@pytest.fixture
def dated(open_assistant: Open, tmp_path: Path) -> Assistant:
    """An assistant over two articles of different dates that differ."""
    corpus = tmp_path / "ferry.jsonl"
    rows = [("old", "2024-03-01", "two"), ("new", "2025-06-05", "three")]
    corpus.write_text("".join(
        json.dumps({"_id": name, "title": f"The {name} ferry prices", "metadata": {"published": day},
                    "text": f"A ticket for the Tolmin ferry costs {price} crowns, the company said."}) + "\n"
        for name, day, price in rows
    ))  # fmt: skip
    assistant = open_assistant(abstain_below=0.0)
    assistant.sync(corpus)
    return assistant


def test_newest_exact_answer_leads_an_answer_about_the_present() -> None:
    """Of statements that may all be right now, the newest with an exact answer stands first, the others stay."""

    def statement(day: str, exact: bool = True) -> Statement:
        opening = replace(document("It opens in May.", f"{day}.txt"), published=day)
        hit = _with_date(*hits_of(opening), opening)
        return Statement((Candidate(hit, 0, hit.end, 1.0, 1.0, (12, 15) if exact else None),))

    old, new, newest = statement("2024-03-01"), statement("2025-06-05"), statement("2026-01-01", exact=False)
    assert _newest_answer_first([old, newest, new]) == (new, old, newest)
    assert _newest_answer_first([newest]) == (newest,)


def test_answer_about_the_present_says_as_of_when(dated: Assistant) -> None:
    """The newest statement is given first, after its date; pieces make the text, and it verifies."""
    *pieces, answer = dated.stream("How much does a ticket for the Tolmin ferry cost now?")
    assert isinstance(answer, Answer)
    assert answer.text.startswith("As of 5 June 2025:\n")
    assert answer.citations[0].document_id == "new"
    assert "".join(map(str, pieces)) == answer.text
    assert answer.verify() == []


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What did a ticket for the Tolmin ferry cost on 30 February 2025?", "There is no 30 February 2025."),
        ("What is the latest on ferry tickets from 2024 before 2023?", "No day is both in 2024 and before 2023."),
        (
            "What did a ticket for the Tolmin ferry cost in March 1999?",
            "No article that was found speaks of March 1999",
        ),
    ],
)
def test_impossible_time_is_refused_in_plain_words(dated: Assistant, question: str, reason: str) -> None:
    """A day that does not exist, times that exclude each other and a time of no article are refused with the reason."""
    answer = dated.ask(question)
    assert answer.abstained
    assert str(answer.reason).startswith(reason)


def test_today_is_the_askers_day(dated: Assistant) -> None:
    """What "this month" means is counted from the clock that the assistant is given."""
    question = "What did a ticket for the Tolmin ferry cost this month?"
    then = Assistant(
        dated.settings, dated.index, dated._retriever, dated._reader, dated._follow_ups, today=lambda: date(2025, 6, 20)
    )
    assert then.ask(question).citations[0].document_id == "new"
    later = Assistant(
        dated.settings, dated.index, dated._retriever, dated._reader, dated._follow_ups, today=lambda: date(2031, 6, 20)
    )
    assert "speaks of this month" in str(later.ask(question).reason)


TALKS = document(
    "Ada Quill praised the ferry on September 5. She called it fast. "
    "On 3/9, Ada Quill blamed the crew. She also spoke of the pier. The ferry is old.",
    "talks.txt",
)


def test_day_that_is_asked_for_stands_before_other_days() -> None:
    """What goes on with "she" belongs to the day of the sentence before; what names no day stands between."""
    (hit,) = hits_of(TALKS)
    candidates = [Candidate(hit, start, end, -0.1 * n) for n, (start, end) in enumerate(hit.passage.sentences)]
    question = "What did Quill say on September 3?"
    result = weigh(question, candidates, {TALKS.id: TALKS}.get, TODAY)
    places = [hit.passage.sentences.index((c.start, c.end)) for c in result.candidates]
    assert places == [2, 3, 4, 0, 1]
    assert [hit.passage.sentences.index((c.start, c.end)) for c in result.of_day] == [2, 3]
    month = weigh("What did Quill say in September?", candidates, {TALKS.id: TALKS}.get, TODAY)
    assert month.of_day == ()


def test_passages_of_the_day_are_known() -> None:
    """They are read in any case: the question and the article may write the day differently."""
    other = document("The ferry is old.", "old.txt")
    hits = hits_of(TALKS, other)
    open_document = {TALKS.id: TALKS, other.id: other}.get
    assert of_time("What happened on September 3?", hits, open_document, TODAY) == {hits[0].passage.id}
    assert of_time("What happened on October 3?", hits, open_document, TODAY) == frozenset()
    assert of_time("What happened in September?", hits, open_document, TODAY) == frozenset()
    assert of_time("What happened?", hits, open_document, TODAY) == frozenset()


def test_what_somebody_said_on_another_day_does_not_answer(open_assistant: Open, tmp_path: Path) -> None:
    """Of one person's words those of the day are the answer, though others are likelier."""
    write = tmp_path / "talks.txt"
    write.write_text(f"{TALKS.text} Ada Quill said the ferry was cheap.", "utf-8")
    assistant = open_assistant()
    assistant.sync(write)
    asked = "What did Ada Quill say about the ferry on September 3?"
    quotes = [citation.quote for citation in assistant.ask(asked).citations]
    assert quotes
    assert not any("praised" in quote or "fast" in quote or "cheap" in quote for quote in quotes)


def test_passages_of_the_day_are_read(open_assistant: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is told which passages name the day."""
    write = tmp_path / "talks.txt"
    write.write_text(TALKS.text, "utf-8")
    assistant = open_assistant()
    assistant.sync(write)
    told: list[object] = []
    read = assistant._reader.read

    def listen(*arguments: Any, **named: Any) -> Reading:
        told.append(named["first"])
        return read(*arguments, **named)

    monkeypatch.setattr(assistant._reader, "read", listen)
    assistant.ask("What happened on September 3?")
    assert told
    assert all(told)
