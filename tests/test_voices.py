"""Whose words a question asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest

from index.sentences import sentences
from rag import Assistant, Settings
from rag.answer import StoredDocument
from rag.composing import UNSURE
from rag.listening import NOT_SAID, Listener
from rag.question import analyse
from rag.reader import Candidate
from rag.voices import Heard, Says, Told, Voice, by_country, heard, holders, may_be, voice_asked
from tests.fakes import document, hits_of
from tests.test_reader import Corpus

ARTICLE = """Ferry talks stall

The harbour minister Sam Okafor met union leader Greta Lind in Norport on Monday. Lind said the strike would go on
until wages rise. "We have waited two years," she told reporters after the meeting with Okafor.
"""


def voice(question: str, *texts: str) -> Voice | None:
    """Whose words a question asks for, where the texts are all that there is."""
    return voice_asked(question, analyse(question, Corpus(*texts)).terms, texts)


def asking(question: str, *texts: str) -> Says:
    """Who may speak for the one whose words the question asks for."""
    return may_be(voice(question, *texts), analyse(question, Corpus(*texts)).terms, texts)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What did Okafor answer?", ["Okafor"]),
        ("What does Okafor think of the strike?", ["Okafor"]),
        ("What did Okafor ask for?", ["Okafor"]),
        ("What warnings did Okafor give?", ["Okafor"]),
        ("Which measures did Okafor announce?", ["Okafor"]),
        ("What does Dr Okafor believe?", ["Okafor"]),
        ("And what did Sam Okafor himself say in Norport?", ["Sam", "Okafor"]),
        ("What was Okafor's reply to the union?", ["Okafor"]),
        ("How did Okafor react?", ["Okafor"]),
        ("Who answered Okafor?", []),
        ("What did Peru say?", []),
        ("What did Lima announce?", []),
        ("What did the Harbour Ministry say?", []),
        ("What did NATO declare?", []),
        ("What did she say about Okafor?", []),
        ("What does Okafor's family say?", []),
    ],
)
def test_person_whose_words_are_asked_for(question: str, name: list[str]) -> None:
    """Only a person's name behind "what did" counts: countries, bodies and abbreviations speak through others."""
    asked = voice(question, ARTICLE, "Peru Lima NATO")
    words = [term.typed.removesuffix("'s") for term in asked.terms] if asked and asked.person else []
    assert words == name


def test_people_of_other_names_do_not_speak_for_somebody() -> None:
    """A person of another name is somebody else; a role, a paper and the person are not."""
    says = asking("What did Okafor answer?", ARTICLE)
    assert not says("Lind", "Okafor is wrong, Lind said.")
    assert not says("Mayor Ben Aldous", "")
    assert all(
        says(speaker, "No.") for speaker in ("Sam Okafor", "the minister", "Okafor", "the president of the union")
    )


def test_somebody_is_known_in_another_spelling() -> None:
    """Whom one article calls Chaikovsky is the Chaikovskiy of another, and does not speak for somebody else."""
    says = asking("What did Okafor answer?", ARTICLE, "President Bo Chaikovskiy came. Okafor left.")
    assert not says("Chaikovsky", "Okafor is wrong, Chaikovsky said.")


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
    assert asking("What did Okafor answer?", ARTICLE)("the Norport Gazette", sentence) is may


@pytest.mark.parametrize(
    ("question", "speaker", "may"),
    [
        ("What does Peru say about the canal?", "Rojas", True),
        ("What does Peru say about the canal?", "Lind", False),
        ("What does Lima say about the canal?", "Lind", False),
        ("What does Oslo say about the canal?", "Lind", True),
        ("What does Peru say about the canal?", "Norwegian officials", False),
        ("What does Peru say about the canal?", "the officials", True),
    ],
)
def test_for_a_country_nobody_of_another_one_speaks(question: str, speaker: str, may: bool) -> None:
    """Who has an office of another country, as the articles tell, is not heard for this one or its capital."""
    text = (
        "Norwegian transport minister Ada Lind met Peruvian president Bo Rojas in Oslo. Officials from Lima came too."
    )
    assert asking(question, text)(speaker, "The canal is safe.") is may


