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


def polyphase(conv: Conv) -> tuple[Array, Array, list[int]]:
    """Return a transposed convolution as a plain one that makes all phases of an input step.

    Its weights (phases * out by in by taps), biases and offsets.
    """
    channels, out, taps = conv.weight.shape
    stride, pad = conv.stride, conv.pads[0]
    parts = [
        (phase, tap, (phase + pad - tap) // stride)
        for phase in range(stride)
        for tap in range(taps)
        if (phase + pad - tap) % stride == 0
    ]
    offsets = sorted({offset for _, _, offset in parts})
    weight = np.zeros((stride, out, channels, len(offsets)), np.float32)
    for phase, tap, offset in parts:
        weight[phase, :, :, offsets.index(offset)] = conv.weight[:, :, tap].T
    return weight.reshape(stride * out, channels, -1), np.tile(conv.bias, stride), offsets


def whole_numbers(weight: Array, limit: int) -> tuple[Array, Array]:
    """Return weights as int8 within +-`limit`, and the scale of each output channel."""
    largest = np.abs(weight).max(axis=(1, 2))
    scale = np.maximum(largest / limit, 1e-12).astype(np.float32)
    rounded = np.clip(np.round(weight / scale[:, None, None]), -limit, limit)
    return rounded.astype(np.int8), scale
