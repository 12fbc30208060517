"""Rewrites a model's slow weights as the kind that OpenVINO's CPU kernels decode from directly.

OpenVINO GenAI reads the 6-bit tensors of a GGUF file as 8-bit ones with a scale for every 16
weights. The kernels that multiply straight from compressed weights do not take so small a group, so
each such tensor would be unpacked to full precision, four times the bytes to read for every token.
Here each becomes 8 bits with one scale a row, which they do take.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# Groups from this size on are multiplied directly.
_SMALLEST_GROUP = 32
_ROWS = 8192


def compress(source: Path, target: Path) -> int:
    """Writes the model at `source` to `target` with its small-group tensors rewritten.

    Returns:
        How many tensors were rewritten.
    """
    import openvino

    model = openvino.Core().read_model(source)
    rewritten = 0
    for node in model.get_ops():
        if node.get_type_name() == "MatMul" and (found := _grouped(node)):
            node.input(1).replace_source_output(_per_row(*found).output(0))
            rewritten += 1
    model.validate_nodes_and_infer_types()
    openvino.save_model(model, target, compress_to_fp16=False)
    return rewritten


def _grouped(matmul: Any) -> tuple[npt.NDArray[np.uint8], ...] | None:
    """Weights, zero points and scales (rows, groups, group) of a small-group 8-bit multiplication.

    The pattern is Convert(Reshape(Multiply(Subtract(Convert(w), Convert(z)), s))).
    """
    steps = _path(matmul.input(1).get_source_output().get_node())
    kinds = [step.get_type_name() for step in steps]
    if kinds != ["Convert", "Reshape", "Multiply", "Subtract", "Convert", "Constant"]:
        return None
    weights = steps[-1]
    if weights.get_element_type().get_type_name() != "u8" or weights.shape[2] >= _SMALLEST_GROUP:
        return None
    zeros = _path(steps[3].input(1).get_source_output().get_node())[-1]
    scales = _path(steps[2].input(1).get_source_output().get_node())[-1]
    return weights.data, zeros.data, scales.data


def _path(node: Any) -> list[Any]:
    """The node and its first inputs' nodes, down to a node without input."""
    path = [node]
    while path[-1].get_input_size():
        path.append(path[-1].input(0).get_source_output().get_node())
    return path


def _per_row(
    weights: npt.NDArray[np.uint8], zeros: npt.NDArray[np.uint8], scales: npt.NDArray[np.uint8]
) -> Any:
    from openvino import opset13

    rows = weights.shape[0]
    levels = np.empty((rows, weights.shape[1] * weights.shape[2]), np.int8)
    row_scales = np.empty((rows, 1), np.float16)
    # By slices, because the whole vocabulary in float32 would take a gigabyte.
    for at in range(0, rows, _ROWS):
        part = slice(at, at + _ROWS)
        exact = (weights[part].astype(np.float32) - zeros[part]) * scales[part].astype(np.float32)
        levels[part], row_scales[part] = quantised(exact.reshape(exact.shape[0], -1))
    scaled = opset13.multiply(
        opset13.convert(opset13.constant(levels), "f16"), opset13.constant(row_scales)
    )
    return opset13.convert(scaled, "f32")


def quantised(
    rows: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """8-bit levels and a scale a row.

    Args:
        rows: Weights, shape `(rows, columns)`.

    Returns:
        Levels from -127 to 127, same shape, and scales, shape `(rows, 1)`; their product is within
        about half a scale of the weights.
    """
    largest = np.abs(rows).max(axis=1, keepdims=True)
    scales = np.where(largest > 0, largest / 127, 1).astype(np.float16)
    # A scale too small for float16 would divide by zero; such a row is as good as zero.
    scales = np.maximum(scales, np.finfo(np.float16).smallest_subnormal)
    levels = np.clip(np.rint(rows / scales.astype(np.float32)), -127, 127).astype(np.int8)
    return levels, scales
