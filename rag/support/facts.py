"""A fact of the claim against a fact of the evidence, whatever their kinds."""

from __future__ import annotations

from rag.support import codes, dates, numbers
from rag.support.reading import Fact


def equal(claim: Fact, evidence: Fact, years: frozenset[int]) -> bool:
    """Whether a fact of the evidence bears out one of the claim."""
    match claim, evidence:
        case dates.Moment(), dates.Moment():
            return dates.equal(claim, evidence, years)
        case numbers.Quantity(), numbers.Quantity():
            return numbers.equal(claim, evidence)
        case codes.Code(), codes.Code():
            return codes.equal(claim, evidence)
        case (dates.Moment() as moment, numbers.Quantity() as number) | (
            numbers.Quantity() as number,
            dates.Moment() as moment,
        ):
            return _bare_year(number, moment)
    return False


def _bare_year(number: numbers.Quantity, moment: dates.Moment) -> bool:
    only_year = moment.month is None and moment.day is None
    return number.dimension == "" and only_year and number.low == number.high == moment.year


def comparable(claim: Fact, evidence: Fact) -> bool:
    """Whether two facts could be rivals: same kind, same unit or same precision."""
    match claim, evidence:
        case dates.Moment(), dates.Moment():
            return dates.comparable(claim, evidence)
        case numbers.Quantity(), numbers.Quantity():
            return numbers.comparable(claim, evidence)
        case codes.Code(), codes.Code():
            return codes.comparable(claim, evidence)
    return False
