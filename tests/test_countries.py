"""One country by its several names."""

from __future__ import annotations

from collections import Counter

import pytest

from index.countries import TABLE, governed_from, other_names
from rag.question import analyse
from training.reader_cases import Statistics


def test_table_is_of_single_words() -> None:
    """Every line holds names of one word each, and a capital or none."""
    lines = TABLE.read_text("utf-8").splitlines()
    assert len(lines) > 170
    for line in lines:
        country, _, capital = line.partition("\t")
        assert all(word.isalpha() for word in country.split())
        assert len(capital.split()) <= 3


@pytest.mark.parametrize(("word", "other"), [("peruvian", "peru"), ("holland", "dutch"), ("uk", "british")])
def test_names_of_one_country(word: str, other: str) -> None:
    """A country's names and what its people are called mean each other."""
    assert other in other_names(word)
    assert word in other_names(other)
    assert word not in other_names(word)


def test_capital_stands_for_a_government_and_not_for_itself() -> None:
    """What a capital refuses its country refuses; what happens in a capital happens there."""
    assert "peru" in governed_from("lima", "Why did ")
    assert governed_from("lima", "What happened in ") == ()
    assert governed_from("peru") == other_names("harbour") == ()


def test_question_knows_a_country_by_the_name_that_the_corpus_has() -> None:
    """A name of a country that the corpus has under another name is known; a city that it lacks is not."""
    statistics = Statistics(Counter({"peru": 2, "refus": 1}), 10)
    (lima, _) = analyse("Why did Lima refuse?", statistics).terms
    assert lima.known
    assert "peru" in lima.stems
    (_, lima) = analyse("What happened in Lima?", statistics).terms
    assert not lima.known
