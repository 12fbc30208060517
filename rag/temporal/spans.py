"""A stretch of days that a text names, and the calendar arithmetic behind it.

Pure values: nothing here knows a language. Every span is closed, both ends are days.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

Kind = Literal[
    "day", "week", "month", "quarter", "year", "range", "since", "until", "recent", "current"
]
MonthPart = Literal["early", "middle", "late", "end", "first half", "second half"]

_PART_DAYS: dict[MonthPart, tuple[int, int]] = {
    "early": (1, 10),
    "middle": (11, 20),
    "late": (21, 31),
    "end": (24, 31),
    "first half": (1, 15),
    "second half": (16, 31),
}
# First day of the lunar year, as published in the official holiday notices and almanacs.
_LUNAR_NEW_YEAR: dict[int, tuple[int, int]] = {
    2000: (2, 5), 2001: (1, 24), 2002: (2, 12), 2003: (2, 1), 2004: (1, 22), 2005: (2, 9),
    2006: (1, 29), 2007: (2, 18), 2008: (2, 7), 2009: (1, 26), 2010: (2, 14), 2011: (2, 3),
    2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19), 2016: (2, 8), 2017: (1, 28),
    2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22),
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13),
    2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Days named by `text[text_start:text_end]`, both ends included.

    `since` runs to the day the text is read, `until` begins at `date.min`. `soft` marks edges
    that the words leave open (最近, 大约五年前); `year_known` is False when the year was supplied.
    """

    start: date
    end: date
    kind: Kind
    text_start: int
    text_end: int
    soft: bool = False
    year_known: bool = True

    @property
    def days(self) -> int:
        """Length in days, at least 1."""
        return (self.end - self.start).days + 1


class Extent(NamedTuple):
    """A span before it is tied to a place in the text."""

    start: date
    end: date
    kind: Kind
    soft: bool = False
    year_known: bool = True


def day_extent(day: date, *, soft: bool = False, year_known: bool = True) -> Extent:
    """One day; a soft one is widened by a fifth of nothing, only marked."""
    return Extent(day, day, "day", soft, year_known)


def year_extent(year: int, *, soft: bool = False) -> Extent:
    """1 January to 31 December."""
    return Extent(date(year, 1, 1), date(year, 12, 31), "year", soft)


def month_extent(year: int, month: int, *, year_known: bool = True) -> Extent:
    """First to last day of a month."""
    last = monthrange(year, month)[1]
    return Extent(date(year, month, 1), date(year, month, last), "month", year_known=year_known)


def months_extent(year: int, first: int, last: int, kind: Kind = "range") -> Extent:
    """Whole months of one year, as in 1至11月 or 上半年."""
    return Extent(date(year, first, 1), month_extent(year, last).end, kind)


def quarter_extent(year: int, quarter: int) -> Extent:
    """The three months of quarter 1 to 4."""
    return months_extent(year, quarter * 3 - 2, quarter * 3, "quarter")


def month_part_extent(month: Extent, part: MonthPart) -> Extent:
    """A ten-day period or another part of the month given by `month_extent`."""
    first, last = _PART_DAYS[part]
    return month._replace(
        start=month.start.replace(day=first),
        end=month.start.replace(day=min(last, month.end.day)),
        kind="range",
        soft=part in {"early", "end"},
    )


def week_extent(day: date) -> Extent:
    """Monday to Sunday around `day`."""
    monday = day - timedelta(days=day.weekday())
    return Extent(monday, monday + timedelta(days=6), "week")


def shift_months(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative), clipped to the month's last day.

    Raises:
        ValueError: the year leaves what a calendar holds (1 to 9999).
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def spring_festival(year: int) -> Extent | None:
    """New Year's Eve to the seventh day of the lunar year; None outside 2000 to 2035."""
    first = _LUNAR_NEW_YEAR.get(year)
    if first is None:
        return None
    day = date(year, *first)
    return Extent(day - timedelta(days=1), day + timedelta(days=6), "range")
