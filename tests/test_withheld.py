"""What an article says itself was not told, in answer to the question for it."""

from __future__ import annotations

from collections import Counter

import pytest

from index.sentences import sentences
from index.words import tokens
from rag import Assistant
from rag.question import analyse
from rag.reader import Candidate
from rag.spans import Span
from rag.statements import quote
from rag.withheld import untold_first
from tests.fakes import document, hits_of
from training.reader_cases import Statistics

BOATS = "Mayor Ada Quill said that 26 towns will send boats to the bay. She did not name the towns."


def first(question: str, text: str, exact: str | None = None, sure: bool = True) -> list[str] | None:
    """What is shown when the first sentence of the text is the best candidate, and `exact` its exact answer."""
    (hit,) = hits_of(document(text))
    found = []
    for number, (start, end) in enumerate(sentences(text)):
        at = text.index(exact) if exact and not number else None
        span = None if at is None else Span(at, at + len(exact or ""), 5.0)
        found.append(Candidate(hit, start, end, -float(number), 0.0, span and (span.start, span.end), span))
    asked = analyse(question, Statistics(Counter(token.stem for token in tokens(text)), 9))
    chosen = untold_first(asked, found, sure)
    if chosen is None:
        return None
    assert all(chosen[0].alone > each.alone for each in chosen[1:])  # else another exact answer goes first again
    return [quote(candidate) for candidate in chosen]


@pytest.mark.parametrize(
    ("question", "text", "exact"),
    [
        ("Which towns will send boats?", BOATS, "26 towns"),
        ("Did Quill say which towns will send boats?", BOATS, None),
        ("Did she name the 26 towns?", BOATS, None),
        (
            "Did the navy confirm the landing of boats?",
            "Boats came. The navy did not confirm the landing of boats.",
            None,
        ),
        ("How many boats will come?", "Boats will come soon. Quill did not say how many boats will come.", None),
        ("How many boats will come?", "Boats will come soon. How many boats will come is unclear.", None),
        ("When will the boats come?", "Boats will come. Quill declined to give a date for the boats.", None),
        ("Who sent the boats?", "The boats were sent. The police have not yet said who sent the boats.", None),
        (
            "How much did the boats cost?",
            "The boats were dear. Quill spoke without disclosing the cost of the boats.",
            None,
        ),
        ("Who owns the boats?", "The boats are old. Nobody knows who owns the boats.", None),
        ("Where will the boats land?", "The boats will land. The navy has not decided where they will land.", None),
        ("How much did the boats cost?", "The boats were dear. Quill did not give a price for them.", None),
        ("Who built the boats?", "The boats sail. They were built of oak by a firm, which Quill did not name.", None),
        ("Which towns would take part?", "26 towns would take part. She did not name the towns.", "26 towns"),
        ("When will the boats sail?", "The boats will sail. No new date for the boats has been set.", None),
        ("Which towns would take part?", "26 towns agreed to it. She did not name the towns.", "26 towns"),
        ("Who sank the boats?", "Ben Roe saw the boats. It is not known who sank the boats.", "Ben Roe"),
    ],
)
def test_what_was_not_told_answers(question: str, text: str, exact: str | None) -> None:
    """The sentence that says so comes first, the best of the others behind it."""
    one, other = (text[start:end] for start, end in sentences(text))
    assert first(question, text, exact) == [other, one]


@pytest.mark.parametrize(
    ("question", "text", "exact"),
    [
        ("How many towns will send boats?", BOATS, "26"),  # that is told
        ("Will the towns send boats?", BOATS, None),  # asks not whether it was told
        ("When will the towns send boats?", BOATS, None),  # something else was not told
        ("Did Roe name the towns?", BOATS, None),  # of somebody else
        ("Did the boats land in June?", "Boats came in June. The navy did not confirm the landing of boats.", None),
        ("May the boats land?", "Boats came. The navy did not confirm the landing of boats.", None),
        ("Who sent the boats?", "Ben Roe sent the boats. The police did not say who sent the boats.", "Ben Roe"),
        ("How many boats will come?", "Boats will come. Quill declined to comment.", None),
        ("How many geese live there?", "Geese live there. Quill did not say how many boats will come.", None),
    ],
)
def test_what_was_told_or_is_something_else_stays(question: str, text: str, exact: str | None) -> None:
    """An exact answer is not put behind what some other article or person left open."""
    assert first(question, text, exact) is None


def test_a_name_that_is_not_told_is_no_number() -> None:
    """What was not named leaves open which they are, not how many, however unsure the answer is."""
    assert first("How many towns will send boats?", BOATS, "26", sure=False) is None


def test_of_several_answers_one_that_is_not_stated_will_do() -> None:
    """Words that the reader points at keep their place where a list is asked for, and give way where one answer is."""
    (hit,) = hits_of(document("Two towns, Ode and Ull, send no boats. Quill did not name the towns."))
    spans = sentences(hit.text)
    listing = Candidate(hit, *spans[0], 1.0, 0.0, None, Span(11, 22, 5.0))
    asked = analyse("Which towns send no boats?", Statistics(Counter(), 9))
    both = [listing, Candidate(hit, *spans[1], 0.0)]
    assert untold_first(asked, both, sure=True, several=True) is None
    assert untold_first(asked, both, sure=True, several=False) is not None


def test_answer_says_that_it_was_not_told(seeds: Assistant) -> None:
    """The whole way: it is said who did not tell, and no number is made of another one."""
    answer = seeds.ask("Did Macron say which countries committed?")
    assert answer.text.startswith("“He did not specify the countries involved.” [1] (“He” is Macron [2].)")
    assert answer.verify() == []
