"""Which glyphs stand in one line: by the stream where it can be trusted, else by geometry.

Lengths are points, origin at the top left; `em` is the font size.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_NEXT_GAP = 0.9
"""Largest gap in em inside a line between glyphs that follow each other in the stream."""
_TOUCHING = 0.3
"""Gap in em up to which the stream alone is believed."""
_SPACE = 0.6
"""Widest word space, in em, beside that gap."""
_NEAR_GAP = 0.5
"""The same for glyphs that do not: half a gutter, more than the quarter em around digits."""
_SPACED_GAP = 5.0
"""Widest letter spacing of a headline, in em."""
_ALIKE = 0.85
"""Sizes that differ by more are joined into one line only where the stream does so."""
_BASELINE = 0.2
"""Glyphs of one line differ in baseline by less than this share of the em."""
_VERTICAL_RUN = 4
"""Shortest vertical line; three glyphs one under the other are also a table or initials."""


class Glyph(NamedTuple):
    """One character as drawn; `order` is its place in the stream, spaces counted."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str
    order: int


@dataclass(slots=True)
class Run:
    """Glyphs of one line, left to right (or top to bottom when vertical)."""

    glyphs: list[Glyph] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Where the first glyph begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where the last glyph ends."""
        return self.glyphs[-1].right

    @property
    def size(self) -> float:
        """The last glyph's font size."""
        return self.glyphs[-1].size

    @property
    def baseline(self) -> float:
        """The last glyph's baseline."""
        return self.glyphs[-1].baseline


def vertical_in_stream(glyphs: Sequence[Glyph]) -> tuple[list[Run], list[Glyph]]:
    """Takes out runs of successive glyphs that go straight down."""
    vertical: list[Run] = []
    rest: list[Glyph] = []
    run: list[Glyph] = []
    for glyph in (*glyphs, None):
        if run and (glyph is None or not _goes_down(run[-1], glyph)):
            if len(run) >= _VERTICAL_RUN:
                vertical.append(Run(run))
            else:
                rest.extend(run)
            run = []
        if glyph is not None:
            run.append(glyph)
    return vertical, rest


def _goes_down(upper: Glyph, lower: Glyph) -> bool:
    apart = abs((upper.left + upper.right) - (lower.left + lower.right)) / 2
    drop = lower.baseline - upper.baseline
    same = 0.8 < lower.size / upper.size < 1.25
    return same and apart < 0.35 * upper.size and 0.8 * upper.size < drop < 2.2 * upper.size


def stream_runs(glyphs: Sequence[Glyph]) -> list[Run]:
    """Runs of successive glyphs that go on to the right on one baseline."""
    runs: list[Run] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1].glyphs[-1], glyph):
            runs[-1].glyphs.append(glyph)
        else:
            runs.append(Run([glyph]))
    return runs


def _level(one: Glyph, other: Glyph) -> bool:
    small, large = sorted((one.size, other.size))
    return large < 1.7 * small and abs(one.baseline - other.baseline) < _BASELINE * large


def _follows(last: Glyph, glyph: Glyph) -> bool:
    # A wider gap may be a hole that the stream fills later: joining by place sees to those.
    size = max(last.size, glyph.size)
    return _level(last, glyph) and -0.5 * size < glyph.left - last.right < _TOUCHING * size


def join_near(runs: list[Run], spaces: set[int]) -> list[Run]:
    """Joins runs whose ends touch, whatever their order in the stream."""
    rows: dict[int, list[Run]] = defaultdict(list)
    joined: list[Run] = []
    for run in sorted(runs, key=lambda run: (run.left, run.glyphs[0].order)):
        home = _nearest(run, rows, spaces)
        if home is None:
            joined.append(run)
            rows[round(run.baseline / 4)].append(run)
        else:
            home.glyphs.extend(run.glyphs)
    return joined


def _nearest(run: Run, rows: dict[int, list[Run]], spaces: set[int]) -> Run | None:
    best, best_gap = None, float("inf")
    row = round(run.baseline / 4)
    reach = 1 + int(_BASELINE * run.size / 4)
    for key in range(row - reach, row + reach + 1):
        for home in rows.get(key, ()):
            last = home.glyphs[-1]
            size = max(last.size, run.size)
            gap = run.left - last.right
            limit = _limit(last, run.glyphs[0], spaces)
            fits = -0.3 * size < gap < limit * size and _level(last, run.glyphs[0])
            # A headline and the text beside it can stand on one baseline, half a gutter apart.
            if not _ALIKE < last.size / run.size < 1 / _ALIKE:
                fits = fits and successive(last, run.glyphs[0], spaces)
            if fits and abs(gap) < best_gap:
                best, best_gap = home, abs(gap)
    return best


