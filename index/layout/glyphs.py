"""From single positioned glyphs to printed lines, horizontal and vertical.

A PDF says where each glyph stands, not which belong together: Founder's files write a line in tiny
runs and out of order, headlines with gaps wider than a letter, vertical headlines glyph by glyph.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.layout.gutters import split_at_gutters
from index.layout.runs import (
    Glyph,
    Run,
    join_near,
    join_spaced,
    stream_runs,
    successive,
    vertical_by_place,
    vertical_in_stream,
)
from index.models import Box, Line

_ASCENT = 0.88
"""Share of the em above the baseline in CJK fonts (OpenType's ideographic em box)."""
_DRAWN_SPACE = 0.18
"""A space in the stream counts when it is this much wider than the line's usual gap, in em."""


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
    vertical, rest = vertical_in_stream(inked)
    runs = join_near(stream_runs(rest), spaces)
    # Before gaps are bridged: two vertical headlines side by side are no rows of two letters.
    vertical, runs = vertical_by_place(join_spaced(runs), vertical)
    runs = split_at_gutters(runs, spaces)
    vertical, runs = vertical_by_place(runs, vertical)
    lines = [(run.glyphs[0].order, _vertical_line(run)) for run in vertical]
    lines.extend((min(g.order for g in run.glyphs), _line(run, spaces)) for run in runs)
    return [line for _, line in sorted(lines, key=lambda pair: pair[0])]


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


def _finish(run: Run, text: str) -> Line:
    # Figures and Latin words have a font of their own; the line is known by its ideographs.
    wide = [glyph for glyph in run.glyphs if not glyph.text.isascii()]
    fonts = Counter(glyph.font for glyph in wide or run.glyphs)
    return Line(
        text=text,
        box=_box(run.glyphs),
        font_size=_common(glyph.size for glyph in run.glyphs),
        font=fonts.most_common(1)[0][0] or None,
    )


def _vertical_line(run: Run) -> Line:
    return _finish(run, "".join(glyph.text for glyph in run.glyphs))


def _line(run: Run, spaces: set[int]) -> Line:
    pieces = [run.glyphs[0].text]
    gaps = [b.left - a.right for a, b in pairwise(run.glyphs)]
    usual = statistics.median(gaps) if gaps else 0.0
    for (last, glyph), gap in zip(pairwise(run.glyphs), gaps, strict=True):
        drawn = last.order + 1 in spaces and successive(last, glyph, spaces)
        needed = _DRAWN_SPACE * glyph.size if drawn else float("inf")
        if gap - usual > min(needed, _word_gap(last, glyph)):
            pieces.append(" ")
        pieces.append(glyph.text)
    return _finish(run, "".join(pieces))


def _word_gap(last: Glyph, glyph: Glyph) -> float:
    """Gap over the usual one that is a word space: Latin words, or the phrases of a headline."""
    latin = last.text[-1].isascii() and glyph.text[0].isascii()
    letters = latin and (last.text[-1].isalpha() or glyph.text[0].isalpha())
    return (0.18 if letters else 0.4) * glyph.size
