r"""Chinese time expressions: patterns and what each of them means.

The patterns start with a small set of characters, so that a passage without dates costs little.
`\d` covers full-width digits, which `int` reads too; traditional forms stand beside simplified.
"""

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

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "Ｏ": 0, "两": 2, "兩": 2,
}  # fmt: skip
_SOME = {"几": 4, "幾": 4, "数": 4, "數": 4, "若干": 4, "半": 0}
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_COUNT = r"(?:\d{1,2}|[一二两兩三四五六七八九十]{1,3}|几|幾|数|數|若干)"

_YEAR = rf"""(?:
    (?:(?<![\d.])(?P<year>(?:1[5-9]|20)\d\d|[一二][〇零○Ｏ一二三四五六七八九]{{3}})[ ]?年(?:度)?
      (?!(?:以|之)?[前后後]?代|级|級|款|版)
    | (?<!\d)(?P<short_year>[0-3]\d)年(?=\d{{1,2}}月)
    | (?P<year_word>今年|本年度?|去年|上年度?|上一年|大前年|前年|明年|来年|後年|后年
      |同年|当年|當年|次年|翌年)
    | (?<![\d第])(?P<years_ago>{_COUNT})年(?P<years_over>多)?(?:之|以)?前)的?[ ]?)"""
_MONTH = rf"""(?:
    (?:(?P<from_month>{_NUMBER})月?[ ]?[-－–—~～至到][ ]?)?(?<![\d同])(?P<month>{_NUMBER})月份?的?
    | (?P<month_word>上上个?月|上[个個]?月|[本当當這这][个個]?月|下[个個]?月)份?的?)
    (?P<part>上旬|中旬|下旬|上半月|下半月|月?[初底末](?![一二三四五六七八九十]))?
    (?:(?<=[月的])(?P<day>{_NUMBER})[日号號])?"""
_REST = rf"""(?:
    (?P<half>[上下]半年)
    | 前(?P<first_quarters>[两兩二三23])[个個]?季度
    | 前(?P<first_months>{_COUNT})[个個]月
    | (?:第(?=.季))?(?P<quarter>[一二三四1-4首])季度?
    | (?P<quarter_word>[上本这這]一?[个個]?季度)
    | (?P<year_part>年?[初底末])
    | {_MONTH})"""
_CALENDAR = re.compile(
    rf"(?=[\d一二三四五六七八九十两兩几幾数數今本去上大前明来後后同当當次翌第首年这這下])"
    rf"{_YEAR}?{_REST}?(?<=[年度前月份季初底末日号號旬的 ])",
    re.VERBOSE,
)


def number(text: str) -> int:
    """Value of digits, of a Chinese numeral below 100, or of a year read digit by digit.

    Raises:
        ValueError: 十十 and the like, which are no numeral.
    """
    if text.isdigit():
        return int(text)
    if text in _SOME:
        return _SOME[text]
    if "十" not in text:
        return int("".join(str(_DIGITS[c]) for c in text))
    tens, _, ones = text.partition("十")
    if "十" in ones:
        raise ValueError(f"{text} is no numeral")
    return (_DIGITS[tens[-1]] if tens else 1) * 10 + (_DIGITS[ones[0]] if ones else 0)


def _read_calendar(match: re.Match[str], context: Context) -> Extent | None:
    group = match.groupdict()
    named = _has_year(group)
    if not named and group["year_part"] in {"初", "底", "末"}:
        return None
    soft = bool(group["years_over"])
    if named:
        year = _year(group, context)
        if year is None:
            return None
        soft = soft or group["years_ago"] in _SOME
        context.name_year(year)
        if group["years_ago"] in _SOME and match.end("years_ago") + 3 >= match.end():
            return Extent(date(year - 4, 1, 1), date(year + 2, 12, 31), "year", soft=True)
    extent = _within_year(group, context)
    return extent._replace(soft=True) if extent and soft else extent


def _has_year(group: dict[str, str | None]) -> bool:
    return bool(group["year"] or group["year_word"] or group["years_ago"] or group["short_year"])


def _year(group: dict[str, str | None], context: Context) -> int | None:
    today = context.today
    if text := group["year"]:
        return number(text)
    if text := group["short_year"]:
        return 2000 + int(text)
    if text := group["years_ago"]:
        return today.year - number(text)
    word = (group["year_word"] or "").removesuffix("度")
    if word in {"同年", "当年", "當年", "次年", "翌年"}:
        named = context.year
        return named if named is None else named + (word in {"次年", "翌年"})
    steps = {"去年": -1, "上年": -1, "上一年": -1, "前年": -2, "大前年": -3, "明年": 1, "来年": 1}
    return today.year + steps.get(word, 2 if word in {"后年", "後年"} else 0)


