"""From single positioned glyphs to printed lines, horizontal and vertical.

A PDF says where each glyph stands, not which belong together: Founder's files write a line in tiny
runs and out of order, headlines with gaps wider than a letter, vertical headlines glyph by glyph.
Runs are first taken from the stream (cheap, and right in most files) and then joined by geometry.
Lengths are points, origin at the top left; `em` is the font size.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from index.models import Box, Line

_ASCENT = 0.88
"""Share of the em above the baseline in CJK fonts (OpenType's ideographic em box)."""
_NEXT_GAP = 0.9
"""Largest gap in em inside a line between glyphs that follow each other in the stream."""
_NEAR_GAP = 0.5
"""The same for glyphs that do not: half a gutter, more than the quarter em around digits."""
_SPACED_GAP = 5.0
"""Widest letter spacing of a headline, in em."""
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
class _Run:
    """Glyphs of one line, left to right (or top to bottom when vertical)."""

    glyphs: list[Glyph] = field(default_factory=list)

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def size(self) -> float:
        return self.glyphs[-1].size

    @property
    def baseline(self) -> float:
        return self.glyphs[-1].baseline


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """Joins glyphs into lines.

    Args:
        glyphs: The page's glyphs in stream order; white space among them marks word gaps.

    Returns:
        Lines in the order in which the stream first draws them; every glyph that is not white
        space is in exactly one line.
    """
    spaces = {glyph.order for glyph in glyphs if glyph.text.isspace()}
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    vertical, rest = _vertical_in_stream(inked)
    runs = _join_near(_stream_runs(rest, spaces), spaces)
    runs = _join_spaced(runs)
    stacked, runs = _vertical_by_place(runs)
    lines = [(run.glyphs[0].order, _vertical_line(run)) for run in (*vertical, *stacked)]
    lines.extend((min(g.order for g in run.glyphs), _line(run, spaces)) for run in runs)
    return [line for _, line in sorted(lines, key=lambda pair: pair[0])]


def _vertical_in_stream(glyphs: Sequence[Glyph]) -> tuple[list[_Run], list[Glyph]]:
    """Takes out runs of successive glyphs that go straight down."""
    vertical: list[_Run] = []
    rest: list[Glyph] = []
    run: list[Glyph] = []
    for glyph in (*glyphs, None):
        if run and (glyph is None or not _goes_down(run[-1], glyph)):
            if len(run) >= _VERTICAL_RUN:
                vertical.append(_Run(run))
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


def _stream_runs(glyphs: Sequence[Glyph], spaces: set[int]) -> list[_Run]:
    runs: list[_Run] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1].glyphs[-1], glyph, spaces):
            runs[-1].glyphs.append(glyph)
        else:
            runs.append(_Run([glyph]))
    return runs


def _level(one: Glyph, other: Glyph) -> bool:
    small, large = sorted((one.size, other.size))
    return large < 1.7 * small and abs(one.baseline - other.baseline) < _BASELINE * large


def _follows(last: Glyph, glyph: Glyph, spaces: set[int]) -> bool:
    size = max(last.size, glyph.size)
    gap = glyph.left - last.right
    widest = _NEXT_GAP + (0.6 if last.order + 1 in spaces else 0.0)
    return _level(last, glyph) and -0.5 * size < gap < widest * size


def _join_near(runs: list[_Run], spaces: set[int]) -> list[_Run]:
    """Joins runs whose ends touch, whatever their order in the stream."""
    rows: dict[int, list[_Run]] = defaultdict(list)
    joined: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.left, run.glyphs[0].order)):
        home = _nearest(run, rows, spaces)
        if home is None:
            joined.append(run)
            rows[round(run.baseline / 4)].append(run)
        else:
            home.glyphs.extend(run.glyphs)
    return joined


def _nearest(run: _Run, rows: dict[int, list[_Run]], spaces: set[int]) -> _Run | None:
    best, best_gap = None, float("inf")
    row = round(run.baseline / 4)
    reach = 1 + int(_BASELINE * run.size / 4)
    for key in range(row - reach, row + reach + 1):
        for home in rows.get(key, ()):
            last = home.glyphs[-1]
            size = max(last.size, run.size)
            gap = run.left - last.right
            limit = _NEXT_GAP if _successive(last, run.glyphs[0], spaces) else _NEAR_GAP
            fits = -0.3 * size < gap < limit * size and _level(last, run.glyphs[0])
            if fits and abs(gap) < best_gap:
                best, best_gap = home, abs(gap)
    return best


