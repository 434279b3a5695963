"""Key sentences and counted names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.documents import Document
from rag import Assistant, Settings
from rag.counting import Mentioned, mentioned
from rag.summary import MOST_RANKED, centrality, eligible, key_sentences

ARTICLE = (
    "Mayor Quill opens the new library\n\n"
    "Mayor Ada Quill opened the new library of Tolmin on Monday after three years of work. "
    "“It is a house for everybody. It will stay open late,” she told Lena Brandt of the Bay Post. "
    "The library holds forty thousand books and has a reading room for children.\n\n"
    "A long way to go\n\n"
    "Critics say that the library of Tolmin cost too much. "
    "Did anybody ask the readers, who waited for years in the cold hall? "
    "Ms Brandt wrote that Quill and Jonas Varga had argued over the price in Norwick. "
    "The books came from Norwick, and the shelves were made in Norwick too.\n"
)


def opened(tmp_path: Path, **articles: str) -> Assistant:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in articles.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    assistant = Assistant.open(Settings(home=tmp_path / "home", corpus=None))
    assistant.sync(folder)
    return assistant


def names(assistant: Assistant) -> dict[str, Mentioned]:
    documents = [assistant.document(summary.id) for summary in assistant.documents()]
    pairs = [(document, assistant.index.catalog.passages_of(document.id)) for document in documents]
    return {found.name: found for found in mentioned(pairs, assistant.index.words.variants)}


def test_summary_holds_whole_sentences_only(tmp_path: Path) -> None:
    """Headlines, headings, questions, and the inside of a longer quotation are no key sentences."""
    with opened(tmp_path, library=ARTICLE) as assistant:
        document = assistant.document("library.txt")
        spans = eligible(document, assistant.index.catalog.passages_of(document.id))
        texts = [document.text[start:end] for start, end in spans]
    assert texts[0].startswith("Mayor Ada Quill opened")
    assert not any(text.startswith(("Mayor Quill opens", "A long way", "Did anybody")) for text in texts)
    assert not any("house for everybody" in text or "stay open late" in text for text in texts)


def test_key_sentences_are_in_reading_order_and_differ(tmp_path: Path) -> None:
    """The chosen sentences stand in the order of the text, and a sentence said twice is chosen once."""
    text = ARTICLE + "\nCritics say that the library of Tolmin cost too much, they say.\n"
    with opened(tmp_path, library=text) as assistant:
        document = assistant.document("library.txt")
        chosen = key_sentences(assistant.index, document, 3)
    assert list(chosen.spans) == sorted(chosen.spans)
    said = [document.text[start:end] for start, end in chosen.spans]
    assert len(said) == 3
    assert sum(sentence.startswith("Critics") for sentence in said) <= 1


REPORT = (
    "The ferry of Tolmin\n\n"
    "“Nobody in this town has ever paid so much for so short a crossing.”\n\n"
    "Captain Jonas Varga said the new ferry of Tolmin will cross the bay every hour.\n\n"
    "He also said the tickets for the ferry will cost two euros from the first of May.\n"
)


@pytest.mark.parametrize("question", ["Summarise ferry.txt", "Summarise all articles", "What is this article about?"])
def test_summary_names_whose_words_it_shows(tmp_path: Path, question: str) -> None:
    """What somebody says in an article is never shown as the article's own statement, in any kind of summary."""
    with opened(tmp_path, ferry=REPORT) as assistant:
        answer = assistant.ask(question)
        assert answer.verify() == []
    lines = answer.text.splitlines()
    for citation in answer.citations:
        line = next(line for line in lines if f"[{citation.number}]" in line)
        if citation.quote.startswith("“Nobody"):
            assert line.endswith("(a quotation; who says it is not clear)")
        else:
            assert citation.speaker == "Captain Jonas Varga"
            assert "Captain Jonas Varga" in line
    assert question != "Summarise ferry.txt" or len(answer.citations) == 3


def test_long_document_is_summarised_from_a_stated_part(tmp_path: Path) -> None:
    """Of a long document a bounded number of sentences is looked at, and the summary says so."""
    town = "Town number {} has built a new bridge over the river near its old market hall."
    text = "A report on towns\n\n" + "\n\n".join(town.format(number) for number in range(90)) + "\n"
    with opened(tmp_path, towns=text) as assistant:
        answer = assistant.ask("Summarise towns.txt")
        assert f"Chosen from {MOST_RANKED} of its 90 sentences." in answer.text
        assert answer.verify() == []


def test_document_without_sentences_says_so(tmp_path: Path) -> None:
    """A document that holds no prose has no summary, which is said."""
    with opened(tmp_path, list="Apples\nPears\nPlums\n") as assistant:
        answer = assistant.ask("Summarise list.txt")
    assert answer.kind == "reply"
    assert "holds no whole sentences" in answer.text


def test_central_sentence_ranks_first() -> None:
    """A sentence like all others ranks above one like none, and earlier places above later ones."""
    likeness = np.array([[1, 0, 0.8, 0], [0, 1, 0.1, 0], [0.8, 0.1, 1, 0.8], [0, 0, 0.8, 1]])
    rank = centrality(likeness)
    assert rank.argmax() in (0, 2)
    assert rank.argmin() in (1, 3)
    assert np.isclose(rank.sum(), 1)
    equal = centrality(np.ones((3, 3)))
    assert equal[0] > equal[2]


