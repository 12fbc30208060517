"""What refusing costs: over the gate's threshold, refusals that are wrong against those that are right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from rag.evaluation.records import CaseRecord


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold refuses, as shares from 0 to 1."""

    threshold: float
    answerable_refused: float
    unanswerable_refused: float


@dataclass(frozen=True)
class Tradeoff:
    """The gate's probabilities of the answerable and of the unanswerable cases, both sorted.

    A case is refused below the threshold. The cases that no gate decided are not in the curve.

    Attributes:
        ungated: How many asked cases no gate decided: nothing was found, or dates decided.
    """

    answerable: tuple[float, ...]
    unanswerable: tuple[float, ...]
    ungated: int = 0

    @classmethod
    def of(cls, cases: Iterable[CaseRecord]) -> Tradeoff | None:
        """The trade-off over all cases that were asked; None unless there are some of both kinds."""
        asked = [case for case in cases if case.refused is not None]
        answerable, unanswerable = (
            tuple(
                sorted(
                    case.support_probability
                    for case in asked
                    if case.answerable == kind and case.support_probability is not None
                )
            )
            for kind in (True, False)
        )
        if not answerable or not unanswerable:
            return None
        ungated = len(asked) - len(answerable) - len(unanswerable)
        return cls(answerable, unanswerable, ungated)

    def at(self, threshold: float) -> Point:
        """What this threshold refuses."""
        below = [
            float(np.searchsorted(values, threshold)) / len(values)
            for values in (self.answerable, self.unanswerable)
        ]
        return Point(threshold, *below)

    def curve(self) -> list[Point]:
        """From refusing nothing to refusing all, a point for each probability that occurs."""
        thresholds = sorted({*self.answerable, *self.unanswerable})
        return [self.at(threshold) for threshold in (*thresholds, float("inf"))]

    @property
    def area(self) -> float:
        """Area under the curve: 0.5 is chance, 1 separates all.

        It is the probability that an answerable case has a higher probability than an unanswerable
        one, ties counting half (Hanley and McNeil, Radiology 143, 1982).
        """
        below = np.searchsorted(self.unanswerable, self.answerable, side="left")
        not_above = np.searchsorted(self.unanswerable, self.answerable, side="right")
        return float(np.mean(below + not_above)) / (2 * len(self.unanswerable))
