"""The quote finder: which pasted sentence stands where, and what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Assistant, Settings
from rag.pasted import pasted
from rag.quotes import find_quote

HARBOUR = (
    "Harbour bridge closes for repairs\n\n"
    "The Tolmin harbour bridge will close on 3 May 2024 for eleven weeks, the city council said. "
    "Mayor Ada Quill said the repairs will cost $4.2 million and the tunnel will not be widened. "
    "“Buses will use the old tunnel – for now,” she added.\n\n"
    "Engineers had found rust in the oﬃce of the bridge master last winter.\n"
    "Share this page\n"
    "The council wants to finish before the regatta in late July, when thousands of guests come to the bay.\n\n"
    "Read also: The lighthouse keeper of Tolmin retires after forty years at the northern pier\n"
)
FERRY = (
    "Ferry line returns to Tolmin\n\n"
    "A ferry will cross the bay every twenty minutes while the bridge is closed, the harbour office said. "
    "Captain Jonas Varga said the boats can carry 150 passengers each and that tickets are free for children. "
    "The Tolmin harbour bridge will close on 3 May 2024 for eleven weeks, the city council said.\n"
)
COST = "Mayor Ada Quill said the repairs will cost $4.2 million and the tunnel will not be widened."


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Two articles that share a sentence."""
    folder = tmp_path_factory.mktemp("bay")
    (folder / "harbour.txt").write_text(HARBOUR, "utf-8")
    (folder / "ferry.txt").write_text(FERRY, "utf-8")
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("home"), corpus=None))
    assistant.sync(folder)
    return assistant


def quotes(answer: Answer) -> list[str]:
    assert answer.verify() == []
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    "typed",
    [
        COST,
        f'"{COST}"',
        COST.lower(),
        COST.replace(" ", "\n", 3),
        f"Which article says “{COST}”?",
        f"Where does this sentence come from: {COST}",
        f"Is this quote in the articles: '{COST}'?",
        f"“{COST}” – which article is this from?",
        f"Find this sentence: {COST}",
    ],
)
def test_sentence_is_found_in_any_frame_and_style(bay: Assistant, typed: str) -> None:
    """A pasted sentence is found word for word at its offsets, however it is framed, broken or capitalised."""
    answer = bay.ask(typed)
    assert answer.text.startswith("This stands word for word in one document")
    assert quotes(answer)[0].startswith("Mayor Ada Quill said the repairs")
    start = HARBOUR.index("Mayor Ada")
    assert answer.citations[0].start == start
    assert answer.citations[0].end in (start + len(COST), start + len(COST) - 1)
    assert "Line 3, characters" in answer.text


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("Engineers had found rust in the office of the bridge master last winter.", "oﬃce"),
        ('"Buses will use the old tunnel - for now"', "tunnel – for now"),
        ("the tunnel will not be widened. Buses will use the old tunnel for now", "widened. “Buses"),
    ],
)
def test_ligatures_dashes_and_sentence_borders_do_not_matter(bay: Assistant, typed: str, held: str) -> None:
    """Ligatures, dashes, and a quote over two sentences are found, and the citation is as the document spells it."""
    answer = bay.ask(typed)
    assert answer.text.startswith("This stands word for word")
    assert held in quotes(answer)[0]


def test_pasted_part_of_a_statement_is_shown_with_its_speaker(bay: Assistant) -> None:
    """What stands in the documents as somebody's claim is not confirmed without whose claim it is."""
    answer = bay.ask("the repairs will cost $4.2 million and the tunnel will not be widened")
    assert "be widened” [1] (according to Mayor Ada Quill)" in answer.text
    assert answer.citations[0].speaker == "Mayor Ada Quill"
    assert quotes(answer) == ["the repairs will cost $4.2 million and the tunnel will not be widened"]


@pytest.mark.parametrize(
    ("typed", "speaker"),
    [
        ("Who said “Buses will use the old tunnel – for now”?", "Mayor Ada Quill"),
        ('"the boats can carry 150 passengers each" - who said that?', "Captain Jonas Varga"),
        ("Whose words are these: “tickets are free for children”", "Captain Jonas Varga"),
    ],
)
def test_whose_words_a_quote_is_can_be_asked(bay: Assistant, typed: str, speaker: str) -> None:
    """The speaker is the exact answer to whose words a quote is."""
    answer = bay.ask(typed)
    assert answer.short == speaker
    assert answer.text.startswith(speaker)
    assert {citation.speaker for citation in answer.citations} == {speaker}
    assert answer.verify() == []


