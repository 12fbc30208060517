"""Running heads and feet: what most pages of a file repeat outside their text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from index.layout.blocks import line_box
from index.layout.regions import head_rules
from index.models import Line, Page

_EDGE = 0.1
"""A running head stands in this share of the page's height at head or foot."""
_FEW_PAGES = 3
_SAME_HEIGHT = 4.0
"""Running heads of one kind stand level on their pages, within these points."""

_FIGURE = re.compile(r"\d+")

_Mark = tuple[str, int]


def running_heads(pages: Sequence[Page]) -> frozenset[int]:
    """The lines that most pages repeat at head or foot, at one height and but for their figures.

    A text's own lines can repeat too (户。 ends many a paragraph). Only what stands outside the
    text counts: no line that changes from page to page stands further out, nor the head's rule.

    Args:
        pages: All pages of a file.

    Returns:
        `id` of the lines; none for fewer than three pages.
    """
    if len(pages) < _FEW_PAGES:
        return frozenset()
    ends = [end for page in pages for end in (_head(page), _foot(page))]
    seen = Counter(mark for lines in ends for mark in {_mark(line) for line in lines})
    repeated = {mark for mark, count in seen.items() if count > len(pages) / 2}
    return frozenset(id(line) for lines in ends for line in _outermost(lines, repeated))


def _outermost(lines: Sequence[Line], repeated: set[_Mark]) -> list[Line]:
    """Of lines from the page's edge inwards the repeated ones, up to a row without any."""
    taken: list[Line] = []
    for _, row in groupby(lines, key=_row):
        found = [line for line in row if _mark(line) in repeated]
        if not found:
            break
        taken.extend(found)
    return taken


def _head(page: Page) -> list[Line]:
    """The lines at the page's head, from the edge inwards; a rule under them closes it."""
    limit = _EDGE * (page.height or 1.0)
    lines = sorted(_placed(page), key=lambda line: line_box(line).top)
    for rule in head_rules(page):
        if lines and line_box(lines[0]).bottom <= rule.bottom + 1:
            limit = min(limit, rule.bottom + 1)
    return [line for line in lines if line_box(line).bottom <= limit]


def _foot(page: Page) -> list[Line]:
    """The lines at the page's foot, from the edge inwards."""
    limit = (1 - _EDGE) * (page.height or 1.0)
    lines = sorted(_placed(page), key=lambda line: -line_box(line).top)
    return [line for line in lines if line_box(line).top > limit]


def _placed(page: Page) -> list[Line]:
    return [line for line in page.lines if line.box is not None and line.text.strip()]


def _row(line: Line) -> int:
    return round(line_box(line).top / _SAME_HEIGHT)


def _mark(line: Line) -> _Mark:
    """A line with every number written as 0, so that page numbers compare equal; and its height."""
    return _FIGURE.sub("0", line.text.strip()), _row(line)
