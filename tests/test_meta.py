"""Small talk and questions about the corpus: what is one, what is not, and what is replied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Answer, Assistant, Turn
from rag.meta import recognise
from rag.smalltalk import small_talk
from tests.fakes import FakeModel

Open = Callable[..., Assistant]

SMALL_TALK = {
    "greeting": [
        "Hello",
        "hi!",
        "Hey there",
        "Good morning",
        "good evening, Footnote",
        "Hallo",
        "Bonjour !",
        "¡Hola!",
        "Привет",
        "Ciao",
        "Hello, hello",
    ],
    "wellbeing": ["How are you?", "how are you doing today", "What's up?", "Nice to meet you", "How's it going?"],
    "thanks": [
        "Thanks!",
        "thank you very much",
        "Thank you so much for your help.",
        "ok thanks",
        "Great, thanks a lot!",
        "That was very helpful",
        "That helped",
        "Danke schön",
        "Merci beaucoup",
        "muchas gracias",
        "дякую",
        "Thanks for the quick answer",
        "cheers",
        "I appreciate it",
    ],
    "approval": ["OK", "Great!", "I see.", "Got it", "Well done", "Very interesting", "good job", "Makes sense"],
    "farewell": [
        "Bye",
        "Goodbye!",
        "See you later",
        "Have a nice day",
        "That's all for now",
        "Auf Wiedersehen",
        "au revoir",
    ],
    "identity": [
        "Who are you?",
        "What are you exactly?",
        "what's your name",
        "Are you a human or a robot?",
        "Are you ChatGPT?",
        "Tell me about yourself",
        "What is Footnote?",
        "Who made you?",
        "Am I talking to a real person?",
        "Do you use a language model?",
        "Which model are you?",
    ],
    "abilities": [
        "Help",
        "What can you do?",
        "what can I ask you",
        "How can you help me?",
        "What are you good at?",
        "What kind of questions can you answer?",
        "How do I use this?",
        "What can you do for me?",
    ],
    "working": [
        "How does this work?",
        "How do you work?",
        "How do you find the answers?",
        "Where do you get your information from?",
        "How do you know that?",
        "Where do your answers come from?",
    ],
    "adding": [
        "How do I add documents?",
        "How can I index my own files?",
        "Can you read PDF?",
        "can i upload a pdf file",
        "Which file formats do you support?",
    ],
    "trust": [
        "Can I trust your answers?",
        "Do you ever make mistakes?",
        "Do you hallucinate?",
        "How accurate are you?",
    ],
    "doubt": ["Are you sure?", "are you really sure about that?", "Is that true?", "Sure?", "Really?"],
    "internet": ["Do you search the internet?", "Are you online?", "Can you access the web?"],
}

CORPUS = {
    "list": [
        "Which articles do you have?",
        "What documents are there?",
        "List all the articles",
        "show me the documents",
        "What sources do you use?",
        "Can you list the articles that you have, please?",
        "What's in the collection?",
        "Which documents have been indexed?",
        "Tell me what documents you have",
        "What articles are available?",
        "What files are loaded",
        "I would like to know which articles you have",
        "give me a list of all documents",
    ],
    "count": [
        "How many articles are there?",
        "how many documents do you have",
        "How many texts are indexed?",
        "How many documents are in the index?",
        "What is the number of articles?",
        "How big is the corpus?",
    ],
    "dates": [
        "When were the articles published?",
        "When was this article published?",
        "What are the dates of the articles?",
        "How old are the articles?",
        "How up to date are your sources?",
        "What period do the documents cover?",
    ],
    "newest": [
        "What is the newest article?",
        "Which article is the most recent?",
        "Which is the oldest document?",
        "What's the latest article you have?",
    ],
    "outlets": ["Who published the articles?", "Which outlets are the articles from?", "Where are the documents from?"],
    "about": [
        "What is this article about?",
        "What are the articles about?",
        "what does the second article say",
        "What topics do the articles cover?",
        "What is the article ferry.txt about?",
        "Describe the articles",
        "What are these articles about in general?",
        "What topics are covered?",
        "What are the main topics of the documents?",
        "Tell me about the first article",
    ],
    "summary": [
        "Summarise the second article",
        "Summarize the articles, please.",
        "Give me a summary of article 2",
        "Can you sum up ferry.txt?",
        "tl;dr",
        "Summary of all documents",
        "I need an overview of the articles",
        "What are the key points of the first article?",
        "Please give me a short summary of this article",
        "Could you summarise this document for me?",
        "Summarise",
        "a brief overview of the documents",
        "Give me the key takeaways",
        "What is the gist of the first article?",
    ],
    "most": [
        "Who is mentioned most?",
        "who is mentioned most often in the articles",
        "Which people are mentioned most?",
        "What places are mentioned the most?",
        "Who is the most mentioned person?",
        "Which countries are named most often?",
        "Who appears most often?",
        "What are the most frequently mentioned names?",
        "Most mentioned people",
        "Who are the people mentioned in the articles?",
        "Who is mentioned most in the second article?",
        "Which names appear most often?",
        "Who is mentioned in this article?",
    ],
}

CONTENT = [
    "Hello Kitty was mentioned where?",
    "What can you do with 26 countries' troops?",
    "Thanks to whom did the ferry return?",
    "Who is mentioned as prime minister of Norland?",
    "Who are you waiting for, the mayor asked?",
    "What is the bridge about to do?",
    "How does this bridge work?",
    "How do you build a harbour bridge?",
    "Hi, how much will the repairs cost?",
    "Thanks. And when does the bridge close?",
    "What can I do while the bridge is closed?",
    "Who is the most mentioned critic of the mayor?",
    "How many articles does the treaty have?",
    "How many documents did the mayor sign?",
    "How many people does the ferry carry?",
    "When was the bridge built?",
    "When was the report on the bridge published by the council?",
    "What is the newest ferry?",
    "Which article of the constitution protects speech?",
    "List the bridges of Tolmin",
    "List all countries that sent help",
    "Which documents did the captain carry?",
    "What sources of water does the town have?",
    "What is the tunnel about?",
    "What did the mayor say about the articles?",
    "Summarise the mayor's position",
    "Give me a summary of the repairs",
    "What are the key points of the agreement?",
    "Tell me about the ferry",
    "Describe the old tunnel",
    "Who is named harbour master?",
    "Who was named most valuable player?",
    "Which places are mentioned in the treaty?",
    "Who published the captain's memoirs?",
    "Where is the captain from?",
    "Where does the water come from?",
    "What does the mayor say?",
    "What does the council talk about?",
    "Who made the bridge?",
    "Who trained the captain?",
    "Are you allowed to cross the bridge?",
    "Do you need a ticket for the ferry?",
    "Is the ferry online?",
    "Can I trust the mayor?",
    "Does the captain make mistakes?",
    "Help for the town came from where?",
    "Good morning was said by whom?",
    "Great Britain sent what?",
    "OK Corral is where?",
    "Bye-laws of the harbour?",
    "What is the name of the captain?",
    "What's your name for the new ferry, he was asked?",
    "How are you affected by the closing?",
    "Who is it?",
    "Why?",
    "And the ferry?",
    "What else?",
    "Who said that?",
    "When was that?",
    "What is it about the tunnel that he likes?",
    "What topics did the council discuss?",
    "How old is the bridge?",
    "How recent are the repairs?",
    "What period does the closing cover?",
    "What is the most recent estimate of the cost?",
    "Which newspaper published the photo of the bridge?",
    "Are you sure the bridge is closed?",
    "Is that bridge right of the town?",
    "Sure the ferry is free?",
    "Which one is the oldest?",
    "and the newest one?",
    "In which article?",
    "In which town?",
    "Where does it say that the bridge is closed?",
    "Where was that?",
    "Which one said that?",
    "Who wrote it?",
    "Who is the author?",
    "Who wrote the letter?",
    "Who wrote the report on the bridge?",
    "Who is the author of the poem?",
    "Who wrote Article 50?",
    "How big is the harbour?",
]


@pytest.mark.parametrize(("intent", "typed"), [(i, text) for i, texts in SMALL_TALK.items() for text in texts])
def test_small_talk_is_recognised(intent: str, typed: str) -> None:
    """What people say to an assistant without asking the documents anything is recognised by what it is."""
    assert intent in small_talk(typed, talking=False)


@pytest.mark.parametrize(("intent", "typed"), [(i, text) for i, texts in CORPUS.items() for text in texts])
def test_question_about_the_corpus_is_recognised(intent: str, typed: str) -> None:
    """A question about the documents as such is recognised by what it asks for."""
    assert not small_talk(typed, talking=False)
    assert recognise(typed)[0].intent == intent


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Two articles about a town."""
    from rag import Settings
    from tests.conftest import ARTICLES

    folder = tmp_path_factory.mktemp("town")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("home"), corpus=None))
    assistant.sync(folder)
    return assistant


