"""What somebody else says to a claim, in the same article."""

from __future__ import annotations

from collections import Counter

import pytest

from index.sentences import sentences
from index.words import tokens
from rag.credit import speaker_of
from rag.other_side import with_other_side
from rag.question import analyse, kind_of
from rag.reader import Candidate
from rag.spans import Span
from rag.statements import quote, select
from tests.fakes import document, hits_of
from training.reader_cases import Statistics


def shown(question: str, text: str, exact: dict[int, str] | None = None, lead: int = 0) -> list[str]:
    """The quotes of an answer that leads with one sentence of an article; `exact`: what others give as their answer."""
    (hit,) = hits_of(document(text, "a.txt", "A"))
    found = []
    for number, (start, end) in enumerate(sentences(text)):
        words = (exact or {}).get(number)
        at = text.index(words, start) if words else start
        span = Span(at, at + len(words), 3.0) if words else None
        score = 5.0 if number == lead else -5.0
        found.append(Candidate(hit, start, end, score, 0.0, (span.start, span.end) if span else None, span))
    terms = analyse(question, Statistics(Counter(token.stem for token in tokens(text)), 9)).terms
    candidates = sorted(found, key=lambda candidate: -candidate.score)
    selection = select(candidates, "fact", terms, 1, kind_of(question))
    both = with_other_side(
        selection, candidates, kind_of(question), terms, text, lambda start, end: speaker_of(text, start, end)
    )
    return [quote(statement.lead) for statement in both.statements]


@pytest.mark.parametrize(
    ("question", "claim", "reply"),
    [
        ("Have talks about the quay begun?", "Mayor Ada Quill said that talks had begun.", "The union denied this."),
        (
            "Did the patrol fire a shot?",
            "Norland said that a shot was fired.",
            "Captain Roe denied that any shot fell.",
        ),
        ("What did Quill say?", "Ada Quill said the quay was safe.", "The union said that this was untrue."),
    ],
)
def test_denial_stands_beside_the_claim(question: str, claim: str, reply: str) -> None:
    """Somebody else's denial in the next sentence is shown with the claim."""
    assert shown(question, f"{claim} {reply} The ferry sails on Monday.") == [claim, reply]


@pytest.mark.parametrize(
    "reply",
    [
        "The organisers spoke of 1,200.",
        "The organisers put it at more than 1,200.",
        "The organisers said that the number was closer to 1,200.",
        "The true figure is 1,200, the organisers said.",
    ],
)
def test_other_count_stands_beside_the_first(reply: str) -> None:
    """A second count of the same is shown, though it does not say of what, up to three sentences on."""
    claim = "About 300 people marched, according to the police."
    exact = {0: "300", 1: "1,200"}
    assert shown("How many people marched?", f"{claim} {reply}", exact) == [claim, reply]
    between = "The sun shone. Bands played."
    assert shown("How many people marched?", f"{claim} {between} {reply}", {0: "300", 3: "1,200"}) == [claim, reply]
    assert shown("How many people marched?", f"{claim} {between} It rained. {reply}", {0: "300"}) == [claim]


def test_other_amount_of_the_same_unit() -> None:
    """So is another amount of the same unit that somebody else gives, in words of the question."""
    claim = "The city says that the works cost 9 million crowns."
    same, other = "The union said the works cost 5 million crowns.", "The union said the works took 5 years."
    asked = "How much do the works cost?"
    assert shown(asked, f"{claim} {same}", {0: "9 million crowns", 1: "5 million crowns"}) == [claim, same]
    assert shown(asked, f"{claim} {other}", {0: "9 million crowns", 1: "5 years"}) == [claim]


@pytest.mark.parametrize(
    ("claim", "next_one"),
    [
        ("Ada Quill said the quay was safe.", "Ada Quill denied that she had seen the cracks."),  # of herself
        ("The quay is safe.", "The union denied this."),  # nobody's claim
        ("Ada Quill said the quay was safe.", "The union said that the ferry would not sail."),
        ("Ada Quill said the quay was safe.", "The union said it was wrong to raise fares."),
    ],
)
def test_what_is_no_other_side(claim: str, next_one: str) -> None:
    """What the same person adds, what follows a plain statement, and what is about something else stay away."""
    assert shown("Is the quay safe?", f"{claim} {next_one}") == [claim]


def test_denial_of_something_else_further_on() -> None:
    """A bare denial two sentences on is of what stands between."""
    text = "Ada Quill said the quay was safe. Rolf Brandt said she had lied. The union denied this."
    assert shown("Is the quay safe?", text) == ["Ada Quill said the quay was safe."]