@pytest.mark.parametrize(
    ("told", "tells"),
    [
        (Told("The unions do not want a vote on the ferry.", None, ""), True),
        (Told("“The ferry is late,” the unions said.", "the unions", ""), True),
        (Told("“We want a ferry,” said Sam Okafor, who met the unions.", "Sam Okafor", ""), False),
        (Told("The board has long been at odds over the ferry with the unions.", None, ""), False),
        (Told("The unions met in Norport.", None, ""), False),
    ],
)
def test_what_tells_of_a_body(told: Told, tells: bool) -> None:
    """A sentence on the subject tells what a body wants that is its own, or has the body for its subject."""
    asked = voice("What do the unions say about the ferry?", ARTICLE, "The unions want a ferry.")
    assert asked is not None
    assert asked.tells(told) is tells


def test_what_a_body_wants_goes_before_what_others_say() -> None:
    """Of what likely answers, a sentence that tells of the body itself is first, however likely another one is."""
    text = "“We want to sail,” said Sam Okafor. The unions want a bigger ferry. The unions once had a ferry."
    (found,) = hits_of(document(text))
    spans = sentences(text)
    odds = ((5.0, 3.0), (1.0, -1.0), (0.0, -9.0))
    candidates = [Candidate(found, *span, *each) for span, each in zip(spans, odds, strict=True)]
    question = "What do the unions want from the ferry?"
    terms = analyse(question, Corpus(text)).terms
    lookup = {found.document_id: StoredDocument(text, found.document.sha256)}.get
    chosen, confidence, refusal = Listener.of(question, terms, [found], lookup).choose(candidates, 0.5, [found])
    assert ([spans.index((each.start, each.end)) for each in chosen], confidence, refusal) == ([1, 0, 2], 0.5, None)


@pytest.mark.parametrize(
    ("behind", "chosen"),
    [(1.0, [1, 2, 3]), (4.0, [0, 1, 2, 3])],
)
def test_what_nobody_says_of_a_body_is_no_view_of_its_own(behind: float, chosen: list[int]) -> None:
    """A sentence that is nobody's and does not name the one is left out, where one that does is hardly worse."""
    text = (
        "However, the road ahead is hard. The harbour of Norland remains divided on its course. "
        "“It is a bad plan,” said Sam Okafor. A Norland boat sank."
    )
    (found,) = hits_of(document(text))
    spans = sentences(text)
    scores = (0.0, -behind, -5.0, -6.0)
    candidates = [Candidate(found, *span, score, -3.0) for span, score in zip(spans, scores, strict=True)]
    question = "What does Norland think of the plan?"
    terms = analyse(question, Corpus(text)).terms
    lookup = {found.document_id: StoredDocument(text, found.document.sha256)}.get
    kept, _, _ = Listener.of(question, terms, [found], lookup).choose(candidates, 0.5, [found])
    assert [spans.index((each.start, each.end)) for each in kept] == chosen


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [
        ("The plan drew laughter in Ode, where Bishop Okafor II called it a joke.", False),
        ("The plan drew laughter in Ode, where Bishop Okafor II sat in silence.", True),
    ],
)
def test_what_a_subordinate_clause_reports_of_somebody_is_no_silence(sentence: str, refused: bool) -> None:
    """That the articles quote nothing of somebody is not said where a verb of speaking stands behind the name."""
    (found,) = hits_of(document(sentence))
    question = "What did Bishop Okafor say about the ferry in Brod?"
    terms = analyse(question, Corpus(f"{sentence} The ferry sails to Brod.")).terms
    lookup = {found.document_id: StoredDocument(sentence, found.document.sha256)}.get
    candidates = [Candidate(found, 0, len(sentence), 1.0, 1.0)]
    _, confidence, refusal = Listener.of(question, terms, [found], lookup).choose(candidates, 0.5, [found])
    assert (refusal is not None) is refused
    assert confidence <= NOT_SAID


def test_whoever_else_the_question_names_is_somebody_else() -> None:
    """The one who was answered does not answer, though no text says that it is a person; a paper of the place may."""
    says = asking("What did Okafor answer Brandt in Norport?", ARTICLE)
    assert not says("Brandt", "Okafor is wrong, Brandt said.")
    assert says("the Norport Gazette", "Okafor said no, according to the Norport Gazette.")


def test_office_is_whoever_holds_it() -> None:
    """An office speaks for the one whose name follows it in an article, and for nobody else; unknown ones may."""
    says = asking("What did Lind answer?", ARTICLE, "The harbour minister said no.")
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


