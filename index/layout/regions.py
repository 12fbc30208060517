"""Cuts a page before its columns are looked at: running heads and feet off, framed pieces apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.datelines import Printed, furniture_kind, is_staff_line, masthead
from index.layout.blocks import (
    LEADING,
    Style,
    is_mark,
    level,
    line_box,
    line_size,
    overlap,
    same_size,
)
from index.models import Box, Line, Page
from index.splitting.lines import close_letter_spacing

_HEAD_RULE = 0.6
"""The rule under a running head or masthead is at least this share of the page's width."""
_HEAD_ZONE = 0.2
"""It stands in this share of the page's height: a front page's masthead is tall."""
_FOOT_ZONE = 0.85
"""The editors' line stands below this share of the page's height, under the last story."""
_EDGE = 0.06
"""Page numbers and running heads stand in this share of the page's height at head and foot."""
_WHOLE = 0.85
"""A frame around more of the page than this is the page's own."""
_PROMO = re.compile(
    r"(?:今日|本期|版面|内容|新闻|要闻|精彩)?(?:导读|導讀|提要|索引|看点)|Inside|In this issue|Inhalt",
    re.I,
)
_POINTER = re.compile(
    r"(?:详?见|刊|载|转|►|▶|→|>+)\s*(?:第|今日)?\s*[A-Za-z]?\d{1,3}\s*[-—]?\s*\d*\s*版?$|[A-Z]?\d{1,3}\s*版$"
)
_LEADS_ON = re.compile(r"(?:详?见|刊|载|转)\s*(?:第|今日)?\s*[A-Za-z]?\d{1,3}\s*版")
"""A pointer in the ears of a front page names another page than this one."""
_LABELLED = re.compile(r"([A-Z]?\d{1,3})\s*[\u4e00-\u9fff·]{2,6}")
"""A page label and the section's name: 2 要闻."""


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that are laid out together: the page without its frames, or one frame."""

    lines: tuple[Line, ...]
    frame: Box | None = None


def furniture_of(page: Page, style: Style) -> list[Line]:
    """The lines of a page's head and foot that belong to no article."""
    height = page.height or 1.0
    edge = [line for line in page.lines if _at_edge(line, height)]
    known = [
        line
        for line in page.lines
        if _is_running_head(line, height, style) and not _in_column(line, page.lines, style)
    ]
    # What stands level with a date or page number is the rest of the same running head.
    found = [
        line
        for line in edge
        if line not in known
        and not same_size(line_size(line), style.size)
        and any(level(line_box(line), line_box(other)) > 0 for other in known)
    ]
    found.extend(known)
    for rule in head_rules(page):
        above = [line for line in page.lines if line_box(line).bottom <= rule.bottom + 1]
        body = sum(same_size(line_size(line), style.size) for line in above)
        if above and body <= 4:
            found.extend(line for line in above if line not in found)
    return found


def head_rules(page: Page) -> list[Box]:
    """Rules that can close a running head or masthead: flat, wide, near the head; top first."""
    least, zone = _HEAD_RULE * (page.width or 1.0), _HEAD_ZONE * (page.height or 1.0)
    wide = [r for r in page.rules if r.height <= 4 and r.width >= least and r.top <= zone]
    return sorted(wide, key=lambda rule: rule.top)


def _at_edge(line: Line, height: float) -> bool:
    box = line_box(line)
    return box.top < _EDGE * height or box.bottom > (1 - _EDGE) * height


def _is_running_head(line: Line, height: float, style: Style) -> bool:
    """Whether a line is a date, page number, newspaper's name or the editors' line, in its place."""
    text = close_letter_spacing(line.text)
    if is_mark(line):
        return False
    if is_staff_line(text) and line_box(line).top > _FOOT_ZONE * height:
        return True
    kind = furniture_kind(text)
    if _at_edge(line, height):
        return kind is not None or "issue" in map(furniture_kind, text.split())
    in_head = line_box(line).bottom < _HEAD_ZONE * height
    return in_head and (kind == "issue" or (kind == "name" and line_size(line) > 2 * style.size))


