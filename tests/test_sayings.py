"""Who said something: the sentence that holds it answers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.sentences import sentences
from index.words import tokens
from rag.credit import asks_who_says, speaker_of
from rag.question import analyse
from rag.reader import Candidate
from rag.sayings import said_first
from rag.statements import quote
from tests.fakes import document, hits_of
from training.reader_cases import Statistics

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag import Assistant

HEAD = "Ada Quill, the head of the union, went further."
DEAD = "“The plan for the quay is dead,” she said."
ROE = "Mayor Ben Roe said that the plan would be kept."


def order(question: str, *lines: str) -> list[str]:
    """The sentences of an article of these lines, the first one the best, as they are ordered for the question."""
    text = " ".join(lines)
    (hit,) = hits_of(document(text))
    found = [Candidate(hit, start, end, -float(n), 1.0 - n) for n, (start, end) in enumerate(sentences(text))]
    asked = analyse(question, Statistics(Counter(token.stem for token in tokens(text)), 9))
    chosen = said_first(asked, found, lambda c: speaker_of(text, c.start, c.end))
    assert sorted(quote(c) for c in chosen) == sorted(lines)
    assert all(chosen[0].alone >= each.alone for each in chosen)  # else another exact answer goes first
    return [quote(candidate) for candidate in chosen]


def test_sentence_with_what_was_said_goes_first() -> None:
    """Before one that only has a name."""
    assert order("Who said that the plan for the quay is dead?", HEAD, DEAD, ROE) == [DEAD, HEAD, ROE]


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Who said that the plan is dead?", (DEAD, HEAD)),  # it is first already
        ("Who said that the plan would be kept?", (ROE, HEAD, DEAD)),
        ("Who said that the ferry is late?", (HEAD, DEAD)),  # nobody did
        ("Who said that the plan for the quay is dead?", (HEAD, "The plan for the quay is dead.")),  # said by nobody
    ],
)
def test_order_stays_where_nothing_fits_better(question: str, lines: tuple[str, ...]) -> None:
    """Without a sentence that holds more of what was said, and has a speaker, the best one stays first."""
    assert order(question, *lines) == list(lines)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Who said that the plan is dead?", True),
        ("Who called the plan “a slow death”?", True),
        ("Who called the police?", False),
        ("Who leads the union?", False),
        ("What did Ada Quill say?", False),
    ],
)
def test_questions_for_a_speaker(question: str, asks: bool) -> None:
    """They ask who said, warned or the like, or whose the quoted words are."""
    assert asks_who_says(question) is asks


def test_speaker_of_quoted_words(tmp_path: Path, open_assistant: Callable[..., Assistant]) -> None:
    """The whole way: the quotation is shown, and who it is of comes first."""
    (tmp_path / "quay.txt").write_text(
        "Union rejects plan for the quay\n\nThe council of Norport met on Monday to vote on the plan. Ada Quill, the "
        "head of the dockers' union, went further than her members. “A vote in winter is a storm in a bottle,” she "
        "said. The council will meet again in May.\n",
        "utf-8",
    )
    assistant = open_assistant()
    assistant.sync(tmp_path / "quay.txt")
    answer = assistant.ask("Who called a vote in winter “a storm in a bottle”?")
    assert answer.citations[0].quote == "“A vote in winter is a storm in a bottle,” she said."
    assert answer.citations[0].speaker == "Ada Quill"
    assert answer.short == "Ada Quill"
