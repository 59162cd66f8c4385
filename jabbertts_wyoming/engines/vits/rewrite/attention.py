"""Self-attention with relative positions (Shaw et al. 2018), its window kept narrow.

VITS looks only `w` positions to each side, yet the exported graph pads the 2w + 1 position
embeddings to 2T - 1 and multiplies by all of them. Here the products are made for the 2w + 1
alone and shifted into the diagonal band (the skewing of Music Transformer, Huang et al. 2018).
"""

from dataclasses import dataclass

import numpy as np
import onnx

from ...graph import Array, Graph, walk_back
from ..specialize import COUNT_VECTOR
from .emitter import Emitter

_SHIFTS = ("Slice", "Reshape", "Pad")
_SPREADS = ("Transpose", "Unsqueeze", "Pad", "Slice")


@dataclass(frozen=True, slots=True)
class _Attention:
    """`scores` and `mixed` are the Adds to replace; embeddings are [2w + 1, depth]."""

    scores: onnx.NodeProto
    by_content: str
    query: str
    key_embedding: Array
    weights: str
    mixed: onnx.NodeProto
    by_value: str
    value_embedding: Array


def narrow_relative_attention(graph: Graph) -> Graph:
    """Return `graph` with each relative attention it recognises in the narrow form."""
    if COUNT_VECTOR not in graph.producer:
        return graph
    emitter = Emitter(graph, "attention")
    for node in graph.nodes:
        found = _match(graph, node) if node.op_type == "Softmax" else None
        if found is not None:
            _emit_scores(emitter, found)
            emitter.replace(found.scores)
            _emit_values(emitter, found)
            emitter.replace(found.mixed)
    return emitter.finish()


def _match(graph: Graph, softmax: onnx.NodeProto) -> _Attention | None:
    scores = graph.producer.get(softmax.input[0])
    if scores is None or scores.op_type != "Add":
        return None
    content = _direct_product(graph, scores)
    shifted = _shifted_product(graph, scores)
    mixed = _mixed(graph, softmax.output[0])
    if content is None or shifted is None or mixed is None:
        return None
    value = _direct_product(graph, mixed)
    shifted_value = _shifted_or_direct(graph, mixed, softmax.output[0])
    keys = _embedding(graph, shifted.input[1])
    if value is None or shifted_value is None or keys is None:
        return None
    values = _embedding(graph, shifted_value.input[1])
    if values is None or values.shape != keys.shape or value.input[0] != softmax.output[0]:
        return None
    return _Attention(
        scores=scores,
        by_content=content.output[0],
        query=shifted.input[0],
        key_embedding=keys,
        weights=softmax.output[0],
        mixed=mixed,
        by_value=value.output[0],
        value_embedding=values,
    )


def _direct_product(graph: Graph, add: onnx.NodeProto) -> onnx.NodeProto | None:
    """Return the addend that is a product of two tensors, neither an embedding."""
    for name in add.input:
        node = graph.producer.get(name)
        product = node is not None and node.op_type == "MatMul"
        if node is not None and product and _embedding(graph, node.input[1]) is None:
            return node
    return None


def _shifted_product(graph: Graph, add: onnx.NodeProto) -> onnx.NodeProto | None:
    """Return the product by an embedding that the other addend is shifted from."""
    for name in add.input:
        for node in walk_back(graph, name, _SHIFTS):
            if node.op_type == "MatMul" and _embedding(graph, node.input[1]) is not None:
                return node
    return None


def _shifted_or_direct(graph: Graph, add: onnx.NodeProto, weights: str) -> onnx.NodeProto | None:
    """Return the addend that multiplies the shifted attention weights by an embedding."""
    for name in add.input:
        node = graph.producer.get(name)
        if node is None or node.op_type != "MatMul":
            continue
        behind = {i for n in walk_back(graph, node.input[0], _SHIFTS) for i in n.input}
        if weights in behind and _embedding(graph, node.input[1]) is not None:
            return node
    return None


def _mixed(graph: Graph, weights: str) -> onnx.NodeProto | None:
    for product in graph.consumers.get(weights, []):
        if product.op_type == "MatMul":
            for add in graph.consumers.get(product.output[0], []):
                if add.op_type == "Add":
                    return add
    return None


def _embedding(graph: Graph, tensor: str) -> Array | None:
    """Return the [2w + 1, depth] constant that `tensor` is padded from, if it is."""
    while tensor not in graph.constants:
        node = graph.producer.get(tensor)
        if node is None or node.op_type not in _SPREADS:
            return None
        tensor = node.input[0]
    value = graph.constants[tensor]
    if value.ndim == 3 and value.shape[0] == 1 and value.shape[1] % 2 and value.dtype.kind == "f":
        return np.asarray(value[0])
    return None


def _emit_scores(emitter: Emitter, found: _Attention) -> None:
    width = found.key_embedding.shape[0]
    embedding = emitter.constant(np.ascontiguousarray(found.key_embedding.T[None, None]))
    near = emitter.emit("MatMul", [found.query, embedding])
    # Row i holds the products for the keys i - w to i + w. Rows of T + 2w + 1 read as rows of
    # T + 2w move row i to the right by i: column i + k, of which w to w + T are the keys.
    end = emitter.emit("Mul", [COUNT_VECTOR, emitter.integers(0, 0, 0, 0, 0, 0, 0, 1)])
    wide = emitter.emit("Pad", [near, end])
    flat = emitter.emit("Reshape", [wide, emitter.integers(0, 0, -1)])
    row = emitter.emit("Add", [COUNT_VECTOR, emitter.integers(width - 1)])
    size = emitter.emit("Mul", [COUNT_VECTOR, row])
    kept = emitter.slice(flat, emitter.integers(0), size, 2)
    skewed = emitter.emit("Reshape", [kept, _rows(emitter, width - 1)])
    first = emitter.integers(width // 2)
    last = emitter.emit("Add", [COUNT_VECTOR, first])
    band = emitter.slice(skewed, first, last, 3)
    emitter.emit("Add", [found.by_content, band], found.scores.output[0])


def _emit_values(emitter: Emitter, found: _Attention) -> None:
    width = found.value_embedding.shape[0]
    side = width // 2
    # The same, backwards: column i + k of row i becomes column k.
    wide = emitter.emit("Pad", [found.weights, emitter.integers(0, 0, 0, side, 0, 0, 0, side)])
    flat = emitter.emit("Reshape", [wide, emitter.integers(0, 0, -1)])
    end = emitter.emit("Mul", [COUNT_VECTOR, emitter.integers(0, 0, 0, 0, 0, 1)])
    longer = emitter.emit("Pad", [flat, end])
    skewed = emitter.emit("Reshape", [longer, _rows(emitter, width)])
    near = emitter.slice(skewed, emitter.integers(0), emitter.integers(width), 3)
    embedding = emitter.constant(np.ascontiguousarray(found.value_embedding[None, None]))
    by_position = emitter.emit("MatMul", [near, embedding])
    emitter.emit("Add", [found.by_value, by_position], found.mixed.output[0])


def _rows(emitter: Emitter, more: int) -> str:
    """Return a shape: the first two dimensions kept, then rows of T + `more`."""
    last = emitter.emit("Mul", [COUNT_VECTOR, emitter.integers(0, 0, 0, 1)])
    return emitter.emit("Add", [last, emitter.integers(0, 0, -1, more)])