@pytest.mark.parametrize("question", CONTENT)
def test_question_about_the_content_is_searched(town: Assistant, question: str) -> None:
    """A question that only begins like small talk or names no document is not taken for one about the assistant."""
    answer = town.ask(question)
    assert answer.kind != "reply"
    assert not answer.text.startswith(("In its own words", "Each in its own words", "Mentioned most", "This sentence"))


def test_every_small_talk_is_replied_to(town: Assistant) -> None:
    """Each kind of small talk gets words, no citation, full confidence, and verifies."""
    for texts in SMALL_TALK.values():
        answer = town.ask(texts[0])
        assert (answer.kind, answer.abstained, answer.short, answer.citations) == ("reply", False, None, [])
        assert answer.confidence == 1.0
        assert answer.text
        assert answer.verify() == []


def test_two_things_said_at_once_are_both_replied_to(town: Assistant) -> None:
    """Who greets and asks for help gets both."""
    answer = town.ask("Hello! What can you do?")
    assert answer.text.startswith("Hello.")
    assert "Summarise" in answer.text


def test_it_is_said_which_model_writes(town: Assistant) -> None:
    """The reply to "who are you" names a language model where one writes, and says that none does otherwise."""
    assert "No language model" in town.ask("Who are you?").text
    writing = Assistant(town.settings, town.index, town._retriever, town._reader, town._follow_ups, FakeModel("x"))
    assert f"The language model {FakeModel('x').name} writes" in writing.ask("Who are you?").text


