"""Names and their initials."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.abbreviations import abbreviation, abbreviations, initials
from index.documents import Passage
from index.lexical import WordIndex
from rag.features import holds, words_of
from rag.question import Question, analyse

TEXTS = (
    "The Harbour Workers Union met on Friday.",
    "A vote of the HWU was put off.",
    "The United Kingdom sent two ships.",
    "Officials from the UK spoke of a delay.",
    "Hanna Wilke Unger was ill.",
)


@pytest.fixture
def words(tmp_path: Path) -> WordIndex:
    index = WordIndex.open(tmp_path / "words")
    index.write(add=[Passage(str(n), "d", 0, len(t), t, ((0, len(t)),)) for n, t in enumerate(TEXTS)])
    return index


def found(words: WordIndex, question: str) -> set[str]:
    return {id_ for id_, _ in words.search(question, 10)}


def held(question: Question, text: str) -> set[str]:
    return {term.typed for term in question.terms if holds(term, words_of(text))}


@pytest.mark.parametrize(("word", "short"), [("EU", "EU"), ("U.S.", "US"), ("USA", "US"), ("eu", None), ("Rome", None)])
def test_abbreviation_is_in_capitals(word: str, short: str | None) -> None:
    """Points and the A of USA do not count; small letters are words."""
    assert abbreviation(word) == short


def test_text_in_capitals_has_no_abbreviations() -> None:
    """Where everything is in capitals they say nothing."""
    assert abbreviations("WHO SAID SO AGAIN IN MAY?") == frozenset()
    assert abbreviations("The WHO said so in May.") == {"WHO"}


def test_initials_of_names_of_several_words() -> None:
    """Small words inside a name are passed over, and parts of a name are names."""
    assert initials("the Bank of England") == {"BE"}
    assert {"PM", "PMJ", "MJ"} <= initials("Prime Minister Jones said")
    assert initials("united kingdom: what does it offer") == {"UK"}
    assert initials("use knives") == frozenset()


def test_abbreviation_finds_the_name_and_the_name_the_abbreviation(words: WordIndex) -> None:
    """Either form of a name finds the passages with the other."""
    assert {"0", "1"} <= found(words, "What did the HWU decide?")
    assert "1" in found(words, "What did the Harbour Workers Union decide?")
    assert found(words, "united kingdom") == {"2", "3"} == found(words, "Britain") == found(words, "UK")


def test_names_with_the_same_initials_stay_apart(words: WordIndex) -> None:
    """A name of several words does not find another one because of its initials."""
    assert "4" not in found(words, "Harbour Workers Union")
    assert held(analyse("Was Hanna Wilke Unger ill?", words), TEXTS[0]) == set()


def test_a_name_known_by_its_abbreviation_is_known(words: WordIndex) -> None:
    """Neither form of a name that the corpus holds in the other counts as unknown."""
    (name,) = analyse("the PM", words).terms
    assert not name.known
    assert all(term.known for term in analyse("the Harbour Workers Union", words).terms)
    assert held(analyse("Did the HWU meet?", words), TEXTS[0]) == {"HWU", "meet"}
    assert held(analyse("Will Britain send ships?", words), TEXTS[2]) == {"Britain", "send", "ships"}
