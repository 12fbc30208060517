"""Days of the week: short words that weigh little, and say when."""

from __future__ import annotations

import re

from rag.support.alignment import Alignment
from rag.support.findings import Finding

_CHINESE = "一二三四五六日"
_ENGLISH = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAY = rf"周[{_CHINESE}天](?![次场天个期趟班人回])|\b(?:{'|'.join(_ENGLISH)})\b"
_RUN = re.compile(rf"(?P<first>{_DAY})(?:\s?(?:至|到|-|—|–|~|to|through)\s?(?P<last>{_DAY}))?")


def check_weekdays(alignment: Alignment) -> list[Finding]:
    """Objections to days of the week that the evidence, naming others, does not name.

    Args:
        alignment: Of the claim with a run of evidence sentences; a run of days (周四至周日) names
            all of them.
    """
    claimed = _days(alignment.claim.folded)
    named: dict[int, str] = {}
    for sentence in alignment.window.sentences:
        named.update(_days(sentence.folded))
    if not named:
        return []
    shown = next(iter(named.values()))
    return [
        Finding("date", "fatal", "differs", text, shown)
        for day, text in claimed.items()
        if day not in named
    ][:1]


def _days(folded: str) -> dict[int, str]:
    """Days from 0 for Monday, each with the words that name it."""
    found: dict[int, str] = {}
    for match in _RUN.finditer(folded):
        first = _number(match["first"])
        last = _number(match["last"]) if match["last"] else first
        found.update(((first + step) % 7, match[0]) for step in range((last - first) % 7 + 1))
    return found


def _number(day: str) -> int:
    if day in _ENGLISH:
        return _ENGLISH.index(day)
    return _CHINESE.index(day[1].replace("天", "日"))
