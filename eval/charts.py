"""Small charts as inline SVG: plain numbers in, a string out. Colours come from the page's style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from eval.metrics import Bin
from eval.scores import KindScores

_LABELS = 150
_PLOT = 420
_ROW = 22


def kind_bars(kinds: Sequence[KindScores]) -> str:
    """One bar a kind: the share right, with its 95 % interval as a whisker."""
    parts = []
    for row, kind in enumerate(kinds):
        y = row * _ROW
        share = kind.right
        middle = y + _ROW / 2
        parts.append(
            f'<text class="label" x="{_LABELS - 8}" y="{middle + 4}">{escape(kind.kind)}</text>'
            f'<rect class="bar" x="{_LABELS}" y="{y + 4}" width="{share.value * _PLOT:.1f}" height="{_ROW - 8}"/>'
            f'<line class="whisker" x1="{_x(share.low):.1f}" x2="{_x(share.high):.1f}" y1="{middle}" y2="{middle}"/>'
            f'<text class="value" x="{_LABELS + _PLOT + 8}" y="{middle + 4}">'
            f"{share.value:.0%} of {share.count}</text>"
        )
    height = len(kinds) * _ROW
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<line class="grid" x1="{_x(tick)}" x2="{_x(tick)}" y1="0" y2="{height}"/>')
        parts.append(f'<text class="tick" x="{_x(tick)}" y="{height + 14}">{tick:.0%}</text>')
    return _svg(_LABELS + _PLOT + 90, height + 20, parts, "Share of questions right, by kind, with 95 % intervals")


def reliability_plot(bins: Sequence[Bin], size: int = 300) -> str:
    """Confidence against share right: dots on the diagonal are calibrated; larger dots hold more answers."""
    edge = 40

    def x(value: float) -> float:
        return edge + value * size

    def y(value: float) -> float:
        return 8 + (1 - value) * size

    parts = [f'<line class="diagonal" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>']
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<line class="grid" x1="{x(0)}" x2="{x(1)}" y1="{y(tick)}" y2="{y(tick)}"/>')
        parts.append(f'<text class="label" x="{edge - 6}" y="{y(tick) + 4}">{tick:.0%}</text>')
        parts.append(f'<text class="tick" x="{x(tick)}" y="{size + 24}">{tick:.0%}</text>')
    most = max((bin.count for bin in bins), default=1)
    for bin in bins:
        radius = 3 + 9 * (bin.count / most) ** 0.5
        parts.append(
            f'<circle class="dot" cx="{x(bin.confidence):.1f}" cy="{y(bin.right):.1f}" r="{radius:.1f}">'
            f"<title>{bin.count} answers at {bin.confidence:.0%}: {bin.right:.0%} right</title></circle>"
        )
    parts.append(f'<text class="tick" x="{x(0.5)}" y="{size + 42}">confidence</text>')
    return _svg(edge + size + 20, size + 50, parts, "Share right by confidence")


def histogram(values: Sequence[float], unit: str, bars: int = 20) -> str:
    """How often each range of values occurred; the largest 1 % are drawn in the last bar."""
    if not values:
        return ""
    top = float(np.percentile(values, 99)) or 1.0
    counts, _ = np.histogram(np.minimum(values, top), bins=bars, range=(0, top))
    width, height = 22, 140
    parts = [
        f'<rect class="bar" x="{place * width + 2}" y="{height * (1 - count / counts.max()) + 8:.1f}" '
        f'width="{width - 4}" height="{height * count / counts.max():.1f}"><title>{count} questions</title></rect>'
        for place, count in enumerate(counts)
    ]
    for part in (0, 0.5, 1):
        parts.append(
            f'<text class="{("start", "tick", "label")[int(part * 2)]}" x="{part * width * bars}" y="{height + 24}">'
            f"{top * part:.0f} {escape(unit)}</text>"
        )
    return _svg(width * bars, height + 30, parts, f"Questions by {unit}")


def _x(share: float) -> float:
    return _LABELS + share * _PLOT


def _svg(width: float, height: float, parts: Sequence[str], title: str) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width:.0f} {height:.0f}" style="max-width:{width:.0f}px">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
