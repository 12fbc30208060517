"""Before and after, case by case: how much a measure changed, how surely, and which cases turned.

The interval of a difference is a paired bootstrap (Efron and Tibshirani, *An Introduction to the
Bootstrap*, 1993, chapters 12 and 13: percentile interval): cases are drawn with replacement, each
with its value before and after, so that what both runs find hard counts for neither. Where no case
changed, or all alike, drawing shows no spread and there is no interval. Of the cases
that turned, McNemar's exact test (Psychometrika 12, 1947; the two-sided sign test) says how
probable so unequal a split is if neither run is better.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rag.evaluation.records import Counts, FileRun

RESAMPLES = 2000
"""Efron and Tibshirani, section 14.3: a percentile interval wants 1000 or more."""
_SEED = 20250122
_TURNING = ("accuracy", "hit_at_1")
"""Measures that are right or wrong for a case."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure over the cases of both runs.

    Attributes:
        interval: Of the difference, 95 %; None where the cases show no spread.
        cases: How many cases it applies to in both runs.
    """

    before: float
    after: float
    interval: tuple[float, float] | None
    cases: int

    @property
    def difference(self) -> float:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Turned:
    """Ids of the cases that turned, in the order of the later run.

    Attributes:
        wrong: Right before, wrong after.
        right: Wrong before, right after.
    """

    wrong: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def p(self) -> float:
        """McNemar's exact p, two-sided."""
        fewer, all_turned = min(len(self.wrong), len(self.right)), len(self.wrong) + len(self.right)
        tail = sum(math.comb(all_turned, k) for k in range(fewer + 1))
        return min(1.0, float(2 * tail / 2**all_turned))


@dataclass(frozen=True, slots=True)
class Comparison:
    """An earlier run of a file beside a later one; only what both have is compared."""

    differences: dict[str, Difference]
    turned: dict[str, Turned]

    def as_json(self) -> dict[str, Any]:
        """`{measures: {name: {before, after, interval, cases, difference}}, turned: {name: …}}`."""
        return {
            "measures": {
                name: asdict(d) | {"difference": d.difference}
                for name, d in self.differences.items()
            },
            "turned": {name: asdict(t) | {"p": t.p} for name, t in self.turned.items()},
        }


def compare(before: FileRun, after: FileRun) -> Comparison:
    """Compares two runs of a file over the cases that both have.

    Args:
        before: The earlier run.
        after: The later one; its order is kept.
    """
    earlier, later = before.measures(), after.measures()
    both = {
        name: (earlier[name], counts)
        for name, counts in later.items()
        if not earlier.get(name, {}).keys().isdisjoint(counts)
    }
    return Comparison(
        differences={name: difference(*pair) for name, pair in both.items()},
        turned={name: _turned(*both[name]) for name in _TURNING if name in both},
    )


def difference(before: Counts, after: Counts) -> Difference:
    """The change of one measure with its 95 % interval, by a seeded paired bootstrap.

    Args:
        before: By case id; at least one case is in both.
        after: The same.
    """
    ids = [name for name in after if name in before]
    sums = np.array([(*before[name], *after[name]) for name in ids], dtype=float)
    random = np.random.default_rng(_SEED)
    draws = np.array(
        [
            np.bincount(random.integers(0, len(ids), len(ids)), minlength=len(ids)) @ sums
            for _ in range(RESAMPLES)
        ]
    )
    changes = draws[:, 2] / draws[:, 3] - draws[:, 0] / draws[:, 1]
    low, high = np.percentile(changes, (2.5, 97.5))
    held_before, of_before, held_after, of_after = sums.sum(axis=0)
    return Difference(
        before=float(held_before / of_before),
        after=float(held_after / of_after),
        interval=(float(low), float(high)) if low < high else None,
        cases=len(ids),
    )


def _turned(before: Counts, after: Counts) -> Turned:
    def ids(changed: float) -> tuple[str, ...]:
        return tuple(
            name
            for name, (held, _) in after.items()
            if name in before and held - before[name][0] == changed
        )

    return Turned(wrong=ids(-1.0), right=ids(1.0))
