"""Title, outlet and date: what a page states, and nothing that it does not."""

from __future__ import annotations

import pytest

from index.cleaning import judge
from index.metadata import full_date, stated_outlet, stated_published, stated_title, title_of

BODY = """\
The ferry company said on Monday that the night service between the two islands would end in October.
It had run every night since May 3, 1998, when the council paid for the boat and for its first crew.
Fewer than twenty people a night used it last winter, according to the company's own count."""


def published(text: str) -> str | None:
    return stated_published(text, judge(text))


def outlet(text: str) -> str | None:
    return stated_outlet(text, judge(text))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("March 8, 2024", "2024-03-08"),
        ("8 March 2024", "2024-03-08"),
        ("2024-03-08", "2024-03-08"),
        ("2024-03-08T09:30:00+01:00", "2024-03-08"),
        ("Fri, Mar. 8, 2024", "2024-03-08"),
        ("25.3.2024", "2024-03-25"),
        ("3/25/2024", "2024-03-25"),
        ("8 марта 2024", "2024-03-08"),
        ("8. März 2024", "2024-03-08"),
    ],
)
def test_a_full_date_is_read(text: str, date: str) -> None:
    """Day, month and year, as pages write them, become YYYY-MM-DD."""
    assert full_date(text) == date


@pytest.mark.parametrize(
    "text",
    ["", "2024", "March 2024", "March 8", "4/9/2024", "4/9", "30 February 2024", "March 8, 2024 to March 9, 2024"],
)
def test_half_a_date_is_no_date(text: str) -> None:
    """What lacks a part, could be two days, or is no day of any calendar, states no date."""
    assert full_date(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "March 8, 2024",
        "Published March 8, 2024",
        "Published: 8 March 2024, 10:30 a.m. ET",
        "By Tom Aldous | March 8, 2024",
        "March 8, 2024 Updated March 9, 2024, 1:32 a.m. ET",
        "Port Norland, March 8, 2024",
        "By Tom Aldous, 8 March 2024",
        "Minutes of the meeting held on Friday, 8 March 2024",
        "Version 6.1, effective 8 March 2024",
    ],
)
def test_the_date_line_of_the_article_is_its_date(line: str) -> None:
    """A line above the article that is a date, alone or in a byline, is the date of publication."""
    assert published(f"Islands to lose their night ferry\n{line}\n{BODY}") == "2024-03-08"


@pytest.mark.parametrize("line", ["Port Norland, March 8, 2024", "By Tom Aldous, 8 March 2024"])
def test_the_date_line_is_no_part_of_the_article(line: str) -> None:
    """Nothing is answered from the line that says where, by whom and when an article was written."""
    text = f"Islands to lose their night ferry\n{line}\n{BODY}"
    assert {text[each.start : each.end]: each.kept for each in judge(text)}[line] is False


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"Updated March 8, 2024\n{BODY}",
        f"Islands to lose their night ferry in the week of March 8, 2024\n{BODY}",
        f"Norland, March 8, 2024 – A night on the last ferry to the islands\n{BODY}",
        f"Islands to lose their night ferry\n{BODY}\nRelated posts\nMarch 8, 2024\nSchool roof blown off in the storm",
        f"Islands to lose their night ferry\n4/9/2024\n{BODY}",
    ],
    ids=["in a sentence", "of an update", "in a headline", "opens a headline", "in a teaser", "ambiguous"],
)
def test_any_other_date_is_not(text: str) -> None:
    """A date in a sentence, an update, a headline or a teaser says nothing about publication."""
    assert published(text) is None


@pytest.mark.parametrize(
    "opening",
    [
        "Summary by Dr Ada Quill, Norland Field Station Published 14 March 2019",
        "Lay summary of report 117 Dr Ada Quill, environmental safety Date: 14 March 2019",
        "Plain-language summary. Ada Quill and Ben Roe, Institute of Ferries, Port Norland. 14 March 2019.",
        "Minutes of the ordinary meeting held in the old hall on Thursday 14 March 2019 at 7 p.m.",
        "Minutes, ordinary meeting, Thursday 14 March 2019",
        "Annual meeting, 14 March 2019, Corn Hall",
    ],
)
@pytest.mark.parametrize("above", ["The state of the ferries\n\n", "NORLAND COUNCIL\n"], ids=["headline", "name"])
def test_the_imprint_of_a_document_is_its_date(above: str, opening: str) -> None:
    """What says above the text whose a document is, and when it was made, dates it, though it looks like a sentence."""
    assert published(f"{above}{opening}\n\n{NEWS}\n\nIt had paid for the berths since 1998.\n") == "2019-03-14"


@pytest.mark.parametrize(
    "opening",
    [
        "The report, published 14 March 2019, says that the ferries are old.",
        "Published on 14 March 2019, the report says that the ferries are old.",
        "Minutes of talk were heard on 14 March 2019 before the ferry sank.",
        "The ferry was lost near Port Norland, 14 March 2019 being a day of storm.",
        "The ferries are old. It is so since 14 March 2019.",
        f"Date: 14 March 2019. {'The ferries are old and the quays are long. ' * 8}",
    ],
)
def test_a_paragraph_that_tells_of_a_day_is_no_imprint(opening: str) -> None:
    """The first paragraph of an article may tell what happened, or was published, on some day."""
    assert published(f"The state of the ferries\n\n{opening}\n\n{NEWS}\n") is None


