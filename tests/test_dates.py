"""The dates that a text speaks of: read where there is evidence, open where there is none."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from index.cleaning import judge
from index.dates import as_of, dated_spans, impossible_date
from index.documents import Line
from index.loaders import load, load_jsonl
from index.tense import tense


def spoken(text: str, published: str | None = None) -> list[tuple[str, list[str]]]:
    """Each date's words and the first days of its readings."""
    return [
        (text[span.start : span.end], [first.isoformat() for first, _ in span.readings])
        for span in dated_spans(text, published)
    ]


def derived(text: str, published: str | None = None) -> str | None:
    return as_of(text, judge(text), published)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("8 March 2024", "2024-03-08", "2024-03-08"),
        ("the 8th of March, 2024", "2024-03-08", "2024-03-08"),
        ("March 8, 2024", "2024-03-08", "2024-03-08"),
        ("Mar. 8, 2024", "2024-03-08", "2024-03-08"),
        ("2024-03-08", "2024-03-08", "2024-03-08"),
        ("25/3/2024", "2024-03-25", "2024-03-25"),
        ("3/25/2024", "2024-03-25", "2024-03-25"),
        ("25.3.2024", "2024-03-25", "2024-03-25"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("in the 1960s", "1960-01-01", "1969-12-31"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(words: str, first: str, last: str) -> None:
    """A written day, month or year becomes the days that it covers."""
    (span,) = dated_spans(f"The weir was rebuilt {words}.")
    assert (span.earliest, span.latest) == (date.fromisoformat(first), date.fromisoformat(last))
    assert not span.open


@pytest.mark.parametrize(
    "text",
    ["Three of 3/4 litres were lost.", "It cost 2024 dollars.", "about 2,024 people", "open 24/7", "room 2024-1",
     "after 9/11", "Ada May spoke.", "30 February 2024", "1.5.2 came out", "at 10:30", "the class of 2024"],
)  # fmt: skip
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    """Fractions, sums, versions, names and days of no calendar are not dates."""
    assert dated_spans(text) == []


@pytest.mark.parametrize(
    ("evidence", "readings"),
    [
        ("The barrier was raised on 25/8/2025. ", ["2025-09-04"]),
        ("The barrier was raised on 8/25/2025. ", ["2025-04-09"]),
        ("On September 4, 2025 the dyke broke. ", ["2025-09-04"]),
        ("On 9 April the dyke broke. ", ["2025-04-09"]),
        ("", ["2025-04-09", "2025-09-04"]),
        ("It rose on 25/8/2025 and fell on 8/25/2025. ", ["2025-04-09", "2025-09-04"]),
    ],
    ids=["a day above 12 first", "a day above 12 second", "written out", "written out without year", "none", "both"],
)
def test_day_first_or_month_first_is_decided_by_evidence(evidence: str, readings: list[str]) -> None:
    """4/9/2025 is read as other dates of the document show, and keeps both readings where they show nothing."""
    found = spoken(f"{evidence}The council met on 4/9/2025.")
    assert found[-1] == ("4/9/2025", readings)


def test_weekday_decides_the_order() -> None:
    """The weekday before a numeric date says which reading is meant, and with it how the others are read."""
    found = spoken("The council met on Thursday, 4/9/2025 and again on 5/9/2025.")
    assert [readings for _, readings in found] == [["2025-09-04"], ["2025-09-05"]]
    (span, _) = dated_spans("The council met on Thursday, 4/9/2025 and again on 5/9/2025.")
    assert span.decided == "by its weekday"


def test_day_without_a_year_takes_the_stated_one() -> None:
    """A day without a year takes the year in which it is nearest to the date of publication."""
    assert spoken("They met on 30 December.", "2025-01-10") == [("30 December", ["2024-12-30"])]
    assert spoken("They met on January 16.", "2025-01-31") == [("January 16", ["2025-01-16"])]


def test_day_without_a_year_takes_that_of_a_full_date_near_it() -> None:
    """Without a date of publication, a full date within two months gives the year; a bare or a far one does not."""
    assert spoken("On 5 September 2025 she spoke. He had spoken on September 4.")[1][1] == ["2025-09-04"]
    assert spoken("On 5 September 2025 she spoke. He had spoken on January 4.")[1][1] == []
    assert spoken("In 2022 she spoke. He had spoken on January 4.")[1][1] == []
    assert spoken("In February 2024 she spoke. He had spoken on January 13.")[1][1] == []


def test_date_of_publication_decides_between_a_near_and_a_far_reading() -> None:
    """4/9 in an article of 5 September is the day before; in one of June both readings stay."""
    assert spoken("They met on 4/9.", "2025-09-05") == [("4/9", ["2025-09-04"])]
    assert spoken("They met on 4/9.", "2025-06-20") == [("4/9", ["2025-04-09", "2025-09-04"])]


def test_open_date_keeps_every_possibility() -> None:
    """A date of no year and no order may be in April and in September of any year, and in no other month."""
    (span,) = dated_spans("The council met on 4/9.")
    assert (span.open, span.earliest, span.yearless) == (True, None, ((9, 4), (4, 9)))
    assert "no year is stated" in span.decided
    assert span.possibly_in(date(2025, 9, 1), date(2025, 9, 30))
    assert span.possibly_in(date(2019, 4, 1), date(2019, 4, 30))
    assert not span.possibly_in(date(2025, 5, 1), date(2025, 5, 31))


def test_relative_dates_need_a_stated_date() -> None:
    """Words such as "last month" and "on Friday" are counted from the date of publication, and are nothing without."""
    text = "She saw him last month. They had agreed on Friday."
    assert spoken(text, "2025-01-30") == [("last month", ["2024-12-01"]), ("on Friday", ["2025-01-24"])]
    assert spoken(text) == []


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("yesterday", "2025-01-29", "2025-01-29"),
        ("three days ago", "2025-01-27", "2025-01-27"),
        ("2 months ago", "2024-11-01", "2024-11-30"),
        ("a year ago", "2024-01-01", "2024-12-31"),
        ("two weeks ago", "2025-01-13", "2025-01-19"),
        ("in the past week", "2025-01-23", "2025-01-30"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("this week", "2025-01-27", "2025-02-02"),
    ],
)
def test_relative_dates_are_counted_from_the_stated_one(words: str, first: str, last: str) -> None:
    """Days, weeks, months and years back are those of the calendar; a past week ends on the day of writing."""
    (span,) = dated_spans(f"The weir broke {words}.", "2025-01-30")  # a Thursday
    assert [str(span.earliest), str(span.latest)] == [first, last]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The weir was rebuilt in 2024.", "past"),
        ("Speaking on 5 September 2025, Ada Quill revealed that boats might be sent.", "past"),
        ("As of May 2024, there are four boats.", "past"),
        ("The tunnel will open on 3 May 2027.", "ahead"),
        ("On 3 May 2027, the tunnel will open.", "ahead"),
        ("The council wants four boats by 2030.", "ahead"),
        ("It is expected to be finished in 2031.", "ahead"),
        ("A decision is expected in November 2031.", "ahead"),
        ("She said that boats would be sent in 2028.", "ahead"),
        ("A vote is due for March 2027.", "ahead"),
        ("The next fair begins on 3 May 2027.", None),
        ("They will meet at the United Harbour Club on 3 May 2027.", "ahead"),
        ("The council met Ada May on 3 June 2024.", "past"),
        ("The residents were told to leave by the autumn of 2027.", "ahead"),
        ("The bank raised its dividend, payable on 28 June 2024.", None),
        ("The council told the owners to move their boats in 2027.", "ahead"),
        ("The mayor, Ada Quill, on 3 June 2024 sold her boat.", "past"),
        ("The council on 3 May 2024 told the owners to move their boats.", "past"),
        ("She told the council that she moved to nearby Norport in 2019.", "past"),
        ("It built a hall with two more expected in 2027.", None),
        ("The fair was planned in 2019.", "past"),
        ("The day of the boats is celebrated on 3 June 2024.", None),
        ("The mayor is said to have left on 3 June 2024.", "past"),
        ("The pool was closed until 6 p.m. on 3 June 2024.", "ahead"),
        ("The price rose to 6 pounds on 3 June 2024.", "past"),
        ("She will open a well-planned harbour in 2027.", "ahead"),
        ("In 2030 the increased fee ends.", None),
        ("Asked on 3 May 2024, the council was silent.", "past"),
    ],
)
def test_tense_of_a_date(sentence: str, said: str | None) -> None:
    """The verb that governs a date says whether it is past; plans, deadlines and timetables are not."""
    (span,) = dated_spans(sentence)
    assert tense(sentence, span.start, span.end) == said


