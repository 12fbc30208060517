"""Which body column belongs to which headline, and in what order the columns are read.

A column under a headline is its own. A column that starts beside a headline, under a rule or at the
head of the page is open: it belongs to the story on its left or on its right. Runs of open columns
are cut where the text flows worst and the headlines stand most in the middle of their columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.layout.blocks import (
    THIN,
    Block,
    has_rule_between,
    level,
    overlap,
)
from index.layout.flow import flow, is_indented, opens_second_half
from index.layout.headlines import Header
from index.models import Box

_HEADLESS = -4.0
"""Points for a story without a headline, unless it is marked as a second half.

Less likely than any one sign against reading on (see `flow`): it takes two to make one.
"""
_IN_MID_PARAGRAPH = -3.0
"""Points for one that begins without an indent, so in the middle of a paragraph."""
_OFF_CENTRE = -1.0
"""Points for each column's width that a headline stands off the middle of its columns."""


@dataclass(eq=False)
class Story:
    """A headline, or none, and the columns that were found to be its body."""

    header: Header | None
    blocks: list[Block] = field(default_factory=list)


class Columns:
    """Gives every body column of a region to a story."""

    def __init__(
        self, body: Sequence[Block], headers: Sequence[Header], rules: Sequence[Box]
    ) -> None:
        self.body = sorted(body, key=lambda block: (block.top, block.left))
        self.headers = list(headers)
        self.rules = rules
        self.stories = {id(header): Story(header) for header in headers}
        self.owner: dict[int, Story] = {}
        self.stacked: dict[int, Block] = {}
        self.has_column_rules = self._has_column_rules()

    def assign(self) -> list[Story]:
        """The stories of the region, those without a headline after the others."""
        open_blocks = [block for block in self.body if not self._settle(block)]
        open_blocks = self._beside_headlines(open_blocks)
        headless = self._share_out(open_blocks)
        for block in self.body:
            if id(block) in self.stacked:
                self._give(block, self.owner[id(self.stacked[id(block)])])
        return [*self.stories.values(), *headless]

    def _give(self, block: Block, story: Story) -> None:
        story.blocks.append(block)
        self.owner[id(block)] = story

    def _settle(self, block: Block) -> bool:
        """Gives a column to what stands right above it, when that is clear."""
        header, column = self._header_over(block), self._column_over(block)
        if column is not None and (header is None or column.bottom > header.box.bottom):
            if self._starts_anew(column, block):
                return False
            story = self.owner.get(id(column))
            if story is None:
                self.stacked[id(block)] = self.stacked.get(id(column), column)
            else:
                self._give(block, story)
            return True
        if header is None:
            return False
        self._give(block, self.stories[id(header)])
        return True

    def _header_over(self, block: Block) -> Header | None:
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

    def _column_over(self, block: Block) -> Block | None:
        over = [
            b
            for b in self.body
            if b is not block
            and b.bottom <= block.top + 0.5 * block.size
            and overlap(b, block) > block.size
            and not has_rule_between(b.bottom, block.top, block, self.rules)
        ]
        return max(over, key=lambda b: b.bottom, default=None)

    def _starts_anew(self, upper: Block, lower: Block) -> bool:
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

    def _beside_headlines(self, blocks: list[Block]) -> list[Block]:
        """Gives open columns that start beside a headline without a column of its own to it."""
        rest = list(blocks)
        for header in self.headers:
            if self.stories[id(header)].blocks:
                continue
            beside = (self._next_to(header, to_right) for to_right in (True, False))
            nearest = next((b for b in beside if b is not None and b in rest), None)
            if nearest is not None:
                self._give(nearest, self.stories[id(header)])
                rest.remove(nearest)
        return rest

    def _next_to(self, header: Header, to_right: bool) -> Block | None:
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

    def _share_out(self, blocks: Sequence[Block]) -> list[Story]:
        headless: list[Story] = []
        waiting = sorted(blocks, key=lambda block: (block.left, block.top))
        while waiting:
            run = [waiting.pop(0)]
            while True:
                following = self._right_of(run[-1])
                if following is None or following not in waiting:
                    break
                waiting.remove(following)
                run.append(following)
            headless.extend(self._cut(run))
        return headless

    def _cut(self, run: list[Block]) -> list[Story]:
        """Cuts a run of open columns between the stories on its left and right."""
        left, right = self._left_of(run[0]), self._right_of(run[-1])
        before = self.owner.get(id(left)) if left is not None else None
        after = self.owner.get(id(right)) if right is not None else None
        foot = self._foot(left, before) if left is not None and before is not None else None
        best, choice = float("-inf"), (0, len(run))
        for a in range(len(run) + 1):
            for b in range(a, len(run) + 1):
                if (a and foot is None) or (b < len(run) and after is None):
                    continue
                if b < len(run) and not self._may_open(run[b], after):
                    continue
                points = self._points(run, (a, b), foot, right)
                points += self._centred(before, run[:a]) + self._centred(after, run[b:])
                if points > best:
                    best, choice = points, (a, b)
        a, b = choice
        for block in run[:a]:
            if before is not None:
                self._give(block, before)
        for block in run[b:]:
            if after is not None:
                self._give(block, after)
        return self._orphans(run[a:b])

    def _may_open(self, block: Block, story: Story | None) -> bool:
        """Whether a column can be the first of a story: a marked one only under its headline."""
        if story is None or not opens_second_half(block):
            return story is not None
        if story.header is None:
            return False
        return story.header.box.top <= block.top + 3 * block.size

    def _points(
        self, run: list[Block], cut: tuple[int, int], foot: Block | None, right: Block | None
    ) -> float:
        a, b = cut
        points = 0.0
        chain = [foot, *run[:a]] if foot is not None else run[:a]
        points += sum(self._flow(one, other) for one, other in pairwise(chain))
        tail = [*run[b:], right] if right is not None and b < len(run) else run[b:]
        points += sum(self._flow(one, other) for one, other in pairwise(tail))
        if a < b:
            points += self._headless(run[a])
            points += sum(max(0.0, self._flow(one, other)) for one, other in pairwise(run[a:b]))
        return points

    def _flow(self, upper: Block, lower: Block) -> float:
        """Points for the flow from the lowest piece stacked under an open column."""
        return flow(self._stack(upper)[-1], lower)

    def _headless(self, first: Block) -> float:
        if opens_second_half(first):
            return 0.0
        return _HEADLESS + (_IN_MID_PARAGRAPH if is_indented(first, 0) is False else 0.0)

    def _stack(self, block: Block) -> list[Block]:
        """An open column and the pieces stacked under it, top to bottom."""
        return [block, *(b for b in self.body if self.stacked.get(id(b)) is block)]

    def _reach(self, block: Block) -> Box:
        """The rectangle from an open column's head to the foot of what is stacked under it."""
        stack = self._stack(block)
        return Box(
            min(b.left for b in stack),
            block.top,
            max(b.right for b in stack),
            max(b.bottom for b in stack),
        )

    def _centred(self, story: Story | None, more: Sequence[Block]) -> float:
        """Points off for a headline that does not stand over the middle of its columns."""
        if story is None or story.header is None or story.header.vertical:
            return 0.0
        box = story.header.box
        near = [b for b in (*story.blocks, *more) if b.top < box.bottom + 40 * b.size]
        if not near:
            return 0.0
        left, right = min(near, key=lambda b: b.left), max(near, key=lambda b: b.right)
        off = _off_centre(box, left, right)
        # Open columns further out may turn out to be the story's too.
        for beyond in (self._left_of(left), self._right_of(right)):
            if beyond is not None and id(beyond) not in self.owner:
                left_edge = beyond if beyond.left < left.left else left
                right_edge = beyond if beyond.right > right.right else right
                off = min(off, _off_centre(box, left_edge, right_edge))
        width = sum(b.width for b in near) / len(near)
        return _OFF_CENTRE * off / max(width, 1.0)

    def _orphans(self, run: Sequence[Block]) -> list[Story]:
        stories: list[Story] = []
        for block in run:
            if not stories or self._flow(stories[-1].blocks[-1], block) < 0:
                stories.append(Story(None))
            self._give(block, stories[-1])
        return stories

    def _foot(self, block: Block, story: Story) -> Block:
        """The lowest piece of a column within its story."""
        column = [b for b in story.blocks if overlap(b, block) > 0.5 * min(b.width, block.width)]
        return max(column, key=lambda b: b.bottom, default=block)

    def _left_of(self, block: Block) -> Block | None:
        return self._beside(block, [b for b in self.body if b.right <= block.left + block.size])

    def _right_of(self, block: Block) -> Block | None:
        return self._beside(block, [b for b in self.body if b.left >= block.right - block.size])

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

    def _has_column_rules(self) -> bool:
        """Whether the region draws rules between the columns of one story too."""
        for header in self.headers:
            under = [b for b in self.body if self._header_over(b) is header]
            under.sort(key=lambda block: block.left)
            if any(self._rules_between(one, other) for one, other in pairwise(under)):
                return True
        return False


def _off_centre(box: Box, left: Block, right: Block) -> float:
    """How far a headline is from standing over the middle, or flush left, of its columns."""
    centre = abs((box.left + box.right) - (left.left + right.right)) / 2
    return min(centre, abs(box.left - left.left))
