"""Write the generator anew over rows [time, channels], its convolutions in 8 bits.

A norm and Snake together are `t = A * x + B`, `u = t - cos(t)`, where A and B carry 2 * alpha. The
`1 / (2 * alpha)` and the `+ 1` of `(t + 1 - cos(t)) / (2 * alpha)` are in the weights and the bias
of the convolution that follows, for which rows beyond an edge are `u = -1`.

Two graphs come of it:

- `measuring`: `latent`, `harmonics`, `gain`, `shift`, and `weights` of the frames (their sum is
  1) to `audio`, `A` and `B`. With equal weights it is the whole generator, exact.
- `fixed`: `latent`, `harmonics`, `A` and `B` to `audio`. It normalises nothing, so that windows of
  a sentence depend on nothing but the convolutions' context.

Latent and harmonics are rows; all else are vectors.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto

from ..graph import Array
from .quantise import ActivationRange
from .rows import Quantised, Rows, offsets_of, polyphase, whole_numbers
from .structure import Block, Conv, Generator, Level

Ranges = Mapping[int, ActivationRange]

# Weights in 8 bits, and in 7 for processors whose 16-bit sums would overflow.
WEIGHT_LIMITS = (127, 63)
PROBED = 400
_BELOW_ONE = 0.999


def fixed(generator: Generator, ranges: Ranges, limit: int) -> onnx.ModelProto:
    """Return the graph for windows; layers without a range stay float."""
    return _Fixed(generator, ranges, limit).emit()


def measuring(
    generator: Generator, ranges: Ranges, limit: int, *, probe: bool = False
) -> onnx.ModelProto:
    """Return the graph that measures.

    With `probe`, `PROBED` rows of what each layer's convolution reads come out too.
    """
    return _Measuring(generator, ranges, limit, probe=probe).emit()


class _Emitter(Rows, ABC):
    vectors: tuple[str, str]

    def __init__(self, generator: Generator, ranges: Ranges, limit: int) -> None:
        super().__init__()
        self._generator = generator
        self._ranges = ranges
        self._limit = limit
        self._alphas = [layer.alpha for layer in generator.layers]
        self._next = 0
        self._count = ""
        self._first, self._second = (self._parts(name) for name in self.vectors)

    def emit(self) -> onnx.ModelProto:
        generator = self._generator
        signal, rate, gain = "latent", 1, 1.0
        for level in generator.levels:
            rate *= level.up.stride
            signal = self._upsampled(signal, level, gain)
            self._count = self.length(signal)
            self._enter(level, rate)
            noise = self._block(self._noise(level.noise), level.noise_block)
            begin = self.op("Add", signal, noise)
            signal = self._sum([self._block(begin, block) for block in level.blocks])
            gain = 1 / len(level.blocks)
        self._tail(self.op("LeakyRelu", signal, alpha=generator.slope), gain)
        first = generator.levels[0]
        size = sum(generator.sizes)
        inputs: dict[str, Sequence[int | str]] = {
            "latent": ["frames", first.up.weight.shape[0]],
            "harmonics": ["steps", first.noise.weight.shape[1]],
            self.vectors[0]: [size],
            self.vectors[1]: [size],
        }
        return self._finish(inputs)

    def _finish(self, inputs: dict[str, Sequence[int | str]]) -> onnx.ModelProto:
        return self.model(inputs, ["audio"])

    def _enter(self, level: Level, rate: int) -> None:
        """Begin with a level; `rate` is how many steps of it a frame has."""

    @abstractmethod
    def _unit(self, signal: str, first: Conv, second: Conv) -> str:
        """Add a unit of a residual block to `signal`; return the sum."""

    def _parts(self, vector: str) -> list[str]:
        sizes = self._generator.sizes
        row = self.op("Reshape", vector, self.ints(1, -1))
        return self.ops("Split", row, self.ints(*sizes), outputs=len(sizes), axis=1)

    def _sum(self, tensors: Sequence[str]) -> str:
        total = tensors[0]
        for tensor in tensors[1:]:
            total = self.op("Add", total, tensor)
        return total

    def _upsampled(self, signal: str, level: Level, gain: float) -> str:
        signal = self.op("LeakyRelu", signal, alpha=level.slope)
        count = self.length(signal)
        parts = [
            self.convolved(signal, p.weight * gain, p.bias, self.index(count, p.offsets))
            for p in polyphase(level.up)
        ]
        phases = parts[0] if len(parts) == 1 else self.op("Concat", *parts, axis=1)
        rows = self.op("Reshape", phases, self.ints(-1, level.up.weight.shape[1]))
        return self._mirrored(rows, axis=0, begin=1) if level.reflected else rows

    def _mirrored(self, rows: str, axis: int, begin: int) -> str:
        first = self.op("Slice", rows, self.ints(begin), self.ints(begin + 1), self.ints(axis))
        return self.op("Concat", first, rows, axis=axis)

    def _noise(self, conv: Conv) -> str:
        limit = self.length("harmonics")
        index = None
        if conv.taps > 1 or conv.stride > 1:
            index = self.index(self._count, offsets_of(conv), conv.stride, limit)
        return self.convolved("harmonics", conv.weight, conv.bias, index)

    def _block(self, signal: str, block: Block) -> str:
        for unit in block:
            made = self._unit(signal, unit.first.conv, unit.second.conv)
            signal = self.op("Add", signal, made)
        return signal

    def _layer(self) -> int:
        self._next += 1
        return self._next - 1

    def _snake(self, signal: str) -> str:
        return self.op("Sub", signal, self.op("Cos", signal))

    def _affine(self, signal: str, factor: str, addend: str) -> str:
        return self.op("Add", self.op("Mul", signal, factor), addend)

    def _convolve(
        self, layer: int, signal: str, conv: Conv, then: tuple[str, str] | None = None
    ) -> str:
        """Return the convolution of what a layer's Snake gave, times and plus `then`."""
        weight = conv.weight / (2 * self._alphas[layer])[None, :, None]
        index = self.index(self._count, offsets_of(conv))
        known = self._ranges.get(layer)
        if known is None:
            return self._in_float(signal, weight, conv, index, then)
        bias = conv.bias if known.gain is not None else conv.bias + weight.sum(axis=(1, 2))
        if known.gain is not None:
            weight = weight / known.gain[None, :, None]
        whole, scales = whole_numbers(weight, self._limit)
        scale, addend = self.constant(scales), self.constant(bias.astype(np.float32))
        if then is not None:
            scale = self._flat(self.op("Mul", then[0], scale))
            addend = self._flat(self._affine(addend, *then))
        return self.product(self._quantised(signal, known), weight, index, scale, addend, whole)

    def _in_float(
        self, signal: str, weight: Array, conv: Conv, index: str, then: tuple[str, str] | None
    ) -> str:
        edge = np.full(weight.shape[1], -1, np.float32)
        columns = self.gathered(signal, index, edge, conv.taps)
        matrix = weight.transpose(2, 1, 0).reshape(-1, weight.shape[0])
        bias = self.constant((conv.bias + weight.sum(axis=(1, 2))).astype(np.float32))
        made = self.op("Add", self.op("MatMul", columns, self.constant(matrix)), bias)
        return made if then is None else self._affine(made, *then)

    def _quantised(self, signal: str, known: ActivationRange) -> Quantised:
        if known.gain is not None:
            shifted = self.op("Add", signal, self.scalar(1.0))
            signal = self.op("Mul", shifted, self.constant(known.gain))
        scale, zero = self.scalar(known.scale), self.scalar(known.zero, np.uint8)
        tensor = self.op("QuantizeLinear", signal, scale, zero)
        return Quantised(tensor, scale, zero, known.edge)

    def _flat(self, tensor: str) -> str:
        return self.op("Reshape", tensor, self.ints(-1))

    def _tail(self, signal: str, gain: float) -> None:
        post, basis, hop = self._generator.post, self._generator.basis, self._generator.hop
        half, length = basis.shape[0] // 2, basis.shape[2]
        spectrum = self.summed(signal, post.weight * gain, post.bias, offsets_of(post))
        loud, phase = self.ops("Split", spectrum, self.ints(half, half), outputs=2, axis=1)
        magnitude, angle = self.op("Exp", loud), self.op("Sin", phase)
        real = self.op("Mul", magnitude, self.op("Cos", angle))
        imaginary = self.op("Mul", magnitude, self.op("Sin", angle))
        rows = self.op("Concat", real, imaginary, axis=1)
        # A block of `hop` samples is the sum of what the rows before it have there. The published
        # graph multiplies by window / hop as well.
        blocks, skipped = length // hop, length // 2 // hop
        parts = [basis[:, 0, k * hop : (k + 1) * hop].T * blocks for k in range(blocks)]
        made = self.op("Sub", self._count, self.ints(1))
        overlap = self.index(made, [skipped - k for k in range(blocks)], limit=self._count)
        samples = self.convolved(rows, np.stack(parts, axis=2), None, overlap)
        self.op("Reshape", samples, self.ints(-1), out="audio")


