"""The time that a question asks for."""

from __future__ import annotations

from datetime import date

import pytest

from index.dates import dated_spans
from rag.timing import time_asked

TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("question", "earliest", "latest"),
    [
        ("What did the council decide in September 2025?", "2025-09-01", "2025-09-30"),
        ("What did the council decide on 4 September 2025?", "2025-09-04", "2025-09-04"),
        ("What did the council decide in 2024?", "2024-01-01", "2024-12-31"),
        ("What did the council decide in early September 2025?", "2025-09-01", "2025-09-10"),
        ("What did the council decide in late 2024?", "2024-09-01", "2024-12-31"),
        ("Who was mayor as of January 2025?", "2025-01-01", "2025-01-31"),
        ("Who has been mayor since March 2025?", "2025-03-01", None),
        ("Who was mayor after March 2025?", "2025-04-01", None),
        ("Who was mayor before March 2025?", None, "2025-02-28"),
        ("Who was mayor until March 2025?", None, "2025-03-31"),
        ("Who was mayor until the end of 2024?", None, "2024-12-31"),
        ("Who was mayor between 2021 and 2023?", "2021-01-01", "2023-12-31"),
        ("Who was mayor from January to September 2025?", "2025-01-01", "2025-09-30"),
        ("What did she say in January 2025, and what in September?", "2025-01-01", "2025-09-30"),
        ("Who was mayor after 2020 but before 2024?", "2021-01-01", "2023-12-31"),
        ("What happened today?", "2026-11-18", "2026-11-18"),
        ("What happened yesterday?", "2026-11-17", "2026-11-17"),
        ("What happened this week?", "2026-11-16", "2026-11-22"),
        ("What happened last month?", "2026-10-01", "2026-10-31"),
        ("What happened in the past week?", "2026-11-11", "2026-11-18"),
        ("What happened two months ago?", "2026-09-01", "2026-09-30"),
        ("What happened last year?", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_time_of_the_calendar_is_a_period(question: str, earliest: str | None, latest: str | None) -> None:
    """Named times become days; "since" and "before" leave a side open; "today" is the asker's day."""
    asked = time_asked(question, TODAY)
    assert asked is not None
    assert (asked.kind, asked.problem) == ("period", None)
    found = [None if day is None else day.isoformat() for day in (asked.earliest, asked.latest)]
    assert found == [earliest, latest]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the latest on the bridge?", "present"),
        ("Who is currently mayor?", "present"),
        ("What do they plan now?", "present"),
        ("Is the bridge still closed?", "present"),
        ("What's new on the ferry?", "present"),
        ("As of the most recent reports, is the tunnel open?", "present"),
        ("What did the mayor first say of the bridge?", "first"),
        ("What was originally planned?", "first"),
        ("What did the mayor say before the vote?", "event"),
        ("Whom did she call after the meeting?", "event"),
        ("Whom did she call before 4 September?", "event"),
    ],
)
def test_words_of_time_without_a_date(question: str, kind: str) -> None:
    """Words for the present, the beginning and an event are told apart, and no date is invented for them."""
    asked = time_asked(question, TODAY)
    assert asked is not None
    assert (asked.kind, asked.earliest, asked.latest) == (kind, None, None)


@pytest.mark.parametrize(
    "question",
    ["Who is the mayor?", "When did the bridge close?", "What was in the first batch?", "Who is the First Lady?",
     "What do they say about the 2024 election?", "How many boats carry 2024 people?", "May I ask who built it?",
     "May leave be carried over into next year?",
     "Why did she march to the bridge?", "What did she say on Friday?", "What did the second mayor say?", ""],
)  # fmt: skip
def test_question_without_time_words_has_no_time(question: str) -> None:
    """Ordinal numbers, names of events, counts and verbs that look like months name no time."""
    assert time_asked(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("What happened on 30 February 2025?", "There is no 30 February 2025."),
        ("What happened on September 31?", "There is no September 31."),
        ("What happened on 2025-13-45?", "There is no 2025-13-45."),
        ("What is the latest from 2024 before 2023?", "No day is both in 2024 and before 2023."),
        ("Who spoke after May 2025 but before March 2025?", "No day is both after May 2025 and before March 2025."),
    ],
)
def test_impossible_times_are_named(question: str, problem: str) -> None:
    """A day of no calendar and times that exclude each other are said plainly."""
    asked = time_asked(question, TODAY)
    assert asked is not None
    assert asked.problem == problem


@pytest.mark.parametrize(
    "question",
    ["Who spoke after 2023 or before 2021?", "What was said in 2024 and in 2021?",
     "What did the mayor who had been elected in 2024 say about the bridge that was built before 2001?"],
)  # fmt: skip
def test_times_that_can_hold_are_no_contradiction(question: str) -> None:
    """Two times side by side, an "or", or times that belong to different things do not exclude each other."""
    asked = time_asked(question, TODAY)
    assert asked is None or asked.problem is None


def test_day_without_a_year_stays_without() -> None:
    """A question's day of no year is that day of any year."""
    asked = time_asked("What did she say on 4 September?", TODAY)
    assert asked is not None
    assert (asked.yearless, asked.earliest) == (((9, 4),), None)
    both = time_asked("What did she say on 4/9?", TODAY)
    assert both is not None
    assert both.yearless == ((9, 4), (4, 9))


def test_open_day_of_a_question_is_one_of_its_readings() -> None:
    """4/9/2025 in a question is the fourth of September or the ninth of April, and no day between them."""
    asked = time_asked("What happened on 4/9/2025?", TODAY)
    assert asked is not None
    said = [dated_spans(f"It happened on {day}.")[0] for day in ("4 September 2025", "9 April 2025", "1 June 2025")]
    assert [asked.touches(span) for span in said] == [True, True, False]


def test_a_story_is_not_searched_for_times() -> None:
    """In a text of many words "yesterday" is not what is asked for."""
    assert time_asked(f"Yesterday we argued. {'We made a bet. ' * 30} Who is the mayor?", TODAY) is None
