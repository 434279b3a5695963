"""All scores of a run: totals, one row a kind, calibration, latency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval import metrics
from eval.metrics import Bin, Share
from eval.questions import KINDS, UNREAD
from eval.run import Outcome

RECALL_DEPTHS = (1, 3, 5, 10)
READABLE_WORDS = 80
"""A normal answer is shorter than this many words."""


@dataclass(frozen=True, slots=True)
class KindScores:
    """How one kind of question fared."""

    kind: str
    right: Share
    known_misses: int
    unexpected_misses: int
    recall_at_5: Share | None


@dataclass(frozen=True, slots=True)
class Scores:
    """How a run fared. Shares are None where no question is eligible."""

    totals: dict[str, Share | None]
    """By name, as in thresholds.TOTALS and the README."""
    kinds: tuple[KindScores, ...]
    separation: float | None
    """How often an answerable question's confidence is above an unanswerable one's."""
    calibration_error: float | None
    reliability: tuple[Bin, ...]
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    words_p50: float | None
    words_p95: float | None


def score(outcomes: Sequence[Outcome]) -> Scores:
    """The scores of the outcomes; each question counts once, known misses as misses.

    Confidence and length are of the kinds that are read: the other answers are sure by their making.
    """
    read = read_ones(outcomes)
    given = [outcome for outcome in read if not outcome.answer.abstained]
    confidences = [outcome.answer.confidence for outcome in given]
    right = [float(outcome.right) for outcome in given]
    times = [outcome.milliseconds for outcome in outcomes]
    lengths = [float(count) for outcome in given if (count := metrics.words(outcome.answer)) is not None]
    return Scores(
        totals=totals(outcomes),
        kinds=tuple(_kind(kind, of_kind) for kind in KINDS if (of_kind := _of(kind, outcomes))),
        separation=metrics.separation(
            [outcome.answer.confidence for outcome in read if outcome.question.answerable],
            [outcome.answer.confidence for outcome in read if not outcome.question.answerable],
        ),
        calibration_error=metrics.expected_calibration_error(confidences, right),
        reliability=tuple(metrics.reliability(confidences, right)) if given else (),
        latency_p50_ms=metrics.percentile(times, 50),
        latency_p95_ms=metrics.percentile(times, 95),
        words_p50=metrics.percentile(lengths, 50),
        words_p95=metrics.percentile(lengths, 95),
    )


def read_ones(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes of questions that search and reader answer; by the question's kind, whatever came of it."""
    return [outcome for outcome in outcomes if outcome.question.kind not in UNREAD]


def totals(outcomes: Sequence[Outcome]) -> dict[str, Share | None]:
    """Every share by name: the first three over all questions, the others over those that are read."""
    read = read_ones(outcomes)

    def every(value: Callable[[Outcome], float | None]) -> Share | None:
        return metrics.share([value(outcome) for outcome in outcomes])

    def over(value: Callable[[Outcome], float | None]) -> Share | None:
        return metrics.share([value(outcome) for outcome in read])

    found = {
        "all questions right": every(lambda o: float(o.right)),
        "citation validity": every(lambda o: metrics.citation_validity(o.answer, o.problems)),
        "citations from the article": every(lambda o: metrics.article_share(o.answer, o.furniture)),
        "answerable right": over(lambda o: float(o.right) if o.question.answerable else None),
        "answers given right": over(lambda o: None if o.answer.abstained else float(o.right)),
        "short answer right": over(lambda o: metrics.short_answer(o.question, o.answer)),
        "first citation states it": over(lambda o: metrics.first_citation(o.answer, o.evidence)),
        "citation match": over(lambda o: metrics.citation_match(o.question, o.answer)),
        "refusal recall": over(lambda o: metrics.refusal_recall(o.question, o.answer, o.right)),
        "refusal precision": over(lambda o: metrics.refusal_precision(o.question, o.answer)),
    }
    for k in RECALL_DEPTHS:
        found[f"retrieval recall@{k}"] = over(lambda o, k=k: metrics.recall_at(o.needs, o.hits, k))  # type: ignore[misc]
    found["retrieval MRR@10"] = over(lambda o: metrics.reciprocal_rank(o.needs, o.hits))
    found[f"answers of at most {READABLE_WORDS} words"] = over(_readable)
    return found


def kind_right(kind: str, outcomes: Sequence[Outcome]) -> Share:
    """Share right of one kind. Raises ValueError when no outcome is of that kind."""
    found = metrics.share([float(outcome.right) for outcome in _of(kind, outcomes)])
    if found is None:
        raise ValueError(f"no question of kind {kind}")
    return found


def _readable(outcome: Outcome) -> float | None:
    count = metrics.words(outcome.answer)
    return None if count is None else float(count <= READABLE_WORDS)


def _of(kind: str, outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.question.kind == kind]


def _kind(kind: str, outcomes: Sequence[Outcome]) -> KindScores:
    missed = [outcome for outcome in outcomes if not outcome.right]
    known = sum(outcome.question.known_miss is not None for outcome in missed)
    recall = metrics.share([metrics.recall_at(outcome.needs, outcome.hits, 5) for outcome in outcomes])
    return KindScores(kind, kind_right(kind, outcomes), known, len(missed) - known, recall)
