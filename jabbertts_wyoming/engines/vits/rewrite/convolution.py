"""One-dimensional convolutions with a kernel, as two-dimensional ones of height one.

ONNX Runtime has faster kernels for these, and shares them out among threads.
"""

import numpy as np
import onnx

from ...graph import Graph, attribute
from ..layout import widen_attributes
from .emitter import Emitter


def widen_convolutions(graph: Graph) -> Graph:
    """Return `graph` with each ungrouped Conv of [1, channels, time] run as [1, channels, 1, time].

    A Relu between two of them stays in four dimensions.
    """
    emitter = Emitter(graph, "wide")
    axis = emitter.integers(2)
    wide: dict[str, str] = {}

    def widened(name: str) -> str:
        return wide.get(name) or emitter.emit("Unsqueeze", [name, axis])

    for node in graph.nodes:
        if _is_wide_conv(graph, node):
            weight = emitter.constant(np.expand_dims(graph.constants[node.input[1]], 2))
            conv = onnx.NodeProto()
            conv.CopyFrom(node)
            widen_attributes(conv)
            source = widened(node.input[0])
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in conv.attribute}
            result = emitter.emit("Conv", [source, weight, *node.input[2:]], **attributes)
        elif node.op_type == "Relu" and node.input[0] in wide:
            result = emitter.emit("Relu", [wide[node.input[0]]])
        else:
            continue
        wide[node.output[0]] = result
        emitter.emit("Squeeze", [result, axis], node.output[0])
        emitter.replace(node)
    return emitter.finish()


def _is_wide_conv(graph: Graph, node: onnx.NodeProto) -> bool:
    if node.op_type != "Conv" or attribute(node, "group", 1) != 1:
        return False
    weight = graph.constants.get(node.input[1])
    return weight is not None and weight.ndim == 3 and weight.shape[2] > 1
