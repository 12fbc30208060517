"""A linear probe of the language model: what it knows of the evidence, read off its hidden state.

A small model that is asked whether the evidence settles a question knows it better than it says it:
the state of its last token tells the two apart by one direction, which Slobodkin et al. 2023 ("The
Curious Case of Hallucinatory (Un)answerability") found in larger models. `rag.evaluation.probing`
fits that direction. On the first 60 questions of RGB's Chinese ones at noise 0.4, at 0.8 and of noise
alone, which it was not fitted to, it tells right answers from the unanswerable at AUC 0.970; the
model's word in its place told at 0.949.

OpenVINO GenAI shows no hidden states, so the probe is built into the model: where a prompt ends
with a mark, the likeliest tokens are 是 and 否 and their log odds are the probe's score. All else
stays as it was, the mark is read as the line break that it stands for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

import numpy as np
import numpy.typing as npt

MOST = 20.0
"""Log odds at which the score ends: a certainty beyond is none."""
# Logits of 是 and 否 together where they tell the score. No other token of the vocabulary comes to
# more than 0.55 of that, so that all others weigh nothing.
_LOUD = 40.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Token ids that the probe speaks by.

    Attributes:
        mark: Ends a prompt that is asked of the probe; no text ever holds it.
        read_as: What the model reads in its place.
        yes: Said with the probability that the evidence settles the question.
        no: Said else.
    """

    mark: int
    read_as: int
    yes: int
    no: int


@dataclass(frozen=True)
class Probe:
    """A direction in the hidden states of one layer.

    Attributes:
        layer: Whose output is read, from 0.
        weights: Shape `(hidden,)`.
        bias: Added; the sum is the log odds.
    """

    layer: int
    weights: npt.NDArray[np.float32]
    bias: float

    @classmethod
    def load(cls) -> Self:
        """The probe of `probe.json`, which `rag.evaluation.probing` fitted."""
        stored: dict[str, Any] = json.loads((files("rag") / "probe.json").read_text("utf-8"))
        return cls(stored["layer"], np.array(stored["weights"], np.float32), stored["bias"])

    def as_json(self) -> dict[str, Any]:
        """What `probe.json` holds."""
        weights = [float(f"{weight:.4g}") for weight in self.weights]
        return {"layer": self.layer, "bias": round(self.bias, 4), "weights": weights}


def layer_output(model: Any, layer: int) -> Any:
    """The output of a layer of a model that OpenVINO GenAI read from a GGUF file."""
    name = f"model.layers.self_attn.add1.layer{layer}"
    return next(node for node in model.get_ops() if node.get_friendly_name() == name).output(0)


def attach(model: Any, probe: Probe, vocabulary: Vocabulary) -> None:
    """Builds a probe into a model, in place.

    Args:
        model: An `openvino.Model` with the inputs and the result of OpenVINO GenAI, its last
            multiplication rewritten by `rag.compression`.
        probe: Read where the mark stands.
        vocabulary: The mark, and what is said there.
    """
    from openvino import opset13 as op

    ids = model.input("input_ids").get_node()
    readers = list(ids.output(0).get_target_inputs())
    is_marked = op.equal(ids, op.constant(np.int64(vocabulary.mark)))
    read = op.select(is_marked, op.constant(np.int64(vocabulary.read_as)), ids)
    for reader in readers:
        if reader.get_node().get_type_name() in {"Convert", "Gather"}:
            reader.replace_source_output(read.output(0))

    head = model.get_results()[0].input(0).get_source_output().get_node()
    state = head.input(0).get_source_output()
    both, apart = _directions(head, vocabulary)
    score = op.matmul(
        layer_output(model, probe.layer),
        op.constant(probe.weights.reshape(-1, 1)),
        transpose_a=False,
        transpose_b=False,
    )
    score = op.clamp(op.add(score, op.constant(np.float32(probe.bias))), -MOST, MOST)
    telling = op.add(op.multiply(score, op.constant(apart)), op.constant(_LOUD * both))
    marked = op.unsqueeze(op.convert(is_marked, "f32"), op.constant(np.int64(-1)))
    unmarked = op.subtract(op.constant(np.float32(1)), marked)
    mixed = op.add(op.multiply(state, unmarked), op.multiply(telling, marked))
    head.input(0).replace_source_output(mixed.output(0))
    model.validate_nodes_and_infer_types()


def _directions(
    head: Any, vocabulary: Vocabulary
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """States of least length that the last multiplication turns into logits.

    Returns:
        One that gives yes and no a logit of 1, and one that sets them apart by 1; `(1, 1, hidden)`.
    """
    scaled = head.input(1).get_source_output().get_node().input(0).get_source_output().get_node()
    levels = scaled.input(0).get_source_output().get_node().input(0).get_source_output().get_node()
    scales = scaled.input(1).get_source_output().get_node()
    said = [vocabulary.yes, vocabulary.no]
    rows = levels.data[said].astype(np.float32) * scales.data[said].astype(np.float32)
    states = np.linalg.pinv(rows) @ np.array([[1.0, 0.5], [1.0, -0.5]], np.float32)
    both, apart = (column.reshape(1, 1, -1).astype(np.float32) for column in states.T)
    return both, apart
