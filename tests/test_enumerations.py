"""Lists, steps and tables: read off a document, shown whole to who asks for them, item by item under their heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.documents import Document, Line
from rag import Answer, Assistant
from rag.enumerations import around, asked_for, asks_for_several, lists_in
from rag.question import analyse
from rag.reader import Candidate, Reading, SentenceReader
from rag.retrieval import Hit
from rag.statements import quote
from tests.fakes import hits_of
from tests.test_reader import Corpus, Fixed, hit, short

Open = Callable[..., Assistant]

RULES = """Harbour rules

The harbour of Norport has had rules since 1920.

Length | Day | Week
up to 6 m | 5 crowns | 25 crowns
over 6 m | 9 crowns | 45 crowns

What you must bring

1. Your boat's papers.
2. Proof of insurance.

Not allowed in the basin

• swimming
• fishing from the quay
• fires of any kind

Boats were counted last year:

Ode Quay: two boats

Quill Pier: one boat

The harbour master counts them every summer and reports to the council of Norport in the autumn of each year.

The keeper gave two reasons. First, the light is old. The town knows it. Secondly, the lamp is dear.
"""


def document(text: str, left_out: str = "never") -> Document:
    lines, at = [], 0
    for line in text.splitlines(keepends=True):
        words = line.rstrip()
        if words:
            lines.append(Line(at, at + len(words), left_out not in words, "paragraph"))
        at += len(line)
    return Document("rules.txt", text, "Harbour rules", "rules.txt", lines=tuple(lines))


def read(text: str, **options: str) -> list[tuple[str, list[str]]]:
    found = around(document(text, **options), 0, len(text))
    return [(text[slice(*each.lead)], [text[slice(*item)] for item in each.items]) for each in found]


def test_lists_of_a_document() -> None:
    """Marked lines, rows of a table, short lines below a colon and sentences that count are lists, with their leads."""
    assert read(RULES) == [
        ("Length | Day | Week", ["up to 6 m | 5 crowns | 25 crowns", "over 6 m | 9 crowns | 45 crowns"]),
        ("What you must bring", ["1. Your boat's papers.", "2. Proof of insurance."]),
        ("Not allowed in the basin", ["• swimming", "• fishing from the quay", "• fires of any kind"]),
        ("Boats were counted last year:", ["Ode Quay: two boats", "Quill Pier: one boat"]),
        ("The keeper gave two reasons.", ["First, the light is old.", "Secondly, the lamp is dear."]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Boats\n\n• one boat\n\nThe boat is old.",
        "The keeper said:\n\nThe light is old.\n\nAnd so is the lamp, which the town gave to the harbour in 1920?",
        "The light is old. First, it was red. The town liked it. The sea rose. The lamp fell. Then it was green.",
        "First, the light is old. Secondly, the lamp is dear.",
        "He gave a reason. First, it is old. It was red. It was blue. It was green. It fell. Secondly, it is dear.",
        "A | B\n\nThe light is old.",
    ],
)
def test_what_is_no_list(text: str) -> None:
    """One item, lines below a colon that are not alike, and sentences that count nothing are no lists."""
    assert read(text) == []


def test_lines_that_were_left_out_are_no_items() -> None:
    """What was judged to be page furniture is never shown, and ends a list."""
    text = "Not allowed\n\n• swimming\n• fires\n• Share this page\n• fishing"
    assert read(text, left_out="Share") == [("Not allowed", ["• swimming", "• fires", "• fishing"])]


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("Boats at sea:\n\none boat\n\ntwo boats\n\n" + "the boats of Norport and Peru " * 3, 1),
        ("Boats at sea:\n\none boat\n\n" + "the boats of Norport and Peru " * 3, 0),
        ("Boats at sea:\n\none boat\n\ntwo boats\n\nThe sea was calm.", 1),
        ("Boats at sea:\n\none boat\n\ntwo boats\n\nBoats on land:\n\nthree boats\n\nfour boats", 2),
    ],
)
def test_where_lines_without_marks_end(text: str, lists: int) -> None:
    """A long line, one that ends in another way, and the next colon end a list."""
    found = read(text)
    assert len(found) == lists
    assert all(len(items) == 2 for _, items in found)


def test_lead_is_the_last_sentence_before_the_items() -> None:
    """Of a paragraph the sentence that leads up to the items stands over them."""
    assert read("The harbour is old. You will need:\n\n- a boat\n- an oar") == [
        ("You will need:", ["- a boat", "- an oar"])
    ]


STORY = """Ferry of Ode

