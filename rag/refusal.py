"""Whether to answer at all: one probability, one threshold.

Told to refuse when unsure, a small model refuses most of what it could answer, and its probability
of 是 to "is the answer in these passages?" cannot tell a true sentence beside the point from an
answer. What `rag.probe` reads off its state over the quotes can, and what the checked draft came to
helps.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from rag.responsiveness import Responsiveness

FEATURES = ("yes", "settled", "drafted", "covered", "complete")
"""What is known of an answer, in the order of `Signals.features`."""
JUDGED_BY = ("settled", "drafted", "complete")
UNJUDGED_BY = ("drafted", "covered", "complete")
"""Those of them that decide, where the model gives probabilities and where it does not. In
cross-validation over the questions of `Gate.calibrated` they tell right answers from the
unanswerable at AUC 0.958 and 0.864; `settled` alone at 0.951, `yes` alone at 0.875 and, beside the
first three, for nothing."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the language model makes of the evidence: probabilities, 0 to 1.

    Attributes:
        yes: 是 to "is the answer in these passages?", of all that was read.
        settled: What `rag.probe` reads off its state over the quotes alone, with what is around
            them: that they settle the question.
    """

    yes: float
    settled: float = 0.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a question's evidence and of the answer made from it.

    Attributes:
        judgement: None for a model that gives no probabilities.
        drafted: Whether the model's own draft was borne out; False where only the evidence's best
            sentence is left to be quoted.
        fit: How the checked sentences fit the question.
    """

    judgement: Judgement | None
    drafted: bool
    fit: Responsiveness

    @classmethod
    def undrafted(cls, yes: float) -> Signals:
        """Of a question for which nothing was drafted."""
        return cls(Judgement(yes), False, Responsiveness(0.0, 0.0, False))

    def features(self) -> tuple[float, ...]:
        """Numbers for the logistic model, `FEATURES` in order; a missing judgement is 0."""
        judged = self.judgement
        return (
            logit(judged.yes) if judged else 0.0,
            logit(judged.settled) if judged else 0.0,
            float(self.drafted),
            self.fit.covered,
            float(self.drafted and self.fit.complete),
        )


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted logistic model: an intercept and a weight for each of `FEATURES`."""

    intercept: float
    weights: tuple[float, ...]

    @classmethod
    def of(cls, stored: Mapping[str, float]) -> Weights:
        """From `refusal.json`, where a feature that is left out weighs nothing."""
        return cls(stored["intercept"], tuple(stored.get(name, 0.0) for name in FEATURES))

    def probability(self, features: tuple[float, ...]) -> float:
        """Probability of the positive class."""
        score = self.intercept
        score += sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-score))


@dataclass(frozen=True, slots=True)
class Gate:
    """When to stop reading, when to answer.

    Attributes:
        judged: Weights for a model that gives its probability.
        unjudged: Weights for one that does not.
        threshold: Probability below which a question is refused.
        unjudged_threshold: The same for a model that gives no probability.
        sure: P(是) from which no further evidence is read.
        hopeless: P(是) of all the evidence below which nothing is drafted.
    """

    judged: Weights
    unjudged: Weights
    threshold: float
    unjudged_threshold: float
    sure: float
    hopeless: float

    @classmethod
    def calibrated(cls, threshold: float | None = None) -> Gate:
        """The weights of `refusal.json`, fitted by `rag.evaluation.calibration`.

        On 2026-11-24, to 473 questions: 150 each of RGB (Chinese) at noise 0.4, at 0.8 and of noise
        alone, and 23 of a newspaper page and of the sample library. Each threshold refuses 6 % of
        the right answers among them, each scored by a fit without it; `sure` and `hopeless` are set
        by hand, the latter where 否 is likelier than 是.

        Args:
            threshold: Replaces the stored thresholds; 0 refuses nothing that can be cited.
        """
        stored: dict[str, Any] = json.loads((files("rag") / "refusal.json").read_text("utf-8"))
        return cls(
            Weights.of(stored["judged"]),
            Weights.of(stored["unjudged"]),
            stored["threshold"] if threshold is None else threshold,
            stored["unjudged_threshold"] if threshold is None else threshold,
            stored["sure"],
            0.0 if threshold == 0 else stored["hopeless"],
        )

    def is_sure(self, yes: float | None) -> bool:
        """Whether more evidence need not be read."""
        return yes is not None and yes >= self.sure

    def is_hopeless(self, yes: float | None) -> bool:
        """Whether nothing need be drafted."""
        return yes is not None and yes < self.hopeless

    def probability(self, signals: Signals) -> float:
        """Probability that the checked sentences answer the question."""
        weights = self.judged if signals.judgement else self.unjudged
        return weights.probability(signals.features())

    def accepts(self, signals: Signals) -> bool:
        """Whether the question may be answered."""
        least = self.threshold if signals.judgement else self.unjudged_threshold
        return self.probability(signals) >= least


def logit(probability: float) -> float:
    """Log odds, clipped so that a certain 1 or 0 stays finite."""
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped))
