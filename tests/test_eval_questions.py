"""The keys of the known questions, against the articles that they are about."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval import thresholds
from eval.matching import says_any
from eval.metrics import overlaps
from eval.questions import KINDS, UNREAD, Question, QuestionError, load
from eval.run import furniture_of
from rag.settings import SEEDS

QUESTIONS = load()
TEXTS = {path.name: path.read_bytes().decode("utf-8") for path in SEEDS.glob("*.txt")}


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_a_key_holds(question: Question) -> None:
    """Each quote of evidence stands in its article, outside furniture, and each fact in a quote."""
    for evidence in question.evidence:
        text = TEXTS[evidence.document_id]
        start = text.find(evidence.quote)
        assert start >= 0, evidence.quote
        span = (evidence.document_id, start, start + len(evidence.quote))
        assert not any(overlaps(span, other) for other in furniture_of(evidence.document_id, text)), evidence.quote
        if question.kind not in UNREAD:
            assert any(says_any(evidence.quote, fact) for fact in question.facts), evidence.quote
    if question.kind not in UNREAD:
        for fact in question.facts:
            assert any(says_any(evidence.quote, fact) for evidence in question.evidence), fact
        assert set(question.may_cite) == {evidence.document_id for evidence in question.evidence}
    assert set(question.may_cite) <= set(TEXTS)
    assert set(question.must_cite) <= set(question.may_cite)


def test_questions_are_many_and_of_every_kind() -> None:
    """At least 170 questions, eight of each kind, and a quarter of them unanswerable."""
    kinds = Counter(question.kind for question in QUESTIONS)
    assert len(QUESTIONS) >= 170
    assert set(kinds) == set(KINDS) == set(thresholds.KIND)
    assert min(kinds.values()) >= 8
    assert sum(not question.answerable for question in QUESTIONS) >= len(QUESTIONS) / 4


def test_every_article_is_asked_about() -> None:
    """Each seed article is the evidence of at least fifteen questions."""
    asked = Counter(document for question in QUESTIONS for document in question.may_cite)
    assert set(asked) == set(TEXTS)
    assert min(asked.values()) >= 15


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: Expecting property name"),
        ('{"id": "a", "kind": "riddle", "question": "?", "answerable": false}', "line 2: unknown kind 'riddle'"),
        ('{"id": "a", "kind": "date", "question": "?", "answerable": true}', "line 2: an answerable question needs"),
        ('{"id": "a", "kind": "date", "question": "?", "answerable": false, "x": 1}', "line 2: unknown field 'x'"),
        ('{"id": "first", "kind": "date", "question": "?", "answerable": false}', "line 2: the id first is used twice"),
        ('{"id": "a", "kind": "meta", "question": "?", "answerable": true}', "line 2: a question of the kinds meta"),
        (
            '{"id": "a", "kind": "date", "question": "?", "answerable": false, "wants": "reply"}',
            "line 2: a question of",
        ),
        ('{"id": "a"}', "line 2: "),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    """A line that is no question raises an error that names file, line and fault."""
    path = tmp_path / "questions.jsonl"
    first = {"id": "first", "kind": "date", "question": "?", "answerable": False}
    path.write_text(f"{json.dumps(first)}\n{line}\n", encoding="utf-8")
    with pytest.raises(QuestionError) as raised:
        load(path)
    assert f"questions.jsonl, {message}" in str(raised.value)
