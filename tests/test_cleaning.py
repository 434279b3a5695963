"""Article and furniture, told apart line by line."""

from __future__ import annotations

import itertools
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning import NOTHING_ELSE, judge, likeliest_blocks, line_spans
from index.documents import Line

BODY = """\
The ferry company said on Monday that the night service between the two islands would end in October.
Fewer than twenty people a night used it last winter, according to the company's own count.
"We cannot run an empty boat," the director, Mara Oduya, told the island council.
Costs and fares
A single crossing costs 4 crowns today. The council offered to pay half of the losses for one more year.
The company has not answered yet, and the council meets again on 12 August to decide what to do."""

PAGE = f"""\
Menu
Search
Home | News | Sport | Weather
Islands to lose their night ferry
By Tom Aldous
Share this:
{BODY}
Read also: Harbour wall to be repaired
The last night boat will leave at 23:40, and passengers will have to wait for the morning after that.
Share this post:
Related posts
Lighthouse keeper retires after forty years
The keeper of the northern lighthouse has handed over the keys and...
School roof blown off in the storm
Nobody was hurt when the roof of the village school...
Leave a Comment
This website uses cookies to improve your experience. Accept all cookies
© 2024 The Island Messenger. All rights reserved."""


def kept(text: str, title: str | None = None) -> list[str]:
    return [text[line.start : line.end].strip() for line in judge(text, title) if line.kept]


def reason(text: str, snippet: str) -> str:
    return next(line.reason for line in judge(text) if snippet in text[line.start : line.end])


def test_a_scraped_page_keeps_its_article_and_nothing_else() -> None:
    """The headline, every paragraph, the heading and the quote stay; all around them goes."""
    last = "The last night boat will leave at 23:40, and passengers will have to wait for the morning after that."
    assert kept(PAGE) == ["Islands to lose their night ferry", *BODY.splitlines(), last]


@pytest.mark.parametrize(
    ("snippet", "why"),
    [
        ("Menu", "menu"),
        ("Islands to lose", "headline"),
        ("Share this:", "share bar"),
        ("Costs and fares", "heading"),
        ("Fewer than twenty", "paragraph"),
        ("Read also", "link to another article"),
        ("Related posts", "related stories"),
        ("Lighthouse keeper retires", "teaser of another article"),
        ("Nobody was hurt", "teaser of another article"),
        ("Leave a Comment", "comment form"),
        ("uses cookies", "cookie notice"),
        ("©", "copyright notice"),
    ],
)
def test_each_line_says_why(snippet: str, why: str) -> None:
    """A reader who asks for the judged lines sees in words what each one was taken for."""
    assert reason(PAGE, snippet) == why


def test_the_article_goes_on_after_a_link_inside_it() -> None:
    """Only the line that links to another article is left out, not what follows it."""
    assert any(line.startswith("The last night boat") for line in kept(PAGE))


def test_a_headline_is_kept_once() -> None:
    """A headline that the page repeats, for a picture or a share bar, is left out where it is repeated."""
    text = f"Islands to lose their night ferry\nIslands to lose their night ferry thumbnail\n\n{BODY}\nPopular"
    assert kept(text) == ["Islands to lose their night ferry", *BODY.splitlines()]


@pytest.mark.parametrize(
    ("line", "headline"),
    [("River Ode", True), ("Ode", True), ("Ada Quill", False), ("Rivers", False), ("River Ode:", False)],
)
def test_short_first_line_is_a_headline_where_the_text_is_about_it(line: str, headline: bool) -> None:
    """A subject of up to three words above the first paragraph is its headline; a writer or a section is none."""
    text = f"{line}\n\nThe Ode is a river in the east of Velland, which rises in the hills and flows to the sea.\n"
    assert (judge(text)[0].reason == "headline") is headline


