"""Whether to answer at all: one probability, one threshold.

Told to refuse when unsure, a small model refuses most of what it could answer; its probability
of 是 to "is the answer in these passages?" separates the two far better, and how much of the
question the evidence covers adds to it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a question's evidence before anything is generated, each from 0 to 1.

    Attributes:
        yes: The language model's probability that the evidence holds the answer; None for a model
            that gives none.
        similarity: Highest cosine of a passage with the question.
        coverage: Highest share of the question's terms, rare ones weighing more, in one sentence.
    """

    yes: float | None
    similarity: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic model over the signals and the threshold below which a question is refused."""

    intercept: float
    yes: float
    similarity: float
    coverage: float
    threshold: float
    sure: float
    """Probability from which no further evidence is read."""

    @classmethod
    def calibrated(cls, threshold: float | None = None) -> Gate:
        """The weights of `refusal.json`.

        They are set by hand so that few answerable questions are refused: on 17 answerable and 7
        unanswerable development questions the embedded model's probability alone was 0.95 to 0.997
        and 0.44 to 0.99, too close for a fitted line. The encoder's cosine is left at weight 0,
        since its scale is another for every encoder.

        Args:
            threshold: Replaces the stored threshold.
        """
        stored = json.loads((files("rag") / "refusal.json").read_text("utf-8"))
        weights = {field.name: float(stored[field.name]) for field in fields(cls)}
        if threshold is not None:
            weights["threshold"] = threshold
        return cls(**weights)

    def probability(self, signals: Signals) -> float:
        """Probability that the evidence holds the answer."""
        score = self.intercept
        score += self.yes * _logit(0.5 if signals.yes is None else signals.yes)
        score += self.similarity * signals.similarity + self.coverage * signals.coverage
        return 1 / (1 + math.exp(-score))

    def is_sure(self, signals: Signals) -> bool:
        """Whether more evidence would not change the decision to answer."""
        return signals.yes is not None and self.probability(signals) >= self.sure

    def accepts(self, signals: Signals) -> bool:
        """Whether the question may be answered."""
        return self.probability(signals) >= self.threshold


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped))