@pytest.mark.parametrize(
    ("question", "speaker", "may"),
    [
        ("What did Dr Ada Quill say?", "Dr Ben Hale", False),
        ("What did Dr Ada Quill say?", "Dr Quill", True),
        ("What did Karl Brandt say?", "Transport Minister Ilse Brandt", False),
        ("What did Karl Brandt say?", "Opposition leader Karl Brandt", True),
        ("What did Karl Brandt say?", "Brandt", True),
        ("What did Congressman Brandt say?", "Rep. Karl Brandt", True),
        ("What did Norlandish Prime Minister Karl Brandt say?", "Karl Brandt", True),
        ("What did Norlandish Prime Minister Karl Brandt say?", "Ilse Brandt", False),
        ("What did Karl Brandt say?", "K. Brandt", True),
        ("What did Karl Brandt say?", "Karl Otto Brandt", True),
        ("What did Judge Brandt say?", "Judge Ilse Brandt", True),
        ("What did Judge Brandt say?", "Dr Karl Brandt", False),
        ("What did the mayor say?", "Mayor Ada Quill", True),
        ("What did the mayor say?", "Quill", True),
        ("What did the mayor say?", "the mayor", True),
        ("What did the mayor say?", "Dr Ben Hale", False),
    ],
)
def test_title_or_surname_alone_is_not_the_one(question: str, speaker: str, may: bool) -> None:
    """Two doctors are two people, and so are two Brandts; an office is its holder, by any name."""
    article = (
        "Judge Ilse Brandt came. Dr Karl Brandt and Dr Ben Hale met the mayor, Dr Ada Quill. Mayor Ada Quill left."
    )
    assert asking(question, article)(speaker, "") is may


@pytest.mark.parametrize(
    ("office", "text", "expected"),
    [
        ("mayor", "Mayor Ada Quill came.", ["Ada Quill"]),
        ("mayor", "The mayor, Ada Quill, came.", ["Ada Quill"]),
        ("mayor", "Ada Quill, the mayor of Ode, came.", ["Ada Quill"]),
        ("mayor", "The mayor told Ada Quill of it.", []),
        ("mayor", "Ada Quill, a cousin of the mayor, came.", []),
        ("health minister", "Health Minister Ada Quill and Finance Minister Bo Tarn came.", ["Ada Quill"]),
        ("French health minister", "Health Minister Ada Quill came.", []),
        ("French health minister", "Ada Quill, the French health minister, came.", ["Ada Quill"]),
    ],
)
def test_holder_of_an_office_has_all_its_words(office: str, text: str, expected: list[str]) -> None:
    """The name stands beside the office, and every word of the office beside the name."""
    terms = analyse(f"What did the {office} say?", Corpus(text, "French health minister")).terms
    assert list(holders(office, [term for term in terms if term.typed != "say"], text)) == expected


@pytest.mark.parametrize(
    ("noun", "unknown", "absent"),
    [
        ("coach", "The articles do not mention the coach.", True),
        ("police", None, True),  # "officers" may say it
        ("union", None, False),
    ],
)
def test_noun_that_no_article_has(noun: str, unknown: str | None, absent: bool) -> None:
    """An office that no article mentions says nothing; a body may go by another word, so nothing is sure."""
    found = voice(f"What did the {noun} say about the strike?", ARTICLE)
    assert found is not None
    assert (found.unknown, found.absent) == (unknown, absent)


def test_a_name_of_grammar_words_is_no_voice() -> None:
    """A question's terms leave out "May": then nothing tells whose words are asked for."""
    assert voice("What did May say about the strike?", ARTICLE) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does Lima say about the canal?", "What does Peru say about the canal?"),
        ("What was Lima's answer?", "What was Peru's answer?"),
        ("What did Washington say?", "What did USA say?"),
        ("What did Prague say?", "What did Czech say?"),  # the articles do not write Cesko
        ("What did Paris say?", None),  # nor of France
        ("What does Okafor say about Lima?", None),
        ("What do people say in Lima?", None),
    ],
)
def test_a_capital_speaks_for_its_country(question: str, expected: str | None) -> None:
    """Asked what a capital says, an article may tell what the country says."""
    assert by_country(question, lambda name: name in ("peru", "usa", "czech")) == expected