NEWS = "The council will raise the fees that ships pay for the night berths of the old harbour, it said on Friday."


@pytest.mark.parametrize("headline", ["Islands to raise their berth fees\n\n", ""], ids=["headline", "none"])
@pytest.mark.parametrize(
    "dateline",
    [
        "PORT NORLAND, March 8, 2024 (Island Press) —",
        "PORT NORLAND, March 8, 2024 (Island Press) —\n",
        "Port Norland, Velland, 8 March 2024 -",
        "PORT NORLAND (IP), Fri., Mar. 8, 2024 –",
        "RIO DE NORLAND — March 8, 2024 — “Soon,” the mayor says:",
        "NORLAND, March 8, 2024 /Norland Wire/ --",
        "NORLAND, 8. März 2024 (IP)—",
        "Port Norland, 8 March 2024.",
        "PORT NORLAND, March 8, 2024.\n",
    ],
)
def test_the_dateline_of_the_first_paragraph_is_its_date(dateline: str, headline: str) -> None:
    """A place and a full date before the dash that opens the article are where and when it was written."""
    assert published(f"{headline}{dateline} {NEWS}\n\nIt had paid for the berths since 1998.\n") == "2024-03-08"


@pytest.mark.parametrize(
    "opening",
    [
        "VELMAR (IP) -",
        "VELMAR, March 8 (IP) —",
        "Velmar, March 8.",
        "Velmar, March 8, 2024. it",
        "Velmar, March 8, 1924. Water stands in every street.",
        "The flood, 8 March 2024.",
        "On March 8, 2024 -",
        "Ada Quill, born 3 March 1954 – Mayor of Norport since the flood –",
        "The ferry, built on March 8, 2024 —",
        "Friday, March 8, 2024 – Fair of the Islands.",
        "Velmar, March 8, 2024 — the day of the long storm —",
        "Velmar, March 8, 1924 — Water stands in every street.",
    ],
    ids=[
        "no date",
        "no year",
        "no year and no dash",
        "no sentence behind it",
        "a story before a full stop",
        "no name of a place",
        "no place",
        "a birth",
        "a clause",
        "a day of a calendar",
        "goes on",
        "a story of long ago",
    ],
)
def test_other_openings_state_no_date(opening: str) -> None:
    """Without a place, a full date and a dash or full stop there is no dateline, nor in a story of earlier years."""
    assert published(f"{opening} {NEWS}\n\nIt has paid for the berths since 1998.\n") is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2024 The Island Messenger. All rights reserved.", "The Island Messenger"),
        ("Copyright © 2019-2024 Island Messenger", "Island Messenger"),
        ("Welcome to Island Messenger", "Island Messenger"),
        ("© 2024 all rights reserved", None),
        ("- Tom Aldous", None),
        ("Share this post:", None),
    ],
)
def test_the_outlet_is_what_the_page_signs_with(line: str, name: str | None) -> None:
    """The name beside a copyright sign or in a welcome is the outlet; other furniture names none."""
    assert outlet(f"Menu\nIslands to lose their night ferry\n{BODY}\nRelated posts\n{line}") == name


def test_a_name_in_the_article_is_not_the_outlet() -> None:
    """A sentence that welcomes somebody somewhere does not name who published it."""
    assert (
        outlet(f"{BODY}\nWelcome to Harbour Town, said the sign that the company took down in the same week.") is None
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Islands to lose their night ferry\n{BODY}", "Islands to lose their night ferry"),
        (
            f"Menu\nTerms of use\nIslands to lose their night ferry\nBy Tom Aldous\n{BODY}",
            "Islands to lose their night ferry",
        ),
        (BODY, None),
        (f"Tom Aldous and Mara Oduya\n{BODY}", None),
        (f"Tom Aldous, Island Messenger\n{BODY}", None),
        (f"MESSENGER —\n{BODY}", None),
    ],
    ids=["first line", "below a menu", "none", "two writers", "writer and outlet", "outlet"],
)
def test_the_title_is_the_headline_above_the_article(text: str, title: str | None) -> None:
    """The headline is found among the lines above the article; writers and outlets are none."""
    assert stated_title(text, judge(text)) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("ferry-strike", "ferry-strike"),
        ("2025_03_budget", "2025_03_budget"),
        ("004_9f3ac2", "The ferries will sail again on Monday, the …"),
    ],
)
def test_a_text_without_headline_goes_by_its_name_or_its_first_words(name: str, title: str) -> None:
    """A file name that says something is a title; an identifier is not, and gives way to how the text begins."""
    text = "“The ferries will sail again on Monday,” the union said after a vote of its members in Norport. " * 4
    lines = judge(text)
    assert stated_title(text, lines) is None
    assert title_of(name, text, lines) == title.replace("Monday,", "Monday,”")