def test_how_it_works_is_content_amid_a_conversation(town: Assistant) -> None:
    """After a question about the documents, "how does it work" speaks of them; after small talk it does not."""
    asked = [Turn("Who runs the ferry?", "Nobody says.")]
    assert town.ask("How does it work?", asked).kind != "reply"
    assert town.ask("How does it work?", [Turn("Hello", "Hello.")]).kind == "reply"


def test_small_talk_before_a_follow_up_lends_no_words(town: Assistant) -> None:
    """A follow-up borrows from the last question about the documents, not from a thanks after it."""
    turns = [Turn("How much will the bridge repairs cost?", "..."), Turn("Thanks!", "You are welcome.")]
    assert "bridge" in town.ask("Who said so?", turns).resolved_question


def test_corpus_is_described_from_the_catalog(town: Assistant) -> None:
    """Titles, numbers and dates of the documents come from the index."""
    assert (
        "1. Ferry line returns to Tolmin, date not stated\n2. Harbour bridge"
        in town.ask("Which articles are there?").text
    )
    assert "There are 2 documents" in town.ask("How many articles are there?").text
    assert "None of the documents states when" in town.ask("What is the newest article?").text
    assert "do not state who published them" in town.ask("Who published the articles?").text


def test_one_is_not_counted_as_many(open_assistant: Open, folder: Path) -> None:
    """An index of one short document has one passage."""
    assistant = open_assistant()
    assistant.sync(folder / "ferry.txt")
    assert "There is 1 document, in 1 passage." in assistant.ask("How many articles are there?").text


@pytest.mark.parametrize(
    "reference",
    [
        "the second article",
        "article 2",
        "the last article",
        "harbour.txt",
        "harbour",
        "the article about the bridge",
        "“Harbour bridge closes for repairs”",
        "the article on the mayor's repairs",
        "the bridge article",
    ],
)
def test_document_is_meant_in_many_ways(town: Assistant, reference: str) -> None:
    """Place in the list, file name, title and subject each name a document."""
    answer = town.ask(f"Summarise {reference}")
    assert answer.kind == "answer"
    assert {citation.document_id for citation in answer.citations} == {"harbour.txt"}
    assert answer.verify() == []