You will need

- a ticket
- a coat

Not needed

- a passport
- a visa

How to board

- Show the ticket to the guard at the gate.
- Wait on the pier until the bell rings twice.

Signs can be:

A flag that is red all over.

A bell that rings at the gate.

Class | Fare
first | 9 crowns
second | 5 crowns
"""


def ask_for(question: str, relevant: dict[str, float], near: float = 0.5, best: str = "Ferry of Ode") -> str | None:
    """What stands over the list that is asked for; `relevant` by the beginning of lists, others are at -3."""
    stored = document(STORY)
    (found,) = hits_of(stored)
    lists = lists_in([found], lambda _: STORY, lambda _: stored)
    at = STORY.index(best)
    odds = lambda texts: [next((v for k, v in relevant.items() if f"\n{k}" in text), -3.0) for text in texts]  # noqa: E731
    listed = asked_for(
        analyse(question, Corpus(STORY)),
        lists,
        Candidate(found, at, at + len(best), 1.0),
        lambda t: [near] * len(t),
        odds,
    )
    return quote(listed[0].heading) if listed else None


@pytest.mark.parametrize(
    ("question", "relevant", "near", "best", "over"),
    [
        ("Which things do I need for the ferry?", {"You will need": 2.0}, 0.5, "Ferry of Ode", "You will need"),
        ("Which things do I need for the ferry?", {"You will need": 0.0}, 0.5, "Ferry of Ode", None),
        ("Which things do I need for the ferry?", {"You will need": 2.0}, 0.0, "Ferry of Ode", None),
        ("list all things i need for the ferry", {"You will need": 2.0}, 0.0, "Ferry of Ode", "You will need"),
        ("What should I pack for the ferry?", {"You will need": 2.0}, 0.5, "Ferry of Ode", "You will need"),
        ("What should I pack for the ferry?", {"You will need": 2.0}, 0.2, "Ferry of Ode", None),
        ("What is the weight of the ferry?", {"You will need": 2.0}, 0.5, "Ferry of Ode", None),
        ("What is Ada Quill's ferry?", {"You will need": 2.0}, 0.5, "Ferry of Ode", None),
        ("What did the ferry of Ode cost?", {"You will need": 2.0}, 0.5, "Ferry of Ode", None),
        ("In what order do they board the ferry?", {"You will need": 2.0}, 0.5, "Ferry of Ode", "You will need"),
        ("The ferry of Ode sails with what?", {"You will need": 2.0}, 0.5, "Ferry of Ode", None),
        ("all the things for the ferry of Ode", {"You will need": 2.0}, 0.0, "Ferry of Ode", "You will need"),
        ("ferry of Ode luggage list", {"You will need": 2.0}, 0.0, "Ferry of Ode", "You will need"),
        ("Which signs does the ferry of Ode have?", {"Signs can be": 2.0}, 0.5, "Ferry of Ode", "Signs can be:"),
        ("What does the ferry of Ode show?", {"Signs can be": 2.0}, 0.5, "Ferry of Ode", None),
        ("Is a coat needed for the ferry?", {"You will need": 2.0}, 0.5, "Ferry of Ode", None),
        ("What is not needed?", {"Not needed": 0.0}, 0.0, "Ferry of Ode", "Not needed"),
        ("Is a coat needed for the ferry?", {"You will need": 0.0}, 0.0, "You will need", "You will need"),
        (
            "How do I board the ferry of Ode?",
            {"How to board": 2.0},
            0.6,
            "Show the ticket to the guard",
            "How to board",
        ),
        ("How do I board the ferry of Ode?", {"How to board": 2.0}, 0.6, "Ferry of Ode", None),
        ("What does the second class of the ferry cost?", {"Class": 2.0}, 0.6, "second | 5 crowns", None),
        ("Which fares does the ferry have?", {"Class": 2.0}, 0.6, "second | 5 crowns", "Class | Fare"),
    ],
)
def test_list_that_is_asked_for(
    question: str, relevant: dict[str, float], near: float, best: str, over: str | None
) -> None:
    """Who asks for things, or leaves open how many, gets a list that is near and likely; a row or an item is enough for
    who asks for one.
    """
    assert ask_for(question, relevant, near, best) == over


def test_sentences_that_count_need_no_heading_and_are_no_points() -> None:
    """“First, the light is old.” says something by itself, and is not one of the points of a summary."""
    stored = document(RULES)
    (found,) = hits_of(stored)
    counted = lists_in([found], lambda _: RULES, lambda _: stored)[-1]
    assert [quote(item) for item in counted.items] == ["First, the light is old.", "Secondly, the lamp is dear."]
    assert not counted.of_points
    assert counted.heading_of(counted.items[0]) is None
    told = document("Signs can be:\n\nA flag that is red all over.\n\nA bell.\n")
    (found,) = hits_of(told)
    (signs,) = lists_in([found], lambda _: told.text, lambda _: told)
    assert [signs.heading_of(item) is None for item in signs.items] == [True, False]


def test_list_of_the_best_sentence_is_read_among_many() -> None:
    """Only a few lists are read; one that holds the best sentence is among them."""
    text = (
        "".join(f"Things for ferry {n}\n\n- a ticket {n}\n- a coat {n}\n\n" for n in range(5))
        + "Also\n\n- oars\n- nets\n"
    )
    stored = document(text)
    (found,) = hits_of(stored)
    at = text.index("oars")
    read_texts: list[str] = []

    def relevance(texts: Sequence[str]) -> list[float]:
        read_texts.extend(texts)
        return [0.0] * len(texts)

    best = Candidate(found, at, at + len("oars"), 1.0)
    lists = lists_in([found], lambda _: text, lambda _: stored)
    asked_for(
        analyse("Which things are for the ferry?", Corpus(text)), lists, best, lambda t: [0.0] * len(t), relevance
    )
    assert len(lists) == 6
    assert len(read_texts) < 6
    assert any("oars" in each for each in read_texts)


def test_words_of_the_question_choose_among_lists() -> None:
    """Of lists that are as likely the one whose document has the question's words is taken."""
    other = document("Bus of Norland\n\nYou will need\n\n- a token\n- a hat\n")
    other = Document("bus.txt", other.text, "Bus of Norland", "bus.txt", lines=other.lines)
    ferry = document(STORY)
    stored = {"rules.txt": ferry, "bus.txt": other}
    hits = hits_of(ferry, other)
    lists = lists_in(hits, lambda id_: stored[id_].text, stored.__getitem__)
    best = Candidate(hits[0], 0, 5, 1.0)
    question = analyse("Which things do I need for the bus of Norland?", Corpus(STORY, other.text))
    found = asked_for(question, lists, best, lambda t: [0.5] * len(t), lambda t: [2.0] * len(t))
    assert found is not None
    assert found[0].hit.document_id == "bus.txt"


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("What are the steps?", True),
        ("which fees have risen", True),
        ("list the rules of the harbour", True),
        ("What conflicts of interest are declared?", True),
        ("Who were the three people on board?", True),
        ("What is the fee?", False),
        ("What does the harbour cost?", False),
        ("Which was closed?", False),
        ("Why are the fees so high?", False),
        ("What has its owner said?", False),
        ("What caused the fires?", False),
    ],
)
def test_questions_for_several_things(question: str, several: bool) -> None:
    """A question for things wants all of a list, one for a thing does not."""
    assert asks_for_several(question) is several


