"""Whether two sentences of two articles speak of one period, as far as their dates tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.models import Article
from rag.support.dates import Moment
from rag.support.reading import Fact, Sentence
from rag.support.terms import clause_spans

_LONGEST_APART = timedelta(days=30)
"""Between the issues of two articles on one event; later ones speak of another."""
_FRESH = timedelta(days=7)
"""Between an event and an issue that reports it as news, where the other issue need not date it."""
_AS_OF = re.compile(r"(?:截至|截止到?|as of|by)\s?$")
_DAY = re.compile(
    r"(?<![目日当])(?P<ago>[今昨前]|大前)(?:日(?!前)|天)|yesterday|today", re.IGNORECASE
)
_AGO = {"今": 0, "昨": 1, "前": 2, "大前": 3, "today": 0, "yesterday": 1}
_DAILY = re.compile(
    r"收[报于盘]|新增|[当单每]日|气温|指数|汇率|中间价|[涨跌]|票房|\bclosed at\b|\bnew cases\b"
)
"""What is counted anew each day: without its day a figure is no rival of another day's."""
_RELATIVE = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2}


@dataclass(frozen=True, slots=True)
class Telling:
    """A value with the sentence and the article in which it is told."""

    fact: Fact
    sentence: Sentence
    article: Article


@dataclass(frozen=True, slots=True)
class _Period:
    """A date as far as it is known; None fits everything."""

    year: int | None
    month: int | None
    day: int | None
    rest: tuple[object, ...] = ()
    """Quarter, decade, 上旬 and the like, and years that only count from another."""

    def fits(self, other: _Period) -> bool:
        mine = (self.year, self.month, self.day)
        theirs = (other.year, other.month, other.day)
        if any(a and b and a != b for a, b in zip(mine, theirs, strict=True)):
            return False
        # 2024年 and 2024年3月 are two periods; 3月1日 and 2024年3月1日 are one.
        same_grain = [bool(a) for a in mine[1:]] == [bool(b) for b in theirs[1:]]
        return same_grain and self.rest == other.rest

    def is_fresh(self, issue: date | None) -> bool:
        """Whether it is the day of a piece of news in that issue."""
        if issue is None or self.day is None or any(self.rest):
            return False
        try:
            day = date(self.year or issue.year, self.month or issue.month, self.day)
        except ValueError:
            return False
        return abs(issue - day) <= _FRESH


def same_occasion(one: Telling, other: Telling) -> bool:
    """Whether nothing tells that two values belong to two periods.

    Returns:
        False where the issues are more than a month apart, or where one sentence has a date that
        no date of the other fits, unless it is the fresh date of the news itself. The day up to
        which was counted (截至18日) does not count, nor does the value, where that is a date.
    """
    issues = one.article.date, other.article.date
    if issues[0] and issues[1] and abs(issues[0] - issues[1]) > _LONGEST_APART:
        return False
    mine, theirs = _periods(one), _periods(other)
    if not mine and not theirs and (None in issues or issues[0] != issues[1]):
        return not any(_DAILY.search(each.sentence.folded) for each in (one, other))
    return _covered(mine, theirs, issues[1]) and _covered(theirs, mine, issues[0])


def _covered(mine: Sequence[_Period], theirs: Sequence[_Period], issue: date | None) -> bool:
    return all(
        any(period.fits(other) for other in theirs) or (not theirs and period.is_fresh(issue))
        for period in mine
    )


def _periods(telling: Telling) -> list[_Period]:
    """The dates that govern a value: those of its clause, else the last one before it."""
    text, value = telling.sentence.folded, telling.fact
    dates = [
        fact
        for fact in telling.sentence.facts
        if isinstance(fact, Moment)
        and fact is not value
        and fact.hour is None
        and not _AS_OF.search(text[: fact.start])
    ]
    known = [(fact.start, _period(fact, telling.article.date)) for fact in dates]
    known += [(m.start(), _day(m, telling.article)) for m in _DAY.finditer(text)]
    clause = next(((s, e) for s, e in clause_spans(text) if s <= value.start < e), (0, len(text)))
    inside = [period for start, period in known if clause[0] <= start < clause[1]]
    before = [period for start, period in sorted(known, key=_start) if start < value.start]
    return inside or before[-1:]


def _start(dated: tuple[int, _Period]) -> int:
    return dated[0]


def _day(match: re.Match[str], article: Article) -> _Period:
    """昨日 as a day; where the issue's is not known, as a day like no other."""
    if article.date is None:
        return _Period(None, None, None, (match[0], article.id))
    day = article.date - timedelta(days=_AGO[match["ago"] or match[0].lower()])
    return _Period(day.year, day.month, day.day)


def _period(moment: Moment, issue: date | None) -> _Period:
    year, relative = moment.year or moment.given_year, moment.relative_year
    if issue is not None and relative in _RELATIVE:
        year, relative = issue.year + _RELATIVE[relative], ""
    if issue is not None and year is None and not relative:
        year = issue.year
    month = moment.month or (moment.given_month if moment.day else None)
    if issue is not None and month is None and moment.day is not None:
        month = issue.month
    rest = (moment.quarter, moment.decade, moment.part, relative, moment.relative_month)
    return _Period(year, month, moment.day, rest if any(rest) else ())