def test_surnames_and_spellings_count_for_one_person(tmp_path: Path) -> None:
    """A surname alone, a title before it and another spelling of it are the same person."""
    first = (
        "President Ilja Korovsky met the mayor of Norwick. Korovsky said that he was glad. The town cheered Korovsky.\n"
    )
    second = "President Ilja Korovskiy left Norwick on Monday. Nobody else spoke there.\n"
    with opened(tmp_path, one=first, two=second) as assistant:
        found = names(assistant)
    person = next(name for key, name in found.items() if key.startswith("Ilja Korovsk"))
    assert (len(person.mentions), person.documents, person.person) == (4, 2, True)
    assert len(person.spellings) == 1


def test_two_people_of_one_surname_are_two(tmp_path: Path) -> None:
    """A surname alone is the person last named in full before it, also where that name runs on with a body's."""
    marsh = (
        "Marsh plan divides the town of Norwick\n\n"
        "Biologist Dr. Kofi Mensah of the University of Arden warned the council about the marsh on Monday. "
        "Mensah said the herons would leave within a year. He asked for a new count of all the birds.\n\n"
        "Ruth Mensah, who owns the mill, wants the marsh drained this year. Mensah said the mill would close "
        "otherwise. Like Mensah, the millers want no delay.\n"
    )
    mill = "Ruth Mensah said she would sell the mill in spring. Mensah added that nobody had made an offer yet.\n"
    with opened(tmp_path, marsh=marsh, mill=mill) as assistant:
        found = names(assistant)
        counted = assistant.ask("Who is mentioned most?").text
    assert [(found[name].person, len(found[name].mentions)) for name in ("Ruth Mensah", "Kofi Mensah")] == [
        (True, 5),
        (True, 2),
    ]
    assert not found["University of Arden"].person
    assert "1. Ruth Mensah: 5 times" in counted
    assert "2. Kofi Mensah: 2 times" in counted


def test_name_that_runs_on_with_a_place_is_a_persons(tmp_path: Path) -> None:
    """A person and a place joined by "of" are two names where the surname also stands alone, and else they are one."""
    text = (
        "The rules were written by Ines Okello of Norwick and shown in the National Gallery of Norwick on Monday. "
        "Okello said that all the seats were taken by noon.\n"
    )
    with opened(tmp_path, rules=text) as assistant:
        found = names(assistant)
    assert (found["Ines Okello"].person, len(found["Ines Okello"].mentions)) == (True, 2)
    assert found["Norwick"].place
    assert not found["National Gallery of Norwick"].person


def test_people_and_places_are_told_apart(tmp_path: Path) -> None:
    """Who bears a role is a person, where something is is a place, and an adjective of a country is neither."""
    text = (
        "The Norwegian minister Karl Holm flew to Norwick on Monday. Holm said that Norwegian ships wait in Norwick. "
        "He left for France, and French officers met Holm in Norwick again.\n"
    )
    with opened(tmp_path, visit=text) as assistant:
        found = names(assistant)
    holm = next(name for name in found.values() if name.name.endswith("Holm"))
    assert (holm.person, len(holm.mentions)) == (True, 3)
    assert (found["Norwick"].place, found["Norwick"].person, found["France"].country) == (True, False, True)
    assert not {"Norwegian", "French"} & set(found)


def test_capitals_are_places_and_unions_are_not(tmp_path: Path) -> None:
    """A capital is a place also where it stands for its government; a union of countries is no country."""
    text = (
        "Lima refused the offer of the European Union, and the European Union asked Lima for an answer. "
        "Lima’s ministers said that Lima would wait for Canada. The European Union did not.\n"
    )
    with opened(tmp_path, offer=text) as assistant:
        found = names(assistant)
    assert found["Lima"].place
    assert found["Canada"].country
    assert not found["European Union"].place


def test_what_is_left_out_of_a_page_is_not_counted(tmp_path: Path) -> None:
    """Names in lines that are left out of the article do not count."""
    document = Document("page.txt", ARTICLE, "t", "s")
    with opened(tmp_path, page=ARTICLE + "\nShare this with Ada Quill\n") as assistant:
        kept = assistant.document("page.txt")
        left_out = [kept.text[line.start : line.end] for line in kept.lines if not line.kept]
        counted = len(names(assistant)["Ada Quill"].mentions)
    assert any("Share this" in line for line in left_out)
    assert counted == document.text.count("Quill")


def test_most_mentioned_cites_a_sentence_for_each_name(tmp_path: Path) -> None:
    """Each name of the list has a footnote on a sentence that mentions it."""
    with opened(tmp_path, library=ARTICLE) as assistant:
        answer = assistant.ask("Who is mentioned most?")
        assert answer.verify() == []
    assert answer.short == "Ada Quill"
    assert "Quill" in answer.citations[0].quote
    assert len(answer.citations) == answer.text.count(": ") - answer.text.split("\n")[0].count(": ")