BODY = """\
The ferry company said on 3 May 2024 that the night service between the two islands had ended on 28 April 2024.
It will run day trips from June 2026, and the council wants a bridge by 2035, when the last boat is to be sold.
The service had run every night since 1998, when the council paid for the boat and for its first crew of four."""


def test_as_of_is_the_latest_past_date_of_the_article() -> None:
    """Of the dates of an article, the latest that is spoken of as past counts, not a plan or a deadline."""
    assert derived(BODY) == "2024-05-03"


def test_date_in_a_teaser_is_not_the_articles() -> None:
    """A date in the teaser of another article, in a menu or in the headline says nothing about the article."""
    page = f"Islands lost their ferry on 9 June 2025\n{BODY}\nRelated posts\nOn February 23, 2026, police found...\n"
    assert derived(page) == "2024-05-03"


def test_date_in_a_teaser_is_no_evidence() -> None:
    """A full date of another article gives the article's own days no year, and no order of day and month."""
    body = BODY.replace("3 May 2024", "3 May").replace("28 April 2024", "28 April").replace(" since 1998", "")
    page = (
        f"Islands lose their ferry\n{body}\nRelated posts\nOn May 23, 2026, police found...\nOn 25/5/2026, it was...\n"
    )
    assert derived(page) is None
    assert dated_spans(page)[0].readings != dated_spans(page, None, judge(page))[0].readings == ()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("The weir was rebuilt in March 2024 by the town.", "2024-03"),
        ("The weir was rebuilt in 2024 by the town.", "2024"),
        ("The weir was rebuilt on 4/9/2024 by the town.", "2024"),
        ("The weir was rebuilt on 4 May by the town.", None),
        ("The weir was rebuilt by the town.", None),
    ],
)
def test_as_of_is_as_precise_as_the_text(text: str, iso: str | None) -> None:
    """A month stays a month; of an open form only what its readings share is taken."""
    assert derived(text) == iso