def test_what_a_capital_says_is_what_its_officials_say(seeds: Assistant) -> None:
    """Where hardly anything is said by the capital's name, the country is asked."""
    answer = seeds.ask("Is there any proof of the attack on the residence? What does Paris say?")
    assert any(citation.quote.startswith("French officials also said") for citation in answer.citations)
    assert "do not answer" not in answer.text
    refusal = seeds.ask("What does Paris say about the price of bread?")
    assert refusal.abstained
    assert "mention Paris" in refusal.text


@pytest.mark.parametrize("question", ["What does the article say?", "What do the documents say about Okafor?", "Why?"])
def test_documents_are_no_voice(question: str) -> None:
    """What an article says is what all of it says."""
    assert voice(question, ARTICLE, "article documents") is None


FERRY = "Mayor Ada Quill came. Captain Bo Tarn came. The Ode Council met. The ferry is late. The fares rose."
LATE = Told("Quill said the ferry was late.", "Quill", "")
FARES = Told("Quill said the fares were low.", "Quill", "")
MUTE = Told("Quill opposes the fares.", None, "")
OTHER = Told("The ferry is late, Tarn said.", "Tarn", "")
COUNCIL = Told("The council said the ferry was late.", "The council", "")


@pytest.mark.parametrize(
    ("question", "told", "expected"),
    [
        ("What did Ada Quill say about the ferry?", [FARES, OTHER, LATE], Heard((2,), True, True, True)),
        ("What did Ada Quill say?", [OTHER, LATE, FARES], Heard((1, 2), True, True, True)),
        ("What did Ada Quill say about the low fares?", [FARES, OTHER, MUTE], Heard((0, 2), True, True, True)),
        ("What does Ada Quill think of the fares?", [OTHER, MUTE], Heard((1,), False, True, True)),
        ("What does Ada Quill think of the fares?", [MUTE, FARES], Heard((1, 0), True, True, True)),
        ("What did Ada Quill say about the ferry?", [OTHER, FARES], Heard((1,), True, False, False)),
        ("What did Ada Quill say about the ferry?", [OTHER], Heard((0,), False, False, False)),
        ("What did the mayor say about the ferry?", [OTHER, LATE], Heard((1,), True, True, True)),
        ("What did the Ode Council say about the ferry?", [OTHER, COUNCIL], Heard((0, 1), True, True, True)),
        ("What did both sides say about the ferry?", [OTHER, LATE], None),
        ("What did the owners say about the ferry?", [OTHER, LATE], Heard((0, 1), False, True, True)),
        (
            "What did Ada Quill say about the ferry?",
            [Told("“It is late,” she said.", "Quill", "Quill looked at the ferry."), OTHER],
            Heard((0,), True, True, True),
        ),
        (
            "What did Ada Quill say about the ferry?",
            [Told("“It is late,” she said.", "Quill", "Quill looked at the ferry."), LATE],
            Heard((1, 0), True, True, True),
        ),
        (
            "What did Ada Quill say about the ferry?",
            [OTHER, Told("Quill said she was not angry.", "Quill", "", title="Ferry sold")],
            Heard((1,), True, True, True),
        ),
        (
            "What did Ada Quill say about the ferry?",
            [OTHER, Told("Quill counted forty rowers there.", None, "A ferry came.")],
            Heard((1,), False, True, True),
        ),
        (
            "What did Ada Quill say about the ferry?",
            [OTHER, Told("Quill praised the choir.", None, "", title="Ferry sold")],
            Heard((0, 1), False, False, False),
        ),
        (
            "What does Ada Quill think of the fares?",
            [OTHER, Told("She opposes the fares.", None, "Quill spoke.", "Quill")],
            Heard((1,), False, True, True),
        ),
    ],
)
def test_words_of_the_one_on_the_subject_come_first(question: str, told: list[Told], expected: Heard | None) -> None:
    """Those who are asked about speak, on what is asked; what the writer tells of them counts, others' words do not."""
    asked = voice(question, FERRY, "owners")
    assert (heard(asked, told) if asked else None) == expected