def _in_column(line: Line, lines: Sequence[Line], style: Style) -> bool:
    """Whether a line is text of a column that reaches to the page's edge: a date begins it, say."""
    if not same_size(line_size(line), style.size):
        return False
    box = line_box(line)
    return any(
        0 < abs(line_box(other).top - box.top) <= LEADING * style.size
        and same_size(line_size(other), style.size)
        and other.font == line.font
        and overlap(line_box(other), box) > 0.5 * box.width
        and furniture_kind(close_letter_spacing(other.text)) is None
        for other in lines
    )


def printed_on(furniture: Sequence[Line]) -> Printed:
    """What running heads say of newspaper, date and page; their parts are read one by one."""
    texts: list[str] = []
    for line in furniture:
        text = close_letter_spacing(line.text)
        if _LEADS_ON.search(text) or is_mark(line):
            continue
        labelled = _LABELLED.fullmatch(text)
        if labelled is not None:
            texts.append(labelled.group(1))
        else:
            texts.extend([text] if furniture_kind(text) else text.split())
    return masthead(texts)


def regions_of(page: Page, lines: Sequence[Line]) -> list[Region]:
    """Parts the lines by the frames drawn around them.

    Args:
        page: The page with its rules and frames.
        lines: Its lines without furniture.

    Returns:
        The open page first, then each frame that holds lines; every line is in one region.
    """
    frames = _frames(page)
    inside: dict[int, list[Line]] = {}
    free: list[Line] = []
    for line in lines:
        home = next((place for place, frame in enumerate(frames) if _holds(frame, line)), None)
        if home is None:
            free.append(line)
        else:
            inside.setdefault(home, []).append(line)
    regions = [Region(tuple(free))] if free else []
    return regions + [Region(tuple(inside[place]), frames[place]) for place in sorted(inside)]


def _holds(frame: Box, line: Line) -> bool:
    box = line_box(line)
    middle = (box.top + box.bottom) / 2
    return frame.top <= middle <= frame.bottom and overlap(frame, box) >= 0.8 * box.width


def _frames(page: Page) -> list[Box]:
    """Rectangles that can hold text, the smallest first: drawn as one, or as four rules."""
    whole = _WHOLE * (page.width or 1.0) * (page.height or 1.0)
    drawn = [box for box in page.rules if min(box.width, box.height) > 20]
    frames = [box for box in (*drawn, *_from_rules(page.rules)) if box.width * box.height < whole]
    return sorted(frames, key=lambda box: (box.width * box.height, box.top, box.left))


def _from_rules(rules: Sequence[Box]) -> list[Box]:
    """Frames whose four sides are drawn one by one."""
    flat = sorted((r for r in rules if r.height <= 4 < r.width), key=lambda rule: rule.top)
    upright = [r for r in rules if r.width <= 4 < r.height]
    frames = []
    for place, top in enumerate(flat):
        for bottom in flat[place + 1 :]:
            if abs(top.left - bottom.left) > 4 or abs(top.right - bottom.right) > 4:
                continue
            box = Box(top.left, top.top, top.right, bottom.bottom)
            if all(_has_side(x, box, upright) for x in (box.left, box.right)):
                frames.append(box)
                break
    return frames


def _has_side(x: float, box: Box, upright: Sequence[Box]) -> bool:
    return any(
        abs((rule.left + rule.right) / 2 - x) <= 5
        and rule.top <= box.top + 5
        and rule.bottom >= box.bottom - 5
        for rule in upright
    )


def is_promotion(lines: Sequence[Line]) -> bool:
    """Whether lines only point to other pages (导读 … 见第2版)."""
    texts = [close_letter_spacing(line.text) for line in lines]
    if not texts:
        return False
    pointers = sum(_POINTER.search(text) is not None for text in texts)
    titled = any(_PROMO.fullmatch(text) for text in texts[:3])
    return (titled and len(texts) <= 30) or (pointers >= 2 and pointers >= 0.4 * len(texts))