def test_this_article_is_the_one_cited_last(town: Assistant) -> None:
    """The words "this article" mean the one cited last; where there is none, it is asked which is meant."""
    question = "How many passengers can the boats carry?"
    turns = [Turn(question, town.ask(question).text)]
    answer = town.ask("What is this article about?", turns)
    assert [citation.document_id for citation in answer.citations] == ["ferry.txt"] * len(answer.citations)
    assert 1 <= len(answer.citations) <= 2
    assert town.ask("What is this article about?").text.startswith("Which article do you mean?")


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Two dated articles, one with its author, and one that repeats a sentence of the other."""
    from rag import Settings

    folder = tmp_path_factory.mktemp("dated")
    pier = "The council of Norport closed the old pier after a storm. Ada Quill said the repairs will take three years."
    lift = f"The lift of the town hall in Norport was repaired on Monday. {pier.partition(' Ada')[0]}"
    (folder / "pier.txt").write_text(
        f"Old pier of Norport closes after storm\n3 May 2024\nBy Mira Oblak and Ivo Lind\n\n{pier}\n", "utf-8"
    )
    (folder / "lift.txt").write_text(f"Lift of the town hall runs again\n9 June 2024\n\n{lift}\n", "utf-8")
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("home"), corpus=None))
    assistant.sync(folder)
    return assistant


def talk(assistant: Assistant, *questions: str) -> list[Answer]:
    """The answers of a conversation."""
    history: list[Turn] = []
    answers = []
    for question in questions:
        answers.append(assistant.ask(question, history))
        history.append(Turn(question, answers[-1].text))
        assert answers[-1].verify() == []
    return answers


def test_the_newest_one_is_a_document_after_a_list(dated: Assistant) -> None:
    """Once the documents were listed, "the oldest?" is one of them, and "it" the one that was named."""
    told = talk(
        dated,
        "Which articles do you have?",
        "which one is the newest?",
        "summarise it please",
        "and the oldest?",
        "What's it about?",
    )
    assert "The newest document is “Lift of the town hall runs again”, of 9 June 2024." in told[1].text
    assert {citation.document_id for citation in told[2].citations} == {"lift.txt"}
    assert "The oldest document is “Old pier of Norport closes after storm”, of 3 May 2024." in told[3].text
    assert {citation.document_id for citation in told[4].citations} == {"pier.txt"}


def test_the_oldest_one_is_content_after_content(dated: Assistant) -> None:
    """After a question about the content, also one that came after a list, "the oldest?" asks about that."""
    answers = talk(dated, "Which articles do you have?", "Which piers did the council close?", "and the oldest one?")
    assert answers[-1].kind != "reply"


@pytest.mark.parametrize(
    "question",
    ["In which article?", "Where does it say that?", "which article says so?", "Where is that from?", "which article?"],
)
def test_what_was_cited_is_shown_again(dated: Assistant, question: str) -> None:
    """Asked where that stands, the quotes of the latest answer come again with their articles and places."""
    answer, again = talk(dated, "What did Ada Quill say about the repairs?", question)
    assert [c.quote for c in again.citations] == [c.quote for c in answer.citations]
    assert {c.document_id for c in again.citations} == {"pier.txt"}
    assert "(Old pier of Norport closes after storm, 3 May 2024)\nLine 5, characters" in again.text
    assert talk(dated, "What did Ada Quill say about the repairs?", "Thanks!", question)[-1].text == again.text


def test_what_was_cited_is_shown_from_its_article(dated: Assistant) -> None:
    """Of articles with the same sentence the one that was cited is named."""
    quote = "The council of Norport closed the old pier after a storm."
    for id_ in ("pier.txt", "lift.txt"):
        label = {
            "pier.txt": "Old pier of Norport closes after storm, 3 May 2024",
            "lift.txt": "Lift of the town hall runs again, 9 June 2024",
        }[id_]
        history = [Turn("Who closed the pier?", f"The council\n\n“{quote}” [1]\n({label})")]
        assert [citation.document_id for citation in dated.ask("In which article?", history).citations] == [id_]


def test_second_one_is_a_document_only_among_documents(dated: Assistant) -> None:
    """Behind a question about something else it is not one."""
    listed = talk(dated, "Which articles do you have?", "What is the second one about?")[-1]
    assert listed.text.startswith("In its own words")
    searched = talk(dated, "Who closed the old pier?", "What is the second one about?")[-1]
    assert not searched.text.startswith("In its own words")


@pytest.mark.parametrize("question", ["Are you sure?", "really?", "Where does it say that?", "Is that right?"])
def test_what_was_refused_is_refused_again(dated: Assistant, question: str) -> None:
    """A refusal rests on no quote, and doubt does not turn it into an answer."""
    refused, again = talk(dated, "Who owns the zeppelin?", question)
    assert refused.abstained
    assert (again.abstained, again.text, again.citations) == (True, refused.text, [])
    assert again.reason == refused.reason


@pytest.mark.parametrize("question", ["Are you sure?", "Sure?", "is that true"])
def test_doubt_is_answered_with_the_quotes(dated: Assistant, question: str) -> None:
    """What was answered is shown again where it stands; without an answer it is said what can be relied on."""
    answer, again = talk(dated, "What did Ada Quill say about the repairs?", question)
    assert [c.quote for c in again.citations] == [c.quote for c in answer.citations]
    assert "yours to judge" in again.text
    assert dated.ask("Are you sure?").text.startswith("Every quote stands in its document")


def test_author_stands_above_the_text(dated: Assistant) -> None:
    """Who wrote an article is quoted from the line that says so; of one without such a line it is said."""
    history = ["What did Ada Quill say about the repairs?", "When was this article published?"]
    for asked in (["Who wrote this article?"], [*history[1:], "Who wrote it?"], [*history[1:], "who is the author?"]):
        answer = talk(dated, history[0], *asked)[-1]
        assert (answer.short, [c.quote for c in answer.citations]) == (
            "Mira Oblak and Ivo Lind",
            ["By Mira Oblak and Ivo Lind"],
        )
    assert (
        dated.ask("Who wrote the article about the lift?").text
        == "“Lift of the town hall runs again” does not name its author."
    )
    assert dated.ask("Who wrote this article?").text.startswith("Which article do you mean?")


def test_who_wrote_it_is_content_after_content(dated: Assistant) -> None:
    """What was written may be a letter that an article speaks of."""
    for before in ("What did Ada Quill say?", "When was the old novel published?", "Who wrote it?"):
        history = [Turn(before, "“The council of Norport closed the old pier after a storm.” [1]")]
        assert "Mira Oblak" not in dated.ask("Who is the author?", history).text


def test_a_paragraph_that_begins_with_by_names_no_author(open_assistant: Open, tmp_path: Path) -> None:
    """Only a short line with names is one."""
    (tmp_path / "docs").mkdir()
    text = (
        "Ferries to Norport full for days\n\nBy Easter Monday, all ferries were full, and the council asked for more.\n"
    )
    (tmp_path / "docs" / "a.txt").write_text(text, "utf-8")
    assistant = open_assistant()
    assistant.sync(tmp_path / "docs")
    assert assistant.ask("Who wrote this article?").text.endswith("does not name its author.")


def test_place_beyond_the_list_is_asked_about(town: Assistant) -> None:
    """An article of a number that there is none of is not guessed; the list is shown."""
    assert town.ask("Summarise article 6").text.startswith("Which article do you mean? There are 2")
    assert town.ask("Give me a summary of nothing.txt").text.startswith("Which article do you mean? There are 2")


def test_summary_of_nothing_said_is_of_all(town: Assistant) -> None:
    """Who asks for an overview, and has spoken of no article, gets all of them."""
    assert {citation.document_id for citation in town.ask("Give me an overview").citations} == {
        "ferry.txt",
        "harbour.txt",
    }


def test_title_that_is_not_there_is_searched(town: Assistant) -> None:
    """A summary of something that is no document is a question about the content."""
    assert town.ask("Summarise the article about zeppelins").abstained


def test_summary_of_all_takes_from_each(town: Assistant) -> None:
    """All documents together are summarised by sentences of each."""
    answer = town.ask("Summarise the articles")
    assert {citation.document_id for citation in answer.citations} == {"ferry.txt", "harbour.txt"}
    assert answer.verify() == []


def test_many_documents_are_sampled_and_it_is_said(open_assistant: Open, tmp_path: Path) -> None:
    """Of many documents a summary and a count take a stated sample, and a list says how many more there are."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(45):
        text = f"Report {number}\n\nMayor Ada Quill opened hall {number} of the town on Monday, the council said.\n"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    assistant = open_assistant()
    assistant.sync(folder)
    assert "There are 45 documents. These are 8" in assistant.ask("Summarise the articles").text
    assert "Counted in 40 of 45 documents" in assistant.ask("Who is mentioned most?").text
    assert "and 25 more" in assistant.ask("Which articles are there?").text


def test_article_without_headline_is_listed_with_its_file(open_assistant: Open, tmp_path: Path) -> None:
    """Where a list can show only how an article begins, it says which file that is."""
    text = "The ferries will sail again on Monday, the union said after a vote of all its members in Norport. " * 3
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "004_9f3ac2.txt").write_text(text, "utf-8")
    assistant = open_assistant()
    assistant.sync(tmp_path / "docs")
    listed = assistant.ask("What documents do you have?").text
    assert "1. The ferries will sail again on Monday, the … (004_9f3ac2.txt), date not stated" in listed


def test_empty_corpus_is_told_of(open_assistant: Open) -> None:
    """With nothing indexed, small talk works, and questions about the corpus say how to add documents."""
    assistant = open_assistant()
    for question in ("Hello", "What documents do you have?", "Summarise the articles", "Who is mentioned most?"):
        answer = assistant.ask(question)
        assert answer.kind == "reply"
        assert "footnote sync FOLDER" in answer.text
