"""Jump marks: where an article says that it goes on, or began, on another page.

Chinese newspapers print （上接第1版） and （下转第三版）, in either width and with several verbs; English,
German and French ones have their own words. A mark is no part of the article's text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.datelines import page_label

Direction = Literal["from", "to"]

_CHINESE = "〇零一二三四五六七八九十头頭"
_LABEL = rf"[A-Za-zＡ-Ｚａ-ｚ]?\s*[0-9０-９]{{1,3}}|[A-Za-zＡ-Ｚａ-ｚ]?[{_CHINESE}]{{1,3}}"
_OPEN, _CLOSE = r"[（(\[【〔［<＜]", r"[）)\]】〕］>＞]"
# The words for "goes on" and "began", simplified and traditional.
_TO_VERB = r"(?:下\s*转|下\s*轉|文\s*转|文\s*轉|紧\s*转|緊\s*轉|转\s*接|全\s*文\s*转)"
_FROM_VERB = r"(?:上\s*接|紧\s*接|緊\s*接|文\s*接|承\s*接)"
_TAIL = r"(?:\s*[·・《“\"①-⑳:：][^）)\]】〕］>＞]{0,24})?"


def _chinese(verb: str) -> str:
    page = rf"(?:\s*(?:第|至|到|自|从){{0,2}}\s*(?P<page>{_LABEL})\s*[版版頁页叠面])"
    return rf"{_OPEN}\s*{verb}{page}{_TAIL}\s*{_CLOSE}"


def _bare(verb: str) -> str:
    page = rf"\s*第\s*(?P<page>{_LABEL})\s*[版頁页]"
    return rf"(?m:^\s*[▲▼→←►◄■□●※☞>]*\s*{verb}{page}\s*[▲▼→←►◄■□●※☞>]*\s*$)"


# Western marks stand on a line of their own or in brackets; in running prose "continued on page 4"
# may be the story's own words.
_WESTERN_TO = (
    r"(?:(?:please\s+)?(?:see|turn\s+to)\s+[A-Z][A-Z'’\- ]{1,24},?\s+(?:on\s+)?(?:page|p\.)|"
    r"continue[ds]\s+on\s+(?:page|p\.)?|"
    r"(?:Fortsetzung|Schlu(?:ß|ss)|Weiter|Mehr)\s+(?:auf|nächste)\s+(?:Seite|S\.)|"
    r"(?:(?:la\s+)?suite|à\s+suivre|lire\s+la\s+suite)\s+(?:(?:en|à\s+la|à)\s+)?(?:page|p\.))"
)
_WESTERN_FROM = (
    r"(?:continued\s+from\s+(?:page|p\.)?|from\s+page|"
    r"(?:Fortsetzung|Schlu(?:ß|ss))\s+(?:von|der)\s+(?:Seite|S\.)|"
    r"(?:suite|fin)\s+de\s+(?:la\s+)?(?:page|p\.))"
)


def _western(words: str) -> str:
    page = r"\s*(?P<page>[A-Z]{0,2}\s?-?\d{1,3})\b"
    arrows = r"[▲▼→←►◄■□●»«>.…]*"
    body = rf"{arrows}\s*{words}{page}\s*{arrows}"
    return rf"{_OPEN}\s*{body}\s*{_CLOSE}|(?m:^\s*{body.replace('page>', 'line>')}\s*$)"


_PATTERNS: tuple[tuple[Direction, re.Pattern[str]], ...] = (
    ("to", re.compile(_chinese(_TO_VERB))),
    ("from", re.compile(_chinese(_FROM_VERB))),
    ("to", re.compile(_bare(_TO_VERB))),
    ("from", re.compile(_bare(_FROM_VERB))),
    ("to", re.compile(_western(_WESTERN_TO), re.IGNORECASE)),
    ("from", re.compile(_western(_WESTERN_FROM), re.IGNORECASE)),
)
# What every mark contains, for a quick no.
_HINT = re.compile(
    r"[上下文紧緊转轉承]\s*[接转轉]|continue|Fortsetzung|Schlu(?:ß|ss)|suite|\bfin de|"
    r"from page|\bsee\s|turn to|weiter|mehr auf|suivre",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class JumpMark:
    """A printed mark: `from` heads a second half, `to` ends a first one.

    `start` and `end` are offsets in the text searched; `page` is the label as `page_label` writes it.
    """

    direction: Direction
    page: str
    start: int
    end: int


def find_jumps(text: str) -> list[JumpMark]:
    """The jump marks of a text, in order.

    Args:
        text: A line, a paragraph or a page; a mark may be cut by a line break.
    """
    if _HINT.search(text) is None:
        return []
    marks: list[JumpMark] = []
    for direction, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < mark.end and mark.start < match.end() for mark in marks):
                continue
            groups = match.groupdict()
            printed = groups["page"] or groups.get("line") or ""
            marks.append(JumpMark(direction, page_label(printed), match.start(), match.end()))
    return sorted(marks, key=lambda mark: mark.start)


def strip_jumps(text: str) -> tuple[str, str | None, str | None]:
    """Takes the jump marks out of a text.

    Returns:
        The text without marks, the page it continues from and the page it continues to (None
        where there is no such mark; of several of a kind the first `from` and the last `to`).
    """
    came: str | None = None
    goes: str | None = None
    kept: list[str] = []
    end = 0
    for mark in find_jumps(text):
        kept.append(text[end : mark.start])
        end = mark.end
        if mark.direction == "from":
            came = came or mark.page
        else:
            goes = mark.page
    return "".join((*kept, text[end:])), came, goes
