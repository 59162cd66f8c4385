"""Rewrite one-dimensional convolutions as two-dimensional ones of height one.

ONNX Runtime has blocked (NCHWc) kernels for two-dimensional convolutions alone; they cost less
than its one-dimensional path and can be shared out among threads.
"""

import numpy as np
import onnx

from ..graph import Graph, UnsupportedGraphError

_PER_AXIS = {"kernel_shape": 1, "dilations": 1, "strides": 1, "output_padding": 0}


def two_dimensional(graph: Graph) -> Graph:
    """Return `graph` for tensors of [1, channels, 1, time] instead of [1, channels, time].

    Raises `UnsupportedGraphError` where an op names the time axis.
    """
    constants = dict(graph.constants)
    nodes = []
    for node in graph.nodes:
        made = onnx.NodeProto()
        made.CopyFrom(node)
        if node.op_type in ("Conv", "ConvTranspose"):
            weight = node.input[1]
            constants[weight] = np.expand_dims(graph.constants[weight], 2)
            widen_attributes(made)
        elif node.op_type in ("Slice", "Split", "Concat") and not _on_channels(node, constants):
            raise UnsupportedGraphError(f"{node.name} works along time")
        nodes.append(made)
    return Graph(nodes, constants, graph.inputs, graph.opset)


def widen_attributes(node: onnx.NodeProto) -> None:
    """Give a convolution's attributes a first axis of height one."""
    for a in node.attribute:
        if a.name in _PER_AXIS:
            values = [_PER_AXIS[a.name], *a.ints]
        elif a.name == "pads":
            values = [0, a.ints[0], 0, a.ints[1]]
        else:
            continue
        del a.ints[:]
        a.ints.extend(values)


def _on_channels(node: onnx.NodeProto, constants: dict[str, np.ndarray]) -> bool:
    if node.op_type == "Slice":
        axes = constants.get(node.input[3]) if len(node.input) > 3 else None
        return axes is not None and axes.tolist() == [1]
    axis = next((a.i for a in node.attribute if a.name == "axis"), 0)
    return bool(axis == 1)
