"""Chinese expressions that count from today: 三天前, 近三年, 最近, 截至目前, and feasts by name."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.temporal.chinese import number
from rag.temporal.context import Context, Rule
from rag.temporal.spans import (
    Extent,
    day_extent,
    month_extent,
    quarter_extent,
    shift_months,
    spring_festival,
    week_extent,
)

_COUNT = r"(?:\d{1,3}|[一二两兩三四五六七八九十]{1,3}|几|幾|数|數|若干)"
_SOME = "几幾数數若干"
_UNIT = r"(?:[个個]?半?多?(?P<unit>月|季度|星期|礼拜|禮拜|周(?!年)|週)|(?P<short_unit>天|日|年))"
_DAYS_IN = {"天": 1, "日": 1, "星期": 7, "礼拜": 7, "禮拜": 7, "周": 7, "週": 7}

_AGO = re.compile(
    rf"(?<![\d第])(?:(?P<count>{_COUNT})(?P<over>多)?{_UNIT}|(?P<half>半年))多?(?:之|以)?前"
    r"|前(?P<few>[几幾两兩])天"
)


def _read_ago(match: re.Match[str], context: Context) -> Extent | None:
    today = context.today
    if match["half"]:
        then = shift_months(today, -6)
        return month_extent(then.year, then.month)._replace(soft=True)
    if match["few"]:
        return Extent(today - timedelta(days=5), today - timedelta(days=1), "range", soft=True)
    unit = match["unit"] or match["short_unit"]
    if unit == "年":
        return None  # a year may carry a month (三年前5月): the calendar pattern reads it
    some, count = match["count"] in _SOME, number(match["count"])
    if unit in _DAYS_IN:
        return _days_ago(today, count, _DAYS_IN[unit], some or "多" in match[0])
    then = shift_months(today, -count * (3 if unit == "季度" else 1))
    if unit == "季度":
        return quarter_extent(then.year, (then.month + 2) // 3)
    context.month = then.replace(day=1)
    month = month_extent(then.year, then.month)
    if some:
        return Extent(shift_months(today, -8), shift_months(today, -2), "range", soft=True)
    return month._replace(soft="多" in match[0])


def _days_ago(today: date, count: int, length: int, vague: bool) -> Extent:
    then = today - timedelta(days=count * length)
    if vague:
        margin = timedelta(days=2 * length)
        return Extent(then - margin, min(then + margin, today), "range", soft=True)
    return day_extent(then) if length == 1 else week_extent(then)._replace(soft=True)


_LASTING = re.compile(
    rf"(?:(?P<lead>近|最近|过去|過去|过往|此前|前|未来|未來|今后|今後)的?(?P<count>{_COUNT}){_UNIT}"
    rf"|(?P<count2>{_COUNT})(?:年|[个個]月)来)(?![前均])"
)


def _read_lasting(match: re.Match[str], context: Context) -> Extent | None:
    today = context.today
    text = match["count"] or match["count2"]
    unit = match["unit"] or match["short_unit"] or ("月" if "月" in match[0] else "年")
    if match["lead"] == "前" and unit in _DAYS_IN and text in "一":
        return None
    ahead = match["lead"] is not None and match["lead"][0] in "未今"
    count, soft = number(text), text in _SOME
    if unit in _DAYS_IN:
        edge = today + timedelta(days=count * _DAYS_IN[unit] * (1 if ahead else -1))
    else:
        months = count * {"年": 12, "季度": 3}.get(unit, 1)
        edge = shift_months(today, months if ahead else -months)
        # The last three years are counted in whole years as often as from the day.
        edge = edge if ahead else edge.replace(month=1 if unit == "年" else edge.month, day=1)
        soft = True
    return Extent(min(edge, today), max(edge, today), "range", soft)


_VAGUE_DAYS = {
    "日前": 10, "近日": 10, "这几天": 7, "這幾天": 7, "这些天": 10, "连日来": 10, "最近": 90,
    "近期": 60, "近来": 90, "近來": 90, "新近": 60, "不久前": 90, "前不久": 90, "近年": 1100,
    "近些年": 1800, "近几年": 1800, "近幾年": 1800,
}  # fmt: skip
_VAGUE = re.compile(
    r"日前|近日|[这這][几幾些]天|连日来|(?<![离離])最近(?![的]?[一]?次?的?一?[条条家])|近期|近[来來]|新近"
    r"|不久前|前不久|近[些几幾]?年(?=来|來|，|,|间|的|$)"
)


def _read_vague(match: re.Match[str], context: Context) -> Extent:
    days = _VAGUE_DAYS.get(match[0], 90)
    return Extent(context.today - timedelta(days=days), context.today, "recent", soft=True)


_NOW = re.compile(
    r"目前|当前|當前|(?<![出呈发表体实展])[现現]在|如今|眼下|时下|時下|现阶段|現階段|至今(?![年天日晚])|迄今"
)


def _read_now(match: re.Match[str], context: Context) -> Extent:
    return Extent(context.today - timedelta(days=30), context.today, "current", soft=True)


_FEASTS: dict[str, tuple[int, int, int]] = {
    # month, day, number of days: the days off that the holiday notices give, solar
    "元旦": (1, 1, 3), "清明": (4, 3, 4), "五一": (5, 1, 5),
    "劳动节": (5, 1, 5), "勞動節": (5, 1, 5),
    "六一": (6, 1, 1), "儿童节": (6, 1, 1), "国庆": (10, 1, 8),
    "國慶": (10, 1, 8), "十一": (10, 1, 8),
    "双十一": (11, 1, 11), "双11": (11, 1, 11), "双十二": (12, 12, 1), "圣诞": (12, 24, 2),
}  # fmt: skip
_FEAST = re.compile(
    r"(?P<lunar>春节|春節|除夕)(?!档案|联欢|聯歡)"
    r"|(?P<feast>元旦|清明|五一|劳动节|勞動節|六一|儿童节|国庆|國慶|双十一|双11|双十二|圣诞)"
    r"(?:节)?(?=期间|期間|假|长假|長假|黄金周|前|后|後|当[天日]|这|小长假|档|節|节|出行|旅游|，|$)"
    r"|(?P<october>十一)(?=黄金周|长假|假期)"
)


def _read_feast(match: re.Match[str], context: Context) -> Extent | None:
    year = context.year if context.year is not None else context.today.year
    known = context.year is not None
    extent = _feast(match, year)
    if extent and not known and extent.start > context.today:
        extent = _feast(match, year - 1)
    return extent._replace(year_known=known) if extent else None


def _feast(match: re.Match[str], year: int) -> Extent | None:
    if match["lunar"]:
        return spring_festival(year)
    month, day, length = _FEASTS[match["feast"] or match["october"]]
    start = date(year, month, day)
    return Extent(start, start + timedelta(days=length - 1), "range")


RULES: tuple[Rule, ...] = (
    Rule(_AGO, _read_ago, re.compile("[月日天周週期拜度年]多?[之以]?前|前[几幾两兩]天")),
    Rule(_LASTING, _read_lasting, re.compile("[近过過前未今此来]"), False),
    Rule(_VAGUE, _read_vague, re.compile("[近前这這连]"), False),
    Rule(_NOW, _read_now, re.compile("[前在今下阶階]"), False),
    Rule(_FEAST, _read_feast, re.compile("[节節除旦清庆慶双圣]|五一|六一|十一")),
)
