"""One pure function a metric. A question that a metric says nothing about gets None, never 0."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from eval.matching import says_any, without_markers
from eval.questions import UNREAD, Fact, Question
from rag.answer import Answer

Span = tuple[str, int, int]
"""A document's id, then start and end in its text, in characters."""


EXACT_KINDS = ("who_said", "number", "date", "place")
"""Kinds whose facts are exact answers: a `short` that states none of them misleads."""


_SOURCE = re.compile(r"^\(.*\)$", re.MULTILINE)
"""A line of an answer that names an article: a title that holds a name does not say who speaks."""


@dataclass(frozen=True, slots=True)
class Share:
    """A mean of values from 0 to 1, with its bootstrap interval and the number of values."""

    value: float
    low: float
    high: float
    count: int


# One answer


def states(answer: Answer, fact: Fact, evidence: Sequence[Span]) -> bool:
    """Whether the text states the fact and a citation stands on words of an article that do.

    The text alone is not enough: a name in a title or in another quote would count by chance.
    """
    cited = [(citation.document_id, citation.start, citation.end) for citation in answer.citations]
    return says_any(without_markers(answer.text), fact) and any(
        overlaps(place, span) for place in cited for span in evidence
    )


def faults(
    question: Question, answer: Answer, problems: Sequence[str], evidence: Sequence[Sequence[Span]]
) -> list[str]:
    """What is wrong with the answer, in words; empty when it is right.

    `problems` are those of `answer.verify()`; `evidence` holds, for each fact, where it is stated.
    An unanswerable question is right when refused, or when all its facts (the correction of a false
    premise) are stated.
    """
    found = [f"citation: {problem}" for problem in problems]
    found += [f"says {phrase!r}" for phrase in question.forbidden if says_any(answer.text, [phrase])]
    if question.kind in UNREAD:
        return [*found, *_unread_faults(question, answer)]
    if answer.abstained:
        return [*found, "refused"] if question.answerable else found
    stated = zip(question.facts, evidence, strict=True)
    missing = [fact[0] for fact, spans in stated if not states(answer, fact, spans)]
    if not question.answerable and (missing or not question.facts):
        return [*found, "answered where the articles say nothing"]
    cited = {citation.document_id for citation in answer.citations}
    found += [f"does not state and cite {fact!r}" for fact in missing]
    found += [f"does not cite {document}" for document in question.must_cite if document not in cited]
    if question.speaker:
        found += unattributed(question, answer, [span for spans in evidence for span in spans])
    if question.kind in EXACT_KINDS and short_answer(question, answer) == 0:
        found.append(f"gives {answer.short!r} as the exact answer")
    return found


def unattributed(question: Question, answer: Answer, evidence: Sequence[Span]) -> list[str]:
    """What is wrong with how the answer names the speaker of its claim, in words; empty when it does so rightly.

    The speaker must stand in the text or be that of a citation on the evidence; a citation on the evidence must
    not be attributed to somebody else alone; and the exact answer must not open the text as a bare fact, unless the
    question itself names the speaker or the exact answer is the speaker.
    """
    stating = [c for c in answer.citations if any(overlaps((c.document_id, c.start, c.end), span) for span in evidence)]
    named = [c for c in stating if c.speaker and says_any(c.speaker, question.speaker)]
    found = []
    if not named and not says_any(_SOURCE.sub("", without_markers(answer.text)), question.speaker):
        found.append(f"names nobody like {question.speaker[0]!r} as the speaker")
    if not named and stating and all(c.speaker for c in stating):
        found.append(f"says that it is from {stating[0].speaker!r}")
    lines = [line.strip() for line in answer.text.splitlines()]
    states = answer.short is not None and any(says_any(answer.short, fact) for fact in question.facts)
    asked = says_any(question.question, question.speaker) or says_any(answer.short or "", question.speaker)
    if states and not asked and (answer.short or "").strip() in lines:
        found.append(f"opens with {answer.short!r} as if it were a fact")
    return found


def _unread_faults(question: Question, answer: Answer) -> list[str]:
    """What is wrong with an answer that nobody searched for: its kind, its words, or what it cites."""
    text = without_markers(answer.text)
    found = [] if answer.kind == question.wants else [f"is a kind of {answer.kind}, not of {question.wants}"]
    found += [f"does not state {fact[0]!r}" for fact in question.facts if not says_any(text, fact)]
    cited = [citation.document_id for citation in answer.citations]
    found += [f"does not cite {document}" for document in question.must_cite if document not in cited]
    found += [f"cites {document}" for document in dict.fromkeys(cited) if document not in question.may_cite]
    least, most = question.quotes or (0, len(cited))
    if not least <= len(cited) <= most:
        found.append(f"cites {len(cited)} sentences, not {least} to {most}")
    quotes = [(citation.document_id, citation.quote) for citation in answer.citations]
    for wanted in question.evidence:
        if not any(id_ == wanted.document_id and says_any(quote, [wanted.quote]) for id_, quote in quotes):
            found.append(f"does not cite {wanted.quote!r}")
    return found


def citation_match(question: Question, answer: Answer) -> float | None:
    """Share of the citations that are of an article which states the fact; None for a refusal."""
    if answer.abstained or not question.may_cite or not answer.citations:
        return None
    return float(np.mean([citation.document_id in question.may_cite for citation in answer.citations]))


