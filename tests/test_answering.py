"""From a question to an answer that can be checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import LoadError
from rag import Answer, Assistant, Turn
from rag.answering import SHORT_CONFIDENCE, UNSURE_CONFIDENCE
from rag.composing import UNSURE
from rag.footnoting import REFUSAL
from rag.reader import MANY_SPANNED, PASSAGES_SPANNED, Candidate, Reading
from rag.retrieval import Hit
from tests.fakes import FakeModel

Open = Callable[..., Assistant]
WORDS = "north south east west upper lower red blue green white black golden silver iron stone".split()


@pytest.fixture
def assistant(open_assistant: Open, folder: Path) -> Assistant:
    opened = open_assistant()
    opened.sync(folder)
    return opened


class FirstSentence:
    """A reader that is always sure of the first sentences of the first hit."""

    abstain_below = 0.5

    def __init__(self, confidence: float = 0.9, count: int = 1, shift: int = 0, first: int = 0) -> None:
        self.confidence, self.count, self.shift, self.first = confidence, count, shift, first

    def read(self, question: str, hits: list[Hit], passages: int = 4, **_: object) -> Reading:
        """Sentences of the first hit from number `first` on, moved by `shift` characters."""
        spans = hits[0].passage.sentences[self.first : self.first + self.count]
        found = [Candidate(hits[0], s + self.shift, e + self.shift, 1.0, None) for s, e in spans]
        return Reading(tuple(found), self.confidence, "The articles do not mention it.")


def with_reader(assistant: Assistant, reader: FirstSentence, **settings: object) -> Assistant:
    changed = replace(assistant.settings, **settings)  # type: ignore[arg-type]
    return Assistant(changed, assistant.index, assistant._retriever, reader, assistant._follow_ups)  # type: ignore[arg-type]


def test_answer_cites_what_it_says(assistant: Assistant) -> None:
    """An answer quotes its document verbatim with a marker, names the article, and verifies."""
    answer = assistant.ask("How much will the bridge repairs cost?")
    assert not answer.abstained
    assert "4.2 million euros" in answer.text
    assert "[1]" in answer.text
    citation = answer.citations[0]
    assert assistant.document("harbour.txt").text[citation.start : citation.end] == citation.quote
    assert "Harbour bridge closes for repairs" in answer.text
    assert answer.verify() == []
    assert set(answer.timings_ms) == {"retrieve", "read", "generate", "total"}


class Weekday(FirstSentence):
    """A reader that is sure of the word "Friday"."""

    def read(self, question: str, hits: list[Hit], passages: int = 4, **_: object) -> Reading:
        """The sentence that holds it, with it as the exact answer."""
        hit = next(hit for hit in hits if "Friday" in hit.text)
        at = hit.start + hit.text.index("Friday")
        start, end = next(span for span in hit.passage.sentences if span[0] <= at < span[1])
        return Reading((Candidate(hit, start, end, 1.0, short=(at, at + len("Friday"))),), 0.9, None)


@pytest.mark.parametrize(
    ("date_line", "question", "opening"),
    [
        ("Published 19 July 2026\n\n", "When did the old pier of Ode fall?", "Friday (17 July 2026)"),
        ("", "When did the old pier of Ode fall?", "Friday"),
        ("Published 19 July 2026\n\n", "Which pier fell in Ode?", "Friday"),
    ],
    ids=["dated", "undated", "not asked for a time"],
)
def test_weekday_is_said_with_its_day(
    open_assistant: Open, tmp_path: Path, date_line: str, question: str, opening: str
) -> None:
    """Asked when, a weekday of a dated article gets its day; `short` and the quote stay the article's words."""
    body = "The old pier of Ode fell on Friday after a week of heavy storms, and nobody was hurt when it did."
    (tmp_path / "pier.txt").write_text(f"Old pier of Ode falls into the sea\n\n{date_line}{body}\n")
    opened = open_assistant()
    opened.sync(tmp_path / "pier.txt")
    answer = with_reader(opened, Weekday()).ask(question)
    assert answer.text.startswith(f"{opening}\n\n“{body}” [1]")
    assert answer.short == "Friday"
    assert answer.verify() == []


