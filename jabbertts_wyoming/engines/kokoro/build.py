"""Write an ONNX graph node by node."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ..graph import Array

# Of ONNX Runtime's own operators.
CONTRIB = "com.microsoft"
_OPSET = 18
# From this size on a constant is a weight: named by what it is, so that graphs can share it.
LEAST_SHARED = 4096


class Builder:
    """Collects nodes and constants; tensors are named as they come."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, Array] = {}
        self._small: dict[tuple[Any, ...], str] = {}
        self._made = 0

    def op(self, kind: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        """Add a node; return its output's name (`out`, if given)."""
        return self._add(kind, inputs, [out or self._name()], attributes)[0]

    def ops(self, kind: str, *inputs: str, outputs: int, **attributes: Any) -> list[str]:
        """Add a node of several outputs; return their names."""
        return self._add(kind, inputs, [self._name() for _ in range(outputs)], attributes)

    def constant(self, value: Array) -> str:
        """Add a constant; return its name."""
        value = np.ascontiguousarray(value)
        name = f"c{len(self._constants)}" if value.nbytes < LEAST_SHARED else _content_name(value)
        self._constants[name] = value
        return name

    def ints(self, *values: int) -> str:
        """Add a vector of int64, or take the one that is there."""
        return self._shared(np.array(values, np.int64))

    def scalar(self, value: float, kind: type = np.float32) -> str:
        """Add a number, or take the one that is there."""
        return self._shared(np.array(value, kind))

    def model(
        self, inputs: Mapping[str, Sequence[int | str]], outputs: Sequence[str]
    ) -> onnx.ModelProto:
        """Return the model; inputs with their shapes, all float32."""
        graph = helper.make_graph(
            self._nodes,
            "generator",
            [helper.make_tensor_value_info(k, TensorProto.FLOAT, v) for k, v in inputs.items()],
            [helper.make_tensor_value_info(k, TensorProto.FLOAT, None) for k in outputs],
            [numpy_helper.from_array(v, k) for k, v in self._constants.items()],
        )
        domains = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=8)

    def _shared(self, value: Array) -> str:
        key = (value.dtype.str, value.shape, value.tobytes())
        if key not in self._small:
            self._small[key] = self.constant(value)
        return self._small[key]

    def _add(
        self, kind: str, inputs: Sequence[str], outputs: list[str], attributes: dict[str, Any]
    ) -> list[str]:
        self._nodes.append(helper.make_node(kind, list(inputs), outputs, outputs[0], **attributes))
        return outputs

    def _name(self) -> str:
        self._made += 1
        return f"t{self._made}"


def _content_name(value: Array) -> str:
    kind = f"{value.dtype.str}{value.shape}".encode()
    return f"w{blake2b(kind + value.tobytes(), digest_size=12).hexdigest()}"
