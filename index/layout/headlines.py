"""Headline blocks: kicker, headline of one or more lines, subline; captions told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.layout.blocks import (
    Block,
    Style,
    has_rule_between,
    is_vertical,
    line_box,
    line_size,
    overlap,
)
from index.layout.roles import CAPTION_SIZE
from index.layout.subheads import subheads_of
from index.models import Box, Line
from index.splitting.lines import close_letter_spacing

_MAIN = 0.87
"""Lines at least this large, in units of the largest, are the headline itself."""
_APART = 1.3
"""Lines of one headline block stand no further apart than this, in em of the larger one."""
_VERTICAL_APART = 0.7
"""The lines of a vertical headline stand nearer than columns do, in em of the smaller one."""
_STAGGERED = 4.0
"""The lines of a vertical headline begin at most this much lower than each other, in em."""
_KICKER_APART = 2.2
"""A kicker may float this far over its headline."""


@dataclass(eq=False)
class Header:
    """A headline with what belongs to it, as one rectangle on the page."""

    blocks: list[Block]
    captions: list[str] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """The rectangle around the blocks."""
        return Box(
            min(block.left for block in self.blocks),
            min(block.top for block in self.blocks),
            max(block.right for block in self.blocks),
            max(block.bottom for block in self.blocks),
        )

    @property
    def lines(self) -> list[Line]:
        """All lines as they are read: top to bottom; vertical ones right to left."""
        lines = [line for block in self.blocks for line in block.lines]
        if self.vertical:
            return sorted(lines, key=lambda line: -line_box(line).left)
        return sorted(lines, key=lambda line: (round(line_box(line).top), line_box(line).left))

    @property
    def size(self) -> float:
        """The largest font size."""
        return max(line_size(line) for block in self.blocks for line in block.lines)

    @property
    def vertical(self) -> bool:
        """Whether the headline is set top to bottom."""
        return all(is_vertical(line) for block in self.blocks for line in block.lines)


@dataclass(frozen=True, slots=True)
class Parts:
    """The texts of a headline block; None for what is not printed."""

    headline: str | None = None
    kicker: str | None = None
    subline: str | None = None


def parts_of(header: Header) -> Parts:
    """Tells headline, kicker and subline apart by size and place."""
    lines, main = header.lines, header.size
    places = [place for place, line in enumerate(lines) if line_size(line) >= _MAIN * main]
    first, last = places[0], places[-1]
    return Parts(
        headline=_joined(lines[first : last + 1]),
        kicker=_joined(lines[:first]),
        subline=_joined(lines[last + 1 :]),
    )


def _joined(lines: Sequence[Line]) -> str | None:
    return " ".join(close_letter_spacing(line.text) for line in lines) or None


def headers_of(
    display: Sequence[Block], body: Sequence[Block], style: Style, rules: Sequence[Box]
) -> tuple[list[Header], list[Block], list[Block]]:
    """Sorts the blocks that are neither body, byline nor credited caption.

    Args:
        display: Blocks that are not body, of one region.
        body: The region's body blocks.
        style: The page's body.
        rules: Horizontal rules.

    Returns:
        Headers, captions and subheads, each top to bottom; every display block is in one of them.
    """
    subheads = subheads_of(display, body, style, rules)
    rest = [block for block in display if block not in subheads]
    headers = _grouped(rest, body, rules)
    headers, captions = _without_captions(headers, body, style, rules)
    headers = _with_kickers(headers, body, rules)
    return headers, captions, subheads


def _grouped(blocks: Sequence[Block], body: Sequence[Block], rules: Sequence[Box]) -> list[Header]:
    headers: list[Header] = []
    for block in sorted(blocks, key=lambda block: (block.top, block.left)):
        home = next((h for h in reversed(headers) if _adjoins(h, block, body, rules)), None)
        if home is None:
            headers.append(Header([block]))
        else:
            home.blocks.append(block)
    return headers


def _adjoins(header: Header, block: Block, body: Sequence[Block], rules: Sequence[Box]) -> bool:
    box = header.box
    vertical = all(is_vertical(line) for line in block.lines)
    if header.vertical or vertical:
        beside = -overlap(box, block) <= _VERTICAL_APART * min(block.size, header.size)
        level_heads = abs(box.top - block.top) <= _STAGGERED * max(block.size, header.size)
        return header.vertical and vertical and beside and level_heads
    gap = block.top - box.bottom
    size = max(block.size, header.size)
    small = min(block.size, header.size)
    if not -0.6 * size <= gap <= min(_APART * size, 2 * _APART * small) or overlap(box, block) <= 0:
        return False
    middle = (box.top + box.bottom) / 2, (block.top + block.bottom) / 2
    return not has_rule_between(*middle, block, rules) and not _body_between(box, block, body)


def _body_between(upper: Box, lower: Box | Block, body: Sequence[Block]) -> bool:
    return any(
        b.top >= upper.top
        and b.bottom <= lower.bottom
        and overlap(b, lower) > b.size
        and overlap(b, upper) > 0
        for b in body
    )


def _without_captions(
    headers: Sequence[Header], body: Sequence[Block], style: Style, rules: Sequence[Box]
) -> tuple[list[Header], list[Block]]:
    """Takes out what stands small under a headline and a picture: a caption that does not say so."""
    kept: list[Header] = []
    captions: list[Block] = []
    for header in headers:
        over = _next_above(header, headers, body, rules)
        small = header.size <= CAPTION_SIZE * style.size and not header.vertical
        if (small and over is not None and header.box.top - over.box.bottom > 1.5 * over.size) or (
            small and _is_caption_in_column(header, body, style)
        ):
            captions.extend(header.blocks)
        else:
            kept.append(header)
    return kept, captions


def _is_caption_in_column(header: Header, body: Sequence[Block], style: Style) -> bool:
    """Small and long, under a picture's empty space that interrupts a column."""
    long = sum(len(line.text) for line in header.lines) > 14
    above = [b for b in body if b.bottom <= header.box.top + 1 and overlap(b, header.box) > 0]
    if not long or not above:
        return False
    return header.box.top - max(b.bottom for b in above) > 4 * style.size


def _next_above(
    header: Header, headers: Sequence[Header], body: Sequence[Block], rules: Sequence[Box]
) -> Header | None:
    box = header.box
    above = [h for h in headers if h.box.bottom <= box.top + 1 and overlap(h.box, box) > 0]
    if not above:
        return None
    nearest = max(above, key=lambda h: h.box.bottom)
    blocked = has_rule_between(nearest.box.bottom, box.top, box, rules)
    return None if blocked or _body_between(nearest.box, box, body) else nearest


def _with_kickers(
    headers: Sequence[Header], body: Sequence[Block], rules: Sequence[Box]
) -> list[Header]:
    """Joins a small line that floats over a larger headline to it."""
    joined: list[Header] = []
    taken: set[int] = set()
    for header in headers:
        over = _next_above(header, headers, body, rules)
        if over is None or id(over) in taken or over.vertical or header.vertical:
            continue
        near = header.box.top - over.box.bottom <= _KICKER_APART * header.size
        if near and over.size < _MAIN * header.size and len(over.lines) <= 2:
            header.blocks = [*over.blocks, *header.blocks]
            taken.add(id(over))
    joined.extend(header for header in headers if id(header) not in taken)
    return joined