def test_as_of_is_never_after_the_stated_date() -> None:
    """What lies after the date of publication is a plan, however it is worded."""
    assert (
        derived("The fair opened on 3 May 2024. The race was moved to and held on 9 May 2024.", "2024-05-06")
        == "2024-05-03"
    )


def test_as_of_is_never_after_the_day_of_reading() -> None:
    """What lies after the day on which the text is read is to come, however it is worded."""
    text = "The fair opened on 3 May 2024. The film was set in 2051 and was shown in June 2024."
    assert as_of(text, judge(text), None, date(2025, 1, 1)) == "2024-06"
    assert as_of(text, judge(text), None, date(2024, 5, 20)) == "2024-05-03"


def test_as_of_is_no_decade() -> None:
    """A decade names no date: the lamps of the 1960s say nothing about the age of an article."""
    assert derived("The town changed the lamps, which were put up in the 1960s.") is None
    assert derived("The town changed the lamps of the 1960s, which were repaired in 1958.") == "1958"


@pytest.mark.parametrize("published", [None, "2026-03-04"])
def test_day_of_a_dateline_is_no_plan(published: str | None) -> None:
    """An article speaks of the day on which it was written as past, whatever verb follows the dateline."""
    text = "PORT NORLAND, March 4, 2026 (IP) — The council will raise the fees for the berths that date from 2019."
    assert derived(text, published) == "2026-03-04"


def test_pages_and_corpora_state_their_date_and_derive_the_other(tmp_path: Path) -> None:
    """A meta tag, front matter and a corpus's metadata state the date of publication; the file's own time does not."""
    page = tmp_path / "a.html"
    page.write_text(f'<html><head><meta property="article:published_time" content="2024-05-06T10:00:00Z"></head>'
                    f"<body><article><p>{'</p><p>'.join(BODY.splitlines())}</p></article></body></html>")  # fmt: skip
    note = tmp_path / "b.md"
    note.write_text(f"---\ndate: 2024-05-07\n---\n{BODY}\n")
    corpus = tmp_path / "c.jsonl"
    corpus.write_text(
        '{"_id": "1", "text": "The weir was rebuilt in March 2024.", "metadata": {"published": "2024-05-08"}}\n'
    )
    plain = tmp_path / "d.txt"
    plain.write_text(BODY)
    loaded = [load(page, "a"), load(note, "b"), *load_jsonl(corpus), load(plain, "d")]
    assert [getattr(d, "published", None) for d in loaded] == ["2024-05-06", "2024-05-07", "2024-05-08", None]
    assert [getattr(d, "as_of", None) for d in loaded] == ["2024-05-03", "2024-05-03", "2024-03", "2024-05-03"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("on 30 February 2025?", "30 February 2025"), ("on September 31", "September 31"), ("2025-13-45", "2025-13-45"),
     ("on 29 February 2023", "29 February 2023"), ("on 29 February 2024", None), ("17/20 voted", None),
     ("the 45 May Street", None), ("on 31/9/2025", "31/9/2025")],
)  # fmt: skip
def test_day_of_no_calendar_is_found(text: str, words: str | None) -> None:
    """A day that no calendar has is named; what is hardly meant as a day is not."""
    assert impossible_date(text) == words


def test_long_text_is_read_in_time() -> None:
    """A text of 12,000 dates, written in full, without a year and relative, takes no more than linear time."""
    said = (f"It rose on {d % 28 + 1} May {1900 + d % 99}, on March {d % 28 + 1} and last week. " for d in range(4_000))
    text = "".join(said) + "1/1/1/" * 4_000 + "9" * 4_000
    started = time.perf_counter()
    assert len(dated_spans(text, "2001-01-01")) == 12_000
    assert as_of(text, [Line(n, n + 60, True, "paragraph") for n in range(0, len(text), 60)]) is not None
    assert time.perf_counter() - started < 20
