"""Which lines of a page are article and which are furniture, and why.

Each line gets log-odds of being article from the features of `index.line_features` and fitted weights; the
most likely run of article and furniture is then found with Viterbi's algorithm, because both come in blocks.
The headline and what repeats it, and links to other articles inside the text, are told apart first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.documents import Line
from index.line_features import NAMES, Sketch, features, sketch
from index.line_weights import WEIGHTS

SWITCH_COST = 1.0
"""Log-odds that it takes to go from article to furniture or back."""
KEEP_BIAS = 0.5
"""Log-odds in favour of keeping: losing article text is worse than keeping a line of furniture."""

_COEFFICIENTS = np.array([WEIGHTS[name] for name in NAMES])


def line_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of every non-blank line, in order, without its line break."""
    spans = []
    start = 0
    for line in text.splitlines(keepends=True):
        content = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        if content.strip():
            spans.append((start, start + len(content)))
        start += len(line)
    return spans


def judge(text: str, title: str | None = None, marked: Mapping[int, str] | None = None) -> tuple[Line, ...]:
    """Every non-blank line of the text, in order, kept or left out with a reason in words.

    `title`, where it is known, tells the headline. `marked` holds what the file's format itself says of a
    line, by the offset of its start: the reason why it is no article. Never raises, whatever the text.
    """
    spans = line_spans(text)
    sketches = [sketch(text[start:end]) for start, end in spans]
    fixed: dict[int, tuple[bool, str]] = {}
    if marked:
        fixed = {i: (False, marked[start]) for i, (start, _) in enumerate(spans) if start in marked}
    log_odds = features(sketches) @ _COEFFICIENTS + KEEP_BIAS if sketches else np.zeros(0)
    for i, (keep, _) in fixed.items():
        log_odds[i] = 20 if keep else -20
    states = smooth(log_odds)
    verdicts = []
    for i, s in enumerate(sketches):
        if i in fixed:
            verdicts.append(fixed[i])
        elif states[i]:
            verdicts.append((True, "paragraph" if s.paragraph else "heading"))
        else:
            verdicts.append((False, s.part or "teaser of another article"))
    if not any(kept for kept, _ in verdicts):
        verdicts = [(True, "kept: nothing else on the page")] * len(verdicts)
    return tuple(Line(a, b, kept, why) for (a, b), (kept, why) in zip(spans, verdicts, strict=True))


def smooth(log_odds: NDArray[np.float64]) -> list[bool]:
    """The likeliest run of article (True) and furniture, where each change costs SWITCH_COST."""
    article = furniture = 0.0
    back: list[tuple[bool, bool]] = []
    for value in log_odds.tolist():
        from_article = (article >= furniture - SWITCH_COST, article - SWITCH_COST > furniture)
        best_article = max(article, furniture - SWITCH_COST) + value / 2
        best_furniture = max(furniture, article - SWITCH_COST) - value / 2
        article, furniture = best_article, best_furniture
        back.append(from_article)
    state = article >= furniture
    states = []
    for from_article in reversed(back):
        states.append(state)
        state = from_article[0] if state else from_article[1]
    return states[::-1]
