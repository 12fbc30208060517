"""Rewrites a model's weights as the kind that OpenVINO's CPU kernels decode from fastest.

OpenVINO GenAI reads a GGUF file's 4-bit tensors with a scale and a zero point for every 32 weights,
its 6-bit ones as 8 bits with both for every 16. Undoing that is most of the work of a token: one
row of activations times 1536 x 8960 such weights took 4.9 and 5.9 ms on an AVX2 core, but 3.5 ms
with 8 bits and one scale a row. Reading a prompt is
bound by the multiplications and stays as fast.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_PATTERN = ["Convert", "Reshape", "Multiply", "Subtract", "Convert", "Constant"]
# Rows rewritten at a time: the whole vocabulary in float32 would take a gigabyte.
_ROWS = 4096


def compress(model: Any) -> int:
    """Rewrites every grouped multiplication of an `openvino.Model`, in place.

    The pattern is MatMul(x, Convert(Reshape(Multiply(Subtract(Convert(w), Convert(z)), s)))); the
    embedding table, which is looked up and not multiplied, keeps its form.

    Returns:
        How many tensors were rewritten.
    """
    rewritten = 0
    for node in model.get_ops():
        if node.get_type_name() == "MatMul" and (found := _grouped(node)):
            node.input(1).replace_source_output(_per_row(*found).output(0))
            rewritten += 1
    model.validate_nodes_and_infer_types()
    return rewritten


def _grouped(matmul: Any) -> tuple[Any, Any, Any] | None:
    """The constants of weights, zero points and scales, shapes `(rows, groups, group or 1)`."""
    steps = _path(matmul.input(1).get_source_output().get_node())
    if [step.get_type_name() for step in steps] != _PATTERN:
        return None
    zeros = _path(steps[3].input(1).get_source_output().get_node())[-1]
    scales = _path(steps[2].input(1).get_source_output().get_node())[-1]
    return steps[-1], zeros, scales


def _path(node: Any) -> list[Any]:
    """The node and its first inputs' nodes, down to a node without input."""
    path = [node]
    while path[-1].get_input_size():
        path.append(path[-1].input(0).get_source_output().get_node())
    return path


def _per_row(weights: Any, zeros: Any, scales: Any) -> Any:
    from openvino import opset13

    rows, groups, group = weights.shape
    levels = np.empty((rows, groups * group), np.int8)
    row_scales = np.empty((rows, 1), np.float16)
    for at in range(0, rows, _ROWS):
        part = slice(at, min(at + _ROWS, rows))
        exact = _values(weights, part) - _values(zeros, part)
        exact *= scales.data[part].astype(np.float32)
        levels[part], row_scales[part] = quantised(exact.reshape(exact.shape[0], -1))
    scaled = opset13.multiply(
        opset13.convert(opset13.constant(levels), "f16"), opset13.constant(row_scales)
    )
    return opset13.convert(scaled, "f32")


def _values(constant: Any, rows: slice) -> npt.NDArray[np.float32]:
    """Rows of an unsigned 8-bit or 4-bit constant; two 4-bit values lie in a byte, low first."""
    shape = (rows.stop - rows.start, *constant.shape[1:])
    if constant.get_element_type().get_type_name() != "u4":
        return np.asarray(constant.data[rows], np.float32)
    width = int(np.prod(constant.shape[1:]))
    raw = constant.data.reshape(-1)[rows.start * width // 2 : (rows.stop * width + 1) // 2]
    values = np.empty(2 * raw.size, np.float32)
    values[0::2] = raw & 0x0F
    values[1::2] = raw >> 4
    return values[: int(np.prod(shape))].reshape(shape)


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
    # One that was rounded down so far that 127 steps fall short of the row's largest is taken up.
    short = scales.astype(np.float32) * 127.5 < largest
    scales = np.where(short, np.nextafter(scales, np.float16(np.inf)), scales)
    levels = np.rint(rows / scales.astype(np.float32))
    return np.clip(levels, -127, 127, out=levels).astype(np.int8), scales
