"""Who or what something is."""

from __future__ import annotations

import pytest

from index.words import stem
from rag import Assistant, Settings
from rag.definitions import definition, name_asked


def said(name: str, sentence: str, person: bool = True) -> str | None:
    found = definition([{stem(word)} for word in name.split()], sentence, person)
    return found and sentence[found[0] : found[1]]


@pytest.mark.parametrize(
    ("name", "sentence", "words"),
    [
        ("Ada Quill", "Ada Quill is the head of the harbour board.", "the head of the harbour board"),
        ("Ada Quill", "Ada Quill will be the next mayor of Velden, the paper says.", "the next mayor of Velden"),
        ("Ada Quill", "Ada Quill, a retired judge, opened the hearing.", "a retired judge"),
        ("Ada Quill", "Ada Quill, 58, the head of the board, resigned.", "the head of the board"),
        ("Ada Quill", "The bridge was opened by Ada Quill, who runs the ferry line.", "who runs the ferry line"),
        ("Ada Quill", "Its chief executive, Ada Quill, said the ferry was safe.", "Its chief executive"),
        ("Ada Quill", "A spokeswoman for the mayor, Ada Quill, denied it.", "A spokeswoman for the mayor"),
        ("Ada Quill", "Norlandish prime minister Ada Quill met the king.", "Norlandish prime minister"),
        ("Quill", "Norlandish prime minister Ada Quill met the king.", "Norlandish prime minister"),
        ("Ada Quill", "They spoke to the engineer Ada Quill about it.", "the engineer"),
        ("Ada Quill", "Striker Ada Quill scored twice.", "Striker"),
        ("Ada Quill", "Ada Quill, the woman accused of sinking the ferry, stayed silent.",
         "the woman accused of sinking the ferry"),
    ],
)  # fmt: skip
def test_what_a_sentence_calls_somebody(name: str, sentence: str, words: str) -> None:
    """Each of the forms in which news introduce people gives the words that say who they are."""
    assert said(name, sentence) == words


@pytest.mark.parametrize(
    ("name", "sentence", "words"),
    [
        ("Brightwell", "The ferry line Brightwell has five ships.", "The ferry line"),
        ("Elm Fund", "A charity, the Elm Fund, paid for the quay.", "A charity"),
        ("Elm Fund", "The Elm Fund is a charity that pays for quays.", "a charity"),
        ("Elm", "Ostby, on the Elm, a river in Norland, was flooded.", "a river in Norland"),
    ],
)
def test_what_a_sentence_calls_something(name: str, sentence: str, words: str) -> None:
    """So do the forms for bodies and things."""
    assert said(name, sentence, person=False) == words


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Ada Quill", "Ada Quill said that the bridge was safe."),
        ("Ada Quill", "Ada Quill is not the head of the board."),
        ("Ada Quill", "Finance minister Ben Quill paid."),  # somebody else of that surname
        ("Osei", "The builder, Brandt & Osei, has sent its workers home."),
        ("Ada Quill", "After the meeting, Ada Quill, the mayor said, went home."),
        ("Ada Quill", "According to Ada Quill, the harbour works have been stopped, which pleased her."),
        ("Ada Quill", "However, Ada Quill, however tired, went on."),
        ("Ada Quill", "Ada Quill, the court heard, left."),
        ("Ada Quill", "Ada Quill, the next morning, left for Ode."),
        ("Ada Quill", "Ada Quill was an hour late to the meeting."),
        ("Ada Quill", "The dinner was attended by Ada Quill, her husband and two sons."),
        ("Ada Quill", "The driver of Ada Quill's car fled."),
    ],
)
def test_what_is_no_definition(name: str, sentence: str) -> None:
    """What somebody says or does, and what another of that name is, says nothing of who they are."""
    assert said(name, sentence) is None


@pytest.mark.parametrize("sentence", ["The village of Upper Elm was flooded.", "The five-party Elm Treaty holds."])
def test_longer_names_and_adjectives_define_nothing(sentence: str) -> None:
    assert said("Elm", sentence, person=False) is None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Ada Quill?", "Ada Quill"),
        ("And who was Ada Quill?", "Ada Quill"),
        ("What is the Elm Fund?", "Elm Fund"),
        ("Who is Ada Quill? (about harbour)", "Ada Quill"),
        ("Who is Beth Sanders?", "Beth Sanders"),  # ends like "engineers"
        ("Who is the Minister of Transport?", None),
        ("Who is the Norlandish President?", None),
        ("Who is the mayor?", None),
        ("Who is Ada Quill's brother?", None),
        ("What is the price of the bridge?", None),
        ("Who is Ada Quill meeting?", None),
    ],
)
def test_questions_for_a_definition(question: str, name: str | None) -> None:
    """Asked about a name and nothing else; who holds an office is another question."""
    assert name_asked(question) == name


def test_answer_says_who_somebody_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The sentence that says it is found among livelier ones, and nothing else is stated or stands beside it."""
    folder = tmp_path_factory.mktemp("people")
    (folder / "one.txt").write_text(
        "Quay reopens\n\nQuill walked along the quay on Monday and praised what Quill called a feat.\n\n"
        "Quill met Rolf Brandt, Quill's rival, in the old customs house, where Quill and Brandt shook hands.\n",
        "utf-8",
    )
    (folder / "two.txt").write_text(
        "Board meets\n\nThe harbour board met for three hours.\n\nThe engineer Ada Quill has led the harbour board "
        "since 2019. The Elm Fund paid for the meeting.\n",
        "utf-8",
    )
    with Assistant.open(Settings(home=tmp_path_factory.mktemp("home"), corpus=None)) as assistant:
        assistant.sync(folder)
        answer = assistant.ask("Who is Ada Quill?")
        assert answer.short == "The engineer"
        assert [citation.document_id for citation in answer.citations] == ["two.txt"]
        unsure = assistant.ask("What is the Elm Fund?")
        assert unsure.short is None
        assert "says this clearly" in unsure.text
