"""Follow-ups."""

from __future__ import annotations

import pytest

from rag import Turn
from rag.conversation import leans, standalone

HISTORY = [
    Turn("How much will the bridge repairs cost?", "4.2 million\n\n“The mayor, Ada Quill, named the sum.” [1]\n(T)")
]


@pytest.mark.parametrize("question", ["Did she name it?", "Why?", "When was that?", "And the tunnel?", "Who said so?"])
def test_follow_up_borrows_what_it_leaves_out(question: str) -> None:
    """A question that leans on the one before is searched with that one's words and the answer's names."""
    resolved = standalone(question, HISTORY)
    assert resolved.startswith(question)
    assert "bridge" in resolved
    assert "Quill" in resolved


@pytest.mark.parametrize(
    "question", ["How many passengers can the ferry carry?", "Did Jonas Varga sell his boat?", "Tolmin harbour depth"]
)
def test_independent_question_stays(question: str) -> None:
    """A question that names what it is about stays as it is."""
    assert not leans(question)
    assert standalone(question, HISTORY) == question


def test_first_question_stays() -> None:
    """Without a conversation nothing is borrowed."""
    assert standalone("Why?", []) == "Why?"
