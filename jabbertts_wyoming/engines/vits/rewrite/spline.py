"""The duration predictor's rational-quadratic splines, inverted without scatter and gather.

Durkan et al. 2019 (https://arxiv.org/abs/1906.04032), with linear tails, as VITS uses them: the
export selects the values inside the tails by index and writes them back; here all are computed
and those outside are replaced.
"""

from dataclasses import dataclass

import numpy as np
import onnx

from ...graph import Graph, attribute
from .emitter import Emitter

_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class _Spline:
    """`last` makes the result from `source` [1, 1, T] and `parameters` [1, 3 * bins - 1, T]."""

    last: onnx.NodeProto
    source: str
    parameters: str
    bins: int
    divisor: float
    bound: float
    smallest: float
    smallest_slope: float


def compact_splines(graph: Graph) -> Graph:
    """Return `graph` with each inverted spline it recognises in compact form."""
    emitter = Emitter(graph, "spline")
    for node in graph.nodes:
        found = _match(graph, node) if node.op_type == "Softplus" else None
        if found is not None:
            _emit(emitter, found)
            emitter.replace(found.last)
    return emitter.finish()


def _match(graph: Graph, softplus: onnx.NodeProto) -> _Spline | None:
    order = {id(n): k for k, n in enumerate(graph.nodes)}
    behind = graph.ancestors([softplus.input[0]])
    heads = [n for n in graph.nodes if n.op_type == "Conv" and n.output[0] in behind]
    if not heads:
        return None
    head = max(heads, key=lambda n: order[id(n)])
    channels = graph.constants[head.input[1]].shape[0]
    joined = _joined(graph, softplus)
    slope_offset = _added(graph, softplus.output[0])
    widths = _normalized_bins(graph, head, softplus)
    if joined is None or widths is None or slope_offset is None or channels % 3 != 2:
        return None
    last, source = joined
    divisor, smallest = widths
    bound = _bound(graph, source)
    if bound is None:
        return None
    bins = (channels + 1) // 3
    return _Spline(last, source, head.output[0], bins, divisor, bound, smallest, slope_offset)


def _joined(graph: Graph, softplus: onnx.NodeProto) -> tuple[onnx.NodeProto, str] | None:
    """Return the node whose output is joined with the untouched half, and the other half."""
    made = graph.descendants([softplus.output[0]])
    for node in graph.nodes:
        if node.op_type != "Concat" or attribute(node, "axis") != 1 or len(node.input) != 2:
            continue
        kept, changed = node.input
        split = graph.producer.get(kept)
        last = graph.producer.get(changed)
        if changed not in made or split is None or last is None or split.op_type != "Split":
            continue
        if kept == split.output[0] and len(split.output) == 2:
            return last, split.output[1]
    return None


def _normalized_bins(
    graph: Graph, head: onnx.NodeProto, softplus: onnx.NodeProto
) -> tuple[float, float] | None:
    """Return what the bins' logits are divided by, and the smallest bin as a share."""
    made = graph.descendants([head.output[0]])
    later = graph.nodes.index(softplus)
    for softmax in graph.nodes[:later][::-1]:
        if softmax.op_type != "Softmax" or softmax.output[0] not in made:
            continue
        behind = graph.ancestors([softmax.input[0]], stop=[head.output[0]]) & made
        divisors = {
            float(graph.constants[n.input[1]].reshape(-1)[0])
            for n in graph.nodes
            if n.op_type == "Div" and n.output[0] in behind and n.input[1] in graph.constants
        }
        scaled = graph.consumers.get(softmax.output[0], [])
        offset = _added(graph, scaled[0].output[0]) if len(scaled) == 1 else None
        if len(divisors) == 1 and offset is not None:
            return divisors.pop(), offset
    return None


def _added(graph: Graph, tensor: str) -> float | None:
    """Return the constant that is added to `tensor`."""
    for node in graph.consumers.get(tensor, []):
        for name in node.input:
            if node.op_type == "Add" and name in graph.constants:
                return float(graph.constants[name].reshape(-1)[0])
    return None


def _bound(graph: Graph, source: str) -> float | None:
    for node in graph.consumers.get(source, []):
        if node.op_type == "LessOrEqual" and node.input[1] in graph.constants:
            return float(graph.constants[node.input[1]].reshape(-1)[0])
    return None


