"""Layer normalization spelled out as nine operations, into ONNX's own."""

from dataclasses import dataclass

import onnx

from ...graph import Graph, attribute
from .emitter import Emitter

# LayerNormalization came with this one; what the encoder uses is the same as in 13 to 15.
_OPSET = 17


@dataclass(frozen=True, slots=True)
class _LayerNorm:
    last: onnx.NodeProto
    source: str
    gamma: str
    beta: str
    epsilon: float


def fuse_layer_norms(graph: Graph) -> Graph:
    """Return `graph` with `(x - mean) / sqrt(var + eps) * gamma + beta` as one node each."""
    if not 13 <= graph.opset <= _OPSET:
        return graph
    emitter = Emitter(graph, "layer_norm")
    for sqrt in graph.nodes:
        found = _match(graph, sqrt) if sqrt.op_type == "Sqrt" else None
        if found is not None:
            emitter.emit(
                "LayerNormalization",
                [found.source, found.gamma, found.beta],
                found.last.output[0],
                axis=-1,
                epsilon=found.epsilon,
            )
            emitter.replace(found.last)
    fused = emitter.finish()
    fused.opset = _OPSET
    return fused


def _match(graph: Graph, sqrt: onnx.NodeProto) -> _LayerNorm | None:
    variance = _producer(graph, sqrt.input[0], "Add")
    if variance is None or variance.input[1] not in graph.constants:
        return None
    mean = _producer(graph, variance.input[0], "ReduceMean")
    power = _producer(graph, mean.input[0], "Pow") if mean is not None else None
    centred = _producer(graph, power.input[0], "Sub") if power is not None else None
    if mean is None or centred is None or attribute(mean, "axes") != [-1]:
        return None
    divided = _consumer(graph, sqrt.output[0], "Div")
    scaled = _consumer(graph, divided.output[0], "Mul") if divided is not None else None
    last = _consumer(graph, scaled.output[0], "Add") if scaled is not None else None
    if divided is None or scaled is None or last is None:
        return None
    if divided.input[0] != centred.output[0]:
        return None
    gamma, beta = scaled.input[1], last.input[1]
    if gamma not in graph.constants or beta not in graph.constants:
        return None
    epsilon = float(graph.constants[variance.input[1]].reshape(-1)[0])
    return _LayerNorm(last, centred.input[0], gamma, beta, epsilon)


def _producer(graph: Graph, tensor: str, op: str) -> onnx.NodeProto | None:
    node = graph.producer.get(tensor)
    return node if node is not None and node.op_type == op else None


def _consumer(graph: Graph, tensor: str, op: str) -> onnx.NodeProto | None:
    consumers = graph.consumers.get(tensor, [])
    return consumers[0] if len(consumers) == 1 and consumers[0].op_type == op else None
