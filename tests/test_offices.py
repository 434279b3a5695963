"""Who holds an office: the one of that country and of that kind, and nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.words import tokens
from rag import Assistant
from rag.offices import Office, office_asked
from rag.question import analyse
from rag.reader import SentenceReader
from rag.spans import PassageReading
from rag.statements import quote
from tests.fakes import document, hits_of
from tests.test_reader import Corpus
from training.reader_cases import Statistics


def office(question: str) -> Office | None:
    """The office that a question asks for, in a corpus that knows all of its words."""
    statistics = Statistics(Counter(token.stem for token in tokens(question)), 9)
    return office_asked(question, analyse(question, statistics).terms)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the foreign minister of Norland?",
        "who was Norland's foreign minister?",
        "Who is the Norlandish foreign minister?",
        "Who is the current president of the Quill Fund?",
        "And who is mayor of Norport?",
        "Who is the CEO of Quill Lines?",
        "Who was appointed as the new CEO of Quill Lines?",
        "Who became the foreign minister of Norland?",
    ],
)
def test_office_is_asked_for(question: str) -> None:
    """However it is put, with whose office it is."""
    assert office(question) is not None


def test_how_somebody_came_by_an_office_is_no_part_of_it() -> None:
    """“Appointed” is no kind of chief executive."""
    asked = office("Who was appointed as the new CEO of Quill Lines?")
    assert asked is not None
    assert asked.kind == frozenset()


@pytest.mark.parametrize(
    "question",
    [
        "Who is the foreign minister?",
        "Who is Ada Quill?",
        "Who is the minister who met Ada Quill in Norport?",
        "Who did the minister of Norland meet?",
        "What is the minister of Norland?",
        "Who is the best-known goalkeeper of Norland?",
        "Who is the director of the film Quill?",  # "directed by" names nobody's office
    ],
)
def test_other_questions_ask_for_no_office(question: str) -> None:
    """Nor one without whose office it is, nor one that says more of somebody."""
    assert office(question) is None


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("Norlandish Foreign Minister Ada Quill spoke.", "Ada Quill"),
        ("The foreign minister of Norland, Ada Quill, spoke.", "Ada Quill"),
        ("The foreign minister of Norland, Ada Quill and Ben Roe spoke.", None),
        ("Ada Quill, the foreign minister of Norland, spoke.", "Ada Quill"),
        ("Norland's foreign minister Ada Quill spoke.", "Ada Quill"),
        ("Peruvian Foreign Minister Ben Roe met Norlandish Foreign Minister Ada Quill.", "Ada Quill"),
        ("The Norlandish foreign minister met President Ben Roe.", None),
    ],
)
def test_holder_stands_beside_the_office(sentence: str, holder: str | None) -> None:
    """The name right behind or before it, where the sentence says whose office it is."""
    asked = office("Who is the foreign minister of Norland?")
    assert asked is not None
    assert asked.may_tell(sentence)
    place = asked.holder(sentence)
    assert (place and sentence[slice(*place)]) == holder


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("Peruvian Foreign Minister Ben Roe spoke.", False),
        ("Norlandish Prime Minister Ben Roe spoke.", False),
        ("Norlandish Minister Ada Quill spoke.", True),
        ("Norlandish deputy foreign minister Ben Roe spoke.", False),
        ("The foreign minister of Peru, Ben Roe, spoke.", False),
        ("Foreign Minister Ada Quill spoke.", True),  # of whom the article is about
        ("Ada Quill leads the ministry.", True),
    ],
)
def test_other_offices_do_not_tell(sentence: str, tells: bool) -> None:
    """That of another country, or another one of the same country, is not the one that is asked for."""
    asked = office("Who is the foreign minister of Norland?")
    assert asked is not None
    assert asked.may_tell(sentence) is tells


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is the chief executive of Metroline?", "Metroline's chief executive, Ada Quill, spoke."),
        ("Who is the secretary general of the Halden Council?", "Halden Council Secretary General Ada Quill spoke."),
        (
            "Who is the special envoy of the Halden Council?",
            "Ada Quill, the special envoy of the Halden Council, spoke.",
        ),
    ],
)
def test_office_and_body_of_several_words(question: str, sentence: str) -> None:
    """The last word of an office is its head; a body's name is taken whole."""
    asked = office(question)
    assert asked is not None
    place = asked.holder(sentence)
    assert place is not None
    assert sentence[slice(*place)] == "Ada Quill"


def test_what_the_office_is_for_is_no_name() -> None:
    """The capital of "Transport Minister" does not make it another country's."""
    asked = office("Who is the Norlandish transport minister?")
    assert asked is not None
    assert asked.holder("Norlandish Transport Minister Ada Quill spoke.") == (30, 39)


def test_answer_names_the_holder(tmp_path: Path, open_assistant: Callable[..., Assistant]) -> None:
    """And not another country's; whom the articles do not name is not made out of one."""
    (tmp_path / "talks.txt").write_text(
        "Talks in Norport\n\nPeruvian Prime Minister Ben Roe praised the talks on fish with Chile. Chilean Prime "
        "Minister Ada Quill said that the talks with Peru and Bolivia would go on in May.\n",
        "utf-8",
    )
    assistant = open_assistant()
    assistant.sync(tmp_path / "talks.txt")
    answer = assistant.ask("Who is the prime minister of Chile?")
    assert (answer.short, len(answer.citations)) == ("Ada Quill", 1)
    assert "(according to" not in answer.text
    other = assistant.ask("Who is the prime minister of Bolivia?")
    assert other.abstained


def test_two_holders_are_two_answers(tmp_path: Path, open_assistant: Callable[..., Assistant]) -> None:
    """Two spellings of one name are not."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Trams\n\nThe mayor of Norport, Ada Kolenskaya, sold the trams of the town.\n", "utf-8"
    )
    (folder / "b.txt").write_text("Quay\n\nNorport Mayor Ada Kolenskaia opened a quay for boats.\n", "utf-8")
    assistant = open_assistant()
    assistant.sync(folder)
    assert assistant.ask("Who is the mayor of Norport?").text.startswith("Ada Kolenska")
    (folder / "b.txt").write_text("Quay\n\nNorport Mayor Ben Roe opened a quay for boats.\n", "utf-8")
    assistant.sync(folder)
    answer = assistant.ask("Who is the mayor of Norport?")
    assert answer.text.startswith("The articles give different answers")
    assert len(answer.citations) == 2


def test_holder_is_nobodys_claim(seeds: Assistant) -> None:
    """Whoever speaks of "President Quill" takes for granted who is president."""
    assert seeds.ask("Who is the US president?").text.startswith("Donald Trump\n")
    assert seeds.ask("who is starmer").text.startswith("the UK Prime Minister\n")


def test_other_offices_are_no_candidates() -> None:
    """The office of another country is left out, so that one that the article leaves open comes first."""
    text = "Peruvian Prime Minister Ben Roe praised Norland. Prime Minister Ada Quill spoke at noon."
    (found,) = hits_of(document(text))
    reading = SentenceReader(Pointing(), Corpus(text)).read("Who is the prime minister of Norland?", [found])
    assert [quote(candidate) for candidate in reading.candidates] == ["Prime Minister Ada Quill spoke at noon."]


class Pointing:
    """A span reader that points at nothing."""

    def read(
        self, question: str, passages: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[PassageReading]:
        return [PassageReading(0.0, (None,) * len(each)) for each in parts]
