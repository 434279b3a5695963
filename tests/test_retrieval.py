"""Both searches, fused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Assistant, Turn
from rag.retrieval import ASKED_BEFORE, BY_MEANING, fuse, joined

Open = Callable[..., Assistant]


def test_passage_that_both_searches_find_beats_the_first_of_one() -> None:
    """A passage with a good cosine and all words comes before one that is as near and has none of them."""
    scores = fuse({"a": 0.5, "b": 0.5, "c": 0.1}, {"b": 8.0, "d": 8.0}, 8.0)
    assert max(scores, key=lambda id_: scores[id_]) == "b"
    assert scores["d"] == pytest.approx(BY_MEANING * 0.1 + 1 - BY_MEANING)  # as far as the farthest


def test_few_of_the_words_count_for_little() -> None:
    """The best passage by words has few of the question's: the one that is nearest in meaning stays before it."""
    cosines, words = {"near": 0.5, "far": 0.3}, {"far": 2.0}
    assert fuse(cosines, words, 20.0)["near"] > fuse(cosines, words, 20.0)["far"]
    assert fuse(cosines, words, 2.0)["near"] < fuse(cosines, words, 2.0)["far"]


def test_meaning_and_words_both_find(open_assistant: Open, folder: Path) -> None:
    """A question without a shared word is found by meaning, one with a rare name by words."""
    assistant = open_assistant()
    assistant.sync(folder)
    assert assistant.search("What does the youth pay for a boat ride?", 1)[0].document_id == "ferry.txt"
    named = assistant.search("Quill", 1)[0]
    assert (named.document_id, named.word_rank) == ("harbour.txt", 1)


def test_hits_are_ordered_and_verbatim(open_assistant: Open, folder: Path) -> None:
    """Hits come best first, at most k, and each one's text stands at its offsets."""
    assistant = open_assistant(passage_tokens=24)
    assistant.sync(folder)
    hits = assistant.search("bridge repairs", 3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(assistant.document(hit.document_id).text[hit.start : hit.end] == hit.text for hit in hits)


def test_typing_errors_do_not_lose_the_passage(open_assistant: Open, folder: Path) -> None:
    """A question with slips in its words finds the same passage as the correct one."""
    assistant = open_assistant()
    assistant.sync(folder)
    assert assistant.search("capitan Jonas Vagra pasengers", 1)[0].document_id == "ferry.txt"


def test_blank_question_finds_nothing(open_assistant: Open, folder: Path) -> None:
    """A search for nothing is an empty list, with and without documents."""
    assistant = open_assistant()
    assert assistant.search("bridge") == []
    assistant.sync(folder)
    assert assistant.search("  \n") == []


def test_question_before_counts_for_less() -> None:
    """A passage that the question finds stays before one that only the question before it finds, and both are found."""
    scores = joined({"a": 0.6, "b": 0.4}, {"b": 0.6, "c": 0.6})
    assert scores["a"] == pytest.approx((0.6 + ASKED_BEFORE * 0.6) / (1 + ASKED_BEFORE))
    assert scores["b"] == pytest.approx((0.4 + ASKED_BEFORE * 0.6) / (1 + ASKED_BEFORE))
    assert (
        joined({"a": 0.6, "b": 0.1}, {"b": 0.6, "a": 0.1})["a"]
        > joined({"a": 0.6, "b": 0.1}, {"b": 0.6, "a": 0.1})["b"]
    )


def test_follow_up_is_searched_with_the_question_before_it(open_assistant: Open, folder: Path) -> None:
    """A question too short to find anything finds the document that was asked about; a refused turn does no harm."""
    assistant = open_assistant()
    assistant.sync(folder)
    history = [Turn("Who is the captain of the ferry?", "Jonas Vagra")]
    alone = [hit.score for hit in assistant.search("And the reason?", 5) if hit.document_id == "ferry.txt"]
    hits = assistant.search("And the reason?", 5, history)
    assert hits[0].document_id == "ferry.txt"
    assert hits[0].score > max(alone, default=0.0)
