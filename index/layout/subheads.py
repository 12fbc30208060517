"""Subheads (小标题) told from the headlines of small stories.

One inside a column has body close above and below. One at a column's head looks like a headline; it
is known by its style, which others on the page have that stand inside a column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.datelines import opens_with_dateline
from index.layout.blocks import Block, Style, has_rule_between
from index.models import Box

_LARGEST = 1.4
"""A subhead is at most this large, in units of the body size."""
_LINES = 2
_ABOVE, _BELOW = 4.5, 2.6
"""Body stands this near above and below, in em of the body."""


def subheads_of(
    display: Sequence[Block], body: Sequence[Block], style: Style, rules: Sequence[Box]
) -> list[Block]:
    """The subheads among the blocks that are not body.

    Args:
        display: Blocks of one region that are not body.
        body: The region's body blocks.
        style: The page's body.
        rules: Horizontal rules.

    Returns:
        Subheads, in the order of `display`.
    """
    under: dict[int, Block] = {}
    inside: set[int] = set()
    alike: dict[tuple[float, str | None], list[Block]] = defaultdict(list)
    for block in display:
        if block.size > _LARGEST * style.size or len(block.lines) > _LINES:
            continue
        column = _below(block, body, style, rules)
        over = _has_body_above(block, body, style, rules)
        if column is None and not over:
            continue
        alike[round(block.size), block.lines[0].font].append(block)
        if column is not None:
            under[id(block)] = column
            if over:
                inside.add(id(block))
    found: set[int] = set()
    for blocks in alike.values():
        columns = [under[id(block)] for block in blocks if id(block) in under]
        dated = sum(opens_with_dateline(column.lines[0].text) for column in columns)
        # Stories in brief have small headlines too, but each opens with its dateline.
        if 2 * dated < len(blocks) and any(id(block) in inside for block in blocks):
            found.update(id(block) for block in blocks)
    return [block for block in display if id(block) in found]


def _below(block: Block, body: Sequence[Block], style: Style, rules: Sequence[Box]) -> Block | None:
    """The column that goes on right below a block."""
    reach = _BELOW * style.size
    near = [b for b in body if -2 <= b.top - block.bottom <= reach and _within(block, b)]
    near = [b for b in near if not has_rule_between(block.bottom, b.top, block, rules)]
    return min(near, key=lambda b: b.top, default=None)


def _has_body_above(
    block: Block, body: Sequence[Block], style: Style, rules: Sequence[Box]
) -> bool:
    reach = _ABOVE * style.size
    return any(
        -2 <= block.top - b.bottom <= reach
        and _within(block, b)
        and not has_rule_between(b.bottom, block.top, block, rules)
        for b in body
    )


def _within(block: Block, column: Block) -> bool:
    slack = 1.5 * column.size
    return block.left >= column.left - slack and block.right <= column.right + slack
