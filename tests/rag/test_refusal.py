from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.calibration import Example, OpenGate, fit, read_examples
from rag.refusal import FEATURES, Gate, Judgement, Signals, Weights
from rag.responsiveness import Responsiveness

GATE = Gate.calibrated()
GOOD = Signals(Judgement(0.995, 0.95, 0.97), True, Responsiveness(1.0, 1.0, True))
UNIT = st.floats(0, 1)


def test_the_stored_gate_answers_what_all_signs_speak_for_and_refuses_the_opposite() -> None:
    assert GATE.accepts(GOOD)
    assert not GATE.accepts(Signals.undrafted(0.5))


def test_a_model_without_probabilities_is_judged_by_the_text_alone() -> None:
    assert GATE.accepts(replace(GOOD, judgement=None))
    assert not GATE.accepts(Signals(None, False, Responsiveness(0.0, 0.2, False)))


@given(
    judged=st.builds(Judgement, UNIT, UNIT, UNIT),
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
        replace(worse, judgement=replace(judged, able=1.0)),
        replace(worse, judgement=replace(judged, answers=1.0)),
        replace(worse, drafted=True),
        replace(worse, fit=Responsiveness(1.0, covered, kind)),
        replace(worse, fit=Responsiveness(held, 1.0, kind)),
        replace(worse, fit=Responsiveness(held, covered, True)),
    ]
    for signals in better:
        assert GATE.probability(signals) >= GATE.probability(worse)


def test_a_threshold_of_one_s_own_replaces_the_stored_one() -> None:
    assert Gate.calibrated(0.25).threshold == 0.25


def test_an_open_gate_lets_everything_through_and_keeps_what_it_saw() -> None:
    opened = OpenGate.over(GATE)
    hopeless = Signals.undrafted(0.0)
    assert opened.accepts(hopeless)
    assert not opened.is_hopeless(0.0)
    assert opened.seen == [hopeless]
    assert opened.sure == GATE.sure


def example(number: int, right: bool, yes: float) -> Example:
    signals = Signals(Judgement(yes), right, Responsiveness(float(right), 0.5, True))
    return Example(str(number), "made", right, right, signals.features())


def test_fitting_weighs_the_signs_that_tell_and_can_be_told_to_leave_some_out() -> None:
    examples = [example(n, n % 2 == 0, 0.9 if n % 3 else 0.8) for n in range(60)]
    weights = fit(examples)
    assert weights["drafted"] > 0
    assert abs(weights["kind"]) < 0.01
    fitted = Weights.of(weights)
    assert fitted.probability(examples[0].features) > 0.5 > fitted.probability(examples[1].features)
    assert "yes" not in fit(examples, [name for name in FEATURES if name != "yes"])


def test_examples_are_read_as_they_were_written(tmp_path: Path) -> None:
    import json

    written = [example(1, True, 0.9), example(2, False, 0.7)]
    path = tmp_path / "examples.jsonl"
    path.write_text("".join(json.dumps(e.as_json()) + "\n" for e in written), "utf-8")
    found = list(read_examples([path]))
    assert [e.id for e in found] == ["1", "2"]
    assert found[0].features == pytest.approx(written[0].features)
