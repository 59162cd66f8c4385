"""Make new nodes in place of old ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx

from ...graph import Array, Graph


class Emitter:
    """Collects nodes and constants that replace nodes of `graph`."""

    def __init__(self, graph: Graph, prefix: str) -> None:
        self._graph = graph
        self._prefix = prefix
        self._constants: dict[str, Array] = {}
        self._pending: list[onnx.NodeProto] = []
        self._replaced: dict[int, list[onnx.NodeProto]] = {}
        self._count = 0

    def emit(
        self, op: str, inputs: Sequence[str], target: str | None = None, **attributes: Any
    ) -> str:
        """Add a node; return the name of its (first) output, `target` if given."""
        name = target or self._name()
        self._pending.append(onnx.helper.make_node(op, list(inputs), [name], name, **attributes))
        return name

    def split(self, source: str, sizes: Sequence[int], axis: int) -> list[str]:
        """Add a Split; return the names of its outputs."""
        names = [self._name() for _ in sizes]
        inputs = [source, self.integers(*sizes)]
        self._pending.append(onnx.helper.make_node("Split", inputs, names, names[0], axis=axis))
        return names

    def constant(self, value: Array) -> str:
        """Add a constant; return its name."""
        name = self._name()
        self._constants[name] = value
        return name

    def integers(self, *values: int) -> str:
        """Add an int64 vector."""
        return self.constant(np.array(values, np.int64))

    def number(self, value: float) -> str:
        """Add a float32 scalar."""
        return self.constant(np.array(value, np.float32))

    def slice(self, source: str, start: str, end: str, axis: int) -> str:
        """Add a Slice along one axis."""
        return self.emit("Slice", [source, start, end, self.integers(axis)])

    def replace(self, node: onnx.NodeProto) -> None:
        """Put what was added since the last call in the place of `node`."""
        self._replaced[id(node)] = self._pending
        self._pending = []

    def finish(self) -> Graph:
        """Return the graph with all replacements made."""
        nodes: list[onnx.NodeProto] = []
        for node in self._graph.nodes:
            nodes += self._replaced.get(id(node), [node])
        constants = {**self._graph.constants, **self._constants}
        return Graph(nodes, constants, self._graph.inputs, self._graph.opset)

    def _name(self) -> str:
        self._count += 1
        return f"{self._prefix}_{self._count}"