def _emit(emitter: Emitter, spline: _Spline) -> None:
    """Emit the inverse: find each value's bin by height, then solve that bin's quadratic."""
    bins = spline.bins
    rows = emitter.emit("Transpose", [spline.parameters], perm=[0, 2, 1])
    sizes, slopes = emitter.split(rows, [2 * bins, bins - 1], 2)
    knots = _emit_knots(emitter, spline, sizes)
    left, right = (
        emitter.slice(knots, emitter.integers(k), emitter.integers(bins + k), 3) for k in (0, 1)
    )
    spans = emitter.emit("Sub", [right, left])
    slope = _emit_slopes(emitter, spline, slopes)
    columns = emitter.emit("Concat", [left, spans, *slope], axis=2)
    value = emitter.emit("Reshape", [spline.source, emitter.integers(1, -1, 1, 1)])
    inside = emitter.emit(
        "Clip", [value, emitter.number(-spline.bound), emitter.number(spline.bound)]
    )
    index = _emit_index(emitter, spline, knots, inside)
    picked = emitter.emit("GatherElements", [columns, index], axis=3)
    solved = _emit_root(emitter, inside, emitter.split(picked, [1] * 6, 2))
    within = emitter.emit("Equal", [inside, value])
    chosen = emitter.emit("Where", [within, solved, value])
    emitter.emit("Reshape", [chosen, emitter.integers(1, 1, -1)], spline.last.output[0])


def _emit_knots(emitter: Emitter, spline: _Spline, sizes: str) -> str:
    """Return the knots, [1, T, 2, bins + 1]: widths in row 0, heights in row 1."""
    bins = spline.bins
    logits = emitter.emit("Reshape", [sizes, emitter.integers(1, -1, 2, bins)])
    shares = emitter.emit(
        "Softmax", [emitter.emit("Div", [logits, emitter.number(spline.divisor)])], axis=-1
    )
    scale = 2 * spline.bound * (1 - spline.smallest * bins)
    scaled = emitter.emit("Mul", [shares, emitter.number(scale)])
    spans = emitter.emit("Add", [scaled, emitter.number(2 * spline.bound * spline.smallest)])
    sums = emitter.emit("CumSum", [spans, emitter.constant(np.array(-1, np.int64))])
    shifted = emitter.emit("Sub", [sums, emitter.number(spline.bound)])
    inner = emitter.slice(shifted, emitter.integers(0), emitter.integers(bins - 1), 3)
    first = emitter.integers(0, 0, 0, 1, 0, 0, 0, 0)
    last = emitter.integers(0, 0, 0, 0, 0, 0, 0, 1)
    begun = emitter.emit("Pad", [inner, first, emitter.number(-spline.bound)])
    return emitter.emit("Pad", [begun, last, emitter.number(spline.bound)])


def _emit_slopes(emitter: Emitter, spline: _Spline, slopes: str) -> list[str]:
    """Return the slopes at the left and right knots, [1, T, 1, bins] each; 1 at the ends."""
    inner = emitter.emit(
        "Add",
        [emitter.emit("Softplus", [slopes]), emitter.number(spline.smallest_slope)],
    )
    one = emitter.number(1.0)
    left = emitter.emit("Pad", [inner, emitter.integers(0, 0, 1, 0, 0, 0), one])
    right = emitter.emit("Pad", [inner, emitter.integers(0, 0, 0, 0, 0, 1), one])
    return [emitter.emit("Unsqueeze", [side, emitter.integers(2)]) for side in (left, right)]


def _emit_index(emitter: Emitter, spline: _Spline, knots: str, value: str) -> str:
    """Return the bin of each value, [1, T, 6, 1], once for each of the six columns."""
    heights = emitter.slice(knots, emitter.integers(1), emitter.integers(2), 2)
    edge = np.zeros(spline.bins + 1, np.float32)
    edge[-1] = _EDGE
    reached = emitter.emit(
        "GreaterOrEqual", [value, emitter.emit("Add", [heights, emitter.constant(edge)])]
    )
    counted = emitter.emit("Cast", [reached], to=onnx.TensorProto.INT64)
    total = emitter.emit("ReduceSum", [counted, emitter.integers(-1)])
    index = emitter.emit("Sub", [total, emitter.integers(1)])
    return emitter.emit("Expand", [index, emitter.integers(1, 1, 6, 1)])


def _emit_root(emitter: Emitter, value: str, columns: list[str]) -> str:
    """Return the inverse within a bin (equations 6 to 8 of the paper), [1, T, 1, 1]."""
    at_x, at_y, width, height, slope_left, slope_right = columns

    def emit(op: str, *inputs: str) -> str:
        return emitter.emit(op, inputs)

    two, four = emitter.number(2.0), emitter.number(4.0)
    steepness = emit("Div", height, width)
    beyond = emit("Sub", value, at_y)
    bend = emit("Sub", emit("Add", slope_left, slope_right), emit("Mul", steepness, two))
    bent = emit("Mul", beyond, bend)
    a = emit("Add", bent, emit("Mul", height, emit("Sub", steepness, slope_left)))
    b = emit("Sub", emit("Mul", height, slope_left), bent)
    c = emit("Neg", emit("Mul", steepness, beyond))
    discriminant = emit("Sub", emit("Mul", b, b), emit("Mul", emit("Mul", a, four), c))
    denominator = emit("Sub", emit("Neg", b), emit("Sqrt", discriminant))
    root = emit("Div", emit("Mul", c, two), denominator)
    return emit("Add", emit("Mul", root, width), at_x)