RULES_FILE = """# Harbour rules

The harbour of Norport has had rules since 1920. They were written by Ada Quill.

| Length | Day | Week |
|---|---|---|
| up to 6 m | 5 crowns | 25 crowns |
| over 6 m | 9 crowns | 45 crowns |

## What you must bring

1. Your boat's papers.
2. Proof of insurance.
3. A valid licence.

## Not allowed in the basin

- swimming
- fishing from the quay
- fires of any kind
"""


def ask(opened: Assistant, folder: Path, text: str, question: str) -> Answer:
    (folder / "rules.md").write_text(text, "utf-8")
    opened.sync(folder / "rules.md")
    answer = opened.ask(question)
    assert answer.verify() == []
    return answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "What is not allowed in the basin?",
            "“Not allowed in the basin” [1]\n“swimming” [2]\n“fishing from the quay” [3]\n“fires of any kind” [4]\n"
            "(Harbour rules, undated)",
        ),
        (
            "What things must I bring?",
            "“What you must bring” [1]\n“1. Your boat's papers.” [2]\n“2. Proof of insurance.” [3]\n"
            "“3. A valid licence.” [4]\n(Harbour rules, undated)",
        ),
    ],
)
def test_list_is_shown_whole(open_assistant: Open, tmp_path: Path, question: str, text: str) -> None:
    """Who asks for what stands under a heading gets the heading and every item, each with its footnote."""
    answer = ask(open_assistant(), tmp_path, RULES_FILE, question)
    assert (answer.text, answer.short) == (text, None)


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Do I need insurance?", "“What you must bring” [1]\n“2. Proof of insurance.” [2]"),
        ("How much is a week for boats over 6 m?", "“Length | Day | Week” [1]\n"),
    ],
)
def test_item_has_its_heading(open_assistant: Open, tmp_path: Path, question: str, lines: str) -> None:
    """An item and a row of a table say little without what stands over them."""
    assert lines in ask(open_assistant(), tmp_path, RULES_FILE, question).text


