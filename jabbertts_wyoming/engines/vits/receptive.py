"""How far each output of a convolutional graph reads into its input, by interval arithmetic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import onnx

from ..graph import UnsupportedGraphError, attribute

# Ops that read, for time step t of their output, only time step t of their input.
POINTWISE = frozenset(
    {"Add", "Sub", "Mul", "Div", "Tanh", "Sigmoid", "LeakyRelu", "Relu", "Neg", "Exp", "Pow"}
    | {"Sqrt", "Sin", "Slice", "Split", "Concat", "Identity", "Clip", "Erf", "Softplus", "Elu"}
)


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """Input steps that one input step's worth of output needs before (`left`) and after it.

    `up` is the number of output steps per input step.
    """

    left: int
    right: int
    up: int


def receptive_field(
    nodes: Sequence[onnx.NodeProto], source: str, target: str, kernels: dict[str, int]
) -> ReceptiveField:
    """Return the receptive field of `target` over `source` along the last axis.

    `nodes` are in topological order; `kernels` gives the kernel length of each convolution by
    the name of its weight. Raises `UnsupportedGraphError` for an op it doesn't know.
    """
    rates = _rates(nodes, source)
    need = {target: (0, rates[target] - 1)}
    for node in reversed(nodes):
        spans = [need[o] for o in node.output if o in need]
        if not spans:
            continue
        span = _behind(node, (min(s[0] for s in spans), max(s[1] for s in spans)), kernels)
        for name in node.input:
            if name in rates:
                low, high = need.get(name, span)
                need[name] = (min(low, span[0]), max(high, span[1]))
    low, high = need[source]
    return ReceptiveField(left=max(0, -low), right=max(0, high), up=rates[target])


def _rates(nodes: Sequence[onnx.NodeProto], source: str) -> dict[str, int]:
    rates = {source: 1}
    for node in nodes:
        known = {rates[i] for i in node.input if i in rates}
        if not known:
            continue
        if len(known) > 1:
            raise UnsupportedGraphError(f"{node.name} mixes sample rates")
        factor = attribute(node, "strides", [1])[-1] if node.op_type == "ConvTranspose" else 1
        for output in node.output:
            rates[output] = known.copy().pop() * factor
    return rates


def _behind(
    node: onnx.NodeProto, span: tuple[int, int], kernels: dict[str, int]
) -> tuple[int, int]:
    """Return the input interval that the output interval `span` reads."""
    if node.op_type in POINTWISE:
        return span
    if node.op_type not in ("Conv", "ConvTranspose"):
        raise UnsupportedGraphError(f"streaming does not know the op {node.op_type} ({node.name})")
    pads = attribute(node, "pads", [0, 0])
    left_pad = pads[len(pads) // 2 - 1]
    reach = (kernels[node.input[1]] - 1) * attribute(node, "dilations", [1])[-1]
    stride = attribute(node, "strides", [1])[-1]
    if node.op_type == "Conv":
        if stride != 1:
            raise UnsupportedGraphError(f"streaming does not know a stride of {stride}")
        return span[0] - left_pad, span[1] - left_pad + reach
    return math.ceil((span[0] + left_pad - reach) / stride), (span[1] + left_pad) // stride
