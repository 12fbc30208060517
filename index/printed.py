"""Which newspaper, day and page a sheet says it is, in its masthead or its file's name.

Nothing is invented: what is neither printed nor in the file's name is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

_HAN = r"\u3400-\u9fff"
_NUMERALS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
    "头": "1",
    "頭": "1",
}
MONTHS = {
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
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))


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


_WEEKDAY = (
    r"(?:星期[一二三四五六日天]|周[一二三四五六日]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
_WEEKDAY_WORD = re.compile(_WEEKDAY, re.IGNORECASE)
_FULL_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s*[年./\-]\s*(?P<m>\d{1,2})\s*[月./\-]\s*(?P<d>\d{1,2})(?:\s*日)?(?!\d)"
    r"|(?P<cy>[一二][〇○零Ｏ九八一二三四五六七]{3})年(?P<cm>[一二三四五六七八九十]{1,2})月(?P<cd>[一二三四五六七八九十]{1,3})日"
    rf"|(?P<em>{MONTH})\.?\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<ey>(?:19|20)\d{{2}})"
    rf"|(?P<wd>\d{{1,2}})\.?\s+(?P<wm>{MONTH})\.?,?\s+(?P<wy>(?:19|20)\d{{2}})",
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
_STAFF = r"(?:本版|本报|值班|今日)?\s*(?:责任编辑|責任編輯|编辑|編輯|责编|責編|校对|校對|版式|美术编辑|美编|美編|组版|主编|视觉)"
_STAFF_START = re.compile(rf"[□■●\s]*(?:{_STAFF}|邮箱|电话|热线|投稿)\s*[:：/]")
_STAFF_LINE = re.compile(
    rf"[□■●\s]*(?:{_STAFF}[\s:：/]+[{_HAN}]{{1,4}}(?:\s[{_HAN}])?(?:[\s、]+(?!{_STAFF})[{_HAN}]{{2,4}})*[\s|｜]*)+"
    r"|(?:(?:(?:Page |Copy |Photo |Duty )?[Ee]ditor|Layout|Designer|Proofreader)s?(?:: | by )"
    r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}[\s,;|]*)+"
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
    return (left == 0 and dated) or (bare != rest and left <= (5 if dated else 3) and _marked(text))


def _marked(text: str) -> bool:
    return bool(_FULL_DATE.search(text) or _ISSUE.search(text) or _PAGE.search(text))


def _is_staff(text: str) -> bool:
    return _STAFF_START.match(text) is not None or is_staff_line(text)


def is_staff_line(text: str) -> bool:
    """Whether a line names a page's editors and nothing else: 本版编辑 王小明 美编 李红."""
    return _STAFF_LINE.fullmatch(text.strip()) is not None


def _date_of(match: re.Match[str]) -> date | None:
    g = match.groupdict()
    if g["y"]:
        return valid_date(int(g["y"]), int(g["m"]), int(g["d"]))
    if g["cy"]:
        year = int("".join(_NUMERALS[c] for c in g["cy"]))
        return valid_date(year, _numeral(g["cm"]), _numeral(g["cd"]))
    if g["em"]:
        return valid_date(int(g["ey"]), MONTHS[g["em"].lower()], int(g["ed"]))
    return valid_date(int(g["wy"]), MONTHS[g["wm"].lower()], int(g["wd"]))


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
            found = valid_date(int(match["y"]), int(match["m"]), int(match["d"]))
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


def valid_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