def _limit(last: Glyph, first: Glyph, spaces: set[int]) -> float:
    """Widest gap, in em, over which two glyphs are of one line."""
    if not successive(last, first, spaces):
        return _NEAR_GAP
    return _NEXT_GAP + (_SPACE if last.order + 1 in spaces else 0.0)


def successive(last: Glyph, first: Glyph, spaces: set[int]) -> bool:
    """Whether the stream draws one glyph right after the other, but for spaces."""
    between = range(last.order + 1, first.order)
    return last.order < first.order and len(between) <= 2 and all(o in spaces for o in between)


def join_spaced(runs: list[Run]) -> list[Run]:
    """Joins letter-spaced lines: single glyphs at an even pitch, wider apart than any word gap."""
    rows: dict[tuple[int, int], list[Run]] = defaultdict(list)
    kept: list[Run] = []
    for run in runs:
        if len(run.glyphs) <= 2 or _is_spaced(run):
            rows[round(run.baseline), round(run.size)].append(run)
        else:
            kept.append(run)
    for row in rows.values():
        row.sort(key=lambda run: run.left)
        chain = [row[0]]
        for run in row[1:]:
            if _even(chain, run):
                chain.append(run)
            else:
                kept.extend(_chained(chain))
                chain = [run]
        kept.extend(_chained(chain))
    return kept


def _is_spaced(run: Run) -> bool:
    return all(b.left - a.right > 0.3 * b.size for a, b in pairwise(run.glyphs))


def _even(chain: Sequence[Run], run: Run) -> bool:
    gap = run.left - chain[-1].right
    if not 0 < gap < _SPACED_GAP * run.size:
        return False
    if len(chain) == 1 and len(chain[0].glyphs) == 1:
        return True
    glyphs = [glyph for piece in chain for glyph in piece.glyphs]
    usual = statistics.median(b.left - a.right for a, b in pairwise(glyphs))
    return abs(gap - usual) < 0.3 * run.size


def _chained(chain: list[Run]) -> list[Run]:
    glyphs = [glyph for run in chain for glyph in run.glyphs]
    return [Run(glyphs)] if len(glyphs) >= 3 else chain


def vertical_by_place(runs: Sequence[Run], vertical: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Finds vertical lines whose glyphs the stream does not draw one after the other.

    Args:
        runs: Horizontal runs; single glyphs among them may be pieces of a vertical line.
        vertical: The vertical runs that the stream gave.

    Returns:
        Vertical lines, and the other runs.
    """
    rest = [run for run in runs if len(run.glyphs) > 1]
    single = [*vertical, *(run for run in runs if len(run.glyphs) == 1)]
    columns: list[list[Run]] = []
    for run in sorted(single, key=lambda run: (round(run.glyphs[0].size), _centre(run))):
        if columns and _in_line(columns[-1][0], run):
            columns[-1].append(run)
        else:
            columns.append([run])
    found: list[Run] = []
    for column in columns:
        column.sort(key=lambda run: run.glyphs[0].baseline)
        chains = [[column[0]]]
        for run in column[1:]:
            if _goes_down(chains[-1][-1].glyphs[-1], run.glyphs[0]):
                chains[-1].append(run)
            else:
                chains.append([run])
        for chain in chains:
            glyphs = [glyph for run in chain for glyph in run.glyphs]
            if len(glyphs) >= _VERTICAL_RUN:
                found.append(Run(glyphs))
            else:
                rest.extend(chain)
    return found, rest


def _centre(run: Run) -> float:
    return (run.glyphs[0].left + run.glyphs[0].right) / 2


def _in_line(first: Run, other: Run) -> bool:
    """Whether two runs of one size stand in one vertical line."""
    size = first.glyphs[0].size
    alike = round(size) == round(other.glyphs[0].size)
    return alike and _centre(other) - _centre(first) < 0.35 * size
