"""What a refusal says is missing: true, short, and of the question's own words."""

from __future__ import annotations

import pytest

from rag.question import analyse
from rag.refusing import NOTHING, reason_to_refuse
from tests.test_reader import Corpus

PIER = (
    "The council of Ode closed the old pier.",
    "Mayor Bo Tarn said that the repairs would take three years.",
    "The states of the union paid half of the sum.",
    "Ada Quill came to Ode in spring and bought a boat.",
)


def reason(question: str, *sentences: str) -> str:
    found = sentences or PIER
    return reason_to_refuse(analyse(question, Corpus(*found)), found)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is the boat sold in the United States?", "The articles mention the United States nowhere."),
        ("Does United States law apply to the pier?", "The articles mention United States nowhere."),
        ("Did Cora Quill buy the boat?", "The articles mention Cora Quill nowhere."),
        ("Did Ada Quill meet Zeno Blau?", "The articles mention Zeno Blau nowhere."),
        ("Who owns the Velmar hotel?", "The articles mention Velmar nowhere."),
    ],
)
def test_name_is_named_whole(question: str, said: str) -> None:
    """Of a name that the question writes together, no part is named alone, also where the articles know a part."""
    assert reason(question) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many boats does the Peruvian union own?", "The articles mention Peru, but do not say how many."),
        ("Why was the British pier sold?", "The articles mention the UK, but do not say why."),
        ("Where is the Finnish pier?", "The articles mention Finland nowhere."),
        ("Where is the pier of Iran?", "The articles mention Iran nowhere."),
    ],
)
def test_adjective_of_a_country_is_no_name(question: str, said: str) -> None:
    """An article does not "mention Peruvian", but Peru."""
    assert reason(question, "The Peruvian union and the British owner met at the pier.") == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which zeppelin lands on the pier?", "The articles use the words “zeppelin” or “lands” nowhere."),
        ("How large is the share of zeppelins?", "The articles use the word “zeppelins” nowhere."),
        ("What was the previous job of the group's head?", "No sentence in the articles says so."),
        ("What is still unsold, the latest?", "The articles use the word “unsold” nowhere."),
        (
            "Which zeppelin carries bananas, oranges and melons?",
            "The articles use the words “zeppelin” or “bananas” nowhere.",
        ),
    ],
)
def test_only_telling_words_are_called_missing(question: str, said: str) -> None:
    """At most two words are named, and none that an article may say in others."""
    assert reason(question) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Why did the union pay for repairs?", "The articles speak of “union” and “repairs”, but do not say why."),
        ("How many boats came?", "The articles speak of “boats”, but do not say how many."),
        ("How much harm did the boats do?", "The articles speak of “boats”, but do not say how much."),
        ("Was it the first time?", "No sentence in the articles says so."),
    ],
)
def test_without_a_name_the_subject_is_named(question: str, said: str) -> None:
    """The words that tell most of what the question is about, where the articles have them."""
    assert reason(question) == said


def test_nothing_found_says_no_more() -> None:
    """Where no sentence was found, none is claimed to speak of the subject."""
    assert reason_to_refuse(analyse("Why was the old pier closed?", Corpus(*PIER)), []) == NOTHING


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What did Bo Tarn say about the boat?", "this"),
        ("What did Ada Quill say about the boat?", "what was said"),
    ],
)
def test_somebody_who_speaks_did_not_say_this(question: str, missing: str) -> None:
    """Of somebody whose words the sentences tell, it is not claimed that they tell none."""
    assert reason(question).endswith(f", but do not say {missing}.")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who bought a zeppelin? (about pier, union)", "The articles use the word “zeppelin” nowhere."),
        ("Can boats come there? (about zeppelin)", "The articles speak of “boats”, but do not say whether this is so."),
        ("Who else paid for repairs? (besides Zeno Blau)", "The articles speak of “repairs”, but do not say who."),
        (
            "Did Ada Quill sell it? (about zeppelin)",
            "The articles mention Ada Quill, but do not say whether this is so.",
        ),
        ("why? (about repairs, zeppelin)", "The articles speak of “repairs”, but do not say why."),
        ("why? (about zeppelin)", NOTHING),
    ],
)
def test_borrowed_words_are_not_called_missing(question: str, said: str) -> None:
    """What a follow-up gained from its conversation was not asked about; only a bare one is named by it."""
    assert reason(question) == said