def test_whose_words_is_searched_where_no_document_has_them(bay: Assistant) -> None:
    """Words that stand nowhere as they are typed may be somebody's in other words: they are no quote to refuse."""
    assert find_quote("Who said “the boats carry 150 people each”?", bay.index) is None


def test_sentence_of_two_articles_is_cited_from_both(bay: Assistant) -> None:
    """Each article that holds the sentence is cited."""
    answer = bay.ask("The Tolmin harbour bridge will close on 3 May 2024 for eleven weeks, the city council said.")
    assert answer.text.startswith("This stands word for word in several documents")
    assert {citation.document_id for citation in answer.citations} == {"harbour.txt", "ferry.txt"}
    assert answer.verify() == []


def test_quote_around_left_out_lines_cites_both_sides(bay: Assistant) -> None:
    """Lines that are left out of the article in the middle of a quote are in none of its citations."""
    answer = bay.ask(
        "Engineers had found rust in the office of the bridge master last winter. "
        "The council wants to finish before the regatta in late July."
    )
    assert len(quotes(answer)) == 2
    assert not any("Share" in quote for quote in quotes(answer))


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("$4.2 million", "$4.7 million", "another number: the document has “4.2”, not “4.7”"),
        ("$4.2 million", "$4.2 billion", "another number: the document has “million”, not “billion”"),
        ("$4.2", "€4.2", "another number: the document has “$”, not “€”"),
        ("Ada Quill", "Ida Brand", "another name: the document has “Ada Quill”, not “Ida Brand”"),
        ("will not be", "will be", "missing here: the document has “not”"),
        ("will cost", "will not cost", "added here: the document does not have “not”"),
    ],
)
def test_changed_number_name_or_negation_is_not_confirmed(bay: Assistant, wrong: str, right: str, said: str) -> None:
    """A quote that says something else is answered by what the document says, with the difference shown."""
    answer = bay.ask(COST.replace(wrong, right))
    assert answer.text.startswith("The documents do not say this. What they say is otherwise:")
    assert said in answer.text
    assert quotes(answer)[0].startswith("Mayor Ada Quill said the repairs")


def test_other_words_are_shown(bay: Assistant) -> None:
    """Words that are left out, added or changed are named, and the sentence is not called the document's."""
    answer = bay.ask(
        "Captain Jonas Varga said the large boats can take 150 passengers and that tickets are free for children."
    )
    assert answer.text.startswith("This stands in none of the documents in these words.")
    assert "added here: the document does not have “large”" in answer.text
    assert "other words: the document has “carry”, not “take”" in answer.text
    assert "missing here: the document has “each”" in answer.text


def test_slips_of_spelling_are_told_apart_from_other_words(bay: Assistant) -> None:
    """Typing errors do not hide a sentence, and are shown as errors of spelling."""
    answer = bay.ask(
        "Captain Jonas Varga said the boats can carry 150 pasengers each and that tickets are free for childern."
    )
    assert answer.text.startswith("This stands in the documents, spelled differently:")
    assert "spelling: the document has “passengers”, not “pasengers”" in answer.text
    assert quotes(answer) == [FERRY[FERRY.index("Captain") : FERRY.index(" The Tolmin")]]


def test_stitched_quote_is_taken_apart(bay: Assistant) -> None:
    """Words of two articles joined to one sentence are not confirmed; each piece is shown where it stands."""
    answer = bay.ask("Mayor Ada Quill said the repairs will cost $4.2 million and that tickets are free for children.")
    assert answer.text.startswith("These words do not stand together in the documents.")
    assert [citation.document_id for citation in answer.citations] == ["harbour.txt", "ferry.txt"]
    assert answer.verify() == []


