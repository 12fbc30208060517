"""From lines to blocks: each line is linked to the one below it in the same column and setting."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.layout.blocks import (
    LEADING,
    Block,
    Style,
    has_rule_between,
    is_mark,
    is_vertical,
    line_box,
    line_size,
    overlap,
    same_size,
)
from index.models import Box, Line

_BODY_LINES = 4
"""A block set unlike the page's body is an article's own body from this many lines on."""
_LARGEST_BODY = 1.35
"""Body of another article, in units of the page's body size."""
_INDENT = 3.2
"""Largest indent of a first line, in em."""


def blocks_of(
    lines: Sequence[Line], style: Style, rules: Sequence[Box]
) -> tuple[list[Block], list[Block]]:
    """Parts the lines of a region into body columns and other blocks.

    Args:
        lines: Lines of one region (a page without its boxes, or one box).
        style: The body of the whole page.
        rules: Horizontal rules, which no block crosses.

    Returns:
        Body blocks and display blocks (headlines, kickers, captions, marks), each top to bottom.
        Every line is in exactly one block.
    """
    flat = [line for line in lines if not is_vertical(line)]
    plain = [line for line in flat if _is_body(line, style)]
    chosen = {id(line) for line in plain}
    other = [line for line in flat if id(line) not in chosen]
    body = _chains(plain, rules)
    display: list[Block] = []
    for block in _chains(other, rules):
        (body if _is_other_body(block, style) else display).append(block)
    display.extend(Block([line]) for line in lines if is_vertical(line))
    return _ordered(body), _ordered(display)


def _ordered(blocks: list[Block]) -> list[Block]:
    return sorted(blocks, key=lambda block: (block.top, block.left))


def _is_body(line: Line, style: Style) -> bool:
    if is_mark(line):
        return line_size(line) <= _LARGEST_BODY * style.size
    if not same_size(line_size(line), style.size):
        return False
    # A line of Latin words or figures alone is set in the body's Latin companion font.
    return line.font is None or line.font in style.fonts or line.text.isascii()


def _is_other_body(block: Block, style: Style) -> bool:
    """A long, evenly set block in a size or font of its own: a comment, a lead, a smaller story."""
    if block.size > _LARGEST_BODY * style.size or len(block.lines) < _BODY_LINES:
        return False
    full = sum(line_box(line).width >= 0.9 * block.width for line in block.lines)
    return full >= 0.5 * len(block.lines) and sum(len(line.text) for line in block.lines) >= 60


def _chains(lines: Sequence[Line], rules: Sequence[Box]) -> list[Block]:
    """Links each line to the one below it, reads the chains off and joins those of one column."""
    ranked = sorted(lines, key=lambda line: (line_box(line).top, line_box(line).left))
    below: dict[int, int] = {}
    above: dict[int, int] = {}
    for index, line in enumerate(ranked):
        under = _under(index, ranked)
        if under is None or under in above:
            continue
        box, next_box = line_box(line), line_box(ranked[under])
        middle = (box.top + box.bottom) / 2, (next_box.top + next_box.bottom) / 2
        if _continues(line, ranked[under]) and not has_rule_between(*middle, next_box, rules):
            below[index], above[under] = under, index
    blocks = []
    for index in range(len(ranked)):
        if index in above:
            continue
        chain = [ranked[index]]
        while index in below:
            index = below[index]
            chain.append(ranked[index])
        blocks.append(Block(chain))
    return _joined_columns(blocks, rules)


def _joined_columns(blocks: Sequence[Block], rules: Sequence[Box]) -> list[Block]:
    """Joins chains that the shapes of two lines part, though they are one column.

    A paragraph's last line of a word or two ends before the next one's indent begins: the lines
    share no width, the columns they stand in do.
    """
    joined: list[Block] = []
    near: list[Block] = []
    for block in sorted(blocks, key=lambda block: (block.top, block.left)):
        near = [b for b in near if _step(b, block) <= LEADING * b.size]
        above = [b for b in near if _goes_on_in(b, block, rules)]
        home = max(above, key=lambda b: line_box(b.lines[-1]).top, default=None)
        if home is None:
            joined.append(block)
            near.append(block)
        else:
            home.lines.extend(block.lines)
            home.measure()
    return joined


def _step(upper: Block, lower: Block) -> float:
    """Distance from the last line of one block to the first of another."""
    return line_box(lower.lines[0]).top - line_box(upper.lines[-1]).top


def _goes_on_in(upper: Block, lower: Block, rules: Sequence[Box]) -> bool:
    """Whether a block is the next paragraph of the column that another one begins."""
    last, first = upper.lines[-1], lower.lines[0]
    box, next_box = line_box(last), line_box(first)
    size = line_size(first)
    near = 0.5 * size < _step(upper, lower) <= LEADING * size
    if not near or overlap(box, next_box) > 0.3 * size:
        return False
    narrow = min(upper.width, lower.width)
    if overlap(upper, lower) < 0.5 * narrow or not _is_set_alike(last, first):
        return False
    middle = (box.top + box.bottom) / 2, (next_box.top + next_box.bottom) / 2
    return not has_rule_between(*middle, lower, rules)


def _under(index: int, ranked: Sequence[Line]) -> int | None:
    """The nearest line below that shares some of this line's width."""
    box, size = line_box(ranked[index]), line_size(ranked[index])
    for other in range(index + 1, len(ranked)):
        next_box = line_box(ranked[other])
        if next_box.top - box.top > LEADING * size:
            return None
        if next_box.top - box.top > 0.5 * size and overlap(box, next_box) > 0.3 * size:
            return other
    return None


def _continues(line: Line, following: Line) -> bool:
    """Whether two lines, one under the other, are of one column and one setting."""
    size = line_size(line)
    if is_mark(line) or is_mark(following):
        return True
    if not _is_set_alike(line, following):
        return False
    box, next_box = line_box(line), line_box(following)
    flush = abs(next_box.left - box.left) <= _INDENT * size
    centred = abs((box.left + box.right) - (next_box.left + next_box.right)) <= 2 * size
    return flush or centred


def _is_set_alike(line: Line, other: Line) -> bool:
    latin = line.text.isascii() or other.text.isascii()
    return same_size(line_size(line), line_size(other)) and (line.font == other.font or latin)


def cut_wide(block: Block) -> list[Block]:
    """Parts a block where its measure changes: a lead over two columns, then the columns."""
    cuts = [0]
    for place, (line, following) in enumerate(pairwise(block.lines), start=1):
        box, next_box = line_box(line), line_box(following)
        if place - cuts[-1] >= 2 and next_box.right > box.right + 4 * block.size:
            seen = max(line_box(other).right for other in block.lines[cuts[-1] : place])
            if next_box.right > seen + 4 * block.size:
                cuts.append(place)
    return [Block(block.lines[a:b]) for a, b in pairwise([*cuts, len(block.lines)])]
