"""Who reported, from where and when: bylines, datelines and credits.

Nothing is invented: a year that a dateline lacks is supplied from the issue's date or stays
unknown. What mastheads and file names say is read by `index.printed` and offered here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.printed import (
    MONTH,
    MONTHS,
    Printed,
    date_from_name,
    furniture_kind,
    is_staff_line,
    masthead,
    page_label,
    printed_from_name,
    valid_date,
)

_HAN = r"\u3400-\u9fff"

__all__ = [
    "Byline",
    "Printed",
    "date_from_name",
    "dateline_date",
    "end_credit",
    "find_byline",
    "furniture_kind",
    "is_byline_line",
    "is_dateline_alone",
    "is_staff_line",
    "masthead",
    "opens_with_dateline",
    "page_label",
    "printed_from_name",
]

_AGENCY = (
    r"(?:新华社|新华网|新華社|中新社|中新网|中新網|中国新闻网|中国新闻社|中央社|中通社|人民网|人民網|央视网|央视新闻|"
    rf"国际在线|光明网|环球网|参考消息网|美联社|路透社|法新社|塔斯社|共同社|韩联社|德新社|埃菲社|安莎社|"
    rf"[{_HAN}]{{0,4}}(?:日报|晚报|早报|晨报|时报|商报|周报|快报|都市报|青年报)|本报|本刊|本网|本台|本社)"
)
_BEFORE = r"(?:据|综合|另据|又据|自)?"
_DAY = r"(?:(?P<year>\d{4})\s*年\s*)?(?:(?P<month>\d{1,2})\s*月\s*)?(?P<day>\d{1,2})\s*日"
_PLACE = rf"(?P<place>[{_HAN}·、/（）()\s]{{0,16}}?)"
_REPORTERS = r"[（(]\s*(?:[^（()）]{0,10}?(?:记者|記者|通讯员|通訊員|实习生|特约)[^（()）]{0,60}|[^（()）。，]{2,40})\s*[）)]"
_ROLES = (
    r"(?:首席|见习|实习|特派|驻外|摄影|特约|全媒体|融媒体)*\s*"
    r"(?:记者|記者|通讯员|通訊員|评论员|撰稿人?|编译|作者|文/图|文字|图片|实习生)"
)

_CHINESE_START = re.compile(
    rf"{_BEFORE}(?P<agency>{_AGENCY}|[{_HAN}]{{2,3}}社)(?:记者)?\s*(?:"
    rf"{_PLACE}\s*{_DAY}\s*(?:上午|下午|晚|夜间)?(?:体育|外电|综合|新媒体|外代)?(?:专)?(?:电|電|讯|訊|消息)"
    rf"|(?:综合)?(?:讯|訊|电|電)|消息|综合报道)"
    rf"(?:\s*(?P<reporters>{_REPORTERS}))?"
)
# The way of Taiwan's papers: 【記者王小明／台北報導】.
_BRACKETED_START = re.compile(
    rf"【\s*(?P<agency>{_AGENCY}|本報)?\s*(?:记者|記者)?\s*(?P<names>[{_HAN}]{{2,4}}(?:[、\s][{_HAN}]{{2,4}})*)\s*[／/]\s*"
    rf"(?P<place>[{_HAN}]{{2,12}}?)(?:综合|綜合)?(?:报道|報導|報道|电|電)\s*】"
    # Without the stroke names and place cannot be told apart.
    rf"|【\s*(?:本報|本报)?(?:记者|記者)[{_HAN}、\s]{{4,20}}(?:报道|報導|報道)\s*】"
)
_REPORTERS_START = re.compile(
    rf"[（(]\s*(?P<agency>{_AGENCY})?\s*(?P<names>{_ROLES}[^（()）。]{{2,50}})\s*[）)]"
)
# （郭阳）据…: names alone, which only the start of an article makes a byline.
_NAMES_START = re.compile(
    rf"[（(](?P<name>[{_HAN}]{{2,4}}(?:[\s、·][{_HAN}]{{2,4}}){{0,3}})[）)](?=[{_HAN}0-9“])"
)
_WESTERN_START = re.compile(
    r"(?P<place>[A-ZÄÖÜÉ][A-ZÄÖÜÉa-zäöüßéè.'’\- ]{1,30}?(?:,\s*[A-Z][A-Za-z. ]{1,20})?)?,?\s*"
    rf"(?:(?P<month>(?:{MONTH}))\.?\s+(?P<day>\d{{1,2}})\s*)?"
    r"[(/](?P<agency>Reuters|AP|AFP|Xinhua|dpa|DPA|UPI|TASS|Bloomberg|ANSA|EFE|Kyodo|CNS)[)/]"
    r"\s*(?:[-–—:]{1,2}|\.)",
    re.IGNORECASE,
)
_WESTERN_LINE = re.compile(
    r"(?:By|BY|Von|VON|Par|PAR)\s+(?P<names>[A-ZÄÖÜÉ][^\d,.;:!?]{2,60}?)"
    r"(?:,?\s+(?:Staff [Ww]riter|Staff [Rr]eporter|Correspondent|in [A-Z][A-Za-z ]+|[A-Z][A-Za-z ]+ (?:News|Times|Post)))?$"
)
_CHINESE_LINE = re.compile(
    rf"[□■◆◇○●▲△※\s]*(?:(?P<agency>{_AGENCY})\s*(?:驻[{_HAN}]{{1,8}})?)?\s*"
    rf"(?P<names>{_ROLES}\s*[：:]?\s*(?![从在近日昨今获了采])[{_HAN}A-Za-z·/、，\s□■○●（）()]{{2,50}})"
    rf"|[□■◆◇]\s*(?P<name>[{_HAN}]{{2,4}}(?:[\s、·][{_HAN}]{{2,4}}){{0,3}})"
)
# 图片展，在中国: the words also begin others, so what follows a role must be set off.
_NO_ROLE = re.compile(r"(?:文字|图片|编译|作者)(?![\s：:/])")
_PICTURE_CREDIT = re.compile(r"[\s/](?:摄|攝|摄影|攝影|供图|制图)$")
_CREDIT_END = re.compile(
    rf"[（(]\s*(?P<inside>(?:据|综合|来源[:：]|本文来源[:：]|转自)?\s*(?P<agency>{_AGENCY})?[^（()）。！？]{{0,12}}?"
    rf"(?:{_ROLES}[^（()）。]{{1,50}}|供稿|专稿|特稿|供本报专稿|电|報道|报道|消息|综合)?)\s*[）)]\s*$"
)
_NAMES_ONLY = re.compile(rf"[{_HAN}]{{2,4}}(?:[\s、·，][{_HAN}]{{2,4}}){{0,4}}")
_NOT_NAMES = re.compile(
    r"[完续图表附略下上注摄发]|资料|照片|待续|图片|音译|化名|单位|责编|备案|市区|县区"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """A dateline, byline or credit as printed; `text` is `source[start:end]`."""

    text: str
    agency: str | None = None
    place: str | None = None
    reporters: tuple[str, ...] = ()
    date: date | None = None
    """The dateline's day, its year supplied; None when there is no day or no year to supply."""
    start: int = 0
    end: int = 0


