from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.calibration import examples_of, fit, held_out, main, threshold_for
from rag.evaluation.records import CaseRecord, FileRun, SavedRun
from rag.refusal import UNJUDGED_BY, Gate, Judgement, Signals, Weights
from rag.responsiveness import Responsiveness

GATE = Gate.calibrated()
GOOD = Signals(Judgement(0.995, 0.95), True, Responsiveness(1.0, 1.0, True))
UNIT = st.floats(0, 1)


def test_the_stored_gate_answers_what_all_signs_speak_for_and_refuses_the_opposite() -> None:
    assert GATE.accepts(GOOD)
    assert not GATE.accepts(Signals.undrafted(0.5))


def test_a_model_without_probabilities_is_judged_by_the_text_alone() -> None:
    assert GATE.accepts(replace(GOOD, judgement=None))
    assert not GATE.accepts(Signals(None, False, Responsiveness(0.0, 0.2, False)))


@given(
    judged=st.builds(Judgement, UNIT, UNIT),
    held=UNIT,
    covered=UNIT,
    drafted=st.booleans(),
    kind=st.booleans(),
)
def test_a_better_sign_never_makes_an_answer_less_probable(
    judged: Judgement, held: float, covered: float, drafted: bool, kind: bool
) -> None:
    worse = Signals(judged, drafted, Responsiveness(held, covered, kind))
    better = [
        replace(worse, judgement=replace(judged, yes=1.0)),
        replace(worse, judgement=replace(judged, settled=1.0)),
        replace(worse, drafted=True),
        replace(worse, fit=Responsiveness(1.0, covered, kind)),
        replace(worse, fit=Responsiveness(held, 1.0, kind)),
        replace(worse, fit=Responsiveness(held, covered, True)),
    ]
    for signals in better:
        assert GATE.probability(signals) >= GATE.probability(worse)


def test_a_threshold_of_one_s_own_replaces_the_stored_one() -> None:
    assert Gate.calibrated(0.25).threshold == 0.25


def test_a_threshold_of_zero_refuses_nothing() -> None:
    opened = Gate.calibrated(0.0)
    assert opened.accepts(Signals.undrafted(0.0))
    assert not opened.is_hopeless(0.0)


def example(number: int, right: bool, yes: float) -> CaseRecord:
    signals = Signals(Judgement(yes), right, Responsiveness(float(right), 0.5, True))
    return CaseRecord(
        id=str(number),
        answerable=right,
        right=True,
        question_digest=str(number // 2),
        signals=signals.features(),
    )


EXAMPLES = [example(n, n % 2 == 0, 0.9 if n % 3 else 0.8) for n in range(60)]


def test_fitting_weighs_the_signs_that_tell_and_can_be_told_to_leave_some_out() -> None:
    weights = fit(EXAMPLES)
    assert weights["drafted"] > 0
    assert abs(weights["settled"]) < 0.01
    fitted = Weights.of(weights)
    assert fitted.probability(EXAMPLES[0].signals) > 0.5 > fitted.probability(EXAMPLES[1].signals)
    assert set(fit(EXAMPLES, UNJUDGED_BY)) == {"intercept", *UNJUDGED_BY}


def test_the_threshold_refuses_at_most_the_share_that_it_may() -> None:
    probabilities = held_out(EXAMPLES)
    threshold = threshold_for(EXAMPLES, probabilities, most=0.1)
    refused = [p < threshold for e, p in zip(EXAMPLES, probabilities, strict=True) if e.answerable]
    assert sum(refused) <= 0.1 * len(refused)


def test_kept_runs_are_what_the_gate_is_fitted_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    undecided = replace(EXAMPLES[0], signals=())
    run = SavedRun(
        date="2025-03-20",
        command="wenbao eval",
        version="0",
        llm="embedded",
        embedding="e5",
        files={"made.jsonl": FileRun({}, cases=(*EXAMPLES, undecided))},
    )
    path = tmp_path / "run.json"
    run.write(path)
    assert len(examples_of([SavedRun.read(path)])) == len(EXAMPLES)
    main([str(path)])
    printed = capsys.readouterr()
    stored = json.loads(printed.out)
    assert "of 30 (right answers)" in printed.err
    assert "of 30 (what has no answer)" in printed.err
    assert set(stored) == {
        "judged",
        "unjudged",
        "threshold",
        "unjudged_threshold",
        "sure",
        "hopeless",
    }
    assert 0 < stored["threshold"] < 1
    assert "yes" not in stored["unjudged"]
