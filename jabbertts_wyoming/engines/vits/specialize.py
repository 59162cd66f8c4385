"""Specialize an exported encoder for a batch of one: all that follows from the length alone.

An exporter writes out every shape computation and mask of a batch. For one sentence these depend
on nothing but the number of phoneme ids, T. Running the graph for a few T shows what each such
tensor is: a constant, a mask of ones, a size a*T + b, or the same as another one. They are
replaced by that; what they were made of falls away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import onnx

from ...runtime.ort import open_session
from ..graph import Array, Graph
from .encoder import MIN_PHONEME_IDS
from .simplify import fold_uniform

_PROBES = (MIN_PHONEME_IDS, 6, 17, 40)
_LENGTH = "phoneme_count"
# The tensor that holds T in what `specialize` returns, int64 [1].
COUNT_VECTOR = f"{_LENGTH}_vector"
_RANDOM_OPS = frozenset({"RandomNormalLike", "RandomNormal", "RandomUniformLike"})

Feeds = Mapping[str, Array]


@dataclass(slots=True)
class _Findings:
    constants: dict[str, Array] = field(default_factory=dict)
    uniform: dict[str, float] = field(default_factory=dict)
    affine: dict[str, tuple[Array, Array]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)


def specialize(
    graph: Graph, outputs: Sequence[str], sized_by: str, probes: Sequence[Feeds]
) -> Graph:
    """Return `graph` (its outputs `outputs`) with everything that depends on T alone resolved.

    `sized_by` is the input of shape [1, T]; `probes` has the graph's inputs for several T, the
    smallest allowed first. Inputs whose values are functions of T (the lengths) are named by
    being one-element integer inputs equal to T in every probe.
    """
    sizes = [int(p[sized_by].shape[1]) for p in probes]
    lengths = [
        name
        for name in graph.inputs
        if all(np.array_equal(p[name], [t]) for p, t in zip(probes, sizes, strict=True))
    ]
    names = _by_length_alone(graph, lengths)
    findings = _classify(_values(graph, names, probes), sizes)
    resolved = _resolve(graph, findings, sized_by)
    inputs = [i for i in graph.inputs if i not in lengths]
    folded = fold_uniform(resolved, findings.uniform, tuple(outputs))
    return folded.subgraph([i for i in inputs if i in folded.consumers], outputs)


def probe_lengths() -> Sequence[int]:
    """Return the numbers of phoneme ids to probe with."""
    return _PROBES


def _by_length_alone(graph: Graph, lengths: Iterable[str]) -> list[str]:
    """Return the tensors whose values and shapes depend on T alone, in topological order."""
    known = {*graph.constants, *lengths}
    odd_shaped: set[str] = set()
    found = []
    for node in graph.nodes:
        shapes_vary = _shape_varies(node, known, odd_shaped)
        if shapes_vary:
            odd_shaped.update(node.output)
        sized = node.op_type == "Shape" and node.input[0] not in odd_shaped
        computed = node.op_type not in _RANDOM_OPS and all(i in known for i in node.input if i)
        if sized or (computed and not shapes_vary):
            known.update(node.output)
            found += [o for o in node.output if o]
    return found


def _shape_varies(node: onnx.NodeProto, known: set[str], odd_shaped: set[str]) -> bool:
    """Tell whether a node's output shape depends on values (it counts what NonZero finds)."""
    if node.op_type == "NonZero":
        return node.input[0] not in known or node.input[0] in odd_shaped
    if node.op_type in ("ScatterND", "ScatterElements"):
        return node.input[0] in odd_shaped
    return any(i in odd_shaped for i in node.input)


def _values(graph: Graph, names: Sequence[str], probes: Sequence[Feeds]) -> dict[str, list[Array]]:
    types = {
        name: onnx.helper.np_dtype_to_tensor_dtype(value.dtype) for name, value in probes[0].items()
    }
    model = graph.model(names, types)
    for value in model.graph.output:
        value.type.Clear()
    session = open_session(model.SerializeToString(), optimize=False)
    used = {i.name for i in session.get_inputs()}
    runs = [session.run(names, {k: v for k, v in p.items() if k in used}) for p in probes]
    return {name: [run[k] for run in runs] for k, name in enumerate(names)}


