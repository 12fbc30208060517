"""What a newspaper took back: figures and words that a correction in the evidence declares wrong.

A corrected statement stands in its article as if it were true, and in the correction itself as a
quotation. Neither may bear a sentence out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.models import Article

_CORRECTION = re.compile(
    r"[“「『\"](?P<wrong>[^“”「」『』\"]{2,80})[”」』\"](?:一[句处文]|的?(?:表述|说法|数据))?"
    r"(?:有误|错误|不准确|不实|系[^，。；]{0,8}误)[^“”「」『』\"。]{0,12}?"
    r"(?:应为|应是|应改为|改为|更正为|实为|实际为)[：:]?[“「『\"]?(?P<right>[^“”「」『』\"。；]{1,80})"
)
_FIGURE = re.compile(r"[0-9０-９][0-9０-９.,．，]*|[零〇一二三四五六七八九十百千两]+")
_BLANK = "□"


@dataclass(frozen=True, slots=True)
class Retraction:
    """Words that were declared wrong, and what they should have been."""

    wrong: str
    right: str


def retractions(articles: Sequence[Article]) -> list[Retraction]:
    """The retractions that stand in some articles, in order."""
    return [
        Retraction(match["wrong"], match["right"])
        for article in articles
        for match in _CORRECTION.finditer(article.text)
    ]


def blank_out(text: str, retracted: Sequence[Retraction]) -> str:
    """The text with what is wrong made unreadable; its length, and so all offsets, stay.

    Of a statement whose figure is wrong only the figure goes: what it counts is still said.
    """
    for retraction in retracted:
        text = text.replace(retraction.wrong, _blanked(retraction))
    return text


def _blanked(retraction: Retraction) -> str:
    figures = [f for f in _FIGURE.findall(retraction.wrong) if f not in retraction.right]
    if not figures:
        return _BLANK * len(retraction.wrong)
    return _FIGURE.sub(
        lambda match: _BLANK * len(match.group()) if match.group() in figures else match.group(),
        retraction.wrong,
    )


def annotate(text: str, retracted: Sequence[Retraction]) -> str:
    """The text for a reader, each retracted statement followed by what it should have been."""
    for retraction in retracted:
        quoted = re.escape(retraction.wrong)
        note = f"{retraction.wrong}（已更正，应为{retraction.right}）"
        text = re.sub(rf"(?<![“「『\"]){quoted}(?![”」』\"])", note.replace("\\", r"\\"), text)
    return text
