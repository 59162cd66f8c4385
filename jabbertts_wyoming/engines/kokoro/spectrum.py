"""A cheaper short-time Fourier transform for the harmonic source."""

import numpy as np
from onnx import helper

from ..graph import Array, Graph

# Too small to be heard in any sum.
_TRACE = 1e-12


def with_convolved_stft(graph: Graph) -> Graph:
    """Return the graph with each `STFT` as a convolution by the windowed transform's rows.

    ONNX Runtime's own is slow for windows as short as these.
    """
    nodes = []
    constants = dict(graph.constants)
    for node in graph.nodes:
        if node.op_type != "STFT" or not {node.input[1], node.input[2]} <= set(constants):
            nodes.append(node)
            continue
        signal, out = node.input[0], node.output[0]
        window = constants[node.input[2]].astype(np.float64)
        hop = int(constants[node.input[1]].reshape(-1)[0])
        bins = len(window) // 2 + 1
        constants |= {
            f"{out}_rows": _transform(window),
            f"{out}_trace": _traces(bins),
            f"{out}_signal": np.array([1, 1, -1], np.int64),
            f"{out}_parts": np.array([1, 2, bins, -1], np.int64),
        }
        kernel = [f"{out}_x", f"{out}_rows", f"{out}_trace"]
        nodes += [
            helper.make_node("Reshape", [signal, f"{out}_signal"], [f"{out}_x"]),
            helper.make_node("Conv", kernel, [f"{out}_y"], strides=[hop]),
            helper.make_node("Reshape", [f"{out}_y", f"{out}_parts"], [f"{out}_z"]),
            helper.make_node("Transpose", [f"{out}_z"], [out], perm=[0, 3, 2, 1]),
        ]
    return Graph(nodes, constants, graph.inputs, graph.opset)


def _transform(window: Array) -> Array:
    """Return the rows of real and then of imaginary parts, 2 * bins by 1 by window."""
    size = len(window)
    angles = np.arange(size // 2 + 1)[:, None] * np.arange(size) * (-2 * np.pi / size)
    sines = np.sin(angles) * window
    sines[[0, -1]] = 0
    return np.concatenate([np.cos(angles) * window, sines])[:, None].astype(np.float32)


def _traces(bins: int) -> Array:
    """Return biases that make the angle of a negative real number pi, not -pi."""
    traces = np.zeros(2 * bins, np.float32)
    traces[[bins, -1]] = _TRACE
    return traces
