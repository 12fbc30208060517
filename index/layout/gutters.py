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
_FEW_WITNESSES = 2
"""Enough where the stream leaps too: a story's last column can be three lines high."""
_WORD_SPACE = 1.4
"""A space inside a line is at most this wide, in em."""
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
    coherent = _is_coherent(runs, spaces)
    parts: list[Run] = []
    for run in runs:
        cuts = _cuts(run, rows, spaces)
        places = [0, *cuts, len(run.glyphs)]
        parts.extend(Run(run.glyphs[a:b]) for a, b in pairwise(places))
    return _bridged(parts, rows, coherent)


def _is_coherent(runs: Sequence[Run], spaces: set[int]) -> bool:
    """Whether the stream draws lines from left to right, so that a leap in it means something."""
    pairs = [pair for run in runs for pair in pairwise(run.glyphs)]
    follow = sum(successive(last, glyph, spaces) for last, glyph in pairs)
    return follow >= _ORDERED * len(pairs)


def _bridged(runs: Sequence[Run], rows: dict[int, list[Run]], coherent: bool) -> list[Run]:
    """Joins pieces parted by a word space, where the lines above and below run on over the gap."""
    found: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        found[round(run.baseline)].append(run)
    joined: list[Run] = []
    for row in found.values():
        row.sort(key=lambda run: run.left)
        kept = [row[0]]
        for run in row[1:]:
            if _is_word_space(kept[-1], run, rows, coherent):
                kept[-1] = Run([*kept[-1].glyphs, *run.glyphs])
            else:
                kept.append(run)
        joined.extend(kept)
    return joined


def _is_word_space(last: Run, run: Run, rows: dict[int, list[Run]], coherent: bool) -> bool:
    gap = run.left - last.right
    if not 0 <= gap <= _WORD_SPACE * run.size or not 0.95 < last.size / run.size < 1.05:
        return False
    found = _witnesses(run.left, last.right, run, rows)
    begin = sum(begins for _, begins in found)
    cross = len(found) - begin
    if coherent:
        return cross >= 2 and begin == 0
    return cross > begin or (begin == 0 and gap <= run.size)


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
        leap = ordered and leaps[place - 1]
        if (wide or leap) and _is_gutter(glyph.left, run, rows, leap):
            cuts.append(place)
    return cuts


def _is_gutter(left: float, run: Run, rows: dict[int, list[Run]], leap: bool) -> bool:
    """Whether the lines nearest to this one begin where a glyph of it stands.

    Another story above or below may have columns of another measure: the nearest lines count.
    """
    found = [begins for _, begins in sorted(_witnesses(left, left, run, rows))]
    if leap and len(found) >= _FEW_WITNESSES and all(found[:_WITNESSES]):
        return True
    return sum(found[: _WITNESSES + 1]) >= _WITNESSES


def _witnesses(
    left: float, before: float, run: Run, rows: dict[int, list[Run]]
) -> list[tuple[float, bool]]:
    """The lines near a run that begin at `left` (True) or run on from `before` over it (False).

    Each with its vertical distance.
    """
    row, reach = round(run.baseline / _ROW), 1 + int(_NEAR * run.size / _ROW)
    found: list[tuple[float, bool]] = []
    for key in range(row - reach, row + reach + 1):
        for other in rows.get(key, ()):
            apart = abs(other.baseline - run.baseline)
            if apart < 0.5 * run.size or not 0.8 < other.size / run.size < 1.25:
                continue
            wide = other.left < before - run.size and other.right > left + run.size
            if abs(other.left - left) <= _EDGE * run.size:
                found.append((apart, True))
            elif wide and _runs_on(other, left):
                found.append((apart, False))
    return found


def _runs_on(run: Run, place: float) -> bool:
    """Whether a line passes a place inside a glyph, or between two that belong together."""
    for last, glyph in pairwise(run.glyphs):
        if glyph.right > place:
            inside = glyph.left < place - _EDGE * glyph.size
            return inside or (last.order < glyph.order <= last.order + 3)
    return True
