"""Do two pieces of text speak of the same thing? Shared runs of characters, the rare ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Characters that are common to all news prose; a run with one of them says little about its subject.
_COMMON = set(
    "的了在是和与及有为以于将对也这那他她它们我你其之不上下中到从由被把等个一二三四五六七八九十两"
    "年月日时分元亿万千百人会说称表示认为指出记者新华社报道据电本前后者并或但而且还都就又再已经"
    "大小多少可能要使让向至各每该此时候第度进行开展工作发展问题方面目前今去近来来"
)
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’-]{3,}")


def terms(text: str, length: int = 2) -> set[str]:
    """The telling character runs of a Chinese text, and the words of a Western one."""
    found = {
        run[i : i + length]
        for run in _HAN_RUN.findall(text)
        for i in range(len(run) - length + 1)
        if not _COMMON.intersection(run[i : i + length])
    }
    found.update(word.lower() for word in _WORD.findall(text))
    return found


def containment(part: str, whole: str, length: int = 2) -> float:
    """The share of one text's terms that another one has; 0 when it has none."""
    mine = terms(part, length)
    return len(mine & terms(whole, length)) / len(mine) if mine else 0.0


def shared(one: str, other: str, length: int = 3) -> int:
    """How many telling runs two texts share."""
    return len(terms(one, length) & terms(other, length))


def similarity(one: str, other: str) -> float:
    """Dice coefficient of two short texts' character pairs, punctuation aside, 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else float(one == other)


def _pairs(text: str) -> set[str]:
    bare = re.sub(r"[\W_]", "", text).lower()
    return {bare[i : i + 2] for i in range(len(bare) - 1)}


def best(scores: Iterable[float]) -> float:
    """The largest, or 0 without any."""
    return max(scores, default=0.0)
