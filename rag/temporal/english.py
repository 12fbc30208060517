"""English time expressions, as they stand in questions and in the English pages of a newspaper."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.temporal.context import Context, Rule
from rag.temporal.spans import (
    Extent,
    MonthPart,
    day_extent,
    month_extent,
    month_part_extent,
    months_extent,
    quarter_extent,
    shift_months,
    week_extent,
    year_extent,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "few": 4, "several": 4,
    "couple": 2,
}  # fmt: skip
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[5-9]|20)\d\d"
_COUNT = rf"(?:\d{{1,3}}|(?:a )?(?:{'|'.join(_NUMBERS)})(?: of)?)"


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _count(text: str) -> tuple[int, bool]:
    """The number and whether it is vague."""
    if text.isdigit():
        return int(text), False
    word = text.lower().removesuffix(" of").split()[-1]
    return _NUMBERS[word], word in {"few", "several"}


_DATE = re.compile(
    rf"\b(?:(?P<part>early|mid|late|the (?:start|beginning|end) of)[ -])?"
    rf"(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTH})"
    rf"(?: (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|:|%))?"
    rf"(?:,? (?:of )?(?P<year>{_YEAR})\b)?"
)


def _read_date(match: re.Match[str], context: Context) -> Extent | None:
    day = match["day1"] or match["day2"]
    before = match.string[: match.start()].lower().rsplit(maxsplit=1)[-1:]
    if (
        match["month"] in {"May", "March", "Mar", "Jan", "June", "April", "August"}
        and not (day or match["year"] or match["part"])
        and before
        not in [
            [w]
            for w in (
                "in",
                "of",
                "since",
                "until",
                "till",
                "by",
                "during",
                "last",
                "this",
                "next",
                "from",
                "to",
                "and",
                "before",
                "after",
                "between",
            )
        ]
    ):
        return None  # a verb or somebody's name
    if match["year"]:
        context.name_year(int(match["year"]))
    elif before == ["last"]:
        context.year = None
    number = _month_number(match["month"])
    month = context.place_month(number, int(day) if day else 1)
    if month is None:
        return None
    if day:
        known = month.year_known
        return (
            day_extent(month.start.replace(day=int(day)), year_known=known)
            if 1 <= int(day) <= month.end.day
            else None
        )
    return month_part_extent(month, _part(match["part"])) if match["part"] else month


def _part(text: str) -> MonthPart:
    if text in {"early", "the start of", "the beginning of"}:
        return "early"
    return "middle" if text == "mid" else "end"


_YEAR_ONLY = re.compile(
    rf"\b(?:(?P<quarter>Q[1-4]|(?:the )?(?:first|second|third|fourth) quarter)(?: of)? "
    rf"|(?P<half>(?:the )?(?:first|second) half)(?: of)? "
    rf"|(?P<part>early|mid|late|the (?:start|beginning|end) of)[ -])?"
    rf"(?:(?<=in )|(?<=of )|(?<=since )|(?<=by )|(?<=until )|(?<=before )|(?<=after )|(?<=during )"
    rf"|(?<=from )|(?<=to )|(?<=and )|(?<=between )|(?<=early )|(?<=late )|(?<=mid-)|(?<=quarter )"
    rf"|(?<=half )|(?<=Q[1-4] )|(?<=the )|(?<=[,;(] ))(?P<year>{_YEAR})\b(?![-,.]\d|[ ]?%)"
)


def _read_year(match: re.Match[str], context: Context) -> Extent:
    year = int(match["year"])
    context.name_year(year)
    if text := match["quarter"]:
        names = ("first", "second", "third", "fourth")
        found = [i for i, name in enumerate(names, 1) if name in text]
        return quarter_extent(year, found[0] if found else int(text[1]))
    if text := match["half"]:
        return months_extent(year, *((1, 6) if "first" in text else (7, 12)))
    if text := match["part"]:
        first, last = {"early": (1, 3), "middle": (5, 8)}.get(_part(text), (10, 12))
        return months_extent(year, first, last)._replace(soft=True)
    return year_extent(year)


_RELATIVE = re.compile(
    rf"(?i)\b(?:(?P<day>the day before yesterday|yesterday|today|tonight|tomorrow)"
    rf"|(?P<which>last|this|next|previous|current) (?P<unit>week|month|quarter|year|{_WEEKDAY})"
    rf"|on (?P<weekday>{_WEEKDAY})"
    rf"|(?P<ago>{_COUNT}) (?P<ago_unit>day|week|month|year)s? ago"
    rf"|(?:past|last|previous|recent) (?P<count>{_COUNT}) (?P<count_unit>day|week|month|year)s?"
    rf"|(?P<recent>recently|lately|recent (?:days|weeks|months))"
    rf"|(?P<now>currently|at present|right now|so far|to date))\b"
)


def _read_relative(match: re.Match[str], context: Context) -> Extent | None:
    today = context.today
    if text := match["day"]:
        steps = {"the": -2, "yes": -1, "tom": 1}.get(text[:3].lower(), 0)
        return day_extent(today + timedelta(days=steps))
    if match["which"]:
        step = {"next": 1, "this": 0, "current": 0}.get(match["which"].lower(), -1)
        return _unit_away(match["unit"].lower(), step, context)
    if text := match["weekday"]:
        back = (today.weekday() - _WEEKDAYS.index(text[:3].lower())) % 7
        return day_extent(today - timedelta(days=back), soft=True)
    if text := match["ago"]:
        count, vague = _count(text)
        extent = _unit_away(match["ago_unit"], -count, context, exact_day=True)
        return extent._replace(soft=extent.soft or vague)
    if text := match["count"]:
        count, _ = _count(text)
        return _last(today, count, match["count_unit"])
    days, kind = (90, "recent") if match["recent"] else (30, "current")
    return Extent(today - timedelta(days=days), today, kind, soft=True)  # type: ignore[arg-type]


def _unit_away(unit: str, step: int, context: Context, *, exact_day: bool = False) -> Extent:
    today = context.today
    if unit == "day":
        return day_extent(today + timedelta(days=step))
    if unit == "week":
        return week_extent(today + timedelta(weeks=step))._replace(soft=exact_day)
    if unit == "month":
        then = shift_months(today, step)
        return month_extent(then.year, then.month)
    if unit == "quarter":
        then = shift_months(today, 3 * step)
        return quarter_extent(then.year, (then.month + 2) // 3)
    if unit == "year":
        context.name_year(today.year + step)
        return year_extent(today.year + step)
    weekday = _WEEKDAYS.index(unit[:3])
    if step < 0:  # last Friday: the latest one, be it of this week
        return day_extent(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    return day_extent(monday + timedelta(days=weekday))


def _last(today: date, count: int, unit: str) -> Extent:
    if unit in {"day", "week"}:
        edge = today - timedelta(days=count * (7 if unit == "week" else 1))
        return Extent(edge, today, "range")
    edge = shift_months(today, -count * (12 if unit == "year" else 1))
    edge = edge.replace(month=1 if unit == "year" else edge.month, day=1)
    return Extent(edge, today, "range", soft=True)


RULES: tuple[Rule, ...] = (
    Rule(_DATE, _read_date, re.compile("[JFMASOND]")),
    Rule(_YEAR_ONLY, _read_year, re.compile("[12]")),
    Rule(_RELATIVE, _read_relative, re.compile("[aoeO]")),
)
