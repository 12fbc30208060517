"""Comparing when things happened: dates are read from the passages, and arithmetic decides.

A language model of any size guesses at "in the same month?" and "which came first?"; the dates
stand in the articles, so code compares them and every part of the answer cites its passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.corrections import is_correction
from index.models import Article, Hit, Passage
from index.sentences import sentence_spans
from index.words import terms
from rag.decomposition import Plan, Unit
from rag.temporal import TimeSpan, resolve_in_article

LEAST_COVERAGE = 0.4
"""Share of an event's words that a passage must hold to be taken for a report of it.

On ChronoQA's 154 comparing questions (passages by words alone) 0.5 decided 133, 113 of them right;
0.4 decided 145, 120 right; 0.3 decided 149, 124 right.
"""
# 本报3月12日第1版: the day of an issue, not of what it reported.
_PAGE_OF_ISSUE = re.compile(
    r"的?\s?(?:第\s?)?(?:[A-Za-z]?\d{1,3}|[一二三四五六七八九十]{1,3}|头)\s?版"
)
# 昨日 in a headline that is named counts from that headline's issue.
_TITLE = re.compile(r"《[^《》]*》")


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """An event of the question, when it happened, and the sentence that says so.

    Attributes:
        passage: Where that sentence stands; not always a report of the event.
    """

    name: str
    start: date
    end: date
    article: Article
    sentence_start: int
    sentence_end: int
    passage: Passage

    @property
    def shown(self) -> str:
        """The date as a reader writes it, as exact as it is known."""
        if self.start == self.end:
            return f"{self.start.year}年{self.start.month}月{self.start.day}日"
        if (self.start.year, self.start.month) == (self.end.year, self.end.month):
            return f"{self.start.year}年{self.start.month}月"
        if self.start.year == self.end.year and self.end.month - self.start.month == 11:
            return f"{self.start.year}年"
        return f"{self.start.isoformat()}至{self.end.isoformat()}"

    def day_or_month(self, unit: Unit) -> str:
        """The date as exact as a question by this unit needs it."""
        start = self.start
        if unit == "year":
            return f"{start.year}年"
        return self.shown if unit == "day" else f"{start.year}年{start.month}月"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a composed answer and the events that bear it out."""

    text: str
    events: tuple[DatedEvent, ...]


def date_event(
    event: str, hits: Sequence[Hit], least_coverage: float = LEAST_COVERAGE
) -> DatedEvent | None:
    """Finds when an event happened.

    Args:
        event: A phrase of the question.
        hits: Passages found for it, best first; the first three are looked at.
        least_coverage: See `LEAST_COVERAGE`.

    Returns:
        The event with its date, or None when no passage reports it or none has a date.
    """
    wanted = set(terms(event))
    for hit in hits[:3]:
        known = set(terms(f"{hit.article.headline or ''} {hit.passage.text}"))
        if not wanted or len(wanted & known) / len(wanted) < least_coverage:
            continue
        found = _date_in(event, wanted, hit)
        if found is not None:
            return found
    return None


def _date_in(event: str, wanted: set[str], hit: Hit) -> DatedEvent | None:
    text = hit.passage.text
    spans = sentence_spans(text)
    if not spans:
        return None
    titles = [match.span() for match in _TITLE.finditer(text)]
    dates = [
        s for s in resolve_in_article(text, hit.article.date)
        if not s.soft and s.year_known and s.kind in {"day", "week", "month", "year", "range"}
        and not _PAGE_OF_ISSUE.match(text, s.text_end)
        and not any(start <= s.text_start < end for start, end in titles)
    ]  # fmt: skip
    best = max(spans, key=lambda span: len(wanted & set(terms(text[span[0] : span[1]]))))
    when = _nearest_date(dates, best)
    offset = hit.passage.start
    holder = best
    if when is not None:
        holder = next((s for s in spans if s[0] <= when.text_start < s[1]), best)
        start, end = when.start, when.end
    elif hit.article.date is not None and not is_correction(hit.article):
        start = end = hit.article.date
    else:
        return None
    sentence = offset + holder[0], offset + holder[1]
    return DatedEvent(event, start, end, hit.article, *sentence, hit.passage)


def _nearest_date(dates: Sequence[TimeSpan], sentence: tuple[int, int]) -> TimeSpan | None:
    """A date inside the sentence (the most exact), else the last one before it, else any."""
    inside = [s for s in dates if sentence[0] <= s.text_start < sentence[1]]
    if inside:
        return min(inside, key=lambda s: ((s.end - s.start).days, s.text_start))
    before = [s for s in dates if s.text_start < sentence[0]]
    if before:
        return before[-1]
    return dates[0] if dates else None


def compare(plan: Plan, events: Sequence[DatedEvent]) -> list[Statement] | None:
    """Words the answer to a question that compares or orders events.

    Args:
        plan: A plan of kind `same` or `order`.
        events: Its parts, dated, in the plan's order.

    Returns:
        Statements, the conclusion first; None when the dates are not exact enough to decide.
    """
    if plan.kind == "same":
        return _same(plan.unit, events)
    if plan.kind == "order":
        return _order(plan, events)
    return None


_UNIT_NAMES: dict[Unit, str] = {
    "day": "同一天",
    "week": "同一周",
    "month": "同一个月",
    "year": "同一年",
}


def _same(unit: Unit, events: Sequence[DatedEvent]) -> list[Statement] | None:
    keys = [(_unit_of(event.start, unit), _unit_of(event.end, unit)) for event in events]
    first = keys[0]
    same = all(key == first and key[0] == key[1] for key in keys)
    apart = any(key[1] < first[0] or key[0] > first[1] for key in keys[1:])
    if not same and not apart:
        return None
    verdict = f"是的，是在{_UNIT_NAMES[unit]}。" if same else f"不是，不在{_UNIT_NAMES[unit]}。"
    return [Statement(verdict, tuple(events)), *_each(events)]


def _unit_of(day: date, unit: Unit) -> tuple[int, ...]:
    if unit == "year":
        return (day.year,)
    if unit == "month":
        return (day.year, day.month)
    if unit == "week":
        return tuple(day.isocalendar()[:2])
    return (day.year, day.month, day.day)


def _order(plan: Plan, events: Sequence[DatedEvent]) -> list[Statement] | None:
    ranked = sorted(events, key=lambda event: (event.start, event.end))
    if plan.want == "relation":
        first, second = events
        if first.start == second.start:
            return None
        word = "更早" if first.start < second.start else "更晚"
        text = f"{first.name}{word}。"
        return [Statement(text, (first, second)), *_each(events)]
    if plan.want == "sequence":
        chain = " → ".join(f"{event.name}（{event.shown}）" for event in ranked)
        return [Statement(f"{chain}。", tuple(ranked))]
    winner, rival = (ranked[-1], ranked[-2]) if plan.want == "latest" else (ranked[0], ranked[1])
    if (winner.start, winner.end) == (rival.start, rival.end):
        return None
    word = "最晚" if plan.want == "latest" else "最早"
    return [Statement(f"{word}的是{winner.name}。", (winner, rival)), *_each(ranked)]


def _each(events: Sequence[DatedEvent]) -> list[Statement]:
    return [Statement(f"{event.name}：{event.shown}。", (event,)) for event in events]
