"""Headlines: their parts, and whether this page prints them before or after the text they head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.models import Line
from index.splitting.lines import PrintedLine, has_han, measure

_DASH = re.compile(r"^[—–\-]{1,2}\s*")
_KICKER_EMS = 5.0
# Names of sections and columns, which stand over headlines even where no gap shows it.
_SECTION = re.compile(
    r"(?:要闻|国际|国内|经济|财经|体育|社会|文化|教育|科技|民生|时政|法治|健康|文娱|娱乐|综合|评论|视点|关注|"
    r"环球|聚焦|两会|深度|焦点|新闻|专题|广角|在线|前沿|播报|专递|行情|金融|地方|本地|城事|都市|副刊|人物|调查|观察|"
    r"[·•|/-]){1,4}"
)
# A second line that can only go on with the first: it opens with a particle or conjunction.
_GOES_ON = re.compile(r"^[的了着过地得和与及或等者率型性化]")


@dataclass(frozen=True, slots=True)
class HeadlineParts:
    """What a headline block is made of; empty parts are None."""

    kicker: str | None
    headline: str | None
    subline: str | None


def headline_parts(lines: Sequence[Line]) -> HeadlineParts:
    """Tells kicker, headline and subline of one headline block.

    Args:
        lines: The block's lines, blank ones between groups; font sizes decide where they are given.
    """
    return parts_of(measure(lines))


def parts_of(lines: Sequence[PrintedLine]) -> HeadlineParts:
    """The same of measured lines."""
    if not lines:
        return HeadlineParts(None, None, None)
    if all(line.size is not None for line in lines):
        return _by_size(lines)
    groups = _groups(lines)
    kicker: list[PrintedLine] = []
    subline: list[PrintedLine] = []
    while len(groups) > 1 and _is_kicker(groups[0], groups[1]):
        kicker.extend(groups.pop(0))
    while len(groups) > 1:
        subline = groups.pop() + subline
    return HeadlineParts(_text(kicker), _text(groups[0]), _text(subline))


def _by_size(lines: Sequence[PrintedLine]) -> HeadlineParts:
    largest = max(line.size or 0.0 for line in lines)
    main = [i for i, line in enumerate(lines) if (line.size or 0.0) >= 0.9 * largest]
    first, last = main[0], main[-1]
    return HeadlineParts(
        _text(lines[:first]), _text(lines[first : last + 1]), _text(lines[last + 1 :])
    )


def _groups(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """The lines as printed apart.

    A blank after a line that had none before it is no sign: an extractor that marks paragraphs by
    a change of indent prints it late.
    """
    groups: list[list[PrintedLine]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if (line.gap and before.gap) or _SECTION.fullmatch(before.text):
            groups.append([])
        groups[-1].append(line)
    return groups


def _is_kicker(group: Sequence[PrintedLine], after: Sequence[PrintedLine]) -> bool:
    if _DASH.match(after[0].text):
        return False
    if len(group) > 1:
        return False
    width = group[0].width
    return (
        width <= _KICKER_EMS
        or width < 0.7 * sum(line.width for line in after)
        or _SECTION.fullmatch(group[0].text) is not None
    )


def _text(lines: Sequence[PrintedLine]) -> str | None:
    return join_headline([line.text for line in lines]) if lines else None


def join_headline(lines: Sequence[str]) -> str:
    """Headline lines as one text: with a space between clauses, none within one.

    Two lines of nearly equal length are two clauses (沪深大盘重现升势 权重板块纷纷走弱); lines of unequal
    length are one clause cut to be centred, unless the first is long enough to stand alone.
    """
    text = lines[0].strip()
    for before, after in pairwise(lines):
        after = after.strip()
        latin = not has_han(before + after)
        apart = latin or (
            len(before) >= 7
            and not before.endswith(("：", ":", "？", "！", "“", "《"))
            and (abs(len(before) - len(after)) <= 1 or _DASH.match(after) is not None)
            and not _GOES_ON.match(after)
        )
        text += (" " if apart else "") + after
    return text