def test_office_in_the_subject_is_its_holder() -> None:
    """Who accuses Quill speaks about the mayor."""
    asked = voice("What did Bo Tarn say about the mayor?", FERRY)
    assert asked is not None
    told = [Told("Tarn said it rained.", "Tarn", ""), Told("Tarn accused Quill of sloth.", "Tarn", "")]
    assert heard(asked, told) == Heard((1,), True, True, True)


MEETING = """A day in Norport

Mayor Ada Quill said on Monday that the fares would rise in May. She opposes a new ferry. Dr Ben Hale said the ferry
was old and slow. Judge Karl Brandt will lead the inquiry into the fares. Transport Minister Ilse Brandt said the
fares were too low. The rowers were silent on the fares.
"""


def test_question_for_words_is_answered_with_those_words(tmp_path: Path) -> None:
    """The right one's words on the subject; unsure where they are on something else; refused where there are none."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "day.txt").write_text(MEETING, "utf-8")
    with Assistant.open(Settings(home=tmp_path / "home", corpus=tmp_path / "docs")) as assistant:
        mayor = assistant.ask("What did the mayor say about the fares?")
        hale = assistant.ask("What did Ben Hale say about the fares?")
        judge = assistant.ask("What did Karl Brandt say about the ferry?")
        coach = assistant.ask("What did the coach say about the fares?")
    assert {citation.speaker for citation in mayor.citations} == {"Mayor Ada Quill"}
    assert hale.abstained or hale.text.startswith(UNSURE)
    assert all(citation.speaker == "Dr Ben Hale" for citation in hale.citations)
    assert (judge.abstained, judge.reason) == (True, "The articles quote nothing that Karl Brandt said.")
    assert (coach.abstained, coach.reason) == (True, "The articles do not mention the coach.")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_may_stand_apart(tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    """A name whose accents are code points of their own, in the text or the question, is the same name."""
    text = "Harbour news\n\nKevin De León said the ferry was late. “I will not wait,” De León told reporters.\n"
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "day.txt").write_text(normalize("NFD", text), "utf-8")
    with Assistant.open(Settings(home=tmp_path / "home", corpus=tmp_path / "docs")) as assistant:
        answer = assistant.ask(normalize(form, "What did Kevin De León say about the ferry?"))
    assert not answer.abstained
    assert [normalize("NFC", citation.speaker or "") for citation in answer.citations][:1] == ["Kevin De León"]


def test_name_typed_small_is_somebody_too(seeds: Assistant) -> None:
    """Whose words are asked for does not depend on capitals."""
    question = "What did Macron say about troops?"
    quotes = [citation.quote for citation in seeds.ask(question).citations]
    assert [citation.quote for citation in seeds.ask(question.lower()).citations] == quotes


def test_exact_answer_is_on_the_subject(seeds: Assistant) -> None:
    """What somebody said just behind the subject does not open the answer where they spoke of the subject itself."""
    answer = seeds.ask("What did Zelensky say about the EU?")
    assert "EU membership" in answer.citations[0].quote
    assert answer.short is None


def test_what_is_counted_is_a_word_of_the_subject() -> None:
    """Who asks how many ferries Okafor said would wait asks of ferries, too, and not only of what waits."""
    texts = ("Sam Okafor said 26 ferries were ready.", "Sam Okafor said the union would wait.")
    asked = voice("How many ferries did Okafor say would wait?", *texts)
    assert asked is not None
    assert [term.typed for term in asked.topic] == ["ferries", "wait"]
    assert heard(asked, [Told(text, "Sam Okafor", "") for text in texts]).chosen == (0, 1)
    given = voice("What warnings did Okafor give of the union?", *texts, "The warnings came.")
    assert given is not None
    assert [term.typed for term in given.topic] == ["union"]


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("The talks with Sam Okafor were about the strike, Lind said.", False),
        ("Minister Sam Okafor opposes the strike.", True),
        ("He opposes the strike.", True),
    ],
)
def test_what_is_told_of_talks_with_somebody_is_not_said_by_the_one(text: str, theirs: bool) -> None:
    """A sentence on the subject that only names the one is shown as what comes nearest."""
    asked = voice("What did Sam Okafor say about the strike?", text, "Sam Okafor came.")
    assert asked is not None
    found = heard(asked, [Told(text, "Lind" if "Lind" in text else None, "Sam Okafor came.")])
    assert (found.own, found.told_of, found.on_topic) == (False, True, theirs)
