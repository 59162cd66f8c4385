"""HiFi-GAN vocoder: upsampling convolutions and averaged residual blocks."""

from typing import NamedTuple

from tests.tiny_vits.graph import Scope
from tests.tiny_vits.layers import conv, conv_transpose
from tests.tiny_vits.spec import TinySpec

_SLOPE = 0.10000000149011612
_LAST_SLOPE = 0.009999999776482582
_RESIDUAL_GAIN = 0.5
_OUTPUT_GAIN = {"1": 0.5, "2": 0.25}


class _Shape(NamedTuple):
    """Sizes of a residual block."""

    channels: int
    kernel: int
    dilations: tuple[int, ...]


def _leaky(scope: Scope, x: str) -> str:
    return scope.op("LeakyRelu", x, alpha=_SLOPE)


def _block1(scope: Scope, x: str, active: str, shape: _Shape) -> str:
    """Pairs of a dilated and a plain convolution ("high" quality)."""
    ends = (shape.channels, shape.channels)
    for i, dilation in enumerate(shape.dilations):
        y = active if i == 0 else _leaky(scope, x)
        y = conv(scope.sub(f"convs1.{i}"), y, ends, shape.kernel, dilation=dilation)
        y = _leaky(scope, y)
        y = conv(scope.sub(f"convs2.{i}"), y, ends, shape.kernel, gain=_RESIDUAL_GAIN)
        x = scope.op("Add", y, x)
    return x


def _block2(scope: Scope, x: str, active: str, shape: _Shape) -> str:
    """One convolution for each dilation (all other qualities)."""
    ends = (shape.channels, shape.channels)
    for i, dilation in enumerate(shape.dilations):
        y = active if i == 0 else _leaky(scope, x)
        layer = scope.sub(f"convs.{i}")
        y = conv(layer, y, ends, shape.kernel, dilation=dilation, gain=_RESIDUAL_GAIN)
        x = scope.op("Add", y, x)
    return x


def _stage(scope: Scope, x: str, spec: TinySpec, stage: int, channels: int) -> str:
    """The mean of the residual blocks of one stage."""
    block = _block1 if spec.resblock == "1" else _block2
    count = len(spec.resblock_kernels)
    total = active = ""
    for j, kernel in enumerate(spec.resblock_kernels):
        inner = scope.sub(f"resblocks.{stage * count + j}")
        if j == 0:  # All blocks start with this activation; the exporter keeps the first one.
            active = _leaky(inner, x)
        y = block(inner, x, active, _Shape(channels, kernel, spec.resblock_dilations[j]))
        total = scope.op("Add", total, y) if total else y
    return scope.op("Div", total, float(count))


def decoder(scope: Scope, z: str, spec: TinySpec, speaker: str | None) -> str:
    """Write `dec`: frames [batch, inter, T] to samples [batch, 1, T * hop]."""
    channels = spec.upsample_initial_channels
    x = conv(scope.sub("conv_pre"), z, (spec.inter_channels, channels), 7)
    if speaker is not None:
        ends = (spec.gin_channels, channels)
        x = scope.op("Add", x, conv(scope.sub("cond"), speaker, ends, 1, gain=0.5))
    for i, (rate, kernel) in enumerate(
        zip(spec.upsample_rates, spec.upsample_kernels, strict=True)
    ):
        x = _leaky(scope, x)
        ends = (channels, channels // 2)
        x = conv_transpose(scope.sub(f"ups.{i}"), x, ends, kernel, rate)
        channels //= 2
        x = _stage(scope, x, spec, i, channels)
    gain = _OUTPUT_GAIN[spec.resblock]
    x = scope.op("LeakyRelu", x, alpha=_LAST_SLOPE)
    x = conv(scope.sub("conv_post"), x, (channels, 1), 7, gain=gain, bias=False, zero_sum=True)
    return scope.op("Tanh", x)
