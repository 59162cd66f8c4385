"""Fold away what a batch of one doesn't need: masks of ones, zero conditioning, unit scales."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx

from ..graph import Array, Graph, attribute

_UNARY = {"Neg": np.negative, "Exp": np.exp}
# What an exporter writes for "to the end".
_NO_END = 2**31 - 1
_SHAPELESS = ("Slice", "Cast", "Expand", "Unsqueeze", "Reshape", "Transpose", "Identity")


def fold_uniform(graph: Graph, uniform: Mapping[str, float], outputs: tuple[str, ...]) -> Graph:
    """Return `graph` without the operations that a uniform tensor makes neutral.

    `uniform` are tensors known to hold one value everywhere (masks), with that value.
    `ConstantOfShape` tensors are uniform as well, and so is what elementwise operations make of
    uniform tensors alone; adding 0, multiplying by 1 or choosing by a uniform condition
    vanishes. `outputs` keep their names.
    """
    fold = _Fold(graph, uniform, outputs)
    nodes = [kept for node in graph.nodes if (kept := fold.visit(node)) is not None]
    inputs = [i for i in graph.inputs if i not in uniform]
    return Graph(nodes, graph.constants, inputs, graph.opset).subgraph(inputs, outputs)


class _Fold:
    def __init__(self, graph: Graph, uniform: Mapping[str, float], keep: tuple[str, ...]) -> None:
        self._keep = keep
        self._constants = graph.constants
        self._uniform: dict[str, float] = dict(uniform)
        self._alias: dict[str, str] = {}

    def resolve(self, name: str) -> str:
        while name in self._alias:
            name = self._alias[name]
        return name

    def visit(self, node: onnx.NodeProto) -> onnx.NodeProto | None:
        """Return the node to keep, its inputs resolved, or None if it folded away."""
        value = self._uniform_value(node)
        if value is not None:
            self._uniform[node.output[0]] = value
            return self._kept(node)  # falls away later if nothing but neutral uses are left
        same = self._neutral(node)
        if same is not None and node.output[0] in self._keep:
            return onnx.helper.make_node("Identity", [same], [node.output[0]])
        if same is not None:
            self._alias[node.output[0]] = same
            return None
        return self._kept(node)

    def _kept(self, node: onnx.NodeProto) -> onnx.NodeProto:
        kept = onnx.NodeProto()
        kept.CopyFrom(node)
        for k, name in enumerate(node.input):
            kept.input[k] = self.resolve(name)
        return kept

    def _value(self, name: str) -> float | None:
        name = self.resolve(name)
        if name in self._uniform:
            return self._uniform[name]
        constant: Array | None = self._constants.get(name)
        if constant is not None and constant.size == 1 and constant.dtype.kind == "f":
            return float(constant.reshape(-1)[0])
        return None

    def _uniform_value(self, node: onnx.NodeProto) -> float | None:
        if node.op_type == "ConstantOfShape":
            value: Any = attribute(node, "value")
            return 0.0 if value is None else float(onnx.numpy_helper.to_array(value).reshape(-1)[0])
        if not node.input or self.resolve(node.input[0]) not in self._uniform:
            return None
        first = self._uniform[self.resolve(node.input[0])]
        if node.op_type in _UNARY:
            return float(_UNARY[node.op_type](first))
        return first if node.op_type in _SHAPELESS else None

    def _neutral(self, node: onnx.NodeProto) -> str | None:
        if node.op_type == "Where" and self.resolve(node.input[0]) in self._uniform:
            chosen = node.input[1 if self._uniform[self.resolve(node.input[0])] else 2]
            return self.resolve(chosen)
        if node.op_type == "Slice" and self._takes_all(node):
            return self.resolve(node.input[0])
        if node.op_type not in ("Add", "Sub", "Mul", "Div"):
            return None
        left, right = (self._value(i) for i in node.input)
        neutral = 0.0 if node.op_type in ("Add", "Sub") else 1.0
        if right == neutral and self.resolve(node.input[0]) not in self._constants:
            return self.resolve(node.input[0])
        if left == neutral and node.op_type in ("Add", "Mul"):
            return self.resolve(node.input[1])
        return None

    def _takes_all(self, node: onnx.NodeProto) -> bool:
        """Tell whether a Slice goes from 0 to the end, step 1, along every axis it names."""
        values = [self._constants.get(i) for i in (node.input[1], node.input[2], *node.input[4:])]
        starts, ends, *steps = values
        if starts is None or ends is None or any(s is None or (s != 1).any() for s in steps):
            return False
        return not starts.any() and bool((ends >= _NO_END).all())
