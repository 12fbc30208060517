"""Column lines of one story, in reading order, to true paragraphs.

On a page a paragraph shows itself: its first line is indented, its last one short. Both are measured
against the column's edges, which a piece of one or two lines takes from its neighbours.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.layout.blocks import Block, is_mark, line_box, line_size, overlap
from index.models import Line
from index.splitting.lines import PrintedLine, close_letter_spacing
from index.splitting.paragraphs import join_texts

_INDENT = 1.2
_WIDEST_INDENT = 5.0
_SHORT = 1.4
_LOOSE = 1.3
"""Distance of two lines, in units of the usual one, that parts Western paragraphs."""
_TERMINAL = re.compile(r"[。！？!?…：:；;.][\"'”’」』）)】]*$|[）)]$")
_WORD = re.compile(r"[A-Za-zÀ-ÿ'’-]+")


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where a column begins and ends, and its usual distance from line to line."""

    left: float
    right: float
    leading: float


def paragraphs_of(
    blocks: Sequence[Block], subheads: frozenset[int] = frozenset(), margin: float | None = None
) -> list[str]:
    """Joins the lines of a story into paragraphs.

    Args:
        blocks: The story's pieces in reading order.
        subheads: `id` of those that are subheads and stand alone.
        margin: The left edge of the text, where all of it is one column.

    Returns:
        Paragraphs with their jump marks; letter-spacing closed, Western words at a line's end
        joined with a space or without their hyphen.
    """
    edges = _edges([block for block in blocks if id(block) not in subheads], margin)
    paragraphs: list[list[str]] = []
    before: tuple[Line, _Edges] | None = None
    for block in blocks:
        if id(block) in subheads:
            paragraphs.append([line.text for line in block.lines])
            before = None
            continue
        for line in block.lines:
            here = line, edges[id(block)]
            if before is None or _breaks(before, here):
                paragraphs.append([])
            paragraphs[-1].append(line.text)
            before = here
    return [_glued(lines) for lines in paragraphs]


def _edges(blocks: Sequence[Block], margin: float | None) -> dict[int, _Edges]:
    long = [block for block in blocks if len(block.lines) >= 3]
    width = statistics.median(b.right - b.left for b in long) if long else None
    found: dict[int, _Edges] = {}
    for block in blocks:
        left = margin if margin is not None else _expected_left(block, long)
        if not 0 <= block.left - left <= _WIDEST_INDENT * block.size:
            left = block.left
        right = _usual_right(block)
        if len(block.lines) < 3 and width is not None:
            right = max(right, left + width)
        tops = [line_box(line).top for line in block.lines]
        steps = [b - a for a, b in pairwise(tops)]
        leading = statistics.median(steps) if steps else 0.0
        found[id(block)] = _Edges(left, right, leading)
    return found


def _usual_right(block: Block) -> float:
    """The edge at which most lines end; a hanging full stop may stand beyond it."""
    rights = Counter(round(line_box(line).right / 2) * 2.0 for line in block.lines)
    edge, count = rights.most_common(1)[0]
    return edge if count >= 3 else block.right


def _expected_left(block: Block, long: Sequence[Block]) -> float:
    """The left edge of a piece: of the column above or below it, or one pitch further on."""
    same = [b.left for b in long if overlap(b, block) > 0.5 * block.width]
    if same:
        return min(block.left, *same)
    lefts = sorted({round(b.left) for b in long})
    pitch = min((b - a for a, b in pairwise(lefts) if b - a > 40), default=None)
    if pitch is None:
        return block.left
    return lefts[0] + round((block.left - lefts[0]) / pitch) * pitch


def _breaks(before: tuple[Line, _Edges], here: tuple[Line, _Edges]) -> bool:
    """Whether a paragraph begins with a line."""
    (last, last_edges), (line, edges) = before, here
    if is_mark(line) or is_mark(last):
        return is_mark(line) and not line.text.startswith(("（下", "(下"))
    size = line_size(line)
    indent = (line_box(line).left - edges.left) / size
    if _INDENT <= indent <= _WIDEST_INDENT:
        return True
    ended = _TERMINAL.search(last.text.strip()) is not None
    if ended and last_edges.right - line_box(last).right > _room_needed(line):
        return True
    step = line_box(line).top - line_box(last).top
    return ended and step > _LOOSE * edges.leading > 0


def _room_needed(line: Line) -> float:
    """Room that would have held the line's first word: with more, the line before ended early."""
    word = _WORD.match(line.text)
    if word is None:
        return _SHORT * line_size(line)
    letter = line_box(line).width / len(line.text)
    return max(_SHORT * line_size(line), (len(word.group()) + 2) * letter)


def _glued(lines: Sequence[str]) -> str:
    printed = [
        PrintedLine(close_letter_spacing(line), 0.0, trailing_space=line != line.rstrip())
        for line in lines
    ]
    return join_texts([line for line in printed if line.text])
