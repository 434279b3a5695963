"""A run against the committed one, question by question."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.thresholds import ROUNDING

VECTORS = frozenset({"avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "asimddp", "i8mm", "sve"})
"""Instructions that onnxruntime chooses its kernels by, as Linux names them."""
FILE = Path(__file__).resolve().parent / "baseline.json"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ids of questions whose outcome is not what the baseline says."""

    fixed: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    """Asked now, unknown to the baseline."""
    gone: tuple[str, ...] = ()
    """In the baseline, not asked now."""


def compare(before: Mapping[str, bool], now: Mapping[str, bool]) -> Comparison:
    """What changed between two runs, each a map from question id to whether it was right."""
    both = [name for name in now if name in before]
    return Comparison(
        fixed=tuple(name for name in both if now[name] and not before[name]),
        broken=tuple(name for name in both if before[name] and not now[name]),
        new=tuple(name for name in now if name not in before),
        gone=tuple(name for name in before if name not in now),
    )


def processor() -> str:
    """What decides how this machine rounds: its architecture, and the vector instructions that Linux lists for it."""
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:  # another operating system has no such file
        flags = set()
    return " ".join([platform.machine(), *sorted(flags & VECTORS)])


def within_rounding(comparison: Comparison, asked: int, written_on: str | None, here: str) -> bool:
    """Whether no more of `asked` questions are broken than rounding explains: none on the baseline's own processor."""
    return written_on != here and len(comparison.broken) <= ROUNDING * asked


def read(path: Path = FILE) -> dict[str, Any] | None:
    """The baseline as it was written; None where there is none yet."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def write(result: Mapping[str, Any], path: Path = FILE) -> None:
    """Make this run the baseline: its scores, and which questions were right."""
    kept = {name: result[name] for name in ("commit", "answered_by", "scores", "right")} | {"processor": processor()}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
