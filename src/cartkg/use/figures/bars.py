"""Stacked bars with a number in each part that has room for it, and the whole at the end."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from cartkg.use.figures.sheet import SMALL
from cartkg.use.figures.style import Look, patch

Counts = Mapping[tuple[str, str], int]  # of a bar and a part of it


def upright(axes: Axes, bars: Sequence[str], parts: Sequence[str], counts: Counts, looks: Mapping[str, Look]) -> None:
    """Bars side by side, growing upwards."""
    tallest = max(_totals(bars, parts, counts), default=1)
    for place, bar in enumerate(bars):
        base = 0
        for part in parts:
            count = counts.get((bar, part), 0)
            if count:
                axes.bar(place, count, bottom=base, width=0.78, **patch(looks[part]))  # type: ignore[arg-type]
                if count >= 0.045 * tallest:
                    _number(axes, place, base + count / 2, count, looks[part])
            base += count
        axes.text(place, base + 0.012 * tallest, str(base), ha="center", va="bottom", fontsize=SMALL, fontweight="bold")
    axes.set_xticks(range(len(bars)), bars)
    axes.set_ylim(0, tallest * 1.08)


def lying(
    axes: Axes,
    bars: Sequence[str],
    parts: Sequence[str],
    counts: Counts,
    looks: Mapping[str, Look],
    *,
    after: Mapping[str, str] | None = None,
) -> None:
    """Bars one below another, growing to the right; `after` are words that follow a bar's number."""
    longest = max(_totals(bars, parts, counts), default=1)
    for place, bar in enumerate(bars):
        base = 0
        for part in parts:
            count = counts.get((bar, part), 0)
            if count:
                axes.barh(place, count, left=base, height=0.74, **patch(looks[part]))  # type: ignore[arg-type]
                if count >= (0.012 + 0.009 * len(str(count))) * longest:
                    _number(axes, base + count / 2, place, count, looks[part])
            base += count
        words = str(base) + (after or {}).get(bar, "")
        axes.text(base + 0.008 * longest, place, words, ha="left", va="center", fontsize=SMALL, fontweight="bold")
    axes.set_yticks(range(len(bars)), bars)
    axes.set_xlim(0, longest * 1.06)
    axes.set_ylim(max(1, len(bars)) - 0.5, -0.5)


def _totals(bars: Sequence[str], parts: Sequence[str], counts: Counts) -> list[int]:
    return [sum(counts.get((bar, part), 0) for part in parts) for bar in bars]


def _number(axes: Axes, x: float, y: float, count: int, look: Look) -> None:
    box = {"boxstyle": "square,pad=0.12", "facecolor": look.colour, "edgecolor": "none"} if look.hatch else None
    axes.text(x, y, str(count), ha="center", va="center", fontsize=SMALL, color=look.ink, bbox=box)
