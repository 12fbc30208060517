"""Second look at blocks that size and font alone put among the body.

A scan has no fonts and unsure sizes, and some papers set kickers, bylines and captions in the body's
own type: place and wording tell them then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.datelines import is_byline_line
from index.layout.blocks import Block, Style, line_box, overlap
from index.splitting.furniture import ends_caption, is_caption, starts_caption
from index.splitting.lines import close_letter_spacing

CAPTION_SIZE = 1.15
"""A caption is at most this large, in units of the body size."""
_CAPTION_LINES = 6
_PICTURE = 3.0
"""A picture leaves at least this many em empty above its caption."""
_CAPTION_STEP = 1.8
"""The column under a caption begins this much lower than its last line, in em."""
_CAPTION_SHORT = 1.7
"""Its last line ends this much before the edge, in em: more than a full stop hangs over it."""
_KICKER_EMS = 14
_FLOATS = 1.6
"""A kicker stands this near over its headline, in em of the headline."""
_STOP = re.compile(r"[。！？；，、：]$")


@dataclass
class Roles:
    """Blocks of one region by role."""

    body: list[Block] = field(default_factory=list)
    display: list[Block] = field(default_factory=list)
    captions: list[Block] = field(default_factory=list)
    bylines: list[Block] = field(default_factory=list)


def second_look(body: Sequence[Block], display: Sequence[Block], style: Style) -> Roles:
    """Takes bylines, captions and kickers out of the body, bylines out of the rest.

    Args:
        body: Blocks set as body.
        display: The others.
        style: The page's body.

    Returns:
        All blocks, some of them cut in two, each in one role.
    """
    roles = Roles()
    everything = [*body, *display]
    for block in display:
        if is_byline(block):
            roles.bylines.append(block)
        elif _reads_as_caption(block, style):
            roles.captions.append(block)
        else:
            roles.display.append(block)
    for block in body:
        for piece in _without_byline(_without_caption(block, everything, roles), roles):
            if len(piece.lines) <= 2 and is_byline(piece):
                roles.bylines.append(piece)
            elif _is_kicker(piece, display):
                roles.display.append(piece)
            else:
                roles.body.append(piece)
    roles.captions = _merged(roles.captions)
    return roles


def _merged(captions: Sequence[Block]) -> list[Block]:
    """Joins the pieces of captions that were taken for two settings."""
    joined: list[Block] = []
    for block in sorted(captions, key=lambda block: (block.top, block.left)):
        home = next((b for b in joined if _adjoin(b, block)), None)
        if home is None:
            joined.append(block)
        else:
            joined[joined.index(home)] = Block([*home.lines, *block.lines])
    return joined


def _adjoin(upper: Block, lower: Block) -> bool:
    near = -lower.size < lower.top - upper.bottom < 0.8 * lower.size
    return near and overlap(upper, lower) > 0.5 * min(upper.width, lower.width)


def is_byline(block: Block) -> bool:
    """Whether all lines of a block are bylines."""
    return all(is_byline_line(close_letter_spacing(line.text)) for line in block.lines)


def _reads_as_caption(block: Block, style: Style) -> bool:
    text = "".join(line.text for line in block.lines)
    return block.size <= CAPTION_SIZE * style.size and is_caption(text)


def _without_byline(pieces: Sequence[Block], roles: Roles) -> list[Block]:
    """Takes the byline off that heads a column and is set like it."""
    rest: list[Block] = []
    for piece in pieces:
        first = piece.lines[0]
        if len(piece.lines) > 2 and is_byline_line(close_letter_spacing(first.text)):
            roles.bylines.append(Block([first]))
            rest.append(Block(piece.lines[1:]))
        else:
            rest.append(piece)
    return rest


def _without_caption(block: Block, others: Sequence[Block], roles: Roles) -> list[Block]:
    """What is left of a column when a caption at its head is taken out."""
    head = block.lines[:_CAPTION_LINES]
    ends = [place for place in range(1, len(head) + 1) if _ends_caption(block, place)]
    if not ends or not _under_picture(block, others):
        return [block]
    roles.captions.append(Block(block.lines[: ends[0]]))
    rest = block.lines[ends[0] :]
    return [Block(rest)] if rest else []


def _ends_caption(block: Block, count: int) -> bool:
    """Whether a caption ends with a column's first lines: a full line may end in 摄 of 摄影."""
    line = block.lines[count - 1]
    if not ends_caption(line.text.strip()):
        return False
    if count == len(block.lines):
        return True
    step = line_box(block.lines[count]).top - line_box(line).top
    short = block.right - line_box(line).right > _CAPTION_SHORT * block.size
    return short or step > _CAPTION_STEP * block.size


def _under_picture(block: Block, others: Sequence[Block]) -> bool:
    """Whether empty space, or the beginning of a caption, stands over a block."""
    above = [b for b in others if b.bottom <= block.top + 2 and overlap(b, block) > 0]
    if not above:
        return False
    nearest = max(above, key=lambda b: b.bottom)
    if starts_caption(nearest.lines[0].text) and nearest.size < 1.2 * block.size:
        return True
    return block.top - nearest.bottom > _PICTURE * block.size


def _is_kicker(block: Block, display: Sequence[Block]) -> bool:
    """One short line, no sentence, that floats over the middle of a headline."""
    text = block.text.strip()
    if len(block.lines) > 1 or block.width > _KICKER_EMS * block.size or _STOP.search(text):
        return False
    centre = (block.left + block.right) / 2
    return any(
        -0.3 * other.size <= other.top - block.bottom <= _FLOATS * other.size
        and other.left <= centre <= other.right
        and other.size > 1.15 * block.size
        for other in display
    )
