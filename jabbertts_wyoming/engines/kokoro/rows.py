"""Convolutions over rows [time, channels]: a Gather of rows and a matrix product.

With time first, the phases of a transposed convolution and the overlapping blocks of an inverse
STFT come out in the order of the rows.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from onnx import TensorProto

from ..graph import Array
from .build import CONTRIB, Builder
from .structure import Conv


@dataclass(frozen=True, slots=True, eq=False)
class Quantised:
    """Activations in 8 bits: the tensor, its scale and zero point (tensors), the level of 0."""

    tensor: str
    scale: str
    zero: str
    edge: np.uint8


@dataclass(frozen=True, slots=True, eq=False)
class Phases:
    """A convolution (weight: out by in by taps) that makes some phases, one after the other."""

    weight: Array
    bias: Array
    offsets: list[int]


class Rows(Builder):
    """Adds convolutions to a graph."""

    def __init__(self) -> None:
        super().__init__()
        self._indexes: dict[Hashable, str] = {}

    def length(self, rows: str) -> str:
        """Return the number of rows, a vector of one."""
        return self.op("Shape", rows, start=0, end=1)

    def index(
        self, count: str, offsets: Sequence[int], step: int = 1, limit: str | None = None
    ) -> str:
        """Return the rows that each output needs: `step * t + offset`, count by offsets, int32.

        What is no row becomes `limit` (the number of input rows; `count`, if left out).
        """
        key = (count, tuple(offsets), step, limit)
        if key not in self._indexes:
            self._indexes[key] = self._index(count, offsets, step, limit or count)
        return self._indexes[key]

    def _index(self, count: str, offsets: Sequence[int], step: int, limit: str) -> str:
        zero, one = self.scalar(0, np.int64), self.scalar(1, np.int64)
        steps = self.op("Range", zero, self.op("Squeeze", count), one)
        steps = self.op("Cast", steps, to=TensorProto.INT32)
        if step != 1:
            steps = self.op("Mul", steps, self.scalar(step, np.int32))
        steps = self.op("Unsqueeze", steps, self.ints(1))
        rows = self.op("Add", steps, self.constant(np.array([offsets], np.int32)))
        beyond = self.op("Cast", limit, to=TensorProto.INT32)
        before = self.op("Less", rows, self.scalar(0, np.int32))
        return self.op("Where", before, beyond, self.op("Min", rows, beyond))

    def gathered(self, rows: str, index: str, edge: Array, taps: int) -> str:
        """Return the rows of `index` side by side; `edge` is the row that `limit` stands for."""
        padded = self.op("Concat", rows, self.constant(edge[None]), axis=0)
        taken = self.op("Gather", padded, index, axis=0)
        return self.op("Reshape", taken, self.ints(-1, taps * len(edge)))

    def convolved(self, rows: str, weight: Array, bias: Array | None, index: str | None) -> str:
        """Return a float convolution; `weight` is out by in by taps, zero beyond the edges."""
        out, channels, taps = weight.shape
        if index is not None:
            rows = self.gathered(rows, index, np.zeros(channels, np.float32), taps)
        matrix = weight.transpose(2, 1, 0).reshape(taps * channels, out)
        product = self.op("MatMul", rows, self.constant(matrix.astype(np.float32)))
        if bias is None:
            return product
        return self.op("Add", product, self.constant(bias.astype(np.float32)))

    def summed(self, rows: str, weight: Array, bias: Array, offsets: Sequence[int]) -> str:
        """Return a float convolution as the sum of its taps' products, moved in time.

        For fewer output channels than inputs: what is moved is smaller than what would be gathered.
        `offsets` are consecutive numbers.
        """
        out, channels, taps = weight.shape
        matrix = weight.transpose(1, 2, 0).reshape(channels, taps * out)
        products = self.op("MatMul", rows, self.constant(matrix.astype(np.float32)))
        count = self.length(rows)
        before, behind = (np.zeros((n, taps * out), np.float32) for n in (-offsets[0], offsets[-1]))
        padded = self.op("Concat", self.constant(before), products, self.constant(behind), axis=0)
        total = self.constant(bias.astype(np.float32))
        for tap in range(taps):
            begin, end = self.ints(tap, tap * out), self.ints((tap + 1) * out)
            last = self.op("Concat", self.op("Add", count, self.ints(tap)), end, axis=0)
            total = self.op("Add", total, self.op("Slice", padded, begin, last, self.ints(0, 1)))
        return total

    def product(
        self, rows: Quantised, weight: Array, index: str, scale: str, bias: str, whole: Array
    ) -> str:
        """Return an 8-bit convolution in float32.

        `whole` holds `weight` (out by in by taps) in whole numbers; `scale` and `bias` are for
        each output channel.
        """
        out, channels, taps = weight.shape
        edge = np.full(channels, rows.edge)
        columns = self.gathered(rows.tensor, index, edge, taps)
        matrix = self.constant(whole.transpose(2, 1, 0).reshape(taps * channels, out))
        zeros = self.constant(np.zeros(out, np.int8))
        inputs = (columns, matrix, rows.scale, scale, rows.zero, zeros, bias)
        return self.op("MatMulIntegerToFloat", *inputs, domain=CONTRIB)


def offsets_of(conv: Conv) -> list[int]:
    """Return which input steps a convolution's output step reads, relative to its own."""
    return [tap * conv.dilation - conv.pads[0] for tap in range(conv.taps)]


def polyphase(conv: Conv) -> list[Phases]:
    """Return a transposed convolution as plain ones, which together make all phases in order.

    Neighbouring phases that read the same input steps are one of them.
    """
    stride, pad = conv.stride, conv.pads[0]
    groups: list[tuple[list[int], list[int]]] = []
    for phase in range(stride):
        first = (phase + pad) % stride
        # Rising offsets are falling taps.
        taps = list(range(first, conv.taps, stride))[::-1]
        offsets = [(phase + pad - tap) // stride for tap in taps]
        if not groups or groups[-1][1] != offsets:
            groups.append(([], offsets))
        groups[-1][0].append(phase)
    return [_phases(conv, phases, offsets) for phases, offsets in groups]


def _phases(conv: Conv, phases: Sequence[int], offsets: Sequence[int]) -> Phases:
    taps = [[p + conv.pads[0] - o * conv.stride for o in offsets] for p in phases]
    parts = [conv.weight[:, :, row].transpose(1, 0, 2) for row in taps]
    return Phases(np.concatenate(parts), np.tile(conv.bias, len(phases)), list(offsets))


def whole_numbers(weight: Array, limit: int) -> tuple[Array, Array]:
    """Return weights as int8 within +-`limit`, and the scale of each output channel."""
    largest = np.abs(weight).max(axis=(1, 2))
    scale = np.maximum(largest / limit, 1e-12).astype(np.float32)
    rounded = np.clip(np.round(weight / scale[:, None, None]), -limit, limit)
    return rounded.astype(np.int8), scale