def find_byline(text: str, printed: date | None = None) -> Byline | None:
    """The dateline or byline that opens a text, is the whole of it, or the credit that ends it.

    Args:
        text: An article's first paragraph, a line, or its last paragraph.
        printed: Date of the issue, from which a missing year is supplied.

    Returns:
        The first of: dateline at the start, byline line, credit at the end; None without any.
    """
    lead = len(text) - len(text.lstrip())
    opening = text[lead : lead + 160]
    for pattern in (_CHINESE_START, _WESTERN_START, _BRACKETED_START):
        match = pattern.match(opening)
        if match:
            return _byline(match, lead, printed)
    if is_byline_line(opening) and len(opening) < 120:
        match = _CHINESE_LINE.fullmatch(opening.rstrip()) or _WESTERN_LINE.match(opening.rstrip())
        if match:
            return _byline(match, lead, printed)
    match = _REPORTERS_START.match(opening) or _NAMES_START.match(opening)
    return _byline(match, lead, printed) if match else end_credit(text)


def opens_with_dateline(text: str) -> bool:
    """Whether a text opens as a news story does: 新华社北京1月21日电, 本报讯, LONDON (Reuters) -."""
    opening = text.lstrip()[:160]
    starts = (_CHINESE_START, _WESTERN_START, _BRACKETED_START)
    return any(pattern.match(opening) for pattern in starts)


