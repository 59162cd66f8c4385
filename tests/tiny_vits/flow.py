"""The normalizing flow, run backwards: channel flips and mean-only couplings over WaveNets."""

from collections.abc import Iterator
from itertools import count

from tests.tiny_vits.durations import flip
from tests.tiny_vits.graph import BOUNDLESS, Scope
from tests.tiny_vits.layers import conv, zeros_like
from tests.tiny_vits.spec import TinySpec

LAYERS = 4
FLOWS = 4
KERNEL = 5


def flow(scope: Scope, x: str, spec: TinySpec, speaker: str | None) -> str:
    """Write the flow over frames, [batch, inter, T]."""
    # Weights whose norm was folded lose their names: onnx::Conv_8168, onnx::Conv_8171, ...
    weights = (f"onnx::Conv_{number}" for number in count(8168, 3))
    for i in range(FLOWS):
        name = 2 * (FLOWS - 1 - i)
        x = flip(scope.sub(f"flows.{name + 1}"), x)
        inner = scope.sub(f"flows.{name}")
        wavenet = _WaveNet(inner.sub("enc"), spec, i, weights)
        x = _coupling(inner, x, spec.inter_channels // 2, wavenet, speaker)
    return x


def _coupling(scope: Scope, x: str, half: int, wavenet: "_WaveNet", speaker: str | None) -> str:
    width = wavenet.width
    mask = Scope(scope.graph).ref("Cast_2")
    first = scope.op("Split", x, [half, half])
    h = scope.op("Mul", conv(scope.sub("pre"), first, (half, width), 1), mask)
    h = wavenet.write(h, mask, speaker)
    mean = scope.op("Mul", conv(scope.sub("post"), h, (width, half), 1, gain=0.5), mask)
    logs = zeros_like(scope, mean)
    centred = scope.op("Sub", scope.ref("Split#1"), mean)
    scaled = scope.op("Mul", centred, scope.op("Exp", scope.op("Neg", logs)))
    return scope.op("Concat", first, scope.op("Mul", scaled, mask), axis=1)


class _WaveNet:
    """The gated convolutions of one coupling."""

    def __init__(self, scope: Scope, spec: TinySpec, index: int, weights: Iterator[str]) -> None:
        self.scope = scope
        self.width = spec.hidden_channels
        self.gin = spec.gin_channels
        self.index = index
        self.weights = weights

    def write(self, x: str, mask: str, speaker: str | None) -> str:
        """Write all layers; `speaker` conditions each by a slice of one convolution."""
        scope, width = self.scope, self.width
        skipped = zeros_like(scope, x)
        condition = None
        if speaker is not None:
            ends = (self.gin, 2 * width * LAYERS)
            name = next(self.weights)
            condition = conv(scope.sub("cond_layer"), speaker, ends, 1, weight_name=name)
        for i in range(LAYERS):
            last = i == LAYERS - 1
            name = next(self.weights)
            ends = (width, 2 * width)
            h = conv(scope.sub(f"in_layers.{i}"), x, ends, KERNEL, weight_name=name)
            h = self._gate(h, self._layer_condition(h, condition, i), i)
            ends = (width, width if last else 2 * width)
            name = next(self.weights)
            h = conv(scope.sub(f"res_skip_layers.{i}"), h, ends, 1, weight_name=name)
            if not last:
                residual = scope.op("Slice", h, [0], [width], [1], [1])
                x = scope.op("Mul", scope.op("Add", x, residual), mask)
                h = scope.op("Slice", h, [width], [BOUNDLESS], [1], [1])
            skipped = scope.op("Add", skipped, h)
        return scope.op("Mul", skipped, mask)

    def _layer_condition(self, h: str, condition: str | None, layer: int) -> str:
        """The speaker's part for this layer, or zeros of the shape of `h`."""
        if condition is None:
            return zeros_like(self.scope, h)
        start = 2 * self.width * layer
        return self.scope.op("Slice", condition, [start], [start + 2 * self.width], [1], [1])

    def _gate(self, h: str, condition: str, layer: int) -> str:
        """tanh * sigmoid of the two halves: scripted code, so no module path in the names."""
        graph, tensor = self.scope.graph, self.scope.tensor
        node = 5591 + 31 * layer + 133 * self.index
        value = 6911 + 37 * layer + 158 * self.index
        copy = 4 * (layer + LAYERS * self.index) - 1
        tag = f".{copy}" if copy > 0 else ""
        product = f"input.{376 + 8 * layer + 40 * self.index}"
        axis, step = tensor([1]), tensor([1])
        total = graph.node("Add", [h, condition], [f"in_act{tag}"], f"Add_{node}")
        halves = []
        for kind, offset, start, end in (
            ("Tanh", 5, 0, self.width),
            ("Sigmoid", 11, self.width, BOUNDLESS),
        ):
            bounds = [tensor([start]), tensor([end]), axis, step]
            part = f"onnx::{kind}_{value + (offset - 5)}"
            graph.node("Slice", [total, *bounds], [part], f"Slice_{node + offset}")
            active = f"{kind[0].lower()}_act{tag}"
            halves.append(graph.node(kind, [part], [active], f"{kind}_{node + offset + 1}"))
        return graph.node("Mul", halves, [product], f"Mul_{node + 13}")