@pytest.mark.parametrize(
    ("line", "below", "headline"),
    [
        ("Islands to lose the last ferry that sails at night after the board's ...", "", True),
        ("Islands lose night ferry in …", "Published 2024-03-08 by islandpost.example\n\n", True),
        ("'We are lost here.' The islands speak of their ferry.", "Published March 8, 2024\n\n", True),
        ("'We are lost here.' The islands speak of their ferry.", "", False),
        ("Ada Quill and Ben Roe of Lind.", "Published March 8, 2024\n\n", True),
        ("Ada Quill and Ben Roe", "March 8, 2024\n\n", False),
    ],
)
def test_first_line_that_was_cut_off_or_has_the_date_below_is_the_headline(
    line: str, below: str, headline: bool
) -> None:
    """Headlines end with dots where a page cut them, and may end like a sentence above the date of the article."""
    lines = judge(f"{line}\n\n{below}{BODY}")
    assert (lines[0].reason == "headline") is headline
    assert not below or (lines[1].kept, lines[1].reason) == (False, "date line")


def test_wrapped_paragraphs_are_judged_whole() -> None:
    """No line amid a paragraph that an editor has wrapped is a headline, and none of it is left out above one."""
    text = (
        "Islands lose ferry\n\n"
        "The night ferry to the islands will stop in spring, the harbour board of Port Norland\n"
        "said on Monday, since hardly anybody takes it. Ada Quill, who has been its captain for\n"
        "twenty years, called the decision sad. The last boat leaves on 1 March.\n\n"
        "The board had spent 30,000 on the boat in the past year, and says that it could not\n"
        "Pay more; the islands, it adds, have a day ferry too, which will come more often and\n"
        "will cost less than before.\n\n"
        "The board meets again in June, when it will hear what the islands have to say about all of that.\n"
    )
    lines = judge(text)
    assert all(line.kept for line in lines)
    assert not any(line.reason == "headline" for line in lines[1:])
    assert [line.reason for line in lines[1:4]] == ["paragraph"] * 3


def test_line_that_says_who_is_what_is_no_headline() -> None:
    """What names the people of a meeting is none, however like a headline it is."""
    text = f"Minutes of the harbour board\nIn attendance: Mrs Ada Quill (clerk), Mr Ben Roe, two members\n\n{BODY}"
    assert [line.reason for line in judge(text)][:1] == ["headline"]


def test_captions_are_left_out_both_times() -> None:
    """A caption with its credit is furniture, and so is its copy."""
    caption = "The night ferry in the harbour last winter. Photo: Island Picture Desk"
    lines = BODY.splitlines()
    text = "\n".join([*lines[:3], caption + " |", caption, *lines[3:]])
    assert kept(text) == lines


def test_a_list_of_sentences_above_the_article_is_article() -> None:
    """Bullet points that sum the article up are kept."""
    points = ["  • The night ferry will end in October.", "  • Fewer than twenty people a night used it.",
              "  • The council offers to pay half of the losses."]  # fmt: skip
    text = "\n".join(["Islands to lose their night ferry", "Key points", *points, "", BODY, "LATEST NEWS"])
    found = kept(text)
    assert [line for line in found if line.startswith("•")] == [point.strip() for point in points]
    assert "LATEST NEWS" not in found


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        BODY.replace("\n", " "),
        "The bridge opened.",
        "The bridge opened",
        "Ferry ends\nThe night ferry ends in October.",
        "Roses are red\nViolets are blue\nThe ferry is late\nAnd so are you",
        "Goals by season\n2019: 14\n2020: 9\n2021: 22\nTotal: 45",
        "BACKGROUND: Sleep is studied. METHODS: We asked 40 people. RESULTS: They slept. CONCLUSION: Sleep helps.",
        "渡し船は十月に終わります。\n会社は月曜日にそう発表しました。",
        "Паром перестанет ходить в октябре.\nОб этом компания сообщила в понедельник.",
    ],
    ids=[
        "article",
        "one line",
        "sentence",
        "fragment",
        "two lines",
        "poem",
        "table",
        "abstract",
        "Japanese",
        "Russian",
    ],
)
def test_a_clean_text_is_kept_whole(text: str) -> None:
    """Where nothing looks like furniture, nothing is left out."""
    assert kept(text) == [line.strip() for line in text.splitlines()]


