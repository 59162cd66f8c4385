"""Large convolutions of the encoder as 8-bit matrix products."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from ..graph import Array, Graph, attribute
from .build import CONTRIB
from .rows import whole_numbers

# Below so many weights the conversions cost more than they save.
_LEAST = 100_000


def with_integer_convolutions(graph: Graph, limit: int) -> Graph:
    """Return the graph with its large plain convolutions over time in 8 bits; `graph` is used up.

    [1, channels, time] -> transposed -> quantised by its own range -> rows gathered -> product by
    whole numbers within +-`limit`, with a scale for each output channel -> transposed.
    """
    return _Rewriter(graph, limit).run()


class _Rewriter:
    def __init__(self, graph: Graph, limit: int) -> None:
        self._graph = graph
        self._limit = limit
        self._nodes: list[onnx.NodeProto] = []
        self._constants = graph.constants
        self._done: set[str] = set()

    def run(self) -> Graph:
        for node in self._graph.nodes:
            if self._large(node):
                self._convolution(node)
            else:
                self._nodes.append(node)
        return Graph(self._nodes, self._constants, self._graph.inputs, self._graph.opset)

    def _large(self, node: onnx.NodeProto) -> bool:
        if node.op_type != "Conv" or node.input[1] not in self._constants:
            return False
        weight = self._constants[node.input[1]]
        if weight.ndim != 3 or weight.size < _LEAST or attribute(node, "group", 1) != 1:
            return False
        return list(attribute(node, "strides", [1])) == [1]

    def _add(self, kind: str, inputs: list[str], outputs: list[str], **attributes: Any) -> None:
        self._nodes.append(helper.make_node(kind, inputs, outputs, **attributes))

    def _constant(self, name: str, value: Array) -> str:
        self._constants[f"rows__{name}"] = value
        return f"rows__{name}"

    def _ints(self, *values: int) -> str:
        name = "i" + "_".join(map(str, values))
        return self._constant(name, np.array(values, np.int64))

    def _weight(self, name: str) -> Array:
        """Return a weight, and take it out of the graph unless others need it."""
        others = len(self._graph.consumers[name]) > 1
        return self._constants[name] if others else self._constants.pop(name)

    def _convolution(self, node: onnx.NodeProto) -> None:
        weight = np.asarray(self._weight(node.input[1]), np.float32)
        size, channels, taps = weight.shape
        source, out = node.input[0], node.output[0]
        self._quantise(source)
        columns = f"{source}__q"
        if taps > 1:
            columns = f"{out}__columns"
            self._gather(source, self._index(node, source, taps), columns, taps * channels)
        whole, scale = whole_numbers(weight, self._limit)
        matrix = np.ascontiguousarray(whole.transpose(2, 1, 0).reshape(taps * channels, size))
        inputs = [
            columns,
            self._constant(f"{out}_weight", matrix),
            f"{source}__scale",
            self._constant(f"{out}_scale", scale),
            f"{source}__zero",
            self._constant(f"zeros{size}", np.zeros(size, np.int8)),
            *node.input[2:],
        ]
        self._add("MatMulIntegerToFloat", inputs, [f"{out}__rows"], domain=CONTRIB)
        self._add("Unsqueeze", [f"{out}__rows", self._ints(0)], [f"{out}__batch"])
        self._add("Transpose", [f"{out}__batch"], [out], perm=[0, 2, 1])

    def _quantise(self, source: str) -> None:
        if source in self._done:
            return
        self._done.add(source)
        quantised = [f"{source}__q", f"{source}__scale", f"{source}__zero"]
        self._add("Transpose", [source], [f"{source}__t"], perm=[0, 2, 1])
        self._add("Squeeze", [f"{source}__t", self._ints(0)], [f"{source}__r"])
        self._add("DynamicQuantizeLinear", [f"{source}__r"], quantised)

    def _pad(self, source: str) -> str:
        """Return the quantised rows with one of zeros behind them."""
        padded = f"{source}__padded"
        if padded not in self._done:
            self._done.add(padded)
            row = f"{source}__edge"
            self._add("Shape", [f"{source}__q"], [f"{row}_width"], start=1, end=2)
            self._add("Concat", [self._ints(1), f"{row}_width"], [f"{row}_shape"], axis=0)
            self._add("Expand", [f"{source}__zero", f"{row}_shape"], [row])
            self._add("Concat", [f"{source}__q", row], [padded], axis=0)
        return padded

    def _index(self, node: onnx.NodeProto, source: str, taps: int) -> str:
        dilation = attribute(node, "dilations", [1])[0]
        pads = attribute(node, "pads", [0, 0])
        name = f"{source}__index_{taps}_{dilation}_{pads[0]}_{pads[1]}"
        if name in self._done:
            return name
        self._done.add(name)
        zero = self._constant("zero", np.array(0, np.int64))
        one = self._constant("one", np.array(1, np.int64))
        shorter = dilation * (taps - 1) - sum(pads)
        offsets = (np.arange(taps, dtype=np.int64) * dilation - pads[0])[None]
        self._add("Shape", [f"{source}__q"], [f"{name}_shape"], start=0, end=1)
        self._add("Squeeze", [f"{name}_shape"], [f"{name}_length"])
        count = self._constant(f"{name}_shorter", np.array(shorter, np.int64))
        self._add("Sub", [f"{name}_length", count], [f"{name}_count"])
        self._add("Range", [zero, f"{name}_count", one], [f"{name}_steps"])
        self._add("Unsqueeze", [f"{name}_steps", self._ints(1)], [f"{name}_column"])
        moved = self._constant(f"{name}_offsets", offsets)
        self._add("Add", [f"{name}_column", moved], [f"{name}_rows"])
        self._add("Less", [f"{name}_rows", zero], [f"{name}_before"])
        self._add("Min", [f"{name}_rows", f"{name}_length"], [f"{name}_within"])
        beyond = [f"{name}_before", f"{name}_length", f"{name}_within"]
        self._add("Where", beyond, [f"{name}_wide"])
        self._add("Cast", [f"{name}_wide"], [name], to=TensorProto.INT32)
        return name

    def _gather(self, source: str, index: str, columns: str, width: int) -> None:
        self._add("Gather", [self._pad(source), index], [f"{columns}__g"], axis=0)
        self._add("Reshape", [f"{columns}__g", self._ints(-1, width)], [columns])