def _successive(last: Glyph, first: Glyph, spaces: set[int]) -> bool:
    between = range(last.order + 1, first.order)
    return last.order < first.order and len(between) <= 2 and all(o in spaces for o in between)


def _join_spaced(runs: list[_Run]) -> list[_Run]:
    """Joins letter-spaced lines: single glyphs at an even pitch, wider apart than any word gap."""
    rows: dict[tuple[int, int], list[_Run]] = defaultdict(list)
    kept: list[_Run] = []
    for run in runs:
        if len(run.glyphs) <= 2:
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


def _even(chain: Sequence[_Run], run: _Run) -> bool:
    gap = run.left - chain[-1].right
    if not 0 < gap < _SPACED_GAP * run.size:
        return False
    if len(chain) < 2:
        return True
    usual = statistics.median(b.left - a.right for a, b in pairwise(chain))
    return abs(gap - usual) < 0.3 * run.size


def _chained(chain: list[_Run]) -> list[_Run]:
    if len(chain) < 3:
        return chain
    return [_Run([glyph for run in chain for glyph in run.glyphs])]


def _vertical_by_place(runs: list[_Run]) -> tuple[list[_Run], list[_Run]]:
    """Finds vertical lines whose glyphs the stream does not draw one after the other."""
    columns: dict[tuple[int, int], list[_Run]] = defaultdict(list)
    rest: list[_Run] = []
    for run in runs:
        if len(run.glyphs) == 1:
            centre = (run.left + run.right) / 2
            columns[round(centre / (0.5 * run.size)), round(run.size)].append(run)
        else:
            rest.append(run)
    vertical: list[_Run] = []
    for column in columns.values():
        column.sort(key=lambda run: run.baseline)
        chain = [column[0]]
        for run in (*column[1:], None):
            if run is not None and _goes_down(chain[-1].glyphs[0], run.glyphs[0]):
                chain.append(run)
                continue
            if len(chain) >= _VERTICAL_RUN:
                vertical.append(_Run([piece.glyphs[0] for piece in chain]))
            else:
                rest.extend(chain)
            chain = [run] if run is not None else []
    return vertical, rest


def _box(glyphs: Iterable[Glyph]) -> Box:
    inked = list(glyphs)
    return Box(
        left=min(g.left for g in inked),
        top=min(g.baseline - _ASCENT * g.size for g in inked),
        right=max(g.right for g in inked),
        bottom=max(g.baseline + (1 - _ASCENT) * g.size for g in inked),
    )


def _common(values: Iterable[float]) -> float:
    return Counter(round(value, 2) for value in values).most_common(1)[0][0]


def _finish(run: _Run, text: str) -> Line:
    # Figures and Latin words have a font of their own; the line is known by its ideographs.
    wide = [glyph for glyph in run.glyphs if not glyph.text.isascii()]
    fonts = Counter(glyph.font for glyph in wide or run.glyphs)
    return Line(
        text=text,
        box=_box(run.glyphs),
        font_size=_common(glyph.size for glyph in run.glyphs),
        font=fonts.most_common(1)[0][0] or None,
    )


def _vertical_line(run: _Run) -> Line:
    return _finish(run, "".join(glyph.text for glyph in run.glyphs))


def _line(run: _Run, spaces: set[int]) -> Line:
    pieces = [run.glyphs[0].text]
    gaps = [b.left - a.right for a, b in pairwise(run.glyphs)]
    usual = statistics.median(gaps) if gaps else 0.0
    for (last, glyph), gap in zip(pairwise(run.glyphs), gaps, strict=True):
        drawn = last.order + 1 in spaces and _successive(last, glyph, spaces)
        if (drawn and usual < 0.3 * glyph.size) or gap - usual > _word_gap(last, glyph):
            pieces.append(" ")
        pieces.append(glyph.text)
    return _finish(run, "".join(pieces))


def _word_gap(last: Glyph, glyph: Glyph) -> float:
    """Gap over the usual one that is a word space: Latin words, or the phrases of a headline."""
    latin = last.text[-1].isascii() and glyph.text[0].isascii()
    letters = latin and (last.text[-1].isalpha() or glyph.text[0].isalpha())
    return (0.18 if letters else 0.6) * glyph.size
