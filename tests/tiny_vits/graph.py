"""A writer of ONNX graphs that names nodes as PyTorch's TorchScript exporter does."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Array: TypeAlias = npt.NDArray[np.generic]
Operand: TypeAlias = str | int | float | list[int] | Array
Attribute: TypeAlias = int | float | str | list[int] | TensorProto

BOUNDLESS = int(np.iinfo(np.int64).max)
_BOUNDS = {"END": BOUNDLESS, "START": -BOUNDLESS}
_SUFFIX = re.compile(r"_(\d+)$")
_DEFAULTS: dict[str, dict[str, Attribute]] = {
    "Gather": {"axis": 0},
    "Concat": {"axis": 0},
    "Reshape": {"allowzero": 0},
    "Pad": {"mode": "constant"},
    "Softmax": {"axis": -1},
    "Split": {"axis": 1},
    "GatherElements": {"axis": -1},
    "ReduceSum": {"keepdims": 0},
    "ReduceMax": {"keepdims": 0},
    "RandomNormalLike": {"dtype": TensorProto.FLOAT},
}
_LIST_ATTRIBUTES = {"perm", "axes"}


class Graph:
    """Nodes and initializers in order of writing; constants of equal value are shared."""

    def __init__(self, *, seed: int, constant_nodes: bool = False) -> None:
        self.rng = np.random.default_rng(seed)
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[TensorProto] = []
        self._constant_nodes = constant_nodes
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._counts: Counter[str] = Counter()

    def parameter(self, name: str, value: Array) -> str:
        """Add a weight, return its name."""
        self.initializers.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name

    def random(self, name: str, *shape: int, scale: float, mean: float = 0.0) -> str:
        """Add a weight of normal random values."""
        return self.parameter(name, mean + scale * self.rng.standard_normal(shape))

    def constant(self, value: Array, scope: str) -> str:
        """Name of a tensor that holds `value`: an initializer, or a new `Constant` node."""
        key = (value.dtype.str, value.shape, value.tobytes())
        if not self._constant_nodes and key in self._constants:
            return self._constants[key]
        node = self.next_name(scope, "Constant")
        name = self._constants[key] = f"{node}_output_0"
        if self._constant_nodes:
            tensor = numpy_helper.from_array(value)
            self.node("Constant", [], [name], node, value=tensor)
        else:
            self.initializers.append(numpy_helper.from_array(value, name))
        return name

    def next_name(self, scope: str, op: str) -> str:
        """`/scope/Op`, `/scope/Op_1`, ...: the exporter's count for each scope and operator."""
        name = f"{scope}/{op}"
        count = self._counts[name]
        self._counts[name] += 1
        return f"{name}_{count}" if count else name

    def node(
        self,
        kind: str,
        inputs: list[str],
        outputs: list[str],
        name: str = "",
        **attributes: Attribute,
    ) -> str:
        """Add a node under any name, even none; return its first output."""
        node = helper.make_node(kind, inputs, outputs, name=name)
        node.attribute.extend(helper.make_attribute(*item) for item in attributes.items())
        self.nodes.append(node)
        return outputs[0]