def test_sentence_needs_no_heading(open_assistant: Open, tmp_path: Path) -> None:
    """An item that is a sentence stands by itself, also below a colon."""
    text = (
        "# Ferry news\n\n## In short\n\n- The ferry to Ode sails every twenty minutes.\n- The pier of Ode is closed.\n"
    )
    answer = ask(open_assistant(), tmp_path, text, "How often does the ferry to Ode sail?")
    assert "every twenty minutes" in answer.text
    assert "In short" not in answer.text


def test_long_list_says_what_is_left(open_assistant: Open, tmp_path: Path) -> None:
    """An answer has room for 150 words of a list, and says how many items it leaves out."""
    items = [f"a {colour} {thing} made of wood" for thing in ("boat", "oar", "mast") for colour in "red blue".split()]
    text = "# Lost things of Ode\n\n## Things that nobody has fetched\n\n" + "".join(f"- {i}\n" for i in items * 6)
    answer = ask(open_assistant(), tmp_path, text, "Which things has nobody fetched?")
    shown = answer.text.count("made of wood")
    assert 20 <= shown < 36
    assert f"… and {36 - shown} more of this list" in answer.text


def test_number_of_an_item_is_no_answer() -> None:
    """The number before an item is not stated as the answer."""
    text = "2) Proof of insurance is what you must bring."
    assert (
        short(SentenceReader(Fixed("2"), Corpus(text)).read("What must you bring?", [hit(text)]).candidates[0]) is None
    )


class SureOfItem:
    """A reader that points at the first item of the list, and holds every list for likely."""

    abstain_below = 0.2

    def read(self, question: str, hits: list[Hit], passages: int = 4, **_: object) -> Reading:
        """The item, with all of it as the exact answer."""
        found = next(hit for hit in hits if "papers" in hit.text)
        at = found.start + found.text.index("Your boat's papers")
        end = at + len("Your boat's papers.")
        return Reading((Candidate(found, at, end, 1.0, 1.0, (at, end - 1)),), 0.65, None)

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """Likely."""
        return [6.0] * len(texts)


@pytest.mark.parametrize(
    ("question", "opening", "confidence"),
    [
        ("What must you bring?", "“What you must bring” [1]\n“1. Your boat's papers.” [2]\n“2. Proof", 0.9),
        ("What things does Ada Quill say that you must bring?", "Nothing in the documents says this clearly.", 0.3),
    ],
)
def test_list_takes_the_place_of_its_item(
    open_assistant: Open, tmp_path: Path, question: str, opening: str, confidence: float
) -> None:
    """A whole list has no exact answer, and the confidence that it answers; what somebody says is no list."""
    (tmp_path / "rules.md").write_text(
        f"{RULES_FILE}\n“Rules are good,” said Ada Quill, the harbour master.\n", "utf-8"
    )
    opened = open_assistant()
    opened.sync(tmp_path / "rules.md")
    reader = SureOfItem()
    answer = Assistant(opened.settings, opened.index, opened._retriever, reader, opened._follow_ups).ask(question)
    assert answer.text.startswith(opening)
    assert (answer.confidence, answer.short) == (confidence, None)


def test_points_of_a_summary_are_no_list_of_things(open_assistant: Open, tmp_path: Path) -> None:
    """Whole sentences under a heading are chosen one by one, as elsewhere."""
    points = "- The ferry to Ode carries three kinds of boats.\n- The mayor of Ode likes the sea and the ferry.\n"
    text = f"# Ferry news of Ode\n\n## Quick read\n\n{points}- The pier of Ode was painted blue last week.\n"
    assert "painted" not in ask(open_assistant(), tmp_path, text, "Which boats does the ferry to Ode carry?").text