def test_subject_that_appears_nowhere_is_refused_by_name(assistant: Assistant) -> None:
    """A question about something the corpus never mentions is refused, and the reason names it."""
    answer = assistant.ask("What did Zanzibar say about the ferry?")
    assert answer.abstained
    assert "Zanzibar" in str(answer.reason)
    assert (answer.citations, answer.short) == ([], None)
    assert answer.verify() == []


def test_document_that_changed_meanwhile_is_noticed(assistant: Assistant, folder: Path) -> None:
    """An answer given before its document changed no longer verifies."""
    answer = assistant.ask("How much will the bridge repairs cost?")
    (folder / "harbour.txt").write_text("The harbour bridge is open again, the city council said on Friday.\n")
    assistant.sync(folder)
    assert "has changed since it was cited" in answer.verify()[0]


def test_quote_that_does_not_hold_is_not_shown(assistant: Assistant) -> None:
    """A sentence that is not verbatim where the reader says it is never leaves the assistant."""

    class Liar(FirstSentence):
        def read(self, question: str, hits: list[Hit], passages: int = 4, **_: object) -> Reading:
            reading = super().read(question, hits)
            altered = replace(hits[0].passage, text=hits[0].text.upper())
            hit = replace(hits[0], passage=altered)
            return replace(reading, candidates=tuple(replace(c, hit=hit) for c in reading.candidates))

    answer = with_reader(assistant, Liar()).ask("How much will the bridge repairs cost?")
    assert answer.abstained
    assert answer.citations == []


def test_question_without_a_known_word_is_refused(seeds: Assistant) -> None:
    """Letters that no document holds are no question about anything, however near a passage is in meaning."""
    assert seeds.ask("qwrtz plmokn xxzy").abstained


@pytest.mark.parametrize(("setting", "abstains"), [(None, True), (0.2, False)])
def test_one_setting_trades_refusals_for_answers(assistant: Assistant, setting: float | None, abstains: bool) -> None:
    """An answer below the threshold is refused; a lower threshold lets it through."""
    unsure = with_reader(assistant, FirstSentence(confidence=0.3, first=1), abstain_below=setting)
    assert unsure.ask("When does the ferry cross?").abstained is abstains


@pytest.mark.parametrize("confidence", [0.3, 0.4])
def test_unlikely_answer_says_so(assistant: Assistant, confidence: float) -> None:
    """An answer that is more likely wrong than right opens with saying so; the quote is shown and cited."""
    guess = with_reader(assistant, FirstSentence(confidence, first=1), abstain_below=0.2).ask(
        "When does the ferry cross?"
    )
    assert guess.text.startswith(UNSURE) is (confidence < UNSURE_CONFIDENCE)
    assert len(guess.citations) == 1
    assert guess.citations[0].quote in " ".join(guess.text.split())


@pytest.mark.parametrize("confidence", [0.55, 0.8])
def test_exact_answer_is_stated_where_it_is_likely(assistant: Assistant, confidence: float) -> None:
    """Below the confidence from which exact answers are mostly right, the sentence is quoted alone."""

    class Pointing(FirstSentence):
        def read(self, question: str, hits: list[Hit], passages: int = 4, **_: object) -> Reading:
            reading = super().read(question, hits)
            found = reading.candidates[0]
            return replace(reading, candidates=(replace(found, short=(found.start, found.start + 5)),))

    answer = with_reader(assistant, Pointing(confidence)).ask("When does the ferry cross?")
    assert answer.short == (answer.citations[0].quote[:5] if confidence >= SHORT_CONFIDENCE else None)


