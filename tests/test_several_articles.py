"""Small corpora of articles that change and disagree, asked of the whole pipeline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant, Settings

ARTICLES = {
    ("Council backs new container terminal", "2024-03-04"): """
The council of Westmere voted on Monday to build a container terminal in the old harbour. Mayor Ada Quill said the
terminal would cost 40 million crowns and open in 2026. "This harbour has waited long enough," she said.

The fishing association welcomed the plan. Its chairman, Ben Roe, said the fishermen would gain a better quay. About
300 people now work in the harbour.

The port authority expects 120 ships a year at the new terminal.""",
    ("Fishermen turn against terminal", "2024-10-17"): """
The fishing association of Westmere has withdrawn its support for the container terminal. Ben Roe said on Thursday
that the dredging would destroy the spawning grounds. "We were promised a quay and we are getting a ditch," he said.

Mayor Quill defended the project. She put the cost at 55 million crowns, and said the opening would move to 2027
because of the dredging.

The environmental group Clear Water called for a halt to the works. The harbour's museum stays open.""",
    ("Terminal delayed again as costs rise", "2025-06-21"): """
The container terminal in Westmere will not open before 2028, the port authority said on Saturday. Its director, Tomas
Ek, blamed the discovery of a wreck in the fairway. The terminal will now cost 71 million crowns.

Mayor Ada Quill said she was considering a smaller terminal without dredging. Ben Roe called that a step in the right
direction.

The port authority now expects only 80 ships a year.""",
    ("Letters: the harbour we want", "2025-01-09"): """
Clear Water says the terminal will cost 90 million crowns in the end, nearly twice what the town hall admits. The group
has collected 4,000 signatures against the works.

The chamber of commerce, by contrast, says that the terminal is vital for Westmere. "Without it the town will be a
museum," its president Lena Falk wrote.""",
    ("Race in Ostby tightens", "2025-04-14"): """
The race for mayor of Ostby has become close. Karin Halvorsen is at 41 percent and Piet Duarte at 39 percent in the
latest poll by Metron. Duarte promised free buses.""",
    ("Duarte wins Ostby", "2025-05-19"): """
Piet Duarte won the election for mayor of Ostby on Sunday. Karin Halvorsen conceded defeat at nine in the evening.
Turnout was 63 percent, the electoral office said.

Duarte said free buses would have to wait until the budget was balanced.""",
    ("Ostby Courier: a narrow night", "2025-05-19"): """
It was a narrow night in Ostby. Turnout, at 58 percent, disappointed both camps. Halvorsen conceded defeat shortly
before midnight, and told supporters that she would stay on the council.""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Over the articles above."""
    folder: Path = tmp_path_factory.mktemp("several")
    lines = [
        json.dumps({"_id": title, "title": title, "text": " \n".join((title, text)), "metadata": {"published": day}})
        for (title, day), text in ARTICLES.items()
    ]
    (folder / "news.jsonl").write_text("\n".join(lines), "utf-8")
    with Assistant.open(Settings(home=folder / "home", corpus=None)) as opened:
        opened.sync(folder / "news.jsonl")
        yield opened


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("How has the cost of the terminal changed?", ["40 million", "55 million", "71 million"]),
        ("How did the position of the fishing association on the terminal change?", ["welcomed", "withdrawn"]),
        ("Ben Roe on the terminal, then and now", ["a better quay", "a step in the right"]),
        ("What was first said about the opening of the terminal, and what later?", ["open in 2026", "before 2028"]),
        ("How did Duarte's position on free buses change?", ["promised free buses", "would have to wait"]),
    ],
)
def test_change_is_told_in_order_of_time(assistant: Assistant, question: str, stated: list[str]) -> None:
    """What was said first stands first, and what was said last is not left out."""
    text = " ".join(assistant.ask(question).text.split())
    places = [text.find(words) for words in stated]
    assert min(places) >= 0, text
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("When will the terminal open?", ["2026", "2027", "2028"]),
        ("What was the turnout in Ostby?", ["63 percent", "58 percent"]),
        ("When did Halvorsen concede defeat?", ["nine in the evening", "before midnight"]),
    ],
)
def test_different_answers_stand_side_by_side(assistant: Assistant, question: str, stated: list[str]) -> None:
    """Each article's answer is shown, and the answer says that they differ."""
    answer = assistant.ask(question)
    assert re.match(r"The articles (give different answers|say different things)", answer.text)
    assert all(words in answer.text for words in stated), answer.text
    assert answer.verify() == []


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("Which articles mention Clear Water?", ["called for a halt", "90 million"]),
        ("Do the reports agree on the turnout?", ["63 percent", "58 percent"]),
        ("Compare what Clear Water and the chamber of commerce say about the terminal.", ["90 million", "vital"]),
        ("What do Ada Quill and Ben Roe each say about the terminal?", ["smaller terminal", "right"]),
    ],
)
def test_all_articles_are_heard(assistant: Assistant, question: str, stated: list[str]) -> None:
    """A survey and a comparison draw on each article that speaks of the subject."""
    text = " ".join(assistant.ask(question).text.split())
    assert all(words in text for words in stated), text


@pytest.mark.parametrize(
    "question", ["Who won the election for mayor of Ostby?", "How many people work in the harbour?"]
)
def test_one_answer_is_no_disagreement(assistant: Assistant, question: str) -> None:
    """Where one article answers, the others are not said to differ."""
    assert "different" not in assistant.ask(question).text


def test_survey_of_one_name_shows_nothing_else(assistant: Assistant) -> None:
    """What does not hold the name that all is asked about has no place behind what does."""
    answer = assistant.ask("Which articles mention Lena Falk?")
    assert [citation.quote for citation in answer.citations] == [
        '"Without it the town will be a\nmuseum," its president Lena Falk wrote.'
    ]


def test_denial_is_no_different_answer_to_who_does_it(tmp_path: Path) -> None:
    """One article says who will send boats, and another who will not: they do not give different answers."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text(
        "Ferries for the islands\n\nMayor Ada Quill will send boats to the islands in May, her office said on Monday. "
        "The islands have waited for boats since March.\n"
    )
    (tmp_path / "docs" / "b.txt").write_text(
        "No boats from Brod\n\nMinister Bo Tarn has no plans to send boats to the islands, he told the council of Brod "
        "on Friday. The council had asked for two of them.\n"
    )
    with Assistant.open(Settings(home=tmp_path / "home", corpus=tmp_path / "docs")) as assistant:
        answer = assistant.ask("Who will send boats to the islands?")
    assert answer.short == "Mayor Ada Quill"
    assert "Tarn" not in answer.text
