"""From an article to the passages that are embedded and found: whole sentences, exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.models import Article, Passage
from index.sentences import sentence_spans

_HAN = re.compile(r"[\u4e00-\u9fff]")
_PAUSE = re.compile(r"[，；、：,;:]|\s")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence (or a piece of one that is too long) and what it may be parted from."""

    start: int
    end: int
    ends_paragraph: bool
    leads: bool
    """A subhead: it belongs to what follows and never closes a passage."""


def heading(article: Article) -> str:
    """Headline and date, as embedded before each passage of the article.

    The date is written as the article's language writes it, so that the words of a question meet
    it.
    """
    parts = (article.headline or "", _written(article.date, article.headline or article.text))
    return " ".join(part for part in parts if part)


def passages(article: Article, limit: int = 300) -> list[Passage]:
    """Cuts an article into passages.

    Args:
        article: Any article; one without text gives no passage.
        limit: Aimed length in characters. A sentence stays whole up to twice this; a longer one is
            cut at a comma or a space. A short rest joins the passage before it, so that a passage
            is at most twice the limit.

    Returns:
        Passages in the order of the text, without overlap; every character but white space lies in
        exactly one, and `article.text[p.start:p.end] == p.text`.
    """
    text = article.text
    lead = heading(article)
    spans = _merged(_filled(list(_units(article, limit)), limit), limit)
    return [Passage(article.id, start, end, text[start:end], lead) for start, end in spans]


def _written(day: date | None, sample: str) -> str:
    if day is None:
        return ""
    return f"{day.year}年{day.month}月{day.day}日" if _HAN.search(sample) else day.isoformat()


def _units(article: Article, limit: int) -> Iterator[_Unit]:
    text = article.text
    subheads = set(article.subheads)
    for start, end in sentence_spans(text):
        line_end = text.find("\n", end)
        rest = text[end : line_end if line_end >= 0 else len(text)]
        closes = not rest.strip()
        leads = closes and text[start:end] in subheads
        pieces = list(_pieces(text, start, end, limit))
        for first, last in pieces:
            yield _Unit(first, last, closes and last == end, leads)


def _pieces(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """A sentence whole up to twice the limit, otherwise cut at its last pause before the limit."""
    if end - start <= 2 * limit:
        yield start, end
        return
    while end - start > limit:
        pauses = [m.end() for m in _PAUSE.finditer(text, start + limit // 2, start + limit)]
        cut = pauses[-1] if pauses else start + limit
        yield start, start + len(text[start:cut].rstrip())
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    if start < end:
        yield start, end


def _filled(units: list[_Unit], limit: int) -> list[list[_Unit]]:
    """Fills passages with units up to the limit, parting at a paragraph's end where it can."""
    groups: list[list[_Unit]] = []
    current: list[_Unit] = []
    for unit in units:
        if current and unit.end - current[0].start > limit:
            keep = _parting(current, limit)
            groups.append(current[:keep])
            current = current[keep:]
            # What was carried over may not leave room for a long unit either.
            if current and unit.end - current[0].start > limit and not current[-1].leads:
                groups.append(current)
                current = []
        current.append(unit)
    if current:
        groups.append(current)
    return groups


def _parting(units: list[_Unit], limit: int) -> int:
    """How many of the units close a full passage; at least one.

    Subheads at the end go to what follows; otherwise the last paragraph end in the second half of
    the limit is preferred to a place within a paragraph.
    """
    end = len(units)
    while end > 1 and units[end - 1].leads:
        end -= 1
    for keep in range(end, 0, -1):
        if units[keep - 1].end - units[0].start < limit // 2:
            break
        if units[keep - 1].ends_paragraph and not units[keep - 1].leads:
            return keep
    return end


def _merged(groups: list[list[_Unit]], limit: int) -> list[tuple[int, int]]:
    """Spans of the groups; a short one joins its predecessor where the two are not too long."""
    spans: list[tuple[int, int]] = []
    for group in groups:
        start, end = group[0].start, group[-1].end
        short = end - start < limit // 4
        if spans and short and end - spans[-1][0] <= limit + limit // 4:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans
