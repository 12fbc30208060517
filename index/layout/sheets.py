"""A page sorted: what its edges print, and for each region the blocks by role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from index.datelines import Printed
from index.layout.blocks import Block, Style, body_style, line_box
from index.layout.chains import blocks_of, cut_wide
from index.layout.headlines import Header, headers_of
from index.layout.regions import furniture_of, is_promotion, printed_on, regions_of
from index.layout.roles import second_look
from index.models import Box, Line, Page
from index.splitting.furniture import is_advertisement
from index.splitting.jumps import find_jumps
from index.splitting.lines import close_letter_spacing

_ROOMY = 2.0
"""A frame this much higher than the words in it is no box around a headline."""


@dataclass
class Region:
    """The blocks of one region by role."""

    body: list[Block]
    headers: list[Header]
    captions: list[Block]
    subheads: list[Block]
    bylines: list[Block]
    rules: list[Box]
    """The horizontal ones."""


@dataclass
class Sheet:
    """A page, what is printed on its edges, and its regions."""

    page: Page
    printed: Printed
    regions: list[Region] = field(default_factory=list)


def sheet_of(page: Page, known: Printed, repeated: frozenset[int] = frozenset()) -> Sheet:
    """Sorts a page with at least one line that has a box.

    Args:
        page: Its blank lines are left out of account.
        known: What the file's name or metadata say; what the page prints outranks it.
        repeated: `id` of lines known to be running heads.
    """
    lines = tuple(line for line in page.lines if line.text.strip() and line.box is not None)
    page = replace(page, lines=lines)
    style = body_style(lines)
    furniture = furniture_of(page, style)
    furniture.extend(line for line in lines if id(line) in repeated and line not in furniture)
    edge = {id(line) for line in furniture}
    printed = printed_on(furniture).over(known)
    rest = [line for line in lines if id(line) not in edge]
    return Sheet(page, printed, _regions(page, rest, style))


def _regions(page: Page, lines: Sequence[Line], style: Style) -> list[Region]:
    """The page's regions; a frame without a story of its own is part of the open page."""
    found: list[Region] = []
    open_lines: list[Line] = []
    for piece in regions_of(page, lines):
        if piece.frame is None:
            open_lines.extend(piece.lines)
        elif not _is_notice(piece.lines):
            region = _sorted(piece.lines, style, page.rules)
            if region.body and region.headers:
                found.append(region)
            elif region.body or not _is_display(region, piece.frame):
                open_lines.extend(piece.lines)
    if open_lines:
        found.append(_sorted(open_lines, style, page.rules))
    return found


def _is_display(region: Region, frame: Box) -> bool:
    """Whether a frame holds a few large words and much room: an advertisement or a title plate."""
    text = sum(line_box(line).height for header in region.headers for line in header.lines)
    return bool(region.headers) and frame.height > _ROOMY * text


def _is_notice(lines: Sequence[Line]) -> bool:
    ranked = sorted(lines, key=lambda line: (round(line_box(line).top), line_box(line).left))
    texts = [close_letter_spacing(line.text) for line in ranked]
    return is_promotion(ranked) or is_advertisement(texts)


def _sorted(lines: Sequence[Line], style: Style, rules: Sequence[Box]) -> Region:
    flat = [rule for rule in rules if rule.height <= 4 < rule.width]
    columns, display = blocks_of(lines, style, flat)
    body = [piece for block in columns for cut in _cut_at_marks(block) for piece in cut_wide(cut)]
    roles = second_look(body, display, style)
    headers, captions, subheads = headers_of(roles.display, roles.body, style, flat)
    return Region(roles.body, headers, [*roles.captions, *captions], subheads, roles.bylines, flat)


def _cut_at_marks(block: Block) -> list[Block]:
    """Parts a column where the second half of another article begins: （上接第1版）."""
    cuts = [
        place
        for place, line in enumerate(block.lines)
        if place and any(m.direction == "from" and m.start < 3 for m in find_jumps(line.text))
    ]
    return [Block(block.lines[a:b]) for a, b in pairwise([0, *cuts, len(block.lines)])]