def test_nothing_but_furniture_is_kept_and_says_so() -> None:
    """A page on which every line looks like furniture is kept, because the reader may know better."""
    lines = judge("Menu\nSearch\nShare this:\nRelated posts")
    assert [(line.kept, line.reason) for line in lines] == [(True, NOTHING_ELSE)] * 4


def test_a_known_title_tells_the_headline() -> None:
    """The title that the caller knows is the headline wherever it stands, and only there."""
    text = f"An unlikely line of eight words stands here\nIslands lose their ferry\n{BODY}"
    lines = judge(text, "Islands lose their ferry")
    assert [text[line.start : line.end] for line in lines if line.reason == "headline"] == ["Islands lose their ferry"]


def test_lines_marked_by_the_format_are_left_out() -> None:
    """What the file's format says of a line counts more than its look."""
    start = BODY.index("A single crossing")
    line = next(line for line in judge(BODY, marked={start: "image"}) if line.start == start)
    assert line == Line(start, line.end, False, "image")


@given(st.text(), st.none() | st.text())
@settings(max_examples=300, deadline=None)
def test_every_text_is_judged_line_by_line(text: str, title: str | None) -> None:
    """Whatever the text, each non-blank line is judged once, in order, at its own offsets."""
    lines = judge(text, title)
    assert [text[line.start : line.end] for line in lines] == [line for line in text.splitlines() if line.strip()]
    assert all(before.end < after.start for before, after in itertools.pairwise(lines))
    assert all(line.reason for line in lines)
    assert any(line.kept for line in lines) == bool(lines)


@given(st.lists(st.sampled_from([*PAGE.splitlines(), "", "\t", "…", "Read more »"]), max_size=60))
@settings(max_examples=100, deadline=None)
def test_pages_in_any_order_are_judged(rows: list[str]) -> None:
    """Furniture and article in any order are judged without an error, and never all left out."""
    text = "\r\n".join(rows)
    assert any(line.kept for line in judge(text)) == bool(text.strip())


def test_blocks_outweigh_one_odd_line() -> None:
    """A line that looks a little like furniture inside the article stays; a run of them goes."""
    assert likeliest_blocks(np.array([3.0, 3, -0.5, 3, -3, -3, 0.5, -3])) == [True] * 4 + [False] * 4


def test_offsets_do_not_contain_the_line_break() -> None:
    """Windows, old Mac and Unix line breaks all stay outside a line's offsets."""
    assert line_spans("a\r\nb\rc\n\n d \n") == [(0, 1), (3, 4), (5, 6), (8, 11)]


def test_hostile_lines_take_no_longer_than_others() -> None:
    """No line makes the word lists backtrack for long: a thousand odd lines are judged within seconds."""
    chance = random.Random(3)
    pieces = [
        "share on ",
        "more ",
        "read also ",
        "a.",
        "www.",
        "- ",
        "| ",
        "Aa ",
        "by ",
        "photo: ",
        "© 2020 ",
        "…",
        "1 ",
    ]
    rows = [chance.choice(pieces) * chance.randint(5, 400) + chance.choice(["", "!", " zz"]) for _ in range(1000)]
    started = time.process_time()
    assert len(judge("\n".join(rows))) == 1000
    assert time.process_time() - started < 10


def test_short_article_among_furniture_is_found() -> None:
    """Two paragraphs among many short lines are kept, and the lines that speak of furniture are not."""
    page = (
        "Menu\n\nSearch\n\nHarbour museum opens\n\n"
        "The harbour museum opened on Sunday with an exhibition about the old bridge.\n\n"
        "Visitors came from all over the region, and the mayor cut the ribbon at noon.\n\n"
        "Share this article:\n\nRelated posts\n\nTown hall painted yellow...\n\nLeave a comment\n"
    )
    kept = [page[line.start : line.end] for line in judge(page) if line.kept]
    assert [line.split()[0] for line in kept] == ["Harbour", "The", "Visitors"]