class _Fixed(_Emitter):
    vectors = ("A", "B")

    def _unit(self, signal: str, first: Conv, second: Conv) -> str:
        one, two = self._layer(), self._layer()
        normal = self._affine(signal, self._first[one], self._second[one])
        then = (self._first[two], self._second[two])
        middle = self._convolve(one, self._snake(normal), first, then)
        return self._convolve(two, self._snake(middle), second)


class _Measuring(_Emitter):
    vectors = ("gain", "shift")

    def __init__(self, generator: Generator, ranges: Ranges, limit: int, *, probe: bool) -> None:
        super().__init__(generator, ranges, limit)
        self._probe = probe
        self._probed: list[str] = []
        self._random = np.random.default_rng(0)
        self._weights = ""
        self._factors: list[str] = []
        self._addends: list[str] = []

    def _enter(self, level: Level, rate: int) -> None:
        column = self.op("Unsqueeze", "weights", self.ints(1))
        row = self.op("Reshape", self.op("Expand", column, self.ints(1, rate)), self.ints(1, -1))
        if level.reflected:
            row = self._mirrored(row, axis=1, begin=0)
        self._weights = self.op("Div", row, self.op("ReduceSum", row))

    def _unit(self, signal: str, first: Conv, second: Conv) -> str:
        for conv in (first, second):
            layer = self._layer()
            normal = self._affine(signal, *self._measured(layer, signal))
            signal = self._convolve(layer, self._snake(normal), conv)
        return signal

    def _snake(self, signal: str) -> str:
        made = super()._snake(signal)
        if self._probe:
            count = self.op("Cast", self._count, to=TensorProto.FLOAT)
            shares = self.constant(self._random.uniform(0, _BELOW_ONE, PROBED).astype(np.float32))
            places = self.op("Cast", self.op("Mul", shares, count), to=TensorProto.INT32)
            self._probed.append(self.op("Gather", made, places, axis=0))
        return made

    def _measured(self, layer: int, signal: str) -> tuple[str, str]:
        """Return A and B by the signal's own mean and variance."""
        doubled = self.constant(2 * self._alphas[layer][None])
        epsilon = self.scalar(self._generator.layers[layer].norm.epsilon)
        mean = self.op("MatMul", self._weights, signal)
        centred = self.op("Sub", signal, mean)
        variance = self.op("MatMul", self._weights, self.op("Mul", centred, centred))
        deviation = self.op("Sqrt", self.op("Add", variance, epsilon))
        gain = self.op("Mul", self._first[layer], doubled)
        shift = self.op("Mul", self._second[layer], doubled)
        factor = self.op("Div", gain, deviation)
        addend = self.op("Sub", shift, self.op("Mul", mean, factor))
        self._factors.append(factor)
        self._addends.append(addend)
        return factor, addend

    def _finish(self, inputs: dict[str, Sequence[int | str]]) -> onnx.ModelProto:
        for name, parts in (("A", self._factors), ("B", self._addends)):
            joined = self.op("Concat", *parts, axis=1)
            self.op("Reshape", joined, self.ints(-1), out=name)
        outputs = ["audio", "A", "B", *self._probed]
        return self.model({**inputs, "weights": ["frames"]}, outputs)
