"""Turn a convolutional graph into a stage that runs window after window, exactly.

Overlap-save (see e.g. Oppenheim & Schafer, Discrete-Time Signal Processing): a stage is cut into
segments wherever a single tensor carries all the signal. Each segment keeps the last few steps of
its input (`cache`), as many as its own receptive field needs, runs on cache plus new input with
the graph's own zero padding, and gives out only the steps that no window edge touched. So every
layer sees the true signal, the sentence's own two edges keep their zero padding, and what is
computed twice is a segment's receptive field rather than the whole graph's.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import onnx

from ..graph import Array, Graph
from .receptive import receptive_field
from .specs import SegmentSpec, StageSpec

INT64_MAX = np.iinfo(np.int64).max


def build_stage(
    graph: Graph, target: str, channels: dict[str, int], rank: int
) -> tuple[onnx.ModelProto, StageSpec]:
    """Return the streaming model of `graph` (first input the signal, others conditions).

    Model inputs: the signal, the conditions, then for segment k `cache{k}`, `start{k}` and
    `end{k}` (int64 [1], the output steps to keep); outputs: `target`, then `next_cache{k}`.
    `channels` tells the channel count of each tensor. Raises `UnsupportedGraphError`.
    """
    source = graph.inputs[0]
    kernels = kernel_lengths(graph)
    cuts = [*segment_starts(graph, source, target), target]
    builder = _StageBuilder(graph, rank)
    segments = []
    for k, (start, end) in enumerate(pairwise(cuts)):
        nodes = _between(graph, start, end)
        field = receptive_field(nodes, start, end, kernels)
        segments.append(SegmentSpec(channels[start], field.left, field.right, field.up))
        builder.add(k, nodes, start, end, segments[-1])
    spec = StageSpec(
        input=source,
        output=target,
        rank=rank,
        segments=tuple(segments),
        conditions=tuple(graph.inputs[1:]),
        work=macs_per_step(graph, source),
    )
    return builder.model(spec), spec


def kernel_lengths(graph: Graph) -> dict[str, int]:
    """Return the kernel length of every convolution, by the name of its weight."""
    return {
        n.input[1]: graph.constants[n.input[1]].shape[-1]
        for n in graph.nodes
        if n.op_type in ("Conv", "ConvTranspose")
    }


def macs_per_step(graph: Graph, source: str) -> float:
    """Return multiply-accumulates of all convolutions per step of `source`."""
    rates = {source: 1}
    total = 0.0
    for node in graph.nodes:
        rate = max((rates[i] for i in node.input if i in rates), default=0)
        if node.op_type in ("Conv", "ConvTranspose"):
            total += rate * float(np.prod(graph.constants[node.input[1]].shape))
            if node.op_type == "ConvTranspose":
                rate *= next(a for a in node.attribute if a.name == "strides").ints[-1]
        if rate:
            rates.update(dict.fromkeys(node.output, rate))
    return total


def bottlenecks(graph: Graph, source: str, target: str) -> list[str]:
    """Return the tensors that alone carry the signal from `source` to `target`, in order."""
    signal = graph.descendants([source])
    last_use = {i: k for k, n in enumerate(graph.nodes) for i in n.input if i in signal}
    last_use[target] = len(graph.nodes)
    live, found = {source}, [source]
    for k, node in enumerate(graph.nodes):
        live.update(o for o in node.output if o in signal)
        live = {t for t in live if last_use.get(t, -1) > k}
        if len(live) == 1 and found[-1] not in live:
            found.extend(live)
    return found


def segment_starts(graph: Graph, source: str, target: str) -> list[str]:
    """Return the bottlenecks before which something looks beyond its own time step."""
    kernels = kernel_lengths(graph)
    points = bottlenecks(graph, source, target)
    starts = [source]
    for start, end in pairwise(points[1:]):
        if any(kernels.get(n.input[1], 1) > 1 for n in _between(graph, start, end) if _conv(n)):
            starts.append(start)
    return starts


def _conv(node: onnx.NodeProto) -> bool:
    return node.op_type in ("Conv", "ConvTranspose")


def _between(graph: Graph, start: str, end: str) -> list[onnx.NodeProto]:
    wanted = graph.ancestors([end], stop=[start])
    return [n for n in graph.nodes if any(o in wanted and o != start for o in n.output)]


class _StageBuilder:
    def __init__(self, graph: Graph, rank: int) -> None:
        self._graph = graph
        self._nodes: list[onnx.NodeProto] = []
        self._axis = rank - 1
        self._constants: dict[str, Array] = {
            "time_axis": np.array([self._axis], np.int64),
            "to_end": np.array([INT64_MAX], np.int64),
        }
        self._emitted: set[str] = set()
        self._current = graph.inputs[0]

    def add(
        self, k: int, nodes: Sequence[onnx.NodeProto], start: str, end: str, spec: SegmentSpec
    ) -> None:
        renamed = f"window{k}"
        self._node("Concat", [f"cache{k}", self._current], [renamed], axis=self._axis)
        self._constants[f"keep{k}"] = np.array([-spec.cached or INT64_MAX], np.int64)
        self._slice(renamed, f"keep{k}", "to_end", f"next_cache{k}")
        for node in nodes:
            if node.output[0] in self._emitted:
                continue
            self._emitted.add(node.output[0])
            copy = onnx.NodeProto()
            copy.CopyFrom(node)
            for i, name in enumerate(copy.input):
                if name == start:
                    copy.input[i] = renamed
            for i, name in enumerate(copy.output):
                if name == end:
                    copy.output[i] = f"whole{k}"
            self._nodes.append(copy)
        self._current = f"exact{k}"
        self._slice(f"whole{k}", f"start{k}", f"end{k}", self._current)

    def model(self, spec: StageSpec) -> onnx.ModelProto:
        self._node("Identity", [self._current], [spec.output])
        count = range(len(spec.segments))
        bounds = [f"{edge}{k}" for k in count for edge in ("start", "end")]
        inputs = [*self._graph.inputs, *(f"cache{k}" for k in count), *bounds]
        graph = Graph(
            self._nodes, {**self._graph.constants, **self._constants}, inputs, self._graph.opset
        )
        outputs = [spec.output, *(f"next_cache{k}" for k in count)]
        return graph.model(outputs, dict.fromkeys(bounds, onnx.TensorProto.INT64))

    def _slice(self, source: str, start: str, end: str, target: str) -> None:
        self._node("Slice", [source, start, end, "time_axis"], [target])

    def _node(self, op: str, inputs: list[str], outputs: list[str], **attributes: Any) -> None:
        self._nodes.append(onnx.helper.make_node(op, inputs, outputs, outputs[0], **attributes))
