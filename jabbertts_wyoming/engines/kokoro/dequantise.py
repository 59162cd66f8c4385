"""Turn ONNX Runtime's dynamically quantised graph into a float one that holds the same weights.

`quantize_dynamic` writes, for each Conv or MatMul,

    DynamicQuantizeLinear(x) -> ConvInteger/MatMulInteger(xq, Wq, xz, Wz)
        [-> Add(Reshape(Cast(Floor(Div(bias, scale)))))] -> Cast -> Mul(x_scale * W_scale)

(newer versions add Reshape(bias) behind it instead)
and DynamicQuantizeLSTM for LSTM. The weights are `(Wq - Wz) * W_scale`; biases are still there as
floats.
"""

from collections.abc import Collection, Sequence

import numpy as np
import onnx

from ..graph import Array, Graph, UnsupportedGraphError

BESIDE_CONVOLUTIONS = ("MatMulInteger", "DynamicQuantizeLSTM", "DequantizeLinear")


def dequantise(graph: Graph, outputs: Sequence[str], keep: Collection[str] = ()) -> Graph:
    """Return the float graph of `outputs`; operators of the types in `keep` stay as they are.

    Raises `UnsupportedGraphError` where a quantised operator is not of the known form.
    """
    return _Dequantiser(graph, keep).run(outputs)


class _Dequantiser:
    def __init__(self, graph: Graph, keep: Collection[str]) -> None:
        self._graph = graph
        self._keep = keep
        self._constants = dict(graph.constants)
        self._instead: dict[int, onnx.NodeProto] = {}

    def run(self, outputs: Sequence[str]) -> Graph:
        rewrite = {
            "ConvInteger": self._linear,
            "MatMulInteger": self._linear,
            "DynamicQuantizeLSTM": self._lstm,
            "DequantizeLinear": self._lookup,
        }
        needed = self._graph.ancestors(outputs)
        kinds = rewrite.keys() - set(self._keep)
        for node in self._graph.nodes:
            if node.op_type in kinds and not needed.isdisjoint(node.output):
                rewrite[node.op_type](node)
        nodes = [self._instead.get(id(n), n) for n in self._graph.nodes]
        whole = Graph(nodes, self._constants, self._graph.inputs, self._graph.opset)
        return whole.subgraph(self._graph.inputs, outputs)

    def _only(self, tensor: str, *ops: str) -> onnx.NodeProto:
        readers = self._graph.consumers.get(tensor, [])
        if len(readers) != 1 or readers[0].op_type not in ops:
            found = [r.op_type for r in readers]
            raise UnsupportedGraphError(f"{tensor} is read by {found}, not by {ops}")
        return readers[0]

    def _maker(self, tensor: str, op: str) -> onnx.NodeProto:
        node = self._graph.producer.get(tensor)
        if node is None or node.op_type != op:
            raise UnsupportedGraphError(f"{tensor} is not made by {op}")
        return node

    def _constant(self, names: Sequence[str]) -> str:
        found = [n for n in names if n in self._graph.constants]
        if len(found) != 1:
            raise UnsupportedGraphError(f"not one constant among {list(names)}")
        return found[0]

    def _linear(self, node: onnx.NodeProto) -> None:
        conv = node.op_type == "ConvInteger"
        quantised = self._maker(node.input[0], "DynamicQuantizeLinear")
        bias = []
        reader = self._only(node.output[0], "Add", "Cast")
        if reader.op_type == "Add":
            other = next(i for i in reader.input if i != node.output[0])
            bias = [self._bias(other)]
            reader = self._only(reader.output[0], "Cast")
        product = self._only(reader.output[0], "Mul")
        scales = self._maker(next(i for i in product.input if i != reader.output[0]), "Mul")
        scale = self._graph.constants[self._constant(scales.input)]
        zero = node.input[3] if len(node.input) > 3 else ""
        end = product
        if conv and not bias and (added := self._bias_behind(product)) is not None:
            end, bias = added[0], [added[1]]
        name = f"{product.output[0]}__weight"
        self._constants[name] = self._weight(node.input[1], zero, scale, 0 if conv else 1)
        inputs = [quantised.input[0], name, *bias]
        made = onnx.helper.make_node("Conv" if conv else "MatMul", inputs, [end.output[0]])
        if conv:
            made.attribute.extend(a for a in node.attribute if a.name != "auto_pad")
        self._instead[id(end)] = made

    def _weight(self, name: str, zero: str, scale: Array, axis: int) -> Array:
        weight = self._graph.constants[name].astype(np.float32)
        origin = self._graph.constants[zero] if zero else np.zeros((), np.float32)
        return (weight - _along(origin, weight.ndim, axis)) * _along(scale, weight.ndim, axis)

    def _bias(self, name: str) -> str:
        for op in ("Reshape", "Cast", "Floor"):
            name = self._maker(name, op).input[0]
        return str(self._maker(name, "Div").input[0])

    def _bias_behind(self, product: onnx.NodeProto) -> tuple[onnx.NodeProto, str] | None:
        """Return the sum that adds a reshaped constant to a product, and the constant."""
        readers = self._graph.consumers.get(product.output[0], [])
        if len(readers) != 1 or readers[0].op_type != "Add":
            return None
        other = next(i for i in readers[0].input if i != product.output[0])
        shaped = self._graph.producer.get(other)
        if shaped is None or shaped.op_type != "Reshape":
            return None
        bias = str(shaped.input[0])
        return (readers[0], bias) if bias in self._graph.constants else None

    def _lstm(self, node: onnx.NodeProto) -> None:
        """Put an LSTM instead.

        The inputs are X W R B lengths h c P W_scale W_zero R_scale R_zero; W is [dirs, in, 4 * n].
        """
        names = []
        for weight, scale, zero in ((1, 8, 9), (2, 10, 11)):
            values = self._graph.constants[node.input[weight]].astype(np.float32)
            factor, origin = (self._graph.constants[node.input[k]] for k in (scale, zero))
            shape = (len(values), 1, -1)
            values = (values - origin.reshape(shape)) * factor.reshape(shape)
            names.append(f"{node.input[weight]}__float")
            self._constants[names[-1]] = np.ascontiguousarray(
                values.transpose(0, 2, 1), dtype=np.float32
            )
        inputs = [node.input[0], *names, *node.input[3:8]]
        while not inputs[-1]:
            inputs.pop()
        made = onnx.helper.make_node("LSTM", inputs, list(node.output))
        made.attribute.extend(node.attribute)
        self._instead[id(node)] = made

    def _lookup(self, node: onnx.NodeProto) -> None:
        gather = self._graph.producer.get(node.input[0])
        if gather is None or gather.op_type != "Gather":
            return
        if gather.input[0] not in self._graph.constants:
            return
        table = self._graph.constants[gather.input[0]].astype(np.float32)
        scale = np.float32(self._graph.constants[node.input[1]])
        zero = np.float32(self._graph.constants[node.input[2]]) if len(node.input) > 2 else 0
        name = f"{gather.input[0]}__float"
        self._constants[name] = (table - zero) * scale
        made = onnx.helper.make_node("Gather", [name, gather.input[1]], [node.output[0]])
        made.attribute.extend(gather.attribute)
        self._instead[id(node)] = made


def _along(values: Array, dimensions: int, axis: int) -> Array:
    """Return `values`, one or one for each index of `axis`, as float32 that broadcasts."""
    flat = np.asarray(values, np.float32).reshape(-1)
    shape = [1] * dimensions
    if flat.size > 1:
        shape[axis] = flat.size
    return flat.reshape(shape)