@pytest.mark.parametrize(
    "typed",
    [
        "The national museum of glass will open a new wing in the autumn of next year.",
        "Is this quote in the articles: “Glass was never made in this valley before the war”",
        "“We will all meet again at the old mill on Sunday”",
    ],
)
def test_sentence_that_stands_nowhere_is_refused(bay: Assistant, typed: str) -> None:
    """A sentence of none of the documents is said to be so, with nothing cited."""
    answer = bay.ask(typed)
    assert (answer.kind, answer.abstained, answer.citations) == ("refusal", True, [])
    assert answer.text == "This sentence stands in none of the documents."
    assert answer.verify() == []


def test_noun_phrase_that_stands_in_an_article_is_found(bay: Assistant) -> None:
    """Words without a verb are found where they stand word for word, though they are no whole sentence."""
    answer = bay.ask("the old tunnel – for now,” she added.")
    assert answer.text.startswith("This stands word for word")
    answer = bay.ask("Rust in the office of the bridge master last winter.")
    assert answer.text.startswith("This stands word for word")


def test_altered_sentence_without_a_known_verb_is_found(bay: Assistant) -> None:
    """Most of a sentence in other words is shown where it stands, though no rule sees a verb in it."""
    answer = bay.ask("The council wants to finish before the regatta in early July, when thousands of guests come")
    assert "the document has “late”, not “early”" in answer.text


def test_left_out_line_is_told_of_and_not_cited(bay: Assistant) -> None:
    """A sentence of page furniture is found, said to be left out of the article, and not cited."""
    left_out = "The lighthouse keeper of Tolmin retires after forty years at the northern pier"
    line = next(line for line in bay.document("harbour.txt").lines if left_out in HARBOUR[line.start : line.end])
    assert not line.kept
    answer = bay.ask(left_out)
    assert (answer.kind, answer.citations) == ("reply", [])
    assert f"left out of the article ({line.reason})" in answer.text
    assert answer.verify() == []


@pytest.mark.parametrize(
    "typed",
    [
        "Tell me about the summit in Paris and its outcome please",
        "Tell me about the repairs of the bridge and their cost in dollars.",
        "Who said \"the repairs will cost $4.2 million and the tunnel will not be widened\"?",
        "Why will the Tolmin harbour bridge close on 3 May 2024 for eleven weeks?",
        "How many passengers can the boats of Captain Jonas Varga carry?",
        "harbour bridge repairs cost mayor Quill million dollars",
        "I would like to know how long the bridge stays closed this year.",
        "Explain what the mayor meant when she spoke of the old tunnel.",
        "Which article says that the regatta is more important than the bridge?",
        "Collect what the articles say about the harbour bridge and its closing.",
        "Did the mayor say that “the tunnel” is old?",
        "The planned repairs of the old Tolmin harbour bridge in May.",
        "The price of a glass of water at the northern pier of Tolmin.",
        "“The lighthouse keeper of the northern pier.”",
        "The harbour toll.",
    ],
)  # fmt: skip
def test_question_is_not_taken_for_a_quote(bay: Assistant, typed: str) -> None:
    """What asks something is searched, even where it holds a quote or has the words of a sentence."""
    assert not bay.ask(typed).text.startswith(("This s", "These words", "The documents do not say this"))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Which document contains “the old tunnel is closed”", "the old tunnel is closed"),
        ("Who said “the old tunnel is closed”?", "the old tunnel is closed"),
        ("Who said “the old tunnel is closed” in May?", None),
        ("What does “coalition of the willing” mean?", None),
        ("Where did the “friends of the old tunnel” meet?", None),
        ("short text here", None),
    ],
)
def test_frame_of_a_quote_is_told_from_a_question(typed: str, text: str | None) -> None:
    """Only words that ask for a place make what stands in quotation marks a quote to look up."""
    found = pasted(typed)
    assert (found and found.text) == text


def test_quote_is_found_after_another_process_wrote(bay: Assistant, tmp_path: Path) -> None:
    """A document that another opened index adds is found at once."""
    home = tmp_path / "home"
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, "utf-8")
    with (
        Assistant.open(Settings(home=home, corpus=None)) as reading,
        Assistant.open(Settings(home=home, corpus=None)) as writing,
    ):
        assert reading.ask(COST).abstained
        (folder / "harbour.txt").write_text(HARBOUR, "utf-8")
        writing.sync(folder)
        assert reading.ask(COST).text.startswith("This stands word for word")
