"""How well an article fits the time asked about, and the question with its dates in figures."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.temporal.resolve import resolve
from rag.temporal.spans import TimeSpan, shift_months

_IN_FIGURES = re.compile(r"(?:1[5-9]|20)\d\d")
_RELATIVE_YEAR = re.compile(
    r"^(?:今年|本年度?|去年|上年度?|上一年|大前年|前年|明年|来年|后年|[\d一二两三四五六七八九十]+年多?[之以]?前)的?"
    r"|^(?=[年前上下第一二三四首\d])"
)
_MONTH_PART = re.compile(r"月(?:份)?的?([上中下]旬|[上下]半月|[初底末])")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """Chosen on the even half of ChronoQA's questions, confirmed on the odd half."""

    floor: float = 0.6
    """Weight of a passage whose dates all lie far from the question's time."""
    unknown: float = 0.5
    """Fit of a passage that names no date and has none: between a miss and a hit."""
    coarse: float = 0.6
    """Fit of a date that contains the one asked for (2023年 for 2023年4月28日)."""
    near: float = 0.3
    """Fit of a date just beside the time asked for."""


def time_weight(
    spans: Sequence[TimeSpan],
    article_date: date | None,
    text_dates: Sequence[TimeSpan],
    weights: Weights = Weights(),
) -> float:
    """A factor for the score of a passage, from its issue date and the dates it names.

    Args:
        spans: the question's times, from `resolve`; with several, one that fits is enough.
        article_date: issue date; an issue tells of its own day and the day before.
        text_dates: times that the passage names, from `resolve_in_article`.
        weights: figures of the scale.

    Returns:
        Between `weights.floor` and 1; 1 when the question names no time.
    """
    if not spans:
        return 1.0
    times = list(text_dates)
    if article_date is not None:
        eve = article_date - timedelta(days=1) if article_date > date.min else article_date
        times += [TimeSpan(day, day, "day", 0, 0) for day in (article_date, eve)]
    if not times:
        fit = weights.unknown
    else:
        fit = max(_fit(asked, told, weights) for asked in spans for told in times)
    return weights.floor + (1 - weights.floor) * fit


def _fit(asked: TimeSpan, told: TimeSpan, weights: Weights) -> float:
    """1 where the told time lies in the asked one, falling with the distance between them."""
    fit = _fit_known(asked, told, weights)
    if asked.year_known and told.year_known:
        return fit
    # The year was supplied: it may be another one, so the day of the year counts on its own.
    moved = _moved(told, asked.start.year - told.start.year)
    fit = max(fit, weights.coarse * _fit_known(asked, moved, weights))
    return fit if asked.year_known else (weights.unknown + fit) / (weights.unknown + 1)


def _fit_known(asked: TimeSpan, told: TimeSpan, weights: Weights) -> float:
    if asked.kind in {"recent", "current"}:
        return 1 / (1 + max(0, (asked.end - told.end).days) / 180)
    if asked.kind == "until":
        return _fit_open((asked.end - told.end).days, weights)
    told_start = told.end if told.kind == "until" else told.start
    if asked.kind == "since":
        return _fit_open((told_start - asked.start).days, weights)
    gap = max((told_start - asked.end).days, (asked.start - told.end).days)
    if gap > 0:
        reach = max(3.0, asked.days * (1.0 if asked.soft else 0.3))
        return weights.near * math.exp(-gap / reach)
    if asked.start <= told_start and told.end <= asked.end:
        return 1.0
    shared = (min(asked.end, told.end) - max(asked.start, told_start)).days + 1
    longest = max(asked.days, (told.end - told_start).days + 1)
    return weights.coarse + (1 - weights.coarse) * shared / longest


def _fit_open(distance: int, weights: Weights) -> float:
    """截至X and X以来: best at the named edge, never bad on its right side, days away from it."""
    if distance >= 0:
        return weights.coarse + (1 - weights.coarse) * math.exp(-distance / 30)
    return weights.near * math.exp(distance / 7)


def _moved(span: TimeSpan, years: int) -> TimeSpan:
    try:
        start = span.start if span.kind == "until" else shift_months(span.start, 12 * years)
        return replace(span, start=start, end=shift_months(span.end, 12 * years))
    except ValueError:
        return span


def with_absolute_dates(question: str, today: date) -> str:
    """The question with its relative times in figures (去年12月 → 2023年12月), for searching.

    Times that name their year already, dates without one and vague words stay as they are.
    """
    pieces: list[str] = []
    end = 0
    for span in resolve(question, today):
        words = question[span.text_start : span.text_end]
        figures = _figures(words, span)
        if figures:
            pieces += [question[end : span.text_start], figures]
            end = span.text_end
    return "".join(pieces) + question[end:]


def _figures(words: str, span: TimeSpan) -> str:
    """The span in figures, or nothing where figures would say no more or promise too much."""
    if not span.year_known or _IN_FIGURES.search(words) or span.kind in {"recent", "current"}:
        return ""
    if words.isascii():
        return _english_figures(span)
    start, end = span.start, span.end
    if span.kind == "day":
        return f"{start.year}年{start.month}月{start.day}日"
    if span.kind == "week":
        return f"{start.year}年{start.month}月{start.day}日至{end.month}月{end.day}日"
    if span.kind == "month":
        return f"{start.year}年{start.month}月"
    if span.kind == "quarter":
        return f"{start.year}年{'一二三四'[(start.month - 1) // 3]}季度"
    if span.kind == "until":
        return _RELATIVE_YEAR.sub(f"{end.year}年", words)
    if span.kind != "since" and start.year != end.year:
        return ""
    if part := _MONTH_PART.search(words):
        return f"{start.year}年{start.month}月{part[1]}"
    with_year = _RELATIVE_YEAR.sub(f"{start.year}年", words)
    return f"{start.year}年" if span.kind == "year" and with_year == words else with_year


def _english_figures(span: TimeSpan) -> str:
    start = span.start
    month = _ENGLISH_MONTHS[start.month - 1]
    names = {
        "day": f"{start.day} {month} {start.year}",
        "month": f"{month} {start.year}",
        "year": str(start.year),
    }
    return names.get(span.kind, "")
