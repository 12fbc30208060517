"""What stands over, under and beside a body column: columns, headlines, rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.layout.blocks import THIN, Block, has_rule_between, level, overlap
from index.layout.flow import opens_second_half
from index.layout.headlines import Header
from index.models import Box


class Surroundings:
    """Answers by place alone; which story a column belongs to is not known here.

    Attributes:
        stacked: For the `id` of a piece of a column, the open column that it stands under.
    """

    def __init__(
        self, body: Sequence[Block], headers: Sequence[Header], rules: Sequence[Box]
    ) -> None:
        self.body = body
        self.headers = headers
        self.rules = rules
        self.stacked: dict[int, Block] = {}
        self._pieces: dict[int, list[Block]] = {}
        self.has_column_rules = self._has_column_rules()

    def header_over(self, block: Block) -> Header | None:
        """The headline right above a column, no rule between."""
        slack = 0.5 * block.size
        over = [
            h
            for h in self.headers
            if not h.vertical
            and h.box.bottom <= block.top + slack
            and overlap(h.box, block) > slack
            and not has_rule_between(h.box.bottom, block.top, block, self.rules)
        ]
        return max(over, key=lambda h: h.box.bottom, default=None)

    def column_over(self, block: Block) -> Block | None:
        """The column right above another, no rule between."""
        over = [
            b
            for b in self.body
            if b is not block
            and b.bottom <= block.top + 0.5 * block.size
            and overlap(b, block) > block.size
            and not has_rule_between(b.bottom, block.top, block, self.rules)
        ]
        return max(over, key=lambda b: b.bottom, default=None)

    def starts_anew(self, upper: Block, lower: Block) -> bool:
        """Whether a headline beside the gap between two pieces of a column heads the lower one."""
        if opens_second_half(lower):
            return True
        if lower.top - upper.bottom < 1.5 * lower.size:
            return False
        highest, lowest = upper.bottom - lower.size, lower.top + lower.size
        heads = [h.box for h in self.headers]
        heads.extend(b.box for b in self.body if opens_second_half(b))
        level_heads = [box for box in heads if highest <= box.top <= lowest]
        return any(not self._shut_off(box, lower) for box in level_heads)

    def next_to(self, header: Header, to_right: bool) -> Block | None:
        """The nearest column on one side of a headline, unless a rule or headline stands between."""
        box = header.box
        near = [
            b
            for b in self.body
            if id(b) not in self.stacked
            and level(self._reach(b), box) > 0
            and (b.left >= box.right - b.size if to_right else b.right <= box.left + b.size)
        ]
        nearest = min(near, key=lambda b: (round(-overlap(b, box)), b.top), default=None)
        if nearest is None or self._rules_between(box, nearest):
            return None
        between = (min(box.right, nearest.right), max(box.left, nearest.left))
        others = [h.box for h in self.headers if h is not header and level(h.box, box) > 0]
        if any(between[0] <= (o.left + o.right) / 2 <= between[1] for o in others):
            return None
        return nearest

    def stack(self, block: Block) -> list[Block]:
        """An open column and the pieces stacked under it, top to bottom."""
        return [block, *self._pieces.get(id(block), ())]

    def put_under(self, block: Block, column: Block) -> None:
        """Notes that a piece stands under an open column, or under another piece of it."""
        head = self.stacked.get(id(column), column)
        self.stacked[id(block)] = head
        self._pieces.setdefault(id(head), []).append(block)

    def left_of(self, block: Block) -> Block | None:
        """The next column on the left."""
        return self._beside(block, [b for b in self.body if b.right <= block.left + block.size])

    def right_of(self, block: Block) -> Block | None:
        """The next column on the right."""
        return self._beside(block, [b for b in self.body if b.left >= block.right - block.size])

    def _shut_off(self, head: Box, lower: Block) -> bool:
        """Whether a column or an upright rule crosses the white strip from a head to a column's."""
        left, right = min(head.right, lower.right), max(head.left, lower.left)
        crossing = [r for r in self.rules if r.width <= THIN < r.height]
        crossing.extend(b.box for b in self.body)
        return any(
            left - 2 <= (box.left + box.right) / 2 <= right + 2
            and box.top < lower.top - lower.size
            and box.bottom > lower.top + lower.size
            for box in crossing
        )

    def _rules_between(self, one: Box | Block, other: Block) -> list[Box]:
        """Upright rules between two things beside each other, level with both."""
        left, right = sorted((one, other), key=lambda thing: thing.left)
        return [
            rule
            for rule in self.rules
            if rule.width <= THIN < rule.height
            and left.right - other.size <= rule.left <= right.left + other.size
            and level(rule, one) > 0
            and level(rule, other) > 0
        ]

    def _has_column_rules(self) -> bool:
        """Whether the region draws rules between the columns of one story too."""
        under: dict[int, list[Block]] = {}
        for block in sorted(self.body, key=lambda block: block.left):
            header = self.header_over(block)
            if header is not None:
                under.setdefault(id(header), []).append(block)
        return any(
            self._rules_between(one, other)
            for columns in under.values()
            for one, other in pairwise(columns)
        )

    def _reach(self, block: Block) -> Box:
        """The rectangle from an open column's head to the foot of what is stacked under it."""
        stack = self.stack(block)
        return Box(
            min(b.left for b in stack),
            block.top,
            max(b.right for b in stack),
            max(b.bottom for b in stack),
        )

    def _beside(self, block: Block, others: Sequence[Block]) -> Block | None:
        """The nearest column level with this one or what is stacked on it, unless a rule parts them."""
        reach = self._reach(block)
        near = [
            b
            for b in others
            if b is not block
            and id(b) not in self.stacked
            and level(self._reach(b), reach) > 0
            and not self._parted(block, b)
        ]
        if not near:
            return None
        closest = max(overlap(b, block) for b in near)
        beside = [b for b in near if overlap(b, block) > closest - 3 * block.size]
        return min(beside, key=lambda b: abs(b.top - block.top))

    def _parted(self, one: Block, other: Block) -> bool:
        """Whether an upright rule stands between two columns that is not a column rule."""
        head = max(one.top, other.top) + 2 * one.size
        if self.has_column_rules:
            head = min(one.top, other.top) - 2 * one.size
        foot = max(one.top, other.top) + 2 * one.size
        rules = self._rules_between(one, other)
        return any(rule.top < head and rule.bottom > foot for rule in rules)