def test_who_called_for_something_is_the_one_who_spoke(open_assistant: Open, tmp_path: Path) -> None:
    """Words inside what somebody says do not answer who called for it: the speaker does, and the claim is quoted."""
    said = "Ada Quill said that the board had slept and called for an inquiry."
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "board.txt").write_text(f"The board\n\n{said} It rained all day in Tolmin.\n", "utf-8")
    assistant = open_assistant()
    assistant.sync(tmp_path / "articles")

    class Pointing(FirstSentence):
        def read(self, question: str, hits: list[Hit], passages: int = 4, **_: object) -> Reading:
            (found,) = (
                c for c in super().read(question, hits).candidates if c.hit.text[c.start : c.end].startswith("Ada")
            )
            at = found.start + said.index("the board")
            return Reading((replace(found, short=(at, at + len("the board"))),), 0.9, None)

    answer = with_reader(assistant, Pointing(count=2)).ask("Who called for an inquiry?")
    assert (answer.short, answer.text.splitlines()[0]) == ("Ada Quill", "Ada Quill")
    assert answer.verify() == []


def test_history_may_be_any_run_of_turns(assistant: Assistant) -> None:
    """An iterator serves as a history like a list."""
    turns = [Turn("How much will the bridge repairs cost?", "4.2 million euros")]
    follow_up = "And how long will they take?"
    assert assistant.ask(follow_up, iter(turns)).resolved_question == assistant.ask(follow_up, turns).resolved_question


@pytest.mark.parametrize("k", [0, -1])
def test_no_passages_are_asked_for(assistant: Assistant, k: int) -> None:
    """A number below 1 gives none."""
    assert assistant.search("bridge", k) == []


def test_stream_makes_the_text_of_the_answer(assistant: Assistant) -> None:
    """The pieces of a stream, joined, are the text of the Answer that ends it."""
    for question in ("How much will the bridge repairs cost?", "What did Zanzibar say about the ferry?"):
        *pieces, answer = assistant.stream(question)
        assert isinstance(answer, Answer)
        assert "".join(str(piece) for piece in pieces) == answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "holds no words"), (" \n\t", "holds no words"), ("?!", "holds no words"), ("why " * 25_000, "100,000 char")],
)
def test_text_that_is_no_question_is_refused(assistant: Assistant, question: str, said: str) -> None:
    """A blank or endless question gets a refusal that says what to do, as an ordinary answer."""
    answer = assistant.ask(question)
    assert answer.abstained
    assert answer.question == question
    assert said in str(answer.reason)
    assert answer.text == f"This cannot be searched. {answer.reason}"


@pytest.mark.parametrize(
    "question",
    ["Was kostet die Brücke?", "どこで橋が閉まりますか", "كم تكلفة الجسر", "\x00\x1b[2J bridge", "‮egdirb eht", "🙂",
     "<script>alert(1)</script> bridge cost", "'; DROP TABLE documents; --", "a" * 3999],
)  # fmt: skip
def test_strange_questions_get_an_answer_or_a_refusal(assistant: Assistant, question: str) -> None:
    """Any text gets an answer that verifies or a refusal, in time, and the documents stay."""
    started = time.monotonic()
    answer = assistant.ask(question)
    assert answer.verify() == []
    assert time.monotonic() - started < 20
    assert len(assistant.documents()) == 2


def test_empty_index_refuses(open_assistant: Open) -> None:
    """Without documents every question is refused."""
    assert open_assistant().ask("How much will the bridge repairs cost?").abstained


def test_history_is_accepted(assistant: Assistant) -> None:
    """A question in a conversation is answered, and says which question was searched."""
    first = assistant.ask("How much will the bridge repairs cost?")
    answer = assistant.ask("Who is the captain of the ferry boats?", history=[Turn(first.question, first.text)])
    assert "Jonas Varga" in answer.text
    assert answer.resolved_question