def _classify(values: Mapping[str, list[Array]], sizes: Sequence[int]) -> _Findings:
    findings = _Findings()
    seen: dict[tuple[object, ...], str] = {}
    for name, series in values.items():
        if all(_equal(series[0], v) for v in series[1:]):
            findings.constants[name] = series[0]
            continue
        uniform = _uniform(series)
        if uniform is not None:
            findings.uniform[name] = uniform
            continue
        affine = _affine(series, sizes)
        if affine is not None:
            findings.affine[name] = affine
            continue
        key = tuple((v.dtype.str, v.shape, v.tobytes()) for v in series)
        if seen.setdefault(key, name) != name:
            findings.same[name] = seen[key]
    return findings


def _equal(one: Array, other: Array) -> bool:
    return one.shape == other.shape and np.array_equal(one, other)


def _uniform(series: Sequence[Array]) -> float | None:
    if series[0].dtype.kind not in "fb" or any(v.size == 0 for v in series):
        return None
    value = series[0].reshape(-1)[0]
    return float(value) if all((v == value).all() for v in series) else None


def _affine(series: Sequence[Array], sizes: Sequence[int]) -> tuple[Array, Array] | None:
    first, second = series[0], series[1]
    if first.dtype != np.int64 or first.ndim > 1 or any(v.shape != first.shape for v in series):
        return None
    slope = (second - first) // (sizes[1] - sizes[0])
    offset = first - slope * sizes[0]
    fits = all(np.array_equal(slope * t + offset, v) for t, v in zip(sizes, series, strict=True))
    return (slope, offset) if fits else None


def _resolve(graph: Graph, findings: _Findings, sized_by: str) -> Graph:
    constants = {**graph.constants, **findings.constants}
    nodes = _count_nodes(sized_by, constants)
    made: dict[bytes, str] = {}
    alias = dict(findings.same)
    for name, (slope, offset) in findings.affine.items():
        key = repr((slope.tolist(), offset.tolist())).encode()
        if key in made:
            alias[name] = made[key]
        else:
            made[key] = name
            nodes += _affine_nodes(name, slope, offset, constants)
    replaced = {*findings.constants, *findings.affine, *findings.same}
    for node in graph.nodes:
        if all(o in replaced for o in node.output if o):
            continue
        kept = onnx.NodeProto()
        kept.CopyFrom(node)
        for k, name in enumerate(node.input):
            kept.input[k] = alias.get(name, name)
        nodes.append(kept)
    return Graph(nodes, constants, graph.inputs, graph.opset)


def _count_nodes(sized_by: str, constants: dict[str, Array]) -> list[onnx.NodeProto]:
    constants[f"{_LENGTH}_axis"] = np.array([1], np.int64)
    constants[f"{_LENGTH}_scalar"] = np.array(1, np.int64)
    return [
        onnx.helper.make_node("Shape", [sized_by], [f"{_LENGTH}_shape"]),
        onnx.helper.make_node("Gather", [f"{_LENGTH}_shape", f"{_LENGTH}_axis"], [COUNT_VECTOR]),
        onnx.helper.make_node(
            "Gather", [f"{_LENGTH}_shape", f"{_LENGTH}_scalar"], [f"{_LENGTH}_number"]
        ),
    ]


def _affine_nodes(
    name: str, slope: Array, offset: Array, constants: dict[str, Array]
) -> list[onnx.NodeProto]:
    """Return the nodes for slope * T + offset, leaving out what is neutral."""
    source = COUNT_VECTOR if slope.ndim else f"{_LENGTH}_number"
    steps = []
    if slope.size > 1 or (slope != 1).any():
        constants[f"{name}_slope"] = slope
        steps.append(("Mul", f"{name}_slope"))
    if (offset != 0).any() or not steps:
        constants[f"{name}_offset"] = offset
        steps.append(("Add", f"{name}_offset"))
    nodes = []
    for k, (op, operand) in enumerate(steps):
        target = name if k == len(steps) - 1 else f"{name}_part{k}"
        nodes.append(onnx.helper.make_node(op, [source, operand], [target], target))
        source = target
    return nodes
