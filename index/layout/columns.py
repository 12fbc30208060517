"""Which body column belongs to which headline, and in what order the columns are read.

A column under a headline is its own. A column that starts beside a headline, under a rule or at the
head of the page is open: it belongs to the story on its left or on its right. Runs of open columns
are cut where the text flows worst and the headlines stand most in the middle of their columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.layout.blocks import Block, overlap
from index.layout.flow import flow, is_indented, opens_second_half
from index.layout.headlines import Header
from index.layout.surroundings import Surroundings
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
        self.stories = {id(header): Story(header) for header in headers}
        self.owner: dict[int, Story] = {}
        self.around = Surroundings(self.body, self.headers, rules)

    def assign(self) -> list[Story]:
        """The stories of the region, those without a headline after the others."""
        open_blocks = [block for block in self.body if not self._settle(block)]
        open_blocks = self._beside_headlines(open_blocks)
        headless = self._share_out(open_blocks)
        for block in self.body:
            if id(block) in self.around.stacked:
                self._give(block, self.owner[id(self.around.stacked[id(block)])])
        return [*self.stories.values(), *headless]

    def _give(self, block: Block, story: Story) -> None:
        story.blocks.append(block)
        self.owner[id(block)] = story

    def _settle(self, block: Block) -> bool:
        """Gives a column to what stands right above it, when that is clear."""
        header, column = self.around.header_over(block), self.around.column_over(block)
        if column is not None and (header is None or column.bottom > header.box.bottom):
            if self.around.starts_anew(column, block):
                return False
            story = self.owner.get(id(column))
            if story is None:
                self.around.put_under(block, column)
            else:
                self._give(block, story)
            return True
        if header is None:
            return False
        self._give(block, self.stories[id(header)])
        return True

    def _beside_headlines(self, blocks: list[Block]) -> list[Block]:
        """Gives open columns that start beside a headline without a column of its own to it."""
        rest = list(blocks)
        for header in self.headers:
            if self.stories[id(header)].blocks:
                continue
            beside = (self.around.next_to(header, to_right) for to_right in (True, False))
            nearest = next((b for b in beside if b is not None and b in rest), None)
            if nearest is not None:
                self._give(nearest, self.stories[id(header)])
                rest.remove(nearest)
        return rest

    def _share_out(self, blocks: Sequence[Block]) -> list[Story]:
        headless: list[Story] = []
        waiting = sorted(blocks, key=lambda block: (block.left, block.top))
        while waiting:
            run = [waiting.pop(0)]
            while True:
                following = self.around.right_of(run[-1])
                if following is None or following not in waiting:
                    break
                waiting.remove(following)
                run.append(following)
            headless.extend(self._cut(run))
        return headless

    def _cut(self, run: list[Block]) -> list[Story]:
        """Cuts a run of open columns between the stories on its left and right."""
        left, right = self.around.left_of(run[0]), self.around.right_of(run[-1])
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
        return flow(self.around.stack(upper)[-1], lower)

    def _headless(self, first: Block) -> float:
        if opens_second_half(first):
            return 0.0
        return _HEADLESS + (_IN_MID_PARAGRAPH if is_indented(first, 0) is False else 0.0)

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
        for beyond in (self.around.left_of(left), self.around.right_of(right)):
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


def _off_centre(box: Box, left: Block, right: Block) -> float:
    """How far a headline is from standing over the middle, or flush left, of its columns."""
    centre = abs((box.left + box.right) - (left.left + right.right)) / 2
    return min(centre, abs(box.left - left.left))
