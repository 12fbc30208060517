"""Days, months, years and hours: read from folded text, compared field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.support.numerals import amount

_CN = "零〇一二三四五六七八九十"
_YEAR = rf"(?P<year>1\d{{3}}|20\d\d|[{_CN[:-1]}]{{4}})\s?年(?!代|龄|纪)度?"
_REL_YEAR = r"(?<![比较与和同跟])(?P<rel_year>去年|前年|今年|明年|后年|本年度?|当年|上年|同年)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!亮|球|饼)"
_REL_MONTH = r"(?P<rel_month>本月|上个?月|下个?月|当月|同月)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|三?十[一]?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PART = r"(?P<part>上旬|中旬|下旬|初|底|末)?"
_FULL = re.compile(
    rf"(?:{_YEAR}|{_REL_YEAR})?的?\s?(?:{_MONTH}|{_REL_MONTH})\s?"
    rf"(?:{_DAY}\s?[日号](?![元本线])|{_PART})"
    rf"|(?:{_YEAR.replace('year', 'year2')}|{_REL_YEAR.replace('rel_year', 'rel_year2')})"
    r"(?:第?(?P<quarter>[一二三四1-4])季度?|(?P<half>[上下])半年|(?P<part2>初|底|末))?"
    r"|第?(?P<quarter2>[一二三四1-4])季度|(?P<half2>[上下])半年"
)
_BARE_DAY = re.compile(rf"(?<![\d.{_CN}]){_DAY}日(?![元本均])")
_ISO = re.compile(
    r"(?<![\d.])(?P<year>1[89]\d\d|20\d\d)(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})(?![\d.])"
)
_AGO = re.compile(rf"(?P<ago>(?:\d+|[{_CN}两]+)(?:年|个月|周|天))(?:之)?前(?!三|两|十|后)的?")
_YEAR_RANGE = re.compile(
    r"(?<![\d.])(?P<year>1[89]\d\d|20\d\d)(?=\s?[-~—–至到]\s?(?:1[89]|20)\d\d\s?年)"
)
_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-4])(?:[时点](?!间|代|刻|候|评|赞|多|以|左|个)"
    r"(?:(?P<half>半)|(?P<minute>[0-5]?\d)分)?整?|:(?P<minute2>[0-5]\d)(?![\d:])"
    r"|\.(?P<minute3>[0-5]\d)(?= ?[ap]\.?m\b))"
)
_DECADE = re.compile(
    r"(?:(?P<century>上|本|1\d|2[01]|二十)世纪)?(?P<decade>\d0|[二三四五六七八九]十)年代"
)
_MONTHS = "january february march april may june july august september october november december"
_ENGLISH = re.compile(
    rf"(?P<name>{'|'.join(_MONTHS.split())})\.?(?:\s+(?P<day>\d{{1,2}})(?!\d))?(?:,?\s+(?P<year>\d{{4}}))?\b"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or an hour as it stands in a text; a field that is not written is None.

    `start` and `end` are offsets in the folded text. `given` holds, for each missing field, what
    earlier dates of the same text supply (26日 after 1月22日: month 1).
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    quarter: int | None = None
    decade: int | None = None
    part: str = ""
    relative_year: str = ""
    relative_month: str = ""
    given_year: int | None = None
    given_month: int | None = None

    @property
    def is_relative(self) -> bool:
        """Whether it only counts from another day (去年, 五年前)."""
        return self.relative_year != "" and self.month is None and self.day is None

    @property
    def key(self) -> str:
        """Equal for moments that are written differently and name the same fields."""
        fields = (self.year, self.month, self.day, self.hour, self.minute, self.quarter)
        return f"{fields}{self.decade}{self.part}{self.relative_year}{self.relative_month}"


def _number(text: str | None) -> int | None:
    value = amount(text) if text else None
    return None if value is None else int(value)


def _from_full(match: re.Match[str]) -> Moment:
    group = match.groupdict()
    half = group["half"] or group["half2"]
    return Moment(
        match.start(), match.start() + len(match[0].rstrip()), match[0].rstrip(),
        year=_number(group["year"] or group["year2"]),
        month=_number(group["month"]),
        day=_number(group["day"]),
        quarter=_number(group["quarter"] or group["quarter2"]) or ({"上": 11, "下": 12}[half] if half else None),
        part=(group["part"] or group["part2"] or "").replace("末", "底"),
        relative_year=(group["rel_year"] or group["rel_year2"] or "").replace("上年", "去年"),
        relative_month=(group["rel_month"] or "").replace("个", ""),
    )  # fmt: skip


def _from_clock(match: re.Match[str]) -> Moment:
    minute = (
        30 if match["half"] else _number(match["minute"] or match["minute2"] or match["minute3"])
    )
    return Moment(match.start(), match.end(), match[0], hour=int(match["hour"]), minute=minute)


def _from_decade(match: re.Match[str]) -> Moment:
    return Moment(match.start(), match.end(), match[0], decade=_number(match["decade"]))


def _from_ago(match: re.Match[str]) -> Moment:
    return Moment(match.start(), match.end(), match[0], relative_year=match["ago"] + "前")


def _from_english(match: re.Match[str]) -> Moment:
    month = _MONTHS.split().index(match["name"]) + 1
    year = int(match["year"]) if match["year"] else None
    return Moment(
        match.start(), match.end(), match[0], year=year, month=month, day=_number(match["day"])
    )


def _from_numbers(match: re.Match[str]) -> Moment:
    group = match.groupdict()
    return Moment(
        match.start(), match.end(), match[0],
        year=_number(group.get("year")), month=_number(group.get("month")), day=_number(group.get("day")),
    )  # fmt: skip


_READERS = (
    (_ISO, _from_numbers),
    (_ENGLISH, _from_english),
    (_YEAR_RANGE, _from_numbers),
    (_DECADE, _from_decade),
    (_AGO, _from_ago),
    (_FULL, _from_full),
    (_BARE_DAY, _from_numbers),
    (_CLOCK, _from_clock),
)


def moments(text: str) -> list[Moment]:
    """Finds the dates and hours of a folded text, in order, without overlaps."""
    found: list[Moment] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if all(match.end() <= m.start or match.start() >= m.end for m in found):
                found.append(read(match))
    return sorted(found, key=lambda m: m.start)


def inherit(found: list[Moment], year: int | None = None, month: int | None = None) -> list[Moment]:
    """Fills `given_year` and `given_month` from the dates that went before.

    Args:
        found: Moments in the order of the text.
        year: Year known before the text begins, for instance of the issue.
        month: Month known before the text begins.
    """
    filled: list[Moment] = []
    for moment in found:
        year = moment.year or year
        filled.append(replace(moment, given_year=year, given_month=moment.month or month))
        month = moment.month or month
    return filled


def comparable(one: Moment, other: Moment) -> bool:
    """Whether two moments are written to the same precision, so that they could be rivals."""
    if (one.hour is None) != (other.hour is None) or (one.decade is None) != (other.decade is None):
        return False
    if one.hour is not None or one.decade is not None:
        return True
    if one.year is None and one.month is None and one.day is None:
        return one.relative_year != "" and other.relative_year != ""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return any(a is not None and b is not None for a, b in pairs)


def contradicts(claim: Moment, evidence: Moment) -> bool:
    """Whether a field that both write (or are given) differs."""
    for field in ("month", "day", "minute", "quarter", "decade"):
        mine, theirs = getattr(claim, field), getattr(evidence, field)
        if mine is not None and theirs is not None and mine != theirs:
            return True
    if (
        claim.hour is not None
        and evidence.hour is not None
        and claim.hour % 12 != evidence.hour % 12
    ):
        return True
    if claim.year and evidence.year and claim.year != evidence.year:
        return True
    both = claim.relative_year and evidence.relative_year
    return bool(both and claim.relative_year != evidence.relative_year)


def equal(claim: Moment, evidence: Moment, years: frozenset[int]) -> bool:
    """Whether the evidence's moment bears out every field that the claim writes.

    Args:
        claim: From the claim.
        evidence: From the evidence, with what earlier dates there supply.
        years: Years named elsewhere in the evidence or the question, or of the issue; a claim may
            write one of these where the evidence leaves the year out.
    """
    if contradicts(claim, evidence) or (claim.hour is None) != (evidence.hour is None):
        return False
    if claim.month is not None and evidence.month is None and claim.month != evidence.given_month:
        return False
    for field in ("day", "minute", "quarter", "decade"):
        if getattr(claim, field) is not None and getattr(evidence, field) is None:
            return False
    if claim.part and evidence.part and claim.part != evidence.part:
        return False
    if claim.year is not None and evidence.year is None:
        return evidence.given_year == claim.year or claim.year in years
    return claim.year is not None or claim.month is not None or _same_rest(claim, evidence)


def _same_rest(claim: Moment, evidence: Moment) -> bool:
    fields = ("day", "hour", "quarter", "decade")
    if any(getattr(claim, f) is not None for f in fields):
        return True
    return (
        claim.relative_year == evidence.relative_year
        and claim.relative_month == evidence.relative_month
    )
