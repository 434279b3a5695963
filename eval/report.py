"""What a run found, three times: a table for the terminal, one JSON document, one HTML page."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval import charts
from eval.baseline import Comparison
from eval.metrics import Share
from eval.questions import UNREAD
from eval.run import Outcome
from eval.scores import Scores
from eval.thresholds import TOTALS
from rag.settings import Settings

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
_NOT_A_RESULT = ("home", "corpus", "api_key", "api_base")
"""Settings that name places or secrets of one machine."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything there is to tell about a run."""

    outcomes: tuple[Outcome, ...]
    scores: Scores
    settings: Settings
    comparison: Comparison
    complete: bool
    """Whether every question was asked."""

    @property
    def misses(self) -> list[Outcome]:
        """The questions that are not right, in order."""
        return [outcome for outcome in self.outcomes if not outcome.right]

    @property
    def overcome(self) -> list[str]:
        """Ids of questions marked as known misses that are right now."""
        return [o.question.id for o in self.outcomes if o.right and o.question.known_miss is not None]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "commit": commit(),
            "when": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "machine": machine(),
            "complete": self.complete,
            "answered_by": sorted({outcome.answer.answered_by for outcome in self.outcomes}),
            "settings": {name: value for name, value in asdict(self.settings).items() if name not in _NOT_A_RESULT},
            "scores": asdict(self.scores),
            "right": {outcome.question.id: outcome.right for outcome in self.outcomes},
            "comparison": asdict(self.comparison),
            "known_misses_right_now": self.overcome,
            "misses": [_miss(outcome) for outcome in self.misses],
        }


def _miss(outcome: Outcome) -> dict[str, Any]:
    question, answer = outcome.question, outcome.answer
    return {
        "id": question.id,
        "kind": question.kind,
        "history": list(question.history),
        "question": question.question,
        "searched": answer.resolved_question,
        "answer": answer.text,
        "confidence": answer.confidence,
        "cited": [citation.document_id for citation in answer.citations],
        "expected": expected(outcome),
        "faults": list(outcome.faults),
        "known_miss": question.known_miss,
    }


def expected(outcome: Outcome) -> str:
    """What a right answer would do, in words."""
    question = outcome.question
    facts = " and ".join(" or ".join(repr(phrase) for phrase in fact) for fact in question.facts)
    if question.kind in UNREAD:
        said = f"{question.wants} that states {facts}" if facts else str(question.wants)
        return f"{said}, citing {' and '.join(question.must_cite)}" if question.must_cite else said
    if not question.answerable:
        return f"a refusal, or {facts}" if facts else "a refusal"
    cited = f", citing {' and '.join(question.must_cite)}" if question.must_cite else ""
    return f"{facts}{cited}"


def commit(folder: Path = HERE) -> str:
    """The commit that is checked out, with `+` where files differ from it; `unknown` outside git."""
    try:
        said = ["git", "-C", str(folder)]
        head = subprocess.run([*said, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True)
        changed = subprocess.run([*said, "status", "--porcelain"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def machine() -> str:
    """What latencies were measured on."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _gap(name: str, share: Share) -> str:
    """How a total stands to its goal, where it misses it."""
    threshold = TOTALS.get(name)
    return f"  below its goal of {threshold.goal:.0%}" if threshold and share.value < threshold.goal else ""


def table(report: Report) -> list[str]:
    """The run as lines for a terminal."""
    scores = report.scores
    lines = [f"{'kind':<20}{'n':>4}  {'right':>6}  {'95 % interval':<13}  known misses  recall@5"]
    for kind in scores.kinds:
        recall = "" if kind.recall_at_5 is None else f"{kind.recall_at_5.value:8.2f}"
        lines.append(
            f"{kind.kind:<20}{kind.right.count:>4}  {kind.right.value:6.0%}  {_interval(kind.right):<13}"
            f"  {kind.known_misses or '':>12}  {recall}"
        )
    lines.append("")
    lines.append(f"without {' and '.join(UNREAD)}, which nothing is searched or read for, but in the first three:")
    lines += [
        f"{name:<36}{share.value:7.1%}  {_interval(share):<13}  n = {share.count}{_gap(name, share)}"
        for name, share in scores.totals.items()
        if share is not None
    ]
    lines += [
        f"{name:<36}{value:7.{digits}f}"
        for name, value, digits in (
            ("answerable above unanswerable (AUC)", scores.separation, 3),
            ("expected calibration error", scores.calibration_error, 3),
            ("latency p50 (ms)", scores.latency_p50_ms, 0),
            ("latency p95 (ms)", scores.latency_p95_ms, 0),
            ("answer length p50 (words)", scores.words_p50, 0),
            ("answer length p95 (words)", scores.words_p95, 0),
        )
        if value is not None
    ]
    lines.append("")
    for name, ids in (
        ("fixed since the baseline", report.comparison.fixed),
        ("BROKEN since the baseline", report.comparison.broken),
        ("not in the baseline", report.comparison.new),
        ("no longer asked", report.comparison.gone if report.complete else ()),
        ("fixed: marked as a known miss, right now", report.overcome),
    ):
        if ids:
            lines.append(f"{name} ({len(ids)}): {_some(ids)}")
    return lines


def _interval(share: Share) -> str:
    return f"[{share.low:.0%}, {share.high:.0%}]"


def _some(ids: Sequence[str], most: int = 40) -> str:
    more = f", and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more


def page(report: Report, result: Mapping[str, Any]) -> str:
    """The run as one self-contained HTML page; all text is escaped."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    drawn = {
        "kinds": charts.kind_bars(report.scores.kinds),
        "reliability": charts.reliability_plot(report.scores.reliability),
        "latency": charts.histogram([outcome.milliseconds for outcome in report.outcomes], "ms"),
    }
    return environment.get_template("report.html.jinja").render(
        result=result,
        scores=report.scores,
        comparison=report.comparison,
        unread=UNREAD,
        charts={name: Markup(svg) for name, svg in drawn.items()},  # made in charts.py, which escapes
    )


def write(report: Report, folder: Path = RESULTS) -> dict[str, Any]:
    """Write latest.json and latest.html; returns what the JSON holds."""
    folder.mkdir(parents=True, exist_ok=True)
    result = report.to_dict()
    (folder / "latest.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "latest.html").write_text(page(report, result), encoding="utf-8")
    return result
