"""Whose words a question asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.question import analyse
from rag.voices import may_be, person_asked
from tests.test_reader import Corpus

ARTICLE = """Ferry talks stall

The harbour minister Sam Okafor met union leader Greta Lind in Norport on Monday. Lind said the strike would go on
until wages rise. "We have waited two years," she told reporters after the meeting with Okafor.
"""


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What did Okafor answer?", ["Okafor"]),
        ("And what did Sam Okafor himself say in Norport?", ["Sam", "Okafor"]),
        ("What was Okafor's reply to the union?", ["Okafor"]),
        ("How did Okafor react?", ["Okafor"]),
        ("Who answered Okafor?", []),
        ("What did Peru say?", []),
        ("What did Lima announce?", []),
        ("What did the Harbour Ministry say?", []),
        ("What did NATO declare?", []),
        ("What did she say about Okafor?", []),
    ],
)
def test_person_whose_words_are_asked_for(question: str, name: list[str]) -> None:
    """Only a person's name behind "what did" counts: countries, bodies and abbreviations speak through others."""
    terms = analyse(question, Corpus(ARTICLE, "Peru Lima NATO")).terms
    assert [term.typed.removesuffix("'s") for term in person_asked(question, terms)] == name


def test_people_of_other_names_do_not_speak_for_somebody() -> None:
    """A person of another name is somebody else; a role, a paper and the person are not."""
    terms = analyse("What did Okafor answer?", Corpus(ARTICLE)).terms
    says = may_be([term for term in terms if term.named], terms, [ARTICLE])
    assert not says("Lind", "Okafor is wrong, Lind said.")
    assert not says("Mayor Ben Aldous", "")
    assert all(
        says(speaker, "No.") for speaker in ("Sam Okafor", "the minister", "Okafor", "the president of the union")
    )


@pytest.mark.parametrize(
    ("sentence", "may"),
    [
        ("According to the Norport Gazette, Okafor wants to go.", True),
        ("According to the Norport Gazette, he wants to go.", True),
        ("According to the Norport Gazette, the ferry will not sail.", False),
    ],
)
def test_paper_tells_what_somebody_said_where_it_speaks_of_him(sentence: str, may: bool) -> None:
    """What a body or a paper says without a word of the one who is asked about is its own."""
    terms = analyse("What did Okafor answer?", Corpus(ARTICLE)).terms
    assert may_be([term for term in terms if term.named], terms, [ARTICLE])("the Norport Gazette", sentence) is may


def test_whoever_else_the_question_names_is_somebody_else() -> None:
    """The one who was answered does not answer, though no text says that it is a person; a paper of the place may."""
    terms = analyse("What did Okafor answer Brandt in Norport?", Corpus(ARTICLE, "Brandt")).terms
    says = may_be([term for term in terms if term.typed == "Okafor"], terms, [ARTICLE])
    assert not says("Brandt", "Okafor is wrong, Brandt said.")
    assert says("the Norport Gazette", "Okafor said no, according to the Norport Gazette.")


def test_office_is_whoever_holds_it() -> None:
    """An office speaks for the one whose name follows it in an article, and for nobody else; unknown ones may."""
    terms = analyse("What did Lind answer?", Corpus(ARTICLE)).terms
    texts = [ARTICLE, "The harbour minister said no."]
    says = may_be([term for term in terms if term.named], terms, texts)
    assert not says("the harbour minister", "No, the harbour minister said.")
    assert says("the union leader", "No, the union leader said.")
    assert says("the mayor", "No, the mayor said.")


def test_somebody_elses_words_are_no_answer(tmp_path: Path) -> None:
    """Asked what one said, the assistant does not quote what the other said to him; asked for the other, it does."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "ferry.txt").write_text(ARTICLE, "utf-8")
    with Assistant.open(Settings(home=tmp_path / "home", corpus=tmp_path / "docs")) as assistant:
        minister = assistant.ask("What did Okafor say at the meeting in Norport?")
        assert not any(citation.speaker and "Lind" in citation.speaker for citation in minister.citations)
        leader = assistant.ask("What did Lind say about the strike?")
    assert "until wages rise" in leader.text
    assert leader.citations[0].speaker == "Lind"
