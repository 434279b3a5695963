"""The words of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.composing import choose, cite, compose, label, quote
from rag.reader import Candidate
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


@pytest.mark.parametrize("words", ["−5 degrees were measured.", "•", "“Stop,” he said."])
def test_what_is_no_bullet_stays(words: str) -> None:
    """A minus sign, a lone bullet and a quotation mark are words of the quote."""
    (candidate,) = candidates(words)
    assert quote(candidate) == words


def test_article_is_named_once_for_quotes_in_a_row() -> None:
    """Two quotes in a row from one article are followed by its name once."""
    first, second = candidates("The bridge is closed.", "The ferry is open.")
    same = replace(second, hit=replace(second.hit, document=first.hit.document,
                                       passage=replace(second.hit.passage, document_id="0.txt")))  # fmt: skip
    chosen = [first, same]
    text = "".join(compose(chosen, [cite(c, n) for n, c in enumerate(chosen, 1)], None))
    assert text.count("(Title 0, undated)") == 1
    text = "".join(compose([first, second], [cite(first, 1), cite(second, 2)], None))
    assert text.count("(Title 0, undated)") == text.count("(Title 1, undated)") == 1


def test_unlikely_sentence_is_not_added() -> None:
    """A sentence that is much less likely than the best one is left out."""
    best, other = candidates("The bridge is closed.", "Swans are white.")
    assert choose([best, replace(other, score=-3.0)]) == [best]
    assert choose([best, other]) == [best, other]


def test_headline_is_not_added() -> None:
    """A line without an end, such as a heading, is quoted only where it is the best there is."""
    best, heading = candidates("The bridge is closed.", "Bridge closed for repairs")
    assert choose([best, heading]) == [best]
    assert choose([heading, best]) == [heading, best]


def test_label_says_what_the_page_states() -> None:
    """An article is named by title, outlet and date, as far as its page states them; a long title is cut."""
    info = hits_of(document("x", title="Bridge closed"))[0].document
    assert label(info) == "Bridge closed, undated"
    assert label(replace(info, outlet="The Post", published="2024-05-03")) == "Bridge closed, The Post, 3 May 2024"
    dated = replace(info, as_of="2024-05")
    assert label(dated) == "Bridge closed, undated; speaks of events up to May 2024"
    assert label(replace(dated, as_of="2024")) == "Bridge closed, undated"
    assert (
        cite(replace(candidates("x")[0], hit=replace(hits_of(document("x"))[0], document=dated)), 1).as_of == "2024-05"
    )
    assert len(label(replace(info, title="word " * 50))) <= 84