class Scope:
    """The part of a graph that one module writes, e.g. `/dec/resblocks.0`."""

    def __init__(self, graph: Graph, path: str = "") -> None:
        self.graph = graph
        self.path = path

    def sub(self, name: str) -> "Scope":
        return Scope(self.graph, f"{self.path}/{name}")

    def parameter_name(self, name: str) -> str:
        """State-dict name: `/dec/ups.0` and `weight` give `dec.ups.0.weight`."""
        return f"{self.path}/{name}"[1:].replace("/", ".")

    def tensor(self, value: Operand) -> str:
        """Tensor name of an operand: names pass through, numbers become constants."""
        if isinstance(value, str):
            return value
        if isinstance(value, np.ndarray):
            return self.graph.constant(value, self.path)
        dtype = np.float32 if isinstance(value, float) else np.int64
        return self.graph.constant(np.array(value, dtype), self.path)

    def op(self, kind: str, *inputs: Operand, **attributes: Attribute) -> str:
        """Add a node under the next free name of its kind; return its first output."""
        return self._node(self.graph.next_name(self.path, kind), kind, inputs, attributes)

    def labelled(self, label: str, *inputs: Operand, **attributes: Attribute) -> str:
        """Add a node under an exact name such as `Gather_12`."""
        return self._node(f"{self.path}/{label}", _SUFFIX.sub("", label), inputs, attributes)

    def _node(
        self,
        name: str,
        kind: str,
        inputs: tuple[Operand, ...],
        attributes: dict[str, Attribute],
    ) -> str:
        names = [self.tensor(value) for value in inputs]
        outputs = [f"{name}_output_{i}" for i in range(2 if kind == "Split" else 1)]
        merged = {**_DEFAULTS.get(kind, {}), **attributes}
        return self.graph.node(kind, names, outputs, name, **merged)

    def lookup(self, table: str, indices: str) -> str:
        """Write the `Gather` of an embedding (the exporter leaves its axis out)."""
        name = f"{self.path}/Gather"
        return self.graph.node("Gather", [table, indices], [f"{name}_output_0"], name)

    def name_of(self, label: str, shift: Mapping[str, int]) -> str:
        """Node name of a label after `shift` (see `write`)."""
        return f"{self.path}/{_shifted(label, shift)}"

    def ref(self, label: str) -> str:
        """Output of a node of this scope; `#1` asks for the second output."""
        label, _, index = label.partition("#")
        return f"{self.path}/{label}_output_{index or 0}"

    def write(
        self,
        template: str,
        *,
        bind: Mapping[str, Operand] | None = None,
        shift: Mapping[str, int] | None = None,
    ) -> str:
        """Write the nodes of a template; return the last one's output.

        A template lists nodes as `Label operand... attribute=value`, divided by `;`. Operands:
        `Label` (of this scope), `/path/Label` (of any), `$name` (bound), `:1` (int64 scalar),
        `~1.0` (float scalar), `[1,2]` (int64 vector), `i32:1`, `-` (left out). `shift` adds to
        the numbers in labels of an operator: one template then serves each of its copies.
        """
        bind, shift = bind or {}, shift or {}
        output = ""
        for label, operands, attributes in parse(template):
            inputs = [self._operand(token, bind, shift) for token in operands]
            output = self.labelled(_shifted(label, shift), *inputs, **attributes)
        return output

    def _operand(
        self, token: str, bind: Mapping[str, Operand], shift: Mapping[str, int]
    ) -> Operand:
        if token[0] == "$":
            return bind[token[1:]]
        if token[0] in ":~[" or token.startswith("i32:"):
            return _literal(token)
        if token[0] == "/":
            return Scope(self.graph).ref(token[1:])
        return "" if token == "-" else self.ref(_shifted(token, shift))


def _shifted(label: str, shift: Mapping[str, int]) -> str:
    """`Gather_12` with `{"Gather": 4}` gives `Gather_16`."""
    op, hash_sign, index = label.partition("#")
    match = _SUFFIX.search(op)
    kind = op[: match.start()] if match else op
    if kind not in shift:
        return label
    number = (int(match[1]) if match else 0) + shift[kind]
    return f"{kind}_{number}{hash_sign}{index}"


@lru_cache(maxsize=256)
def _literal(token: str) -> Array:
    if token[0] == "~":
        return np.array(float(token[1:]), np.float32)
    if token.startswith("i32:"):
        return np.array(int(token[4:]), np.int32)
    values = [_BOUNDS.get(part) or int(part) for part in token.strip(":[]").split(",")]
    return np.array(values[0] if token[0] == ":" else values, np.int64)


@lru_cache(maxsize=64)
def parse(template: str) -> tuple[tuple[str, list[str], dict[str, Attribute]], ...]:
    """Split a template into (label, operands, attributes)."""
    nodes = []
    for line in template.split(";"):
        label, *tokens = line.split()
        operands = [token for token in tokens if "=" not in token]
        attributes = dict(_attribute(token) for token in tokens if "=" in token)
        nodes.append((label, operands, attributes))
    return tuple(nodes)


def _attribute(token: str) -> tuple[str, Attribute]:
    name, _, text = token.partition("=")
    if name == "value":
        return name, numpy_helper.from_array(np.array([float(text)], np.float32))
    numbers = [int(part) for part in text.split(",")]
    return name, numbers if name in _LIST_ATTRIBUTES else numbers[0]
