"""Fitting the gate to kept runs: `python -m rag.evaluation.calibration RUN.json... > refusal.json`.

The runs are made with an open gate (`refusal_threshold = 0` in the library's `wenbao.toml`), so that
it is known of every question whether its answer would have been right.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.evaluation.records import CaseRecord, SavedRun
from rag.refusal import FEATURES, JUDGED_BY, UNJUDGED_BY

FOLDS = 10
MOST_FALSE_REFUSALS = 0.06
"""Share of right answers that the threshold may refuse, over questions easy and hard."""


def examples_of(runs: Iterable[SavedRun]) -> list[CaseRecord]:
    """The cases of kept runs for which a gate had something to decide."""
    return [
        case
        for run in runs
        for file in run.files.values()
        for case in file.cases
        if case.signals and case.right is not None
    ]


def is_positive(case: CaseRecord) -> bool:
    """Whether a gate should let the case through: it has an answer and got it."""
    return case.answerable and bool(case.right)


def fit(examples: Sequence[CaseRecord], features: Sequence[str] = JUDGED_BY) -> dict[str, float]:
    """A logistic regression of being right (L2, C = 1, classes weighed equally).

    Args:
        examples: Right and wrong ones.
        features: Those of `FEATURES` that it may use.

    Returns:
        `intercept` and a weight for each feature, as `refusal.json` has them.
    """
    model = _regression().fit(_rows(examples, features), [is_positive(e) for e in examples])
    weights = zip(features, model.coef_[0], strict=True)
    found = {name: round(float(weight), 3) for name, weight in weights}
    return {"intercept": round(float(model.intercept_[0]), 3), **found}


def held_out(examples: Sequence[CaseRecord], features: Sequence[str] = JUDGED_BY) -> list[float]:
    """Each example's probability by a model that was fitted without its fold.

    Cases with the same question, answerable and not, are in the same fold.
    """
    from sklearn.model_selection import GroupKFold, cross_val_predict

    groups = [example.question_digest for example in examples]
    found = cross_val_predict(
        _regression(),
        _rows(examples, features),
        [is_positive(e) for e in examples],
        groups=groups,
        cv=GroupKFold(min(FOLDS, len(set(groups)))),
        method="predict_proba",
    )
    return [float(p) for p in found[:, 1]]


def threshold_for(
    examples: Sequence[CaseRecord],
    probabilities: Sequence[float],
    most: float = MOST_FALSE_REFUSALS,
) -> float:
    """The highest threshold that refuses at most this share of the right answers."""
    right = [p for e, p in zip(examples, probabilities, strict=True) if is_positive(e)]
    return round(float(np.quantile(right, most)), 3)


def _regression() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(class_weight="balanced", max_iter=1000)


def _rows(examples: Sequence[CaseRecord], features: Sequence[str]) -> np.ndarray:
    columns = [FEATURES.index(name) for name in features]
    return np.array([[example.signals[c] for c in columns] for example in examples])


def calibrate(examples: Sequence[CaseRecord], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What `refusal.json` is to hold.

    Args:
        examples: From runs with an open gate.
        kept: The present file, whose `sure` and `hopeless` stay.
    """
    return {
        "judged": fit(examples),
        "unjudged": fit(examples, UNJUDGED_BY),
        "threshold": threshold_for(examples, held_out(examples, JUDGED_BY)),
        "unjudged_threshold": threshold_for(examples, held_out(examples, UNJUDGED_BY)),
        "sure": kept["sure"],
        "hopeless": kept["hopeless"],
    }


def summary(examples: Sequence[CaseRecord], threshold: float) -> str:
    """What a threshold would refuse of questions that the fit has not seen, in a sentence."""
    scored = list(zip(examples, held_out(examples), strict=True))
    shares = []
    for what, kind in (
        ("right answers", [p for e, p in scored if is_positive(e)]),
        ("what has no answer", [p for e, p in scored if not e.answerable]),
    ):
        refused = sum(p < threshold for p in kind)
        shares.append(f"{refused} of {len(kind)} ({what})")
    return f"held out, {threshold} refuses " + " and ".join(shares)


def main(paths: Sequence[str]) -> None:
    """Prints the fitted gate as JSON, and on standard error what it does to questions held out.

    Raises:
        BadCases: a file is no kept run.
    """
    examples = examples_of(SavedRun.read(Path(path)) for path in paths)
    kept = json.loads((Path(__file__).parents[1] / "refusal.json").read_text("utf-8"))
    fitted = calibrate(examples, kept)
    sys.stderr.write(summary(examples, fitted["threshold"]) + "\n")
    sys.stdout.write(json.dumps(fitted, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
