"""Lists, steps and tables: read off a document, shown whole to who asks for them, item by item under their heading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.documents import Document, Line
from rag import Answer, Assistant
from rag.enumerations import around, asks_for_several

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


def read(text: str, **options: str) -> list[tuple[str | None, list[str]]]:
    found = around(document(text, **options), 0, len(text))
    return [(each.lead and text[slice(*each.lead)], [text[slice(*item)] for item in each.items]) for each in found]


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
    """An item that is a sentence stands by itself."""
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


def test_number_of_an_item_is_no_answer(open_assistant: Open, tmp_path: Path) -> None:
    """The number before an item is not stated as the answer."""
    assert ask(open_assistant(), tmp_path, RULES_FILE, "What proof must I bring?").short != "2"


def test_points_of_a_summary_are_no_list_of_things(open_assistant: Open, tmp_path: Path) -> None:
    """Whole sentences under a heading are chosen one by one, as elsewhere."""
    points = "- The ferry to Ode carries three kinds of boats.\n- The mayor of Ode likes the sea and the ferry.\n"
    text = f"# Ferry news of Ode\n\n## Quick read\n\n{points}- The pier of Ode was painted blue last week.\n"
    assert "painted" not in ask(open_assistant(), tmp_path, text, "Which boats does the ferry to Ode carry?").text
