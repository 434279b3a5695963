"""The words of an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from rag.composing import UNSURE, Section, cite, compose, in_order_of_time, label, quoted
from rag.question import open_ended
from rag.reader import Candidate
from rag.statements import Selection, Statement, quote
from tests.fakes import document, hits_of


def candidates(*texts: str) -> list[Candidate]:
    """A candidate for each whole text, of one article each."""
    hits = hits_of(*(document(text, f"{number}.txt", f"Title {number}") for number, text in enumerate(texts)))
    return [Candidate(hit, hit.start, hit.end, 1.0, None) for hit in hits]


@pytest.mark.parametrize("bullet", ["• ", "- ", "* ", "  •  ", "— "])
def test_bullet_is_not_quoted(bullet: str) -> None:
    """The bullet of a list stays out of the quote, and the offsets say so."""
    (candidate,) = candidates(f"{bullet}The bridge is closed.")
    citation = cite(candidate, 1)
    assert citation.quote == "The bridge is closed." == candidate.hit.text[citation.start : citation.end]


@pytest.mark.parametrize("dateline", ["PORT NORLAND, 12 Nov 2023 (Ode News) - ", "Norport, Velland, May 3, 2024 — "])
def test_dateline_is_quoted_only_as_an_answer(dateline: str) -> None:
    """Where and when an article was written stays out of the quote, unless that is the answer."""
    text = f"{dateline}At least 23 boats were lost on Sunday."
    (candidate,) = candidates(text)
    citation = cite(candidate, 1)
    assert citation.quote == "At least 23 boats were lost on Sunday." == text[citation.start : citation.end]
    assert cite(replace(candidate, short=(0, 4)), 1).quote == text
    (alone,) = candidates("ODEX - The Ode Exchange for shares.")
    assert cite(alone, 1).quote == "ODEX - The Ode Exchange for shares."


@pytest.mark.parametrize("words", ["−5 degrees were measured.", "•", "“Stop,” he said."])
def test_what_is_no_bullet_stays(words: str) -> None:
    """A minus sign, a lone bullet and a quotation mark are words of the quote."""
    (candidate,) = candidates(words)
    assert quote(candidate) == words


def answer(*statements: list[Candidate], differ: bool = False) -> str:
    """The text that shows these statements."""
    numbers = count(1)
    citations = tuple(tuple(cite(c, next(numbers)) for c in each) for each in statements)
    selection = Selection(tuple(Statement(tuple(each)) for each in statements), differ)
    return "".join(compose([Section(selection, citations)]))


def test_article_is_named_once_for_quotes_in_a_row() -> None:
    """Two quotes in a row from one article are followed by its name once."""
    first, second = candidates("The bridge is closed.", "The ferry is open.")
    same = replace(second, hit=replace(second.hit, document=first.hit.document,
                                       passage=replace(second.hit.passage, document_id="0.txt")))  # fmt: skip
    assert answer([first], [same]).count("(Title 0, undated)") == 1
    text = answer([first], [second])
    assert text.count("(Title 0, undated)") == text.count("(Title 1, undated)") == 1


def test_heading_begins_with_a_capital() -> None:
    """What a part of the answer is about stands over it, as a line of its own."""
    (candidate,) = candidates("The bridge is closed.")
    section = Section(Selection((Statement((candidate,)),)), ((cite(candidate, 1),),), "the bridge")
    assert "".join(compose([section])).startswith("The bridge:\n“The bridge is closed.” [1]")


def test_articles_that_agree_share_a_quote() -> None:
    """One sentence with a footnote to each article that says so."""
    first, second = candidates("The bridge is closed.", "Closed is the bridge.")
    text = answer([first, second])
    assert text == "“The bridge is closed.” [1][2]\n(Title 0, undated; Title 1, undated)"


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Who is Ada Quill?", True),
        ("Who is the mayor?", False),
        ("Who was Quill's father?", False),
        ("What is it?", True),
    ],
)
def test_somebody_may_be_several_things(question: str, several: bool) -> None:
    """Asked who somebody is, articles that say different things do not contradict each other."""
    assert open_ended(question) is several


def test_unsure_answer_says_so_before_as_of_when() -> None:
    """That nothing is said clearly comes first, and no exact answer is stated."""
    (candidate,) = candidates("The bridge is closed.")
    section = Section(
        Selection((Statement((candidate,)),)), ((cite(candidate, 1),),), short="closed", lead="As of May:"
    )
    assert "".join(compose([section])).startswith("As of May:\nclosed\n\n“The bridge")
    unsure = "".join(compose([replace(section, unsure=True)]))
    assert unsure.startswith(f"{UNSURE}\n\nAs of May:\n“The bridge is closed.” [1]")


def test_day_of_a_weekday_stands_beside_it() -> None:
    """The day that a weekday was is said in brackets, with whose claim it is, and never in the quote."""
    (candidate,) = candidates("The bridge fell on Friday, the council said.")
    selection, day = Selection((Statement((candidate,)),)), date(2026, 7, 17)
    stated = Section(selection, ((cite(candidate, 1),),), short="Friday", day=day)
    assert "".join(compose([stated])).startswith("Friday (17 July 2026)\n\n“The bridge fell on Friday, the council")
    said = replace(cite(candidate, 1), speaker="The council")
    claimed = Section(selection, ((said,),), short="Friday", short_at=(19, 25), day=day)
    assert "".join(compose([claimed])).startswith("Friday (17 July 2026; according to the council)\n\n“The bridge")


def test_answers_that_differ_are_introduced_as_such() -> None:
    """Different answers stand under a line that says so; dates far apart make it a possible change."""
    first, second = candidates("It costs 3 pounds.", "It costs 5 pounds.")
    assert answer([first], [second], differ=True).startswith("The articles give different answers:\n\n“It costs 3")
    days = ("2024-01-05", "2024-06-01")
    old, new = (replace(c, hit=replace(c.hit, document=replace(c.hit.document, published=day)))
                for c, day in zip((first, second), days, strict=True))  # fmt: skip
    assert "change over time" in answer([old], [new], differ=True)
    statements = [Statement((c,)) for c in (first, new, old)]
    assert [each.lead for each in in_order_of_time(statements)] == [old, new, first]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('"And we spoke of it.', "“And we spoke of it.”"),
        ("It will last.”", "“It will last.”"),
        ("“It will last.”", "“It will last.”"),
        ('"It will last," she said.', '“"It will last," she said.”'),
        ('It will last," she said.', '“It will last," she said.”'),
        ("a) The toll rises.", "“a) The toll rises.”"),
    ],
)
def test_half_a_quotation_is_shown_in_one_pair_of_marks(words: str, shown: str) -> None:
    """The first or last sentence of a longer quotation does not bring its one mark into the answer's own."""
    assert quoted(words) == shown


def test_label_says_what_the_page_states() -> None:
    """An article is named by title, outlet and date, as far as its page states them; a long title is cut."""
    info = hits_of(document("x", title="Bridge closed"))[0].document
    assert label(info) == "Bridge closed, undated"
    assert label(replace(info, outlet="The Post", published="2024-05-03")) == "Bridge closed, The Post, 3 May 2024"
    dated = replace(info, as_of="2024-05")
    assert label(dated) == "Bridge closed, undated, speaks of events up to May 2024"
    assert label(replace(dated, as_of="2024")) == "Bridge closed, undated"
    assert (
        cite(replace(candidates("x")[0], hit=replace(hits_of(document("x"))[0], document=dated)), 1).as_of == "2024-05"
    )
    assert len(label(replace(info, title="word " * 50))) <= 84
