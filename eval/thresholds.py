"""The least that each kind of question, and each total, must reach, and what it is meant to reach.

A share over ten or so questions moves by ten points with a single one; the least stands below the value
that was measured when it was set, so that it catches a change for the worse and not a coin toss. Where it
stands below the goal, the report says so in every run.
"""

from __future__ import annotations

from typing import NamedTuple

from eval.questions import KINDS


class Threshold(NamedTuple):
    """Shares from 0 to 1, and why."""

    least: float
    goal: float
    reason: str


TOTALS = {
    "answerable right": Threshold(
        0.76, 0.90, "paraphrase, and statements scattered over articles, are hard for a small reader"
    ),
    "citation validity": Threshold(1.00, 1.00, "a citation that does not hold is a bug, never a trade-off"),
    "citations from the article": Threshold(1.00, 1.00, "menus and teasers are never a source"),
    "refusal recall": Threshold(0.75, 0.85, "the default refuses only where four answers in five would be wrong"),
    "refusal precision": Threshold(0.75, 0.85, "questions that share no word with the article are refused too"),
}

_PLAIN = "one passage and no conversation: found by words and meaning, read by the span reader"
_LATER = "what conversation, comparison and order in time need is counted and matched, not understood"

KIND = {
    **dict.fromkeys(KINDS, Threshold(0.60, 0.70, _PLAIN)),
    "date": Threshold(0.85, 0.90, _PLAIN),
    "paraphrase": Threshold(0.25, 0.70, "no shared word: half of the sentences are found, and too unlike the question"),
    "yes_no": Threshold(0.80, 0.70, "whether a sentence says yes or no is not judged"),
    "follow_up": Threshold(0.70, 0.85, _LATER),
    "several_articles": Threshold(0.20, 0.70, _LATER),
    "disagreement": Threshold(0.40, 0.85, _LATER),
    "change_over_time": Threshold(0.50, 0.85, _LATER),
    "attribution": Threshold(0.80, 0.85, "the sentence is found like any other; whom it is from, by rules"),
    "time": Threshold(0.85, 0.85, "which time is meant is weighed, and never decides alone"),
    "unanswerable_near": Threshold(0.35, 0.70, "a sentence about the same people looks like an answer"),
    "unanswerable_far": Threshold(0.90, 0.95, "nothing in the articles is about it"),
    "false_premise": Threshold(0.60, 0.70, "what a question takes for granted is not examined"),
    "page_furniture": Threshold(0.90, 0.95, "what was left out cannot be found"),
    "hostile_input": Threshold(0.90, 0.95, "no text may break the assistant or speak through it"),
    "meta": Threshold(0.85, 0.85, "replies from the catalog, and key sentences: no reader that could be wrong"),
    "quote_finder": Threshold(0.85, 0.85, "words laid over words"),
}

ROUNDING = 0.02
"""Share of the questions that may be wrong here and right in the baseline of another processor. The models multiply in
int8, and a difference in the last bit of a float, as between processors, moves a reading by up to a tenth of a
log-odds: with each weight of the norms and biases off by three parts in ten million, 2, 3 and 6 of 366 questions became
wrong."""
