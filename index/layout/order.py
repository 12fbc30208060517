"""The order in which the columns of one story are read."""

from __future__ import annotations

from collections.abc import Sequence

from index.layout.blocks import Block, level, overlap


def in_reading_order(blocks: Sequence[Block]) -> list[Block]:
    """The pieces of one story as they are read.

    Columns go from left to right, each from top to bottom; a piece that runs over several columns
    is read after all that stands above it and before all that stands below.
    """
    rest = sorted(blocks, key=lambda block: (block.top, block.left))
    wide = next((b for b in rest if _spans(b, rest)), None)
    if wide is not None:
        above = [b for b in rest if b is not wide and b.bottom <= wide.top + wide.size]
        below = [b for b in rest if b is not wide and b not in above]
        return [*in_reading_order(above), wide, *in_reading_order(below)]
    columns: list[list[Block]] = []
    for block in sorted(rest, key=lambda block: (block.left, block.top)):
        home = next((c for c in columns if _same_column(c[0], block)), None)
        if home is None:
            columns.append([block])
        else:
            home.append(block)
    return [block for column in columns for block in sorted(column, key=lambda block: block.top)]


def _same_column(one: Block, other: Block) -> bool:
    return overlap(one, other) > 0.5 * min(one.width, other.width)


def _spans(block: Block, others: Sequence[Block]) -> bool:
    under = [b for b in others if b is not block and overlap(b, block) > 0.6 * b.width]
    return any(
        -overlap(one, other) > 0 and level(one, other) > 0
        for place, one in enumerate(under)
        for other in under[place + 1 :]
    )
