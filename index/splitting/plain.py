"""Texts that are no newspaper page: one article, a snippet, a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.datelines import furniture_kind, is_byline_line, opens_with_dateline
from index.models import Article
from index.splitting.columns import are_paragraphs, ends_sentence
from index.splitting.lines import PrintedLine, em_width

_FEW = 4
_LARGE = 1.3
"""Font size, in the body's, from which a later line is a headline of its own."""
_LONGEST_HEADLINE = 45.0
_LIST_LIKE = re.compile(r"^\s*(?:[-*•·]|\d+[.、)）])")


def is_plain(lines: Sequence[PrintedLine]) -> bool:
    """Whether a text is obviously one article and no newspaper page.

    It has no jump marks, no masthead and at most one dateline, and its lines are whole paragraphs.
    """
    if any(line.jump_from or line.jump_to for line in lines):
        return False
    if len(lines) <= _FEW and (len(lines) < 2 or are_paragraphs(lines)):
        return True
    if any((line.size or 1.0) >= _LARGE for line in lines[1:]):
        return False
    datelines = sum(opens_with_dateline(line.text) for line in lines)
    furniture = sum(furniture_kind(line.text) == "issue" for line in lines)
    return datelines <= 1 and not furniture and are_paragraphs(lines)


def plain_article(lines: Sequence[PrintedLine], texts: Sequence[str]) -> Article | None:
    """One article of lines that are paragraphs already.

    Args:
        lines: The measured lines.
        texts: The same lines as they are in the file: plain text is kept as it is.

    Returns:
        The article, its headline only where the first line clearly is one; None without lines.
    """
    rest = [text.strip() for text in texts if text.strip()]
    if not rest:
        return None
    headline = byline = None
    if len(rest) > 1 and _is_headline(rest[0], rest[1]):
        headline = rest.pop(0)
    if len(rest) > 1 and is_byline_line(rest[0]):
        byline = rest.pop(0)
    sizes = [line.size or 1.0 for line in lines]
    sure = headline is None or max(sizes) > 1.1 or len(rest) > 1
    return Article(
        paragraphs=tuple(rest), headline=headline, byline=byline, confidence=0.95 if sure else 0.8
    )


def _is_headline(first: str, second: str) -> bool:
    width = em_width(first)
    if width > _LONGEST_HEADLINE or (
        ends_sentence(first) and not first.endswith(("？", "！", "?", "!"))
    ):
        return False
    if opens_with_dateline(first) or _LIST_LIKE.match(first) or first.endswith(("，", "、", ",")):
        return False
    return em_width(second) > width or ends_sentence(second) or is_byline_line(second)
