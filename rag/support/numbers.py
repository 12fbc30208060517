"""Numbers with their units, compared as quantities and not as strings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Bound = Literal["", "more", "less", "about"]

_MEASURE_GROUPS = (
    "起例件宗桩次", "辆台部架", "座栋幢所间家", "名位人口", "只头匹条尾羽", "篇本部册", "支枝根条",
    "块片", "项条款", "届次期", "艘条", "场次", "张票", "枚颗块", "套间", "层楼", "双对",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount or a range with its unit, as it stands in a text.

    `low` and `high` are in the base unit of `dimension` (元, 米, share of one ...); they are
    equal unless a range was written. `start` and `end` are offsets in the folded text.
    """

    low: float
    high: float
    dimension: str
    """Physical or monetary dimension, `count`, `ordinal`, `score` or "" for a bare number."""
    unit: str
    bound: Bound
    start: int
    end: int
    text: str
    step: float = 0.0
    """Value of the last written digit where the writer rounded (131万: 10 000); 0 = exact."""
    face: float = -1.0
    """The number as written before 万 or 亿, which a bare number in an answer may repeat."""
    weak: bool = False
    """一 as an article (一名, 一个): says little and is not compared."""

    @property
    def key(self) -> str:
        """Equal for quantities that are written differently and mean the same."""
        unit = self.unit if self.dimension == "count" else ""
        return f"{self.dimension}:{unit}:{self.low:.10g}:{self.high:.10g}"


def _same_measure(one: str, other: str) -> bool:
    if one in other or other in one or "个" in (one, other):
        return True
    return any(one in group and other in group for group in _MEASURE_GROUPS)


_LOOSE = {frozenset(pair) for pair in (
    ("count", "person"), ("count", "firm"), ("count", "household"), ("person", "visit"),
    ("person", "firm"), ("age", "year"), ("count", "grade"),
    ("count", "degree"), ("temperature", "degree"), ("count", "times"), ("count", "visit"),
)}  # fmt: skip


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities can be about the same thing, by their units."""
    if one.dimension == other.dimension:
        return one.dimension != "count" or _same_measure(one.unit, other.unit)
    if "" in (one.dimension, other.dimension):
        return "score" not in (one.dimension, other.dimension)
    if {one.dimension, other.dimension} == {"count", "ordinal"}:
        return one.unit == other.unit
    if frozenset((one.dimension, other.dimension)) in _LOOSE:
        return "count" not in (one.dimension, other.dimension) or _same_measure(
            one.unit, other.unit
        )
    return False


def equal(claim: Quantity, evidence: Quantity) -> bool:
    """Whether the evidence's quantity bears out the claim's.

    Rounding goes one way: 131万辆 is borne out by 1313851辆, not the reverse.
    """
    if not comparable(claim, evidence):
        return False
    if {claim.bound, evidence.bound} == {"more", "less"}:
        return False
    if (
        claim.dimension == ""
        and claim.low == claim.high
        and claim.low == evidence.face
        and evidence.low == evidence.high
    ):
        return True
    for mine, theirs in ((claim.low, evidence.low), (claim.high, evidence.high)):
        if math.isclose(mine, theirs, rel_tol=1e-9):
            continue
        finer = claim.step > 0 and evidence.step < claim.step
        if not finer or abs(mine - theirs) > claim.step / 2 * (1 + 1e-9):
            return False
    return True
