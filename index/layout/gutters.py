"""Parts lines that run on over a gutter: a hanging full stop can fill the space between columns."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from index.layout.runs import Run, successive

_EDGE = 0.15
"""Lines of one column begin within this share of the em of each other."""
_NEAR = 8.0
"""Lines within this many em above or below bear witness to a column's edge."""
_WITNESSES = 4
_ROW = 20.0
"""Height in points of the strips by which lines are looked up."""
_GAP = 0.25
"""A gutter is at least this much wider than the line's usual gap, in em."""
_ORDERED = 0.7
"""Where this share of a line's glyphs follow each other in the stream, a leap means a gutter."""


def split_at_gutters(runs: Sequence[Run], spaces: set[int]) -> list[Run]:
    """Parts a line where other lines above and below begin, if its glyphs leap there.

    Args:
        runs: Horizontal lines.
        spaces: Places in the stream that hold white space.

    Returns:
        The runs with their glyphs, some of them in two or more parts.
    """
    rows: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        if len(run.glyphs) >= 4:
            rows[round(run.baseline / _ROW)].append(run)
    parts: list[Run] = []
    for run in runs:
        cuts = _cuts(run, rows, spaces)
        places = [0, *cuts, len(run.glyphs)]
        parts.extend(Run(run.glyphs[a:b]) for a, b in pairwise(places))
    return parts


def _cuts(run: Run, rows: dict[int, list[Run]], spaces: set[int]) -> list[int]:
    pairs = list(pairwise(run.glyphs))
    if len(pairs) < 8:
        return []
    leaps = [not successive(last, glyph, spaces) for last, glyph in pairs]
    ordered = sum(leaps) <= (1 - _ORDERED) * len(pairs)
    gaps = [glyph.left - last.right for last, glyph in pairs]
    usual = statistics.median(gaps)
    cuts = []
    for place, (_, glyph) in enumerate(pairs, start=1):
        wide = gaps[place - 1] > usual + _GAP * glyph.size
        if (wide or (ordered and leaps[place - 1])) and _is_gutter(glyph.left, run, rows):
            cuts.append(place)
    return cuts


def _is_gutter(left: float, run: Run, rows: dict[int, list[Run]]) -> bool:
    """Whether lines near this one begin where a glyph of it stands, and none runs on over it."""
    row, reach = round(run.baseline / _ROW), 1 + int(_NEAR * run.size / _ROW)
    begin = cross = 0
    for key in range(row - reach, row + reach + 1):
        for other in rows.get(key, ()):
            if other is run or not 0.8 < other.size / run.size < 1.25:
                continue
            begin += abs(other.left - left) <= _EDGE * run.size
            cross += other.left < left - run.size and other.right > left + run.size
    return begin >= _WITNESSES and cross <= begin / _WITNESSES
