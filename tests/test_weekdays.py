"""Which day a bare weekday of a dated article was, and where that stays open."""

from __future__ import annotations

import pytest

from index.weekdays import weekday_meant

FRIDAY = "2026-07-17"
SUNDAY = "2026-07-19"


def meant(sentence: str, published: str, weekday: str = "Friday") -> str | None:
    text = f"Rain fell for weeks. {sentence} The council has four boats."
    start = text.index(weekday)
    day = weekday_meant(text, start, start + len(weekday), published)
    return day and day.isoformat()


@pytest.mark.parametrize(
    ("sentence", "published", "day"),
    [
        ("The audit was published on Friday.", FRIDAY, "2026-07-17"),
        ("The audit was published on Friday.", SUNDAY, "2026-07-17"),
        ("The audit was published on Friday.", "2026-07-23", "2026-07-17"),
        ("On Friday the council published its audit.", SUNDAY, "2026-07-17"),
        ("The council said Friday that the bridge had fallen.", SUNDAY, "2026-07-17"),
        ("The bridge fell late on Friday evening after a storm.", SUNDAY, "2026-07-17"),
        ("The council lost money last year, it said on Friday.", SUNDAY, "2026-07-17"),
        ("The bridge has been closed since Friday.", SUNDAY, "2026-07-17"),
        ("The mayor, also known as the Captain, on Friday ordered all boats to be sold.", SUNDAY, "2026-07-17"),
        ("After failing to reach a deal, the two sides met again on Friday.", SUNDAY, "2026-07-17"),
        (
            "The company, which plans to close a plant, announced on Friday that it had lost money.",
            SUNDAY,
            "2026-07-17",
        ),
        ("The bridge fell last Friday.", FRIDAY, "2026-07-10"),
        ("The bridge fell last Friday.", "2026-07-22", "2026-07-17"),
    ],
)
def test_past_weekday_is_the_last_one_up_to_publication(sentence: str, published: str, day: str) -> None:
    """News of a Friday, told as past, is of the day of publication or of the last Friday before it."""
    assert meant(sentence, published) == day


@pytest.mark.parametrize(
    "sentence",
    [
        "The council will vote on Friday.",
        "The council said on Wednesday that it would vote on Friday.",
        "The council is to vote by Friday.",
        "A vote is expected on Friday.",
    ],
)
def test_weekday_to_come_is_the_next_one(sentence: str) -> None:
    """What is to come on a Friday will be on the first one after publication; on a Friday, that stays open."""
    assert meant(sentence, "2026-07-15") == "2026-07-17"
    assert meant(sentence, FRIDAY) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The council meets on Friday.",
        "The market was held every Friday.",
        "The storm came on a Friday.",
        "The shops opened on Black Friday.",
        "The bridge fell on the Friday before the fair.",
        "The bridge fell on Friday of that week.",
        "Last week the council voted on Friday.",
        "The bridge fell on Friday two weeks ago.",
        "The bridge fell on Friday, 3 July 2026.",
        "The bridge was closed from Monday to Friday.",
        "The bridge was closed until Friday.",
        "She agreed to meet the council on Friday.",
        "Both sides were asked to meet a mediator, former minister Ada Quill, on Friday.",
        "The owners agreed to meet the mediator, who was named last year, on Friday.",
        "Anger began to grow over a rule of the club, which runs the pool, to keep its gates closed on Friday.",
        "The council said that it would go, with talks expected on Friday.",
        "The council has voted to hold talks, chaired by a judge on Friday.",
        "The bank has agreed to sell ships, vans and a shipyard on Friday.",
        "The guests will be told the berths assigned by 9 on Friday.",
        "She had said in spring that she would leave on Friday.",
        "The bridge fell last Friday.",
        "Court clears council on Friday.",
    ],
)
def test_weekday_of_another_week_or_of_no_time_stays_open(sentence: str) -> None:
    """No day is given to a weekday of each week, of another week, with its date, or of unclear tense."""
    assert meant(sentence, SUNDAY) is None


def test_two_weekdays_stay_open() -> None:
    """Words that name two weekdays are of no one day."""
    assert meant("It rained on Thursday and Friday.", SUNDAY, "Thursday and Friday") is None
