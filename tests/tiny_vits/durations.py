"""Stochastic duration predictor: three spline flows in reverse, and an affine one."""

import math

import numpy as np

from tests.tiny_vits.graph import BOUNDLESS, Scope
from tests.tiny_vits.layers import MASK, conv, separable_stack
from tests.tiny_vits.spec import TinySpec
from tests.tiny_vits.spline import PARAMETERS, inverse_spline

# Deviation of log durations for unit noise: random weights would else speak for minutes.
_SPREAD = 0.25

_NOISE = """
Mul proj/Conv /enc_p/Cast_1 ; Shape Mul ; Gather Shape :0 ; Gather_1 Shape :2 ;
Unsqueeze Gather [0] ; Unsqueeze_1 Gather_1 [0] ; Concat Unsqueeze [2] Unsqueeze_1 ;
ConstantOfShape Concat value=0 ; RandomNormalLike ConstantOfShape ;
Mul_1 RandomNormalLike /Gather_2
"""


def flip(scope: Scope, x: str) -> str:
    """Write a reversal of channels."""
    return scope.op("Slice", x, [-1], [-BOUNDLESS], [1], [-1])


def _spline_flow(scope: Scope, x: str, width: int, condition: str) -> str:
    first = scope.op("Split", x, [1, 1])
    h = conv(scope.sub("pre"), first, (1, width), 1)
    h = separable_stack(scope.sub("convs"), h, width, condition)
    conv(scope.sub("proj"), h, (width, PARAMETERS), 1, gain=1.0)
    return inverse_spline(scope, width)


def _affine(scope: Scope, x: str, log_frames: float) -> str:
    """Write (x - m) * exp(-logs), exp(-logs) folded: the mean duration and a small spread."""
    mean = np.array([[-log_frames / _SPREAD], [0.1]])
    centred = scope.op("Sub", x, scope.graph.parameter(scope.parameter_name("m"), mean))
    scaled = scope.op("Mul", centred, np.array([[_SPREAD], [1.05]], np.float32))
    return scope.op("Mul", scaled, MASK)


def duration_predictor(scope: Scope, hidden: str, spec: TinySpec, speaker: str | None) -> str:
    """Write `dp`; its `Split` holds the log durations in frames."""
    width = spec.hidden_channels
    x = conv(scope.sub("pre"), hidden, (width, width), 1)
    if speaker is not None:
        x = scope.op("Add", x, conv(scope.sub("cond"), speaker, (spec.gin_channels, width), 1))
    x = separable_stack(scope.sub("convs"), x, width)
    conv(scope.sub("proj"), x, (width, width), 1)
    z = scope.write(_NOISE)
    for i in (7, 5, 3):
        z = flip(scope.sub(f"flows.{i + 1}"), z)
        z = _spline_flow(scope.sub(f"flows.{i}"), z, width, scope.ref("Mul"))
    z = flip(scope.sub("flows.2"), z)
    z = _affine(scope.sub("flows.0"), z, math.log(spec.frames_per_phoneme))
    return scope.labelled("Split", z, [1, 1])
