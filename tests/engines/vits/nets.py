"""Random convolutional graphs that keep their sample rate or raise it, for hypothesis."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from hypothesis import strategies as st
from onnx import helper

from jabbertts_wyoming.engines.graph import Graph
from jabbertts_wyoming.engines.vits.receptive import ReceptiveField, receptive_field
from jabbertts_wyoming.engines.vits.streaming import kernel_lengths

CHANNELS = 2


@dataclass
class Net:
    """Nodes from `x` to `last`; positive weights, so that no sum can cancel out."""

    seed: int
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    last: str = "x"

    @property
    def graph(self) -> Graph:
        return Graph(self.nodes, dict(self.weights), ["x"], 15)

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        self.last = f"t{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(kind, list(inputs), [self.last], self.last, **attributes)
        )
        return self.last

    def weight(self, *shape: int) -> str:
        name = f"w{len(self.weights)}"
        random = np.random.default_rng((self.seed, len(self.weights)))
        self.weights[name] = random.uniform(0.1, 1.0, shape).astype(np.float32)
        return name

    def conv(self, source: str, kernel: int, dilation: int) -> str:
        reach = (kernel - 1) * dilation
        return self.op(
            "Conv",
            source,
            self.weight(CHANNELS, CHANNELS, kernel),
            kernel_shape=[kernel],
            dilations=[dilation],
            pads=[reach // 2, reach - reach // 2],
        )

    def upsample(self, source: str, rate: int) -> str:
        """Pad as HiFi-GAN does, so that exactly `rate` steps come out for each."""
        return self.op(
            "ConvTranspose",
            source,
            self.weight(CHANNELS, CHANNELS, 2 * rate),
            kernel_shape=[2 * rate],
            strides=[rate],
            pads=[rate // 2, rate // 2],
        )

    def residual(self, source: str, kernel: int, dilation: int) -> str:
        inner = self.conv(self.op("LeakyRelu", source, alpha=0.1), kernel, dilation)
        return self.op("Add", inner, source)


def field_of(graph: Graph, target: str) -> ReceptiveField:
    return receptive_field(graph.nodes, graph.inputs[0], target, kernel_lengths(graph))


@st.composite
def nets(draw: st.DrawFn) -> Net:
    net = Net(seed=draw(st.integers(0, 99)))
    kernels = st.sampled_from([1, 2, 3, 5, 7])
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["conv", "upsample", "residual", "tanh"]))
        if kind == "conv":
            net.conv(net.last, draw(kernels), draw(st.integers(1, 3)))
        elif kind == "residual":
            net.residual(net.last, draw(kernels), draw(st.integers(1, 3)))
        elif kind == "upsample":
            net.upsample(net.last, draw(st.sampled_from([2, 4])))
        else:
            net.op("Tanh", net.last)
    return net
