"""How wide the page's columns are set, from the widths of its lines alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.splitting.lines import PrintedLine, has_han

_MOST = 6
_WIDEST = 60.0
"""Ems that no column has."""
# A closing quotation mark or a bracketed credit ends a paragraph only after a final mark.
_END = re.compile(
    r"(?:[。！？!?…；：:;—]|(?<!\d)\.|\.(?=[\"'”’)\]]))[”’」』）)》\]\"']*"
    r"(?:[（(【][^（()）】]{1,60}[）)】][”’」』]?)*$"
)
_PROSE = 8.0
"""Ems from which a line may be running text: the narrowest columns have about ten."""


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a mark that can end a paragraph."""
    return _END.search(text.rstrip()) is not None


def are_paragraphs(lines: Sequence[PrintedLine]) -> bool:
    """Whether each line is a whole paragraph, not cut at a column's width.

    Cut lines end in a final mark one time in five; whole paragraphs nearly always do.
    """
    # A headline may stand first; it tells nothing of how the text under it is cut.
    start = int(
        len(lines) > 1 and not ends_sentence(lines[0].text) and ends_sentence(lines[1].text)
    )
    long = [line for line in lines[start:] if line.width >= _PROSE]
    if not long:
        return True
    ended = sum(ends_sentence(line.text) or line.jump_to is not None for line in long)
    if len(long) <= 2:
        return ended == len(long) or max(line.width for line in long) > _WIDEST
    return ended >= 0.7 * len(long)


def column_widths(lines: Sequence[PrintedLine]) -> list[float]:
    """The widths, in ems, that the page's columns may have; the commonest first.

    Each is a peak of the line widths; a false one does no harm, because no run of lines fits it.

    Returns:
        At most six widths; empty when the lines are whole paragraphs.
    """
    if not lines or are_paragraphs(lines):
        return []
    latin = not any(has_han(line.text) for line in lines[:50])
    step = 2.0 if latin else 0.5
    counts = Counter(round(line.width / step) * step for line in lines if line.width >= 5)
    smooth = {
        width: counts[width] + 0.6 * counts[width - step] + 0.3 * counts[width + step]
        for width in counts
    }
    least = max(3.0, 0.03 * len(lines))
    peaks: list[float] = []
    for width in sorted(smooth, key=lambda w: (-smooth[w], -w)):
        if smooth[width] >= least and all(abs(width - peak) > 2 * step for peak in peaks):
            peaks.append(width)
    if not peaks:
        peaks = [max(line.width for line in lines)]
    return peaks[:_MOST]
