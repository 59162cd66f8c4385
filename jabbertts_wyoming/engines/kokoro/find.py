"""Find the generator of a float Kokoro graph by structure; names are never looked at.

Going back from the output: the transposed convolution of the inverse STFT, `Exp` of the last
convolution, then level by level the mean of residual blocks, the sum of the upsampled signal and
the processed harmonics, the upsampling.
"""

import numpy as np
import onnx

from ..graph import Array, Graph, UnsupportedGraphError, attribute
from .structure import Block, Conv, Generator, Layer, Level, Norm, Unit


def find_generator(graph: Graph, output: str) -> Generator:
    """Return the generator that makes `output`. Raises `UnsupportedGraphError`."""
    try:
        return _Finder(graph).find(output)
    except (KeyError, IndexError, ValueError, StopIteration) as error:
        raise UnsupportedGraphError(f"not a Kokoro generator: {error!r}") from error


class _Finder:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._constants = graph.constants

    def find(self, output: str) -> Generator:
        inverse = self._last("ConvTranspose", output)
        exponent = self._last("Exp", inverse.input[0])
        post = self._made(self._made(exponent.input[0], "Slice").input[0], "Conv")
        leaky = self._made(post.input[0], "LeakyRelu")
        levels: list[Level] = []
        tensor, harmonics = leaky.input[0], ""
        while (found := self._level(tensor)) is not None:
            level, tensor, harmonics = found
            levels.insert(0, level)
        if not levels:
            raise UnsupportedGraphError("not a Kokoro generator: it has no level")
        return Generator(
            latent=tensor,
            harmonics=harmonics,
            levels=tuple(levels),
            slope=attribute(leaky, "alpha", 0.01),
            post=self._conv(post),
            basis=np.array(self._constants[inverse.input[1]], np.float32),
            hop=attribute(inverse, "strides")[-1],
        )

    def _last(self, op: str, tensor: str) -> onnx.NodeProto:
        behind = self._graph.ancestors([tensor])
        nodes = (n for n in reversed(self._graph.nodes) if n.op_type == op)
        found = next((n for n in nodes if n.output[0] in behind), None)
        if found is None:
            raise UnsupportedGraphError(f"not a Kokoro generator: it has no {op}")
        return found

    def _is(self, tensor: str, op: str) -> bool:
        node = self._graph.producer.get(tensor)
        return node is not None and node.op_type == op

    def _made(self, tensor: str, op: str) -> onnx.NodeProto:
        if not self._is(tensor, op):
            raise UnsupportedGraphError(f"not a Kokoro generator: {tensor} is not made by {op}")
        return self._graph.producer[tensor]

    def _split(self, node: onnx.NodeProto, op: str) -> tuple[str, str]:
        """Return the input of `node` that `op` makes, and the other one."""
        one, other = node.input[0], node.input[1]
        if self._is(one, op):
            return one, other
        if self._is(other, op):
            return other, one
        raise UnsupportedGraphError(f"not a Kokoro generator: {node.name} has no {op}")

    def _conv(self, node: onnx.NodeProto) -> Conv:
        # A copy, so that nothing else of the model is kept.
        weight = np.array(self._constants[node.input[1]], np.float32)
        out = weight.shape[1 if node.op_type == "ConvTranspose" else 0]
        given = len(node.input) > 2
        bias = self._constants[node.input[2]] if given else np.zeros(out, np.float32)
        pads = attribute(node, "pads", [0, 0])
        return Conv(
            weight,
            np.array(bias, np.float32),
            attribute(node, "dilations", [1])[-1],
            attribute(node, "strides", [1])[-1],
            (pads[0], pads[1]),
        )

    def _level(self, tensor: str) -> tuple[Level, str, str] | None:
        """Return the level that ends at `tensor`, and what it is made of: signal, harmonics."""
        if not self._is(tensor, "Div"):
            return None
        mean = self._made(tensor, "Div")
        if mean.input[1] not in self._constants or not self._is(mean.input[0], "Add"):
            return None
        count = round(float(np.asarray(self._constants[mean.input[1]]).reshape(-1)[0]))
        if count < 2:  # a residual block of the decoder, divided by a root
            return None
        ends = self._terms(mean.input[0], count)
        blocks, sources = zip(*(self._block(end) for end in ends), strict=True)
        if len(set(sources)) != 1:
            raise UnsupportedGraphError("not a Kokoro generator: blocks with different inputs")
        return self._begin(self._made(sources[0], "Add"), blocks)

    def _begin(self, add: onnx.NodeProto, blocks: tuple[Block, ...]) -> tuple[Level, str, str]:
        up_side, noise_side = add.input
        if not (self._is(up_side, "ConvTranspose") or self._is(up_side, "Pad")):
            up_side, noise_side = noise_side, up_side
        noise_block, source = self._block(noise_side)
        noise = self._made(source, "Conv")
        reflected = 0
        if self._is(up_side, "Pad"):
            pad = self._made(up_side, "Pad")
            reflected, up_side = self._reflected(pad), pad.input[0]
        up = self._made(up_side, "ConvTranspose")
        leaky = self._made(up.input[0], "LeakyRelu")
        level = Level(
            attribute(leaky, "alpha", 0.01),
            self._conv(up),
            reflected,
            self._conv(noise),
            noise_block,
            blocks,
        )
        return level, leaky.input[0], noise.input[0]

    def _reflected(self, pad: onnx.NodeProto) -> int:
        if attribute(pad, "mode", b"constant") != b"reflect":
            raise UnsupportedGraphError("not a Kokoro generator: padding that is no reflection")
        return 1

    def _terms(self, tensor: str, count: int) -> list[str]:
        """Return the `count` summands of a chain of sums."""
        found = [tensor]
        while len(found) < count:
            add = self._made(found[0], "Add")
            found = [add.input[0], add.input[1], *found[1:]]
        return found

    def _block(self, end: str) -> tuple[Block, str]:
        units: list[Unit] = []
        tensor = end
        while self._is(tensor, "Add"):
            try:
                unit, tensor = self._unit(self._made(tensor, "Add"))
            except (UnsupportedGraphError, KeyError, StopIteration):
                break
            units.insert(0, unit)
        if not units:
            raise UnsupportedGraphError(f"not a Kokoro generator: no residual unit at {end}")
        return tuple(units), tensor

    def _unit(self, add: onnx.NodeProto) -> tuple[Unit, str]:
        convolved, source = self._split(add, "Conv")
        second, middle = self._layer(self._made(convolved, "Conv"))
        first, begin = self._layer(self._made(middle, "Conv"))
        if begin != source:
            raise UnsupportedGraphError("not a residual unit")
        return Unit(first, second), source

    def _layer(self, conv: onnx.NodeProto) -> tuple[Layer, str]:
        norm, alpha, source = self._activated(conv.input[0])
        return Layer(norm, alpha, self._conv(conv)), source

    def _activated(self, tensor: str) -> tuple[Norm, Array, str]:
        """Look through Snake of a norm."""
        add = self._made(tensor, "Add")
        product, normal = self._split(add, "Mul")
        if not self._is(normal, "Add"):
            product, normal = normal, product
        power, _ = self._split(self._made(product, "Mul"), "Pow")
        sine = self._made(self._made(power, "Pow").input[0], "Sin")
        scaled = self._made(sine.input[0], "Mul")
        alpha = next(self._constants[i] for i in scaled.input if i in self._constants)
        norm, source = self._norm(normal)
        return norm, np.array(alpha, np.float32).reshape(-1), source

    def _norm(self, tensor: str) -> tuple[Norm, str]:
        product, shift = self._split(self._made(tensor, "Add"), "Mul")
        quotient, gain = self._split(self._made(product, "Mul"), "Div")
        division = self._made(quotient, "Div")
        centred = self._made(division.input[0], "Sub")
        variance = self._made(self._made(division.input[1], "Sqrt").input[0], "Add")
        epsilon = next(self._constants[i] for i in variance.input if i in self._constants)
        return Norm(gain, shift, float(epsilon.reshape(-1)[0])), centred.input[0]
