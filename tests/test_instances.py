"""Which countries, which people: what names some of them answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.sentences import sentences
from index.words import tokens
from rag import Assistant
from rag.exact import amid_others
from rag.instances import naming, of_the_country, of_the_person, of_the_side, of_those_who_do
from rag.listening import SAID_CONFIDENCE
from rag.question import analyse
from rag.reader import Candidate
from rag.statements import JOINS, quote
from tests.fakes import document, hits_of
from training.reader_cases import Statistics

SOME = "Some countries may send boats."
PERU = "Peru agreed to help at sea."
CHILE = "Chilean ships will sail in May."
BRAZIL = "Brazil will not send boats."
BOUND = "Boats left for Bolivia."
PEOPLE = "Ministers spoke at the fair. Minister Ada Quill opened it. Ben Roe was the last speaker."


def kept(question: str, *lines: str, alone: float = 0.0) -> list[str]:
    """The sentences that are kept of an article of these lines."""
    text = " ".join(lines)
    (hit,) = hits_of(document(text))
    found = [Candidate(hit, start, end, -float(n), alone) for n, (start, end) in enumerate(sentences(text))]
    asked = analyse(question, Statistics(Counter(token.stem for token in tokens(text)), 9))
    return [quote(candidate) for candidate in naming(asked, found)]


def test_only_what_names_a_country_answers_which_countries() -> None:
    """By its name or that of its people; one that boats only sail to does nothing."""
    assert kept("Which countries will send boats?", SOME, PERU, CHILE, BOUND) == [PERU, CHILE]


def test_denial_answers_only_where_it_is_asked_for() -> None:
    """Who refuses is no answer to who agrees, nor the other way round."""
    assert kept("Which countries will send boats?", SOME, PERU, BRAZIL) == [PERU]
    assert kept("Which countries refuse to send boats?", SOME, PERU, BRAZIL) == [BRAZIL]


def test_country_that_all_is_about_is_not_looked_for() -> None:
    """Nor is one that the question names."""
    assert kept("Which countries will send boats?", "Peru waits.", "Peru hopes.", SOME, CHILE, PERU) == [CHILE]
    assert kept("Which countries besides Peru will send boats?", SOME, PERU, CHILE) == [CHILE]
    assert kept("Which countries will send boats to Peru?", SOME, PERU, CHILE) == [CHILE]


@pytest.mark.parametrize("lines", [(SOME, BOUND), (SOME, BRAZIL)])
def test_all_stay_where_none_is_named(lines: tuple[str, ...]) -> None:
    """What the articles say without names is still the best there is."""
    assert kept("Which countries will send boats?", *lines) == list(lines)


def test_unlikely_sentences_name_nothing() -> None:
    """A country in a sentence that hardly answers by itself counts for nothing."""
    assert kept("Which countries will send boats?", SOME, PERU, alone=-5.0) == [SOME, PERU]


def test_hardly_less_likely_sentences_name_some_where_no_other_does() -> None:
    """What names some goes before what names none, though it is a little less likely than what joins others."""
    assert kept("Which countries will send boats?", SOME, PERU, BRAZIL, alone=JOINS - 0.5) == [PERU]


def test_likely_sentence_that_names_some_leaves_less_likely_ones_out() -> None:
    """What is hardly less likely than what joins others counts only where nothing else names some."""
    text = f"{PERU} {CHILE}"
    (hit,) = hits_of(document(text))
    spans = zip(sentences(text), (0.0, JOINS - 0.5), strict=True)
    found = [Candidate(hit, start, end, alone, alone) for (start, end), alone in spans]
    asked = analyse("Which countries will send boats?", Statistics(Counter(token.stem for token in tokens(text)), 9))
    assert [quote(candidate) for candidate in naming(asked, found)] == [PERU]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Which countries will send boats?", ["Peru pledged five boats.", "Chile may send boats."]),
        ("Which countries may send boats?", ["Chile may send boats."]),
        ("Which countries will charter planes?", ["Chile may send boats."]),
    ],
)
def test_what_is_goes_before_what_may_be(question: str, left: list[str]) -> None:
    """Who only may do it is not all there is where a sentence on the matter, hardly less likely, tells who does."""
    text = "Chile may send boats. Peru pledged five boats."
    (hit,) = hits_of(document(text))
    spans = zip(sentences(text), (0.0, JOINS - 0.5), strict=True)
    found = [Candidate(hit, start, end, alone, alone) for (start, end), alone in spans]
    asked = analyse(question, Statistics(Counter(token.stem for token in tokens(text)), 9))
    assert [quote(candidate) for candidate in naming(asked, found)] == left


def test_people() -> None:
    """Which ministers: those who have a name; other questions are left alone."""
    assert kept("Which ministers spoke?", PEOPLE) == ["Minister Ada Quill opened it.", "Ben Roe was the last speaker."]
    assert len(kept("Which boats were at the fair?", PEOPLE)) == 3


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Will Peru send boats?", ["Some boats left.", "Peru has no plans to send boats."]),
        ("What did Peru say about boats?", ["Some boats left.", "Peru has no plans to send boats."]),
        ("Will Malta send boats?", None),  # nothing is told of it
        ("Did Quill say that Peru will send boats?", None),
        ("How did people react to Peru?", None),
        ("Will turkey be served?", None),
    ],
)
def test_what_one_country_does_is_not_told_of_another(question: str, left: list[str] | None) -> None:
    """A sentence about another country is left out where some other tells of the one that is asked about."""
    text = "Chile would not send boats. Some boats left. Peru has no plans to send boats. Turkey waits."
    (hit,) = hits_of(document(text))
    found = [Candidate(hit, start, end, 0.0) for start, end in sentences(text)]
    assert [quote(c) for c in of_the_country(question, found)] == (left or [quote(c) for c in found])


@pytest.mark.parametrize(
    ("question", "lines", "left"),
    [
        ("Who will send boats?", [PERU, BRAZIL, CHILE], [PERU, CHILE]),
        ("Who will send boats?", [BRAZIL, PERU], [BRAZIL, PERU]),
        ("Who will not send boats?", [PERU, BRAZIL], [PERU, BRAZIL]),
        ("What will be sent?", [PERU, BRAZIL], [PERU, BRAZIL]),
    ],
)
def test_who_does_not_is_no_other_answer_to_who_does(question: str, lines: list[str], left: list[str]) -> None:
    """A denial stands only first, or where it is asked for."""
    text = " ".join(lines)
    (hit,) = hits_of(document(text))
    found = [Candidate(hit, start, end, 0.0) for start, end in sentences(text)]
    assert [quote(c) for c in of_those_who_do(question, found)] == left


@pytest.mark.parametrize(("behind", "left"), [(1.0, ["Peru has a quay."]), (2.0, None)])
def test_what_tells_of_a_country_need_only_be_nearly_as_good(behind: float, left: list[str] | None) -> None:
    """Unlikely by itself, it is still a better answer than a sentence about another country that is hardly likelier."""
    text = "Chile would send boats. Peru has a quay."
    (hit,) = hits_of(document(text))
    found = [Candidate(hit, *span, -behind * n, -9.0) for n, span in enumerate(sentences(text))]
    assert [quote(c) for c in of_the_country("What does Peru offer?", found)] == (left or [quote(c) for c in found])


QUILL = "Mayor Ada Quill may sell the quay."
ROE = "Captain Ben Roe will sell the ferry."
SHE = "She will sell the house."
SOLD = "The ferry was sold for a crown to Captain Ben Roe."


@pytest.mark.parametrize(
    ("question", "text", "left"),
    [
        ("What will Quill sell?", f"{ROE} Some sell bread. {QUILL}", [QUILL, "Some sell bread."]),
        ("What will Quill sell?", f"{ROE} {SHE} {QUILL}", [SHE, QUILL]),  # Quill, perhaps
        ("If all goes well, what will Ada Quill sell?", f"{ROE} {QUILL}", [QUILL]),
        ("What will Quill sell?", f"{ROE} The town sells {'a tram. It sells ' * 3}a bus. {QUILL}", None),  # unlikely
        ("What will Lind sell?", f"{ROE} {QUILL}", None),
        ("What was Quill sold?", f"{ROE} {QUILL}", None),
        ("What will Quill's brother sell?", f"{ROE} {QUILL}", None),
        ("Which captain will Quill sell it to?", f"{ROE} {QUILL}", None),
        ("What is Quill ready to sell?", f"{ROE} {QUILL}", [QUILL]),
        ("What will Quill sell?", f"{SOLD} {QUILL}", [QUILL, SOLD]),
        ("Who will sell the ferry?", f"{ROE} {QUILL}", None),
        ("What will Peru sell?", f"{ROE} {QUILL} Peru may sell a ship.", None),
    ],
)
def test_what_somebody_does_is_not_told_of_another(question: str, text: str, left: list[str] | None) -> None:
    """What other people do is left out where a sentence that is nearly as good tells of the one who is asked about."""
    (hit,) = hits_of(document(text))
    found = [Candidate(hit, *span, -0.7 * n, -9.0) for n, span in enumerate(sentences(text))]
    assert [quote(c) for c in of_the_person(question, found)] == (left or [quote(c) for c in found])


def test_side_that_is_asked_for_is_not_told_by_another() -> None:
    """Where a family or officials say something, what others say without naming them is left out; else all stays."""
    lines = (
        "Officials said she was ill.",
        "Her family said she was well.",
        "The paper wrote that her family mourned.",
        "It rained.",
    )
    text = " ".join(lines)
    (hit,) = hits_of(document(text))
    found = [Candidate(hit, start, end, 0.0, 0.0) for start, end in sentences(text)]
    speakers = dict(zip(lines, ("Officials", "Her family", "The paper", None), strict=True))
    left = of_the_side("Quill's family", found, lambda c: speakers[quote(c)])
    assert [quote(candidate) for candidate in left] == list(lines[1:])
    unlikely = [replace(candidate, alone=JOINS - 1) for candidate in found]
    assert of_the_side("Quill's family", unlikely, lambda c: speakers[quote(c)]) == unlikely


def test_answer_about_sides(tmp_path: Path, open_assistant: Callable[..., Assistant]) -> None:
    """Below each heading stands what that side says."""
    text = (
        "Dispute over a death\n\nNorlandish officials said on Monday that Mara Quill had died of a weak heart. "
        "Quill's family said that she had died of a blow to the head.\n"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text(text, "utf-8")
    assistant = open_assistant()
    assistant.sync(tmp_path / "docs")
    answer = assistant.ask("What do Norlandish officials and Quill's family say she died of?")
    officials, family = answer.text.split("Quill's family:\n")
    assert "weak heart" in officials
    assert "blow" not in officials
    assert "blow" in family
    assert "weak heart" not in family


def test_answer_about_one_person(seeds: Assistant) -> None:
    """The words of another prime minister are no answer, however alike; less is sure where they seemed to be one."""
    answer = seeds.ask("What is Meloni willing to do?")
    assert "prepared to monitor a ceasefire" in answer.citations[0].quote
    assert "Black Sea" not in answer.text
    assert answer.confidence == SAID_CONFIDENCE


@pytest.mark.parametrize(
    ("text", "part", "amid"),
    [
        ("The bay borders Peru, Chile and Bolivia.", "Chile and Bolivia", True),
        ("The bay borders Peru, Chile and Bolivia.", "Peru", True),
        ("The bay borders Peru, Chile and Bolivia.", "Peru, Chile and Bolivia", False),
        ("Peru and Chile signed, and Bolivia waits.", "Peru and Chile", False),
        ("Peru or Chile will sign.", "Chile", True),
        ("The vote was close. Meanwhile, Peru will sign.", "Peru", False),
        ("In May, Peru and Chile signed.", "Peru and Chile", False),
        ("The bay borders Italy, Peru and Chile.", "Peru and Chile", True),
        ("First-aiders: Ada Quill (hall), Ben Roe (pier).", "Ada Quill", True),
        ("Ada Quill (hall) is the first-aider.", "Ada Quill", False),
    ],
)
def test_part_of_a_row_is_told_from_the_whole(text: str, part: str, amid: bool) -> None:
    """Two countries of three are not the exact answer to which they are."""
    start = text.index(part)
    assert amid_others(text, start, start + len(part)) is amid


def test_one_sentence_with_all_of_a_list_is_answered_exactly(
    tmp_path: Path, open_assistant: Callable[..., Assistant]
) -> None:
    """The names come first, as for any fact."""
    (tmp_path / "vote.txt").write_text(
        "Vote on the fee\n\nThe council met in Norport on Monday. Malta and Cyprus backed the higher fee. The weather "
        "was fine, and nobody left early.\n",
        "utf-8",
    )
    assistant = open_assistant()
    assistant.sync(tmp_path / "vote.txt")
    answer = assistant.ask("Which countries backed the higher fee?")
    assert answer.short == "Malta and Cyprus"
    assert answer.text.startswith("Malta and Cyprus\n\n“Malta and Cyprus backed the higher fee.” [1]")
    (tmp_path / "vote.txt").write_text(
        "Vote on the fee\n\nThe council met in Norport on Monday. Malta and Cyprus discussed backing the higher fee. "
        "The weather was fine, and nobody left early.\n",
        "utf-8",
    )
    assistant.sync(tmp_path / "vote.txt")
    answer = assistant.ask("Which countries backed the higher fee?")
    assert answer.short is None
    assert "Malta and Cyprus discussed" in answer.text


def test_answers_about_one_country_and_about_several(seeds: Assistant) -> None:
    """The whole way: nothing of another country, and of those asked for the ones that are named."""
    one = seeds.ask("Will Bulgaria send troops?")
    assert all("Bulgaria" in citation.quote for citation in one.citations)
    several = seeds.ask("Which countries are willing to deploy troops to Ukraine?")
    assert not any("some nations" in citation.quote for citation in several.citations)
    assert "France and the UK" in several.text
