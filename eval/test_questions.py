"""Every known question, then what each kind and each total must reach."""

from __future__ import annotations

import pytest

from eval import baseline, thresholds
from eval.questions import Question, load
from eval.report import expected
from eval.run import Run
from eval.scores import kind_right, totals

QUESTIONS = load()
BASELINE = baseline.read() or {"right": {}}


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_question(run: Run, question: Question) -> None:
    """The answer states the facts from the right articles, or refuses where they say nothing."""
    outcome = run.outcome(question)
    if outcome.crash is not None:
        raise outcome.crash
    if not outcome.right and question.known_miss is not None:
        pytest.xfail(question.known_miss)
    if not outcome.right and BASELINE["right"].get(question.id):
        now = {other.question.id: other.right for other in run.all()}
        broken = baseline.compare(BASELINE["right"], now)
        if baseline.within_rounding(broken, len(now), BASELINE.get("processor"), baseline.processor()):
            pytest.xfail("right in the baseline, and no more are broken than another processor's rounding explains")
    assert outcome.right, (
        f"\nquestion: {question.question[:300]}\nanswer:   {outcome.answer.text}"
        f"\nexpected: {expected(outcome)}\nfaults:   {'; '.join(outcome.faults)}"
    )


@pytest.mark.parametrize("kind", thresholds.KIND)
def test_kind_reaches_its_threshold(run: Run, kind: str) -> None:
    """Of each kind, at least the stated share of questions is right, known misses counted as misses."""
    least, _, reason = thresholds.KIND[kind]
    share = kind_right(kind, run.all(question for question in run.questions if question.kind == kind))
    assert share.value >= least, f"{kind}: {share.value:.0%} right, at least {least:.0%} expected: {reason}"


@pytest.mark.parametrize("name", thresholds.TOTALS)
def test_total_reaches_its_threshold(run: Run, name: str) -> None:
    """Over all questions, each total stays above the least that is allowed."""
    least, _, reason = thresholds.TOTALS[name]
    share = totals(run.all())[name]
    assert share is not None, f"{name}: no question is eligible"
    assert share.value >= least, f"{name}: {share.value:.1%}, at least {least:.0%} expected: {reason}"
