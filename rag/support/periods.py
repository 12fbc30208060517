"""Which period a figure is of: a year's total is neither the half year's nor another year's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.support.alignment import Alignment
from rag.support.dates import Moment, contradicts
from rag.support.facts import equal
from rag.support.findings import Finding
from rag.support.known import Known
from rag.support.numbers import Quantity
from rag.support.reading import Sentence
from rag.support.terms import clause_spans

_REFERENCE_BEFORE = re.compile(r"(?:比|较|于|超过?|自|从)$")
"""Before a date that a figure is only compared with, or counted from."""
_REFERENCE_AFTER = re.compile(
    r"^(?:的?同期|以来|[^,;:。]{0,6}(?:相比|以来|同期))|^[^,;:。]{0,4}的?\d[\d.]*(?:%|万|亿)?[^\d,;:。]{0,3}(?:增|升|提高|降|减)"
)
_PART_OF_YEAR = re.compile(
    r"^(?:[前头](?:\d+|[一二三四五六七八九十两]+)(?:个月|季)|1?\d?月?[-~—–至到]\d+月|[一二三四五六七八九十]+(?:至|到)[一二三四五六七八九十]+月)"
)
_RANGE = re.compile(r"^\s?年?[-~—–至到]+\s?$")
_RATE = re.compile(r"(?:[年月日周]均|[人户]均|平均每?[年月日天人户]?)")
_NOT_FIGURES = frozenset({"ordinal", "score"})
_NEAR = 8
"""Characters before a figure in which a word like 年均 belongs to it."""


@dataclass(frozen=True, slots=True)
class _Period:
    moment: Moment
    ranged: bool
    partial: bool


def check_periods(alignment: Alignment, known: Known) -> list[Finding]:
    """Objections to figures that the evidence gives for another period or as an average.

    Args:
        alignment: With the run of evidence sentences.
        known: Years that may be supplied.
    """
    findings: list[Finding] = []
    for figure in alignment.claim.facts:
        if not isinstance(figure, Quantity) or figure.weak or figure.dimension in _NOT_FIGURES:
            continue
        places = [
            (sentence, fact)
            for sentence in alignment.window.sentences
            for fact in sentence.facts
            if isinstance(fact, Quantity) and equal(figure, fact, known.years)
        ]
        finding = _other_period(alignment.claim, figure, places) or _averaged(
            alignment.claim, figure, places
        )
        if finding is not None:
            findings.append(finding)
    return findings


def _other_period(
    claim: Sentence, figure: Quantity, places: list[tuple[Sentence, Quantity]]
) -> Finding | None:
    """Whether every equal figure of the evidence belongs to a period that is not the claim's."""
    mine = _period(claim, figure)
    if mine is None or mine.moment.year is None or not places:
        return None
    shown: _Period | None = None
    for sentence, fact in places:
        theirs = _period(sentence, fact)
        if theirs is None or not _conflict(mine, theirs):
            return None
        shown = theirs
    assert shown is not None
    return Finding("date", "fatal", "differs", mine.moment.text, shown.moment.text)


def _conflict(mine: _Period, theirs: _Period) -> bool:
    if contradicts(mine.moment, theirs.moment):
        return True
    if theirs.moment.year is None and theirs.moment.quarter is None:
        return False
    if theirs.ranged and not mine.ranged and mine.moment.month is None:
        return True
    whole_year = mine.moment.quarter is None and mine.moment.month is None and not mine.partial
    return whole_year and (theirs.moment.quarter is not None or theirs.partial)


def _period(sentence: Sentence, figure: Quantity) -> _Period | None:
    """The last date before a figure that it is not merely compared with; None where none is."""
    folded = sentence.folded
    dates = [
        f for f in sentence.facts
        if isinstance(f, Moment) and f.end <= figure.start and f.hour is None and f.decade is None
    ]  # fmt: skip
    for position in range(len(dates) - 1, -1, -1):
        moment = dates[position]
        if _REFERENCE_BEFORE.search(folded[: moment.start]) or _REFERENCE_AFTER.search(
            folded[moment.end : moment.end + 16]
        ):
            continue
        before = dates[position - 1] if position else None
        ranged = before is not None and bool(_RANGE.match(folded[before.end : moment.start]))
        text = moment.text.rstrip("前")
        rest = folded[moment.start + len(text) :]
        return _Period(moment, ranged, bool(_PART_OF_YEAR.match(rest)))
    return None


def _averaged(
    claim: Sentence, figure: Quantity, places: list[tuple[Sentence, Quantity]]
) -> Finding | None:
    """A figure that the evidence gives as an average (年均, 人均) and the claim as a whole."""
    if _RATE.search(claim.folded) or not places:
        return None
    rates = [_RATE.search(_clause_before(sentence, fact)) for sentence, fact in places]
    if any(rate is None for rate in rates):
        return None
    rate = rates[0]
    assert rate is not None
    return Finding("number", "fatal", "elsewhere", figure.text, rate[0])


def _clause_before(sentence: Sentence, figure: Quantity) -> str:
    """The text before a figure in its clause, at most the nearest characters."""
    start = max(
        (s for s, e in clause_spans(sentence.folded) if s <= figure.start), default=figure.start
    )
    return sentence.folded[max(start, figure.start - _NEAR) : figure.start]
