"""The small print of an article: whole dates, and lines that hold nothing but credits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTH = r"(?P<{}>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?)"
_DATE = re.compile(
    r"(?P<y>\d{4})\s?(?:年|-|/|\.)\s?(?P<m>\d{1,2})\s?(?:月|-|/|\.)\s?(?P<d>\d{1,2})(?!\d)\s?日?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format('m2')},?\s+(?P<y2>\d{{4}})"
    rf"|{_MONTH.format('m3')}\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[T\s]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?|星期[一二三四五六日天]",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:来源|稿源|來源|Source)\s?[:：]\s?(?P<name>[^\s|｜,，;；:：]+)", re.IGNORECASE
)
_NAME = r"[\u4e00-\u9fff·]{2,12}"
_WRITER = re.compile(
    rf"(?:(?:(?:作者|文|通讯员|通訊員|(?:本[报報]|见习|特约)?记者|(?:本[报報])?記者)\s?[:：/]?\s?"
    rf"{_NAME}(?:[\s、]{_NAME})*\s*)+)(?:摄影报道|文/图)?"
    r"|By\s+[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){0,3}(?:\s+and\s+[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){0,3})?"
)
_EDITOR = re.compile(
    rf"(?:责任编辑|責任編輯|责编|编辑|編輯|校对|Editor)\s?[:：]\s?(?:{_NAME}(?:[\s、]{_NAME})*|[A-Z][\w. ]+)"
    r"|(?:点击|阅读|浏览)(?:量|次数)?\s?[:：]\s?\d+|字[号體体]\s?[:：]?[大中小\s]+|分享(?:到)?"
    r"|(?:发布|发表|发稿|更新|發布)?(?:时间|日期|時間)\s?[:：]|Published|Updated",
    re.IGNORECASE,
)
_REST = re.compile(r"[\s|｜·•/,，;；:：()（）\[\]【】—–-]+")
_LONGEST_CREDIT = 120


@dataclass(frozen=True, slots=True)
class Credits:
    """What a line of credits says; each None where it says nothing."""

    byline: str | None = None
    date: date | None = None
    newspaper: str | None = None


def find_date(text: str) -> date | None:
    """The first date given with its year, in Chinese, ISO or English form; never completed."""
    for match in _DATE.finditer(text):
        found = _date_of(match)
        if found is not None:
            return found
    return None


def _date_of(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    year = next(groups[key] for key in ("y", "y2", "y3") if groups[key])
    day = next(groups[key] for key in ("d", "d2", "d3") if groups[key])
    month_name = groups["m2"] or groups["m3"]
    month = _MONTHS.index(month_name[:3].lower()) // 3 + 1 if month_name else int(groups["m"])
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def credit_line(line: str) -> Credits | None:
    """Reads a line such as `2025-03-12 08:30 来源：样例日报 记者：陈一帆`.

    Returns:
        What it says, or None when the line holds anything besides credits: then it is text.
    """
    if len(line) > _LONGEST_CREDIT:
        return None
    source, writer = _SOURCE.search(line), _WRITER.search(_SOURCE.sub(" ", line))
    rest = _SOURCE.sub(" ", line)
    for pattern in (_EDITOR, _WRITER, _DATE, _TIME):
        rest = pattern.sub(" ", rest)
    if _REST.sub("", rest) or not _REST.sub("", line):
        return None
    return Credits(
        byline=writer.group().strip() if writer else None,
        date=find_date(line),
        newspaper=source.group("name") if source else None,
    )
