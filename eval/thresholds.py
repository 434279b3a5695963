"""The least that each kind of question, and each total, must reach, and why.

A share over ten or so questions moves by ten points with a single one; thresholds stand below the
measured value by about that much, so that they catch a change for the worse and not a coin toss.
"""

from __future__ import annotations

from typing import NamedTuple

from eval.questions import KINDS


class Threshold(NamedTuple):
    """A share from 0 to 1, and where it comes from."""

    least: float
    reason: str


TOTALS = {
    "answerable right": Threshold(0.80, "the first promise of the project: four of five"),
    "citation validity": Threshold(1.00, "a citation that does not hold is a bug, never a trade-off"),
    "citations from the article": Threshold(1.00, "menus and teasers are never a source"),
    "refusal recall": Threshold(0.70, "what similarity and word evidence reach without a trained reader"),
    "refusal precision": Threshold(0.70, "refusing more would hide answers that the articles hold"),
}

_PLAIN = Threshold(0.70, "no kind that needs one passage and no conversation may fall far below the total")
_LATER = Threshold(0.00, "needs conversation or comparison over time, which the pipeline does not do yet")

KIND = dict.fromkeys(KINDS, _PLAIN) | dict.fromkeys(
    ("follow_up", "several_articles", "disagreement", "change_over_time"), _LATER
)