def _within_year(group: dict[str, str | None], context: Context) -> Extent | None:
    year = context.year if context.year is not None else context.today.year
    if text := group["half"]:
        return months_extent(year, *((1, 6) if text[0] == "上" else (7, 12)))
    if text := group["first_quarters"]:
        return months_extent(year, 1, number(text) * 3)
    if text := group["first_months"]:
        return months_extent(year, 1, min(12, max(1, number(text))))
    if text := group["quarter"]:
        return quarter_extent(year, 1 if text == "首" else number(text))
    if text := group["quarter_word"]:
        day = shift_months(context.today, -3 if text[0] == "上" else 0)
        return quarter_extent(day.year, (day.month + 2) // 3)
    if text := group["year_part"]:
        first, last = (1, 2) if text[-1] == "初" else (11, 12)
        return months_extent(year, first, last)._replace(soft=True)
    if group["month"] or group["month_word"]:
        return _month(group, context)
    return year_extent(year)


def _month(group: dict[str, str | None], context: Context) -> Extent | None:
    day = number(group["day"]) if group["day"] else None
    if text := group["month"]:
        extent = context.place_month(number(text), day or 1)
    else:
        word = group["month_word"] or ""
        steps = {"上": -2 if word.startswith("上上") else -1, "下": 1}.get(word[0], 0)
        if word[0] in "当當":
            if context.month is None:
                return None  # of an event that is not dated here
            moved = context.month
        else:
            moved = shift_months(context.today, steps)
        year = context.year if _has_year(group) else None  # 三年前的这个月
        extent = month_extent(moved.year if year is None else year, moved.month)
        context.month = extent.start
    if extent is None:
        return None
    if day is not None:
        return _day_of(extent, day)
    if text := group["part"]:
        return month_part_extent(extent, _part(text))
    if text := group["from_month"]:
        first = number(text)
        if 1 <= first <= extent.start.month:
            return extent._replace(start=extent.start.replace(month=first), kind="range")
    return extent


def _day_of(month: Extent, day: int) -> Extent | None:
    if not 1 <= day <= month.end.day:
        return None
    return day_extent(month.start.replace(day=day), year_known=month.year_known)


def _part(text: str) -> MonthPart:
    names: dict[str, MonthPart] = {
        "上旬": "early", "中旬": "middle", "下旬": "late",
        "上半月": "first half", "下半月": "second half",
    }  # fmt: skip
    return names.get(text) or ("early" if text[-1] == "初" else "end")


_ISO = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.．])(?P<m>\d{1,2})(?:(?P=sep)(?P<d>\d{1,2}))?"
    r"(?![\d%％]|[.]\d|[万亿元])"
)


def _read_iso(match: re.Match[str], context: Context) -> Extent | None:
    # 2024.5 and 2024-25 are figures and seasons as often as months: a dash and two digits it takes.
    if match["d"] is None and (match["sep"] != "-" or len(match["m"]) != 2):
        return None
    context.name_year(int(match["y"]))
    month = context.place_month(int(match["m"]))
    return _day_of(month, int(match["d"])) if month and match["d"] else month


_BARE_DAY = re.compile(
    r"(?<![\d月连续第期近前后後每满达共时时年.、])(?P<d>\d{1,2})日"
    r"(?![均内內游间間后後前来來线線龄龍元圆圓报報])"
)
_MORE_DAYS = re.compile(r"(?<=[日号號][、和及与至到~～—–-])(?P<d>\d{1,2})[日号號](?![均内內])")


def _read_bare_day(match: re.Match[str], context: Context) -> Extent | None:
    day = int(match["d"])
    if context.month:
        return _day_of(month_extent(context.month.year, context.month.month), day)
    if not context.in_article:
        return None
    # 记者21日获悉: the month of the issue, or the one before when the day is still to come.
    month = context.today if day <= context.today.day + 1 else shift_months(context.today, -1)
    return _day_of(month_extent(month.year, month.month), day)


_WEEK = re.compile(
    r"(?P<which>上上|上|本|这|這|下)[个個]?一?(?:周|週|星期|礼拜|禮拜)(?![期年刊报報岁歲])"
    r"(?P<day>[一二三四五六日天末])?"
    r"|(?<![每逢])(?:周|週|星期|礼拜|禮拜)(?P<bare>[一二三四五六日天末])(?=[的晚上下早凌，。、）)\s]|$)"
)


def _read_week(match: re.Match[str], context: Context) -> Extent | None:
    today = context.today
    if bare := match["bare"]:
        if not context.in_article and bare == "末":
            return None
        wanted = today - timedelta(days=(today.weekday() - _weekday(bare)) % 7)
        return day_extent(wanted, soft=True)
    steps = {"上上": -2, "上": -1, "下": 1}.get(match["which"], 0)
    week = week_extent(today + timedelta(weeks=steps))
    if not (name := match["day"]):
        return week
    day = week.start + timedelta(days=_weekday(name))
    return Extent(day, week.end, "range") if name == "末" else day_extent(day)


def _weekday(name: str) -> int:
    return {"天": 6, "日": 6, "末": 5}.get(name, "一二三四五六".find(name))


_DAY_WORD = re.compile(
    r"大前天|前天|昨[天日晚夜]|今(?:[天晚晨早]|日(?!头条|頭條))|明[天日早晚]|[后後]天(?!性)"
)


def _read_day_word(match: re.Match[str], context: Context) -> Extent:
    word = match[0]
    steps = {"昨": -1, "今": 0, "明": 1, "后": 2, "後": 2, "前": -2, "大": -3}[word[0]]
    return day_extent(context.today + timedelta(days=steps))


ISO_RULE = Rule(_ISO, _read_iso, re.compile("[/.．-]"))
RULES: tuple[Rule, ...] = (
    Rule(_CALENDAR, _read_calendar, re.compile("[年月季]")),
    ISO_RULE,
    Rule(_MORE_DAYS, _read_bare_day, re.compile("[日号號]")),
    Rule(_BARE_DAY, _read_bare_day, re.compile("日")),
    Rule(_WEEK, _read_week, re.compile("[周週星礼禮]")),
    Rule(_DAY_WORD, _read_day_word, re.compile("[昨今明]|[前后後]天")),
)
