"""Who reported, from where, when; and which newspaper, day and page a sheet says it is.

Nothing is invented: a year that a dateline lacks is supplied from the issue's date or stays unknown,
and a newspaper, date or page that is not printed and not in the file's name is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

_HAN = r"\u3400-\u9fff"
_NUMERALS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
    "头": "1",
    "頭": "1",
}
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january jan januar janvier",
            "february feb februar février",
            "march mar märz mars",
            "april apr avril",
            "may mai",
            "june jun juni juin",
            "july jul juli juillet",
            "august aug août",
            "september sep sept septembre",
            "october oct oktober octobre",
            "november nov novembre",
            "december dec dezember décembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))

# --- Datelines and bylines ------------------------------------------------------------------

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
    rf"{_BEFORE}(?P<agency>{_AGENCY})(?:记者)?\s*(?:"
    rf"{_PLACE}\s*{_DAY}\s*(?:上午|下午|晚|夜间)?(?:体育|外电|综合|新媒体|外代)?(?:专)?(?:电|電|讯|訊|消息)"
    rf"|(?:综合)?(?:讯|訊|电|電)|消息|综合报道)"
    rf"(?:\s*(?P<reporters>{_REPORTERS}))?"
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
    rf"(?:(?P<month>(?:{_MONTH}))\.?\s+(?P<day>\d{{1,2}})\s*)?"
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


@dataclass(frozen=True, slots=True)
class Printed:
    """What a sheet says it is; None where it does not say."""

    newspaper: str | None = None
    date: date | None = None
    page: str | None = None

    def over(self, other: Printed) -> Printed:
        """This, completed from another source that it outranks."""
        return Printed(
            self.newspaper or other.newspaper, self.date or other.date, self.page or other.page
        )


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
    for pattern in (_CHINESE_START, _WESTERN_START):
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
    return bool(_CHINESE_START.match(opening) or _WESTERN_START.match(opening))


def is_dateline_alone(text: str) -> bool:
    """Whether a text is a dateline and nothing else."""
    match = _CHINESE_START.match(text.strip())
    return match is not None and match.end() == len(text.strip())


def is_byline_line(text: str) -> bool:
    """Whether a line is a byline and nothing else: 本报记者 白瀛, □ 张三, By Jane Doe."""
    text = text.strip()
    if len(text) > 70 or text.count("（") != text.count("）") or text.count("(") != text.count(")"):
        return False
    if _CHINESE_LINE.fullmatch(text):
        return re.search(r"[获说称表示采访了解发现]{2}", text) is None
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
        month = str(_MONTHS[month.lower().rstrip(".")])
    if year and month:
        return _valid(int(year), int(month), int(day))
    assert printed is not None
    # A morning paper may carry tomorrow's date over a dateline of the same day abroad.
    latest = printed + timedelta(days=1)
    if month:
        days = (_valid(latest.year - back, int(month), int(day)) for back in (0, 1))
    else:
        first = latest.replace(day=1)
        before = first - timedelta(days=1)
        days = (_valid(d.year, d.month, int(day)) for d in (first, before))
    return next((found for found in days if found and found <= latest), None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def page_label(printed: str) -> str:
    """The one form of a page label: "１", "一", "头" and "01" become "1", "a08" becomes "A8".

    Returns:
        Capital letters and the number without leading zeros, or the text itself when it is neither.
    """
    text = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", printed)).upper()
    match = re.fullmatch(r"([A-Z]*)(\d+|[〇零一二三四五六七八九十头頭]+)", text)
    if match is None:
        return text
    letters, number = match.groups()
    return letters + (str(int(number)) if number.isdecimal() else str(_numeral(number)))


def _numeral(chinese: str) -> int:
    if "十" not in chinese:
        return int("".join(_NUMERALS[digit] for digit in chinese))
    tens, _, units = chinese.partition("十")
    return (int(_NUMERALS[tens]) if tens else 1) * 10 + (int(_NUMERALS[units]) if units else 0)


# --- Mastheads and file names ---------------------------------------------------------------

_WEEKDAY = (
    r"(?:星期[一二三四五六日天]|周[一二三四五六日]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
_WEEKDAY_WORD = re.compile(_WEEKDAY, re.IGNORECASE)
_FULL_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s*[年./\-]\s*(?P<m>\d{1,2})\s*[月./\-]\s*(?P<d>\d{1,2})(?:\s*日)?(?!\d)"
    r"|(?P<cy>[一二][〇○零Ｏ九八一二三四五六七]{3})年(?P<cm>[一二三四五六七八九十]{1,2})月(?P<cd>[一二三四五六七八九十]{1,3})日"
    rf"|(?P<em>{_MONTH})\.?\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<ey>(?:19|20)\d{{2}})"
    rf"|(?P<wd>\d{{1,2}})\.?\s+(?P<wm>{_MONTH})\.?,?\s+(?P<wy>(?:19|20)\d{{2}})",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"第\s*(?P<a>[A-Za-z]?\s*\d{1,3}|[一二三四五六七八九十]{1,3})\s*版"
    r"|(?<![今日共总\d第])(?P<b>[A-Z]?\d{1,3})\s*版(?!本)"
    r"|^\s*(?P<c>[A-Z]\s?\d{1,3})(?=\s|$|[:：·/|—-])|(?<=\s)(?P<d>[A-Z]\d{1,3})\s*$"
    r"|(?:Page|Seite|S\.)\s*(?P<e>[A-Z]?\d{1,3})\b"
)
_NAME_END = (
    r"(?:日报|晚报|早报|晨报|时报|商报|都市报|周报|新报|导报|快报|青年报|周刊|南方周末|文摘报|工人报|农民报|"
    r"法制报|法治报|体育报|电视报|消息报|新闻报|信息报|经济报|消费报|教育报|卫生报|健康报|科技报|军报|邮报|公报|"
    r"日報|晚報|早報|晨報|時報|商報|週報|週刊|新聞報|明報|參考消息|参考消息|每日电讯|联合报|聯合報|大公报|文汇报|文匯報)"
)
_NAME = re.compile(rf"[{_HAN}·]{{0,8}}?{_NAME_END}")
_LOOSE_NAME = re.compile(rf"[{_HAN}]{{1,7}}[报報]")
_WESTERN_NAME = re.compile(
    r"(?:The|THE|Die|DIE|Der|DER|Das|Le|LE|La|LA)?\s*(?:[A-ZÄÖÜÉ][\w'’äöüéè-]*\s+){0,4}"
    r"(?:Times|TIMES|Post|POST|Daily|DAILY|Herald|HERALD|News|NEWS|Journal|JOURNAL|Gazette|GAZETTE|"
    r"Tribune|TRIBUNE|Guardian|Zeitung|ZEITUNG|Anzeiger|Nachrichten|Rundschau|Tageblatt|Figaro|Monde|Sample|Standard)"
    r"(?:\s+[A-ZÄÖÜÉ][\w'’äöüéè-]*){0,2}"
)
_ISSUE = re.compile(
    r"星期[一二三四五六日天]|总第\s*\d+\s*期|第\s*\d+\s*期|今日\s*\d+\s*版|共\s*\d+\s*版|CN\s?\d\d|国内统一|邮发代号|"
    r"责任?编辑?[:：]|责编|编辑[:：]|校对[:：]|版式[:：]|美编|组版|值班|投稿|印刷|零售|定价|https?://|www\.|"
    r"Vol\.|No\.\s*\d",
    re.IGNORECASE,
)
_FRONT = re.compile(r"总第\s*\d+\s*期|今日\s*\d+\s*版|国内统一|邮发代号|CN\s?\d\d-\d{4}")
_EDGE = 10


def masthead(lines: Sequence[str]) -> Printed:
    """What the lines at a page's head or foot say of newspaper, date and page.

    Args:
        lines: The page's lines, or those already known to be furniture; letter-spacing closed.

    Returns:
        What is printed; a front page that prints its issue number but no page label is page 1.
    """
    texts = [text.strip() for text in lines if text.strip()]
    edge = set(range(min(_EDGE, len(texts)))) | set(range(max(0, len(texts) - _EDGE), len(texts)))
    found = Printed()
    front = False
    for index in sorted(edge):
        kind = furniture_kind(texts[index])
        near = any(
            furniture_kind(texts[other]) == "issue"
            for other in range(max(0, index - 3), min(len(texts), index + 4))
            if other != index
        )
        if kind is None or (kind == "name" and not near):
            continue
        found = found.over(_read(texts[index], kind, near))
        front = front or _FRONT.search(texts[index]) is not None
    if front and found.page is None:
        found = Printed(found.newspaper, found.date, "1")
    return found


def _read(text: str, kind: str, near: bool) -> Printed:
    found = _FULL_DATE.search(text)
    day = _date_of(found) if found else None
    page = _PAGE.search(text)
    label = page_label(next(g for g in page.groups() if g)) if page else None
    if label is None and kind == "number" and near:
        label = page_label(text.strip("—-– ·第版页"))
    rest = _FULL_DATE.sub(" ", text) if found else text
    name = _NAME.search(rest) or (_LOOSE_NAME.fullmatch(rest.strip()) if near else None)
    if name is None and not re.search(rf"[{_HAN}]", rest):
        name = _WESTERN_NAME.search(re.sub(_WEEKDAY, " ", rest))
    return Printed(name.group().strip() if name else None, day, label)


def furniture_kind(text: str) -> str | None:
    """What a line is, if it is nothing but page furniture.

    Returns:
        "issue" (date, page, issue number, editors), "name" (a newspaper's name), "number" (a bare
        page number), or None.
    """
    text = text.strip()
    if not text or len(text) > 90:
        return None
    if re.fullmatch(r"[—\-–·\s]*(?:[A-Z]?\d{1,3})[—\-–·\s]*", text):
        return "number"
    if not _is_staff(text) and re.search(r"[，。；？！“”、]", text):
        return None
    if _is_issue_line(text):
        return "issue"
    if _NAME.fullmatch(text) or _WESTERN_NAME.fullmatch(text):
        return "name"
    return None


def _is_issue_line(text: str) -> bool:
    """Whether a line holds a date, page or issue number and hardly anything else."""
    if _is_staff(text):
        return True
    rest = _FULL_DATE.sub(" ", text, count=1)
    dated = rest != text
    bare = rest
    for pattern in (_ISSUE, _PAGE, _WEEKDAY_WORD, _NAME, _WESTERN_NAME):
        bare = pattern.sub(" ", bare)
    left = len(re.sub(r"[\W\d_]|农历\S+|[期版]|要闻|综合", "", bare))
    # A date alone may be a line of the story; with a weekday, a name or a page it is furniture.
    return left == 0 and dated or (bare != rest and left <= (5 if dated else 3) and _marked(text))


def _marked(text: str) -> bool:
    return bool(_FULL_DATE.search(text) or _ISSUE.search(text) or _PAGE.search(text))


def _is_staff(text: str) -> bool:
    return bool(
        re.match(
            r"[□■●\s]*(?:本版|本报|值班|今日)?\s*(?:责任?编辑?|编辑|责编|校对|版式|美编|组版|主编|视觉|邮箱|电话|热线|投稿)\s*[:：/]",
            text,
        )
    )


def _date_of(match: re.Match[str]) -> date | None:
    g = match.groupdict()
    if g["y"]:
        return _valid(int(g["y"]), int(g["m"]), int(g["d"]))
    if g["cy"]:
        year = int("".join(_NUMERALS[c] for c in g["cy"]))
        return _valid(year, _numeral(g["cm"]), _numeral(g["cd"]))
    if g["em"]:
        return _valid(int(g["ey"]), _MONTHS[g["em"].lower()], int(g["ed"]))
    return _valid(int(g["wy"]), _MONTHS[g["wm"].lower()], int(g["wd"]))


_NAME_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<s>[-_./年]?)(?P<m>0?[1-9]|1[0-2])(?:[-_./月]|(?=\d\d))(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
)
_NAME_PAGE = re.compile(
    r"第(?P<a>[A-Za-z]?\d{1,3})版|(?<![A-Za-z0-9])(?P<b>[A-H]\d{1,2})(?![A-Za-z0-9])"
    r"|(?:^|[-_ ])(?:p|page|版|S)[-_ ]?(?P<c>\d{1,3})(?!\d)|(?<=[-_])(?P<d>\d{1,2})(?:版)?$",
    re.IGNORECASE,
)


def date_from_name(path: str) -> date | None:
    """The day that a file's name or folder names (2025-01-22, 20250122, 2025-01/22), or None."""
    text = unicodedata.normalize("NFKC", path)
    parts = PurePosixPath(text.replace("\\", "/")).parts
    for candidate in (parts[-1] if parts else "", "/".join(parts[-3:])):
        for match in _NAME_DATE.finditer(candidate):
            found = _valid(int(match["y"]), int(match["m"]), int(match["d"]))
            if found:
                return found
    return None


def printed_from_name(path: str) -> Printed:
    """What a file's name says: 样例日报_2025-01-22_A08.txt has all three."""
    text = unicodedata.normalize("NFKC", path)
    stem = PurePosixPath(text.replace("\\", "/")).stem
    day = date_from_name(path)
    rest = _NAME_DATE.sub(" ", stem)
    page = _NAME_PAGE.search(rest.rstrip()) if rest != stem else None
    label = page_label(next(g for g in page.groups() if g)) if page else None
    name = _NAME.search(rest)
    return Printed(name.group() if name else None, day, label)
