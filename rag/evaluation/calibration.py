"""Fitting the gate: what an open gate lets through, and which of it was right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.refusal import FEATURES, Gate, Signals


@dataclass(frozen=True)
class OpenGate(Gate):
    """A gate that lets everything through and keeps what it saw.

    Attributes:
        seen: The signals of each question that was drafted, in order.
    """

    seen: list[Signals] = field(default_factory=list)

    @classmethod
    def over(cls, gate: Gate) -> OpenGate:
        """Reads on like `gate`, but refuses nothing."""
        return cls(gate.judged, gate.unjudged, threshold=0.0, sure=gate.sure, hopeless=0.0)

    def accepts(self, signals: Signals) -> bool:
        """Always; the signals are kept."""
        self.seen.append(signals)
        return True


@dataclass(frozen=True, slots=True)
class Example:
    """One question as it went through an open gate.

    Attributes:
        right: Whether its answer was right by the string rule; False for what has no answer.
        answerable: Whether it has an answer.
        group: Where it is from; the folds of a cross-validation keep groups of a case together.
    """

    id: str
    group: str
    answerable: bool
    right: bool
    features: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        """One line of an examples file."""
        named = dict(zip(FEATURES, self.features, strict=True))
        return {
            "id": self.id,
            "group": self.group,
            "answerable": self.answerable,
            "right": self.right,
            "features": named,
        }


def read_examples(paths: Iterable[Path]) -> Iterator[Example]:
    """Reads what `Example.as_json` wrote, a JSON object a line."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            features = tuple(float(row["features"][name]) for name in FEATURES)
            yield Example(row["id"], row["group"], row["answerable"], row["right"], features)


def fit(examples: Sequence[Example], features: Sequence[str] = FEATURES) -> dict[str, float]:
    """A logistic regression of being right (L2, C = 1, classes weighed equally).

    Args:
        examples: Both right and wrong ones.
        features: Those of `FEATURES` that it may use.

    Returns:
        `intercept` and a weight for each feature, as `refusal.json` has them.
    """
    from sklearn.linear_model import LogisticRegression

    columns = [FEATURES.index(name) for name in features]
    rows = [[example.features[c] for c in columns] for example in examples]
    model = LogisticRegression(class_weight="balanced").fit(rows, [e.right for e in examples])
    weights = {name: round(float(w), 3) for name, w in zip(features, model.coef_[0], strict=True)}
    return {"intercept": round(float(model.intercept_[0]), 3), **weights}