def is_dateline_alone(text: str) -> bool:
    """Whether a text is a dateline and nothing else."""
    match = _CHINESE_START.match(text.strip())
    return match is not None and match.end() == len(text.strip())


def is_byline_line(text: str) -> bool:
    """Whether a line is a byline and nothing else: 本报记者 白瀛, □ 张三, By Jane Doe."""
    text = text.strip()
    if len(text) > 70 or text.count("（") != text.count("）") or text.count("(") != text.count(")"):
        return False
    if _NO_ROLE.match(text) or _PICTURE_CREDIT.search(text):
        return False
    if _CHINESE_LINE.fullmatch(text):
        # 记者走进乡村小学 begins a sentence; what follows in a byline are names.
        names = _names(text)
        return bool(names) and all(len(name) <= 4 or "·" in name for name in names)
    return _WESTERN_LINE.fullmatch(text) is not None


def end_credit(text: str) -> Byline | None:
    """The credit in brackets that ends a text: （新华社记者 夏晓）, （陈思武）, （据新华社电）."""
    match = _CREDIT_END.search(text)
    if match is None:
        return None
    inside = match.group("inside").strip()
    named = re.search(_ROLES, inside) or match.group("agency")
    if not named and not (_NAMES_ONLY.fullmatch(inside) and not _NOT_NAMES.search(inside)):
        return None
    if not named and text[: match.start()].rstrip()[-1:] not in {"", "。", "”", "！", "？", "…"}:
        return None
    return Byline(
        text=match.group().rstrip(),
        agency=match.group("agency"),
        reporters=_names(inside),
        start=match.start(),
        end=match.start() + len(match.group().rstrip()),
    )


def dateline_date(text: str, printed: date | None) -> date | None:
    """The day a text's opening dateline names, its year supplied from the issue's date."""
    byline = find_byline(text, printed)
    return byline.date if byline else None


def _byline(match: re.Match[str], lead: int, printed: date | None) -> Byline:
    groups = match.groupdict()
    names = groups.get("reporters") or groups.get("names") or groups.get("name") or ""
    place = (groups.get("place") or "").strip(" ,/、") or None
    return Byline(
        text=match.group().strip(),
        agency=groups.get("agency"),
        place=place,
        reporters=_names(names),
        date=_supplied(groups.get("year"), groups.get("month"), groups.get("day"), printed),
        start=lead,
        end=lead + len(match.group().rstrip()),
    )


def _names(text: str) -> tuple[str, ...]:
    text = re.sub(rf"{_AGENCY}|{_ROLES}|[（()）□■]", " ", text)
    if re.search(rf"[{_HAN}]", text):
        return tuple(name for name in re.split(r"[\s、，,/：:]+", text) if 2 <= len(name) <= 12)
    return tuple(part.strip() for part in re.split(r",| and | und | et ", text) if part.strip())


def _supplied(
    year: str | None, month: str | None, day: str | None, printed: date | None
) -> date | None:
    """A date from its parts; what is missing is the latest that the issue could report."""
    if day is None or (printed is None and (year is None or month is None)):
        return None
    if month is not None and not month.isdecimal():
        month = str(MONTHS[month.lower().rstrip(".")])
    if year and month:
        return valid_date(int(year), int(month), int(day))
    assert printed is not None
    # A morning paper may carry tomorrow's date over a dateline of the same day abroad.
    latest = printed + timedelta(days=1)
    if month:
        days = (valid_date(latest.year - back, int(month), int(day)) for back in (0, 1))
    else:
        first = latest.replace(day=1)
        before = first - timedelta(days=1)
        days = (valid_date(d.year, d.month, int(day)) for d in (first, before))
    return next((found for found in days if found and found <= latest), None)
