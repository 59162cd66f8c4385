"""Layers that several modules of VITS share: convolutions, layer norm, dilated separable stack."""

import math

import numpy as np
from onnx import numpy_helper

from tests.tiny_vits.graph import Scope

MASK = "/enc_p/Cast_1_output_0"

_NORM = """
Transpose $x perm=0,2,1 ; ReduceMean Transpose axes=-1 ; Sub Transpose ReduceMean ;
Pow Sub ~2 ; ReduceMean_1 Pow axes=-1 ; Add ReduceMean_1 ~1e-05 ; Sqrt Add ; Div Sub Sqrt ;
Mul Div $gamma ; Add_1 Mul $beta ; Transpose_1 Add_1 perm=0,2,1
"""


def conv(
    scope: Scope,
    x: str,
    channels: tuple[int, int],
    kernel: int,
    *,
    dilation: int = 1,
    group: int = 1,
    padding: int | None = None,
    gain: float = 1.0,
    bias: bool = True,
    zero_sum: bool = False,
    weight_name: str | None = None,
) -> str:
    """Write a `Conv` of (in, out) channels at `scope`; `padding` is "same" when left out.

    `zero_sum` removes the answer to constant input. `weight_name` is for convolutions whose
    weight norm the exporter folded.
    """
    inside, outside = channels[0] // group, channels[1]
    graph = scope.graph
    weight = weight_name or scope.parameter_name("weight")
    scale = gain / math.sqrt(inside * kernel)
    values = scale * graph.rng.standard_normal((outside, inside, kernel))
    if zero_sum:
        values -= values.mean(axis=-1, keepdims=True)
    inputs = [x, graph.parameter(weight, values)]
    if bias:
        inputs.append(graph.random(scope.parameter_name("bias"), outside, scale=0.1 * gain))
    pad = dilation * (kernel - 1) // 2 if padding is None else padding
    return scope.op(
        "Conv",
        *inputs,
        dilations=[dilation],
        group=group,
        kernel_shape=[kernel],
        pads=[pad, pad],
        strides=[1],
    )


def conv_transpose(
    scope: Scope, x: str, channels: tuple[int, int], kernel: int, stride: int
) -> str:
    """Write a `ConvTranspose` that makes `stride` samples of each one."""
    graph = scope.graph
    scale = 1 / math.sqrt(channels[0] * kernel / stride)
    weight = graph.random(scope.parameter_name("weight"), *channels, kernel, scale=scale)
    bias = graph.random(scope.parameter_name("bias"), channels[1], scale=0.1)
    pad = (kernel - stride) // 2
    return scope.op(
        "ConvTranspose",
        x,
        weight,
        bias,
        dilations=[1],
        group=1,
        kernel_shape=[kernel],
        pads=[pad, pad],
        strides=[stride],
    )


def zeros_like(scope: Scope, x: str) -> str:
    """Write zeros of the shape of `x`, which the exporter does not fold."""
    zero = numpy_helper.from_array(np.zeros(1, np.float32))
    return scope.op("ConstantOfShape", scope.op("Shape", x), value=zero)


def layer_norm(scope: Scope, x: str, channels: int) -> str:
    """Write the layer norm of channels as the exporter decomposes it."""
    gamma = scope.graph.random(scope.parameter_name("gamma"), channels, scale=0.1, mean=1.0)
    beta = scope.graph.random(scope.parameter_name("beta"), channels, scale=0.1)
    return scope.write(_NORM, bind={"x": x, "gamma": gamma, "beta": beta})


def _gelu(scope: Scope, x: str) -> str:
    ratio = scope.op("Div", x, np.array(1.4142135, np.float32))
    shifted = scope.op("Add", scope.op("Erf", ratio), 1.0)
    return scope.op("Mul", scope.op("Mul", x, shifted), 0.5)


def separable_stack(scope: Scope, x: str, channels: int, condition: str | None = None) -> str:
    """Write the three dilated depth-separable layers of the duration predictor."""
    if condition is not None:
        x = scope.op("Add", x, condition)
    for i in range(3):
        y = scope.op("Mul", x, MASK)
        y = conv(
            scope.sub(f"convs_sep.{i}"), y, (channels, channels), 3, dilation=3**i, group=channels
        )
        y = _gelu(scope, layer_norm(scope.sub(f"norms_1.{i}"), y, channels))
        y = conv(scope.sub(f"convs_1x1.{i}"), y, (channels, channels), 1)
        y = _gelu(scope, layer_norm(scope.sub(f"norms_2.{i}"), y, channels))
        x = scope.op("Add", x, y)
    return scope.op("Mul", x, MASK)