def test_marker_like_text_of_an_article_is_no_marker(open_assistant: Open, tmp_path: Path) -> None:
    """Square-bracketed numbers that stand in an article do not turn into footnotes."""
    page = tmp_path / "wiki.txt"
    page.write_text("The Tolmin lighthouse was built in 1893 by Edvard Lind [7] and is 41 metres tall [8].\n")
    assistant = open_assistant()
    assistant.sync(page)
    answer = with_reader(assistant, FirstSentence()).ask("When was the Tolmin lighthouse built?")
    assert "[7]" in answer.citations[0].quote
    assert answer.verify() == []


def test_long_answers_stay_readable(open_assistant: Open, tmp_path: Path) -> None:
    """However many sentences a reader offers, an answer stays under 80 words and 3 quotes."""
    page = tmp_path / "long.txt"
    page.write_text(
        " ".join(f"The {word} tower of the old {word} castle has {n + 10} steps." for n, word in enumerate(WORDS))
    )
    assistant = open_assistant(passage_tokens=600)
    assistant.sync(page)
    answer = with_reader(assistant, FirstSentence(count=20)).ask("How many steps has the tower?")
    assert len(answer.text.split()) <= 80
    assert 1 < len(answer.citations) <= 3


def test_many_threads_ask_at_once(assistant: Assistant) -> None:
    """Several threads may ask one assistant, also while another one indexes."""
    questions = ["How much will the bridge repairs cost?", "Who is the captain of the ferry boats?"] * 6
    expected = {question: assistant.ask(question).text for question in questions}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(assistant.ask, questions))
    assert all(answer.text == expected[answer.question] for answer in answers)


def test_unknown_document_is_an_error(assistant: Assistant) -> None:
    """Asking for a document that is not indexed names the command that lists them."""
    with pytest.raises(LoadError, match="footnote documents"):
        assistant.document("nowhere.txt")


def test_seed_question_of_the_readme(seeds: Assistant) -> None:
    """The first question of the README gets its number with citations that hold."""
    answer = seeds.ask("How many countries committed to guaranteeing Ukraine's security?")
    assert "26" in answer.text
    assert answer.short == "26"
    assert answer.verify() == []


def with_model(assistant: Assistant, model: object, confidence: float = 0.9) -> Assistant:
    reader = FirstSentence(confidence, count=2)
    return Assistant(assistant.settings, assistant.index, assistant._retriever, reader, assistant._follow_ups, model)  # type: ignore[arg-type]


QUESTION = "How much will the bridge repairs cost?"


def test_model_answers_with_checked_footnotes(assistant: Assistant) -> None:
    """A language model's sentence is given with the verbatim words that confirm it, and its name."""
    answer = with_model(assistant, FakeModel("The repairs will cost 4.2 ", "million euros [1].")).ask(QUESTION)
    assert (answer.answered_by, answer.notice) == ("fake-1", None)
    assert answer.text == "The repairs will cost 4.2 million euros [1]."
    assert "4.2 million euros" in answer.citations[0].quote
    assert answer.verify() == []


def test_citation_of_a_model_has_its_speaker(open_assistant: Open, folder: Path) -> None:
    """Whom the article attributes a statement to stands in the citation of a language model's answer, too."""
    (folder / "ferry.txt").write_text("Bo Tarn came to Ode. He said the ferry would cost 12 crowns a day.\n", "utf-8")
    assistant = open_assistant()
    assistant.sync(folder)
    asked = with_model(assistant, FakeModel("The ferry will cost 12 crowns a day [1]."))
    answer = asked.ask("How much would the ferry cost a day?")
    assert (answer.answered_by, [c.speaker for c in answer.citations]) == ("fake-1", ["Bo Tarn"])


