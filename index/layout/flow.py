"""How well text flows from the foot of one column to the head of another.

Inside an article a column that ends in mid-sentence goes on without an indent; a story begins with
an indent and, mostly, its dateline.
"""

from __future__ import annotations

import re

from index.datelines import end_credit, opens_with_dateline
from index.layout.blocks import Block, line_box, line_size, same_size
from index.splitting.jumps import find_jumps

_TERMINAL = re.compile(r"[。！？!?…：:][”’」』）)】]*$|[.][\"'”’)]*$|[）)]$")
_INDENTED = 1.2
"""A first line stands at least this many em in from its column's edge."""
_SHORT = 1.3
"""A last line ends at least this many em before its column's edge."""

# How well text flows from the foot of one column to the head of the next: points, tuned on the
# simulated pages, ordered by how seldom the case is seen inside an article.
_FLOWS_ON = 3.0
_CUT_BY_INDENT = -3.0
_FULL_STOP_AND_INDENT = 0.6
_SHORT_STOP_AND_INDENT = 0.2
_SHORT_STOP_NO_INDENT = -2.0
_OPENS_STORY = -3.0
_AFTER_CREDIT = -2.0
_JUMP = -6.0
_OTHER_SIZE = -3.0
_OTHER_FONT = -2.0


def flow(upper: Block, lower: Block) -> float:
    """Points for reading from the foot of one column on to the head of another."""
    points = 0.0
    first, last = lower.lines[0], upper.lines[-1]
    head, foot = first.text.strip(), last.text.strip()
    if opens_second_half(lower):
        return _JUMP
    if any(mark.direction == "to" for mark in find_jumps("\n".join((foot, upper.text[-30:])))):
        return _JUMP
    if not same_size(upper.size, lower.size):
        points += _OTHER_SIZE
    if last.font and first.font and upper.lines[0].font != lower.lines[-1].font:
        points += _OTHER_FONT
    indented = is_indented(lower, 0)
    if opens_with_dateline(head) and indented is not False:
        return points + _OPENS_STORY
    if not _TERMINAL.search(foot):
        return points + (_CUT_BY_INDENT if indented else _FLOWS_ON)
    if end_credit(foot) is not None:
        points += _AFTER_CREDIT
    short = upper.right - line_box(last).right > _SHORT * upper.size
    if not short:
        return points + _FULL_STOP_AND_INDENT
    return points + (_SHORT_STOP_NO_INDENT if indented is False else _SHORT_STOP_AND_INDENT)


def opens_second_half(block: Block) -> bool:
    """Whether a column begins with the mark of an article that comes from another page."""
    return any(m.direction == "from" and m.start < 3 for m in find_jumps(block.lines[0].text))


def is_indented(block: Block, index: int) -> bool | None:
    """Whether a line is indented in its column; None when the column is too short to tell."""
    line = block.lines[index]
    if line_box(line).left - block.left >= _INDENTED * line_size(line):
        return True
    return None if len(block.lines) < 2 else False
