"""The picture of what refusing costs, drawn by matplotlib."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rag.evaluation.tradeoff import Tradeoff

_LINE, _CHOSEN, _FAINT = "#1f4e79", "#b3261e", "#8a8f98"
_LABELLED = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# Labels nearer to each other than this share of the side would lie upon one another.
_APART = 0.06


def draw(tradeoff: Tradeoff, threshold: float, path: Path, cache: Path) -> None:
    """Draws the curve with the chosen threshold marked and the area in the caption.

    Args:
        tradeoff: What each threshold refuses.
        threshold: The one in use.
        path: Where to; the suffix decides between SVG and PNG.
        cache: Folder in which matplotlib may keep its list of fonts.

    Raises:
        OSError: The file cannot be written.
    """
    # Nothing is written beside the library, the cache and the temporary folder.
    os.environ.setdefault("MPLCONFIGDIR", str(cache / "matplotlib"))
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 6.6), layout="constrained")
    axes = figure.add_subplot()
    curve = tradeoff.curve()
    axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=0.8, linestyle=(0, (4, 4)))
    axes.annotate("chance", (0.9, 0.9), (0, -14), textcoords="offset points", color=_FAINT)
    axes.plot(
        [point.answerable_refused for point in curve],
        [point.unanswerable_refused for point in curve],
        color=_LINE,
        linewidth=2,
    )
    _thresholds(axes, tradeoff, threshold)
    axes.set(
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.02),
        aspect="equal",
        xlabel="answerable questions refused",
        ylabel="unanswerable questions refused",
        title="What refusing costs",
    )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.grid(color="#e6e8eb", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel(_caption(tradeoff), fontsize=9, color="#4a4f57")
    figure.savefig(path, dpi=150, metadata={"Title": "What refusing costs"})


def _thresholds(axes: Axes, tradeoff: Tradeoff, chosen: float) -> None:
    """Marks the chosen threshold, and others where there is room for their labels."""
    at = tradeoff.at(chosen)
    place = (at.answerable_refused, at.unanswerable_refused)
    label = (
        f"threshold {chosen:.2f} in use: refuses {place[0]:.0%} of the\n"
        f"answerable, {place[1]:.0%} of the unanswerable"
    )
    axes.plot(*place, "o", color=_CHOSEN, markersize=9, zorder=4, label=label)
    taken = [place]
    others = {threshold: tradeoff.at(threshold) for threshold in _LABELLED}
    for threshold, point in others.items():
        other = (point.answerable_refused, point.unanswerable_refused)
        if min(math.dist(other, near) for near in taken) < _APART:
            continue
        label = "other thresholds" if len(taken) == 1 else ""
        axes.plot(*other, "o", color=_LINE, markersize=4, zorder=3, label=label)
        axes.annotate(
            f"{threshold:.1f}",
            other,
            (5, -4),
            textcoords="offset points",
            verticalalignment="top",
            color=_LINE,
            fontsize=9,
        )
        taken.append(other)
    axes.legend(loc="lower right", fontsize=9)


def _caption(tradeoff: Tradeoff) -> str:
    counts = f"{len(tradeoff.answerable)} answerable, {len(tradeoff.unanswerable)} unanswerable"
    left_out = f"; {tradeoff.ungated} that no gate decided left out" if tradeoff.ungated else ""
    return f"Area under the curve {tradeoff.area:.3f} ({counts}{left_out})"
