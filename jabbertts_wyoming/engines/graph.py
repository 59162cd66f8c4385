"""A small working view of an ONNX graph: who makes a tensor, who reads it, what is constant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

from ..common.errors import VoiceError

Array = npt.NDArray[Any]


class UnsupportedGraphError(VoiceError):
    """The graph is not of the structure that an engine knows; names what was not found."""


class Graph:
    """Nodes in topological order with their producers, consumers and constants indexed.

    Constants are initializers and `Constant` nodes alike; `Constant` nodes are taken out of
    `nodes`.
    """

    def __init__(
        self,
        nodes: Sequence[onnx.NodeProto],
        constants: dict[str, Array],
        inputs: Sequence[str],
        opset: int,
    ) -> None:
        self.nodes = list(nodes)
        self.constants = constants
        self.inputs = list(inputs)
        self.opset = opset
        self.reindex()

    @classmethod
    def of(cls, model: onnx.ModelProto) -> "Graph":
        """Index `model`; the arrays are views or copies, never written to."""
        constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
        nodes = []
        for node in model.graph.node:
            if node.op_type == "Constant":
                constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
            elif node.op_type == "Identity" and node.input[0] in constants:
                constants[node.output[0]] = constants[node.input[0]]
            else:
                nodes.append(node)
        inputs = [i.name for i in model.graph.input if i.name not in constants]
        opset = next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
        return cls(nodes, constants, inputs, opset)

    def reindex(self) -> None:
        """Build the indexes anew after `nodes` changed."""
        self.producer = {o: n for n in self.nodes for o in n.output if o}
        self.consumers: dict[str, list[onnx.NodeProto]] = {}
        for node in self.nodes:
            for name in node.input:
                if name:
                    self.consumers.setdefault(name, []).append(node)

    def ancestors(self, tensors: Iterable[str], stop: Iterable[str] = ()) -> set[str]:
        """Return `tensors` and all that they are made of, not looking behind those in `stop`."""
        halt = set(stop)
        seen: set[str] = set()
        stack = list(tensors)
        while stack:
            name = stack.pop()
            if name in seen or not name:
                continue
            seen.add(name)
            if name not in halt and name in self.producer:
                stack.extend(self.producer[name].input)
        return seen

    def descendants(self, tensors: Iterable[str]) -> set[str]:
        """Return `tensors` and all that is made from them."""
        seen = set(tensors)
        for node in self.nodes:
            if any(i in seen for i in node.input):
                seen.update(o for o in node.output if o)
        return seen

    def subgraph(self, inputs: Sequence[str], outputs: Sequence[str]) -> "Graph":
        """Return the part that makes `outputs` from `inputs`.

        Raises `UnsupportedGraphError` if the outputs need anything else.
        """
        needed = self.ancestors(outputs, stop=inputs)
        given = set(inputs)
        nodes = [n for n in self.nodes if any(o in needed and o not in given for o in n.output)]
        read = {i for n in nodes for i in n.input if i} | set(outputs)
        made = {o for n in nodes for o in n.output} | given
        constants = {k: v for k, v in self.constants.items() if k in read}
        if missing := read - made - set(constants):
            raise UnsupportedGraphError(f"the graph also needs the inputs {sorted(missing)}")
        return Graph(nodes, constants, list(inputs), self.opset)

    def model(
        self, outputs: Sequence[str], types: Mapping[str, int] | None = None
    ) -> onnx.ModelProto:
        """Return an ONNX model of this graph; `types` are element types of inputs and outputs.

        Tensors whose type isn't given are float32; every dimension is left open.
        """
        kinds = types or {}

        def value(name: str) -> onnx.ValueInfoProto:
            return onnx.helper.make_tensor_value_info(
                name, kinds.get(name, onnx.TensorProto.FLOAT), None
            )

        initializers = [
            numpy_helper.from_array(np.asarray(v, order="C"), k) for k, v in self.constants.items()
        ]
        graph = onnx.helper.make_graph(
            self.nodes,
            "part",
            [value(i) for i in self.inputs],
            [value(o) for o in outputs],
            initializers,
        )
        return onnx.helper.make_model(
            graph, opset_imports=[onnx.helper.make_opsetid("", self.opset)], ir_version=8
        )


def attribute(node: onnx.NodeProto, name: str, default: Any = None) -> Any:
    """Return a node's attribute as a Python value, or `default`."""
    for a in node.attribute:
        if a.name == name:
            return onnx.helper.get_attribute_value(a)
    return default


def walk_back(graph: Graph, tensor: str, through: Iterable[str]) -> Iterator[onnx.NodeProto]:
    """Yield the producers behind `tensor`, going on through nodes whose op is in `through`.

    The nodes that end a path (of any other op) are yielded too.
    """
    passed = set(through)
    stack, seen = [tensor], set()
    while stack:
        node = graph.producer.get(stack.pop())
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if node.op_type in passed:
            stack.extend(node.input)
