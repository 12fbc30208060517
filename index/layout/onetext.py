"""Files that are one text in one column: a report, a letter, a printed web article."""

from __future__ import annotations

from collections.abc import Sequence

from index.datelines import opens_with_dateline
from index.layout.blocks import Block, level, overlap
from index.layout.headlines import Header
from index.layout.paragraphs import paragraphs_of
from index.layout.sheets import Region, Sheet


def is_one_text(sheets: Sequence[Sheet]) -> bool:
    """Whether pages hold one text: nowhere columns side by side, and not several dated stories."""
    regions = [region for sheet in sheets for region in sheet.regions]
    if not any(region.body for region in regions) or any(map(_has_columns, regions)):
        return False
    return sum(_heads_story(h, region) for region in regions for h in region.headers) < 2


def _has_columns(region: Region) -> bool:
    for place, one in enumerate(region.body):
        for other in region.body[place + 1 :]:
            if level(one, other) > one.size and overlap(one, other) < 0:
                return True
    return False


def _heads_story(header: Header, region: Region) -> bool:
    """Whether what stands under a headline opens as a news story does."""
    below = [
        b for b in region.body if b.top >= header.box.bottom - 2 and overlap(b, header.box) > 0
    ]
    first = min(below, key=lambda block: block.top, default=None)
    return first is not None and opens_with_dateline(first.lines[0].text)


def title_of(sheets: Sequence[Sheet]) -> Header | None:
    """The largest headline of the first page, the upper one of two equal ones."""
    headers = [header for region in sheets[0].regions for header in region.headers]
    return max(headers, key=lambda header: (round(header.size), -header.box.top), default=None)


def texts_of(sheets: Sequence[Sheet], title: Header | None) -> tuple[list[str], list[str]]:
    """The whole text in reading order.

    Args:
        sheets: All pages.
        title: The headline that is not to be repeated in the text.

    Returns:
        Paragraphs with their jump marks, headings among them; and the headings alone.
    """
    pieces: list[Block] = []
    alone: set[int] = set()
    for sheet in sheets:
        found: list[Block] = []
        for region in sheet.regions:
            heads = [b for header in region.headers if header is not title for b in header.blocks]
            heads.extend((*region.subheads, *region.bylines))
            alone.update(map(id, heads))
            found.extend((*region.body, *heads, *region.captions))
        pieces.extend(sorted(found, key=lambda block: (block.top, block.left)))
    headings = [text for block in pieces if id(block) in alone for text in paragraphs_of([block])]
    margin = min((block.left for block in pieces), default=None)
    return paragraphs_of(pieces, frozenset(alone), margin), headings