def first_citation(answer: Answer, evidence: Sequence[Sequence[Span]]) -> float | None:
    """1 when the first citation stands on words that state a fact, else 0; None without a citation or facts."""
    spans = [span for spans in evidence for span in spans]
    if not spans or not answer.citations:
        return None
    first = min(answer.citations, key=lambda citation: citation.number)
    return float(any(overlaps((first.document_id, first.start, first.end), span) for span in spans))


def article_share(answer: Answer, furniture: Sequence[Span]) -> float | None:
    """Share of the citations that touch no page furniture; None without a citation."""
    cited = [(citation.document_id, citation.start, citation.end) for citation in answer.citations]
    if not cited:
        return None
    return float(np.mean([not any(overlaps(place, span) for span in furniture) for place in cited]))


def citation_validity(answer: Answer, problems: Sequence[str]) -> float | None:
    """1 when every citation of a given answer holds, 0 when one does not; None for a refusal or a reply."""
    return float(not problems) if answer.kind == "answer" else None


def refusal_recall(question: Question, answer: Answer, right: bool) -> float | None:
    """1 when an unanswerable question is refused, else 0; None when answerable, or rightly corrected."""
    if question.answerable or (right and not answer.abstained):
        return None
    return float(answer.abstained)


def refusal_precision(question: Question, answer: Answer) -> float | None:
    """1 when a refusal was due, 0 when the question is answerable; None when not refused."""
    return float(not question.answerable) if answer.abstained else None


def short_answer(question: Question, answer: Answer) -> float | None:
    """1 when `short` states one of the facts, else 0; None where there is no short answer to judge."""
    if not question.answerable or answer.abstained or answer.short is None:
        return None
    return float(any(says_any(answer.short, fact) for fact in question.facts))


def words(answer: Answer) -> int | None:
    """How many words a person reads; None for a refusal."""
    return None if answer.abstained else len(without_markers(answer.text).split())


# One search


def recall_at(needs: Sequence[Sequence[Span]], hits: Sequence[Span], k: int) -> float | None:
    """Share of the needs that one of the first k hits meets; None without needs.

    A need is a fact, or an article that must be cited: the spans of which any one meets it. A hit
    meets it when it holds such a span from start to end.
    """
    if not needs:
        return None
    return float(np.mean([any(_holds(hit, span) for hit in hits[:k] for span in need) for need in needs]))


def reciprocal_rank(needs: Sequence[Sequence[Span]], hits: Sequence[Span]) -> float | None:
    """1 / rank of the first hit that meets any need, 0 when none does; None without needs."""
    if not needs:
        return None
    spans = [span for need in needs for span in need]
    ranks = (rank for rank, hit in enumerate(hits, start=1) if any(_holds(hit, span) for span in spans))
    first = next(ranks, None)
    return 0.0 if first is None else 1 / first


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans share at least one character of one document."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _holds(hit: Span, span: Span) -> bool:
    return hit[0] == span[0] and hit[1] <= span[1] and span[2] <= hit[2]


# Many questions


def share(values: Sequence[float | None], seed: int = 0, resamples: int = 2000) -> Share | None:
    """Mean of the values that are not None, with a 95 % percentile bootstrap interval (Efron 1979).

    None when no value is left. The interval of values that are all equal has no width: that says
    how little a small sample shows, not that nothing else could happen.
    """
    kept = np.array([value for value in values if value is not None], dtype=np.float64)
    if not kept.size:
        return None
    drawn = np.random.default_rng(seed).integers(0, kept.size, size=(resamples, kept.size))
    low, high = np.percentile(kept[drawn].mean(axis=1), [2.5, 97.5])
    return Share(float(kept.mean()), float(low), float(high), int(kept.size))


def separation(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """How often an answerable question's confidence is above an unanswerable one's; ties count half.

    The area under the ROC curve, 0.5 for chance, whatever the threshold of refusal; None when
    either side is empty.
    """
    if not answerable or not unanswerable:
        return None
    ours, theirs = np.asarray(answerable)[:, None], np.asarray(unanswerable)[None, :]
    return float(np.mean((ours > theirs) + 0.5 * (ours == theirs)))


def percentile(values: Sequence[float], rank: float) -> float | None:
    """The value that `rank` percent of the values do not exceed, interpolated; None without values."""
    return float(np.percentile(values, rank)) if values else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about equal confidence: what was claimed, and what came true."""

    low: float
    high: float
    confidence: float
    right: float
    count: int


def reliability(confidences: Sequence[float], right: Sequence[float], bins: int = 10) -> list[Bin]:
    """Non-empty bins of equal width over 0 to 1, lowest first; a bin holds its lower edge, the last both."""
    edges = np.linspace(0, 1, bins + 1)
    place = np.minimum((np.asarray(confidences, dtype=np.float64) * bins).astype(int), bins - 1)
    outcome = np.asarray(right, dtype=np.float64)
    found = []
    for number, (low, high) in enumerate(pairwise(edges)):
        inside = place == number
        if inside.any():
            claimed = float(np.asarray(confidences, dtype=np.float64)[inside].mean())
            found.append(Bin(float(low), float(high), claimed, float(outcome[inside].mean()), int(inside.sum())))
    return found


def expected_calibration_error(confidences: Sequence[float], right: Sequence[float], bins: int = 10) -> float | None:
    """Mean gap between confidence and share right over the bins, weighted by size (Guo et al. 2017).

    0 is perfect, 1 the worst; None without answers.
    """
    if not confidences:
        return None
    found = reliability(confidences, right, bins)
    return math.fsum(abs(bin.confidence - bin.right) * bin.count for bin in found) / len(confidences)
