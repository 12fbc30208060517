"""What stands on a page: body columns, and everything set otherwise (headlines, captions, marks).

A block is a run of lines one under the other in one column and one size. Which size and font is
body is measured from the page itself.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.models import Box, Line
from index.splitting.jumps import find_jumps
from index.splitting.lines import em_width

_SAME_SIZE = 0.05
"""Sizes nearer than this share are one size; extractors round, and fitting shrinks a little."""
_BODY_SHARE = 0.12
"""A font that sets at least this share of the body-sized characters is a body font."""
LEADING = 2.1
"""Largest distance from line to line inside a block, in em."""
THIN = 4.0
"""A rule is at most this thick, in points; what is thicker is a frame or a picture's edge."""


@dataclass(eq=False)
class Block:
    """Lines of one column, top to bottom."""

    lines: list[Line]
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    captions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        """Sets box and size from the lines."""
        boxes = [line_box(line) for line in self.lines]
        self.left = min(box.left for box in boxes)
        self.top = min(box.top for box in boxes)
        self.right = max(box.right for box in boxes)
        self.bottom = max(box.bottom for box in boxes)
        self.size = statistics.median(line_size(line) for line in self.lines)

    @property
    def box(self) -> Box:
        """The rectangle around the lines."""
        return Box(self.left, self.top, self.right, self.bottom)

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.right - self.left

    @property
    def text(self) -> str:
        """The lines joined by line breaks."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Style:
    """The page's body: size in points, and fonts (empty when the file does not tell them)."""

    size: float
    fonts: frozenset[str]


def line_box(line: Line) -> Box:
    """The line's box; layout is only asked about lines that have one."""
    if line.box is None:
        raise ValueError(f"layout needs positions, this line has none: {line.text!r}")
    return line.box


def line_size(line: Line) -> float:
    """Font size, or the box's height where it is not known."""
    return line.font_size or max(line_box(line).height, 0.1)


def is_vertical(line: Line) -> bool:
    """Whether a line is set top to bottom."""
    box = line_box(line)
    return len(line.text) >= 3 and box.height > 2.2 * box.width and box.height > 2 * line_size(line)


def body_style(lines: Sequence[Line]) -> Style:
    """Finds the size and the fonts in which most of the page is set.

    Args:
        lines: All lines of a page, at least one; long ones count most.
    """
    weight: Counter[float] = Counter()
    for line in lines:
        weight[round(line_size(line), 1)] += len(line.text) if len(line.text) > 5 else 0
    size = max(weight, key=lambda key: (near(weight, key), key))
    fonts: Counter[str] = Counter()
    for line in lines:
        if line.font and same_size(line_size(line), size):
            fonts[line.font] += len(line.text)
    enough = _BODY_SHARE * sum(fonts.values())
    return Style(size, frozenset(font for font, count in fonts.items() if count >= enough))


def near(weight: Counter[float], size: float) -> int:
    """Weight of a size and of those that are the same but for rounding."""
    return sum(count for other, count in weight.items() if same_size(other, size))


def same_size(one: float, other: float) -> bool:
    """Whether two sizes are one, but for rounding."""
    return abs(one - other) <= _SAME_SIZE * max(one, other)


def overlap(one: Box | Block, other: Box | Block) -> float:
    """Length of the common horizontal extent; negative is the gap between them."""
    return min(one.right, other.right) - max(one.left, other.left)


def level(one: Box | Block, other: Box | Block) -> float:
    """Length of the common vertical extent; negative is the gap between them."""
    return min(one.bottom, other.bottom) - max(one.top, other.top)


def has_rule_between(upper: float, lower: float, box: Box | Block, rules: Sequence[Box]) -> bool:
    """Whether a horizontal rule crosses at least half of a box's width between two heights."""
    half = 0.5 * (box.right - box.left)
    return any(
        upper - 2 <= (rule.top + rule.bottom) / 2 <= lower + 2 and overlap(rule, box) >= half
        for rule in rules
        if rule.height <= THIN
    )


def is_mark(line: Line) -> bool:
    """Whether a line is a jump mark and nothing else."""
    marks = find_jumps(line.text)
    return bool(marks) and em_width(line.text) - sum(m.end - m.start for m in marks) < 2