def test_model_that_fails_leaves_the_extractive_answer(assistant: Assistant) -> None:
    """When the model fails amid its reply, the extractive answer is given, and says so."""
    answer = with_model(assistant, FakeModel("The rep", fails="it hung up.")).ask(QUESTION)
    assert answer.answered_by == "extractive"
    assert "it hung up" in str(answer.notice)
    assert answer.citations
    assert answer.verify() == []


def test_model_that_invents_is_not_shown(assistant: Assistant) -> None:
    """A reply that the articles confirm nowhere is replaced by the extractive answer."""
    answer = with_model(assistant, FakeModel("The repairs cost 900 million dollars [1].")).ask(QUESTION)
    assert "900" not in answer.text
    assert "confirm nothing" in str(answer.notice)


def test_model_is_not_asked_where_the_articles_do_not_say(assistant: Assistant) -> None:
    """A question that the articles do not answer is refused before the model can invent something."""
    answer = with_model(assistant, FakeModel("It costs 4.2 million euros [1]."), confidence=0.1).ask(QUESTION)
    assert answer.abstained
    assert answer.answered_by == "extractive"


def test_model_may_refuse(assistant: Assistant) -> None:
    """A model that finds no answer in the passages makes a refusal under its name."""
    answer = with_model(assistant, FakeModel(REFUSAL)).ask(QUESTION)
    assert (answer.abstained, answer.answered_by, answer.citations) == (True, "fake-1", [])


def test_of_two_answers_of_an_article_none_is_stated(tmp_path: Path, open_assistant: Callable[..., Assistant]) -> None:
    """The whole way: both numbers are quoted, and neither is stated as the answer."""
    (tmp_path / "films.txt").write_text(
        "Norport library buys films\n\nNorport library has bought about 50 old films by the brothers Lind, who filmed "
        "the harbour. Norport library said it has also bought more than 150 old films by Ada Quill. It opens in May.\n",
        "utf-8",
    )
    assistant = open_assistant()
    assistant.sync(tmp_path / "films.txt")
    answer = assistant.ask("How many old films did the library buy?")
    assert [number in answer.text for number in ("50 old", "150 old")] == [True, True]
    assert answer.short is None


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("What do the articles say about troops?", 12),
        ("How did the US position on troops change?", 12),
        ("Which countries will send troops?", MANY_SPANNED),
        ("Where did Putin speak on September 5?", PASSAGES_SPANNED),
    ],
)
def test_all_that_is_found_is_read_where_all_is_asked_for(
    seeds: Assistant, monkeypatch: pytest.MonkeyPatch, question: str, passages: int
) -> None:
    """For a survey or a change every passage found is read, for a list fewer, for a fact fewer still at first."""
    asked: list[int] = []
    read = seeds._reader.read

    def counted(question: str, hits: Sequence[Hit], passages: int, **options: Any) -> Reading:
        asked.append(passages)
        return read(question, hits, passages, **options)

    monkeypatch.setattr(seeds._reader, "read", counted)
    seeds.ask(question)
    assert asked[:1] == [passages]


@pytest.mark.parametrize(
    ("question", "history", "said"),
    [(None, [], "a question is a str"), ("Why?", ["What closed?"], "a history holds Turn"), (b"Why?", [], "not bytes")],
)
def test_what_is_no_question_is_named(assistant: Assistant, question: Any, history: Any, said: str) -> None:
    """A wrong type is told in words, and the assistant answers on."""
    with pytest.raises(TypeError, match=said):
        assistant.ask(question, history)
    assert assistant.ask("When did the bridge close?", [Turn("What closed?", "The bridge.")]).question


def test_headline_alone_is_no_unsure_answer(assistant: Assistant) -> None:
    """Where nothing says it clearly, a headline that comes nearest is no answer: the question is refused."""
    for confidence, first, abstains in ((0.3, 0, True), (0.3, 1, False), (0.5, 0, False)):
        reader = FirstSentence(confidence, first=first)
        assert with_reader(assistant, reader, abstain_below=0.2).ask("How old is the bridge?").abstained is abstains
